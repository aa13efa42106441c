//! The newest snapshot: the engine puts it, readers take it, nobody waits and nothing queues.

use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::message::Snapshot;

/// A place for one snapshot, newest wins.
#[derive(Default)]
pub struct Latest {
    slot: Mutex<Slot>,
    changed: Condvar,
}

#[derive(Default)]
struct Slot {
    snapshot: Option<Arc<Snapshot>>,
}

impl fmt::Debug for Latest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sequence = self.lock().snapshot.as_ref().map(|snapshot| snapshot.sequence);
        f.debug_struct("Latest").field("sequence", &sequence).finish_non_exhaustive()
    }
}

impl Latest {
    fn lock(&self) -> MutexGuard<'_, Slot> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The newest snapshot.
    pub fn get(&self) -> Option<Arc<Snapshot>> {
        self.lock().snapshot.clone()
    }

    /// Replaces the snapshot. Whoever waits is told; nobody is waited for.
    pub fn put(&self, snapshot: Arc<Snapshot>) {
        let before = self.lock().snapshot.replace(snapshot);
        self.changed.notify_all();
        // Freed outside of the lock: the last reader of a large picture pays for it, not everyone.
        drop(before);
    }

    /// Waits until a snapshot fulfils a condition, at most so long.
    pub fn wait_until(
        &self,
        at_most: Duration,
        mut holds: impl FnMut(&Snapshot) -> bool,
    ) -> Option<Arc<Snapshot>> {
        let waited = self.changed.wait_timeout_while(self.lock(), at_most, |slot| {
            !slot.snapshot.as_deref().is_some_and(&mut holds)
        });
        let (slot, _) = waited.unwrap_or_else(PoisonError::into_inner);
        slot.snapshot.clone().filter(|snapshot| holds(snapshot))
    }
}
