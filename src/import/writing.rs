//! Writes the recording: through the historian's own writer, so that it is one like any other.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::device::Encoding;
use crate::diagnostic::{Severity, has_errors};
use crate::historian::{Archivist, Dictionary, Retention, Shelf as _, Step, Store, StoreWriter};
use crate::import::cell::Cell;
use crate::import::mapping::{Mapping, MappingError};
use crate::import::rows::Item;
use crate::import::source::Source;
use crate::import::survey::{ColumnKind, Survey};
use crate::import::{ImportError, layout_text};
use crate::journal::{Entry, EntryKind};
use crate::layout;
use crate::message::Record;
use crate::plant::Plant;
use crate::tag::{Bad, Quality, Sample, TagIndex, Value};
use crate::time::{Moment, Steady, Timestamp, Zone};

/// Samples handed on together.
const BATCH: usize = 4_096;
/// Bytes of a text: what is longer is recorded as not a value.
const TEXT_MAX: usize = 1_000;
/// Batches after which the disk is looked at.
const SYNC_EVERY: u64 = 32;
/// Nothing is let go, whatever its age.
const KEEP_ALL: Retention = Retention { samples: None, pyramid: None, bytes: None, free_bytes: 0 };

/// What came of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Samples written.
    pub samples: u64,
    /// Cells that say that there is no value, or hold none that fits: written as bad.
    pub without_value: u64,
    /// Values of a time at which the same tag had one already; the first stays.
    pub repeated: u64,
    /// Values older than one of the same tag that came before: put in their place.
    pub late: u64,
}

/// The layout of the recording: the one given, or one made from what was found.
pub fn plant_for(survey: &Survey, mapping: &Mapping) -> Result<Arc<Plant>, ImportError> {
    let loaded = layout::load_files("imported", &layout_text::files(survey, mapping));
    match loaded.plant {
        Some(plant) if !has_errors(&loaded.findings) => Ok(plant),
        _ => {
            let first = loaded.findings.iter().find(|finding| finding.severity == Severity::Error);
            Err(ImportError::Layout(first.map_or_else(String::new, ToString::to_string)))
        }
    }
}

/// Writes everything into a store's folder that is not there yet. `stop` is asked now and then and ends it.
pub fn write(
    sources: &[Source],
    survey: &Survey,
    mapping: &Mapping,
    plant: &Plant,
    history: &Path,
    stop: &dyn Fn() -> bool,
) -> Result<Imported, ImportError> {
    let zone = Zone::named(&mapping.time_zone).unwrap_or_default();
    let columns = columns(survey, mapping, plant)?;
    let first = survey.span.filter(|_| !columns.is_empty()).ok_or(ImportError::Nothing)?.from;
    let mut desk = Desk::open(plant, history, first)?;
    for file in &survey.files {
        desk.writer.take(&Record::Journal(origin(file, first)), desk.moment(first));
    }
    let mut order: Vec<usize> = (0..sources.len()).collect();
    order.sort_by_key(|at| survey.files.get(*at).and_then(|file| file.first));
    for at in order {
        let (Some(source), Some(file)) = (sources.get(at), survey.files.get(at)) else { continue };
        file.form.visit(source, &zone, &mut |_| {}, &mut |item| {
            let Item::Sample { name, unit: _, time, cell, quality } = item else { return Ok(()) };
            if cell == Cell::Empty {
                return Ok(());
            }
            let Some(column) = columns.get(name) else { return Ok(()) };
            desk.sample(column, time, &cell, quality, stop)
        })?;
    }
    desk.finish(history)
}

/// A column that is imported.
struct Target {
    tag: TagIndex,
    kind: ColumnKind,
    gain: f64,
    offset: f64,
}

/// Whether all tags of a mapping are there in the layout.
pub fn check(survey: &Survey, mapping: &Mapping, plant: &Plant) -> Result<(), ImportError> {
    columns(survey, mapping, plant).map(drop)
}

