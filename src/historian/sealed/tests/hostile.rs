//! Files made to harm: with right checksums and numbers that cannot be.

use std::collections::BTreeMap;

use super::*;
use crate::historian::container::{MessageIndexes, Packing, Writer};
use crate::historian::sealed::column::{ColumnMessage, TimesMessage};
use crate::historian::sealed::index::{BlockPlace, EventPlace, Index, TimesPlace};
use crate::historian::{encode, encode_times};

fn times(number: u32, times: &[i64]) -> (&'static str, Vec<u8>) {
    let message = TimesMessage { number, rows: times.len() as u32, payload: encode_times(times, 3) };
    (TOPIC_TIMES, message.to_bytes())
}

fn column(tag: u32, times: u32, run: u32, bits: &[u64]) -> (&'static str, Vec<u8>) {
    let payload = encode(Kind::UInt, bits, None, 3);
    let (qualities, texts) = (Vec::new(), Vec::new());
    let message = ColumnMessage { tag, times, run, kind: Kind::UInt, qualities, texts, payload };
    (TOPIC_COLUMN, message.to_bytes())
}

/// A file of such messages, without an index: opening it walks it.
fn open(messages: &[(&'static str, Vec<u8>)]) -> Sealed {
    let mut writer = Writer::new(Vec::new(), "hostile", MessageIndexes::LeftOut).unwrap();
    let tags = writer.channel(0, TOPIC_TAGS, "json", BTreeMap::new());
    writer.message(tags, 0, 0, &dictionary(&["A", "B"]).to_json());
    writer.end_chunk(Packing::Zstd(1)).unwrap();
    for (topic, data) in messages {
        let channel = writer.channel(0, topic, "protobuf", BTreeMap::new());
        writer.message(channel, 0, 0, data);
    }
    writer.end_chunk(Packing::Plain).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mcap");
    fs::write(&path, writer.finish().unwrap()).unwrap();
    Sealed::open(&path).unwrap()
}

fn check_told(sealed: &Sealed, expected: &str) {
    assert!(sealed.damages().iter().any(|damage| damage.what.contains(expected)), "{:?}", sealed.damages());
}

#[test]
fn a_run_over_numbers_that_are_not_there_is_not_walked() {
    let far = 1_000_000;
    let sealed = open(&[times(0, &[1, 2]), times(far, &[3, 4]), column(0, 0, far, &[7, 7])]);
    assert_eq!(sealed.series(0, 0, 9).series.len(), 2);
    assert!(sealed.damages().len() < 4, "{} damages of one column", sealed.damages().len());
    let endless = open(&[times(0, &[1, 2]), column(0, 5, u32::MAX, &[7, 7])]);
    check_told(&endless, "more times than there can be");
}

#[test]
fn only_a_constant_holds_for_several_blocks() {
    let sealed = open(&[times(0, &[1, 2]), times(1, &[3, 4]), column(0, 0, 1, &[7, 8])]);
    assert_eq!(sealed.tags().count(), 0);
    check_told(&sealed, "not constant");
}

#[test]
fn a_column_of_an_unknown_tag_is_left_out_and_told() {
    let sealed = open(&[times(0, &[1, 2]), column(7, 0, 0, &[7, 8]), column(1, 0, 0, &[7, 8])]);
    assert_eq!(sealed.tags().collect::<Vec<_>>(), [1]);
    check_told(&sealed, "not in the tag list");
}

#[test]
fn of_two_blocks_that_overlap_one_is_left_out() {
    let sealed = open(&[
        times(0, &[10, 20, 30]),
        times(1, &[25, 35, 45]),
        column(0, 0, 0, &[1, 2, 3]),
        column(0, 1, 0, &[4, 5, 6]),
        column(1, 1, 0, &[4, 5, 6]),
    ]);
    let read = rows(&sealed.series(0, i64::MIN, i64::MAX).series);
    assert!(read.is_sorted_by_key(|(time, ..)| *time) && read.len() == 3, "{read:?}");
    assert_eq!(sealed.series(1, i64::MIN, i64::MAX).series.len(), 1);
    check_told(&sealed, "overlap");
}

const PLACE: TimesPlace = TimesPlace { offset: 100, length: 50, rows: 3, first: 10, last: 30 };
const BLOCK: BlockPlace = BlockPlace { offset: 200, length: 50, times: 0, min: 1.0, max: 2.0 };

fn index(
    times: &[TimesPlace],
    blocks: &[(u32, BlockPlace)],
    events: &[EventPlace],
) -> Result<Index, &'static str> {
    let index = Index::new((10, 20), times.to_vec(), blocks.to_vec(), events.to_vec());
    Index::from_bytes(&index.to_bytes(3), 1_000)
}

#[test]
fn an_index_that_cannot_be_true_is_refused() {
    let event = EventPlace { offset: 500, length: 50, first: 1, last: 2, count: 1 };
    assert!(index(&[PLACE], &[(0, BLOCK)], &[event]).is_ok());
    let later = TimesPlace { first: 29, last: 40, ..PLACE };
    let refused = [
        index(&[TimesPlace { first: 31, ..PLACE }], &[], &[]),
        index(&[TimesPlace { rows: 0, ..PLACE }], &[], &[]),
        index(&[TimesPlace { rows: 65_537, ..PLACE }], &[], &[]),
        index(&[TimesPlace { offset: 951, ..PLACE }], &[], &[]),
        index(&[TimesPlace { offset: u64::MAX, ..PLACE }], &[], &[]),
        index(&[PLACE], &[(0, BlockPlace { times: 1, ..BLOCK })], &[]),
        index(&[PLACE], &[(0, BlockPlace { offset: 951, ..BLOCK })], &[]),
        index(&[PLACE, later], &[(0, BLOCK), (0, BlockPlace { times: 1, ..BLOCK })], &[]),
        index(&[], &[], &[EventPlace { first: 3, ..event }]),
        index(&[], &[], &[EventPlace { length: 501, ..event }]),
        // More blocks of times than have room in a file of a thousand bytes.
        index(&[PLACE; 33], &[], &[]),
    ];
    for (at, refused) in refused.into_iter().enumerate() {
        assert!(refused.is_err(), "case {at}");
    }
}

#[test]
fn an_index_may_tell_of_more_blocks_than_its_file_has_bytes() {
    let times: Vec<TimesPlace> =
        (0..400).map(|at| TimesPlace { first: at * 10, last: at * 10 + 9, ..PLACE }).collect();
    let blocks: Vec<(u32, BlockPlace)> =
        (0..120_000).map(|at| (at / 400, BlockPlace { times: at % 400, ..BLOCK })).collect();
    let index = Index::new((10, 20), times, blocks, Vec::new());
    let read = Index::from_bytes(&index.to_bytes(3), 50_000).unwrap();
    assert_eq!(read.of(299).len(), 400);
}

#[test]
fn more_rows_of_one_time_than_a_merge_may_hold_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let source = |name: &str, bits: u64| {
        let path = folder.path().join(name);
        let mut writer = SealedWriter::create(&path, &dictionary(&["A"]), 3).unwrap();
        let good = vec![QualityCode::GOOD; 20_000];
        writer.series(0, &series(Kind::UInt, &vec![5; 20_000], &vec![bits; 20_000], &good)).unwrap();
        writer.finish().unwrap();
        Sealed::open(&path).unwrap()
    };
    let (first, second) = (source("1", 1), source("2", 2));
    let path = folder.path().join("merged");
    assert!(matches!(merge(&[&first, &second], &path, 3), Err(SealError::Series { tag: 0, .. })));
    assert!(!path.exists());
}

