//! From what was typed to the model: every name looked up, every tag in its place.

pub(crate) mod alarms;
pub(crate) mod derived;
pub(crate) mod displays;
pub(crate) mod elements;
pub(crate) mod equipment;
pub(crate) mod simulation;
pub(crate) mod source;
pub(crate) mod system;
pub(crate) mod tags;
pub(crate) mod trends;
pub(crate) mod writes;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::device::{Device, DeviceIndex, Source, UnitId};
use crate::layout::build::equipment::Written;
use crate::layout::gather::Gathered;
use crate::layout::names::Names;
use crate::layout::plant_file::ScanClass;
use crate::layout::report::Report;
use crate::layout::source::At;
use crate::layout::{check, toml};
use crate::plant::{Plant, SystemTag};
use crate::tag::{Tag, TagIndex};

/// What the making of tags looks at.
#[derive(Debug)]
pub(crate) struct Builder<'a> {
    pub(crate) report: &'a Report,
    pub(crate) names: Names<'a>,
    pub(crate) scans: &'a [ScanClass],
    pub(crate) devices: Vec<Device>,
    pub(crate) one_based: &'a [bool],
}

/// Makes the model; with errors in the report it is not whole.
pub(crate) fn plant(report: &Report, gathered: &Gathered) -> Plant {
    let mut builder = Builder {
        report,
        names: names(report, gathered),
        scans: &gathered.plant.scans,
        devices: gathered.plant.devices.iter().map(|(_, device)| device.clone()).collect(),
        one_based: &gathered.plant.one_based,
    };
    let (system_tags, system) = system_tags(&builder, gathered);
    for (tag, item) in system_tags.iter().zip(&system) {
        builder.names.tags.insert(Arc::clone(&tag.id), item.tag);
    }
    let mut tags = Vec::new();
    let mut sources = BTreeMap::new();
    for (index, text) in (0u32..).map(TagIndex).zip(&gathered.tags) {
        let (tag, source) = tags::tag(&builder, index, text);
        tags.push(tag);
        sources.extend(source.map(|source| (index, source)));
    }
    tags.extend(system_tags);
    let derived = derived::derived(&builder.names, &gathered.tags);
    derived::take_times(&derived, &gathered.tags, &mut tags);
    let mut write_rules = BTreeMap::new();
    for (index, text) in (0u32..).map(TagIndex).zip(&gathered.tags) {
        write_rules.extend(writes::rule(&builder, &tags, &sources, index, text).map(|rule| (index, rule)));
    }
    let mut plant = Plant {
        title: Arc::clone(&gathered.plant.title),
        subtitle: Arc::clone(&gathered.plant.subtitle),
        zone: gathered.plant.zone.clone(),
        areas: gathered.plant.areas.iter().map(|area| Arc::clone(&area.value)).collect(),
        tags_by_id: builder.names.tags.clone(),
        tags,
        devices: builder.devices.clone(),
        sources: sources.into_values().collect::<Vec<Source>>(),
        derived,
        system,
        keep: gathered.plant.keep,
        write_rules,
        ..Plant::default()
    };
    let shown = screens(&builder, gathered, &mut plant);
    let (typed, alarms) = alarms::alarms(&builder, gathered, &plant);
    plant.alarms = alarms;
    check::all(report, gathered, &plant, &shown, &typed);
    plant
}

/// What screens do with tags, for the checks.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    pub(crate) writes: Vec<Written>,
    pub(crate) pairs: Vec<(TagIndex, TagIndex, At)>,
}

fn screens(builder: &Builder<'_>, gathered: &Gathered, plant: &mut Plant) -> Shown {
    let (names, report) = (&builder.names, builder.report);
    let mut shown = Shown::default();
    for instance in &gathered.instances {
        let equipment = equipment::equipment(names, instance, &mut shown.writes);
        plant.equipment.insert(Arc::clone(&equipment.id), equipment);
    }
    let mut displays = Vec::new();
    for (file, source) in report.sources_under("displays/") {
        let table = toml::read(report, file);
        let mut canvas =
            displays::Canvas { names, size: [0.0, 0.0], writes: &mut shown.writes, pairs: &mut shown.pairs };
        displays.push(displays::display(&mut canvas, displays::id(&source.relative), &table));
    }
    // Stable: displays of the same level and order stay in the order of their names.
    displays.sort_by_key(|(order, display)| (display.level, *order));
    plant.displays = displays.into_iter().map(|(_, display)| display).collect();
    for (file, source) in report.sources_under("trends/") {
        let id = displays::id(&source.relative);
        plant.trends.push(trends::trend(names, &plant.tags, id, &toml::read(report, file)));
    }
    for (file, _) in report.sources_under("simulator.toml") {
        plant.simulation = simulation::simulation(names, &toml::read(report, file));
    }
    shown
}

fn names<'a>(report: &'a Report, gathered: &Gathered) -> Names<'a> {
    let plant = &gathered.plant;
    let mut tags = BTreeMap::new();
    for (index, text) in (0u32..).map(TagIndex).zip(&gathered.tags) {
        tags.entry(Arc::clone(&text.id.value)).or_insert(index);
    }
    let devices = (0u16..).map(DeviceIndex).zip(&plant.devices);
    Names {
        report,
        tags,
        devices: devices.map(|(index, (_, device))| (Arc::clone(&device.id), index)).collect(),
        scans: (0..).zip(&plant.scans).map(|(at, scan)| (Arc::clone(&scan.id.value), at)).collect(),
        areas: plant.areas.iter().map(|area| Arc::clone(&area.value)).collect(),
        equipment: plant.equipment.iter().map(|item| Arc::clone(&item.id.value)).collect(),
        displays: report
            .sources_under("displays/")
            .map(|(_, source)| displays::id(&source.relative))
            .collect(),
    }
}

fn system_tags(builder: &Builder<'_>, gathered: &Gathered) -> (Vec<Tag>, Vec<SystemTag>) {
    let mut used: BTreeMap<DeviceIndex, BTreeSet<UnitId>> = BTreeMap::new();
    for text in gathered.tags.iter().filter(|text| text.expression.is_none()) {
        let Some(device) = text.device.as_ref().and_then(|id| builder.names.devices.get(&id.value)) else {
            continue;
        };
        let own = builder.devices.get(device.slot()).map(|device| device.unit);
        let unit = text.unit.as_ref().map(|unit| UnitId(unit.value)).or(own);
        used.entry(*device).or_default().extend(unit);
    }
    let (mut tags, mut system) = (Vec::new(), Vec::new());
    for (index, device) in (0u16..).map(DeviceIndex).zip(&builder.devices) {
        let units = system::units(device, used.get(&index).unwrap_or(&BTreeSet::new()));
        let first = u32::try_from(gathered.tags.len() + tags.len()).unwrap_or(u32::MAX);
        for (tag, item) in system::tags(first, index, device, &units) {
            tags.push(tag);
            system.push(item);
        }
    }
    let first = u32::try_from(gathered.tags.len() + tags.len()).unwrap_or(u32::MAX);
    for (tag, item) in system::of_station(first) {
        tags.push(tag);
        system.push(item);
    }
    (tags, system)
}
