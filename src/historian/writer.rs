//! The writing side of a store: takes what the engine hands on, puts it into the head at once and into the
//! live segment each second. It waits for the disk and is the only one that does; when the disk cannot be
//! written, the head goes on and is sealed from memory as soon as there is room.

mod rescue;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::historian::store::{GivenUp, Written};
use crate::historian::{
    Dictionary, LivePyramid, LiveRow, LiveWriter, Pushed, QualityCode, Series, Store, day_of, layout_files,
};
use crate::journal::{Entry, EntryKind};
use crate::message::Record;
use crate::plant::{LayoutFile, Plant};
use crate::tag::{Sample, TagIndex};
use crate::time::{Moment, Timestamp};

pub use rescue::Unwritten;

/// A live segment is sealed when it is this old.
const SEGMENT_AGE_MAX: Duration = Duration::from_secs(3600);
/// Or this large.
const SEGMENT_BYTES_MAX: u64 = 64 << 20;
/// The two clocks may drift apart by this much from one record to the next; more is a step.
const CLOCK_STEP_MIN_NANOS: i64 = 1_000_000_000;
/// A folder that could not be written is tried again this often.
const RETRY_EVERY: Duration = Duration::from_secs(10);

/// The writing side of a store.
#[derive(Debug)]
pub struct StoreWriter {
    store: Arc<Store>,
    dictionary: Arc<Dictionary>,
    /// The files of the layout in force, kept beside the segments.
    layout: Arc<[LayoutFile]>,
    live: Option<(LiveWriter, PathBuf)>,
    begun: Moment,
    tried: Option<Moment>,
    last: Option<Moment>,
    trouble: String,
    samples: u64,
    lost: u64,
    /// Rows of the head that are known to be in the live segment.
    safe_rows: usize,
}

impl StoreWriter {
    /// Begins to record; the live segment is opened as soon as the store's folder is ours.
    pub fn new(store: Arc<Store>, plant: &Plant, now: Moment) -> Self {
        let dictionary = Arc::new(Dictionary::of(plant));
        let mut writer = Self {
            store,
            dictionary,
            layout: Arc::clone(&plant.files),
            live: None,
            begun: now,
            tried: None,
            last: None,
            trouble: String::new(),
            samples: 0,
            lost: 0,
            safe_rows: 0,
        };
        writer.open_live(now);
        writer
    }

    /// Why nothing is written, in words; empty while recording is well.
    pub fn trouble(&self) -> &str {
        &self.trouble
    }

    /// Samples recorded, and samples that could not be, since the start.
    pub const fn counts(&self) -> (u64, u64) {
        (self.samples, self.lost)
    }

    /// Bytes of the live segment.
    pub fn live_bytes(&self) -> u64 {
        self.live.as_ref().map_or(0, |(live, _)| live.bytes())
    }

    /// Takes one record.
    pub fn take(&mut self, record: &Record, now: Moment) {
        self.watch_clock(now);
        match record {
            Record::Samples(samples) => self.samples(samples),
            Record::Journal(entry) => self.event(entry),
            Record::SamplesLost(count) => self.gap(*count, now),
            Record::Reloaded(plant) => {
                self.dictionary = Arc::new(Dictionary::of(plant));
                self.layout = Arc::clone(&plant.files);
                self.rotate(now);
            }
            // Links and commands stand in the journal, with more words.
            Record::Link { .. }
            | Record::Command { .. }
            | Record::LineDone { .. }
            | Record::LineRefused { .. }
            | Record::End => {}
        }
    }

    /// Notes that so many samples did not come through: a counted gap.
    pub fn gap(&mut self, count: u64, now: Moment) {
        self.lost += count;
        let text = format!("{count} samples were not recorded: the recorder was behind");
        self.event(&entry(now, &text));
    }

