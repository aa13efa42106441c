//! Buckets as memory keeps them: 56 bytes each, in order of time, with what is rare beside them.

use std::collections::VecDeque;

use crate::historian::QualityCode;
use crate::historian::pyramid::{Bucket, Level};

/// Microseconds of the grain in which begins are kept.
const GRAIN_US: i64 = Level::Minute.micros();

/// A bucket of at most an hour. The deviation is rounded to 24 bits, everything else is exact.
#[derive(Clone, Copy, Debug)]
struct Compact {
    /// Minutes since 1970.
    start: u32,
    /// Good time in microseconds; an hour fits.
    held: u32,
    min: f64,
    max: f64,
    last: f64,
    mean: f64,
    deviation: f32,
    good: u32,
    other: u32,
    worst: QualityCode,
    last_code: QualityCode,
}

const _: () = assert!(size_of::<Compact>() == 56);

/// The finished buckets of one tag and level.
#[derive(Debug, Default)]
pub(super) struct Buckets {
    buckets: VecDeque<Compact>,
    /// Begin, smallest and largest value drawn, where these are not those of the Good values.
    drawn: VecDeque<(u32, f64, f64)>,
}

fn minute(time: i64) -> u32 {
    u32::try_from(time.div_euclid(GRAIN_US).max(0)).unwrap_or(u32::MAX)
}

impl Buckets {
    /// Adds a finished bucket, later than those before.
    pub(super) fn push(&mut self, bucket: &Bucket) {
        let start = minute(bucket.start);
        if (bucket.low, bucket.high) != (bucket.min, bucket.max) {
            self.drawn.push_back((start, bucket.low, bucket.high));
        }
        self.buckets.push_back(Compact {
            start,
            held: u32::try_from(bucket.held).unwrap_or(u32::MAX),
            min: bucket.min,
            max: bucket.max,
            last: bucket.last,
            mean: bucket.mean,
            deviation: bucket.deviation as f32,
            good: bucket.good,
            other: bucket.other,
            worst: bucket.worst,
            last_code: bucket.last_code,
        });
    }

    /// The buckets that begin from `from` on and before `to`.
    pub(super) fn range(&self, from: i64, to: i64) -> impl Iterator<Item = Bucket> {
        let first = self.buckets.partition_point(|bucket| bucket.begin() < from);
        let end = self.buckets.partition_point(|bucket| bucket.begin() < to).max(first);
        self.buckets.range(first..end).map(|bucket| self.whole(bucket))
    }

    /// Forgets what begins before a time.
    pub(super) fn forget_before(&mut self, time: i64) {
        let gone = self.buckets.partition_point(|bucket| bucket.begin() < time);
        self.buckets.drain(..gone);
        let gone = self.drawn.partition_point(|(start, ..)| i64::from(*start) * GRAIN_US < time);
        self.drawn.drain(..gone);
        self.buckets.shrink_to(self.buckets.len() * 2);
    }

    /// Begin of the oldest bucket.
    pub(super) fn oldest(&self) -> Option<i64> {
        self.buckets.front().map(Compact::begin)
    }

    /// Bytes of the heap held.
    pub(super) fn bytes(&self) -> usize {
        self.buckets.capacity() * size_of::<Compact>() + self.drawn.capacity() * size_of::<(u32, f64, f64)>()
    }

    fn whole(&self, compact: &Compact) -> Bucket {
        let drawn = self.drawn.binary_search_by_key(&compact.start, |(start, ..)| *start);
        let drawn = drawn.ok().and_then(|at| self.drawn.get(at));
        let (low, high) = drawn.map_or((compact.min, compact.max), |(_, low, high)| (*low, *high));
        Bucket {
            start: compact.begin(),
            min: compact.min,
            max: compact.max,
            low,
            high,
            last: compact.last,
            good: compact.good,
            other: compact.other,
            mean: compact.mean,
            deviation: f64::from(compact.deviation),
            held: i64::from(compact.held),
            worst: compact.worst,
            last_code: compact.last_code,
        }
    }
}

impl Compact {
    fn begin(&self) -> i64 {
        i64::from(self.start) * GRAIN_US
    }
}
