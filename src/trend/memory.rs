//! The live memory behind trends: the last samples of every tag, within one budget for all of them.
//!
//! A value that stands still costs one run, however long it stands. When a tag's share is full, its oldest
//! runs go; the historian is what keeps everything.

use std::collections::VecDeque;

use crate::tag::{QualityLevel, Sample, TagIndex};
use crate::time::Timestamp;
use crate::trend::{Column, TrendQuery, TrendReply};

/// A stretch of equal samples, 16 bytes: most of the memory is these.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// Milliseconds since the memory's epoch.
    first: u32,
    /// Milliseconds since the memory's epoch, and in the lowest bit whether it is uncertain.
    last: u32,
    value: f64,
}

/// Runs are given room by so many at a time: doubling would waste half of the budget.
const GROWTH: usize = 256;
/// Times are kept in 31 bits of milliseconds; before they run out the epoch moves on by half of that.
const EPOCH_STEP_MILLIS: u32 = 1 << 30;

/// What one tag remembers.
#[derive(Debug, Default)]
struct History {
    runs: VecDeque<Run>,
    /// Longer than this between two samples is a gap.
    gap_millis: u32,
}

/// The live memory of all tags.
#[derive(Debug, Default)]
pub struct Memory {
    tags: Vec<History>,
    runs_per_tag: usize,
    epoch: Option<Timestamp>,
}

impl Memory {
    /// A memory for tags with these periods (nanoseconds), together at most about `budget` bytes.
    pub fn new(periods_nanos: impl IntoIterator<Item = i64>, budget: usize) -> Self {
        let gap = |period: i64| u32::try_from(period.saturating_mul(3) / 1_000_000).unwrap_or(u32::MAX);
        let tags: Vec<_> = periods_nanos
            .into_iter()
            .map(|period| History { runs: VecDeque::new(), gap_millis: gap(period) })
            .collect();
        let runs_per_tag = (budget / size_of::<Run>() / tags.len().max(1)).clamp(64, 65_536);
        Self { tags, runs_per_tag, epoch: None }
    }

    /// Takes one sample in. Samples without a number, and bad ones, make a gap.
    pub fn push(&mut self, tag: TagIndex, sample: &Sample) {
        let level = sample.quality().level();
        let Some(value) = sample.value().and_then(crate::tag::Value::number) else { return };
        if level == QualityLevel::Bad {
            return;
        }
        let millis = self.millis(sample.source().utc);
        let runs_max = self.runs_per_tag;
        if let Some(history) = self.tags.get_mut(tag.slot()) {
            history.push(millis, value, level, runs_max);
        }
    }

    /// A time as it is kept. Times before the epoch are kept as the epoch.
    fn millis(&mut self, time: Timestamp) -> u32 {
        let epoch = *self.epoch.get_or_insert(time.before(std::time::Duration::from_secs(3600)));
        let millis = time.since(epoch).as_millis();
        if millis >= u128::from(EPOCH_STEP_MILLIS) * 2 {
            for run in self.tags.iter_mut().flat_map(|history| &mut history.runs) {
                run.first = run.first.saturating_sub(EPOCH_STEP_MILLIS);
                let uncertain = run.last & 1;
                run.last = (run.last & !1).saturating_sub(EPOCH_STEP_MILLIS << 1) | uncertain;
            }
            let step = std::time::Duration::from_millis(u64::from(EPOCH_STEP_MILLIS));
            self.epoch = Some(epoch.after(step));
            return self.millis(time);
        }
        millis as u32
    }

