//! The three axes of an alarm, and the one total table of its states.

use std::sync::Arc;

use crate::time::Timestamp;

/// The alarm itself, apart from whatever hides it (OPC UA part 9; names by ISA-18.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// All is well, nothing to acknowledge.
    #[default]
    Normal,
    /// Abnormal, and nobody has said that they saw it.
    Unacknowledged,
    /// Abnormal, and seen.
    Acknowledged,
    /// Normal again, and nobody has said that they saw it.
    ReturnedUnacknowledged,
    /// Normal again, held until it is reset, not seen.
    LatchedUnacknowledged,
    /// Normal again, held until it is reset, seen.
    LatchedAcknowledged,
}

/// What can happen to an alarm's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Event {
    /// The condition holds, its delay over; also a worse limit of the same alarm, or the same anew.
    Raise,
    /// The condition is gone, its delay over.
    Return,
    /// Someone saw it.
    Acknowledge,
    /// Someone releases the latch. Told only while the condition is gone.
    Reset,
}

/// What an operator sees and hears of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Annunciation {
    /// Flashes and sounds.
    New,
    /// Normal again, still to be acknowledged; shown, quiet.
    Returned,
    /// Shown, quiet.
    Seen,
    /// Not in the list of active alarms.
    None,
}

impl State {
    /// All.
    pub const ALL: [Self; 6] = [
        Self::Normal,
        Self::Unacknowledged,
        Self::Acknowledged,
        Self::ReturnedUnacknowledged,
        Self::LatchedUnacknowledged,
        Self::LatchedAcknowledged,
    ];

    /// As it stands in journals and files: by name, since the letters differ between editions.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Unacknowledged => "unacknowledged",
            Self::Acknowledged => "acknowledged",
            Self::ReturnedUnacknowledged => "returned_unacknowledged",
            Self::LatchedUnacknowledged => "latched_unacknowledged",
            Self::LatchedAcknowledged => "latched_acknowledged",
        }
    }

    /// From a journal or file.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Whether the process is abnormal.
    pub const fn abnormal(self) -> bool {
        matches!(self, Self::Unacknowledged | Self::Acknowledged)
    }

    /// Whether the alarm is active: abnormal, or latched.
    pub const fn active(self) -> bool {
        !matches!(self, Self::Normal | Self::ReturnedUnacknowledged)
    }

    /// Whether it waits for someone to acknowledge it.
    pub const fn to_acknowledge(self) -> bool {
        matches!(self, Self::Unacknowledged | Self::ReturnedUnacknowledged | Self::LatchedUnacknowledged)
    }

    /// What an operator sees and hears of it while nothing hides it.
    pub const fn annunciation(self) -> Annunciation {
        match self {
            Self::Normal => Annunciation::None,
            Self::Unacknowledged | Self::LatchedUnacknowledged => Annunciation::New,
            Self::ReturnedUnacknowledged => Annunciation::Returned,
            Self::Acknowledged | Self::LatchedAcknowledged => Annunciation::Seen,
        }
    }
}

/// The table: what follows from an event. What changes nothing gives the state back.
pub const fn next(state: State, event: Event, latching: bool) -> State {
    use State as S;
    match (state, event) {
        (
            S::Normal
            | S::Unacknowledged
            | S::Acknowledged
            | S::ReturnedUnacknowledged
            | S::LatchedUnacknowledged
            | S::LatchedAcknowledged,
            Event::Raise,
        ) => S::Unacknowledged,
        (S::Unacknowledged, Event::Return) if latching => S::LatchedUnacknowledged,
        (S::Unacknowledged, Event::Return) | (S::LatchedUnacknowledged, Event::Reset) => {
            S::ReturnedUnacknowledged
        }
        (S::Acknowledged, Event::Return) if latching => S::LatchedAcknowledged,
        (S::Acknowledged, Event::Return)
        | (S::ReturnedUnacknowledged, Event::Acknowledge)
        | (S::LatchedAcknowledged, Event::Reset) => S::Normal,
        (S::Unacknowledged, Event::Acknowledge) => S::Acknowledged,
        (S::LatchedUnacknowledged, Event::Acknowledge) => S::LatchedAcknowledged,
        (S::Normal | S::LatchedUnacknowledged | S::LatchedAcknowledged, Event::Return)
        | (S::ReturnedUnacknowledged, Event::Return | Event::Reset)
        | (S::Normal | S::Acknowledged | S::LatchedAcknowledged, Event::Acknowledge)
        | (S::Normal | S::Unacknowledged | S::Acknowledged, Event::Reset) => state,
    }
}

/// Whether an operator has put an alarm aside for a time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Shelving {
    /// No.
    #[default]
    Unshelved,
    /// Until a time.
    Timed {
        /// When it comes back, by the clock of the wall.
        until: Timestamp,
        /// Since when.
        since: Timestamp,
        /// Why, in the operator's words.
        reason: Arc<str>,
        /// By whom.
        by: Arc<str>,
    },
    /// Until it has cleared once.
    OneShot {
        /// Since when.
        since: Timestamp,
        /// Why, in the operator's words.
        reason: Arc<str>,
        /// By whom.
        by: Arc<str>,
    },
}

/// The three axes: they move apart from each other. A hidden alarm keeps working; it is only not annunciated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Axes {
    /// The alarm itself.
    pub state: State,
    /// Put aside by an operator.
    pub shelving: Shelving,
    /// Suppressed by design, since when.
    pub suppressed: Option<Timestamp>,
    /// Taken out of service: since when, why, by whom.
    pub out_of_service: Option<(Timestamp, Arc<str>, Arc<str>)>,
}

impl Axes {
    /// Whether anything hides it.
    pub const fn hidden(&self) -> bool {
        !matches!(self.shelving, Shelving::Unshelved)
            || self.suppressed.is_some()
            || self.out_of_service.is_some()
    }

    /// What an operator sees and hears of it.
    pub const fn annunciation(&self) -> Annunciation {
        if self.hidden() { Annunciation::None } else { self.state.annunciation() }
    }
}

#[cfg(test)]
mod tests;
