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
mod tests {
    use super::*;
    use crate::historian::{Dictionary, Shelf, Store, StoreWriter};
    use crate::message::Record;
    use crate::plant::Plant;
    use crate::replay::moment;
    use crate::tag::{Bad, Bands, Sample, Scaling, Tag, Uncertain};
    use proptest::prelude::*;

    /// Begins half an hour before a day does.
    const BEGIN: i64 = 1_795_390_200_000_000;

    fn plant() -> Plant {
        let tag = |id: &str| Tag {
            id: id.into(),
            formerly: Vec::new(),
            period: Duration::from_secs(1),
            stale_after: Duration::from_secs(3),
            title: id.into(),
            equipment: None,
            area: "".into(),
            unit: "m".into(),
            decimals: 1,
            range: None,
            bands: Bands::default(),
            states: Vec::new(),
            scaling: Scaling::None,
        };
        let mut plant = Plant { hash: "one".into(), ..Plant::default() };
        for (number, id) in (0u32..).zip(["LT-101", "B"]) {
            plant.tags_by_id.insert(id.into(), TagIndex(number));
            plant.tags.push(tag(id));
        }
        plant
    }

    /// Rows of seconds since the begin: tag, value, and 0 good, 1 uncertain, 2 stale, 3 bad.
    fn store(rows: &[(u32, u32, i32, u8)]) -> Store {
        let plant = plant();
        let store = Arc::new(Store::in_memory(Arc::new(Dictionary::of(&plant))));
        let mut writer = StoreWriter::new(Arc::clone(&store), &plant, moment(Timestamp::from_micros(BEGIN)));
        for (second, tag, value, quality) in rows {
            let when = moment(Timestamp::from_micros(BEGIN + i64::from(*second) * 1_000_000));
            let quality = match quality {
                0 => Quality::GOOD,
                1 => Quality::Uncertain(Uncertain::RangeExceeded),
                2 => Quality::STALE,
                _ => Quality::Bad(Bad::SensorFailure),
            };
            let sample = Sample::new(Value::Float(f64::from(*value)), quality, when, when);
            writer.take(&Record::Samples([(TagIndex(*tag), sample)].into()), when);
        }
        drop(writer);
        Arc::into_inner(store).unwrap()
    }

    fn condition(store: &Store, text: &str) -> Condition {
        Condition::parse(text, &|id| store.entry(id)).unwrap()
    }

    fn second(found: &Found) -> (bool, i64) {
        let of = |time: &Timestamp| time.micros() - BEGIN;
        match found {
            Found::Holds(time) => (true, of(time)),
            Found::Ends(time) => (false, of(time)),
        }
    }

    fn all(store: &Store, text: &str, (from, to): (i64, i64)) -> (Vec<(bool, i64)>, Searched) {
        let span = Span {
            from: Timestamp::from_micros(BEGIN + from * 1_000_000),
            to: Timestamp::from_micros(BEGIN + to * 1_000_000),
        };
        let mut told = Vec::new();
        let going = |_: Timestamp| ControlFlow::Continue(());
        let searched = find(store, &condition(store, text), span, &going, &mut |found| {
            told.push(second(&found));
            ControlFlow::Continue(())
        });
        (told, searched)
    }

    #[test]
    fn the_first_time_is_that_of_its_sample() {
        let level = |second: u32| (second, 0, if (7_000..7_100).contains(&second) { 1 } else { 3 }, 0);
        let rows: Vec<_> = (0..20_000).map(level).collect();
        let store = store(&rows);
        let (told, searched) = all(&store, "LT-101 < 2 m", (0, 20_000));
        assert_eq!(told, [(true, 7_000_000_000), (false, 7_100_000_000)]);
        assert!(searched.rows < 12_000, "whole hours are left out: {searched:?}");
        assert_eq!(all(&store, "LT-101 < 2", (7_050, 20_000)).0.first(), Some(&(true, 7_050_000_000)));
        assert_eq!(all(&store, "LT-101 < 2", (7_100, 20_000)).0, []);
        assert_eq!(all(&store, "LT-101 < 2", (0, 6_999)).0, []);
    }

    #[test]
    fn a_bad_value_fulfils_nothing_and_a_value_counts_no_longer_than_it_was_recorded_for() {
        let store = store(&[(10, 0, 1, 3), (20, 0, 1, 2), (30, 0, 1, 1), (31, 0, 1, 0), (5_000, 0, 5, 0)]);
        let (told, _) = all(&store, "LT-101 < 2", (0, 10_000));
        assert_eq!(told, [(true, 30_000_000), (false, 91_000_001)]);
        let (both, _) = all(&store, "[LT-101] < 9 and [B] < 9", (0, 10_000));
        assert_eq!(both, [], "B was never recorded");
    }

