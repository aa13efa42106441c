//! A store as its users see it: written, cut off, started again, merged, let go; and compared with a plain
//! model of what was recorded.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::historian::{Archivist, Dictionary, Retention, Shelf as _, Step, Store, StoreWriter, line};
use crate::historian::{Effort, Grain, statistics};
use crate::journal::{Entry, EntryKind};
use crate::message::Record;
use crate::plant::Plant;
use crate::tag::{Bands, Quality, Sample, Scaling, Tag, TagIndex, Value};
use crate::time::{Moment, Span, Steady, Timestamp};
use crate::trend::{LineQuery, StatisticsQuery};

/// 2026-11-23 00:00 UTC.
pub(super) const MIDNIGHT: i64 = 1_795_392_000;

pub(in crate::historian) fn plant(ids: &[&str]) -> Arc<Plant> {
    let mut plant = Plant { hash: ids.concat().into(), ..Plant::default() };
    for (number, id) in (0u32..).zip(ids) {
        let (id, formerly) = id.split_once('<').unwrap_or((id, ""));
        plant.tags_by_id.insert(id.into(), TagIndex(number));
        plant.tags.push(Tag {
            id: id.into(),
            formerly: formerly.split_whitespace().map(Arc::from).collect(),
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
        });
    }
    Arc::new(plant)
}

pub(super) struct Bench {
    pub(super) folder: tempfile::TempDir,
    pub(super) store: Arc<Store>,
    writer: StoreWriter,
    archivist: Archivist,
    pub(super) now: Moment,
    pub(super) model: BTreeMap<u32, Vec<(i64, f64)>>,
}

impl Bench {
    pub(super) fn new(retention: Retention) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let now = at(MIDNIGHT);
        let (store, writer, archivist) = open(folder.path(), &plant(&["A", "B"]), retention, now);
        Self { folder, store, writer, archivist, now, model: BTreeMap::new() }
    }

    /// Records so many seconds of both tags.
    pub(super) fn run(&mut self, seconds: i64) {
        for _ in 0..seconds {
            let rows: Vec<_> = [0u32, 1]
                .into_iter()
                .map(|tag| {
                    let micros = self.now.utc.micros();
                    let value = ((micros / 1_000_000) % 1_000) as f64 / 10.0 + f64::from(tag);
                    self.model.entry(tag).or_default().push((micros, value));
                    (TagIndex(tag), Sample::new(Value::Float(value), Quality::GOOD, self.now, self.now))
                })
                .collect();
            self.writer.take(&Record::Samples(rows.into()), self.now);
            self.writer.sync(self.now);
            self.now = self.now.after(Duration::from_secs(1));
        }
    }

    pub(super) fn tidy(&mut self) {
        while self.archivist.step(self.now) == Step::Worked {}
    }

    /// The process ends without a word and another begins.
    pub(super) fn crash(&mut self, ids: &[&str]) {
        let retention = Retention::default();
        // The lock goes with the process.
        let nowhere = tempfile::tempdir().unwrap();
        let spare = open(nowhere.path(), &plant(&["A"]), retention, self.now);
        drop(std::mem::replace(&mut self.archivist, spare.2));
        (self.store, self.writer, self.archivist) =
            open(self.folder.path(), &plant(ids), retention, self.now);
    }

    /// Ends the head and begins another.
    pub(super) fn rotate(&mut self) {
        self.writer.take(&Record::Reloaded(plant(&["A", "B"])), self.now);
    }

    pub(super) fn tell(&mut self, entry: Entry) {
        self.writer.take(&Record::Journal(entry), self.now);
    }

    pub(super) fn rows(&self, tag: &str, from: i64, to: i64) -> Vec<(i64, f64)> {
        let series = self.store.series(tag, from, to);
        let rows = series.iter().flat_map(|series| {
            (0..series.len()).map(|row| (series.times[row], series.kind.number(series.bits[row]).unwrap()))
        });
        rows.filter(|(time, _)| (from..=to).contains(time)).collect()
    }

    pub(super) fn files(&self, ending: &str) -> usize {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        entries
            .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().ends_with(ending))
            .count()
    }
}

