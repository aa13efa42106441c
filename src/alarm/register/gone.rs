//! What came and went before anyone acknowledged it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::alarm::register::within;
use crate::alarm::{Alarm, AlarmIndex, Change, Row};
use crate::time::Timestamp;

/// How long it is told.
const DAY: Duration = Duration::from_secs(86_400);
/// So many at most; the oldest goes.
const ROWS_MOST: usize = 500;

/// The last time each alarm came and went: one that chatters takes one row and not all of them.
#[derive(Debug, Default)]
pub(super) struct CameAndWent {
    /// In the order in which they went.
    rows: BTreeMap<u64, Arc<Row>>,
    place_of: BTreeMap<Arc<str>, u64>,
    next: u64,
    changed: bool,
}

impl CameAndWent {
    pub(super) fn add(&mut self, change: &Change, alarm: &Arc<Alarm>) {
        let row = Row {
            index: change.index,
            alarm: Arc::clone(alarm),
            kept: change.after.clone(),
            value: change.after.value,
            limit: None,
        };
        self.next += 1;
        if let Some(before) = self.place_of.insert(Arc::clone(&alarm.id), self.next) {
            self.rows.remove(&before);
        }
        self.rows.insert(self.next, Arc::new(row));
        if self.rows.len() > ROWS_MOST {
            self.drop_oldest();
        }
        self.changed = true;
    }

    /// Lets go what is older than a day.
    pub(super) fn age(&mut self, now: Timestamp) {
        while let Some((_, row)) = self.rows.first_key_value()
            && !row.kept.returned.is_some_and(|at| within(at, now, DAY))
        {
            self.drop_oldest();
        }
    }

    /// Goes on with another layout: what it no longer has goes.
    pub(super) fn carry(&mut self, find: impl Fn(&str) -> Option<(AlarmIndex, Arc<Alarm>)>) {
        self.changed = true;
        for (_, row) in std::mem::take(&mut self.rows) {
            let place = self.place_of.remove(&row.alarm.id);
            if let (Some(place), Some((index, alarm))) = (place, find(&row.alarm.id)) {
                self.place_of.insert(Arc::clone(&alarm.id), place);
                self.rows.insert(place, Arc::new(Row { index, alarm, ..Row::clone(&row) }));
            }
        }
    }

    pub(super) const fn take_changed(&mut self) -> bool {
        std::mem::replace(&mut self.changed, false)
    }

    /// Newest first.
    pub(super) fn picture(&self) -> Arc<[Arc<Row>]> {
        self.rows.values().rev().cloned().collect()
    }

    fn drop_oldest(&mut self) {
        if let Some((_, row)) = self.rows.pop_first() {
            self.place_of.remove(&row.alarm.id);
            self.changed = true;
        }
    }
}
