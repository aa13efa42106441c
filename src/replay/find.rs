//! Searches a recording for the times at which a condition holds. The totals of hours and days tell where it
//! cannot, so that only the rest is read; a year costs no more memory than an hour.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use crate::historian::{Bucket, Level, Series, Shelf};
use crate::replay::condition::Condition;
use crate::replay::recording::is_fresh;
use crate::tag::{Quality, TagIndex, Value};
use crate::time::{Span, Timestamp};

/// Looked at as a whole, then hour by hour, then read.
const DAY: i64 = Level::Day.micros();
const HOUR: i64 = Level::Hour.micros();

/// What a search comes across, in order of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// It holds from here on; at the begin of the span, it may have held before.
    Holds(Timestamp),
    /// It holds no longer, or nothing says that it does.
    Ends(Timestamp),
}

/// What was searched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Searched {
    /// Rows that were read; the totals spared the others.
    pub rows: u64,
    /// Time of which only totals are kept, where it may have held: no more can be said about it.
    pub unknown: Duration,
}

/// Searches a span from its begin to its end. `going` is told how far it is and stops it; `found` too.
///
/// A value counts while its quality is neither bad nor stale, and no longer than it was recorded for.
pub fn find(
    shelf: &dyn Shelf,
    condition: &Condition,
    span: Span,
    going: &dyn Fn(Timestamp) -> ControlFlow<()>,
    found: &mut dyn FnMut(Found) -> ControlFlow<()>,
) -> Searched {
    let (from, to) = (span.from.micros(), span.to.micros());
    let mut search =
        Search { shelf, condition, holds: false, looked: from, searched: Searched::default(), found };
    let mut day = from;
    while day <= to {
        let next = day.div_euclid(DAY).saturating_add(1).saturating_mul(DAY).min(to.saturating_add(1));
        if going(Timestamp::from_micros(day)).is_break() {
            break;
        }
        if (search.holds || search.can_hold((day, next), Level::Hour, DAY))
            && search.hours((day, next), going).is_break()
        {
            break;
        }
        day = next;
    }
    search.searched
}

/// When the condition began to hold last, within a span; where it holds from the span's begin on, that begin.
/// Days are searched from the last one back.
pub fn find_before(
    shelf: &dyn Shelf,
    condition: &Condition,
    span: Span,
    going: &dyn Fn(Timestamp) -> ControlFlow<()>,
) -> (Option<Timestamp>, Searched) {
    let mut all = Searched::default();
    // It held when the day after began.
    let mut held: Option<Timestamp> = None;
    let mut to = span.to;
    while to >= span.from {
        let day = Timestamp::from_micros(to.micros().div_euclid(DAY).saturating_mul(DAY));
        let from = day.max(span.from);
        if going(to).is_break() {
            return (None, all);
        }
        let mut last = None;
        let mut holds = false;
        let part = find(shelf, condition, Span { from, to }, going, &mut |found| {
            match found {
                Found::Holds(time) => {
                    last = Some(time);
                    holds = true;
                }
                Found::Ends(_) => holds = false,
            }
            ControlFlow::Continue(())
        });
        all.rows += part.rows;
        all.unknown += part.unknown;
        if held.is_some() && !holds {
            return (held, all);
        }
        match last {
            Some(begin) if begin > from => return (Some(begin), all),
            Some(begin) => held = Some(begin),
            None => {}
        }
        if from == span.from {
            break;
        }
        to = Timestamp::from_micros(from.micros().saturating_sub(1));
    }
    (held, all)
}

struct Search<'a> {
    shelf: &'a dyn Shelf,
    condition: &'a Condition,
    holds: bool,
    /// Microseconds of the time looked at last.
    looked: i64,
    searched: Searched,
    found: &'a mut dyn FnMut(Found) -> ControlFlow<()>,
}

/// A row of a tag of the condition.
struct Row {
    time: i64,
    tag: usize,
    value: Option<Value>,
    quality: Quality,
}

