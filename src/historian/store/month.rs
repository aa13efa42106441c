//! Thirty days in a store, in simulated time: restarts and crashes, a clock that is stepped, samples that come
//! late or twice, a tag renamed and another rescaled; all of it compared with a plain list of what was told.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::historian::{
    Archivist, Dictionary, Effort, Grain, Pins, Retention, Shelf as _, Step, Store, StoreWriter, line,
    statistics,
};
use crate::message::Record;
use crate::plant::Plant;
use crate::tag::{Bands, Quality, Sample, Scaling, Tag, TagIndex, Value};
use crate::time::{Moment, Span, Steady, Timestamp};
use crate::trend::{LineQuery, StatisticsQuery};

const TAGS: u32 = 6;
const DAYS: i64 = 30;
const PERIOD: Duration = Duration::from_secs(20);
const DAY_POLLS: i64 = 86_400 / 20;
const HOUR_POLLS: i64 = 3_600 / 20;
const DAY_US: i64 = 86_400_000_000;
/// 2026-11-23 00:00 UTC.
const MIDNIGHT_US: i64 = 1_795_392_000_000_000;
const RENAMED: u32 = 3;
const RESCALED: u32 = 5;

/// Time and bits of each row, by tag.
type Rows = BTreeMap<u32, Vec<(i64, u64)>>;

struct Month {
    folder: tempfile::TempDir,
    plant: Arc<Plant>,
    store: Arc<Store>,
    writer: StoreWriter,
    archivist: Archivist,
    now: Moment,
    random: u64,
    model: Rows,
}

/// The layout before or after the reload: one tag gets another name, one another scale.
fn plant(reloaded: bool) -> Arc<Plant> {
    let mut plant = Plant { hash: format!("layout {reloaded}").into(), ..Plant::default() };
    for number in 0..TAGS {
        let renamed = reloaded && number == RENAMED;
        let gain = if reloaded && number == RESCALED { 0.25 } else { 0.5 };
        plant.tags_by_id.insert(id(number, reloaded), TagIndex(number));
        plant.tags.push(Tag {
            id: id(number, reloaded),
            formerly: if renamed { vec![id(number, false)] } else { Vec::new() },
            title: "".into(),
            equipment: None,
            area: "".into(),
            unit: "m".into(),
            decimals: 1,
            range: None,
            bands: Bands::default(),
            states: Vec::new(),
            scaling: Scaling::Linear { gain, offset: 0.0 },
            period: PERIOD,
            stale_after: PERIOD * 3,
        });
    }
    Arc::new(plant)
}

fn id(number: u32, reloaded: bool) -> Arc<str> {
    if reloaded && number == RENAMED { "NEW".into() } else { format!("T{number:02}").into() }
}

fn open(
    folder: &Path,
    plant: &Plant,
    retention: Retention,
    now: Moment,
) -> (Arc<Store>, StoreWriter, Archivist) {
    let store = Arc::new(Store::at(folder.to_owned(), Arc::new(Dictionary::of(plant))));
    let archivist = Archivist::new(Arc::clone(&store), folder.to_owned(), retention);
    (Arc::clone(&store), StoreWriter::new(store, plant, now), archivist)
}

fn keep_all() -> Retention {
    Retention { free_bytes: 0, ..Retention::default() }
}

impl Month {
    fn new() -> Self {
        // In memory where the system has such a folder: thousands of forced writes are not what is tested.
        let shm = Path::new("/dev/shm");
        let folder = if shm.is_dir() { tempfile::tempdir_in(shm) } else { tempfile::tempdir() }.unwrap();
        let now = Moment { utc: Timestamp::from_micros(MIDNIGHT_US), steady: Steady::default() };
        let plant = plant(false);
        let (store, writer, archivist) = open(folder.path(), &plant, keep_all(), now);
        Self { folder, plant, store, writer, archivist, now, random: 1, model: Rows::new() }
    }

