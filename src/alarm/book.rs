//! The book of all alarms: judges samples, keeps every state, carries out what operators do.

mod acting;
mod board;
mod carry;
mod cell;
mod following;
mod hiding;
mod judging;
mod shelves;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::alarm::book::board::Board;
use crate::alarm::book::cell::Cell;
use crate::alarm::book::shelves::Shelves;
use crate::alarm::{Action, Actor, Alarm, AlarmIndex, Change, Happening, Kept, Picture, Refused};
use crate::tag::{Quality, TagIndex, Value};
use crate::time::{Moment, Steady, Timestamp};

pub use shelves::APART;

/// Each tag's value and quality at this moment, stale ones told as such.
pub type Lookup<'a> = &'a dyn Fn(TagIndex) -> (Option<Value>, Quality);

/// Who changes an alarm when no operator does.
const STATION: &str = "station";

/// Every alarm of a layout with its state.
#[derive(Debug, Default)]
pub struct Book {
    /// Parallel to the layout's list.
    cells: Vec<Cell>,
    by_id: BTreeMap<Arc<str>, u32>,
    /// The alarms to judge for each tag, parallel to the layout's tags.
    by_tag: Vec<Vec<u32>>,
    /// To be judged, in the order their tags were touched, each once.
    touched: Vec<u32>,
    /// When time alone changes something, each alarm at most once.
    due: BTreeSet<(Steady, u32)>,
    shelves: Shelves,
    board: Board,
    /// Kept over a restart, but no longer in the layout; told as removed with the first judgement.
    orphans: BTreeMap<Arc<str>, Kept>,
}

impl Book {
    /// All normal; nothing was judged yet, and the first [`Book::judge`] judges every alarm. `tags` is how many
    /// tags the layout has.
    pub fn new(alarms: &[Arc<Alarm>], tags: usize) -> Self {
        carry::fresh(alarms, tags)
    }

    /// Takes back what was kept over a restart, by id; before the first sample. What changed while nobody
    /// watched is told as such when the first usable sample shows it.
    pub fn restore(&mut self, kept: BTreeMap<Arc<str>, Kept>) {
        self.take_back(kept);
    }

    /// Takes a change of an earlier run into the health figures, oldest first; before the first sample.
    pub fn remember(&mut self, change: &Change) {
        let index = self.index(&change.alarm);
        let alarm = index.and_then(|at| self.cells.get(at as usize)).map(|cell| &cell.alarm);
        let index = index.map_or(AlarmIndex::UNKNOWN, AlarmIndex);
        self.board.take(&Change { index, ..change.clone() }, alarm);
    }

    /// Notes that a tag has a new sample, or that its quality changed with time.
    pub fn touch(&mut self, tag: TagIndex) {
        for &at in self.by_tag.get(tag.slot()).map(Vec::as_slice).unwrap_or_default() {
            if let Some(cell) = self.cells.get_mut(at as usize)
                && !cell.touched
            {
                cell.touched = true;
                self.touched.push(at);
            }
        }
    }

    /// Judges the alarms whose tags were touched.
    pub fn judge(&mut self, now: Moment, lookup: Lookup<'_>) -> Vec<Change> {
        let mut out = Vec::new();
        self.tell_orphans(now, &mut out);
        let mut touched = std::mem::take(&mut self.touched);
        for at in touched.drain(..) {
            if let Some(cell) = self.cells.get_mut(at as usize) {
                cell.touched = false;
            }
            self.judge_one(at, now, lookup, &mut out);
        }
        self.touched = touched;
        out
    }

    /// Time passed: delays, overruns, shelves whose time is over. About ten times a second. Looks only at the
    /// alarms for which something runs out.
    pub fn tick(&mut self, now: Moment, lookup: Lookup<'_>) -> Vec<Change> {
        let mut out = Vec::new();
        while let Some(&(due, at)) = self.due.first()
            && due <= now.steady
        {
            self.due.pop_first();
            if let Some(cell) = self.cells.get_mut(at as usize) {
                cell.due = None;
            }
            self.judge_one(at, now, lookup, &mut out);
        }
        self.end_shelves(now, &mut out);
        out
    }

    /// Carries out what an operator asks for; what changes nothing gives no change.
    pub fn act(&mut self, now: Moment, action: &Action, by: &Actor) -> Result<Vec<Change>, Refused> {
        self.carry_out(now, action, by)
    }

    /// Goes on with another layout: states are carried over by id; an alarm that is gone and was active or
    /// hidden is told as removed, with its index in the old list. The next [`Book::judge`] judges every alarm.
    pub fn reload(&mut self, alarms: &[Arc<Alarm>], tags: usize, now: Moment) -> Vec<Change> {
        self.take_over(alarms, tags, now)
    }

    /// What screens see; the same picture again while nothing changed.
    pub fn picture(&mut self, now: Moment) -> Arc<Picture> {
        self.board.picture(&self.cells, now)
    }

    /// What must outlive a restart: every alarm that was ever raised, or that something hides. One that went
    /// back to normal stays in it for its occurrence, so that no acknowledgement can ever meet a wrong raise.
    pub fn kept(&self) -> BTreeMap<Arc<str>, Kept> {
        let worth = self.cells.iter().filter(|cell| cell.kept != Kept::default());
        let mut kept: BTreeMap<_, _> =
            worth.map(|cell| (Arc::clone(&cell.alarm.id), cell.kept.clone())).collect();
        kept.extend(self.orphans.iter().map(|(id, kept)| (Arc::clone(id), kept.clone())));
        kept
    }

    fn index(&self, id: &str) -> Option<u32> {
        self.by_id.get(id).copied()
    }

    /// Makes a change known: to the journal, to the figures and to the picture.
    fn tell(
        &mut self,
        at: u32,
        happening: Happening,
        now: Moment,
        by: &str,
        reason: &str,
        out: &mut Vec<Change>,
    ) {
        let Some(cell) = self.cells.get(at as usize) else { return };
        let change = Change {
            index: AlarmIndex(at),
            alarm: Arc::clone(&cell.alarm.id),
            priority: cell.alarm.priority,
            happening,
            at: stamp(now),
            by: by.into(),
            reason: reason.into(),
            after: cell.kept.clone(),
        };
        self.board.take(&change, Some(&cell.alarm));
        self.board.moved(at);
        out.push(change);
    }

    /// Enters when time alone changes something about an alarm.
    fn schedule(&mut self, at: u32, due: Option<Steady>) {
        let Some(cell) = self.cells.get_mut(at as usize) else { return };
        if cell.due == due {
            return;
        }
        if let Some(before) = cell.due {
            self.due.remove(&(before, at));
        }
        if let Some(due) = due {
            self.due.insert((due, at));
        }
        cell.due = due;
    }
}

/// The wall clock in the grain of journals, so that what is kept reads back as it was written.
fn stamp(now: Moment) -> Timestamp {
    Timestamp::from_micros(now.utc.micros())
}

#[cfg(test)]
mod tests;
