//! One alarm in the book: its definition, what is kept of it, and what runs.

use std::sync::Arc;
use std::time::Duration;

use crate::alarm::judge::{Judgement, Memory, Verdict};
use crate::alarm::{Alarm, Condition, Event, Kept, Occurrence, State};
use crate::time::Steady;

/// A tag that waits for its first value is not bad before this time, whatever the on-delay: a start is no
/// flood.
const FIRST_VALUE: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub(super) struct Cell {
    pub(super) alarm: Arc<Alarm>,
    pub(super) kept: Kept,
    pub(super) memory: Memory,
    pub(super) pending: Option<Pending>,
    /// Its entry in the book's queue.
    pub(super) due: Option<Steady>,
    /// Stands in the book's list of alarms to judge.
    pub(super) touched: bool,
    /// Nothing usable was seen of it since the station came back.
    pub(super) unseen: bool,
    pub(super) value: Option<f64>,
    pub(super) limit: Option<f64>,
    /// The occurrence for which the horn was silenced.
    pub(super) silenced: Option<Occurrence>,
}

/// A delay that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pending {
    pub(super) event: Event,
    pub(super) since: Steady,
    /// Whether the first usable sample after a restart began it.
    pub(super) while_down: bool,
}

impl Cell {
    pub(super) fn new(alarm: &Arc<Alarm>) -> Self {
        Self {
            alarm: Arc::clone(alarm),
            kept: Kept::default(),
            memory: Memory::default(),
            pending: None,
            due: None,
            touched: false,
            unseen: false,
            value: None,
            limit: None,
            silenced: None,
        }
    }

    /// Runs the delays: what has to happen now, and else when to look again.
    pub(super) fn settle(&mut self, judgement: Judgement, now: Steady) -> (Option<Pending>, Option<Steady>) {
        let usable = !matches!(judgement.verdict, Verdict::Unknown | Verdict::Waiting);
        let first = self.unseen && usable;
        self.unseen &= !usable;
        let Some(event) = self.wanted(judgement) else {
            self.pending = None;
            return (None, judgement.again);
        };
        let running = self.pending.filter(|pending| pending.event == event && !judgement.anew);
        let pending = running.unwrap_or(Pending { event, since: now, while_down: first });
        let ends = pending.since.after(self.delay(event, judgement.verdict));
        if ends <= now {
            self.pending = None;
            return (Some(pending), judgement.again);
        }
        self.pending = Some(pending);
        (None, Some(judgement.again.map_or(ends, |again| again.min(ends))))
    }

    fn wanted(&self, judgement: Judgement) -> Option<Event> {
        let state = self.kept.axes.state;
        match judgement.verdict {
            Verdict::Unknown => None,
            Verdict::Normal => state.abnormal().then_some(Event::Return),
            Verdict::Abnormal | Verdict::Waiting => {
                (!state.abnormal() || self.another(judgement)).then_some(Event::Raise)
            }
        }
    }

    /// Whether an acknowledged alarm is now abnormal in another way, which nobody has seen yet.
    fn another(&self, judgement: Judgement) -> bool {
        matches!(self.alarm.condition, Condition::Discrete { .. })
            && self.kept.axes.state == State::Acknowledged
            && self.kept.value.is_some_and(|raised_by| judgement.value != Some(raised_by))
    }

    fn delay(&self, event: Event, verdict: Verdict) -> Duration {
        match (event, verdict) {
            (Event::Raise, Verdict::Waiting) => self.alarm.on_delay.max(FIRST_VALUE),
            (Event::Raise, Verdict::Abnormal | Verdict::Normal | Verdict::Unknown) => self.alarm.on_delay,
            (Event::Return, _) => self.alarm.off_delay,
            (Event::Acknowledge | Event::Reset, _) => Duration::ZERO,
        }
    }
}
