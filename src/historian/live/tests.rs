//! The live segment: round trips, cuts, flips, a failing disk, its size.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use proptest::prelude::*;

use super::*;
use crate::historian::{Dictionary, DictionaryEntry, Scale};
use crate::journal::{Entry, EntryKind};
use crate::time::Timestamp;

/// A file in memory that fails once, at its operation of that number, in one of three ways.
#[derive(Clone, Default)]
struct Disk {
    bytes: Rc<RefCell<Vec<u8>>>,
    operations: Rc<RefCell<usize>>,
    fails_at: Option<(usize, Fault)>,
}

#[derive(Clone, Copy, Debug)]
enum Fault {
    Short,
    Full,
    Io,
}

impl Disk {
    fn fault(&self) -> Option<Fault> {
        let mut operations = self.operations.borrow_mut();
        *operations += 1;
        self.fails_at.filter(|(at, _)| *at == *operations).map(|(_, fault)| fault)
    }
}

impl Write for Disk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let half = &bytes[..bytes.len().div_ceil(2)];
        match self.fault() {
            None => self.bytes.borrow_mut().extend_from_slice(bytes),
            Some(Fault::Short) => {
                self.bytes.borrow_mut().extend_from_slice(half);
                return Ok(half.len());
            }
            Some(Fault::Full) => {
                self.bytes.borrow_mut().extend_from_slice(half);
                return Err(io::ErrorKind::StorageFull.into());
            }
            Some(Fault::Io) => return Err(io::Error::from_raw_os_error(5)),
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl SegmentFile for Disk {
    fn sync_data(&mut self) -> io::Result<()> {
        self.fault().map_or(Ok(()), |_| Err(io::Error::from_raw_os_error(5)))
    }

    fn set_len(&mut self, length: u64) -> io::Result<()> {
        self.fault().map_or(Ok(()), |_| Err(io::Error::from_raw_os_error(5)))?;
        self.bytes.borrow_mut().truncate(length as usize);
        Ok(())
    }
}

fn dictionary(tags: u32) -> Dictionary {
    let tag = |number: u32| DictionaryEntry {
        id: format!("T-{number}").into(),
        scale: number
            .is_multiple_of(2)
            .then_some(Scale::TwoPoint { raw: [0.0, 4095.0], units: [0.0, 6.3 + f64::from(number)] }),
        ..DictionaryEntry::default()
    };
    Dictionary::new("ab".into(), "UTC".into(), (0..tags).map(tag).collect()).unwrap()
}

fn row(tag: u32, time: i64, value: Option<Value>) -> LiveRow {
    LiveRow { tag, time, code: QualityCode(if value.is_some() { 0 } else { 0xa200 }), value }
}

fn event(second: i64) -> Entry {
    Entry {
        time: Timestamp::from_micros(second * 1_000_000),
        kind: EntryKind::ALL[second as usize % EntryKind::ALL.len()],
        source: "operator".into(),
        subject: "P-101".into(),
        text: format!("second {second}").into(),
        details: std::collections::BTreeMap::from([("at".into(), "x".into())]),
    }
}

/// The items of one second.
fn second(second: i64) -> Vec<LiveRow> {
    let time = second * 1_000_000;
    let scaled = dictionary(8).tag(0).unwrap().scale.unwrap().units(second * 7);
    vec![
        row(0, time, Some(Value::Float(scaled))),
        row(1, time, Some(Value::Bool(second % 2 == 0))),
        row(3, time, Some(Value::Float(0.1 * second as f64))),
        row(5, time, None),
        row(7, time + 1, Some(Value::Text(format!("text {second}").into()))),
    ]
}

fn read(bytes: &[u8]) -> Result<(Vec<LiveRow>, Vec<Entry>, LiveSummary), OpenError> {
    let (mut rows, mut events) = (Vec::new(), Vec::new());
    let summary = read_live_from(bytes, &mut |item| match item {
        LiveItem::Row(row) => rows.push(row),
        LiveItem::Event(entry) => events.push(entry),
    })?;
    Ok((rows, events, summary))
}

/// A finished file of some seconds, and how long it was after each.
fn small(seconds: i64) -> (Vec<u8>, Vec<usize>) {
    let disk = Disk::default();
    let mut writer = LiveWriter::on(disk.clone(), &dictionary(8), Timestamp::default()).unwrap();
    let mut ends = Vec::new();
    for at in 0..seconds {
        writer.samples(&second(at));
        writer.event(&event(at));
        assert!(at > 0 || disk.bytes.borrow().is_empty(), "nothing reaches the file before sync");
        writer.sync().unwrap();
        ends.push(disk.bytes.borrow().len());
    }
    writer.finish().unwrap();
    (disk.bytes.take(), ends)
}

fn expected(seconds: usize) -> (Vec<LiveRow>, Vec<Entry>) {
    ((0..seconds as i64).flat_map(second).collect(), (0..seconds as i64).map(event).collect())
}

#[test]
fn a_finished_segment_comes_back_and_others_read_it() {
    let (bytes, _) = small(5);
    let (rows, events, summary) = read(&bytes).unwrap();
    assert_eq!((rows, events), expected(5));
    assert_eq!((summary.rows, summary.events, summary.cut), (25, 5, false));
    assert_eq!((summary.dictionary, summary.damage), (dictionary(8), vec![]));
    let messages: Vec<_> = mcap::MessageStream::new(&bytes).unwrap().map(Result::unwrap).collect();
    let topics: Vec<_> = messages.iter().map(|message| message.channel.topic.as_str()).take(4).collect();
    assert_eq!(topics, ["/tags", "/poll", "/poll", "/event/alarm"]);
    assert_eq!(messages[1].channel.schema.as_ref().unwrap().name, "pilothouse.recording.Poll");
}

#[test]
fn cut_anywhere_every_synced_second_is_there() {
    let (bytes, ends) = small(4);
    for cut in 0..bytes.len() {
        let whole = ends.iter().filter(|end| **end <= cut).count();
        match read(&bytes[..cut]) {
            Ok((rows, events, _)) => assert_eq!((rows, events), expected(whole), "cut at {cut}"),
            Err(_) => assert_eq!(whole, 0, "cut at {cut}"),
        }
    }
}

#[test]
fn a_flipped_byte_brings_no_other_row() {
    let (bytes, _) = small(3);
    let (all, all_events) = expected(3);
    for at in 0..bytes.len() {
        for flip in [0x01, 0x02, 0x03, 0x80, 0xff] {
            let mut broken = bytes.clone();
            broken[at] ^= flip;
            let Ok((rows, events, summary)) = read(&broken) else { continue };
            assert!(rows.iter().all(|row| all.contains(row)), "byte {at}, flip {flip}");
            assert!(events.iter().all(|event| all_events.contains(event)), "byte {at}, flip {flip}");
            let lost = rows.len() < all.len() || events.len() < all_events.len();
            assert!(!lost || summary.cut || !summary.damage.is_empty(), "byte {at}, flip {flip}");
        }
    }
}

#[test]
fn a_disk_that_fails_once_anywhere_loses_nothing() {
    for fault in [Fault::Short, Fault::Full, Fault::Io] {
        for at in 1..30 {
            let disk = Disk { fails_at: Some((at, fault)), ..Disk::default() };
            let mut writer = LiveWriter::on(disk.clone(), &dictionary(8), Timestamp::default()).unwrap();
            for number in 0..6 {
                writer.samples(&second(number));
                writer.event(&event(number));
                if writer.sync().is_ok() {
                    let acknowledged = read(&disk.bytes.borrow()).unwrap();
                    assert_eq!((acknowledged.0, acknowledged.1), expected(number as usize + 1));
                }
            }
            writer.sync().unwrap();
            let (rows, events, summary) = read(&disk.bytes.borrow()).unwrap();
            assert_eq!((rows, events), expected(6), "{fault:?} at operation {at}");
            assert!(summary.damage.is_empty());
            assert_eq!(writer.lost(), 0);
        }
    }
}

/// A disk that takes nothing at all.
struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl SegmentFile for Full {
    fn sync_data(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn set_len(&mut self, _: u64) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_costs_bounded_memory_and_samples_before_events() {
    let mut writer = LiveWriter::on(Full, &dictionary(8), Timestamp::default()).unwrap();
    let mut random = 1u64;
    while writer.lost() == 0 {
        let rows = (0..4_000).map(|at| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            row(1, at, Some(Value::UInt(random)))
        });
        writer.samples(&rows.collect::<Vec<_>>());
        assert!(writer.sync().is_err());
        assert!(writer.bytes() < 9 << 20);
    }
    let lost = writer.lost();
    writer.event(&event(1));
    assert_eq!(writer.lost(), lost, "there is still room for events");
}

#[test]
fn a_plant_of_a_thousand_tags_takes_three_bytes_a_sample() {
    let dictionary = dictionary(1_000);
    let disk = Disk::default();
    let mut writer = LiveWriter::on(disk.clone(), &dictionary, Timestamp::default()).unwrap();
    let mut counts: Vec<i64> = (0..1_000).map(|tag| 500 + tag * 3).collect();
    let mut random = 1u64;
    for second in 0..60 {
        let rows = (0..1_000u32).map(|tag| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let count = &mut counts[tag as usize];
            *count = (*count + (random >> 40) as i64 % 7 - 3).clamp(0, 4095);
            let value = match (dictionary.tag(tag).unwrap().scale, tag % 20) {
                (Some(scale), _) => Value::Float(scale.units(*count)),
                (None, 1) => Value::Float(f64::from(*count as f32 * 0.37)),
                (None, 3 | 5 | 7) => Value::Bool(*count > 2_000),
                (None, _) => Value::UInt(count.cast_unsigned()),
            };
            row(tag, second * 1_000_000, Some(value))
        });
        writer.samples(&rows.collect::<Vec<_>>());
        writer.sync().unwrap();
    }
    let size = disk.bytes.borrow().len() as f64 / 60_000.0;
    println!("{size:.2} bytes a sample");
    assert!(size <= 3.0, "{size:.2} bytes a sample");
}

#[test]
fn a_new_segment_never_replaces_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("live.mcap");
    let mut writer = LiveWriter::create(&path, &dictionary(8), Timestamp::default()).unwrap();
    assert!(LiveWriter::create(&path, &dictionary(8), Timestamp::default()).is_err());
    writer.samples(&second(1));
    writer.finish().unwrap();
    let summary = read_live(&path, &mut |_| {}).unwrap();
    assert_eq!((summary.rows, summary.cut), (5, false));
}