pub(super) fn note(time: Timestamp, text: &str) -> Entry {
    Entry {
        time,
        kind: EntryKind::System,
        source: "test".into(),
        subject: "".into(),
        text: text.into(),
        details: BTreeMap::new(),
    }
}

pub(super) fn at(second: i64) -> Moment {
    let utc = Timestamp::from_millis(second * 1_000);
    Moment { utc, steady: Steady::from_millis((second - MIDNIGHT + 1_000_000) as u64 * 1_000) }
}

pub(super) fn open(
    folder: &Path,
    plant: &Plant,
    retention: Retention,
    now: Moment,
) -> (Arc<Store>, StoreWriter, Archivist) {
    let store = Arc::new(Store::at(folder.to_owned(), Arc::new(Dictionary::of(plant))));
    let archivist = Archivist::new(Arc::clone(&store), folder.to_owned(), retention);
    let writer = StoreWriter::new(Arc::clone(&store), plant, now);
    (store, writer, archivist)
}

fn whole() -> (i64, i64) {
    (0, i64::MAX)
}

#[test]
fn everything_recorded_comes_back_through_hours_a_crash_and_a_merge() {
    let mut bench = Bench::new(Retention::default());
    bench.run(4_000);
    bench.tidy();
    bench.run(100);
    bench.crash(&["A", "B"]);
    bench.tidy();
    bench.run(50);
    let (from, to) = whole();
    assert_eq!(bench.rows("A", from, to), bench.model[&0]);
    assert!(bench.files(".mcap") >= 3, "{}", bench.files(".mcap"));
    // A day later the pieces are one.
    bench.now = at(MIDNIGHT + 90_000);
    bench.run(2);
    bench.crash(&["A", "B"]);
    bench.tidy();
    assert_eq!(bench.rows("A", from, to), bench.model[&0]);
    assert_eq!(bench.rows("B", from, to), bench.model[&1]);
    let sealed = bench.store.parts().sealed;
    assert_eq!(sealed.len(), 2, "{sealed:#?}");
    assert_eq!(bench.files(".pyramid"), 2);
    assert_eq!(bench.store.troubles(), []);
}

#[test]
fn lines_and_statistics_are_the_same_from_memory_and_from_files() {
    let mut bench = Bench::new(Retention::default());
    bench.run(3_000);
    let span = Span { from: at(MIDNIGHT).utc, to: at(MIDNIGHT + 3_000).utc };
    let query = LineQuery { tag: "A".into(), span, columns: 40 };
    let asked = StatisticsQuery { tag: "A".into(), span };
    let ask = |bench: &Bench| {
        let line = line(&*bench.store, &query, Grain::Fine).unwrap();
        let columns: Vec<_> =
            line.columns.iter().map(|column| column.map(|c| (c.min, c.max, c.last))).collect();
        (columns, statistics(&*bench.store, &asked, Effort::Full).unwrap())
    };
    let (live, of_live) = ask(&bench);
    bench.crash(&["A", "B"]);
    bench.tidy();
    let (stored, of_stored) = ask(&bench);
    assert_eq!(live, stored);
    assert_eq!(
        (of_live.samples, of_live.min, of_live.max),
        (of_stored.samples, of_stored.min, of_stored.max)
    );
    assert_eq!(of_live.samples, 3_000);
    let close = |a: Option<f64>, b: Option<f64>| (a.unwrap() - b.unwrap()).abs() < 1e-9;
    assert!(close(of_live.mean, of_stored.mean), "{of_live:?} {of_stored:?}");
}

#[test]
fn a_renamed_tag_has_its_history_and_so_has_one_that_is_gone() {
    let mut bench = Bench::new(Retention::default());
    bench.run(100);
    bench.crash(&["C<A"]);
    bench.tidy();
    let (from, to) = whole();
    assert_eq!(bench.rows("C", from, to), bench.model[&0]);
    assert_eq!(bench.rows("B", from, to), bench.model[&1]);
}

