//! States over a restart and over a reload.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::alarm::book::board::Board;
use crate::alarm::book::cell::Cell;
use crate::alarm::book::shelves::Shelves;
use crate::alarm::book::{Book, STATION, stamp};
use crate::alarm::{Alarm, AlarmIndex, Change, Happening, Kept, Occurrence, Priority, Shelving};
use crate::time::Moment;

/// A hand-edited file must not bring the count of occurrences to its end.
const OCCURRENCE_MOST: Occurrence = Occurrence(u64::MAX / 2);

/// A book in which nothing was judged yet.
pub(super) fn fresh(alarms: &[Arc<Alarm>], tags: usize) -> Book {
    let mut by_tag = vec![Vec::new(); tags];
    let mut by_id = BTreeMap::new();
    let mut cells: Vec<Cell> = Vec::with_capacity(alarms.len());
    for (at, alarm) in (0_u32..).zip(alarms) {
        for tag in alarm.tags() {
            if let Some(list) = by_tag.get_mut(tag.slot()) {
                list.push(at);
            }
        }
        by_id.insert(Arc::clone(&alarm.id), at);
        cells.push(Cell { touched: true, ..Cell::new(alarm) });
    }
    Book {
        touched: (0_u32..).zip(&cells).map(|(at, _)| at).collect(),
        board: Board::new(cells.len()),
        cells,
        by_id,
        by_tag,
        due: BTreeSet::new(),
        shelves: Shelves::default(),
        orphans: BTreeMap::new(),
    }
}

impl Book {
    pub(super) fn take_back(&mut self, kept: BTreeMap<Arc<str>, Kept>) {
        for cell in &mut self.cells {
            cell.unseen = true;
        }
        for (id, mut kept) in kept {
            kept.occurrence = kept.occurrence.min(OCCURRENCE_MOST);
            self.adopt(id, kept);
        }
    }

    fn adopt(&mut self, id: Arc<str>, kept: Kept) {
        let Some(at) = self.index(&id) else {
            self.orphans.insert(id, kept);
            return;
        };
        let Some(cell) = self.cells.get_mut(at as usize) else { return };
        if matches!(kept.axes.shelving, Shelving::Timed { .. }) {
            self.shelves.enter_later(at);
        }
        cell.kept = kept;
        self.board.moved(at);
    }

    /// What was active or hidden and has no place in the layout any more is told, not forgotten in silence.
    pub(super) fn tell_orphans(&mut self, now: Moment, out: &mut Vec<Change>) {
        for (id, kept) in std::mem::take(&mut self.orphans) {
            if kept.axes.state.active() || kept.axes.hidden() {
                out.push(Change {
                    index: AlarmIndex::UNKNOWN,
                    alarm: id,
                    priority: Priority::Low,
                    happening: Happening::Removed,
                    at: stamp(now),
                    by: STATION.into(),
                    reason: "".into(),
                    after: gone(&kept),
                });
            }
        }
    }

    /// Delays and rates go on only where tag and condition stayed as they are; the rest is judged from here.
    pub(super) fn take_over(&mut self, alarms: &[Arc<Alarm>], tags: usize, now: Moment) -> Vec<Change> {
        let mut out = Vec::new();
        let mut new = fresh(alarms, tags);
        let old = std::mem::take(self);
        new.shelves.keep_turn(old.shelves.turn());
        for (id, kept) in old.orphans {
            new.adopt(id, kept);
        }
        new.board.carry(old.board, |id| {
            let at = new.by_id.get(id)?;
            Some((AlarmIndex(*at), Arc::clone(&new.cells.get(*at as usize)?.alarm)))
        });
        for (index, mut before) in (0_u32..).zip(old.cells) {
            let Some(at) = new.index(&before.alarm.id) else {
                if before.kept.axes.state.active() || before.kept.axes.hidden() {
                    out.push(Change {
                        index: AlarmIndex(index),
                        alarm: Arc::clone(&before.alarm.id),
                        priority: before.alarm.priority,
                        happening: Happening::Removed,
                        at: stamp(now),
                        by: STATION.into(),
                        reason: "".into(),
                        after: gone(&before.kept),
                    });
                }
                continue;
            };
            let Some(cell) = new.cells.get_mut(at as usize) else { continue };
            let same = cell.alarm.tag == before.alarm.tag && cell.alarm.condition == before.alarm.condition;
            if same {
                cell.memory = std::mem::take(&mut before.memory);
                cell.pending = before.pending;
                (cell.value, cell.limit) = (before.value, before.limit);
            }
            cell.kept = before.kept;
            cell.unseen = before.unseen;
            cell.silenced = before.silenced;
            let due = before.due.filter(|_| same);
            new.schedule(at, due);
            new.enter_shelf(at, now);
            new.board.moved(at);
        }
        *self = new;
        out
    }
}

/// What holds of an alarm that no longer exists: nothing, apart from its occurrence.
fn gone(before: &Kept) -> Kept {
    Kept { occurrence: before.occurrence, ..Kept::default() }
}
