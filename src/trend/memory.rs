//! The live memory behind trends: the last samples of every tag, within one budget for all of them.
//!
//! A value that stands still costs one run, however long it stands. When a tag's share is full, its oldest
//! runs go; the historian is what keeps everything.

use std::collections::VecDeque;

use crate::tag::{QualityLevel, Sample, TagIndex};
use crate::time::Timestamp;
use crate::trend::{Column, TrendQuery, TrendReply};

/// A stretch of equal samples.
#[derive(Clone, Copy, Debug)]
struct Run {
    first: Timestamp,
    last: Timestamp,
    value: f64,
    level: QualityLevel,
}

/// What one tag remembers.
#[derive(Debug, Default)]
struct History {
    runs: VecDeque<Run>,
    /// Longer than this between two samples is a gap.
    gap_nanos: i64,
}

/// The live memory of all tags.
#[derive(Debug, Default)]
pub struct Memory {
    tags: Vec<History>,
    runs_per_tag: usize,
}

impl Memory {
    /// A memory for tags with these periods (nanoseconds), together at most about `budget` bytes.
    pub fn new(periods_nanos: impl IntoIterator<Item = i64>, budget: usize) -> Self {
        let tags: Vec<_> = periods_nanos
            .into_iter()
            .map(|period| History { runs: VecDeque::new(), gap_nanos: period.saturating_mul(3) })
            .collect();
        // A deque doubles as it grows, so half of the budget is what may be filled.
        let runs_per_tag = (budget / 2 / size_of::<Run>() / tags.len().max(1)).clamp(64, 65_536);
        Self { tags, runs_per_tag }
    }

    /// Takes one sample in. Samples without a number, and bad ones, make a gap.
    pub fn push(&mut self, tag: TagIndex, sample: &Sample) {
        let Some(history) = self.tags.get_mut(tag.slot()) else { return };
        let level = sample.quality().level();
        let Some(value) = sample.value().and_then(crate::tag::Value::number) else { return };
        if level == QualityLevel::Bad {
            return;
        }
        let time = sample.source().utc;
        if let Some(run) = history.runs.back_mut() {
            if time <= run.last {
                // The same sample told again, or a clock stepped back: nothing new is known.
                return;
            }
            let near = time.nanos().saturating_sub(run.last.nanos()) <= history.gap_nanos;
            if near && run.value == value && run.level == level {
                run.last = time;
                return;
            }
        }
        if history.runs.len() >= self.runs_per_tag {
            history.runs.pop_front();
        }
        history.runs.push_back(Run { first: time, last: time, value, level });
    }

    /// Answers a query whose end, when it asks for now, is `now`.
    pub fn answer(&self, query: &TrendQuery, now: Timestamp) -> TrendReply {
        let to = query.to.unwrap_or(now);
        let from = to.before(query.span);
        let count = usize::from(query.columns.clamp(1, 4096));
        let mut columns = vec![None; count];
        let history = self.tags.get(query.tag.slot());
        if let Some(history) = history {
            history.fill(&mut columns, from, to);
        }
        let oldest = history.and_then(|history| history.runs.front()).map(|run| run.first);
        TrendReply { from, to, columns, oldest }
    }

    /// Takes over what another memory holds; `carried` gives each tag's number there, if it is the same tag.
    pub fn take_over(&mut self, other: &mut Self, carried: &[Option<TagIndex>]) {
        for (history, from) in self.tags.iter_mut().zip(carried) {
            if let Some(before) = from.and_then(|from| other.tags.get_mut(from.slot())) {
                history.runs = std::mem::take(&mut before.runs);
                let excess = history.runs.len().saturating_sub(self.runs_per_tag);
                history.runs.drain(..excess);
            }
        }
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.tags.iter().map(|history| history.runs.capacity() * size_of::<Run>()).sum()
    }
}

impl History {
    fn fill(&self, columns: &mut [Option<Column>], from: Timestamp, to: Timestamp) {
        let span = to.nanos().saturating_sub(from.nanos()).max(1);
        let count = columns.len() as i64;
        let column_of = |time: Timestamp| {
            let offset = i128::from(time.nanos().saturating_sub(from.nanos()));
            (offset * i128::from(count)).div_euclid(i128::from(span)) as i64
        };
        let begin = self.runs.partition_point(|run| run.last < from);
        // The run before the span reaches into it when no gap lies between.
        let begin = begin.saturating_sub(1);
        let mut runs = self.runs.range(begin..).peekable();
        while let Some(run) = runs.next() {
            if run.first > to {
                break;
            }
            let next = runs.peek();
            // A value holds until the next sample, unless a gap lies between.
            let holds_until = match next {
                Some(next) if next.first.nanos() - run.last.nanos() <= self.gap_nanos => next.first,
                _ => run.last,
            };
            let first = column_of(run.first).max(0);
            let last = column_of(holds_until).min(count - 1);
            for at in first..=last {
                let Some(column) = columns.get_mut(at as usize) else { continue };
                let start = from
                    .nanos()
                    .saturating_add((i128::from(span) * i128::from(at) / i128::from(count)) as i64);
                let column = column.get_or_insert(Column {
                    time: Timestamp::from_nanos(start),
                    min: run.value,
                    max: run.value,
                    last: run.value,
                    level: run.level,
                });
                column.min = column.min.min(run.value);
                column.max = column.max.max(run.value);
                column.last = run.value;
                column.level = column.level.max(run.level);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tag::{Quality, Value};
    use crate::time::{Moment, Steady};
    use std::time::Duration;

    fn sample(second: i64, value: f64) -> Sample {
        let at = Moment {
            utc: Timestamp::from_millis(second * 1000),
            steady: Steady::from_millis(second as u64 * 1000),
        };
        Sample::new(Value::Float(value), Quality::GOOD, at, at)
    }

    fn query(columns: u16, seconds: u64) -> TrendQuery {
        TrendQuery { tag: TagIndex(0), to: None, span: Duration::from_secs(seconds), columns }
    }

    fn memory() -> Memory {
        Memory::new([1_000_000_000], 1 << 20)
    }

    #[test]
    fn keeps_the_spike_that_an_average_would_hide() {
        let mut memory = memory();
        for second in 0..1000 {
            memory.push(TagIndex(0), &sample(second, if second == 500 { 99.0 } else { 1.0 }));
        }
        let reply = memory.answer(&query(10, 1000), Timestamp::from_millis(999_000));
        let peak = reply.columns.iter().flatten().map(|column| column.max).fold(0.0, f64::max);
        assert_eq!(peak, 99.0);
        assert_eq!(reply.columns.iter().flatten().count(), 10);
    }

    #[test]
    fn a_gap_stays_a_gap() {
        let mut memory = memory();
        for second in (0..40).chain(60..100) {
            memory.push(TagIndex(0), &sample(second, 2.0));
        }
        let reply = memory.answer(&query(10, 100), Timestamp::from_millis(100_000));
        let holes: Vec<_> =
            reply.columns.iter().enumerate().filter(|(_, c)| c.is_none()).map(|(at, _)| at).collect();
        assert_eq!(holes, [4, 5]);
    }

    #[test]
    fn a_standing_value_costs_one_run_and_the_budget_holds() {
        let mut memory = Memory::new([1_000_000_000; 4], 64 * 1024);
        for second in 0..100_000 {
            memory.push(TagIndex(0), &sample(second, 5.0));
            memory.push(TagIndex(1), &sample(second, second as f64));
        }
        assert_eq!(memory.tags[0].runs.len(), 1);
        assert!(memory.bytes() <= 64 * 1024, "{}", memory.bytes());
    }
}
