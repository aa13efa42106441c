//! The answers against a plain model that walks over all rows.

use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;

use crate::historian::query::statistics::within;
use crate::historian::query::{Condition, Effort, Grain, Shelf, first_time, line, statistics};
use crate::historian::{
    Bucket, DictionaryEntry, Folder, Kind, Level, QualityCode, Series, day_of, hold_limit_us,
};
use crate::tag::{Bad, Quality, QualityLevel, Uncertain, Value};
use crate::time::{Span, Timestamp};
use crate::trend::{Column, LineQuery, Statistics, StatisticsQuery, TrendReply};

const SECOND: i64 = 1_000_000;
const START: i64 = 1_795_392_000 * SECOND;
const LOST: Quality = Quality::Bad(Bad::NoCommunication);
const DOUBT: Quality = Quality::Uncertain(Uncertain::SensorNotAccurate);

type Row = (i64, Option<f64>, QualityCode);

/// A store of one tag in memory, with or without a pyramid.
struct Model {
    entry: DictionaryEntry,
    rows: Vec<Row>,
    buckets: Option<Vec<(Level, Bucket)>>,
}

impl Model {
    fn new(entry: DictionaryEntry, rows: Vec<Row>) -> Self {
        Self { entry, rows, buckets: None }
    }

    /// With every level, whatever it is worth.
    fn with_pyramid(&self) -> Self {
        let mut folder = Folder::new(Level::Minute, hold_limit_us(&self.entry));
        let mut buckets = Vec::new();
        for row in &self.rows {
            folder.push(*row, &mut |level, bucket| buckets.push((level, bucket)));
        }
        let end = self.rows.last().map_or(0, |row| row.0.saturating_add(hold_limit_us(&self.entry)));
        folder.finish(end, &mut |level, bucket| buckets.push((level, bucket)));
        Self { entry: self.entry.clone(), rows: self.rows.clone(), buckets: Some(buckets) }
    }

    fn part(&self, from: usize, to: usize) -> Option<Series> {
        let rows = self.rows.get(from..to).filter(|rows| !rows.is_empty())?;
        Some(Series {
            kind: Kind::Float,
            times: rows.iter().map(|row| row.0).collect(),
            bits: rows.iter().map(|row| row.1.unwrap_or(0.0).to_bits()).collect(),
            qualities: (0..).zip(rows).map(|(at, row)| (at, row.2)).collect(),
            texts: Vec::new(),
        })
    }

    fn limit(&self) -> i64 {
        hold_limit_us(&self.entry)
    }

    /// What a line draws: the value of each usable row from its time to the next, if that is near.
    fn drawn(&self) -> impl Iterator<Item = (i64, i64, f64, QualityLevel)> {
        self.rows.iter().enumerate().filter_map(|(at, (time, number, code))| {
            let next = self.rows.get(at + 1).map(|row| row.0).filter(|next| next - time <= self.limit());
            Some((*time, next.unwrap_or(*time), (*number)?, code.quality().level()))
        })
    }

    /// Extremes of what is drawn in a stretch, its ends included.
    fn extent(&self, from: i64, to: i64) -> Option<(f64, f64)> {
        let within = self.drawn().filter(|(begin, end, ..)| *begin <= to && from <= *end);
        within.fold(None, |extent, (.., value, _)| {
            let (low, high) = extent.unwrap_or((value, value));
            Some((value.min(low), value.max(high)))
        })
    }

    /// The Good values with the time they held in a span.
    fn held(&self, from: i64, to: i64) -> Vec<(f64, f64)> {
        let mut held = Vec::new();
        for (at, (time, number, code)) in self.rows.iter().enumerate() {
            let next = self.rows.get(at + 1).map_or(i64::MAX, |row| row.0);
            let until = next.min(time + self.limit()).min(to);
            if let Some(number) = number.filter(|_| code.is_good())
                && until > *time.max(&from)
            {
                held.push((number, (until - time.max(&from)) as f64));
            }
        }
        held
    }
}

