//! When a tag first met a condition.

use crate::historian::query::Shelf;
use crate::historian::query::rows::{Row, rows};
use crate::historian::{Bucket, Level, hold_limit_us};
use crate::time::Span;

/// Rows are read by so much at a time, so that an early answer is an early end.
const PIECE_US: i64 = 6 * Level::Hour.micros();

/// A condition on a Good value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Condition {
    /// More than this.
    Above(f64),
    /// Less than this.
    Below(f64),
    /// Exactly this.
    Equals(f64),
}

impl Condition {
    /// Whether a number meets it.
    pub fn met(self, number: f64) -> bool {
        match self {
            Self::Above(limit) => number > limit,
            Self::Below(limit) => number < limit,
            Self::Equals(wanted) => number == wanted,
        }
    }

    /// Whether it can have been met in a bucket.
    fn possible(self, bucket: &Bucket) -> bool {
        match self {
            Self::Above(limit) => bucket.max > limit,
            Self::Below(limit) => bucket.min < limit,
            Self::Equals(wanted) => bucket.min <= wanted && wanted <= bucket.max,
        }
    }
}

/// A search under way.
struct Search<'s> {
    shelf: &'s dyn Shelf,
    tag: &'s str,
    hold_limit: i64,
    condition: Condition,
}

/// The first time in a span, its ends included, at which a Good value met a condition, microseconds: that of
/// its row, or the begin of the span where it held into it. Days and hours that cannot hold one are not read.
pub fn first_time(shelf: &dyn Shelf, tag: &str, span: Span, condition: Condition) -> Option<i64> {
    let hold_limit = hold_limit_us(&shelf.entry(tag)?);
    let from = span.from.micros().max(shelf.oldest(tag)?);
    let to = span.to.micros().saturating_add(1);
    Search { shelf, tag, hold_limit, condition }.search(Some(Level::Day), from, to)
}

impl Search<'_> {
    /// From `from` to before `to`.
    fn search(&self, level: Option<Level>, from: i64, to: i64) -> Option<i64> {
        if from >= to {
            return None;
        }
        let Some(level) = level else { return self.rows(from, to) };
        let (begin, end) = (level.start_after(from), level.start(to));
        let whole = if begin < end { self.shelf.buckets(self.tag, level, begin, end) } else { None };
        let Some(buckets) = whole else { return self.search(level.finer(), from, to) };
        let within = |bucket: &&Bucket| begin <= bucket.start && bucket.start < end;
        let inside = || {
            let mut possible = buckets.iter().filter(within).filter(|bucket| self.condition.possible(bucket));
            possible.find_map(|b| self.search(level.finer(), b.start, b.start.saturating_add(level.micros())))
        };
        self.search(level.finer(), from, begin)
            .or_else(inside)
            .or_else(|| self.search(level.finer(), end, to))
    }

    fn rows(&self, from: i64, to: i64) -> Option<i64> {
        let mut begin = from;
        while begin < to {
            let end = to.min(begin.saturating_add(PIECE_US));
            let found = self.piece(begin, end);
            if found.is_some() {
                return found;
            }
            begin = end;
        }
        None
    }

    fn piece(&self, from: i64, to: i64) -> Option<i64> {
        let mut before: Option<Row> = None;
        let meets = |row: &Row| row.good().is_some_and(|number| self.condition.met(number));
        for row in rows(&self.shelf.series(self.tag, from, to.saturating_sub(1))) {
            if row.time >= to {
                break;
            }
            if row.time > from && self.stood(before.take(), from).is_some_and(|before| meets(&before)) {
                return Some(from);
            }
            if row.time < from {
                before = Some(row);
            } else {
                before = None;
                if meets(&row) {
                    return Some(row.time);
                }
            }
        }
        self.stood(before, from).filter(meets).map(|_| from)
    }

    /// The row before a time, if what it says still held then.
    fn stood(&self, row: Option<Row>, time: i64) -> Option<Row> {
        row.filter(|row| time.saturating_sub(row.time) < self.hold_limit)
    }
}
