//! What is kept of an alarm over a restart, and what a journal says of each change: the same words for both.

use std::sync::Arc;

use crate::alarm::{AlarmIndex, Axes, Occurrence, Priority};
use crate::time::Timestamp;

/// Everything about one alarm that outlives a restart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Kept {
    /// State, shelving, suppression.
    pub axes: Axes,
    /// Of its last raise; 0 if it never was.
    pub occurrence: Occurrence,
    /// When it was raised last.
    pub raised: Option<Timestamp>,
    /// When its condition went, after it was raised last.
    pub returned: Option<Timestamp>,
    /// When it was acknowledged, and by whom, after it was raised last.
    pub acknowledged: Option<(Timestamp, Arc<str>)>,
    /// The value that raised it.
    pub value: Option<f64>,
    /// Whether its change came to light only after the station had been down.
    pub while_down: bool,
}

/// What happened to an alarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Happening {
    /// Raised.
    Raised,
    /// Its condition went.
    Returned,
    /// Acknowledged.
    Acknowledged,
    /// Its latch was released.
    Reset,
    /// Put on the shelf.
    Shelved,
    /// Taken from the shelf by hand.
    Unshelved,
    /// Its time on the shelf was over, or it cleared once.
    ShelfEnded,
    /// Suppressed by design.
    Suppressed,
    /// No longer suppressed.
    Unsuppressed,
    /// Taken out of service.
    OutOfService,
    /// Put back into service.
    InService,
    /// No longer in the layout; it was active or hidden.
    Removed,
}

impl Happening {
    /// All.
    pub const ALL: [Self; 12] = [
        Self::Raised,
        Self::Returned,
        Self::Acknowledged,
        Self::Reset,
        Self::Shelved,
        Self::Unshelved,
        Self::ShelfEnded,
        Self::Suppressed,
        Self::Unsuppressed,
        Self::OutOfService,
        Self::InService,
        Self::Removed,
    ];

    /// As it stands in journals.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Raised => "raised",
            Self::Returned => "returned",
            Self::Acknowledged => "acknowledged",
            Self::Reset => "reset",
            Self::Shelved => "shelved",
            Self::Unshelved => "unshelved",
            Self::ShelfEnded => "shelf_ended",
            Self::Suppressed => "suppressed",
            Self::Unsuppressed => "unsuppressed",
            Self::OutOfService => "out_of_service",
            Self::InService => "in_service",
            Self::Removed => "removed",
        }
    }

    /// From a journal.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|happening| happening.word() == word)
    }
}

/// One change of one alarm, to be journalled.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Which; in the list that was in force.
    pub index: AlarmIndex,
    /// Its id.
    pub alarm: Arc<str>,
    /// Its priority.
    pub priority: Priority,
    /// What happened.
    pub happening: Happening,
    /// When.
    pub at: Timestamp,
    /// Who did it: an operator's name, or `station`.
    pub by: Arc<str>,
    /// Why, in the operator's words; may be empty.
    pub reason: Arc<str>,
    /// What holds from now on.
    pub after: Kept,
}