impl Shelf for Model {
    fn entry(&self, tag: &str) -> Option<DictionaryEntry> {
        (tag == &*self.entry.id).then(|| self.entry.clone())
    }

    fn series(&self, _: &str, from: i64, to: i64) -> Vec<Series> {
        let first = self.rows.partition_point(|row| row.0 < from).saturating_sub(1);
        let end = self.rows.partition_point(|row| row.0 <= to).max(first);
        let middle = usize::midpoint(first, end);
        self.part(first, middle).into_iter().chain(self.part(middle, end)).collect()
    }

    fn last_before(&self, _: &str, time: i64) -> Option<Series> {
        let end = self.rows.partition_point(|row| row.0 <= time);
        self.part(end.checked_sub(1)?, end)
    }

    fn buckets(&self, _: &str, level: Level, from: i64, to: i64) -> Option<Vec<Bucket>> {
        let meets = |bucket: &Bucket| bucket.start < to && from < bucket.start + level.micros();
        let all = self.buckets.as_ref()?.iter();
        Some(all.filter(|(at, bucket)| *at == level && meets(bucket)).map(|(_, bucket)| *bucket).collect())
    }

    fn oldest(&self, _: &str) -> Option<i64> {
        self.rows.first().map(|row| row.0)
    }
}

fn planned() -> DictionaryEntry {
    let period_us = 1_000_000;
    DictionaryEntry { id: "A".into(), period_us, stale_us: 2_000_000, ..DictionaryEntry::default() }
}

/// As planned, without a plan, and of so short a period that rows are read hour by hour.
fn entry() -> impl Strategy<Value = DictionaryEntry> {
    let limits = prop_oneof![Just((1_000_000, 2_000_000)), Just((0, 300_000_000)), Just((10_000, 5_000_000))];
    limits.prop_map(|(period_us, stale_us)| DictionaryEntry { period_us, stale_us, ..planned() })
}

/// Rows by runs: how far the next row is, how many of them, value and quality.
fn rows() -> impl Strategy<Value = Vec<Row>> {
    let step = prop_oneof![
        6 => Just(Some(SECOND)),
        1 => Just(Some(0)),
        1 => Just(None),
        2 => (1..7_000_000i64).prop_map(Some),
        1 => (1..4_000i64).prop_map(|seconds| Some(seconds * SECOND)),
    ];
    let quality = prop_oneof![6 => Just(Quality::GOOD), 1 => Just(DOUBT), 1 => Just(LOST)];
    let run = (step, 1..60i64, -500..500i32, quality);
    (0..200 * SECOND, prop::collection::vec(run, 1..60)).prop_map(|(offset, runs)| {
        let mut time = START + offset;
        let mut rows = Vec::new();
        for (step, count, value, quality) in runs {
            for at in 0..count {
                // Without a step it lies exactly at the border of a bucket.
                time = step.map_or(Level::Minute.start_after(time + 1), |step| time + step);
                let number = (quality != LOST).then(|| 1000.0 + f64::from(value) * 0.1 + at as f64 * 0.01);
                rows.push((time, number, QualityCode::new(quality, number.is_some())));
            }
        }
        rows
    })
}

fn span(from: i64, to: i64) -> Span {
    Span { from: Timestamp::from_micros(from), to: Timestamp::from_micros(to) }
}

fn near(a: f64, b: f64, scale: f64) -> bool {
    (a - b).abs() <= 1e-9 * scale.abs().max(1e-3)
}