    fn random(&mut self, below: u64) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random % below
    }

    /// All tags are read once; now and then a sample comes twice, or one that is older than what is there.
    fn poll(&mut self) {
        let mut samples = Vec::new();
        for tag in 0..TAGS {
            // A wave of hours with a little noise, in steps of its scale.
            let wave =
                ((self.now.utc.micros() / 1_000_000) as f64 / (3_000.0 + f64::from(tag) * 700.0)).sin();
            let value = ((wave * 1_000.0).round() + self.random(3) as f64) * 0.25;
            let sample = Sample::new(Value::Float(value), Quality::GOOD, self.now, self.now);
            samples.push((TagIndex(tag), sample.clone()));
            self.row(tag, self.now, value);
            match self.random(200) {
                0 => samples.push((TagIndex(tag), sample)),
                1 => {
                    // Measured before the row above, it came a second after it, and stands where it came.
                    let came = self.now.after(Duration::from_secs(1));
                    let measured = Moment { utc: self.now.utc.before(Duration::from_secs(5)), ..self.now };
                    let late = Sample::new(Value::Float(value + 1.0), Quality::GOOD, measured, came);
                    samples.push((TagIndex(tag), late));
                    self.row(tag, came, value + 1.0);
                }
                _ => {}
            }
        }
        self.writer.take(&Record::Samples(samples.into()), self.now);
        self.now = self.now.after(PERIOD);
    }

    fn row(&mut self, tag: u32, at: Moment, value: f64) {
        self.model.entry(tag).or_default().push((at.utc.micros(), value.to_bits()));
    }

    fn tidy(&mut self) {
        loop {
            match self.archivist.step(self.now) {
                Step::Worked => {}
                Step::Idle => break,
                Step::Failed(why) => panic!("{why}"),
            }
        }
        assert_eq!(self.archivist.remarks(), [""; 0]);
    }

    /// Another process takes over; the one before ended in order or was killed after its last second.
    fn restart(&mut self, retention: Retention, ending: Ending) {
        match ending {
            Ending::InOrder => assert_eq!(self.writer.finish(self.now, &|| false), None),
            Ending::Killed => self.writer.sync(self.now),
        }
        // The lock goes with the archivist.
        let empty = Arc::new(Store::in_memory(Arc::default()));
        let nowhere = self.folder.path().join("nowhere");
        self.archivist = Archivist::new(empty, nowhere, keep_all());
        let opened = open(self.folder.path(), &self.plant, retention, self.now);
        (self.store, self.writer, self.archivist) = opened;
        self.tidy();
    }

    fn run(&mut self) {
        for day in 0..DAYS {
            for poll in 0..DAY_POLLS {
                self.poll();
                if poll % HOUR_POLLS == 0 {
                    self.writer.sync(self.now);
                    self.tidy();
                }
            }
            match day {
                5 => self.now.utc = self.now.utc.after(Duration::from_secs(7_201)),
                // Back by an hour and a bit: rows of two hours stand among one another.
                11 | 26 => self.now.utc = self.now.utc.before(Duration::from_secs(3_607)),
                20 => {
                    self.plant = plant(true);
                    self.writer.take(&Record::Reloaded(Arc::clone(&self.plant)), self.now);
                }
                _ => {}
            }
            match day % 7 {
                2 => self.restart(keep_all(), Ending::InOrder),
                4 => self.restart(keep_all(), Ending::Killed),
                _ => {}
            }
        }
        self.writer.sync(self.now);
        self.tidy();
        for rows in self.model.values_mut() {
            rows.sort_unstable();
        }
    }

    fn stored(&self, tag: u32) -> Vec<(i64, u64)> {
        let all = self.store.series(&id(tag, true), i64::MIN / 4, i64::MAX / 4);
        let mut rows: Vec<_> = all
            .iter()
            .flat_map(|series| series.times.iter().copied().zip(series.bits.iter().copied()))
            .collect();
        assert!(rows.is_sorted_by_key(|row| row.0), "the rows of {tag} fall back");
        rows.sort_unstable();
        rows
    }

    fn compare_answers(&self, tag: u32) {
        let rows = &self.model[&tag];
        let (first, last) = (rows[0].0, rows[rows.len() - 1].0);
        let spans = [(first, last), (first + 3 * DAY_US, first + 9 * DAY_US), (last - DAY_US / 2, last)];
        for (from, to) in spans {
            let within = || rows.iter().filter(|row| (from..=to).contains(&row.0));
            let values = within().map(|row| f64::from_bits(row.1));
            let (low, high) = values.fold((f64::MAX, f64::MIN), |(a, b), value| (a.min(value), b.max(value)));
            let span = Span { from: Timestamp::from_micros(from), to: Timestamp::from_micros(to) };
            let query = StatisticsQuery { tag: id(tag, true), span };
            let told = statistics(&*self.store, &query, Effort::Full).unwrap();
            assert_eq!(told.samples, within().count() as u64, "{tag} {span:?}");
            assert_eq!((told.min, told.max), (Some(low), Some(high)), "{tag} {span:?}");
            let query = LineQuery { tag: id(tag, true), span, columns: 500 };
            let drawn = line(&*self.store, &query, Grain::Fine).unwrap();
            let columns = drawn.columns.iter().flatten();
            let ends = columns.fold((f64::MAX, f64::MIN), |(a, b), c| (a.min(c.min), b.max(c.max)));
            // A bucket at an end may reach beyond it; nothing of the span is missing.
            assert!(ends.0 <= low && ends.1 >= high, "{tag} {span:?}: {ends:?} of {low} to {high}");
            assert!(drawn.columns.iter().filter(|column| column.is_none()).count() <= 12, "{tag} {span:?}");
        }
        assert_eq!(self.store.oldest(&id(tag, true)), Some(first));
    }
}

