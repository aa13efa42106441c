//! What operators do to alarms.

use std::sync::Arc;
use std::time::Duration;

/// Counts up each time an alarm is raised: what an operator saw is what they acknowledge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Occurrence(pub u64);

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor(pub Arc<str>);

/// For how long an alarm is shelved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShelveFor {
    /// So long, at most what the alarm allows.
    Time(Duration),
    /// Until it has cleared once.
    Once,
}

/// What an operator asks for; alarms go by id, so that a reload in between cannot strike another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// These were seen, in these occurrences. One that was raised anew meanwhile stays to be acknowledged.
    Acknowledge(Arc<[(Arc<str>, Occurrence)]>),
    /// Release a latch.
    Reset(Arc<str>),
    /// Put aside.
    Shelve {
        /// Which.
        alarm: Arc<str>,
        /// For how long.
        duration: ShelveFor,
        /// Why; 1 to 500 letters.
        reason: Arc<str>,
    },
    /// Take back from the shelf; an active one comes back acknowledged.
    Unshelve(Arc<str>),
    /// Take out of service until someone puts it back.
    OutOfService {
        /// Which.
        alarm: Arc<str>,
        /// Why; 1 to 500 letters.
        reason: Arc<str>,
    },
    /// Put back into service.
    InService(Arc<str>),
    /// Quiet the horn for what sounds now; a new alarm sounds again. Acknowledges nothing.
    Silence,
}

/// Why something was not done, in words that say what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub Arc<str>);
