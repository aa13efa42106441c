//! Alarms in the engine: what the book says goes to the journal and the picture.

use std::sync::Arc;

use crate::alarm::{Action, Actor, Change};
use crate::engine::{Engine, Output, entry};
use crate::journal::EntryKind;
use crate::time::Moment;

impl Engine {
    pub(super) fn alarm_action(&mut self, now: Moment, action: &Action, by: &Actor, out: &mut Vec<Output>) {
        match self.alarms.act(now, action, by) {
            Ok(changes) => self.tell_alarms(now, &changes, out),
            Err(refused) => self.alarm_refused = Some((refused.0, now)),
        }
    }

    pub(super) fn take_horn_trouble(&mut self, now: Moment, trouble: Arc<str>) {
        self.horn_trouble = (!trouble.is_empty()).then_some((trouble, now));
    }

    fn tell_alarms(&mut self, now: Moment, changes: &[Change], out: &mut Vec<Output>) {
        for change in changes {
            let text = change.happening.word();
            self.note(entry(now, EntryKind::Alarm, &change.by, &change.alarm, text, []), out);
        }
    }
}