#[derive(Clone, Copy)]
enum Ending {
    InOrder,
    Killed,
}

#[test]
fn thirty_days_come_back_as_they_were_told_and_what_is_pinned_stays() {
    let mut month = Month::new();
    month.run();
    for tag in 0..TAGS {
        let stored = month.stored(tag);
        let told = &month.model[&tag];
        let lost: Vec<_> = told.iter().filter(|row| stored.binary_search(row).is_err()).collect();
        let ends = lost.first().zip(lost.last());
        assert!(lost.is_empty(), "tag {tag}: {} of {} rows are lost, {ends:?}", lost.len(), told.len());
        assert_eq!(stored.len(), told.len(), "rows of tag {tag} are told twice");
        month.compare_answers(tag);
    }
    let total: usize = month.model.values().map(Vec::len).sum();
    assert_eq!(month.store.rows(), total as u64);

    // A day of the first week is pinned; then what is older than 9 days may go, and then nearly everything.
    let pinned = (MIDNIGHT_US + 2 * DAY_US, MIDNIGHT_US + 3 * DAY_US);
    let span = Span { from: Timestamp::from_micros(pinned.0), to: Timestamp::from_micros(pinned.1) };
    Pins::read(month.folder.path()).set(span, true).unwrap();
    let limit = Duration::from_secs(9 * 86_400);
    let aged = Retention { samples: Some(limit), ..keep_all() };
    let small = Retention { bytes: Some(month.store.sealed_bytes() / 4), ..keep_all() };
    let begin = month.now.utc.before(limit).micros();
    for (retention, kept_from) in [(aged, begin), (small, i64::MAX)] {
        month.restart(retention, Ending::Killed);
        for tag in 0..TAGS {
            let stored = month.stored(tag);
            let told = &month.model[&tag];
            assert!(stored.iter().all(|row| told.binary_search(row).is_ok()), "rows that nobody told");
            let kept = told.iter().filter(|row| row.0 >= kept_from || (pinned.0..=pinned.1).contains(&row.0));
            for row in kept {
                assert!(stored.binary_search(row).is_ok(), "{row:?} of tag {tag} is gone");
            }
        }
    }
    assert!(month.store.rows() < total as u64, "something went for room");
}
