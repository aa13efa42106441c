//! The levels of the pyramid: how long their buckets are, and which of them a tag has.

/// A day in microseconds.
pub const DAY_US: i64 = 86_400_000_000;

/// Planned samples a bucket has at least; below that its rows are read instead.
const SAMPLES_MIN: u64 = 60;

/// A level: all buckets of one length, aligned to UTC. Finer levels are smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// 60 s.
    Minute,
    /// 600 s.
    TenMinutes,
    /// 3,600 s.
    Hour,
    /// 86,400 s: the totals of a day, which every tag has.
    Day,
}

impl Level {
    /// All levels, the finest first.
    pub const ALL: [Self; 4] = [Self::Minute, Self::TenMinutes, Self::Hour, Self::Day];

    /// Length of a bucket in microseconds.
    pub const fn micros(self) -> i64 {
        match self {
            Self::Minute => 60_000_000,
            Self::TenMinutes => 600_000_000,
            Self::Hour => 3_600_000_000,
            Self::Day => DAY_US,
        }
    }

    /// The next coarser level.
    pub const fn coarser(self) -> Option<Self> {
        match self {
            Self::Minute => Some(Self::TenMinutes),
            Self::TenMinutes => Some(Self::Hour),
            Self::Hour => Some(Self::Day),
            Self::Day => None,
        }
    }

    /// The next finer level.
    pub const fn finer(self) -> Option<Self> {
        match self {
            Self::Minute => None,
            Self::TenMinutes => Some(Self::Minute),
            Self::Hour => Some(Self::TenMinutes),
            Self::Day => Some(Self::Hour),
        }
    }

    /// Begin of the bucket that holds a time.
    pub const fn start(self, time: i64) -> i64 {
        time.div_euclid(self.micros()).saturating_mul(self.micros())
    }

    /// The first bucket begin at or after a time.
    pub const fn start_after(self, time: i64) -> i64 {
        let start = self.start(time);
        if start == time { time } else { start.saturating_add(self.micros()) }
    }

    /// The finest level of a tag with a planned period in microseconds; all coarser ones are kept too. A tag
    /// without a period starts with the finest and is cut down by how many rows it really has.
    pub fn finest(period_us: u64) -> Self {
        let wide = |level: &Self| period_us.saturating_mul(SAMPLES_MIN) <= level.micros().unsigned_abs();
        Self::ALL.into_iter().find(wide).unwrap_or(Self::Day)
    }

    /// Whether buckets hold enough rows on average for the level to be worth its place.
    pub(crate) const fn worthwhile(rows: u64, buckets: usize) -> bool {
        rows >= SAMPLES_MIN.saturating_mul(buckets as u64)
    }

    /// As it stands in files.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Minute => 0,
            Self::TenMinutes => 1,
            Self::Hour => 2,
            Self::Day => 3,
        }
    }

    /// From a file.
    pub(crate) fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }
}

/// The day of a time, counted from 1970, UTC.
pub const fn day_of(time: i64) -> i64 {
    time.div_euclid(DAY_US)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_has_the_levels_whose_buckets_hold_sixty_planned_samples() {
        let cases = [(1_000_000, Level::Minute), (1_000_001, Level::TenMinutes), (60_000_000, Level::Hour)];
        for (period, finest) in cases {
            assert_eq!(Level::finest(period), finest);
        }
        assert_eq!(Level::finest(u64::MAX), Level::Day);
        assert_eq!(Level::finest(0), Level::Minute);
    }

    #[test]
    fn buckets_are_aligned_before_1970_too() {
        assert_eq!(Level::Minute.start(-1), -60_000_000);
        assert_eq!(Level::Minute.start_after(1), 60_000_000);
        assert_eq!(Level::Minute.start_after(60_000_000), 60_000_000);
        assert_eq!(day_of(-1), -1);
    }
}
