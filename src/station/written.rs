//! How far the journal is written: what is shown waits for what proves it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::time::Moment;

/// A picture with changed alarms waits this long for the journal; a disk that hangs must not hide an alarm.
const HELD_MAX: Duration = Duration::from_millis(250);

/// How many entries the recorder has dealt with, counted from the start of the station.
#[derive(Clone, Debug, Default)]
pub(super) struct Written(Arc<AtomicU64>);

impl Written {
    /// One more is in the file, or waits in memory because the file cannot be written.
    pub(super) fn one_more(&self) {
        self.0.fetch_add(1, Ordering::Release);
    }

    /// So many so far.
    pub(super) fn count(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }
}

/// Whether a picture waits for the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hold {
    /// Everything it shows is written.
    No,
    /// It waits since then.
    Since(Moment),
    /// The disk hangs: pictures go out without it until it has caught up.
    GivenUp,
}

impl Hold {
    /// Whether a picture must wait, of which so many entries must be written, while so many are.
    pub(super) fn holds(&mut self, written: u64, needed: u64, now: Moment) -> bool {
        *self = match *self {
            _ if written >= needed => Self::No,
            Self::No => Self::Since(now),
            Self::Since(since) if now.steady.since(since.steady) >= HELD_MAX => Self::GivenUp,
            waiting @ (Self::Since(_) | Self::GivenUp) => waiting,
        };
        matches!(self, Self::Since(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{Steady, Timestamp};

    #[test]
    fn a_picture_waits_for_the_journal_but_not_for_a_disk_that_hangs() {
        let at = |millis| Moment { utc: Timestamp::from_millis(0), steady: Steady::from_millis(millis) };
        let mut hold = Hold::No;
        assert!(!hold.holds(3, 3, at(0)));
        assert!(hold.holds(3, 4, at(10)));
        assert!(hold.holds(3, 5, at(200)), "more to prove does not begin the wait anew");
        assert!(!hold.holds(5, 5, at(210)), "written: it goes out");
        assert!(hold.holds(5, 6, at(220)));
        assert!(hold.holds(5, 6, at(469)));
        assert!(!hold.holds(5, 6, at(470)), "the disk hangs");
        assert!(!hold.holds(5, 9, at(480)), "and is not waited for again");
        assert!(!hold.holds(9, 9, at(9_000)));
        assert!(hold.holds(9, 10, at(9_010)), "until it has caught up");
    }
}
