//! Sealed segments against a naive model, and against everything that can happen to a file.

mod hostile;

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::historian::{Dictionary, DictionaryEntry, Kind, QualityCode, Series};
use crate::journal::{Entry, EntryKind};
use crate::time::Timestamp;

/// Time, bits or text, quality.
type Row = (i64, Option<u64>, Option<Arc<str>>, QualityCode);

const STALE: QualityCode = QualityCode(1 << 14);

fn dictionary(ids: &[&str]) -> Dictionary {
    let tags = ids.iter().map(|id| DictionaryEntry { id: (*id).into(), ..DictionaryEntry::default() });
    Dictionary::new("ab".into(), "UTC".into(), tags.collect()).unwrap()
}

fn series(kind: Kind, times: &[i64], bits: &[u64], codes: &[QualityCode]) -> Series {
    let mut qualities: Vec<(u32, QualityCode)> = Vec::new();
    for (row, code) in (0_u32..).zip(codes) {
        if qualities.last().is_none_or(|(_, before)| before != code) {
            qualities.push((row, *code));
        }
    }
    let texts =
        if kind == Kind::Text { (0..8).map(|n| format!("text {n}").into()).collect() } else { Vec::new() };
    Series { kind, times: times.into(), bits: bits.to_vec(), qualities, texts }
}

fn rows(all: &[Series]) -> Vec<Row> {
    let row = |series: &Series, at: usize| {
        let text = (series.kind == Kind::Text).then(|| Arc::clone(&series.texts[series.bits[at] as usize]));
        let bits = text.is_none().then_some(series.bits[at]);
        (series.times[at], bits, text, series.code(at))
    };
    all.iter().flat_map(|series| (0..series.len()).map(|at| row(series, at))).collect()
}

fn event(micros: i64, text: &str) -> Entry {
    Entry {
        time: Timestamp::from_micros(micros),
        kind: EntryKind::Note,
        source: "operator".into(),
        subject: "A".into(),
        text: text.into(),
        details: [("at".into(), "now".into())].into(),
    }
}

fn steady(count: i64) -> Vec<i64> {
    (0..count).map(|n| 1_700_000_000_000_000 + n * 1_000_000).collect()
}

struct Small {
    folder: tempfile::TempDir,
    path: PathBuf,
    expected: Vec<Vec<Row>>,
}

fn small() -> Small {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mcap");
    let times = steady(40);
    let good = vec![QualityCode::GOOD; 40];
    let mut mixed = good.clone();
    mixed[20..30].fill(STALE);
    let walk: Vec<u64> = (0..40).map(|n| (f64::from(n * n % 17) / 10.0).to_bits()).collect();
    let all = [
        series(Kind::Float, &times, &walk, &good),
        series(Kind::Text, &times, &(0..40).map(|n| n / 7).collect::<Vec<_>>(), &mixed),
        series(Kind::UInt, &times, &[7; 40], &good),
    ];
    let mut writer = SealedWriter::create(&path, &dictionary(&["A", "B", "C"]), 3).unwrap();
    for (tag, series) in (0_u32..).zip(&all) {
        writer.series(tag, series).unwrap();
    }
    writer.event(&event(times[3], "here")).unwrap();
    let summary = writer.finish().unwrap();
    assert_eq!((summary.rows, summary.tags, summary.events), (120, 3, 1));
    assert_eq!(summary.bytes, fs::metadata(&path).unwrap().len());
    Small { folder, path, expected: all.iter().map(|series| rows(std::slice::from_ref(series))).collect() }
}

/// Every block read is as it was written; returns how many tags are whole.
fn check_nothing_wrong(sealed: &Sealed, expected: &[Vec<Row>]) -> usize {
    let mut whole = 0;
    for (tag, expected) in (0_u32..).zip(expected) {
        let got = rows(&sealed.series(tag, i64::MIN, i64::MAX).series);
        assert!(got.is_empty() || got == *expected, "tag {tag} reads wrong");
        whole += usize::from(got == *expected);
    }
    let (events, _) = sealed.events(i64::MIN, i64::MAX, 10);
    assert!(events.is_empty() || events == [event(1_700_000_003_000_000, "here")]);
    whole
}

