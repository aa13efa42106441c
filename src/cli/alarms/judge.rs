//! Judges a layout's alarms over recorded samples, as the station would have: the same book, the same order of
//! time, piece by piece. Nobody acknowledges, resets or shelves anything in it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use crate::alarm::{Book, Change};
use crate::cli::Failure;
use crate::cli::alarms::figures::{Fact, Figures};
use crate::historian::export::{Recorded, visit};
use crate::historian::{DictionaryEntry, QualityCode, Shelf as _, Store};
use crate::plant::{Derived, Plant};
use crate::tag::{Quality, Sample, SampleTable, TagIndex, Value};
use crate::time::{Moment, Span, Steady, Timestamp};

/// The book is told the time this often, as the station does.
const TICK: Duration = Duration::from_millis(100);
/// No sample of any tag for so long, or for three of the longest periods: the station did not run.
const GAP: Duration = Duration::from_secs(60);

/// What came of it.
pub(super) struct Judged {
    pub(super) figures: Figures,
    /// When nothing was recorded.
    pub(super) gaps: Vec<Span>,
    /// Tags that alarms look at and that were never recorded, each with its alarms.
    pub(super) missing: BTreeMap<Arc<str>, Vec<Arc<str>>>,
    pub(super) samples: u64,
    pub(super) tags: usize,
}

/// Judges all alarms of a layout over what was recorded in a span.
pub(super) fn judge(plant: &Plant, store: &Store, span: Span) -> Result<Judged, Failure> {
    let sources = Sources::new(plant, &store.tags());
    let mut run = Run::new(plant, &sources, span);
    for (number, id) in sources.ids.iter().enumerate() {
        run.stood_before(number, store, id);
    }
    let samples = if sources.ids.is_empty() {
        0
    } else {
        visit(store, &sources.ids, span, &mut |recorded| {
            run.take(&recorded);
            ControlFlow::Continue(())
        })?
    };
    run.finish();
    let Run { figures, gaps, .. } = run;
    Ok(Judged { figures, gaps, missing: sources.missing, samples, tags: sources.ids.len() })
}

/// Where the values of the tags that alarms look at come from.
struct Sources<'p> {
    /// Recorded ids, each once.
    ids: Vec<Arc<str>>,
    /// The layout's tags by place in `ids`.
    tags: Vec<Vec<TagIndex>>,
    /// Calculated anew, as they were not recorded; each after what it needs.
    derived: Vec<&'p Derived>,
    missing: BTreeMap<Arc<str>, Vec<Arc<str>>>,
}

impl<'p> Sources<'p> {
    fn new(plant: &'p Plant, recorded: &BTreeMap<Arc<str>, DictionaryEntry>) -> Self {
        let id_of = |tag: TagIndex| {
            let tag = plant.tag(tag)?;
            std::iter::once(&tag.id).chain(&tag.formerly).find(|id| recorded.contains_key(*id)).cloned()
        };
        let mut wanted: BTreeSet<TagIndex> = BTreeSet::new();
        let mut calculated: BTreeSet<TagIndex> = BTreeSet::new();
        let mut missing: BTreeMap<Arc<str>, Vec<Arc<str>>> = BTreeMap::new();
        for alarm in &plant.alarms {
            let mut open = alarm.tags();
            while let Some(tag) = open.pop() {
                let derived = plant.derived.iter().find(|derived| derived.tag == tag);
                if id_of(tag).is_some() {
                    wanted.insert(tag);
                } else if let Some(derived) = derived {
                    if calculated.insert(tag) {
                        open.extend(derived.expression.tags());
                    }
                } else if let Some(tag) = plant.tag(tag) {
                    let alarms = missing.entry(Arc::clone(&tag.id)).or_default();
                    if !alarms.contains(&alarm.id) {
                        alarms.push(Arc::clone(&alarm.id));
                    }
                }
            }
        }
        let mut places: BTreeMap<Arc<str>, Vec<TagIndex>> = BTreeMap::new();
        for tag in wanted {
            if let Some(id) = id_of(tag) {
                places.entry(id).or_default().push(tag);
            }
        }
        let derived = plant.derived.iter().filter(|derived| calculated.contains(&derived.tag)).collect();
        let (ids, tags) = places.into_iter().unzip();
        Self { ids, tags, derived, missing }
    }
}

/// A run under way.
struct Run<'p> {
    plant: &'p Plant,
    sources: &'p Sources<'p>,
    book: Book,
    samples: SampleTable,
    span: Span,
    gap: Duration,
    /// Microseconds of the samples that were taken and not judged yet.
    at: Option<i64>,
    ticked: Timestamp,
    figures: Figures,
    gaps: Vec<Span>,
}

