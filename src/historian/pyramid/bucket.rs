//! One bucket, and how rows and buckets add up to one.

use crate::historian::QualityCode;

/// What a tag did in one bucket. It exists where a row lies in it or a usable value stood in it.
///
/// `min`, `max`, `mean`, `deviation` and `held` are about Good values, those of rows in it and the one that
/// stood when it began; `low` and `high` are what a line draws: Good and Uncertain values, without what a
/// value held at the begin of a gap. Where there is none, the smaller is infinite and the larger minus infinite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bucket {
    /// Begin, microseconds since 1970, UTC.
    pub start: i64,
    /// Smallest Good value.
    pub min: f64,
    /// Largest Good value.
    pub max: f64,
    /// Smallest value drawn.
    pub low: f64,
    /// Largest value drawn.
    pub high: f64,
    /// Last value drawn; 0 where none was.
    pub last: f64,
    /// Good rows with a number.
    pub good: u32,
    /// Other rows.
    pub other: u32,
    /// Mean over the Good time; 0 without any.
    pub mean: f64,
    /// Standard deviation over the Good time.
    pub deviation: f64,
    /// Good time, microseconds.
    pub held: i64,
    /// Worst quality of what is in it.
    pub worst: QualityCode,
    /// Quality of the last row, or of the value that stood.
    pub last_code: QualityCode,
}

impl Bucket {
    /// A bucket with nothing in it.
    pub const fn empty(start: i64) -> Self {
        Self {
            start,
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
            low: f64::INFINITY,
            high: f64::NEG_INFINITY,
            last: 0.0,
            good: 0,
            other: 0,
            mean: 0.0,
            deviation: 0.0,
            held: 0,
            worst: QualityCode::GOOD,
            last_code: QualityCode::GOOD,
        }
    }

    /// Rows in it, of whatever quality.
    pub fn rows(&self) -> u64 {
        u64::from(self.good) + u64::from(self.other)
    }

    /// Whether a line is drawn in it.
    pub fn drawn(&self) -> bool {
        self.low <= self.high
    }
}

/// The worse of two by level; of equals the first.
pub(crate) fn worse(a: QualityCode, b: QualityCode) -> QualityCode {
    if b.quality().level() > a.quality().level() { b } else { a }
}

/// A bucket that is still being added to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    /// As it stands, but for the deviation.
    bucket: Bucket,
    /// Sum of squared distances from the mean, weighted by microseconds.
    spread: f64,
}

impl Part {
    pub(crate) const fn new(start: i64) -> Self {
        Self { bucket: Bucket::empty(start), spread: 0.0 }
    }

    pub(crate) const fn start(&self) -> i64 {
        self.bucket.start
    }

    /// A row in it. Only a usable row has a number here.
    pub(crate) fn row(&mut self, number: Option<f64>, code: QualityCode) {
        let bucket = &mut self.bucket;
        bucket.worst = worse(bucket.worst, code);
        bucket.last_code = code;
        match number {
            Some(number) if code.is_good() => {
                bucket.good = bucket.good.saturating_add(1);
                self.extreme(number);
                self.drawn(number);
            }
            Some(number) => {
                bucket.other = bucket.other.saturating_add(1);
                self.drawn(number);
            }
            None => bucket.other = bucket.other.saturating_add(1),
        }
    }

    /// A value that stood when it began, and is drawn.
    pub(crate) fn stood(&mut self, number: f64, code: QualityCode) {
        self.bucket.worst = worse(self.bucket.worst, code);
        if self.bucket.rows() == 0 {
            self.bucket.last_code = code;
        }
        self.drawn(number);
    }

    /// A Good value that held for so many microseconds.
    pub(crate) fn held(&mut self, number: f64, micros: i64) {
        if micros <= 0 {
            return;
        }
        self.extreme(number);
        self.weigh(number, micros, 0.0);
    }

    /// What came later.
    pub(crate) fn add(&mut self, later: &Self) {
        let (bucket, other) = (&mut self.bucket, &later.bucket);
        bucket.min = bucket.min.min(other.min);
        bucket.max = bucket.max.max(other.max);
        bucket.low = bucket.low.min(other.low);
        bucket.high = bucket.high.max(other.high);
        if other.drawn() {
            bucket.last = other.last;
        }
        if other.rows() > 0 || bucket.rows() == 0 {
            bucket.last_code = other.last_code;
        }
        bucket.good = bucket.good.saturating_add(other.good);
        bucket.other = bucket.other.saturating_add(other.other);
        bucket.worst = worse(bucket.worst, other.worst);
        if other.held > 0 {
            self.weigh(other.mean, other.held, later.spread);
        }
    }

    /// Two means and spreads become one by how far apart they are: nothing cancels, however long the sum is.
    fn weigh(&mut self, mean: f64, micros: i64, spread: f64) {
        let bucket = &mut self.bucket;
        let (before, added) = (bucket.held as f64, micros as f64);
        bucket.held = bucket.held.saturating_add(micros);
        let share = added / (before + added);
        let distance = mean - bucket.mean;
        bucket.mean = if before == 0.0 { mean } else { bucket.mean + distance * share };
        self.spread += spread + if before == 0.0 { 0.0 } else { distance * distance * before * share };
    }

    const fn extreme(&mut self, number: f64) {
        self.bucket.min = self.bucket.min.min(number);
        self.bucket.max = self.bucket.max.max(number);
    }

    const fn drawn(&mut self, number: f64) {
        self.bucket.low = self.bucket.low.min(number);
        self.bucket.high = self.bucket.high.max(number);
        self.bucket.last = number;
    }

    /// As it stands. Rounding never carries the mean outside the extremes.
    pub(crate) fn bucket(&self) -> Bucket {
        let mut bucket = self.bucket;
        if bucket.held > 0 {
            bucket.mean = bucket.mean.max(bucket.min).min(bucket.max);
            bucket.deviation = (self.spread / bucket.held as f64).max(0.0).sqrt();
        }
        bucket
    }
}

/// Buckets of one level in order of time, each start once: those of parts that meet within a bucket are put
/// together.
pub(crate) fn join(mut buckets: Vec<Bucket>) -> Vec<Bucket> {
    buckets.sort_by_key(|bucket| bucket.start);
    if buckets.is_sorted_by(|a, b| a.start < b.start) {
        return buckets;
    }
    let whole = |group: &[Bucket]| {
        let (first, others) = group.split_first()?;
        let mut part = Part::from(first);
        for other in others {
            part.add(&Part::from(other));
        }
        Some(part.bucket())
    };
    buckets.chunk_by(|a, b| a.start == b.start).filter_map(whole).collect()
}

impl From<&Bucket> for Part {
    fn from(bucket: &Bucket) -> Self {
        Self { bucket: *bucket, spread: bucket.deviation * bucket.deviation * bucket.held as f64 }
    }
}
