//! Which alarms a list shows: by area, priority, state and words.

use std::sync::Arc;

use crate::alarm::{Annunciation, Priority, Row};
use crate::plant::Plant;

/// States that can be chosen, in the order of their words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    New,
    Returned,
    Seen,
}

impl Wanted {
    pub(super) const ALL: [Self; 3] = [Self::New, Self::Returned, Self::Seen];

    const fn is(self, row: &Row) -> bool {
        matches!(
            (self, row.kept.axes.state.annunciation()),
            (Self::New, Annunciation::New)
                | (Self::Returned, Annunciation::Returned)
                | (Self::Seen, Annunciation::Seen)
        )
    }
}

/// What a list shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Filter {
    pub(super) text: String,
    pub(super) area: Option<Arc<str>>,
    pub(super) priority: Option<Priority>,
    pub(super) state: Option<Wanted>,
}

impl Filter {
    /// Whether anything is left out.
    pub(super) fn narrows(&self) -> bool {
        !self.text.trim().is_empty() || self.area.is_some() || self.priority.is_some() || self.state.is_some()
    }

    /// Whether a row passes; all words must be in it, in any column.
    pub(super) fn passes(&self, row: &Row, words: &Words, wanted: &[String]) -> bool {
        self.area.as_ref().is_none_or(|area| *area == row.alarm.area)
            && self.priority.is_none_or(|priority| priority == row.alarm.priority)
            && self.state.is_none_or(|state| state.is(row))
            && wanted.iter().all(|word| words.of(row).contains(word.as_str()))
    }

    /// The words looked for, in small letters.
    pub(super) fn wanted(&self) -> Vec<String> {
        self.text.to_lowercase().split_whitespace().map(str::to_owned).collect()
    }
}

/// Everything that can be read of each alarm of a layout, in small letters: made once a layout.
#[derive(Debug, Default)]
pub(super) struct Words {
    layout: Arc<str>,
    by_alarm: Vec<(Arc<str>, String)>,
}

impl Words {
    /// Makes the words anew where the layout is another one.
    pub(super) fn follow(&mut self, plant: &Plant, rows: &[Arc<Row>]) {
        let known = |row: &Arc<Row>| self.find(&row.alarm.id).is_some();
        if self.layout == plant.hash && rows.iter().all(known) {
            return;
        }
        self.layout = plant.hash.clone();
        let defined = plant.alarms.iter().chain(rows.iter().map(|row| &row.alarm));
        self.by_alarm = defined
            .map(|alarm| {
                let tag = plant.tag(alarm.tag).map_or("", |tag| &tag.id);
                let parts = [&alarm.id, tag, &alarm.title, &alarm.text, &alarm.area, &alarm.class];
                (alarm.id.clone(), parts.join(" ").to_lowercase())
            })
            .collect();
        self.by_alarm.sort();
        self.by_alarm.dedup_by(|a, b| a.0 == b.0);
    }

    fn find(&self, id: &str) -> Option<&str> {
        let at = self.by_alarm.binary_search_by(|(own, _)| (**own).cmp(id)).ok()?;
        self.by_alarm.get(at).map(|(_, words)| words.as_str())
    }

    fn of(&self, row: &Row) -> &str {
        self.find(&row.alarm.id).unwrap_or_default()
    }
}