    fn samples(&mut self, samples: &[(TagIndex, Sample)]) {
        let rows = self.store.current(|current| {
            let mut rows = Vec::with_capacity(samples.len());
            for (tag, sample) in samples {
                let code = QualityCode::new(sample.quality(), sample.value().is_some());
                let time = row_time(sample, current.head.newest(tag.0));
                let pushed = current.push(tag.0, time, sample.value(), code);
                if pushed == Pushed::Newest || pushed == Pushed::Late {
                    rows.push(LiveRow { tag: tag.0, time, code, value: sample.value().cloned() });
                }
            }
            rows
        });
        self.samples += rows.len() as u64;
        if let Some((live, _)) = &mut self.live {
            live.samples(&rows);
        }
    }

    fn event(&mut self, entry: &Entry) {
        self.store.current(|current| current.head.event(entry.clone()));
        if let Some((live, _)) = &mut self.live {
            live.event(entry);
        }
    }

    /// A clock that was stepped back begins a new head, as its times may lie before those of the last; and so
    /// does a new day, by which segments are merged and pyramids are kept.
    fn watch_clock(&mut self, now: Moment) {
        let Some(last) = self.last.replace(now) else { return };
        let utc = now.utc.nanos().saturating_sub(last.utc.nanos());
        let steady = now.steady.nanos().saturating_sub(last.steady.nanos());
        let step = utc.saturating_sub(i64::try_from(steady).unwrap_or(i64::MAX));
        let midnight = day_of(now.utc.micros()) != day_of(last.utc.micros());
        if (step < -CLOCK_STEP_MIN_NANOS || midnight) && !self.is_fresh() {
            self.rotate(now);
        }
    }

    /// Whether a segment is open in which nothing stands yet: there is nothing to begin anew.
    fn is_fresh(&self) -> bool {
        self.live.is_some() && self.store.current(|current| current.head.is_empty())
    }

    /// To be called about once a second: forces what came to the disk, and begins a new segment when it is
    /// time to.
    pub fn sync(&mut self, now: Moment) {
        self.last.get_or_insert(now);
        if self.live.is_none() {
            self.open_live(now);
        }
        if let Some((live, path)) = &mut self.live {
            match live.sync() {
                Ok(()) => {
                    self.trouble.clear();
                    if live.lost() == 0 {
                        self.safe_rows = self.store.current(|current| current.head.rows());
                    }
                }
                Err(error) => {
                    self.trouble = format!("{} cannot be written: {error}", path.display());
                }
            }
        }
        let full = self.store.current(|current| current.head.is_full());
        let old = now.steady.since(self.begun.steady) >= SEGMENT_AGE_MAX;
        if full || old || self.live_bytes() >= SEGMENT_BYTES_MAX {
            self.rotate(now);
        }
    }

    /// Ends the segment and begins another.
    fn rotate(&mut self, now: Moment) {
        let written = self.end_live();
        let given_up = self.store.freeze(Arc::clone(&self.dictionary), written);
        self.begun = now;
        self.safe_rows = 0;
        self.tried = None;
        self.open_live(now);
        self.tell(given_up, now);
    }

    /// Ends the live segment; one that is not whole cannot stand for its head, which is then written or
    /// sealed from memory.
    fn end_live(&mut self) -> Written {
        let Some((mut live, path)) = self.live.take() else { return Written::Nothing };
        let whole = live.sync().is_ok() && live.lost() == 0;
        let _ = live.finish();
        if self.store.current(|current| current.head.is_empty()) {
            // Nothing came while it was open.
            let _ = std::fs::remove_file(&path);
            return Written::Nothing;
        }
        if whole { Written::Whole(path) } else { Written::Part { path, rows: self.safe_rows } }
    }

    /// Counts what had to be given up and says so in the recording itself.
    fn tell(&mut self, given_up: Option<GivenUp>, now: Moment) {
        let Some(given_up) = given_up else { return };
        self.lost += given_up.rows as u64;
        self.event(&entry(now, &given_up.to_string()));
    }

