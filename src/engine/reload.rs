//! A changed layout: the good one is taken over without losing a sample of an unchanged tag, the bad one is
//! shown with its findings while the last good one stays.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::device::DeviceIndex;
use crate::engine::links::LinkBook;
use crate::engine::samples::Derivation;
use crate::engine::{Engine, Output, entry, first_line, idle, memory_for, short_hash, switches};
use crate::journal::EntryKind;
use crate::layout;
use crate::message::{Mode, Record};
use crate::plant::Plant;
use crate::tag::{Sample, SampleTable, TagIndex};
use crate::time::Moment;

/// The layout before the last reload: messages on their way still go by its numbers.
#[derive(Debug)]
pub(super) struct Before {
    hash: Arc<str>,
    /// Old tag to new tag, where it is the same.
    tags: BTreeMap<TagIndex, TagIndex>,
    /// Old device to new device, where it is the same.
    devices: BTreeMap<DeviceIndex, DeviceIndex>,
}

impl Before {
    fn new(old: &Plant, new: &Plant, carried: &[Option<TagIndex>]) -> Self {
        let tags = (0u32..).map(TagIndex).zip(carried);
        let devices = (0u16..).map(DeviceIndex).zip(&new.devices);
        let was = |id: &str| old.devices.iter().position(|device| &*device.id == id);
        Self {
            hash: Arc::clone(&old.hash),
            tags: tags.filter_map(|(tag, before)| Some(((*before)?, tag))).collect(),
            devices: devices
                .filter_map(|(device, definition)| {
                    let before = u16::try_from(was(&definition.id)?).ok()?;
                    Some((DeviceIndex(before), device))
                })
                .collect(),
        }
    }
}

impl Engine {
    /// Samples by the numbers of the layout in force; `None` from a layout that is long gone.
    pub(super) fn renumbered_samples(
        &self,
        layout: &Arc<str>,
        samples: Vec<(TagIndex, Sample)>,
    ) -> Option<Vec<(TagIndex, Sample)>> {
        if *layout == self.plant.hash {
            return Some(samples);
        }
        let before = self.before.as_ref().filter(|before| before.hash == *layout)?;
        let moved = samples.into_iter();
        Some(moved.filter_map(|(tag, sample)| Some((*before.tags.get(&tag)?, sample))).collect())
    }

    /// A device by the numbers of the layout in force; `None` where it is gone.
    pub(super) fn renumbered_device(&self, layout: &Arc<str>, device: DeviceIndex) -> Option<DeviceIndex> {
        if *layout == self.plant.hash {
            return Some(device);
        }
        let before = self.before.as_ref().filter(|before| before.hash == *layout)?;
        before.devices.get(&device).copied()
    }

    pub(super) fn reload(&mut self, now: Moment, plant: Arc<Plant>, out: &mut Vec<Output>) {
        if plant.differs_in_trends_alone(&self.plant) {
            return self.take_trends(now, plant, out);
        }
        for draft in self.commands.drafts() {
            self.cancel(now, draft, out);
        }
        let old = std::mem::replace(&mut self.plant, Arc::clone(&plant));
        let carried = layout::carry_over(&old, &plant);
        self.before = Some(Before::new(&old, &plant, &carried));
        let mut samples = SampleTable::waiting(plant.tags.len(), now);
        for (tag, before) in (0u32..).map(TagIndex).zip(&carried) {
            if let Some(sample) = before.and_then(|before| self.samples.get(before)) {
                samples.set(tag, sample.clone());
            }
        }
        self.samples = samples;
        let mut memory = memory_for(&plant, self.options.memory_bytes);
        memory.take_over(&mut self.memory, &carried);
        self.memory = memory;
        self.derivation = Derivation::new(&plant);
        self.own_tags.forget();
        self.carry_devices(&old, &plant, now);
        self.commands.renumber(&plant, &old);
        self.trends.clear();
        self.layout_refused_at = None;
        self.layout_findings = Arc::from([]);
        if self.options.mode == Mode::Simulated {
            self.faults = switches(&plant);
        }
        let kept = carried.iter().flatten().count();
        let text = format!(
            "layout {} taken over, {kept} of {} tags unchanged",
            short_hash(&plant),
            plant.tags.len()
        );
        self.note(entry(now, EntryKind::Layout, "station", &plant.id, &text, []), out);
        self.counts = self.count_qualities();
        self.reload_alarms(now, &old, out);
        out.push(Output::Record(Record::Reloaded(Arc::clone(&plant))));
        out.push(Output::Replan(plant));
    }

    /// A layout that differs in its named trends alone: no tag, device or rule moves, so samples, trends and
    /// even drafts go on.
    fn take_trends(&mut self, now: Moment, plant: Arc<Plant>, out: &mut Vec<Output>) {
        let same: Vec<_> = (0u32..).map(|tag| Some(TagIndex(tag))).take(plant.tags.len()).collect();
        let old = std::mem::replace(&mut self.plant, Arc::clone(&plant));
        self.before = Some(Before::new(&old, &plant, &same));
        self.layout_refused_at = None;
        self.layout_findings = Arc::from([]);
        let text = format!("layout {} taken over, only its named trends differ", short_hash(&plant));
        self.note(entry(now, EntryKind::Layout, "station", &plant.id, &text, []), out);
        // Drivers and recordings name the layout they go by.
        out.push(Output::Record(Record::Reloaded(Arc::clone(&plant))));
        out.push(Output::Replan(plant));
    }

    pub(super) fn reload_refused(&mut self, now: Moment, findings: Arc<[String]>, out: &mut Vec<Output>) {
        if self.layout_findings == findings {
            return;
        }
        let first = findings.first().map_or("", |finding| first_line(finding));
        let text = format!("changed layout refused with {} findings; first: {first}", findings.len());
        self.note(entry(now, EntryKind::Layout, "station", &self.plant.id.clone(), &text, []), out);
        self.layout_findings = findings;
        self.layout_refused_at = Some(now);
    }

    fn carry_devices(&mut self, old: &Plant, plant: &Plant, now: Moment) {
        let before = std::mem::take(&mut self.devices);
        let kept = |id: &str| old.devices.iter().position(|device| &*device.id == id);
        self.devices = plant
            .devices
            .iter()
            .map(|device| {
                let status = kept(&device.id).and_then(|slot| before.get(slot));
                status.map_or_else(|| Arc::new(idle(now)), Arc::clone)
            })
            .collect();
        let moves = plant.devices.iter().map(|device| {
            let slot = kept(&device.id)?;
            u16::try_from(slot).ok().map(DeviceIndex)
        });
        self.links =
            std::mem::replace(&mut self.links, LinkBook::new(0)).renumbered(&moves.collect::<Vec<_>>());
    }
}
