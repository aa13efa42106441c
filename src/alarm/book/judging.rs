//! From a verdict to a change of state: suppression, delays, raises and returns.

use crate::alarm::book::cell::Pending;
use crate::alarm::book::{Book, Lookup, STATION, stamp};
use crate::alarm::judge::{self, Judgement, Verdict};
use crate::alarm::{Change, Event, Happening, Occurrence, Shelving, next};
use crate::time::Moment;

impl Book {
    /// Becoming suppressed comes before the judgement and ceasing to be after it, so that a unit that stops and
    /// starts with its values in one scan makes no noise. What cannot be told suppresses nothing, but where the
    /// alarm itself cannot be judged either, as when their device falls silent, both stay as they are: a lost
    /// link is one alarm, not one for each machine behind it.
    pub(super) fn judge_one(&mut self, at: u32, now: Moment, lookup: Lookup<'_>, out: &mut Vec<Change>) {
        let Some(cell) = self.cells.get_mut(at as usize) else { return };
        let suppressed = judge::suppressed(&cell.alarm, lookup);
        if suppressed == Some(true) {
            self.suppress(at, now, out);
        }
        let Some(cell) = self.cells.get_mut(at as usize) else { return };
        let held = cell.kept.axes.state.abnormal();
        let judgement = judge::judge(&cell.alarm, held, &mut cell.memory, now.steady, lookup);
        let Judgement { verdict, value, limit, .. } = judgement;
        if (cell.value, cell.limit) != (value, limit) {
            (cell.value, cell.limit) = (value, limit);
            self.board.valued(at, &cell.kept);
        }
        let (happened, due) = cell.settle(judgement, now.steady);
        self.schedule(at, due);
        match happened {
            Some(Pending { event: Event::Raise, while_down, .. }) => self.raise(at, now, while_down, out),
            Some(Pending { event: Event::Return, while_down, .. }) => {
                self.give_back(at, now, while_down, out);
            }
            Some(Pending { event: Event::Acknowledge | Event::Reset, .. }) | None => {}
        }
        let blind = suppressed.is_none() && verdict == Verdict::Unknown;
        if suppressed != Some(true) && !blind {
            self.unsuppress(at, now, out);
        }
    }

    fn raise(&mut self, at: u32, now: Moment, while_down: bool, out: &mut Vec<Change>) {
        let Some(cell) = self.cells.get_mut(at as usize) else { return };
        cell.kept.axes.state = next(cell.kept.axes.state, Event::Raise, cell.alarm.latching);
        cell.kept.occurrence = after(cell.kept.occurrence);
        cell.kept.raised = Some(stamp(now));
        cell.kept.returned = None;
        cell.kept.acknowledged = None;
        cell.kept.value = cell.value;
        cell.kept.while_down = while_down;
        self.tell(at, Happening::Raised, now, STATION, "", out);
    }

    fn give_back(&mut self, at: u32, now: Moment, while_down: bool, out: &mut Vec<Change>) {
        let Some(cell) = self.cells.get_mut(at as usize) else { return };
        cell.kept.axes.state = next(cell.kept.axes.state, Event::Return, cell.alarm.latching);
        cell.kept.returned = Some(stamp(now));
        cell.kept.while_down = while_down;
        self.tell(at, Happening::Returned, now, STATION, "", out);
        self.end_one_shot(at, now, STATION, out);
    }

    /// A one-shot shelf ends when the alarm has cleared, a latch released included.
    pub(super) fn end_one_shot(&mut self, at: u32, now: Moment, by: &str, out: &mut Vec<Change>) {
        let Some(cell) = self.cells.get_mut(at as usize) else { return };
        let axes = &mut cell.kept.axes;
        if matches!(axes.shelving, Shelving::OneShot { .. }) && !axes.state.active() {
            axes.shelving = Shelving::Unshelved;
            self.tell(at, Happening::ShelfEnded, now, by, "", out);
        }
    }
}

/// The next occurrence.
pub(super) const fn after(occurrence: Occurrence) -> Occurrence {
    Occurrence(occurrence.0.saturating_add(1))
}