    #[test]
    fn what_is_typed_is_read_or_told_why_not() {
        let store = store(&[(0, 0, 1, 0)]);
        let wrong = |text: &str| {
            Condition::parse(text, &|id| store.entry(id)).map(|read| read.text().to_owned()).unwrap_err()
        };
        assert_eq!(condition(&store, " LT-101<2m ").text(), "[LT-101] < 2");
        assert_eq!(condition(&store, "LT-101 = -0.5").text(), "[LT-101] == -0.5");
        assert_eq!(condition(&store, "LT-101 != off").text(), "[LT-101] != 0");
        assert_eq!(condition(&store, "LT-101").text(), "[LT-101]");
        assert_eq!(wrong("LT-999 < 2").to_string().split(';').next(), Some("LT-999 was not recorded"));
        assert!(wrong("LT-101 < 2 bar").to_string().contains("was recorded in `m`, not in `bar`"));
        for text in [
            "",
            "1 < 2",
            "LT-101 <",
            "LT-101 < x",
            "LT-101 <>< 2",
            "[LT-101] <",
            "[LT-101",
            "[] < 1",
            "\u{202e}",
        ] {
            let _ = wrong(text);
        }
        let _ = wrong(&"x".repeat(2_000));
        let _ = wrong("[1] < 2".repeat(300).as_str());
    }

    /// Every row is looked at, and every moment at which a value counts no longer; nothing is left out.
    fn naive(rows: &[(u32, u32, i32, u8)], text: &str, (from, to): (i64, i64)) -> Vec<(bool, i64)> {
        let store = store(&[(0, 0, 0, 0), (0, 1, 0, 0)]);
        let condition = condition(&store, text);
        let held = 60_000_000;
        let mut times: Vec<i64> = rows.iter().map(|row| i64::from(row.0) * 1_000_000).collect();
        times.extend(times.clone().iter().map(|time| time + held + 1));
        times.push(from * 1_000_000);
        times.sort_unstable();
        times.dedup();
        let mut told: Vec<(bool, i64)> = Vec::new();
        for time in times.into_iter().filter(|time| (from * 1_000_000..=to * 1_000_000).contains(time)) {
            let outcome = condition.expression.evaluate(&|tag| {
                // The order in which the condition names its tags.
                let number = u32::from(&*condition.tags[tag.0 as usize].id == "B");
                let row = rows.iter().rfind(|row| row.1 == number && i64::from(row.0) * 1_000_000 <= time);
                match row {
                    Some((second, _, value, quality))
                        if *quality < 2 && time - i64::from(*second) * 1_000_000 <= held =>
                    {
                        (Some(Value::Float(f64::from(*value))), Quality::GOOD)
                    }
                    _ => (None, Quality::WAITING),
                }
            });
            let holds = outcome.number.is_some_and(|number| number != 0.0);
            if holds != told.last().is_some_and(|last| last.0) {
                told.push((holds, time));
            }
        }
        told
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]
        #[test]
        fn it_finds_what_reading_everything_finds(
            steps in prop::collection::vec((1u32..4_000, 0u32..2, -3i32..9, 0u8..5), 1..120),
            quick in prop::bool::ANY,
            which in 0usize..5,
            (from, length) in (0i64..40_000, 0i64..200_000),
        ) {
            let texts = [
                "LT-101 < 0",
                "LT-101 > 7",
                "[LT-101] > 6 and [B] > 6",
                "not ([B] < 8)",
                "if([LT-101] > 3, [B] > 5, [LT-101] < -1)",
            ];
            let mut second = 0;
            let rows: Vec<_> = steps
                .iter()
                .map(|(step, tag, value, quality)| {
                    second += if quick { step % 40 + 1 } else { *step };
                    (second, *tag, *value, quality.saturating_sub(1))
                })
                .collect();
            let store = store(&rows);
            let ends = (from, from + length);
            prop_assume!(texts[which].contains('[') || rows.iter().any(|row| row.1 == 0));
            let (told, searched) = all(&store, texts[which], ends);
            prop_assert_eq!(&told, &naive(&rows, texts[which], ends));
            prop_assert_eq!(searched.unknown, Duration::ZERO);
            let span = Span {
                from: Timestamp::from_micros(BEGIN + ends.0 * 1_000_000),
                to: Timestamp::from_micros(BEGIN + ends.1 * 1_000_000),
            };
            let last = told.iter().rfind(|found| found.0).map(|found| found.1 + BEGIN);
            let going = |_: Timestamp| ControlFlow::Continue(());
            let (before, _) = find_before(&store, &condition(&store, texts[which]), span, &going);
            prop_assert_eq!(before.map(Timestamp::micros), last, "{:?}", told);
        }
    }
}
