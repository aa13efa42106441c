//! A store that is merged while it is read, and what every tag was at any time, held against a plain list.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;

use crate::historian::store::tests::{Bench, MIDNIGHT, at, note, open, plant};
use crate::historian::{Archivist, Retention, Shelf as _, Step, Store, StoreWriter, export};
use crate::message::Record;
use crate::plant::Plant;
use crate::tag::{Bad, Good, Quality, QualityLevel, Sample, TagIndex, Uncertain, Value};
use crate::time::{Moment, Span, Timestamp};
use crate::trend::{ExportFormat, ExportRequest};

/// Two sealed pieces of a day that is over, and a live segment of the next.
fn ready_to_merge() -> Bench {
    let mut bench = Bench::new(Retention::default());
    bench.run(4_000);
    bench.tidy();
    let entry = note(bench.now.utc, "a word");
    bench.tell(entry);
    bench.run(100);
    bench.crash(&["A", "B"]);
    bench.tidy();
    bench.now = at(MIDNIGHT + 90_000);
    bench.run(3);
    bench
}

#[test]
fn an_export_goes_on_over_a_merge_by_another_process() {
    let bench = RefCell::new(ready_to_merge());
    let folder = bench.borrow().folder.path().to_owned();
    let reader = Store::read_only(&folder).unwrap();
    let path = folder.join("export.csv");
    let request = ExportRequest {
        tags: vec!["A".into(), "B".into()],
        span: Span { from: Timestamp::from_micros(0), to: at(MIDNIGHT + 200_000).utc },
        format: ExportFormat::Csv,
        path: path.clone(),
    };
    let before: Vec<String> = reader.parts().sealed.iter().map(|line| line.file.clone()).collect();
    let merge = || {
        bench.borrow_mut().tidy();
        // What is held open would still be read: only names are left.
        for file in &before {
            reader.files().close(file);
        }
        false
    };
    let samples = export::write(&reader, &request, &path, &merge).unwrap();
    let bench = bench.borrow();
    assert!(before.iter().filter(|file| !folder.join(file).exists()).count() >= 2, "nothing was merged");
    assert_eq!(reader.troubles(), []);
    assert_eq!(samples as usize, bench.model[&0].len() + bench.model[&1].len());
    let text = std::fs::read_to_string(&path).unwrap();
    let told: Vec<(String, f64)> = text
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect::<Vec<_>>())
        .map(|cells| (cells[0].to_owned(), cells[1].parse().unwrap()))
        .collect();
    let expected: Vec<_> = bench.model[&0]
        .iter()
        .map(|(time, value)| (Timestamp::from_micros(*time).rfc3339(), *value))
        .collect();
    assert_eq!(told, expected);
}

#[test]
fn tags_and_events_are_whole_over_a_merge_by_another_process() {
    let span = Span { from: Timestamp::from_micros(0), to: at(MIDNIGHT + 200_000).utc };
    let ask = |reader: &Store| {
        let ids: Vec<_> = reader.tags().into_keys().collect();
        (ids, reader.events(span, 100).0, reader.oldest("A"), reader.entry("B"))
    };
    // Each question is the first that meets the new order.
    for question in 0..3 {
        let mut bench = ready_to_merge();
        let before = ask(&Store::read_only(bench.folder.path()).unwrap());
        assert_eq!((before.0.len(), before.1.len()), (2, 1), "{before:?}");
        let reader = Store::read_only(bench.folder.path()).unwrap();
        let old: Vec<String> = reader.parts().sealed.iter().map(|line| line.file.clone()).collect();
        bench.tidy();
        for file in &old {
            reader.files().close(file);
        }
        match question {
            0 => assert_eq!(reader.tags().into_keys().collect::<Vec<_>>(), before.0),
            1 => assert_eq!(reader.events(span, 100).0, before.1),
            _ => assert_eq!(reader.oldest("A"), before.2),
        }
        assert!(reader.parts().sealed.iter().any(|line| !old.contains(&line.file)), "nothing was merged");
        assert_eq!(ask(&reader), before);
        assert_eq!(reader.troubles(), []);
    }
}

