//! The buckets of one tag, level and day as bytes, and back. Everything else in the file knows only
//! [`pack`] and [`unpack`], so that the packing can change with the file's version.
//!
//! Columns are laid out byte by byte, which makes the slow ones nearly constant, and compressed together.
//! Values that are decimal numbers of few digits become whole numbers first: differences of those are small,
//! differences of binary fractions are not. Mean and deviation of minutes are kept as shares of the bucket's
//! own range, to 24 bits.

use crate::historian::QualityCode;
use crate::historian::pyramid::{Bucket, DAY_US, Level};

/// Powers of ten tried for decimal numbers, by their code in the file.
const POWERS: [f64; 7] = [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6];
/// The code of values that are not decimal.
const NOT_DECIMAL: u8 = 255;
/// Whole numbers up to here are exact.
const WHOLE_MAX: f64 = 9.0e15;
/// Steps of a mean within the range of its bucket.
const MEAN_STEPS: f64 = 16_777_215.0;
/// Steps of a deviation within the range of its bucket; it is at most half of that.
const DEVIATION_STEPS: f64 = 33_554_430.0;
/// Bytes of a bucket's columns, but for mean and deviation: five values, place, two counts, missing time, two
/// qualities, flags.
const BUCKET_BYTES: usize = 5 * 8 + 4 + 2 * 4 + 4 + 2 * 2 + 1;
/// Compression: harder costs much more time and wins nearly nothing.
const EFFORT: i32 = 9;

const HAS_GOOD: u8 = 1;
const HAS_DRAWN: u8 = 2;

/// Smallest, largest, smallest drawn, largest drawn, last.
type Values = [f64; 5];

/// Packs buckets in order of time, all of the same day.
pub(super) fn pack(level: Level, day_start: i64, buckets: &[Bucket]) -> std::io::Result<Vec<u8>> {
    let values = filled(buckets);
    let decimal = |power: f64| values.iter().flatten().all(|value| whole(*value, power).is_some());
    let power = (0u8..).zip(POWERS).find(|(_, power)| decimal(*power));
    let mut raw = vec![power.map_or(NOT_DECIMAL, |(code, _)| code)];
    let steps = steps(&values, power.map(|(_, power)| power));
    for column in 0..5 {
        put(&mut raw, 8, steps.iter().map(|row| row.get(column).copied().unwrap_or(0)));
    }
    let mut next = 0;
    let place = |bucket: &Bucket| {
        let place = (bucket.start - day_start) / level.micros();
        (place - std::mem::replace(&mut next, place + 1)) as u64
    };
    put(&mut raw, 4, buckets.iter().map(place));
    let (mean, deviation) = widths(level);
    put(&mut raw, mean, buckets.iter().map(|b| share(mean, b.mean, b.min, b, MEAN_STEPS)));
    put(&mut raw, deviation, buckets.iter().map(|b| share(deviation, b.deviation, 0.0, b, DEVIATION_STEPS)));
    put(&mut raw, 4, buckets.iter().map(|b| u64::from(b.good)));
    put(&mut raw, 4, buckets.iter().map(|b| u64::from(b.other)));
    put(&mut raw, 4, buckets.iter().map(|b| level.micros().abs_diff(b.held)));
    put(&mut raw, 2, buckets.iter().map(|b| u64::from(b.worst.0)));
    put(&mut raw, 2, buckets.iter().map(|b| u64::from(b.last_code.0)));
    put(&mut raw, 1, buckets.iter().map(|b| u64::from(flags(b))));
    zstd::bulk::compress(&raw, EFFORT)
}