impl<'p> Run<'p> {
    fn new(plant: &'p Plant, sources: &'p Sources<'p>, span: Span) -> Self {
        let tags = sources.tags.iter().flatten().filter_map(|tag| plant.tag(*tag));
        let longest = tags.map(|tag| tag.period).max().unwrap_or_default();
        Self {
            plant,
            sources,
            book: Book::new(&plant.alarms, plant.tags.len()),
            samples: SampleTable::waiting(plant.tags.len(), moment(span, span.from)),
            span,
            gap: GAP.max(longest.saturating_mul(3)),
            at: None,
            ticked: span.from,
            figures: Figures::new(span),
            gaps: Vec::new(),
        }
    }

    /// What a tag was before the span, if that was not long ago.
    fn stood_before(&mut self, number: usize, store: &Store, id: &str) {
        let before = self.span.from.micros().saturating_sub(1);
        let Some(series) = store.last_before(id, before) else { return };
        let row = series.times.partition_point(|time| *time <= before).checked_sub(1);
        let Some((row, time)) = row.and_then(|row| Some((row, *series.times.get(row)?))) else { return };
        if self.span.from.since(Timestamp::from_micros(time)) < self.gap {
            self.set(number, series.value(row), series.code(row), self.span.from);
        }
    }

    fn take(&mut self, recorded: &Recorded) {
        if self.at != Some(recorded.time) {
            self.judge();
            self.pass(Timestamp::from_micros(recorded.time));
            self.at = Some(recorded.time);
        }
        let time = Timestamp::from_micros(recorded.time);
        self.set(recorded.tag, recorded.value.clone(), recorded.code, time);
    }

    fn set(&mut self, number: usize, value: Option<Value>, code: QualityCode, time: Timestamp) {
        let at = moment(self.span, time);
        for tag in self.sources.tags.get(number).into_iter().flatten() {
            let sample = match &value {
                Some(value) => Sample::new(value.clone(), code.quality(), at, at),
                None => Sample::without_value(code.quality(), at, at),
            };
            self.samples.set(*tag, sample);
            self.book.touch(*tag);
        }
    }

    /// Judges what was taken.
    fn judge(&mut self) {
        let Some(time) = self.at.take() else { return };
        let now = moment(self.span, Timestamp::from_micros(time));
        self.calculate(now);
        let (plant, samples) = (self.plant, &self.samples);
        let changes = self.book.judge(now, &|tag| current(plant, samples, tag, now));
        self.note(&changes);
    }

    fn calculate(&mut self, now: Moment) {
        for derived in &self.sources.derived {
            let (plant, samples) = (self.plant, &self.samples);
            let outcome = derived.expression.evaluate(&|tag| current(plant, samples, tag, now));
            let sample = match outcome.number {
                Some(number) => Sample::new(Value::Float(number), outcome.quality, now, now),
                None => Sample::without_value(outcome.quality, now, now),
            };
            self.samples.set(derived.tag, sample);
            self.book.touch(derived.tag);
        }
    }

    /// Time passes up to a time.
    fn pass(&mut self, to: Timestamp) {
        if to.since(self.ticked) > self.gap {
            return self.restart(to);
        }
        while to.since(self.ticked) >= TICK {
            self.ticked = self.ticked.after(TICK);
            let now = moment(self.span, self.ticked);
            let (plant, samples) = (self.plant, &self.samples);
            let changes = self.book.tick(now, &|tag| current(plant, samples, tag, now));
            self.note(&changes);
        }
    }

    /// The station did not run in between: it begins anew with what was kept.
    fn restart(&mut self, to: Timestamp) {
        let gap = Span { from: self.ticked, to };
        self.figures.gap(gap);
        self.gaps.push(gap);
        self.ticked = to;
        let kept = self.book.kept();
        self.book = Book::new(&self.plant.alarms, self.plant.tags.len());
        self.book.restore(kept);
        self.samples = SampleTable::waiting(self.plant.tags.len(), moment(self.span, to));
    }

    fn note(&mut self, changes: &[Change]) {
        for change in changes {
            self.figures.take(&Fact::from(change));
        }
    }

    fn finish(&mut self) {
        self.judge();
        self.pass(self.span.to);
        let gaps: Duration = self.gaps.iter().map(|gap| gap.length()).sum();
        self.figures.finish(self.span.length().saturating_sub(gaps));
    }
}

/// A moment of the span: both clocks run alike, whatever the station's did.
fn moment(span: Span, time: Timestamp) -> Moment {
    Moment { utc: span.from, steady: Steady::from_millis(0) }.after(time.since(span.from))
}

fn current(plant: &Plant, samples: &SampleTable, tag: TagIndex, now: Moment) -> (Option<Value>, Quality) {
    match (plant.tag(tag), samples.get(tag)) {
        (Some(definition), Some(sample)) => {
            (sample.value().cloned(), sample.quality_at(now, definition.stale_after))
        }
        _ => (None, Quality::WAITING),
    }
}