#[test]
fn a_clock_stepped_back_loses_nothing_and_keeps_both_hours() {
    let mut bench = Bench::new(Retention::default());
    bench.run(3_000);
    bench.now.utc = bench.now.utc.before(Duration::from_secs(1_000));
    bench.run(500);
    bench.tidy();
    let (from, to) = whole();
    let mut expected = bench.model[&0].clone();
    expected.sort_by_key(|(time, _)| *time);
    // What was recorded twice with the same value at the same time is the same row.
    expected.dedup();
    assert_eq!(bench.rows("A", from, to), expected);
}

#[test]
fn the_oldest_goes_when_it_is_too_old_and_its_trend_stays() {
    let retention = Retention { samples: Some(Duration::from_secs(86_400)), ..Retention::default() };
    let mut bench = Bench::new(retention);
    bench.run(4_000);
    bench.tidy();
    assert_eq!(bench.files("-0.mcap"), 1);
    bench.now = at(MIDNIGHT + 200_000);
    bench.tidy();
    assert_eq!(bench.files("-0.mcap"), 0);
    assert!(bench.rows("A", 0, at(MIDNIGHT + 3_600).utc.micros()).is_empty());
    let span = Span { from: at(MIDNIGHT).utc, to: at(MIDNIGHT + 3_600).utc };
    let query = LineQuery { tag: "A".into(), span, columns: 6 };
    let line = line(&*bench.store, &query, Grain::Fine).unwrap();
    let peaks: Vec<_> = line.columns.iter().flatten().map(|column| column.max).collect();
    assert_eq!(peaks.len(), 6, "{line:?}");
    assert!(peaks.iter().all(|peak| *peak > 50.0), "{peaks:?}");
}

#[test]
fn a_damaged_segment_costs_itself_and_is_named() {
    let mut bench = Bench::new(Retention::default());
    bench.run(4_000);
    bench.tidy();
    let line = bench.store.parts().sealed[0].clone();
    let path = bench.folder.path().join(&line.file);
    let mut bytes = std::fs::read(&path).unwrap();
    for byte in &mut bytes[200..400] {
        *byte ^= 0xff;
    }
    std::fs::write(&path, bytes).unwrap();
    bench.crash(&["A", "B"]);
    bench.tidy();
    let (from, to) = whole();
    let back = bench.rows("A", from, to);
    assert!(back.iter().all(|row| bench.model[&0].contains(row)), "a wrong row");
    assert!(back.len() >= 399, "{}", back.len());
    let told = bench.store.troubles();
    assert!(told.iter().any(|(file, _)| *file == line.file), "{told:?}");
}

#[test]
fn a_folder_that_cannot_be_used_is_told_and_recording_resumes_by_itself() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("history");
    std::fs::write(&folder, "in the way").unwrap();
    let mut now = at(MIDNIGHT);
    let (store, mut writer, mut archivist) = open(&folder, &plant(&["A"]), Retention::default(), now);
    writer.sync(now);
    assert!(writer.trouble().contains("cannot be made"), "{}", writer.trouble());
    let record = |writer: &mut StoreWriter, now: Moment| {
        let sample = Sample::new(Value::Float(1.0), Quality::GOOD, now, now);
        writer.take(&Record::Samples([(TagIndex(0), sample)].into()), now);
        writer.sync(now);
    };
    record(&mut writer, now);
    std::fs::remove_file(&folder).unwrap();
    for _ in 0..30 {
        now = now.after(Duration::from_secs(1));
        archivist.step(now);
        record(&mut writer, now);
    }
    assert_eq!(writer.trouble(), "");
    while archivist.step(now) == Step::Worked {}
    // What came before there was a file was sealed from memory.
    assert!(store.parts().sealed.iter().map(|line| line.rows).sum::<u64>() >= 1);
    assert_eq!(store.rows(), 31);
}