/// Unpacks so many buckets; `None` where the bytes are not those of a day's buckets.
pub(super) fn unpack(level: Level, day_start: i64, count: usize, packed: &[u8]) -> Option<Vec<Bucket>> {
    if count as u64 > (DAY_US / level.micros()).unsigned_abs() {
        return None;
    }
    let (mean_width, deviation_width) = widths(level);
    let room = 1 + count * (BUCKET_BYTES + mean_width + deviation_width);
    let raw = zstd::bulk::decompress(packed, room).ok().filter(|raw| raw.len() == room)?;
    let (code, mut rest) = raw.split_first()?;
    let power = match *code {
        NOT_DECIMAL => None,
        code => Some(*POWERS.get(usize::from(code))?),
    };
    let mut steps = vec![[0; 5]; count];
    for column in 0..5 {
        for (row, step) in steps.iter_mut().zip(take(&mut rest, count, 8)?) {
            *row.get_mut(column)? = step;
        }
    }
    let mut column = |width: usize| take(&mut rest, count, width).map(Vec::into_iter);
    let (mut place, mut mean, mut deviation) = (column(4)?, column(mean_width)?, column(deviation_width)?);
    let (mut good, mut other, mut missing) = (column(4)?, column(4)?, column(4)?);
    let (mut worst, mut last_code, mut flag) = (column(2)?, column(2)?, column(1)?);
    let mut next = day_start;
    let mut buckets = Vec::with_capacity(count);
    for [min, max, low, high, last] in unstep(&steps, power) {
        let mut bucket = Bucket::empty(next.checked_add(level.micros().checked_mul(place.next()? as i64)?)?);
        next = bucket.start.checked_add(level.micros())?;
        bucket.good = good.next()? as u32;
        bucket.other = other.next()? as u32;
        bucket.held = level.micros() - missing.next()? as i64;
        bucket.worst = QualityCode(worst.next()? as u16);
        bucket.last_code = QualityCode(last_code.next()? as u16);
        let (mean, deviation, flag) = (mean.next()?, deviation.next()?, flag.next()? as u8);
        if flag & HAS_GOOD != 0 {
            (bucket.min, bucket.max) = (min, max);
        }
        if flag & HAS_DRAWN != 0 {
            (bucket.low, bucket.high, bucket.last) = (low, high, last);
        }
        bucket.mean = unshare(mean_width, mean, bucket.min, &bucket, MEAN_STEPS);
        bucket.deviation = unshare(deviation_width, deviation, 0.0, &bucket, DEVIATION_STEPS);
        buckets.push(bucket);
    }
    let end = day_start.checked_add(DAY_US)?;
    (next <= end && buckets.iter().all(|bucket| plausible(level, bucket))).then_some(buckets)
}

fn plausible(level: Level, bucket: &Bucket) -> bool {
    let values = [bucket.mean, bucket.deviation, bucket.last];
    let extreme = |low: f64, high: f64| {
        (low <= high && low.is_finite() && high.is_finite())
            || (low, high) == (f64::INFINITY, f64::NEG_INFINITY)
    };
    (0..=level.micros()).contains(&bucket.held)
        && values.iter().all(|value| value.is_finite())
        && extreme(bucket.min, bucket.max)
        && extreme(bucket.low, bucket.high)
}

/// The values of all buckets; what is missing repeats what is near.
fn filled(buckets: &[Bucket]) -> Vec<Values> {
    let mut before = 0.0;
    let fill = |bucket: &Bucket| {
        let (min, max) = match flags(bucket) {
            0 => (before, before),
            HAS_DRAWN => (bucket.low, bucket.high),
            _ => (bucket.min, bucket.max),
        };
        before = min;
        if bucket.drawn() {
            [min, max, bucket.low, bucket.high, bucket.last]
        } else {
            [min, max, min, max, min]
        }
    };
    buckets.iter().map(fill).collect()
}

fn flags(bucket: &Bucket) -> u8 {
    let good = if bucket.min <= bucket.max { HAS_GOOD } else { 0 };
    good | if bucket.drawn() { HAS_DRAWN } else { 0 }
}

/// Bytes of a mean and of a deviation.
const fn widths(level: Level) -> (usize, usize) {
    match level {
        Level::Minute => (3, 3),
        Level::TenMinutes | Level::Hour | Level::Day => (8, 8),
    }
}

/// A value as a share of its bucket's range from `base` on, or as it is where there is room.
fn share(width: usize, value: f64, base: f64, bucket: &Bucket, steps: f64) -> u64 {
    if width == 8 {
        return value.to_bits();
    }
    let share = (value - base) / (bucket.max - bucket.min);
    let most = (1u64 << (width * 8)) - 1;
    if bucket.held > 0 && share.is_finite() { ((share * steps).round() as u64).min(most) } else { 0 }
}

fn unshare(width: usize, kept: u64, base: f64, bucket: &Bucket, steps: f64) -> f64 {
    if width == 8 {
        f64::from_bits(kept)
    } else if bucket.held > 0 && bucket.min <= bucket.max {
        base + kept as f64 / steps * (bucket.max - bucket.min)
    } else {
        0.0
    }
}

/// The whole number behind a decimal one, if it comes back exactly.
fn whole(value: f64, power: f64) -> Option<i64> {
    let whole = (value * power).round();
    let back = (whole as i64) as f64 / power;
    (whole.abs() <= WHOLE_MAX && back.to_bits() == value.to_bits()).then_some(whole as i64)
}

