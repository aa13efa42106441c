//! The truth behind the elements: one snapshot, one moment.

use std::sync::Arc;
use std::time::Duration;

use crate::command::{CommandStatus, Stage};
use crate::display::Equipment;
use crate::gui::app::View;
use crate::gui::command_card::About;
use crate::gui::elements::{Asked, Control, ElementSource, Reading};
use crate::gui::painter::{AlarmSign, Flash};
use crate::tag::{TagIndex, Value};
use crate::time::{Moment, Zone};
use crate::trend::{Column, TrendQuery};

/// Columns of a trend on a display or faceplate: about one a pixel of the context column.
pub(crate) const TREND_COLUMNS: u16 = 320;

/// The question behind a trend that follows the present.
pub(crate) const fn live_query(tag: TagIndex, span: Duration) -> TrendQuery {
    TrendQuery { tag, to: None, span, columns: TREND_COLUMNS }
}

impl ElementSource for View<'_> {
    fn now(&self) -> Moment {
        self.now
    }

    fn zone(&self) -> &Zone {
        &self.snapshot.plant.zone
    }

    fn reading(&self, tag: TagIndex) -> Option<Reading<'_>> {
        let (tag, sample) = self.tag(tag)?;
        Some(Reading { tag, sample, now: self.now })
    }

    fn control(&self, tag: TagIndex) -> Control {
        let mut control = Control::default();
        // The newest command that concerns the tag speaks; older ones are history.
        let concerns = |status: &CommandStatus| {
            status.draft.tag == tag
                || self.plant().write_rules.get(&status.draft.tag).is_some_and(|rule| rule.read_back == tag)
        };
        let newest = self.snapshot.commands.iter().rev().find(|status| concerns(status));
        if let Some(status) = newest {
            let about = About::new(self.plant(), status.draft.tag, &status.draft.value);
            let asked = || Some(Asked { text: Arc::from(&*about.to), since: since(status) });
            match status.stage {
                Stage::Draft | Stage::Checked => control.drafted = status.draft.value.number(),
                Stage::Confirmed | Stage::Sent | Stage::Accepted | Stage::ReadBack => {
                    control.pending = asked();
                }
                Stage::Failed if accepted(status) && self.still_differs(status, tag) => {
                    control.differs = asked();
                }
                Stage::Settled | Stage::Refused | Stage::Failed | Stage::Expired | Stage::Cancelled => {}
            }
        }
        control.alarm = self.snapshot.alarms.by_tag.get(&tag).and_then(|mark| AlarmSign::of(*mark));
        control
    }

    fn equipment_alarm(&self, id: &str) -> Option<AlarmSign> {
        self.alarms.equipment(id)
    }

    fn area_alarm(&self, area: &str) -> Option<AlarmSign> {
        self.snapshot.alarms.by_area.get(area).and_then(|mark| AlarmSign::of(*mark))
    }

    fn flash(&self) -> Flash {
        View::flash(self)
    }

    fn line(&self, tag: TagIndex, span: Duration) -> &[Option<Column>] {
        self.snapshot.trends.get(&live_query(tag, span)).map_or(&[], |reply| &reply.columns)
    }

    fn equipment(&self, id: &str) -> Option<&Equipment> {
        self.snapshot.plant.equipment.get(id)
    }
}

impl View<'_> {
    /// Whether the feedback still shows something else than was commanded.
    fn still_differs(&self, status: &CommandStatus, shown: TagIndex) -> bool {
        let Some(rule) = self.plant().write_rules.get(&status.draft.tag) else { return false };
        let value = &status.draft.value;
        let whole = value.whole().and_then(|whole| i64::try_from(whole).ok());
        let expected =
            whole.and_then(|whole| rule.expect.get(&whole)).map_or(value.clone(), |read| Value::Int(*read));
        let actual = self.tag(shown).and_then(|(_, sample)| sample.value());
        actual.is_some_and(|actual| !actual.matches(&expected, rule.tolerance))
    }
}

fn accepted(status: &CommandStatus) -> bool {
    status.history.iter().any(|(stage, _)| *stage == Stage::Accepted)
}

fn since(status: &CommandStatus) -> Moment {
    let confirmed = status.history.iter().find(|(stage, _)| *stage == Stage::Confirmed);
    confirmed.map_or(status.stage_since, |(_, at)| *at)
}
