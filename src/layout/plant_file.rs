//! `plant.toml`: name, zone, areas, scan classes, devices and equipment instances.

use std::sync::Arc;
use std::time::Duration;

use crate::device::Device;
use crate::layout::alarm_rules::AlarmRules;
use crate::layout::device_text;
use crate::layout::fields::Fields;
use crate::layout::node::Table;
use crate::layout::report::Report;
use crate::layout::source::{At, Located};
use crate::layout::suggest::did_you_mean;
use crate::layout::tag_text::{Word, check_id};
use crate::plant::Keep;
use crate::time::Zone;

/// Shorter scan periods no device answers.
const PERIOD_MIN: Duration = Duration::from_millis(10);

/// What `plant.toml` says.
#[derive(Clone, Debug, Default)]
pub(crate) struct PlantFile {
    pub(crate) title: Arc<str>,
    pub(crate) subtitle: Arc<str>,
    pub(crate) zone: Zone,
    pub(crate) areas: Vec<Word>,
    pub(crate) scans: Vec<ScanClass>,
    pub(crate) devices: Vec<(At, Device)>,
    pub(crate) one_based: Vec<bool>,
    pub(crate) equipment: Vec<EquipmentText>,
    pub(crate) keep: Keep,
    pub(crate) alarms: AlarmRules,
}

/// A scan class.
#[derive(Clone, Debug)]
pub(crate) struct ScanClass {
    pub(crate) id: Word,
    pub(crate) period: Duration,
    pub(crate) stale_after: Duration,
}

/// An equipment instance as typed.
#[derive(Clone, Debug)]
pub(crate) struct EquipmentText {
    pub(crate) at: At,
    pub(crate) id: Word,
    pub(crate) type_id: Option<Word>,
    pub(crate) title: Option<Word>,
    pub(crate) area: Option<Word>,
    pub(crate) device: Option<Word>,
    pub(crate) unit: Option<Located<u8>>,
    pub(crate) parameters: Table,
    /// What it changes of its type's alarms.
    pub(crate) alarms: Vec<Table>,
}

/// Reads `format = 1`, which stands in every TOML file of a layout but tag lists.
pub(crate) fn format(fields: &mut Fields<'_>) {
    fields.need("format");
    let Some(format) = fields.whole::<i64>("format", 1..=i64::MAX) else { return };
    if format.value > 1 {
        let message = format!("the file has format {}; this program reads format 1", format.value);
        fields.report.error_hint(format.at, "newer-format", message, "open it with a newer program");
    }
}

/// Tells about an id that stands there twice.
pub(crate) fn unique<'a>(report: &Report, what: &str, ids: impl IntoIterator<Item = &'a Word>) {
    let mut seen = std::collections::BTreeMap::new();
    for id in ids {
        if let Some(first) = seen.insert(Arc::clone(&id.value), id.at) {
            let message = format!("{what} `{}` stands there twice", id.value);
            let line = if report.full() { String::new() } else { report.line(first) };
            report.error_hint(id.at, "duplicate-id", message, format!("first in {line}"));
        }
    }
}

/// Reads `plant.toml`.
pub(crate) fn read(report: &Report, table: &Table) -> PlantFile {
    let mut fields = Fields::new(report, table, "plant.toml");
    format(&mut fields);
    let title = fields.need_text("title").map(|title| title.value).unwrap_or_default();
    let subtitle = fields.text("subtitle").map(|title| title.value).unwrap_or_default();
    let zone = zone(&mut fields);
    let areas = fields.texts("areas");
    unique(report, "the area", &areas);
    let scans: Vec<ScanClass> =
        fields.tables("scan_classes", "[[scan_classes]]").into_iter().filter_map(scan_class).collect();
    unique(report, "the scan class", scans.iter().map(|scan| &scan.id));
    let devices = fields.tables("devices", "[[devices]]");
    let devices: Vec<_> = devices.into_iter().filter_map(device_text::read).collect();
    unique(report, "the device", devices.iter().map(|device| &device.id));
    device_text::check_endpoints(report, &devices);
    let equipment: Vec<EquipmentText> =
        fields.tables("equipment", "[[equipment]]").into_iter().filter_map(equipment).collect();
    unique(report, "the equipment", equipment.iter().map(|equipment| &equipment.id));
    let keep = fields.table("recording", "[recording]").map(keep).unwrap_or_default();
    let alarms = fields.table("alarms", "[alarms]").map(AlarmRules::read).unwrap_or_default();
    fields.finish();
    PlantFile {
        title,
        subtitle,
        zone,
        areas,
        scans,
        one_based: devices.iter().map(|device| device.one_based).collect(),
        devices: devices.into_iter().map(|device| (device.id.at, device.device)).collect(),
        equipment,
        keep,
        alarms,
    }
}

