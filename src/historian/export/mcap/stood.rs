//! What stood before an excerpt begins: the last entry of each alarm that was not normal then, so that a replay
//! of the excerpt knows it, however long before it was raised or put aside.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::alarm::{Axes, Change};
use crate::historian::Store;
use crate::historian::export::mcap::events;
use crate::journal::{Entry, EntryKind};
use crate::time::Timestamp;

/// Microseconds that are read at once.
const PIECE_US: i64 = 24 * 3_600_000_000;

/// The last entries before a time of all alarms that were active or put aside, in order of time.
pub(super) fn before(store: &Store, begin: Timestamp) -> Vec<Entry> {
    let Some(recorded) = store.span() else { return Vec::new() };
    let end = begin.micros();
    let mut last: BTreeMap<Arc<str>, Entry> = BTreeMap::new();
    // What an excerpt knows of the time before it stands before its first row.
    let mut from = i64::MIN / 1_000;
    let mut to = recorded.from.micros();
    while from < end {
        for entry in events(store, from, to.min(end.saturating_sub(1))) {
            if entry.kind == EntryKind::Alarm {
                last.insert(Arc::clone(&entry.subject), entry);
            }
        }
        (from, to) = (to.saturating_add(1), to.saturating_add(PIECE_US));
    }
    let mut stood: Vec<Entry> = last.into_values().filter(stands).collect();
    stood.sort_by_key(|entry| entry.time);
    stood
}

/// Whether an entry leaves its alarm active, to be acknowledged, or put aside.
fn stands(entry: &Entry) -> bool {
    Change::read(&entry.details, entry.time, &entry.source, &entry.subject)
        .is_some_and(|change| change.after.axes != Axes::default())
}
