//! A disk that refuses while samples arrive, and takes them at the stop or never.

use std::sync::Arc;

use super::*;
use crate::historian::store::tests::plant;
use crate::historian::{Archivist, Dictionary, DictionaryEntry, Retention, Shelf as _, Step, StoreWriter};
use crate::message::Record;
use crate::plant::Plant;
use crate::tag::{Quality, Sample, TagIndex, Value};
use crate::time::Steady;

pub(super) const SAMPLES: i64 = 40_000;

pub(super) fn at(second: i64) -> Moment {
    Moment {
        utc: Timestamp::from_millis(1_795_392_000_000 + second * 1_000),
        steady: Steady::from_millis(second.unsigned_abs() * 1_000),
    }
}

/// A folder whose way can be blocked as a broken disk does it.
pub(super) struct Disk {
    pub(super) parent: tempfile::TempDir,
}

impl Disk {
    pub(super) fn folder(&self) -> PathBuf {
        self.parent.path().join("history")
    }

    pub(super) fn refuse(&self) {
        if self.folder().is_dir() {
            std::fs::rename(self.folder(), self.parent.path().join("aside")).unwrap();
        }
        std::fs::write(self.folder(), "in the way").unwrap();
    }

    pub(super) fn recover(&self) {
        std::fs::remove_file(self.folder()).unwrap();
        let _ = std::fs::rename(self.parent.path().join("aside"), self.folder());
    }

    /// Names of the live segments in the folder.
    pub(super) fn lives(&self) -> Vec<String> {
        let names = std::fs::read_dir(self.folder()).unwrap().flatten().map(|file| file.file_name());
        let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
        names.retain(|name| name.starts_with("live-"));
        names.sort();
        names
    }

    pub(super) fn open(&self) -> (Arc<Store>, Archivist) {
        let tags = vec![DictionaryEntry { id: "A".into(), ..DictionaryEntry::default() }];
        let dictionary = Dictionary::new("".into(), "UTC".into(), tags).unwrap();
        let store = Arc::new(Store::at(self.folder(), Arc::new(dictionary)));
        let archivist = Archivist::new(Arc::clone(&store), self.folder(), Retention::default());
        (store, archivist)
    }
}

pub(super) fn take(writer: &mut StoreWriter, seconds: std::ops::Range<i64>) {
    for second in seconds {
        let now = at(second);
        // Some are text, so that the head has parts of several kinds.
        let value = if second % 20_000 < 10_000 {
            Value::Float(second as f64 / 10.0)
        } else {
            Value::Text(format!("{}", second % 7).into())
        };
        let sample = Sample::new(value, Quality::GOOD, now, now);
        writer.take(&Record::Samples([(TagIndex(0), sample)].into()), now);
    }
}

/// Records into a store whose disk refuses from before its start (`never`) or after it was taken.
fn record(never: bool) -> (Disk, Arc<Store>, Archivist, StoreWriter) {
    let disk = Disk { parent: tempfile::tempdir().unwrap() };
    if never {
        disk.refuse();
    }
    let (store, archivist) = disk.open();
    if !never {
        disk.refuse();
    }
    let mut writer = StoreWriter::new(Arc::clone(&store), &Plant::default(), at(0));
    take(&mut writer, 0..SAMPLES);
    writer.sync(at(1));
    assert!(writer.live_bytes() == 0, "the disk took something");
    (disk, store, archivist, writer)
}

pub(super) fn rows(store: &Store) -> Vec<(i64, Option<Value>)> {
    let series = store.series("A", i64::MIN / 4, i64::MAX / 4);
    series
        .iter()
        .flat_map(|series| (0..series.len()).map(|row| (series.times[row], series.value(row))))
        .collect()
}