fn values() -> impl Strategy<Value = Option<Value>> {
    prop_oneof![
        Just(None),
        any::<bool>().prop_map(|bit| Some(Value::Bool(bit))),
        any::<i64>().prop_map(|int| Some(Value::Int(int))),
        any::<u64>().prop_map(|int| Some(Value::UInt(int))),
        any::<f64>().prop_map(|float| Some(Value::Float(float))),
        any::<f32>().prop_map(|float| Some(Value::Float(f64::from(float)))),
        ".{0,9}".prop_map(|text| Some(Value::Text(text.into()))),
    ]
}

proptest! {
    #[test]
    fn any_rows_come_back(rows in prop::collection::vec((0..8u32, any::<i64>(), any::<u16>(), values()), 0..60)) {
        let rows: Vec<_> = rows.into_iter()
            .map(|(tag, time, code, value)| LiveRow { tag, time: time >> (time & 63), code: QualityCode(code), value })
            .collect();
        let disk = Disk::default();
        let mut writer = LiveWriter::on(disk.clone(), &dictionary(8), Timestamp::default()).unwrap();
        writer.sync().unwrap();
        for part in rows.chunks(7) {
            writer.samples(part);
            writer.sync().unwrap();
        }
        let (read, _, _) = read(&disk.bytes.borrow()).unwrap();
        prop_assert_eq!(read, rows);
    }
}
