//! The period the window is compared with: another one of the same length. Pure.

use std::time::Duration;

use crate::time::{Span, Timestamp};

/// How far back the other period lies, or ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shift(i64);

impl Shift {
    /// A span of the window, in the other period.
    pub(super) const fn back(self, span: Span) -> Span {
        Span { from: self.back_at(span.from), to: self.back_at(span.to) }
    }

    /// A time of the window, in the other period.
    pub(super) const fn back_at(self, time: Timestamp) -> Timestamp {
        Timestamp::from_nanos(time.nanos().saturating_sub(self.0))
    }

    /// A time of the other period, in the window.
    pub(super) const fn forth_at(self, time: Timestamp) -> Timestamp {
        Timestamp::from_nanos(time.nanos().saturating_add(self.0))
    }
}

/// What the window is compared with.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum With {
    /// Nothing.
    #[default]
    Nothing,
    /// The same hours of the day before.
    Yesterday,
    /// The same hours a week before.
    LastWeek,
    /// A period that begins at a time.
    Begin(Timestamp),
}

/// What the window is compared with, and what is being typed.
#[derive(Debug, Default)]
pub(super) struct Compare {
    pub(super) with: With,
    pub(super) typed: String,
    /// Which of two is meant where the hour happens twice.
    pub(super) second: Option<bool>,
}

const DAY: Duration = Duration::from_secs(86_400);

impl Compare {
    /// How far the other period lies from a window.
    pub(super) fn shift(&self, window: Span) -> Option<Shift> {
        let nanos = match self.with {
            With::Nothing => return None,
            With::Yesterday => DAY.as_nanos() as i64,
            With::LastWeek => 7 * DAY.as_nanos() as i64,
            With::Begin(begin) => window.from.nanos().saturating_sub(begin.nanos()),
        };
        Some(Shift(nanos))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_period_has_the_same_length() {
        let at = |seconds: i64| Timestamp::from_millis(seconds * 1000);
        let window = Span { from: at(1_000_000), to: at(1_000_600) };
        let mut compare = Compare { with: With::Begin(at(500)), ..Compare::default() };
        let shift = compare.shift(window).unwrap();
        assert_eq!(shift.back(window), Span { from: at(500), to: at(1_100) });
        assert_eq!(shift.forth_at(at(500)), window.from);
        compare.with = With::Yesterday;
        assert_eq!(compare.shift(window).unwrap().back_at(window.to), at(1_000_600 - 86_400));
        compare.with = With::Nothing;
        assert_eq!(compare.shift(window), None);
    }
}
