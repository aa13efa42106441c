//! A book that follows what was recorded: it takes changes as they stand and judges nothing.

use crate::alarm::book::{Book, Lookup};
use crate::alarm::judge::{self, Judgement, Memory};
use crate::alarm::{Change, Kept};
use crate::time::Moment;

impl Book {
    /// Takes a change as it was recorded, into state and figures; in order of time. One of an alarm that the
    /// layout does not have counts in the figures alone.
    pub fn follow(&mut self, change: &Change) {
        self.remember(change);
        let Some(at) = self.index(&change.alarm) else { return };
        if let Some(cell) = self.cells.get_mut(at as usize) {
            cell.kept = change.after.clone();
            self.board.moved(at);
        }
    }

    /// Looks at the values and limits of every alarm that was ever raised or hidden. No state changes.
    pub fn look(&mut self, now: Moment, lookup: Lookup<'_>) {
        for (at, cell) in (0_u32..).zip(&mut self.cells) {
            if cell.kept == Kept::default() {
                continue;
            }
            let held = cell.kept.axes.state.abnormal();
            let Judgement { value, limit, .. } =
                judge::judge(&cell.alarm, held, &mut Memory::default(), now.steady, lookup);
            if (cell.value, cell.limit) != (value, limit) {
                (cell.value, cell.limit) = (value, limit);
                self.board.valued(at, &cell.kept);
            }
        }
    }
}