fn columns(
    survey: &Survey,
    mapping: &Mapping,
    plant: &Plant,
) -> Result<BTreeMap<String, Target>, ImportError> {
    let by_id: BTreeMap<&str, TagIndex> =
        plant.tags.iter().zip(0_u32..).map(|(tag, number)| (&*tag.id, TagIndex(number))).collect();
    let by_source = mapping.by_source();
    let mut targets = BTreeMap::new();
    for column in survey.columns.iter().filter(|column| column.kind != ColumnKind::Empty) {
        let Some(mapped) = by_source.get(column.source.as_str()) else { continue };
        let tag = *by_id.get(mapped.id.as_str()).ok_or_else(|| MappingError::NoTag(mapped.id.clone()))?;
        let kind = kind_of(plant, tag).unwrap_or(column.kind);
        targets.insert(column.source.clone(), Target { tag, kind, gain: mapped.gain, offset: mapped.offset });
    }
    Ok(targets)
}

/// What a tag of the layout holds, whatever a column looks like: 0 and 1 of a bit are truth values.
fn kind_of(plant: &Plant, tag: TagIndex) -> Option<ColumnKind> {
    Some(match plant.source(tag)?.encoding {
        Encoding::Bit => ColumnKind::Truth,
        Encoding::Text { .. } => ColumnKind::Text,
        Encoding::BitField
        | Encoding::U8High
        | Encoding::U8Low
        | Encoding::I8High
        | Encoding::I8Low
        | Encoding::U16
        | Encoding::I16
        | Encoding::U32
        | Encoding::I32
        | Encoding::U64
        | Encoding::I64
        | Encoding::F32
        | Encoding::F64
        | Encoding::SignMagnitude16
        | Encoding::SignMagnitude32
        | Encoding::Bcd16
        | Encoding::Bcd32
        | Encoding::Epoch32 => ColumnKind::Number,
    })
}

/// The recording in the making.
struct Desk {
    store: Arc<Store>,
    archivist: Archivist,
    writer: StoreWriter,
    batch: Vec<(TagIndex, Sample)>,
    day: i64,
    begin: Timestamp,
    last: Vec<i64>,
    batches: u64,
    done: Imported,
}

impl Desk {
    fn open(plant: &Plant, history: &Path, first: Timestamp) -> Result<Self, ImportError> {
        let dictionary = Arc::new(Dictionary::of(plant));
        let store = Arc::new(Store::at(history.to_owned(), dictionary));
        let archivist = Archivist::new(Arc::clone(&store), history.to_owned(), KEEP_ALL);
        let begin = Moment { utc: first, steady: Steady::from_millis(0) };
        let writer = StoreWriter::new(Arc::clone(&store), plant, begin);
        if !writer.trouble().is_empty() {
            return Err(ImportError::Write(writer.trouble().to_owned()));
        }
        let last = vec![i64::MIN; plant.tags.len()];
        let (batch, done) = (Vec::with_capacity(BATCH), Imported::default());
        Ok(Self { store, archivist, writer, batch, day: i64::MIN, begin: first, last, batches: 0, done })
    }

    /// A moment of the recording; no time passes by its steady clock, so that nothing is cut by the hour.
    fn moment(&self, time: Timestamp) -> Moment {
        Moment { utc: time, steady: Steady::from_millis(self.batches) }
    }

    fn sample(
        &mut self,
        column: &Target,
        time: Timestamp,
        cell: &Cell,
        quality: Quality,
        stop: &dyn Fn() -> bool,
    ) -> Result<(), ImportError> {
        // A segment holds no more than a day.
        let day = crate::historian::day_of(time.micros());
        if day != self.day || self.batch.len() >= BATCH {
            self.flush(stop)?;
            self.day = day;
        }
        let Some(last) = self.last.get(column.tag.slot()).copied() else { return Ok(()) };
        if self.is_there(column.tag, time.micros(), last) {
            self.done.repeated += 1;
            return Ok(());
        }
        self.done.late += u64::from(time.micros() < last);
        if let Some(last) = self.last.get_mut(column.tag.slot()) {
            *last = (*last).max(time.micros());
        }
        let at = Moment { utc: time, steady: Steady::from_millis(0) };
        let value = match (column.kind, cell) {
            (ColumnKind::Text, Cell::Text(text)) if text.len() > TEXT_MAX => None,
            (ColumnKind::Text, Cell::Text(text)) => Some(Value::Text(text.as_str().into())),
            (ColumnKind::Text, Cell::Number(number)) => Some(Value::Text(number.to_string().into())),
            (ColumnKind::Text, Cell::Truth(truth)) => Some(Value::Text(truth.to_string().into())),
            (kind, cell) => cell.value(kind == ColumnKind::Number, column.gain, column.offset),
        };
        let sample = match value {
            Some(value) => Sample::new(value, quality, at, at),
            None => Sample::without_value(Quality::Bad(Bad::NotAValue), at, at),
        };
        self.done.without_value += u64::from(sample.value().is_none());
        self.done.samples += 1;
        self.batch.push((column.tag, sample));
        Ok(())
    }