    fn open_live(&mut self, now: Moment) {
        let Some(folder) = self.store.folder() else { return };
        if self.tried.is_some_and(|tried| now.steady.since(tried.steady) < RETRY_EVERY) {
            return;
        }
        if let Err(why) = self.store.attached() {
            self.trouble = why;
            return;
        }
        self.tried = Some(now);
        let path = self.store.free_live_path(folder, now.utc);
        match LiveWriter::create(&path, &self.dictionary, now.utc) {
            Ok(mut live) => {
                // Rows that came before there was a file are sealed from memory; events alone are few and go on.
                let before = self.store.current(|current| {
                    if current.head.rows() == 0 {
                        current.head.events().iter().for_each(|entry| live.event(entry));
                    }
                    current.head.rows() > 0
                });
                let given_up =
                    before.then(|| self.store.freeze(Arc::clone(&self.dictionary), Written::Nothing));
                self.begun = now;
                self.safe_rows = 0;
                self.live = Some((live, path));
                self.trouble.clear();
                self.keep_layout(now);
                self.tell(given_up.flatten(), now);
            }
            Err(error) => {
                self.trouble = format!("{} cannot be written: {error}", path.display());
            }
        }
    }

    /// Keeps the layout beside the segments; where that fails, the recording goes on and says so.
    fn keep_layout(&mut self, now: Moment) {
        let Some(folder) = self.store.folder() else { return };
        if let Err(error) = layout_files::keep(folder, &self.dictionary.layout, &self.layout) {
            let text = format!("the layout could not be kept beside the recording: {error}");
            self.event(&entry(now, &text));
        }
    }

    /// Ends the recording: everything that came reaches the disk, also what it refused until now. Tells what
    /// it refuses still. `late` is asked between pieces and ends the trying.
    pub fn finish(&mut self, now: Moment, late: &dyn Fn() -> bool) -> Option<Unwritten> {
        self.tried = None;
        self.sync(now);
        match self.end_live() {
            Written::Whole(_) => {}
            written @ (Written::Nothing | Written::Part { .. }) => {
                self.store.freeze_last(Arc::clone(&self.dictionary), written);
            }
        }
        rescue::rescue(&self.store, now, late)
    }
}

/// When a row stands: the time its value was sampled at, or, for a worse word about a value that was told
/// before, the time that word came.
fn row_time(sample: &Sample, newest: Option<i64>) -> i64 {
    let source = sample.source().utc.micros();
    match newest {
        Some(newest) if source <= newest => sample.received().utc.micros().max(source),
        Some(_) | None => source,
    }
}

fn entry(now: Moment, text: &str) -> Entry {
    Entry {
        time: now.utc,
        kind: EntryKind::System,
        source: "historian".into(),
        subject: "".into(),
        text: text.into(),
        details: std::collections::BTreeMap::new(),
    }
}

/// A pyramid of all rows of a head, folded in order of time.
pub(super) fn fold(head: &crate::historian::Head) -> LivePyramid {
    let mut pyramid = LivePyramid::new(&head.dictionary().tags);
    for number in 0..head.dictionary().tags.len() as u32 {
        for series in head.series(number) {
            fold_series(&mut pyramid, number, &series, i64::MAX);
        }
    }
    pyramid.end(head.ends().map_or(0, |(_, end)| end));
    pyramid
}

/// Folds the rows of a tag up to a time into its buckets.
pub(super) fn fold_series(pyramid: &mut LivePyramid, tag: u32, series: &Series, until: i64) {
    for (from, to, code) in series.stretches() {
        for row in from..to {
            let (Some(time), Some(bits)) = (series.times.get(row), series.bits.get(row)) else { continue };
            if *time > until {
                return;
            }
            let number = if code.has_value() { series.kind.number(*bits) } else { None };
            pyramid.push(tag, *time, number, code);
        }
    }
}

/// The name of a live segment that began at a time.
pub(super) fn begun(path: &std::path::Path) -> Option<Timestamp> {
    let name = path.file_stem()?.to_str()?.strip_prefix("live-")?;
    name.parse().ok().map(Timestamp::from_micros)
}