/// Compares with the model: counts, times and extremes exactly, what is summed within rounding.
fn check(model: &Model, (from, to): (i64, i64), told: &Statistics) -> Result<(), TestCaseError> {
    let held = model.held(from, to);
    let within = || model.rows.iter().filter(|row| (from..=to).contains(&row.0));
    prop_assert_eq!(told.samples, within().count() as u64);
    let values = within().filter(|row| row.2.is_good()).filter_map(|row| row.1);
    let values: Vec<f64> = values.chain(held.iter().map(|(value, _)| *value)).collect();
    prop_assert_eq!(told.min, values.iter().copied().reduce(f64::min));
    prop_assert_eq!(told.max, values.iter().copied().reduce(f64::max));
    let total: f64 = held.iter().map(|(_, time)| time).sum();
    prop_assert_eq!(told.good, Duration::from_micros(total as u64));
    if total == 0.0 {
        prop_assert_eq!((told.mean, told.deviation, told.integral), (None, None, None));
        return Ok(());
    }
    let mean = held.iter().map(|(value, time)| value * time).sum::<f64>() / total;
    let spread = held.iter().map(|(value, time)| (value - mean).powi(2) * time).sum::<f64>() / total;
    prop_assert!(near(told.mean.unwrap(), mean, mean), "{:?} {mean}", told.mean);
    prop_assert!(
        near(told.deviation.unwrap(), spread.sqrt(), mean),
        "{:?} {}",
        told.deviation,
        spread.sqrt()
    );
    prop_assert!(near(told.integral.unwrap(), mean * total / 1e6, mean * total / 1e6));
    Ok(())
}

/// Each column from rows is what the model draws in it.
fn check_rows(model: &Model, reply: &TrendReply) -> Result<(), TestCaseError> {
    let (from, to) = (reply.from.micros(), reply.to.micros());
    let count = reply.columns.len() as i64;
    let place = |time: i64| ((time.clamp(from, to) - from) * count / (to - from)).min(count - 1);
    for (at, column) in (0..).zip(&reply.columns) {
        let inside = |(begin, end, ..): &(i64, i64, f64, QualityLevel)| {
            (*end > from || *begin >= from) && *begin <= to && place(*begin) <= at && at <= place(*end)
        };
        let drawn: Vec<_> = model.drawn().filter(inside).collect();
        let expected = drawn.last().map(|(.., last, _)| Column {
            time: Timestamp::from_micros(from + (to - from) * at / count),
            min: drawn.iter().map(|value| value.2).fold(f64::INFINITY, f64::min),
            max: drawn.iter().map(|value| value.2).fold(f64::NEG_INFINITY, f64::max),
            last: *last,
            level: drawn.iter().map(|value| value.3).max().unwrap(),
        });
        prop_assert_eq!(*column, expected, "column {}", at);
    }
    Ok(())
}

