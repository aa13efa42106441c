//! When a tag first met a condition.

use std::ops::ControlFlow;

use crate::historian::query::Shelf;
use crate::historian::query::rows::{Row, walk};
use crate::historian::{Bucket, DictionaryEntry, Level, hold_limit_us};
use crate::time::Span;

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
    entry: &'s DictionaryEntry,
    condition: Condition,
}

/// The first time in a span, its ends included, at which a Good value met a condition, microseconds: that of
/// its row, or the begin of the span where it held into it. Days and hours that cannot hold one are not read.
pub fn first_time(shelf: &dyn Shelf, tag: &str, span: Span, condition: Condition) -> Option<i64> {
    // The id that was asked for is the one the shelf knows, whatever its entry says.
    let entry = DictionaryEntry { id: tag.into(), ..shelf.entry(tag)? };
    let from = span.from.micros().max(shelf.oldest(tag)?);
    let to = span.to.micros().saturating_add(1);
    Search { shelf, entry: &entry, condition }.search(Some(Level::Day), from, to)
}

impl Search<'_> {
    /// From `from` to before `to`.
    fn search(&self, level: Option<Level>, from: i64, to: i64) -> Option<i64> {
        if from >= to {
            return None;
        }
        let Some(level) = level else { return self.rows(from, to) };
        let (begin, end) = (level.start_after(from), level.start(to));
        let whole = if begin < end { self.shelf.buckets(&self.entry.id, level, begin, end) } else { None };
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
        let meets = |row: &Row| row.good().is_some_and(|number| self.condition.met(number));
        let mut before: Option<Row> = None;
        let mut found = None;
        walk(self.shelf, self.entry, (from, to.saturating_sub(1)), &mut |row| {
            if row.time < from {
                before = Some(row);
                return ControlFlow::Continue(());
            }
            let stood = self.stood(before.take(), from).filter(|_| row.time > from);
            found = if stood.is_some_and(|stood| meets(&stood)) {
                Some(from)
            } else {
                meets(&row).then_some(row.time)
            };
            if found.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        found.or_else(|| self.stood(before, from).filter(meets).map(|_| from))
    }

    /// The row before a time, if what it says still held then.
    fn stood(&self, row: Option<Row>, time: i64) -> Option<Row> {
        row.filter(|row| time.saturating_sub(row.time) < hold_limit_us(self.entry))
    }
}
