//! Between UTC and the plant's wall clock: offsets, midnights, and hours that happen twice or never. Pure.

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

use crate::time::{Timestamp, Zone};

/// The plant's wall clock.
pub(super) struct Local(TimeZone);

/// What a reading of the wall clock means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Meaning {
    /// One moment.
    Once(Timestamp),
    /// Two moments: clocks were put back.
    Twice(Timestamp, Timestamp),
    /// None: clocks were put forward over it.
    Never,
}

impl Local {
    pub(super) fn of(zone: &Zone) -> Self {
        Self(TimeZone::get(zone.name()).unwrap_or(TimeZone::UTC))
    }

    /// What the wall clock shows at a moment.
    pub(super) fn civil(&self, time: Timestamp) -> Option<DateTime> {
        let time = jiff::Timestamp::from_nanosecond(i128::from(time.nanos())).ok()?;
        Some(time.to_zoned(self.0.clone()).datetime())
    }

    /// Seconds the wall clock is ahead of UTC at a moment.
    pub(super) fn offset(&self, time: Timestamp) -> i64 {
        let Ok(time) = jiff::Timestamp::from_nanosecond(i128::from(time.nanos())) else { return 0 };
        i64::from(self.0.to_offset(time).seconds())
    }

    /// When the wall clock shows this; the moment after the change where it never does.
    pub(super) fn moment(&self, civil: DateTime) -> Option<Timestamp> {
        stamp(self.0.to_ambiguous_zoned(civil).compatible().ok()?.timestamp())
    }

    /// What a reading of the wall clock means.
    pub(super) fn meaning(&self, civil: DateTime) -> Option<Meaning> {
        let ambiguous = self.0.to_ambiguous_zoned(civil);
        Some(match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { .. } => Meaning::Once(self.moment(civil)?),
            AmbiguousOffset::Gap { .. } => Meaning::Never,
            AmbiguousOffset::Fold { .. } => Meaning::Twice(
                stamp(ambiguous.clone().earlier().ok()?.timestamp())?,
                stamp(ambiguous.later().ok()?.timestamp())?,
            ),
        })
    }
}

fn stamp(time: jiff::Timestamp) -> Option<Timestamp> {
    i64::try_from(time.as_nanosecond()).ok().map(Timestamp::from_nanos)
}