fn comes_back(never: bool) {
    let (disk, store, archivist, mut writer) = record(never);
    let told = rows(&store);
    assert_eq!(told.len(), SAMPLES as usize);
    disk.recover();
    assert_eq!(writer.finish(at(SAMPLES), &|| false), None);
    drop((archivist, writer, store));
    let (store, mut archivist) = disk.open();
    while archivist.step(at(SAMPLES + 60)) == Step::Worked {}
    assert_eq!(archivist.remarks(), [""; 0]);
    assert_eq!(rows(&store), told);
    assert_eq!(disk.lives(), [""; 0]);
}

#[test]
fn what_the_disk_refused_is_written_at_a_clean_stop() {
    comes_back(false);
}

#[test]
fn a_folder_that_could_be_had_only_at_the_stop_gets_everything() {
    comes_back(true);
}

#[test]
fn what_the_disk_refuses_to_the_end_is_told_with_its_span() {
    for never in [false, true] {
        let (disk, _store, _archivist, mut writer) = record(never);
        let lost = writer.finish(at(SAMPLES), &|| false).unwrap();
        assert_eq!(lost.samples, SAMPLES as u64);
        assert_eq!(lost.span, Span { from: at(0).utc, to: at(SAMPLES - 1).utc });
        let text = lost.to_string();
        assert!(text.starts_with("40000 samples from 2026-11-23T00:00:00"), "{text}");
        assert!(text.contains(&disk.folder().display().to_string()), "{text}");
    }
}

#[test]
fn a_stop_without_time_says_what_it_left() {
    let (disk, _store, _archivist, mut writer) = record(false);
    disk.recover();
    let asked = std::cell::Cell::new(0);
    let late = || asked.replace(asked.get() + 1) > 0;
    let lost = writer.finish(at(SAMPLES), &late).unwrap();
    assert_eq!(lost.samples, SAMPLES as u64 - ROWS_PIECE as u64);
    assert_eq!(lost.span.from, at(ROWS_PIECE as i64).utc);
    assert!(lost.why.contains("no time left"), "{}", lost.why);
}

#[test]
fn a_head_that_is_sealed_meanwhile_needs_no_file() {
    let (disk, store, mut archivist, mut writer) = record(false);
    disk.recover();
    let told = rows(&store);
    store.freeze_last(store.dictionary(), crate::historian::store::Written::Nothing);
    let waiting = store.parts().frozen;
    while archivist.step(at(SAMPLES + 60)) == Step::Worked {}
    assert!(!store.has_file(&waiting[0], &disk.folder().join("live-1.mcap")));
    assert_eq!(writer.finish(at(SAMPLES + 61), &|| false), None);
    assert_eq!(rows(&store), told);
}

#[test]
fn heads_that_neither_memory_nor_the_disk_has_room_for_are_counted_and_told() {
    let disk = Disk { parent: tempfile::tempdir().unwrap() };
    disk.refuse();
    let (store, mut archivist) = disk.open();
    let mut writer = StoreWriter::new(Arc::clone(&store), &plant(&["A"]), at(0));
    for head in 0..5 {
        take(&mut writer, head * 100..(head + 1) * 100);
        writer.rotate(at((head + 1) * 100));
    }
    assert_eq!(writer.counts(), (500, 200));
    assert_eq!(rows(&store).first().map(|row| row.0), Some(at(200).utc.micros()));
    let told = store.events(Span { from: at(0).utc, to: at(1_000).utc }, 10).0;
    let told: Vec<&str> = told.iter().map(|entry| &*entry.text).collect();
    let second = "100 samples and 0 events from 2026-11-23T00:01:40.000000Z to 2026-11-23T00:03:19.000000Z were lost: more \
                  waited for the disk than memory holds";
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(told[1], second);
    // What is left comes to the disk when it takes something again, and nothing comes twice.
    disk.recover();
    let told = rows(&store);
    while archivist.step(at(1_000)) == Step::Worked {}
    assert_eq!(store.parts().sealed.iter().map(|line| line.rows).sum::<u64>(), 300);
    assert_eq!(rows(&store), told);
}
