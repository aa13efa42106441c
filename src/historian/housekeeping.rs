//! What is to be done with sealed segments: which to merge, which to let go. Pure: it looks at the manifest's
//! lines and says what to do; nothing is opened here.

use std::time::Duration;

use crate::historian::SegmentLine;
use crate::time::{Span, Timestamp};

const DAY_US: i64 = 86_400_000_000;
/// A day is merged when it has been over for this long, so that late rows are in.
const SETTLED_US: i64 = 600_000_000;
/// Segments of the running day are merged when there are so many: frequent restarts make small ones.
const PIECES_MAX: usize = 30;
/// Rows of one merge: more would keep the disk busy for an hour.
const MERGE_ROWS_MAX: u64 = 1_000_000_000;
/// Whole days are merged to longer segments while the result stays below this.
const LONG_BYTES_MAX: u64 = 8 << 20;
/// And while it spans no more than this.
const LONG_US_MAX: i64 = 400 * DAY_US;

/// How long and how much is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Samples older than this go, whole segments at a time.
    pub samples: Option<Duration>,
    /// The pyramid of segments that went is kept this long.
    pub pyramid: Option<Duration>,
    /// Bytes the store may take; the oldest segments go first.
    pub bytes: Option<u64>,
    /// Bytes that stay free on the disk: below them the oldest segments go.
    pub free_bytes: u64,
}

impl Default for Retention {
    fn default() -> Self {
        Self { samples: None, pyramid: None, bytes: None, free_bytes: 512 << 20 }
    }
}

/// Segments to be merged into one, by file name, in order of time.
pub fn to_merge(segments: &[&SegmentLine], now: Timestamp) -> Option<Vec<String>> {
    let day = |segment: &SegmentLine| segment.from_us.div_euclid(DAY_US);
    let today = (now.micros() - SETTLED_US).div_euclid(DAY_US);
    let mut sorted = segments.to_vec();
    sorted.sort_by_key(|segment| (segment.from_us, segment.to_us));
    // Pieces of one day that is over, or too many of the running one.
    for group in sorted.chunk_by(|a, b| day(a) == day(b)) {
        let over = group.first().is_some_and(|first| day(first) < today);
        if group.len() > if over { 1 } else { PIECES_MAX } && rows(group) <= MERGE_ROWS_MAX {
            return Some(names(group));
        }
    }
    // Small neighbours that are over, the smallest sum first, so that each row is moved few times.
    let over: Vec<_> = sorted.iter().copied().filter(|segment| day(segment) < today).collect();
    let pairs = over.windows(2).filter(|pair| {
        let bytes: u64 = pair.iter().map(|segment| segment.bytes).sum();
        bytes <= LONG_BYTES_MAX && length(pair) <= LONG_US_MAX
    });
    // Only neighbours of about one size: a long one is not written again for each new day.
    let fair = pairs.filter(|pair| match pair {
        [a, b] => a.bytes <= b.bytes.saturating_mul(3) && b.bytes <= a.bytes.saturating_mul(3),
        _ => false,
    });
    fair.min_by_key(|pair| pair.iter().map(|segment| segment.bytes).sum::<u64>()).map(names)
}

/// The segment to let go next, with the reason in words. Pinned spans stay whatever their age; when the disk
/// is full of them, nothing goes.
pub fn to_remove(
    segments: &[&SegmentLine],
    pins: &[Span],
    retention: Retention,
    free_bytes: Option<u64>,
    now: Timestamp,
) -> Option<(String, String)> {
    let pinned = |segment: &SegmentLine| {
        let span =
            Span { from: Timestamp::from_micros(segment.from_us), to: Timestamp::from_micros(segment.to_us) };
        pins.iter().any(|pin| pin.meets(span))
    };
    let oldest = segments.iter().filter(|segment| !pinned(segment)).min_by_key(|segment| segment.to_us)?;
    let age = now.since(Timestamp::from_micros(oldest.to_us));
    if let Some(limit) = retention.samples.filter(|limit| age > *limit) {
        return Some((oldest.file.clone(), format!("older than {} days", limit.as_secs() / 86_400)));
    }
    let bytes: u64 = segments.iter().map(|segment| segment.bytes).sum();
    if let Some(limit) = retention.bytes.filter(|limit| bytes > *limit) {
        return Some((oldest.file.clone(), format!("the store takes more than {} MB", limit / 1_000_000)));
    }
    // The newest segment is never given up for room: the present is worth more than an empty disk.
    if segments.len() > 1 && free_bytes.is_some_and(|free| free < retention.free_bytes) {
        return Some((oldest.file.clone(), "the disk is nearly full".into()));
    }
    None
}

