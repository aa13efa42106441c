//! Shelves whose time runs out, and their staggered return.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::alarm::book::{Book, STATION};
use crate::alarm::{Change, Happening, Priority, Shelving};
use crate::time::{Moment, Steady, Timestamp};

/// Alarms whose shelves end together return one by one, at least so far apart, the most urgent first: a shift
/// that shelved a hundred must not get a hundred back in one moment. What has nothing to annunciate does not
/// wait.
pub const APART: Duration = Duration::from_secs(5);

/// The timed shelves, by both clocks: the steady one holds the maximum when the wall clock is stepped back, and
/// a step forward ends what the wall clock says is over.
#[derive(Debug, Default)]
pub(super) struct Shelves {
    /// When each ends by either clock, and its alarm's priority.
    entered: BTreeMap<u32, (Steady, Timestamp, Priority)>,
    by_steady: BTreeSet<(Steady, u32)>,
    by_utc: BTreeSet<(Timestamp, u32)>,
    /// Their time is over; they wait for their turn.
    waiting: BTreeSet<(Priority, Timestamp, u32)>,
    /// From when the next may return.
    turn: Steady,
    /// Taken back over a restart; entered at the first moment that is known.
    unentered: Vec<u32>,
}

impl Shelves {
    pub(super) fn enter_later(&mut self, at: u32) {
        self.unentered.push(at);
    }

    pub(super) const fn turn(&self) -> Steady {
        self.turn
    }

    pub(super) const fn keep_turn(&mut self, turn: Steady) {
        self.turn = turn;
    }

    fn enter(&mut self, at: u32, ends: Steady, until: Timestamp, priority: Priority) {
        self.leave(at);
        self.entered.insert(at, (ends, until, priority));
        self.by_steady.insert((ends, at));
        self.by_utc.insert((until, at));
    }

    /// From the clocks to those who wait for their turn.
    fn wait(&mut self, at: u32) {
        if let Some((ends, until, priority)) = self.entered.get(&at).copied() {
            self.by_steady.remove(&(ends, at));
            self.by_utc.remove(&(until, at));
            self.waiting.insert((priority, until, at));
        }
    }

    fn leave(&mut self, at: u32) {
        if let Some((ends, until, priority)) = self.entered.remove(&at) {
            self.by_steady.remove(&(ends, at));
            self.by_utc.remove(&(until, at));
            self.waiting.remove(&(priority, until, at));
        }
    }

    /// One whose time is over by either clock.
    fn over(&self, now: Moment) -> Option<u32> {
        let steady = self.by_steady.first().filter(|(ends, _)| *ends <= now.steady);
        let utc = self.by_utc.first().filter(|(until, _)| *until <= now.utc);
        steady.map(|(_, at)| *at).or_else(|| utc.map(|(_, at)| *at))
    }
}

impl Book {
    /// Notes when a timed shelf ends; never later than the alarm's maximum from now.
    pub(super) fn enter_shelf(&mut self, at: u32, now: Moment) {
        let Some(cell) = self.cells.get(at as usize) else { return };
        let Shelving::Timed { until, .. } = cell.kept.axes.shelving else { return };
        let left = until.since(now.utc).min(cell.alarm.shelve_at_most);
        self.shelves.enter(at, now.steady.after(left), until, cell.alarm.priority);
    }

    /// Forgets the shelf's end.
    pub(super) fn leave_shelf(&mut self, at: u32) {
        self.shelves.leave(at);
    }

    pub(super) fn end_shelves(&mut self, now: Moment, out: &mut Vec<Change>) {
        for at in std::mem::take(&mut self.shelves.unentered) {
            self.enter_shelf(at, now);
        }
        while let Some(at) = self.shelves.over(now) {
            self.time_over(at, now, out);
        }
        while now.steady >= self.shelves.turn
            && let Some(&(_, _, at)) = self.shelves.waiting.first()
        {
            self.shelves.leave(at);
            if self.annunciates_unshelved(at) {
                self.shelves.turn = now.steady.after(APART);
            }
            self.end_timed(at, now, out);
        }
    }

    fn time_over(&mut self, at: u32, now: Moment, out: &mut Vec<Change>) {
        if self.annunciates_unshelved(at) {
            self.shelves.wait(at);
        } else {
            self.shelves.leave(at);
            self.end_timed(at, now, out);
        }
    }

    /// Whether there would be anything to see or hear of it, were it not on the shelf.
    fn annunciates_unshelved(&self, at: u32) -> bool {
        self.cells.get(at as usize).is_some_and(|cell| {
            let axes = &cell.kept.axes;
            let otherwise_hidden = axes.suppressed.is_some() || axes.out_of_service.is_some();
            !otherwise_hidden && (axes.state.active() || axes.state.to_acknowledge())
        })
    }

    fn end_timed(&mut self, at: u32, now: Moment, out: &mut Vec<Change>) {
        let Some(cell) = self.cells.get_mut(at as usize) else { return };
        cell.kept.axes.shelving = Shelving::Unshelved;
        self.come_back(at, now);
        self.tell(at, Happening::ShelfEnded, now, STATION, "", out);
    }
}
