//! The screens' and the recorder's end of the journal search: asking and telling never wait.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::journal::{JournalExport, JournalOutcome, JournalReply, JournalRequest, JournalSearch};

/// Exports that wait; more are refused in words.
const EXPORTS_WAITING_MAX: usize = 8;
/// Outcomes that are kept.
const EXPORTS_TOLD_MAX: usize = 8;

/// Where requests are left and answers found.
#[derive(Default)]
pub(in crate::station) struct Desk {
    slots: Mutex<Slots>,
    changed: Condvar,
}

#[derive(Default)]
struct Slots {
    open: Option<JournalRequest>,
    answer: Option<Arc<JournalReply>>,
    exports: VecDeque<JournalExport>,
    outcomes: VecDeque<JournalOutcome>,
    /// Whether the journal grew since it was last looked.
    grown: bool,
    /// Entries that could not be written yet.
    waiting: usize,
    waiting_changed: bool,
    wake: Option<Arc<dyn Fn() + Send + Sync>>,
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Desk").finish_non_exhaustive()
    }
}

impl Desk {
    fn slots(&self) -> MutexGuard<'_, Slots> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Calls this after each answer.
    pub(in crate::station) fn on_answer(&self, wake: Arc<dyn Fn() + Send + Sync>) {
        self.slots().wake = Some(wake);
    }

    /// The recorder wrote to the journal, or tried to; so many entries still wait.
    pub(in crate::station) fn grown(&self, waiting: usize) {
        let mut slots = self.slots();
        slots.grown = true;
        slots.waiting_changed |= slots.waiting != waiting;
        slots.waiting = waiting;
        self.changed.notify_all();
    }

    pub(super) fn take_request(&self) -> Option<JournalRequest> {
        self.slots().open.take()
    }

    /// Whether something newer is asked.
    pub(super) fn superseded(&self) -> bool {
        self.slots().open.is_some()
    }

    pub(super) fn waiting(&self) -> usize {
        self.slots().waiting
    }

    pub(super) fn waiting_changed(&self) -> bool {
        std::mem::take(&mut self.slots().waiting_changed)
    }

    pub(super) fn take_export(&self) -> Option<JournalExport> {
        self.slots().exports.pop_front()
    }

    /// Waits until there is something to do, at most so long.
    pub(super) fn wait(&self, at_most: Duration) {
        let idle = |slots: &mut Slots| {
            slots.open.is_none() && slots.exports.is_empty() && !slots.grown && !slots.waiting_changed
        };
        let waited = self.changed.wait_timeout_while(self.slots(), at_most, idle);
        let (mut slots, _) = waited.unwrap_or_else(PoisonError::into_inner);
        slots.grown = false;
    }

    pub(super) fn put(&self, reply: JournalReply) {
        self.tell(|slots| slots.answer = Some(Arc::new(reply)));
    }

    pub(super) fn told(&self, outcome: JournalOutcome) {
        self.tell(|slots| {
            slots.outcomes.push_back(outcome);
            while slots.outcomes.len() > EXPORTS_TOLD_MAX {
                slots.outcomes.pop_front();
            }
        });
    }

    fn tell(&self, put: impl FnOnce(&mut Slots)) {
        let wake = {
            let mut slots = self.slots();
            put(&mut slots);
            slots.wake.clone()
        };
        if let Some(wake) = wake {
            wake();
        }
    }
}

impl JournalSearch for Desk {
    fn ask(&self, request: JournalRequest) {
        self.slots().open = Some(request);
        self.changed.notify_all();
    }

    fn answer(&self) -> Option<Arc<JournalReply>> {
        self.slots().answer.clone()
    }

    fn export(&self, request: JournalExport) {
        let mut slots = self.slots();
        if slots.exports.len() < EXPORTS_WAITING_MAX {
            slots.exports.push_back(request);
            self.changed.notify_all();
            return;
        }
        drop(slots);
        let why = "too many exports wait; try again when they are done".into();
        self.told(JournalOutcome { path: request.path, result: Err(why) });
    }

    fn exports(&self) -> Vec<JournalOutcome> {
        self.slots().outcomes.iter().cloned().collect()
    }
}