fn rows(group: &[&SegmentLine]) -> u64 {
    group.iter().map(|segment| segment.rows).sum()
}

fn length(group: &[&SegmentLine]) -> i64 {
    let from = group.iter().map(|segment| segment.from_us).min().unwrap_or(0);
    let to = group.iter().map(|segment| segment.to_us).max().unwrap_or(0);
    to.saturating_sub(from)
}

fn names(group: &[&SegmentLine]) -> Vec<String> {
    group.iter().map(|segment| segment.file.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000_000;

    fn segment(hour: i64, hours: i64, bytes: u64) -> SegmentLine {
        SegmentLine {
            file: format!("{hour}"),
            bytes,
            from_us: hour * HOUR,
            to_us: (hour + hours) * HOUR - 1,
            rows: 1000,
            ..SegmentLine::default()
        }
    }

    fn check(segments: &[SegmentLine], now_hour: i64, expected: Option<&[&str]>) {
        let lines: Vec<_> = segments.iter().collect();
        let merged = to_merge(&lines, Timestamp::from_micros(now_hour * HOUR));
        let merged: Option<Vec<&str>> = merged.as_ref().map(|files| files.iter().map(|f| &**f).collect());
        assert_eq!(merged.as_deref(), expected);
    }

    #[test]
    fn a_day_that_is_over_becomes_one_and_the_running_one_waits() {
        let hours: Vec<_> = (0..3).map(|hour| segment(hour, 1, 9 << 20)).collect();
        check(&hours, 23, None);
        check(&hours, 24, None);
        check(&hours, 25, Some(&["0", "1", "2"]));
        let piece = |piece| SegmentLine { from_us: piece, to_us: piece, ..segment(0, 1, 1) };
        let many: Vec<_> = (0..31).map(piece).collect();
        let lines: Vec<_> = many.iter().collect();
        assert_eq!(to_merge(&lines, Timestamp::from_micros(HOUR)).unwrap().len(), 31);
    }

    #[test]
    fn small_days_become_long_ones_and_large_ones_stay() {
        let small = [segment(0, 24, 2000), segment(24, 24, 2000), segment(48, 24, 90_000)];
        check(&small, 100, Some(&["0", "24"]));
        check(&[segment(0, 24, 7 << 20), segment(24, 24, 7 << 20)], 100, None);
    }

    #[test]
    fn the_oldest_that_nobody_pinned_goes() {
        let segments = [segment(0, 24, 100), segment(24, 24, 100), segment(48, 24, 100)];
        let lines: Vec<_> = segments.iter().collect();
        let now = Timestamp::from_micros(72 * HOUR);
        let pin = Span { from: Timestamp::from_micros(HOUR), to: Timestamp::from_micros(2 * HOUR) };
        let keep = Retention { bytes: Some(250), free_bytes: 10, ..Retention::default() };
        let removed =
            |pins: &[Span], keep, free| to_remove(&lines, pins, keep, free, now).map(|(file, _)| file);
        assert_eq!(removed(&[], keep, None).as_deref(), Some("0"));
        assert_eq!(removed(&[pin], keep, None).as_deref(), Some("24"));
        let roomy = Retention { bytes: None, ..keep };
        assert_eq!(removed(&[], roomy, Some(11)), None);
        assert_eq!(removed(&[], roomy, Some(9)).as_deref(), Some("0"));
        let aged = Retention { samples: Some(Duration::from_secs(3600)), ..roomy };
        assert_eq!(removed(&[], aged, None).as_deref(), Some("0"));
    }
}
