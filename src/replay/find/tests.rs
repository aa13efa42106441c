//! A search against a reading of everything, and what may be typed.

use super::*;
use crate::historian::{Dictionary, Shelf, Store, StoreWriter};
use crate::message::Record;
use crate::replay::moment;
use crate::replay::tests::plant;
use crate::tag::{Bad, Sample, Uncertain};
use proptest::prelude::*;

/// Begins half an hour before a day does.
const BEGIN: i64 = 1_795_390_200_000_000;

/// Rows of seconds since the begin: tag, value, and 0 good, 1 uncertain, 2 stale, 3 bad.
fn store(rows: &[(u32, u32, i32, u8)]) -> Store {
    let plant = plant(&["LT-101", "B"]);
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
    assert_eq!(condition(&store, "LT-101 >= +1.5e3 m").text(), "[LT-101] >= 1500");
    assert_eq!(condition(&store, "LT-101 < 1e-3").text(), "[LT-101] < 0.001");
    assert_eq!(condition(&store, "LT-101").text(), "[LT-101]");
    assert_eq!(wrong("LT-999 < 2").to_string().split(';').next(), Some("LT-999 was not recorded"));
    assert!(wrong("LT-101 < 2 bar").to_string().contains("was recorded in `m`, not in `bar`"));
    for text in
        ["", "1 < 2", "LT-101 <", "LT-101 < x", "LT-101 <>< 2", "[LT-101] <", "[LT-101", "[] < 1", "\u{202e}"]
    {
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