    /// Answers a query whose end, when it asks for now, is `now`.
    pub fn answer(&self, query: &TrendQuery, now: Timestamp) -> TrendReply {
        let to = query.to.unwrap_or(now);
        let from = to.before(query.span);
        let mut columns = vec![None; usize::from(query.columns.clamp(1, 4096))];
        let history = self.tags.get(query.tag.slot());
        let mut oldest = None;
        if let (Some(history), Some(epoch)) = (history, self.epoch) {
            let millis = |time: Timestamp| (time.nanos() - epoch.nanos()) / 1_000_000;
            history.fill(&mut columns, millis(from), millis(to), epoch);
            let first = history.runs.front().map(|run| u64::from(run.first));
            oldest = first.map(|millis| epoch.after(std::time::Duration::from_millis(millis)));
        }
        TrendReply { from, to, columns, bands: Vec::new(), oldest }
    }

    /// Takes over what another memory holds; `carried` gives each tag's number there, if it is the same tag.
    pub fn take_over(&mut self, other: &mut Self, carried: &[Option<TagIndex>]) {
        self.epoch = other.epoch;
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

impl Run {
    const fn new(millis: u32, value: f64, uncertain: bool) -> Self {
        Self { first: millis, last: millis << 1 | uncertain as u32, value }
    }

    const fn end(self) -> u32 {
        self.last >> 1
    }

    const fn level(self) -> QualityLevel {
        if self.last & 1 == 1 { QualityLevel::Uncertain } else { QualityLevel::Good }
    }
}

impl History {
    fn push(&mut self, millis: u32, value: f64, level: QualityLevel, runs_max: usize) {
        if let Some(run) = self.runs.back_mut() {
            if millis <= run.end() {
                // The same sample told again, or a clock stepped back: nothing new is known.
                return;
            }
            let near = millis - run.end() <= self.gap_millis;
            if near && run.value == value && run.level() == level {
                run.last = millis << 1 | (run.last & 1);
                return;
            }
        }
        if self.runs.len() >= runs_max {
            self.runs.pop_front();
        } else if self.runs.len() == self.runs.capacity() {
            self.runs.reserve_exact(GROWTH.min(runs_max - self.runs.len()));
        }
        self.runs.push_back(Run::new(millis, value, level == QualityLevel::Uncertain));
    }

    /// Fills the columns of a span, in milliseconds since the epoch.
    fn fill(&self, columns: &mut [Option<Column>], from: i64, to: i64, epoch: Timestamp) {
        let span = (to - from).max(1);
        let count = columns.len() as i64;
        let column_of = |millis: u32| ((i64::from(millis) - from) * count).div_euclid(span);
        let begin = self.runs.partition_point(|run| i64::from(run.end()) < from);
        // The run before the span reaches into it when no gap lies between.
        let mut runs = self.runs.range(begin.saturating_sub(1)..).peekable();
        while let Some(run) = runs.next() {
            if i64::from(run.first) > to {
                break;
            }
            // A value holds until the next sample, unless a gap lies between.
            let holds_until = match runs.peek() {
                Some(next) if next.first.saturating_sub(run.end()) <= self.gap_millis => next.first,
                _ => run.end(),
            };
            let first = column_of(run.first).max(0);
            let last = column_of(holds_until).min(count - 1);
            for at in first..=last {
                let Some(column) = columns.get_mut(at as usize) else { continue };
                let start = (from + span * at / count).saturating_mul(1_000_000);
                let column = column.get_or_insert(Column {
                    time: Timestamp::from_nanos(epoch.nanos().saturating_add(start)),
                    min: run.value,
                    max: run.value,
                    last: run.value,
                    level: run.level(),
                });
                column.min = column.min.min(run.value);
                column.max = column.max.max(run.value);
                column.last = run.value;
                column.level = column.level.max(run.level());
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
    fn goes_on_when_the_kept_times_run_out() {
        let mut memory = memory();
        let month = 31 * 24 * 3600;
        memory.push(TagIndex(0), &sample(0, 1.0));
        for second in month..month + 100 {
            memory.push(TagIndex(0), &sample(second, 2.0));
        }
        let reply = memory.answer(&query(10, 100), Timestamp::from_millis((month + 99) * 1000));
        assert!(reply.columns.iter().flatten().all(|column| column.last == 2.0));
        assert_eq!(reply.columns.iter().flatten().count(), 10);
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