/// `[recording]`: how long and how much is kept.
fn keep(mut fields: Fields<'_>) -> Keep {
    const DAYS_MAX: i64 = 36_500;
    const MEGABYTES_MAX: i64 = 1 << 40;
    let days = |days: Located<u32>| (days.at, Duration::from_secs(u64::from(days.value) * 86_400));
    let bytes = |megabytes: Located<u64>| megabytes.value.saturating_mul(1_000_000);
    let samples = fields.whole("keep_days", 1..=DAYS_MAX).map(days);
    let trends = fields.whole("keep_trend_days", 1..=DAYS_MAX).map(days);
    if let (Some((_, samples)), Some((at, trends))) = (samples, trends)
        && trends < samples
    {
        fields.bad(at, "keep_trend_days", "is shorter than `keep_days`: trends are drawn from samples");
    }
    let keep = Keep {
        samples: samples.map(|(_, days)| days),
        trends: trends.map(|(_, days)| days),
        bytes: fields.whole("megabytes", 10..=MEGABYTES_MAX).map(bytes),
        free_bytes: fields.whole("free_megabytes", 0..=MEGABYTES_MAX).map(bytes),
    };
    fields.finish();
    keep
}

fn zone(fields: &mut Fields<'_>) -> Zone {
    let Some(name) = fields.text("time_zone") else { return Zone::default() };
    Zone::named(&name.value).unwrap_or_else(|| {
        let known = ["Europe/Berlin", "Europe/London", "America/New_York", "Asia/Tokyo", "UTC"];
        let hint = did_you_mean(&name.value, known).unwrap_or_else(|| "such as \"Europe/Berlin\"".into());
        let message = format!("`time_zone` is `{}`, which is no time zone", name.value);
        fields.report.error_hint(name.at, "bad-value", message, hint);
        Zone::default()
    })
}

fn scan_class(mut fields: Fields<'_>) -> Option<ScanClass> {
    let id = fields.need_text("id");
    fields.need("period");
    let period = fields.span("period");
    let stale_after = fields.span_above_zero("stale_after");
    if let Some(period) = period.as_ref().filter(|period| period.value < PERIOD_MIN) {
        fields.bad(period.at, "period", "is shorter than 10 ms");
    }
    if let (Some(period), Some(stale)) = (&period, &stale_after)
        && stale.value < period.value
    {
        fields.bad(stale.at, "stale_after", "is shorter than the period: every value would be stale");
    }
    fields.finish();
    let period = period.map_or(Duration::from_secs(1), |period| period.value);
    let stale_after = stale_after.map_or(period * 3, |stale| stale.value);
    Some(ScanClass { id: id?, period, stale_after })
}

fn equipment(mut fields: Fields<'_>) -> Option<EquipmentText> {
    let id = fields.need_text("id");
    fields.need("type");
    let equipment = EquipmentText {
        at: fields.at(),
        id: id.clone().unwrap_or_else(|| Located::new(Arc::from(""), fields.at())),
        type_id: fields.text("type"),
        title: fields.text("title"),
        area: fields.text("area"),
        device: fields.text("device"),
        unit: fields.whole("unit", 0..=255),
        parameters: fields
            .node("parameters")
            .and_then(|node| {
                if node.table().is_none() {
                    fields.report.error(node.at, "wrong-type", "`parameters` must be a table");
                }
                node.table().cloned()
            })
            .unwrap_or_default(),
        alarms: tables(&mut fields, "alarms"),
    };
    if let Some(id) = &id {
        check_id(&fields, id);
    }
    fields.finish();
    id.map(|_| equipment)
}

/// Tables that are read once their parameters are put in.
pub(crate) fn tables(fields: &mut Fields<'_>, key: &'static str) -> Vec<Table> {
    let mut tables = Vec::new();
    for node in fields.list(key) {
        match node.table() {
            Some(table) => tables.push(table.clone()),
            None => fields.report.error(node.at, "wrong-type", format!("`{key}` must be a list of tables")),
        }
    }
    tables
}
