//! Samples: merging, derived tags, ageing, counting.

use std::sync::Arc;

use crate::command::Happening;
use crate::engine::{Engine, Output};
use crate::message::{QualityCounts, Record};
use crate::plant::Plant;
use crate::tag::{Bad, Quality, Sample, SampleTable, TagIndex, Uncertain, Value};
use crate::time::Moment;

/// Which derived tags look at which tag.
#[derive(Debug, Default)]
pub(super) struct Derivation {
    /// For each tag, the places in `plant.derived` that look at it.
    lookers: Vec<Vec<u32>>,
    /// For each place in `plant.derived`, whether it must be evaluated.
    dirty: Vec<bool>,
    any_dirty: bool,
    /// For each tag, whether it is the station's own and left out of the counts.
    system: Vec<bool>,
}

impl Derivation {
    pub(super) fn new(plant: &Plant) -> Self {
        let mut lookers = vec![Vec::new(); plant.tags.len()];
        for (place, derived) in (0u32..).zip(&plant.derived) {
            for tag in derived.expression.tags() {
                if let Some(list) = lookers.get_mut(tag.slot()) {
                    list.push(place);
                }
            }
        }
        let mut system = vec![false; plant.tags.len()];
        for tag in &plant.system {
            if let Some(flag) = system.get_mut(tag.tag.slot()) {
                *flag = true;
            }
        }
        Self { lookers, dirty: vec![false; plant.derived.len()], any_dirty: false, system }
    }

    fn touch(&mut self, tag: TagIndex) {
        for place in self.lookers.get(tag.slot()).into_iter().flatten() {
            if let Some(flag) = self.dirty.get_mut(*place as usize) {
                *flag = true;
                self.any_dirty = true;
            }
        }
    }
}

impl Engine {
    /// Takes a batch of samples over, with everything that follows from them.
    pub(super) fn take_samples(
        &mut self,
        now: Moment,
        batch: Vec<(TagIndex, Sample)>,
        out: &mut Vec<Output>,
    ) {
        let mut taken = Vec::with_capacity(if self.options.record_samples { batch.len() } else { 0 });
        for (tag, sample) in batch {
            self.take_sample(tag, sample, &mut taken);
        }
        self.derive(now, &mut taken);
        self.hand_on(taken, out);
        self.judge_alarms(now, out);
        self.feedback_changed(now, out);
    }

    fn take_sample(&mut self, tag: TagIndex, sample: Sample, taken: &mut Vec<(TagIndex, Sample)>) {
        let Some(before) = self.samples.get(tag) else { return };
        // An answer overtaken by a newer one, as after a read-back, must not turn time back.
        if sample.value().is_some()
            && before.value().is_some()
            && sample.source().steady < before.source().steady
        {
            return;
        }
        let sample = sample.keeping_value_of(before);
        self.commands.feedback_seen(tag);
        self.keep(tag, sample, taken);
    }

    fn keep(&mut self, tag: TagIndex, sample: Sample, taken: &mut Vec<(TagIndex, Sample)>) {
        self.memory.push(tag, &sample);
        self.derivation.touch(tag);
        self.alarms.touch(tag);
        if self.options.record_samples {
            taken.push((tag, sample.clone()));
        }
        self.samples.set(tag, sample);
    }

    /// Evaluates the derived tags that look at something that changed, in their order of dependency.
    fn derive(&mut self, now: Moment, taken: &mut Vec<(TagIndex, Sample)>) {
        if !self.derivation.any_dirty {
            return;
        }
        self.derivation.any_dirty = false;
        let plant = Arc::clone(&self.plant);
        for (place, derived) in plant.derived.iter().enumerate() {
            let Some(dirty) = self.derivation.dirty.get_mut(place) else { continue };
            if !std::mem::take(dirty) {
                continue;
            }
            let current = |tag: TagIndex| current(&plant, &self.samples, tag, now);
            let outcome = derived.expression.evaluate(&current);
            let parts = derived.expression.tags();
            // A derived value is as old as its oldest part.
            let oldest = parts
                .iter()
                .filter_map(|tag| self.samples.get(*tag))
                .map(Sample::source)
                .min_by_key(|source| source.steady)
                .unwrap_or(now);
            let sample = match outcome.number {
                Some(number) => Sample::new(Value::Float(number), of_source(outcome.quality), oldest, now),
                None => Sample::without_value(of_source(outcome.quality), oldest, now),
            };
            let sample = match self.samples.get(derived.tag) {
                Some(before) => sample.keeping_value_of(before),
                None => sample,
            };
            self.keep(derived.tag, sample, taken);
        }
    }

    pub(super) fn hand_on(&self, taken: Vec<(TagIndex, Sample)>, out: &mut Vec<Output>) {
        if self.options.record_samples && !taken.is_empty() {
            out.push(Output::Record(Record::Samples(taken.into())));
        }
    }

    /// Takes Good from what grew too old; tells it once.
    pub(super) fn sweep_stale(&mut self, now: Moment, out: &mut Vec<Output>) {
        let plant = Arc::clone(&self.plant);
        let stale: Vec<_> = self
            .samples
            .iter()
            .zip(&plant.tags)
            .filter(|((_, sample), tag)| {
                let quality = sample.quality();
                quality != Quality::STALE && sample.quality_at(now, tag.stale_after) == Quality::STALE
            })
            .map(|((tag, sample), _)| (tag, sample.degraded(Quality::STALE, now)))
            .collect();
        if stale.is_empty() {
            return;
        }
        let mut taken = Vec::new();
        for (tag, sample) in stale {
            self.keep(tag, sample, &mut taken);
        }
        self.derive(now, &mut taken);
        self.hand_on(taken, out);
        self.judge_alarms(now, out);
    }

    pub(super) fn count_qualities(&self) -> QualityCounts {
        let mut counts = QualityCounts::default();
        for ((_, sample), system) in self.samples.iter().zip(&self.derivation.system) {
            if *system {
                continue;
            }
            counts.add(sample.quality());
        }
        counts
    }

    /// Moves commands on whose feedback was read since.
    fn feedback_changed(&mut self, now: Moment, out: &mut Vec<Output>) {
        for (command, agrees, shown) in self.commands.read_back(&self.plant, &self.samples) {
            self.happen(command, Happening::ReadBack { agrees, shown }, now, out);
        }
    }
}

/// A tag's value and quality now.
pub(super) fn current(
    plant: &Plant,
    samples: &SampleTable,
    tag: TagIndex,
    now: Moment,
) -> (Option<Value>, Quality) {
    match (plant.tag(tag), samples.get(tag)) {
        (Some(definition), Some(sample)) => {
            (sample.value().cloned(), sample.quality_at(now, definition.stale_after))
        }
        _ => (None, Quality::WAITING),
    }
}

/// The quality of a derived value whose worst part has this one: what says how
/// it is with the link stays what it is.
fn of_source(quality: Quality) -> Quality {
    match quality {
        Quality::Good(_)
        | Quality::Uncertain(Uncertain::Stale)
        | Quality::Bad(
            Bad::WaitingForFirstValue
            | Bad::NotRecorded
            | Bad::NotAValue
            | Bad::NotConnected
            | Bad::NoCommunication
            | Bad::DeviceException(10 | 11),
        ) => quality,
        Quality::Uncertain(_) => Quality::Uncertain(Uncertain::UncertainSource),
        Quality::Bad(_) => Quality::Bad(Bad::BadSource),
    }
}
