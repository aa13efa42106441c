//! A layout for a recording that came without one: its tags, displays that show all of them, and trends by
//! unit. No device of it is ever asked: a replay opens no connection.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use crate::import::mapping::{MappedTag, Mapping};
use crate::import::survey::{Column, ColumnKind, Survey};
use crate::plant::LayoutFile;

/// Tags of one display, in columns and rows.
const COLUMNS: usize = 4;
const ROWS: usize = 6;
/// Displays at most; what is beyond is found by the search and on trends.
const DISPLAYS_MAX: usize = 40;
/// Pens of a trend.
const PENS: usize = 8;
const TRENDS_MAX: usize = 20;
/// Registers that are set aside for a tag, and tags of a device: none is ever read.
const REGISTERS: usize = 8;
const TAGS_A_DEVICE: usize = 8_000;
/// Periods that a layout may have.
const PERIOD_MIN: Duration = Duration::from_millis(100);
const PERIOD_MAX: Duration = Duration::from_secs(3_600);

/// The files of the layout.
pub(super) fn files(survey: &Survey, mapping: &Mapping) -> Vec<LayoutFile> {
    let by_source = mapping.by_source();
    let tags: Vec<(&Column, &MappedTag)> = survey
        .columns
        .iter()
        .filter(|column| column.kind != ColumnKind::Empty)
        .filter_map(|column| Some((column, *by_source.get(column.source.as_str())?)))
        .collect();
    let mut files =
        vec![file("plant.toml", plant(mapping, &tags)), file("tags/imported.toml", tag_list(&tags))];
    for (number, page) in tags.chunks(COLUMNS * ROWS).take(DISPLAYS_MAX).enumerate() {
        files.push(file(&format!("displays/{:02}-values.toml", number + 1), display(number, page)));
    }
    let mut by_unit: BTreeMap<&str, Vec<&MappedTag>> = BTreeMap::new();
    for (column, tag) in &tags {
        if column.kind == ColumnKind::Number {
            by_unit.entry(&tag.eng_unit).or_default().push(tag);
        }
    }
    let groups = by_unit.iter().flat_map(|(unit, tags)| tags.chunks(PENS).map(move |pens| (*unit, pens)));
    for (number, (unit, pens)) in groups.take(TRENDS_MAX).enumerate() {
        files.push(file(&format!("trends/{:02}.toml", number + 1), trend(number, unit, pens)));
    }
    files
}

fn file(name: &str, text: String) -> LayoutFile {
    LayoutFile { name: name.into(), text: Arc::from(text) }
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn plant(mapping: &Mapping, tags: &[(&Column, &MappedTag)]) -> String {
    let periods: Vec<u64> =
        tags.iter().map(|(column, _)| column.period_us()).filter(|period| *period > 0).collect();
    let bounded = |period: Option<u64>| {
        let period = period.map_or(Duration::from_secs(1), Duration::from_micros);
        period.clamp(PERIOD_MIN, PERIOD_MAX).as_millis()
    };
    let (period, longest) = (bounded(periods.iter().min().copied()), bounded(periods.iter().max().copied()));
    let title = if mapping.title.is_empty() { "Imported recording" } else { &mapping.title };
    let mut text = format!(
        "format = 1\ntitle = {}\nsubtitle = \"Imported\"\ntime_zone = {}\n\n[alarms]\nbuilt_in = false\n\n\
         [[scan_classes]]\nid = \"imported\"\nperiod = \"{period} ms\"\nstale_after = \"{} ms\"\n",
        quoted(title),
        quoted(&mapping.time_zone),
        3 * longest,
    );
    for device in 0..tags.len().div_ceil(TAGS_A_DEVICE) {
        let _ = write!(
            text,
            "\n[[devices]]\nid = \"IMPORT-{}\"\ntitle = \"Imported, never asked\"\naddress = \"127.0.0.1:502\"\n",
            device + 1
        );
    }
    text
}

fn tag_list(tags: &[(&Column, &MappedTag)]) -> String {
    let mut text = String::from("format = 1\n");
    for (number, (column, tag)) in tags.iter().enumerate() {
        let (device, place) = (number / TAGS_A_DEVICE + 1, number % TAGS_A_DEVICE);
        let (at, kind) = match column.kind {
            ColumnKind::Truth => (format!("coil:{place}"), "bit"),
            ColumnKind::Text => (format!("holding:{}", place * REGISTERS), "text:8"),
            ColumnKind::Number | ColumnKind::Empty => (format!("holding:{}", place * REGISTERS), "f64"),
        };
        let _ = write!(
            text,
            "\n[[tags]]\nid = {}\ntitle = {}\ndevice = \"IMPORT-{device}\"\nat = \"{at}\"\ntype = \"{kind}\"\n\
             scan = \"imported\"\n",
            quoted(&tag.id),
            quoted(if tag.title.is_empty() { &tag.id } else { &tag.title }),
        );
        if column.kind == ColumnKind::Number {
            let _ =
                writeln!(text, "eng_unit = {}\ndecimals = {}", quoted(&tag.eng_unit), tag.decimals.min(6));
            if let Some([low, high]) = range(column, tag) {
                let _ = writeln!(text, "range = [{low:?}, {high:?}]");
            }
        }
    }
    text
}

/// What was seen, with a little room: the scale of bars and of trends.
fn range(column: &Column, tag: &MappedTag) -> Option<[f64; 2]> {
    let [one, other] = column.range?.map(|end| end.mul_add(tag.gain, tag.offset));
    let (low, high) = (one.min(other), one.max(other));
    let room = (high - low) * 0.05;
    let range = [low - room, high + room];
    (high > low && range.iter().all(|end| end.is_finite())).then_some(range)
}

fn display(number: usize, page: &[(&Column, &MappedTag)]) -> String {
    let mut text = format!(
        "format = 1\ntitle = \"Values {}\"\nlevel = 2\norder = {number}\nsize = [1332, 912]\n",
        number + 1
    );
    for (place, (column, tag)) in page.iter().enumerate() {
        let (x, y) = (24 + 327 * (place % COLUMNS), 24 + 148 * (place / COLUMNS));
        let (kind, height) = match column.kind {
            ColumnKind::Number => ("trend", 132),
            ColumnKind::Truth | ColumnKind::Text | ColumnKind::Empty => ("value", 46),
        };
        let _ = write!(
            text,
            "\n[[elements]]\nkind = \"{kind}\"\nat = [{x}, {y}]\nsize = [303, {height}]\ntag = {}\n",
            quoted(&tag.id)
        );
        if column.kind == ColumnKind::Number {
            text.push_str("span = \"1 h\"\n");
        }
    }
    text
}

fn trend(number: usize, unit: &str, pens: &[&MappedTag]) -> String {
    let unit = if unit.is_empty() { "without a unit" } else { unit };
    let pens: Vec<String> = pens.iter().map(|tag| quoted(&tag.id)).collect();
    let title = quoted(&format!("Trend {}, {unit}", number + 1));
    format!("format = 1\ntitle = {title}\nspan = \"1 h\"\npens = [{}]\n", pens.join(", "))
}
