//! Suppression by design, and how an alarm comes back when nothing hides it any more.

use crate::alarm::book::judging::after;
use crate::alarm::book::{Book, STATION, stamp};
use crate::alarm::{Annunciation, Change, Happening, State};
use crate::time::Moment;

impl Book {
    pub(super) fn suppress(&mut self, at: u32, now: Moment, out: &mut Vec<Change>) {
        let Some(cell) = self.cells.get_mut(at as usize) else { return };
        if cell.kept.axes.suppressed.is_none() {
            cell.kept.axes.suppressed = Some(stamp(now));
            self.tell(at, Happening::Suppressed, now, STATION, "", out);
        }
    }

    pub(super) fn unsuppress(&mut self, at: u32, now: Moment, out: &mut Vec<Change>) {
        let Some(cell) = self.cells.get_mut(at as usize) else { return };
        if cell.kept.axes.suppressed.take().is_some() {
            self.come_back(at, now);
            self.tell(at, Happening::Unsuppressed, now, STATION, "", out);
        }
    }

    /// An active alarm that nothing hides any more is annunciated anew, as an occurrence of its own: whoever
    /// acknowledged it before it was hidden has not seen it come back.
    pub(super) fn come_back(&mut self, at: u32, now: Moment) {
        let Some(cell) = self.cells.get_mut(at as usize) else { return };
        let kept = &mut cell.kept;
        if kept.axes.hidden() || !kept.axes.state.active() {
            return;
        }
        kept.occurrence = after(kept.occurrence);
        kept.acknowledged = None;
        if kept.axes.state.abnormal() {
            kept.axes.state = State::Unacknowledged;
            kept.raised = Some(stamp(now));
            kept.returned = None;
            kept.value = cell.value;
        } else {
            kept.axes.state = State::LatchedUnacknowledged;
        }
    }

    /// Taken from the shelf by hand: whoever does it sees it, so an active alarm is acknowledged.
    pub(super) fn come_back_seen(&mut self, at: u32, now: Moment, by: &str) {
        let Some(cell) = self.cells.get_mut(at as usize) else { return };
        let kept = &mut cell.kept;
        if !kept.axes.hidden() && kept.axes.annunciation() == Annunciation::New {
            kept.axes.state =
                if kept.axes.state.abnormal() { State::Acknowledged } else { State::LatchedAcknowledged };
            kept.acknowledged = Some((stamp(now), by.into()));
        }
    }
}