#[test]
fn long_tags_and_many_events_are_merged_in_windows() {
    let folder = tempfile::tempdir().unwrap();
    let source = |name: &str, from: i64| {
        let path = folder.path().join(name);
        let mut writer = SealedWriter::create(&path, &dictionary(&["A"]), 3).unwrap();
        let times: Vec<i64> = (from..from + 20_000).collect();
        let bits: Vec<u64> = times.iter().map(|time| (time / 3).cast_unsigned()).collect();
        writer.series(0, &series(Kind::UInt, &times, &bits, &vec![QualityCode::GOOD; 20_000])).unwrap();
        for time in from..from + 3_000 {
            writer.event(&event(time, &"long ".repeat(20))).unwrap();
        }
        writer.finish().unwrap();
        Sealed::open(&path).unwrap()
    };
    let (first, second) = (source("1", 0), source("2", 1_000));
    assert!(first.event_starts().count() > 1, "one chunk of events is no test");
    let path = folder.path().join("merged");
    let summary = merge(&[&first, &second], &path, 3).unwrap();
    assert_eq!((summary.rows, summary.duplicates, summary.events), (21_000, 19_000, 4_000));
    let merged = Sealed::open(&path).unwrap();
    assert_eq!(merged.verify(), []);
    let read = rows(&merged.series(0, i64::MIN, i64::MAX).series);
    assert!(
        read.iter()
            .zip(0..)
            .all(|((time, bits, ..), at)| (*time, *bits) == (at, Some(at.cast_unsigned() / 3)))
    );
    let some = merged.events(0, i64::MAX, 10).0;
    assert_eq!(some.iter().map(|entry| entry.time.micros()).collect::<Vec<_>>(), (0..10).collect::<Vec<_>>());
}