/// Each value against its nearest neighbour: the smallest against the one before, the others against it.
fn steps(values: &[Values], power: Option<f64>) -> Vec<[u64; 5]> {
    let step = |value: f64, near: f64| match power {
        Some(power) => {
            let step = whole(value, power).unwrap_or(0).wrapping_sub(whole(near, power).unwrap_or(0));
            (step << 1 ^ step >> 63).cast_unsigned()
        }
        None => value.to_bits() ^ near.to_bits(),
    };
    let mut before = 0.0;
    let row = |&[min, max, low, high, last]: &Values| {
        let first = step(min, std::mem::replace(&mut before, min));
        [first, step(max, min), step(low, min), step(high, max), step(last, min)]
    };
    values.iter().map(row).collect()
}

fn unstep(steps: &[[u64; 5]], power: Option<f64>) -> Vec<Values> {
    let back = |step: u64, near: u64| match power {
        Some(_) => near.wrapping_add(step >> 1 ^ (step & 1).wrapping_neg()),
        None => near ^ step,
    };
    let value = |kept: u64| power.map_or(f64::from_bits(kept), |power| kept.cast_signed() as f64 / power);
    let mut before = 0;
    let row = |&[min, max, low, high, last]: &[u64; 5]| {
        let min = back(min, before);
        before = min;
        let max = back(max, min);
        [min, max, back(low, min), back(high, max), back(last, min)].map(value)
    };
    steps.iter().map(row).collect()
}

/// A column, its lowest bytes first, then the next ones.
fn put(raw: &mut Vec<u8>, width: usize, column: impl Iterator<Item = u64>) {
    let column: Vec<_> = column.collect();
    for byte in 0..width {
        raw.extend(column.iter().map(|value| (value >> (byte * 8)) as u8));
    }
}

/// A column from the front of `rest`.
fn take(rest: &mut &[u8], count: usize, width: usize) -> Option<Vec<u64>> {
    let (bytes, after) = rest.split_at_checked(count * width)?;
    *rest = after;
    let mut column = vec![0; count];
    if count > 0 {
        for (byte, plane) in bytes.chunks_exact(count).enumerate() {
            for (value, part) in column.iter_mut().zip(plane) {
                *value |= u64::from(*part) << (byte * 8);
            }
        }
    }
    Some(column)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bucket(minute: i64, min: f64, max: f64) -> Bucket {
        let mean = min + (max - min) * 0.25;
        let held = 59_000_000;
        Bucket {
            min,
            max,
            low: min,
            high: max,
            last: max,
            good: 60,
            mean,
            held,
            ..Bucket::empty(minute * 60_000_000)
        }
    }

    #[test]
    fn everything_but_the_mean_of_minutes_comes_back_exactly() {
        let third = 1.0 / 3.0;
        let bad = Bucket { other: 3, worst: QualityCode(0x8200), ..Bucket::empty(5 * 60_000_000) };
        let doubt = Bucket { low: 1.5, high: 2.5, last: 2.5, other: 9, ..Bucket::empty(6 * 60_000_000) };
        let days: [Vec<Bucket>; 4] = [
            vec![],
            vec![bucket(0, 20.25, 20.5), bucket(3, -1.5, 7.0), bad, doubt, bucket(1439, 0.0, 0.0)],
            vec![bucket(0, third, 1e300), bad, bucket(9, -0.0, third)],
            vec![bad],
        ];
        for buckets in days {
            let packed = pack(Level::Minute, 0, &buckets).unwrap();
            let back = unpack(Level::Minute, 0, buckets.len(), &packed).unwrap();
            for (was, is) in buckets.iter().zip(&back) {
                assert!((was.mean - is.mean).abs() <= (was.max - was.min).max(0.0) * 1e-7, "{was:?} {is:?}");
                assert_eq!(Bucket { mean: was.mean, deviation: was.deviation, ..*is }, *was);
            }
        }
    }

    #[test]
    fn a_count_or_a_place_that_cannot_be_is_refused() {
        let packed = pack(Level::Minute, 0, &[bucket(1439, 1.0, 2.0)]).unwrap();
        assert!(unpack(Level::Minute, 0, 1, &packed).is_some());
        for count in [0, 2, 1441, usize::MAX] {
            assert!(unpack(Level::Minute, 0, count, &packed).is_none(), "{count}");
        }
        let beyond = pack(Level::Minute, 0, &[bucket(1440, 1.0, 2.0)]).unwrap();
        assert!(unpack(Level::Minute, 0, 1, &beyond).is_none());
    }
}
