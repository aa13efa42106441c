//! What is chosen on the alarm summary: tab, order, filter, row, dialog.

use std::sync::Arc;

use crate::alarm::{Occurrence, Priority};
use crate::gui::screens::alarms::dialog::Dialog;
use crate::gui::screens::alarms::filter::{Filter, Words};
use crate::gui::screens::alarms::list::List;

/// The lists of the summary, in the order of their tabs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tab {
    #[default]
    Active,
    ToAcknowledge,
    Shelved,
    Suppressed,
    OutOfService,
    CameAndWent,
    Health,
}

impl Tab {
    /// All, in order; the last one only where the figures have no room beside the list.
    pub(super) const ALL: [Self; 7] = [
        Self::Active,
        Self::ToAcknowledge,
        Self::Shelved,
        Self::Suppressed,
        Self::OutOfService,
        Self::CameAndWent,
        Self::Health,
    ];
}

/// By what the list is ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Column {
    Priority,
    #[default]
    Time,
    Age,
    Tag,
    What,
    Condition,
    Value,
    Limit,
    Area,
}

/// What is chosen on the alarm summary.
#[derive(Debug, Default)]
pub struct AlarmsState {
    pub(super) tab: Tab,
    pub(super) column: Column,
    /// Whether the order is turned round.
    pub(super) turned: bool,
    pub(super) filter: Filter,
    pub(super) filter_open: bool,
    /// The chosen alarm, by id.
    pub(crate) selected: Option<Arc<str>>,
    /// Whether the list must still move to it.
    pub(super) scroll: bool,
    /// What of the chosen alarm was drawn in this frame, if it waits to be acknowledged.
    pub(crate) drawn: Option<(Arc<str>, Occurrence)>,
    /// What the list showed wholly in the last frame and waits to be acknowledged.
    pub(super) visible: Vec<(Arc<str>, Occurrence)>,
    pub(super) dialog: Option<Dialog>,
    pub(super) words: Words,
    pub(super) list: List,
}

impl AlarmsState {
    /// Shows the active alarms, this one chosen.
    pub fn choose(&mut self, alarm: Arc<str>) {
        self.selected = Some(alarm);
        self.tab = Tab::Active;
        self.filter = Filter::default();
        self.scroll = true;
    }

    /// Shows the active alarms of one area.
    pub fn of_area(&mut self, area: Arc<str>) {
        self.tab = Tab::Active;
        self.filter = Filter { area: Some(area), ..Filter::default() };
        self.filter_open = true;
    }

    /// Closes the dialog: it belongs to the screen it was opened on.
    pub(crate) fn close_dialog(&mut self) {
        self.dialog = None;
    }

    /// Opens the dialog that puts an alarm aside.
    pub(crate) fn shelve(&mut self, alarm: Arc<str>) {
        self.dialog = Some(Dialog::shelve(alarm));
    }

    /// Opens the dialog that takes an alarm out of service.
    pub(super) fn take_out(&mut self, alarm: Arc<str>) {
        self.dialog = Some(Dialog::service(alarm));
    }

    /// Notes what of the chosen alarm is on screen: F9 acknowledges that and nothing else.
    pub(crate) fn note(&mut self, alarm: &Arc<str>, occurrence: Occurrence) {
        if self.selected.as_ref() == Some(alarm) {
            self.drawn = Some((alarm.clone(), occurrence));
        }
    }

    /// Whether a priority passes the filter.
    pub(super) fn wants(&self, priority: Priority) -> bool {
        self.filter.priority.is_none_or(|wanted| wanted == priority)
    }
}