#[test]
fn a_segment_comes_back_and_its_parts_are_found() {
    let small = small();
    let sealed = Sealed::open(&small.path).unwrap();
    assert_eq!(sealed.verify(), []);
    assert_eq!(check_nothing_wrong(&sealed, &small.expected), 3);
    let block = sealed.blocks(0).next().unwrap();
    assert_eq!((block.rows, block.range), (40, Some((0.0, 1.6))));
    let last = sealed.last_before(1, 1_700_000_022_500_000).unwrap().unwrap();
    assert_eq!(rows(&[last]), [small.expected[1][22].clone()]);
    assert_eq!(sealed.last_before(1, 5), Ok(None));
    assert!(SealedWriter::create(&small.path, sealed.dictionary(), 3).is_err(), "a file was replaced");
    assert_eq!(fs::read_dir(small.folder.path()).unwrap().count(), 1, "something was left behind");
}

#[test]
fn another_implementation_reads_it_message_by_message() {
    let small = small();
    let bytes = fs::read(&small.path).unwrap();
    let messages: Vec<_> = mcap::MessageStream::new(&bytes).unwrap().map(Result::unwrap).collect();
    let of =
        |topic: &str| messages.iter().filter(|message| message.channel.topic == topic).collect::<Vec<_>>();
    let tags = of(TOPIC_TAGS);
    assert_eq!(Dictionary::from_json(&tags[0].data), Ok(dictionary(&["A", "B", "C"])));
    let times = of(TOPIC_TIMES);
    assert_eq!(times.len(), 1);
    let read = column::TimesMessage::from_bytes(&times[0].data).unwrap();
    assert_eq!((read.number, read.rows), (0, 40));
    let columns = of(TOPIC_COLUMN);
    let tags: Vec<_> =
        columns.iter().map(|message| column::ColumnMessage::from_bytes(&message.data).unwrap().tag).collect();
    assert_eq!(tags, [0, 1, 2]);
    assert_eq!(columns[0].log_time, 1_700_000_000_000_000_000);
    assert_eq!(of("/event/note").len(), 1);
    assert_eq!(messages.len(), 6);
}

#[test]
fn cut_at_every_byte_it_opens_or_says_why() {
    let small = small();
    let bytes = fs::read(&small.path).unwrap();
    let cut = small.folder.path().join("cut.mcap");
    let mut best = 0;
    for length in 0..bytes.len() {
        fs::write(&cut, &bytes[..length]).unwrap();
        if let Ok(sealed) = Sealed::open(&cut) {
            best = best.max(check_nothing_wrong(&sealed, &small.expected));
            assert!(!sealed.damages().is_empty());
            assert!(!sealed.verify().is_empty());
        }
    }
    assert_eq!(best, 3, "columns that were whole were lost with the end of the file");
}

#[test]
fn with_any_byte_flipped_no_wrong_value_passes() {
    let small = small();
    let bytes = fs::read(&small.path).unwrap();
    let path = small.folder.path().join("flipped.mcap");
    let mut opened = 0;
    for at in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1 << (at % 8);
        fs::write(&path, &flipped).unwrap();
        if let Ok(sealed) = Sealed::open(&path) {
            opened += 1;
            check_nothing_wrong(&sealed, &small.expected);
        }
    }
    assert!(opened * 2 > bytes.len(), "{opened} of {} opened", bytes.len());
}

#[test]
fn tags_sampled_together_share_their_times_even_after_a_missing_row() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mcap");
    let times = steady(20_000);
    let mut missing = times.clone();
    missing.remove(1_000);
    let mut writer = SealedWriter::create(&path, &dictionary(&["A", "B"]), 3).unwrap();
    for (tag, times) in [(0, &times), (1, &missing)] {
        let bits = vec![9; times.len()];
        writer.series(tag, &series(Kind::Int, times, &bits, &vec![QualityCode::GOOD; times.len()])).unwrap();
    }
    writer.finish().unwrap();
    let sealed = Sealed::open(&path).unwrap();
    assert_eq!(sealed.index_times(), 6, "five blocks of times and the one that lacks a row");
    assert_eq!(sealed.blocks(1).map(|block| block.rows).sum::<u32>(), 19_999);
    assert_eq!(sealed.verify(), []);
    let asked = sealed.series(0, times[5_000], times[5_001]);
    assert_eq!(asked.series.len(), 1);
}