/// Each column from buckets is true of the rows, but for one bucket more on either side, and nothing is lost.
fn check_buckets(
    model: &Model,
    fine: &TrendReply,
    coarse: &TrendReply,
    level: Level,
) -> Result<(), TestCaseError> {
    let (from, to) = (fine.from.micros(), fine.to.micros());
    let count = fine.columns.len();
    let begin = |at: usize| from + (to - from) * at as i64 / count as i64;
    // What is drawn from a bucket may also be a value that held at the end of a gap, as far as it holds.
    let slack = level.micros() + model.limit();
    for at in 0..count {
        let around = coarse.columns.iter().take(at + 2).skip(at.saturating_sub(1)).flatten();
        let (low, high) = around.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), column| {
            (low.min(column.min), high.max(column.max))
        });
        if let Some(column) = fine.columns[at] {
            prop_assert!(
                low <= column.min && column.max <= high,
                "column {} of {} lost {:?}",
                at,
                count,
                column
            );
        }
        if let Some(column) = coarse.columns[at] {
            let told = model.extent(begin(at) - slack, begin(at + 1) + slack);
            let told = told.filter(|(low, high)| *low <= column.min && column.max <= *high);
            prop_assert!(told.is_some(), "column {} has {:?}", at, column);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn statistics_are_those_of_the_rows(rows in rows(), a in 0..1000i64, b in 0..=1000i64, entry in entry()) {
        let model = Model::new(entry, rows);
        let first = model.rows[0].0 - 100 * SECOND;
        let length = model.rows.last().unwrap().0 + 100 * SECOND - first;
        let at = |share: i64| first + length / 1000 * share;
        let (from, to) = (at(a.min(b)), at(a.max(b)) + 1);
        let query = StatisticsQuery { tag: "A".into(), span: span(from, to) };
        check(&model, (from, to), &statistics(&model, &query, Effort::Full).unwrap())?;
        let pyramid = model.with_pyramid();
        check(&model, (from, to), &within(&pyramid, &query, Effort::Full, 0).unwrap())?;
        // Ends on the borders of buckets have no ragged rows.
        let (from, to) = (Level::Minute.start(from), Level::Minute.start_after(to));
        let query = StatisticsQuery { tag: "A".into(), span: span(from, to) };
        check(&model, (from, to), &within(&pyramid, &query, Effort::Full, 0).unwrap())?;
    }

    #[test]
    fn a_line_is_that_of_the_rows(rows in rows(), shift in -300..300i64, columns in 1..90u16, entry in entry()) {
        let model = Model::new(entry, rows);
        let from = model.rows[0].0 + shift * SECOND;
        let to = from + i64::from(columns) * 61 * SECOND;
        let query = LineQuery { tag: "A".into(), span: span(from, to), columns };
        let fine = line(&model, &query, Grain::Fine).unwrap();
        check_rows(&model, &fine)?;
        let pyramid = model.with_pyramid();
        let coarse = line(&pyramid, &query, Grain::Fine).unwrap();
        check_buckets(&model, &fine, &coarse, Level::Minute)?;
        let coarser = line(&pyramid, &query, Grain::Coarse).unwrap();
        prop_assert_eq!(coarser.columns.len(), fine.columns.len());
    }

    #[test]
    fn the_first_time_is_that_of_the_rows(rows in rows(), shift in -300..3000i64, limit in -60..60i32, entry in entry()) {
        let model = Model::new(entry, rows);
        let from = (model.rows[0].0 + shift * SECOND).max(model.rows[0].0);
        let to = from + 40_000 * SECOND;
        let limit = 1000.0 + f64::from(limit);
        let pyramid = model.with_pyramid();
        for condition in [Condition::Above(limit), Condition::Below(limit), Condition::Equals(limit)] {
            let expected = model.rows.iter().enumerate().find_map(|(at, (time, number, code))| {
                let next = model.rows.get(at + 1).map_or(i64::MAX, |row| row.0);
                let until = next.min(time + model.limit());
                let good = number.filter(|_| code.is_good()).is_some_and(|number| condition.met(number));
                let there = (*time >= from && *time <= to) || (*time < from && until > from);
                (good && there).then_some(*time.max(&from))
            });
            prop_assert_eq!(first_time(&model, "A", span(from, to), condition), expected);
            prop_assert_eq!(first_time(&pyramid, "A", span(from, to), condition), expected);
        }
    }

    #[test]
    fn coarse_levels_are_the_same_from_fine_ones_and_from_rows(rows in rows()) {
        let fold = |finest| {
            let mut folder = Folder::new(finest, 3 * SECOND);
            let mut buckets = Vec::new();
            for row in &rows {
                folder.push(*row, &mut |level, bucket| buckets.push((level, bucket)));
            }
            folder.finish(i64::MAX, &mut |level, bucket| buckets.push((level, bucket)));
            buckets.retain(|(level, _)| *level >= Level::Hour);
            buckets
        };
        let (from_minutes, from_rows) = (fold(Level::Minute), fold(Level::Hour));
        prop_assert_eq!(from_minutes.len(), from_rows.len());
        for ((level, a), (other, b)) in from_minutes.iter().zip(&from_rows) {
            prop_assert!(near(a.mean, b.mean, b.mean) && near(a.deviation, b.deviation, b.mean));
            let a = Bucket { mean: b.mean, deviation: b.deviation, ..*a };
            prop_assert_eq!((level, a), (other, *b));
        }
    }
}

fn flat(from: i64, to: i64, quality: Quality) -> impl Iterator<Item = Row> {
    let code = QualityCode::new(quality, quality != LOST);
    (from..to).map(move |second| (START + second * SECOND, (quality != LOST).then_some(5.0), code))
}