#[test]
fn a_read_that_a_merge_overtakes_begins_anew() {
    let mut bench = ready_to_merge();
    let store = Arc::clone(&bench.store);
    let mut tries = 0;
    let rows = store.settled(|parts| {
        tries += 1;
        if tries == 1 {
            bench.tidy();
        }
        let ids = [Arc::from("A")];
        let series = parts.sealed.iter().flat_map(|line| store.sealed_series(line, &ids, 0, i64::MAX));
        series.map(|series| series.len()).sum::<usize>()
    });
    assert_eq!(tries, 2);
    // The first sample of the new day still came into the segment that was an hour old by then.
    assert_eq!(rows, 4_101);
    assert_eq!(store.troubles(), []);
}

/// What happens: so many milliseconds pass, then a tag has a sample, or the store is worked on.
#[derive(Clone, Debug)]
enum Happening {
    /// Read so many milliseconds before it came.
    Sample {
        tag: u32,
        after: i64,
        late: i64,
        value: f64,
        quality: Quality,
    },
    Rotated,
    Tidied,
    NextDay,
}

fn qualities() -> impl Strategy<Value = Quality> {
    prop_oneof![
        6 => Just(Quality::GOOD),
        1 => Just(Quality::Good(Good::Substituted)),
        1 => prop::sample::select(vec![
            Quality::STALE,
            Quality::Uncertain(Uncertain::SensorNotAccurate),
            Quality::Uncertain(Uncertain::RangeExceeded),
            Quality::Uncertain(Uncertain::UncertainSource),
        ]),
        2 => prop::sample::select(vec![
            Quality::WAITING,
            Quality::Bad(Bad::NotConnected),
            Quality::Bad(Bad::NoCommunication),
            Quality::Bad(Bad::DeviceException(2)),
            Quality::Bad(Bad::SensorFailure),
            Quality::Bad(Bad::OutOfService),
        ]),
    ]
}

fn happenings() -> impl Strategy<Value = Vec<Happening>> {
    let after = prop_oneof![
        3 => Just(0_i64),
        8 => 1_i64..900,
        2 => 900_i64..2_500,
        1 => 2_500_i64..20_000,
    ];
    let late = prop_oneof![6 => Just(0_i64), 1 => 1_i64..4_000];
    // Few values, so that some are told twice.
    let value = prop_oneof![1 => Just(1.0), 3 => -100.0..100.0];
    let sample =
        (0_u32..3, after, late, value, qualities()).prop_map(|(tag, after, late, value, quality)| {
            Happening::Sample { tag, after, late, value, quality }
        });
    let one = prop_oneof![
        30 => sample,
        2 => Just(Happening::Rotated),
        2 => Just(Happening::Tidied),
        1 => Just(Happening::NextDay),
    ];
    prop::collection::vec(one, 1..120)
}

/// Stale after 2 s, a gap after 3 s.
fn quick_plant() -> Arc<Plant> {
    let mut plant = plant(&["A", "B", "C"]);
    for tag in &mut Arc::get_mut(&mut plant).unwrap().tags {
        tag.stale_after = Duration::from_secs(2);
    }
    plant
}

/// Time, value, quality, and the head it came into.
type Row = (i64, f64, Quality, u32);

/// What a tag may have been at a time, by the words of the manual: of two rows of one time the one told last
/// counts. Where a time stands in several segments, each of them has its own last word: a row told again
/// word for word after a rotation is taken for the same row.
fn expected(rows: &[Row], time: i64) -> Vec<(i64, f64, Quality)> {
    let Some(newest) = rows.iter().map(|row| row.0).filter(|at| *at <= time).max() else { return Vec::new() };
    let last: BTreeMap<u32, &Row> =
        rows.iter().filter(|row| row.0 == newest).map(|row| (row.3, row)).collect();
    let age = time - newest;
    let told = last.into_values().map(|(at, value, quality, _)| {
        let stale = age > 2_000_000 && quality.level() < QualityLevel::Bad;
        (*at, *value, if stale { Quality::STALE } else { *quality })
    });
    if age <= 3_000_000 { told.collect() } else { Vec::new() }
}

/// A store and a plain list of what it was told.
struct Played {
    _folder: tempfile::TempDir,
    plant: Arc<Plant>,
    store: Arc<Store>,
    writer: StoreWriter,
    archivist: Archivist,
    now: Moment,
    model: [Vec<Row>; 3],
    /// Time of each tag's newest row since the head began.
    newest: [Option<i64>; 3],
    /// Which head rows come into now.
    head: u32,
}