impl Search<'_> {
    fn hours(
        &mut self,
        (from, to): (i64, i64),
        going: &dyn Fn(Timestamp) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let mut hour = from;
        while hour < to {
            let next = hour.div_euclid(HOUR).saturating_add(1).saturating_mul(HOUR).min(to);
            going(Timestamp::from_micros(hour))?;
            if self.holds || self.can_hold((hour, next), Level::TenMinutes, HOUR) {
                self.read((hour, next))?;
            }
            hour = next;
        }
        ControlFlow::Continue(())
    }

    /// Whether the totals leave it open that the condition holds in `[from, to)`. What stood before counts too,
    /// as far back as a value counts.
    fn can_hold(&self, (from, to): (i64, i64), level: Level, least: i64) -> bool {
        let mut ranges = Vec::with_capacity(self.condition.tags.len());
        for tag in &self.condition.tags {
            let held = i64::try_from(tag.held.as_micros()).unwrap_or(i64::MAX).max(least);
            let begin = from.saturating_sub(held);
            match self.shelf.buckets(&tag.id, level, begin, to) {
                Some(buckets) => ranges.push(range(&buckets)),
                None => return true,
            }
        }
        self.condition.expression.can_hold(&|tag| ranges.get(tag.0 as usize).copied().flatten())
    }

    /// Reads the rows of `[from, to)` with what stood before, and looks at each time of them.
    fn read(&mut self, (from, to): (i64, i64)) -> ControlFlow<()> {
        let mut rows: Vec<Row> = Vec::new();
        let mut standing: Vec<Option<Row>> = Vec::new();
        for (tag, asked) in self.condition.tags.iter().enumerate() {
            let mut before: Option<Row> = None;
            let series = self.shelf.series(&asked.id, from, to);
            let within = rows.len();
            for part in &series {
                take(part, tag, (from, to), &mut before, &mut rows);
            }
            self.searched.rows += (rows.len() - within) as u64;
            if rows.len() == within && self.only_totals(&asked.id, (from, to)) {
                self.searched.unknown += Duration::from_micros((to - from).unsigned_abs());
            }
            standing.push(before);
        }
        // Stable: of two rows of one tag in one microsecond the later counts.
        rows.sort_by_key(|row| row.time);
        let mut rows = rows.into_iter().peekable();
        if rows.peek().is_none_or(|first| first.time > from) {
            self.look(from, &standing)?;
        }
        while let Some(row) = rows.next() {
            let time = row.time;
            self.lapse(time, &standing)?;
            if let Some(place) = standing.get_mut(row.tag) {
                *place = Some(row);
            }
            if rows.peek().is_none_or(|next| next.time != time) {
                self.look(time, &standing)?;
            }
        }
        self.lapse(to, &standing)
    }

    /// Looks at a time at which something is new.
    fn look(&mut self, time: i64, standing: &[Option<Row>]) -> ControlFlow<()> {
        self.looked = time;
        let outcome = self.condition.expression.evaluate(&|tag: TagIndex| {
            let at = tag.0 as usize;
            let (Some(Some(row)), Some(asked)) = (standing.get(at), self.condition.tags.get(at)) else {
                return (None, Quality::WAITING);
            };
            if !is_fresh(row.quality) || time.saturating_sub(row.time) > micros(asked.held) {
                return (None, row.quality);
            }
            (row.value.clone(), row.quality)
        });
        self.tell(outcome.number.is_some_and(|number| number != 0.0), time)
    }

    /// Where values count no longer before a time, the condition may end between two rows. Nothing that holds
    /// begins so.
    fn lapse(&mut self, until: i64, standing: &[Option<Row>]) -> ControlFlow<()> {
        while self.holds {
            let ends = standing.iter().zip(&self.condition.tags).filter_map(|(row, asked)| {
                Some(row.as_ref()?.time.saturating_add(micros(asked.held)).saturating_add(1))
            });
            let looked = self.looked;
            let Some(end) = ends.filter(|end| *end < until && *end > looked).min() else { break };
            self.look(end, standing)?;
        }
        ControlFlow::Continue(())
    }

    fn tell(&mut self, holds: bool, time: i64) -> ControlFlow<()> {
        if holds == self.holds {
            return ControlFlow::Continue(());
        }
        self.holds = holds;
        let time = Timestamp::from_micros(time);
        (self.found)(if holds { Found::Holds(time) } else { Found::Ends(time) })
    }

    fn only_totals(&self, id: &Arc<str>, (from, to): (i64, i64)) -> bool {
        let buckets = self.shelf.buckets(id, Level::TenMinutes, from, to).unwrap_or_default();
        buckets.iter().any(|bucket| {
            bucket.good > 0 && bucket.start >= from && bucket.start + Level::TenMinutes.micros() <= to
        })
    }
}

fn micros(span: Duration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}

/// The rows of a series within `[from, to)`, and the last before.
fn take(series: &Series, tag: usize, (from, to): (i64, i64), before: &mut Option<Row>, rows: &mut Vec<Row>) {
    let row = |at: usize, time: i64| Row { time, tag, value: series.value(at), quality: series.quality(at) };
    let first = series.times.partition_point(|time| *time < from);
    let end = series.times.partition_point(|time| *time < to);
    if let Some(last) = first.checked_sub(1)
        && let Some(time) = series.times.get(last).copied()
        && before.as_ref().is_none_or(|known| known.time <= time)
    {
        *before = Some(row(last, time));
    }
    let within = series.times.iter().copied().enumerate().take(end).skip(first);
    rows.extend(within.map(|(at, time)| row(at, time)));
}

/// From the smallest to the largest number in some buckets, a little wider than told, as they keep fewer
/// digits; `None` where there is none.
fn range(buckets: &[Bucket]) -> Option<(f64, f64)> {
    let low = buckets.iter().map(|bucket| bucket.min.min(bucket.low)).fold(f64::INFINITY, f64::min);
    let high = buckets.iter().map(|bucket| bucket.max.max(bucket.high)).fold(f64::NEG_INFINITY, f64::max);
    (low <= high).then(|| (low - low.abs() * 1e-6, high + high.abs() * 1e-6))
}

#[cfg(test)]
mod tests;