#[test]
fn what_is_not_good_is_a_band_from_rows_and_from_buckets() {
    let rows = flat(0, 3600, Quality::GOOD)
        .chain(flat(3600, 7200, LOST))
        .chain(flat(7200, 10_800, DOUBT))
        .chain(flat(10_800, 14_400, Quality::GOOD));
    let model = Model::new(planned(), rows.collect());
    let query = LineQuery { tag: "A".into(), span: span(START, START + 14_400 * SECOND), columns: 100 };
    for shelf in [&model, &model.with_pyramid()] {
        let reply = line(shelf, &query, Grain::Fine).unwrap();
        let second = |time: Timestamp| (time.micros() - START) / SECOND;
        let bands: Vec<_> =
            reply.bands.iter().map(|b| (second(b.span.from), second(b.span.to), b.quality)).collect();
        assert_eq!(bands, [(3600, 7200, LOST), (7200, 10_800, DOUBT)]);
        let missing = reply.columns.iter().filter(|column| column.is_none()).count();
        let doubtful = |column: &&Column| column.level == QualityLevel::Uncertain;
        // From rows a value stands in the column too in which it ends.
        let doubtful = reply.columns.iter().flatten().filter(doubtful).count();
        assert!((24..=25).contains(&missing) && (25..=26).contains(&doubtful), "{missing} {doubtful}");
        assert_eq!(reply.oldest, Some(Timestamp::from_micros(START)));
    }
}

#[test]
fn a_reading_is_stale_when_it_is_old_and_nothing_in_a_gap() {
    let model = Model::new(planned(), vec![(START, Some(5.0), QualityCode::GOOD)]);
    let reading = |seconds: f64| {
        let at = START + (seconds * 1e6) as i64;
        let query = StatisticsQuery { tag: "A".into(), span: span(at, at) };
        let told = statistics(&model, &query, Effort::Quick).unwrap();
        assert_eq!((told.samples, told.mean, told.at_from.clone()), (0, None, told.at_to));
        told.at_from.map(|reading| (reading.value, reading.quality))
    };
    assert_eq!(reading(-1.0), None);
    assert_eq!(reading(2.0), Some((Some(Value::Float(5.0)), Quality::GOOD)));
    assert_eq!(reading(2.5), Some((Some(Value::Float(5.0)), Quality::STALE)));
    assert_eq!(reading(3.5), None);
}

#[test]
fn an_answer_at_once_reads_no_more_than_it_may() {
    let model = Model::new(planned(), flat(0, 30_000, Quality::GOOD).collect());
    let whole = span(START, START + 30_000 * SECOND);
    let query = LineQuery { tag: "A".into(), span: whole, columns: 2000 };
    assert_eq!(line(&model, &query, Grain::Coarse), None);
    assert!(line(&model, &query, Grain::Fine).is_some());
    assert_eq!(statistics(&model, &StatisticsQuery { tag: "A".into(), span: whole }, Effort::Quick), None);
    let pyramid = model.with_pyramid();
    let coarse = line(&pyramid, &query, Grain::Coarse).unwrap();
    assert_eq!(coarse.columns.iter().flatten().count(), 2000);
    let told =
        statistics(&pyramid, &StatisticsQuery { tag: "A".into(), span: whole }, Effort::Quick).unwrap();
    assert_eq!((told.samples, told.good), (30_000, Duration::from_secs(30_000)));
}

#[test]
fn a_tag_nobody_knows_has_an_empty_answer() {
    let model = Model::new(planned(), Vec::new());
    let tag: Arc<str> = "B".into();
    let query = LineQuery { tag: Arc::clone(&tag), span: span(i64::MIN, i64::MAX), columns: 0 };
    assert_eq!(line(&model, &query, Grain::Fine).unwrap().columns, [None]);
    let query = StatisticsQuery { tag, span: span(0, 1) };
    assert_eq!(statistics(&model, &query, Effort::Full), Some(Statistics::default()));
    assert_eq!(first_time(&model, "B", span(0, i64::MAX), Condition::Above(0.0)), None);
    assert_eq!(day_of(START), 20_780);
}
