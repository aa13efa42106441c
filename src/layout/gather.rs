//! Gathers what all files but displays and simulator say: the plant, its tags and its instances.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::device::UnitId;
use crate::layout::alarm_text::ListedAlarm;
use crate::layout::fields::Fields;
use crate::layout::plant_file::{self, PlantFile, format, unique};
use crate::layout::report::Report;
use crate::layout::source::At;
use crate::layout::suggest::did_you_mean;
use crate::layout::tag_text::TagText;
use crate::layout::type_file::{Instance, TypeFile};
use crate::layout::{csv, toml};

/// Tags a layout may have, instances' included.
pub(crate) const TAGS_MAX: usize = 100_000;
/// Devices a layout may have.
pub(crate) const DEVICES_MAX: usize = 1_000;

/// Alarms a layout may have, instances' included.
pub(crate) const ALARMS_MAX: usize = 20_000;

/// What was typed, with types put into their instances.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    pub(crate) plant: PlantFile,
    /// Those of `tags.csv`, of `tags/*.toml`, and of the instances, in this order.
    pub(crate) tags: Vec<TagText>,
    pub(crate) instances: Vec<Instance>,
    /// Those of `alarms/*.toml`.
    pub(crate) alarms: Vec<ListedAlarm>,
    /// Alarms met so far, wherever they stand.
    alarm_count: usize,
    /// Whether a limit was met, so that nothing more is made of it.
    pub(crate) overfull: bool,
}

/// Reads it all.
pub(crate) fn gather(report: &Report) -> Gathered {
    let mut gathered = Gathered::default();
    for (file, _) in report.sources_under("plant.toml") {
        gathered.plant = plant_file::read(report, &toml::read(report, file));
    }
    if gathered.plant.devices.len() > DEVICES_MAX {
        let message = format!("the layout has more than {DEVICES_MAX} devices");
        report.error(
            gathered.plant.devices.get(DEVICES_MAX).map(|(at, _)| *at).unwrap_or_default(),
            "too-many",
            message,
        );
        gathered.plant.devices.truncate(DEVICES_MAX);
    }
    listed_tags(report, &mut gathered);
    listed_alarms(report, &mut gathered);
    let types = types(report);
    instances(report, &types, &mut gathered);
    unique(report, "the tag", gathered.tags.iter().map(|tag| &tag.id));
    gathered
}

fn listed_tags(report: &Report, gathered: &mut Gathered) {
    for (file, _) in report.sources_under("tags.csv") {
        for row in csv::read(report, file) {
            if gathered.full(report, 1, row.at) {
                return;
            }
            let tag = TagText::read(Fields::new(report, &row, "a tag"), None);
            if gathered.overfull_of_alarms(report, tag.as_ref().map_or(0, |tag| tag.alarms.len()), row.at) {
                return;
            }
            gathered.tags.extend(tag);
        }
    }
    for (file, _) in report.sources_under("tags/") {
        let table = toml::read(report, file);
        let mut fields = Fields::new(report, &table, "a tag list");
        if fields.node("format").is_some() {
            format(&mut fields);
        }
        for table in fields.tables("tags", "a tag") {
            if gathered.full(report, 1, table.at()) {
                return;
            }
            let at = table.at();
            let tag = TagText::read(table, None);
            if gathered.overfull_of_alarms(report, tag.as_ref().map_or(0, |tag| tag.alarms.len()), at) {
                return;
            }
            gathered.tags.extend(tag);
        }
        fields.finish();
    }
}

fn listed_alarms(report: &Report, gathered: &mut Gathered) {
    for (file, _) in report.sources_under("alarms/") {
        let table = toml::read(report, file);
        let mut fields = Fields::new(report, &table, "an alarm list");
        format(&mut fields);
        for table in fields.tables("alarms", "an alarm") {
            if gathered.overfull_of_alarms(report, 1, table.at()) {
                return;
            }
            gathered.alarms.extend(ListedAlarm::read(table));
        }
        fields.finish();
    }
}

impl Gathered {
    /// Whether so many more alarms are too many; they are counted.
    fn overfull_of_alarms(&mut self, report: &Report, more: usize, at: At) -> bool {
        self.alarm_count = self.alarm_count.saturating_add(more);
        if self.alarm_count > ALARMS_MAX && !self.overfull {
            report.error(at, "too-many", format!("the layout has more than {ALARMS_MAX} alarms"));
            self.overfull = true;
        }
        self.overfull
    }

    /// Whether so many more tags are too many.
    fn full(&mut self, report: &Report, more: usize, at: At) -> bool {
        if self.tags.len() + more > TAGS_MAX {
            report.error(at, "too-many", format!("the layout has more than {TAGS_MAX} tags"));
            self.overfull = true;
        }
        self.overfull
    }
}

fn types(report: &Report) -> Vec<TypeFile> {
    let types: Vec<TypeFile> = report
        .sources_under("types/")
        .filter_map(|(file, _)| TypeFile::read(report, &toml::read(report, file)))
        .collect();
    unique(report, "the type", types.iter().map(|of| &of.id));
    types
}

fn instances(report: &Report, types: &[TypeFile], gathered: &mut Gathered) {
    let by_id: BTreeMap<&str, &TypeFile> = types.iter().map(|of| (&*of.id.value, of)).collect();
    let units: BTreeMap<Arc<str>, UnitId> =
        gathered.plant.devices.iter().map(|(_, device)| (Arc::clone(&device.id), device.unit)).collect();
    let mut used: BTreeMap<&str, BTreeSet<Arc<str>>> = BTreeMap::new();
    for equipment in gathered.plant.equipment.clone() {
        let Some(type_id) = &equipment.type_id else { continue };
        let Some((id, of)) = by_id.get_key_value(&*type_id.value) else {
            let message = format!("no equipment type is called `{}`", type_id.value);
            match did_you_mean(&type_id.value, by_id.keys().copied()) {
                Some(hint) => report.error_hint(type_id.at, "unknown-type", message, hint),
                None => report.error(type_id.at, "unknown-type", message),
            }
            continue;
        };
        if gathered.full(report, of.tag_count(), equipment.at)
            || gathered.overfull_of_alarms(report, of.alarm_count(), equipment.at)
        {
            return;
        }
        let unit = equipment.device.as_ref().and_then(|word| units.get(&word.value)).copied();
        let mut instance = of.instance(report, &equipment, unit, used.entry(id).or_default());
        gathered.tags.append(&mut instance.tags);
        gathered.instances.push(instance);
    }
    for of in types {
        match used.get(&*of.id.value) {
            Some(used) => of.check_used(report, used),
            None => report.warning_hint(
                of.id.at,
                "unused-type",
                format!("no equipment is of the type `{}`", of.id.value),
                "its tags and faceplate are checked only where it is used",
            ),
        }
    }
}
