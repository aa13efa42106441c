//! What a tag did between two times.

use std::ops::ControlFlow;
use std::time::Duration;

use crate::historian::pyramid::Part;
use crate::historian::query::Shelf;
use crate::historian::query::rows::{estimate, walk};
use crate::historian::{DictionaryEntry, Level, Series, hold_limit_us};
use crate::tag::{Quality, QualityLevel};
use crate::time::Timestamp;
use crate::trend::{Reading, Statistics, StatisticsQuery};

/// How much may be read for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// At most 20,000 rows at a time; an answer that needs more is not given.
    Quick,
    /// At most two million rows where buckets can tell the rest, and whatever it takes where they cannot.
    Full,
}

impl Effort {
    const fn rows_max(self) -> u64 {
        match self {
            Self::Quick => 20_000,
            Self::Full => 2_000_000,
        }
    }
}

/// The sum over a span, gathered from its begin to its end.
struct Sum<'s> {
    shelf: &'s dyn Shelf,
    entry: &'s DictionaryEntry,
    effort: Effort,
    part: Part,
    samples: u64,
}

/// The statistics of a tag over a span: exact over its rows where there are few, and over the rows of the two
/// ragged ends with the buckets between where there are many. `None` only where a quick answer would have to
/// read too much.
///
/// A row at the end of the span counts, and weighs nothing. The last value before the span counts as far as it
/// holds into it, among the extremes too.
pub fn statistics(shelf: &dyn Shelf, query: &StatisticsQuery, effort: Effort) -> Option<Statistics> {
    within(shelf, query, effort, effort.rows_max())
}

/// With buckets only where the span holds more rows than `exact_max`.
pub(super) fn within(
    shelf: &dyn Shelf,
    query: &StatisticsQuery,
    effort: Effort,
    exact_max: u64,
) -> Option<Statistics> {
    let Some(entry) = shelf.entry(&query.tag) else { return Some(Statistics::default()) };
    let (from, to) = (query.span.from.micros(), query.span.to.micros());
    let at_from = reading(shelf, &query.tag, &entry, from);
    let at_to = reading(shelf, &query.tag, &entry, to.max(from));
    if to <= from {
        return Some(Statistics { at_from, at_to, ..Statistics::default() });
    }
    // The id that was asked for is the one the shelf knows, whatever its entry says.
    let entry = DictionaryEntry { id: query.tag.clone(), ..entry };
    let mut sum = Sum { shelf, entry: &entry, effort, part: Part::new(from), samples: 0 };
    let many = estimate(shelf, &entry, from, to).is_none_or(|rows| rows > exact_max);
    sum.gather(many.then_some(Level::Day), from, to, true)?;
    let all = sum.part.bucket();
    let held = Duration::from_micros(all.held.unsigned_abs());
    let weighed = all.held > 0;
    Some(Statistics {
        at_from,
        at_to,
        min: (all.min <= all.max).then_some(all.min),
        max: (all.min <= all.max).then_some(all.max),
        mean: weighed.then_some(all.mean),
        deviation: weighed.then_some(all.deviation),
        integral: weighed.then_some(all.mean * held.as_secs_f64()),
        good: held,
        samples: sum.samples,
    })
}

impl Sum<'_> {
    /// Adds a stretch, from whole buckets of a level and what is finer at its ends, or from rows. The last
    /// stretch includes a row at its end. `None` where that is more than the effort allows.
    fn gather(&mut self, level: Option<Level>, from: i64, to: i64, last: bool) -> Option<()> {
        if from >= to && !last {
            return Some(());
        }
        let Some(level) = level else { return self.rows(from, to, last) };
        let (begin, end) = (level.start_after(from), level.start(to));
        let whole = if begin < end { self.shelf.buckets(&self.entry.id, level, begin, end) } else { None };
        let Some(buckets) = whole else { return self.gather(level.finer(), from, to, last) };
        self.gather(level.finer(), from, begin, false)?;
        for bucket in buckets.iter().filter(|bucket| begin <= bucket.start && bucket.start < end) {
            self.part.add(&Part::from(bucket));
            self.samples = self.samples.saturating_add(bucket.rows());
        }
        self.gather(level.finer(), end, to, last)
    }

    fn rows(&mut self, from: i64, to: i64, last: bool) -> Option<()> {
        let rows_max = self.effort.rows_max();
        let many = || estimate(self.shelf, self.entry, from, to).is_some_and(|rows| rows > rows_max);
        if self.effort == Effort::Quick && many() {
            return None;
        }
        let limit = hold_limit_us(self.entry);
        let mut standing: Option<(i64, f64)> = None;
        let mut hold = |part: &mut Part, until: i64, next: Option<(i64, f64)>| {
            if let Some((time, number)) = std::mem::replace(&mut standing, next) {
                part.held(
                    number,
                    until.min(to).min(time.saturating_add(limit)).saturating_sub(time.max(from)),
                );
            }
        };
        let (part, samples) = (&mut self.part, &mut self.samples);
        walk(self.shelf, self.entry, (from, to), &mut |row| {
            if row.time == to && !last {
                return ControlFlow::Break(());
            }
            hold(part, row.time, row.good().map(|number| (row.time, number)));
            if row.time >= from {
                part.row(row.number, row.code);
                *samples = samples.saturating_add(1);
            }
            ControlFlow::Continue(())
        });
        hold(&mut self.part, to, None);
        Some(())
    }
}

/// What a tag was at a time; `None` before its first row and in a gap.
fn reading(shelf: &dyn Shelf, tag: &str, entry: &DictionaryEntry, time: i64) -> Option<Reading> {
    told(&shelf.last_before(tag, time)?, entry, time)
}

/// What the last row at or before a time says of that time; `None` in a gap.
pub(super) fn told(series: &Series, entry: &DictionaryEntry, time: i64) -> Option<Reading> {
    let row = series.times.partition_point(|at| *at <= time).checked_sub(1)?;
    let at = *series.times.get(row)?;
    let age = time.saturating_sub(at);
    if age > hold_limit_us(entry) {
        return None;
    }
    let stale = entry.stale_us > 0 && age.unsigned_abs() > entry.stale_us;
    let told = series.quality(row);
    let quality = if stale && told.level() < QualityLevel::Bad { Quality::STALE } else { told };
    Some(Reading { time: Timestamp::from_micros(at), value: series.value(row), quality })
}