    /// Whether a tag has a value of this time already; for times before its newest the recording is asked.
    fn is_there(&self, tag: TagIndex, time: i64, newest: i64) -> bool {
        if time >= newest {
            return time == newest;
        }
        let waits =
            self.batch.iter().any(|(other, sample)| *other == tag && sample.source().utc.micros() == time);
        let recorded = || {
            let dictionary = self.store.dictionary();
            let id = dictionary.tag(tag.0).map(|entry| Arc::clone(&entry.id))?;
            self.store.last_before(&id, time)
        };
        waits || recorded().is_some_and(|series| series.times.binary_search(&time).is_ok())
    }

    fn flush(&mut self, stop: &dyn Fn() -> bool) -> Result<(), ImportError> {
        let Some((_, first)) = self.batch.first() else { return Ok(()) };
        if stop() {
            return Err(ImportError::Write("it was ended before its end".into()));
        }
        let moment = self.moment(first.source().utc);
        self.writer.take(&Record::Samples(std::mem::take(&mut self.batch).into()), moment);
        self.batch.reserve(BATCH);
        self.batches += 1;
        if self.batches.is_multiple_of(SYNC_EVERY) {
            self.writer.sync(moment);
            if !self.writer.trouble().is_empty() {
                return Err(ImportError::Write(self.writer.trouble().to_owned()));
            }
            settle(&mut self.archivist, self.begin)?;
        }
        Ok(())
    }

    /// Everything reaches the disk and is sealed.
    fn finish(mut self, history: &Path) -> Result<Imported, ImportError> {
        self.flush(&|| false)?;
        let end = self.moment(Timestamp::from_micros(self.last.iter().copied().max().unwrap_or_default()));
        if let Some(unwritten) = self.writer.finish(end, &|| false) {
            return Err(ImportError::Write(unwritten.to_string()));
        }
        let (_, lost) = self.writer.counts();
        if lost > 0 {
            return Err(ImportError::Write(format!("{lost} samples were lost on the way to the disk")));
        }
        settle(&mut self.archivist, self.begin)?;
        let Self { store, archivist, writer, begin, done, .. } = self;
        let dictionary = store.dictionary();
        drop((archivist, writer, store));
        // As at the next start of a station: what is live yet is sealed.
        let store = Arc::new(Store::at(history.to_owned(), dictionary));
        settle(&mut Archivist::new(store, history.to_owned(), KEEP_ALL), begin)?;
        Ok(done)
    }
}

/// Lets the archivist seal what there is. By its clock the recording has just begun, so that no day is over yet:
/// each stays a segment of its own. Merging them would make the totals of all their days again each time, and
/// took longer than all else together.
fn settle(archivist: &mut Archivist, begin: Timestamp) -> Result<(), ImportError> {
    let mut moment = Moment { utc: begin, steady: Steady::from_millis(0) };
    loop {
        match archivist.step(moment) {
            Step::Worked => {}
            Step::Idle => return Ok(()),
            Step::Failed(why) => return Err(ImportError::Write(why)),
        }
        moment = moment.after(Duration::from_millis(1));
    }
}

/// Where the samples came from, in the recording itself.
fn origin(file: &crate::import::survey::FileSurvey, time: Timestamp) -> Entry {
    let details = [
        ("bytes", file.bytes.to_string()),
        ("sha256", file.sha256.clone()),
        ("rows", file.rows.to_string()),
        ("rows_without_time", file.bad_times.0.to_string()),
    ];
    Entry {
        time,
        kind: EntryKind::System,
        source: "import".into(),
        subject: file.name.as_str().into(),
        text: format!("imported from {}: {}", file.name, file.words).into(),
        details: details.into_iter().map(|(name, text)| (name.into(), text.into())).collect(),
    }
}