#[test]
fn blocks_of_seldom_sampled_tags_are_longer() {
    let longest = |period_us: u64, step: i64| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.mcap");
        let tag = DictionaryEntry { id: "A".into(), period_us, ..DictionaryEntry::default() };
        let dictionary = Dictionary::new("".into(), "UTC".into(), vec![tag]).unwrap();
        let mut writer = SealedWriter::create(&path, &dictionary, 3).unwrap();
        let times: Vec<i64> = (0..40_000).map(|row| row * step).collect();
        for times in times.chunks(1_000) {
            let all = series(Kind::Int, times, &vec![9; times.len()], &vec![QualityCode::GOOD; times.len()]);
            writer.series(0, &all).unwrap();
        }
        writer.finish().unwrap();
        let sealed = Sealed::open(&path).unwrap();
        assert_eq!(sealed.verify(), []);
        assert_eq!(sealed.blocks(0).map(|block| block.rows).sum::<u32>(), 40_000);
        sealed.blocks(0).map(|block| block.rows).max().unwrap()
    };
    assert_eq!(longest(1_000_000, 60_000_000), 4_096);
    assert_eq!(longest(9_999_999, 1_000_000), 4_096);
    assert_eq!(longest(10_000_000, 1_000_000), 16_384);
    assert_eq!(longest(0, 60_000_000), 16_384);
    assert_eq!(longest(0, 9_000_000), 4_096);
}

#[test]
fn a_merge_keeps_every_row_once() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, ids: &[&str], from: i64, bits: u64| {
        let path = folder.path().join(name);
        let mut writer = SealedWriter::create(&path, &dictionary(ids), 3).unwrap();
        for tag in 0..ids.len() as u32 {
            let times: Vec<i64> = (from..from + 100).collect();
            writer.series(tag, &series(Kind::UInt, &times, &[bits; 100], &[QualityCode::GOOD; 100])).unwrap();
        }
        writer.event(&event(from, "begun")).unwrap();
        writer.finish().unwrap();
        Sealed::open(&path).unwrap()
    };
    let first = write("1", &["A", "B"], 0, 5);
    let second = write("2", &["B", "C"], 50, 5);
    let third = write("3", &["B"], 90, 6);
    let path = folder.path().join("merged");
    let summary = merge(&[&first, &second, &third], &path, 3).unwrap();
    assert_eq!((summary.duplicates, summary.rows, summary.events), (50, 450, 3));
    let merged = Sealed::open(&path).unwrap();
    let number = merged.dictionary().number("B").unwrap();
    let got = rows(&merged.series(number, i64::MIN, i64::MAX).series);
    assert_eq!(got.len(), 250);
    assert_eq!(
        got.iter().filter(|(time, ..)| *time == 95).map(|row| row.1).collect::<Vec<_>>(),
        [Some(5), Some(6)]
    );
    assert_eq!(merged.verify(), []);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn it_holds_what_a_list_would(
        tags in vec(vec((0_i64..3, 0_u64..6, any::<bool>()), 1..5_000), 1..4),
        kind in prop::sample::select(vec![Kind::Bool, Kind::Int, Kind::UInt, Kind::Float, Kind::Text]),
        span in (0_i64..6_000, 0_i64..6_000),
        cut in 1_usize..700,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.mcap");
        let ids = ["A", "B", "C"];
        let mut writer = SealedWriter::create(&path, &dictionary(&ids), 3).unwrap();
        let mut model = Vec::new();
        for (tag, drawn) in (0_u32..).zip(&tags) {
            let mut time = 0;
            let mut all = Vec::new();
            for part in drawn.chunks(cut) {
                let times: Vec<i64> = part.iter().map(|(step, ..)| { time += step; time }).collect();
                let bits: Vec<u64> = part.iter().map(|(_, bits, _)| *bits).collect();
                let codes: Vec<_> = part.iter().map(|(.., good)| if *good { QualityCode::GOOD } else { STALE }).collect();
                let part = series(kind, &times, &bits, &codes);
                writer.series(tag, &part).unwrap();
                all.push(part);
            }
            model.push(rows(&all));
        }
        writer.finish().unwrap();
        let sealed = Sealed::open(&path).unwrap();
        prop_assert_eq!(sealed.verify(), []);
        let (from, to) = (span.0.min(span.1), span.0.max(span.1));
        for (tag, model) in (0_u32..).zip(&model) {
            prop_assert_eq!(&rows(&sealed.series(tag, i64::MIN, i64::MAX).series), model);
            let got = rows(&sealed.series(tag, from, to).series);
            let inside = |row: &&Row| (from..=to).contains(&row.0);
            prop_assert_eq!(got.iter().filter(inside).collect::<Vec<_>>(), model.iter().filter(inside).collect::<Vec<_>>());
            let before = model.iter().rev().find(|row| row.0 <= from);
            prop_assert!(before.is_none_or(|row| got.contains(row)));
            let last = sealed.last_before(tag, from).unwrap();
            let last = last.map(|one| rows(&[one])[0].clone());
            prop_assert_eq!(last.as_ref(), before);
        }
    }
}