impl Played {
    fn new() -> Self {
        let shm = std::path::Path::new("/dev/shm");
        let folder = if shm.is_dir() { tempfile::tempdir_in(shm) } else { tempfile::tempdir() }.unwrap();
        let (plant, now) = (quick_plant(), at(MIDNIGHT));
        let (store, writer, archivist) = open(folder.path(), &plant, Retention::default(), now);
        let (model, newest) = Default::default();
        Self { _folder: folder, plant, store, writer, archivist, now, model, newest, head: 0 }
    }

    fn rotate(&mut self) {
        self.writer.take(&Record::Reloaded(Arc::clone(&self.plant)), self.now);
        self.newest = [None; 3];
        self.head += 1;
    }

    fn tidy(&mut self) {
        while self.archivist.step(self.now) == Step::Worked {}
    }

    fn sample(&mut self, tag: u32, late: i64, value: f64, quality: Quality) {
        let read = Moment { utc: Timestamp::from_micros(self.now.utc.micros() - late * 1_000), ..self.now };
        let sample = Sample::new(Value::Float(value), quality, read, self.now);
        self.writer.take(&Record::Samples([(TagIndex(tag), sample)].into()), self.now);
        let newest = &mut self.newest[tag as usize];
        // A later word about a time that was told stands where it came.
        let told = newest.is_some_and(|newest| read.utc.micros() <= newest);
        let time = if told { self.now } else { read }.utc.micros();
        *newest = Some(time);
        self.model[tag as usize].push((time, value, quality, self.head));
    }

    fn happen(&mut self, happening: &Happening) {
        match *happening {
            Happening::Sample { tag, after, late, value, quality } => {
                self.now = self.now.after(Duration::from_millis(after.unsigned_abs()));
                self.sample(tag, late, value, quality);
            }
            Happening::Rotated => self.rotate(),
            Happening::Tidied => self.tidy(),
            Happening::NextDay => {
                self.tidy();
                self.rotate();
                self.now = self.now.after(Duration::from_secs(2 * 86_400));
                self.tidy();
            }
        }
    }

    /// Two sealed pieces of one day, and the day is over.
    fn merge(&mut self) {
        for _ in 0..2 {
            self.now = self.now.after(Duration::from_millis(50));
            self.sample(0, 0, 5.0, Quality::GOOD);
            self.rotate();
            self.tidy();
        }
        self.happen(&Happening::NextDay);
    }

    fn check(&self, times: &[prop::sample::Index]) -> Result<(), TestCaseError> {
        let rows: Vec<i64> = self.model.iter().flatten().map(|row| row.0).collect();
        let now = self.now.utc.micros();
        let mut asked = vec![at(MIDNIGHT).utc.micros() - 5_000_000, now + 1, now + 2_500_000];
        for index in times {
            if !rows.is_empty() {
                let row = rows[index.index(rows.len())];
                asked.extend([-1, 0, 1, 1_999_999, 2_000_001, 3_000_000, 3_000_001].map(|more| row + more));
            }
        }
        for time in asked {
            let told: BTreeMap<String, _> = self
                .store
                .state_at(Timestamp::from_micros(time))
                .into_iter()
                .map(|(id, r)| (id.to_string(), (r.time.micros(), r.value, r.quality)))
                .collect();
            for (id, rows) in ["A", "B", "C"].iter().zip(&self.model) {
                let right: Vec<_> = expected(rows, time)
                    .into_iter()
                    .map(|(at, value, quality)| (at, Some(Value::Float(value)), quality))
                    .collect();
                match told.get(*id) {
                    Some(told) => prop_assert!(right.contains(told), "{id} at {time}: {told:?} {right:?}"),
                    None => prop_assert!(right.is_empty(), "{id} at {time}: nothing told, {right:?}"),
                }
            }
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn every_tag_is_at_any_time_what_its_last_row_said(
        happenings in happenings(),
        times in prop::collection::vec(any::<prop::sample::Index>(), 1..12),
    ) {
        let mut played = Played::new();
        for happening in &happenings {
            played.happen(happening);
        }
        played.check(&times)?;
        let before = played.store.parts().sealed;
        played.merge();
        let after = played.store.parts().sealed;
        let merged = |line: &&crate::historian::SegmentLine| line.generation > 0 && !before.contains(line);
        prop_assert!(after.iter().any(|line| merged(&line)), "nothing was merged: {:?}", after);
        played.check(&times)?;
    }
}
