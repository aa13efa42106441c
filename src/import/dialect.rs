//! How a table is written: its delimiter, its decimals, its header, where its times stand and whether a row
//! holds all tags or one. Found from the first rows, and told.

use crate::import::cell::Cell;
use crate::import::time_format::TimeFormat;
use crate::time::Zone;

/// How a table is written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Dialect {
    pub(super) delimiter: u8,
    /// Decimals stand behind a comma.
    pub(super) comma: bool,
    pub(super) header: bool,
    /// Place of the column of times.
    pub(super) time: usize,
    pub(super) format: TimeFormat,
    /// Whether day and month could be meant the other way round.
    pub(super) ambiguous: bool,
    pub(super) shape: Shape,
    /// Names of all columns.
    pub(super) names: Vec<String>,
}

/// What a row holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A value of each tag.
    Wide,
    /// A value of one tag.
    Long { tag: usize, value: usize, quality: Option<usize>, unit: Option<usize> },
}

/// Rows that are looked at.
pub(super) const ROWS_LOOKED_AT: usize = 200;

const TIME_WORDS: [&str; 8] = ["time", "datetime", "timestamp", "date", "datum", "zeit", "ts", "uhrzeit"];
const TAG_WORDS: [&str; 11] =
    ["tag", "tagname", "tag_name", "name", "id", "point", "pointid", "variable", "signal", "sensor", "topic"];
const VALUE_WORDS: [&str; 5] = ["value", "val", "wert", "reading", "vvalue"];
const QUALITY_WORDS: [&str; 4] = ["quality", "status", "q", "opcquality"];
const UNIT_WORDS: [&str; 5] = ["unit", "units", "uom", "eu", "einheit"];

/// The delimiter that cuts most of the first lines into equally many pieces.
pub(super) fn delimiter(head: &str) -> u8 {
    let lines: Vec<&str> = head.lines().filter(|line| !line.trim().is_empty()).take(20).collect();
    let score = |delimiter: u8| {
        let counts: Vec<usize> =
            lines.iter().map(|line| line.bytes().filter(|byte| *byte == delimiter).count()).collect();
        let mut sorted = counts.clone();
        sorted.sort_unstable();
        let usual = sorted.get(sorted.len() / 2).copied().unwrap_or_default();
        counts.iter().filter(|count| **count == usual && usual > 0).count()
    };
    // A comma may be a decimal sign, and as such stands in every line: whatever else cuts most lines alike comes
    // before it. A line that was disturbed is no reason to doubt that.
    let others = [b'\t', b';', b'|'];
    let cuts = |delimiter: &&u8| score(**delimiter) * 4 >= lines.len() * 3;
    if let Some(found) = others.iter().find(cuts) {
        return *found;
    }
    let mut best = (b',', score(b','));
    for delimiter in others {
        if score(delimiter) > best.1 {
            best = (delimiter, score(delimiter));
        }
    }
    best.0
}

impl Dialect {
    /// From the first rows, cut into cells already; why not in words.
    pub(super) fn guess(
        delimiter: u8,
        rows: &[Vec<String>],
        known: Option<TimeFormat>,
    ) -> Result<Self, String> {
        let first = rows.first().ok_or("it is empty")?;
        let body = rows.get(1..).unwrap_or_default();
        let found = time_column(body, first, known).or_else(|| time_column(rows, first, known));
        let Some((time, format, ambiguous)) = found else {
            return Err(
                "no column holds times; they may be RFC 3339, 2026-11-23 14:00:00, 23.11.2026 14:00, \
                        11/23/2026 2:00 PM or seconds, milli-, micro- or nanoseconds since 1970"
                    .into(),
            );
        };
        // A header has no time.
        let header = first.get(time).is_none_or(|cell| format.read(cell.trim(), &Zone::default()).is_none());
        let names: Vec<String> = first
            .iter()
            .enumerate()
            .map(|(at, name)| {
                let name = name.trim();
                if header && !name.is_empty() { name.to_owned() } else { format!("column-{}", at + 1) }
            })
            .collect();
        let data = if header { body } else { rows };
        let comma = delimiter != b',' && decimal_comma(data, time);
        let shape = shape(header, &names, data, time, comma);
        Ok(Self { delimiter, comma, header, time, format, ambiguous, shape, names })
    }
}

/// The column that holds a time in nearly every row: one that is called so, or the first.
fn time_column(
    rows: &[Vec<String>],
    names: &[String],
    known: Option<TimeFormat>,
) -> Option<(usize, TimeFormat, bool)> {
    let columns = rows.first()?.len();
    let mut fitting = (0..columns).filter_map(|column| {
        let times: Vec<String> = rows.iter().filter_map(|row| row.get(column).cloned()).collect();
        let (format, ambiguous) = TimeFormat::guess(&times, known)?;
        Some((column, format, ambiguous))
    });
    let named = |column: usize| {
        let name = names.get(column).map(|name| name.trim().to_lowercase()).unwrap_or_default();
        TIME_WORDS.iter().any(|word| name.split([' ', '_', '&', '(']).any(|part| part == *word))
    };
    let first = fitting.next()?;
    if named(first.0) {
        return Some(first);
    }
    Some(fitting.find(|(column, ..)| named(*column)).unwrap_or(first))
}

fn decimal_comma(rows: &[Vec<String>], time: usize) -> bool {
    let cells = || rows.iter().flat_map(|row| row.iter().enumerate().filter(|(at, _)| *at != time));
    let numbers =
        |comma: bool| cells().filter(|(_, cell)| matches!(Cell::read(cell, comma), Cell::Number(_))).count();
    numbers(true) > numbers(false)
}

fn shape(header: bool, names: &[String], rows: &[Vec<String>], time: usize, comma: bool) -> Shape {
    let place = |words: &[&str]| {
        names.iter().position(|name| {
            let plain = name.to_lowercase().replace(' ', "");
            words.contains(&plain.as_str())
        })
    };
    if header {
        return match (place(&TAG_WORDS), place(&VALUE_WORDS)) {
            (Some(tag), Some(value)) if tag != value && tag != time && value != time => {
                Shape::Long { tag, value, quality: place(&QUALITY_WORDS), unit: place(&UNIT_WORDS) }
            }
            _ => Shape::Wide,
        };
    }
    // Without a header: time, a word, a number.
    let others: Vec<usize> = (0..names.len()).filter(|at| *at != time).collect();
    let [tag, value] = others.as_slice() else { return Shape::Wide };
    let all = |at: usize, what: fn(&Cell) -> bool| {
        rows.iter().all(|row| row.get(at).is_some_and(|cell| what(&Cell::read(cell, comma))))
    };
    if all(*tag, |cell| matches!(cell, Cell::Text(_))) && !all(*value, |cell| matches!(cell, Cell::Text(_))) {
        Shape::Long { tag: *tag, value: *value, quality: None, unit: None }
    } else {
        Shape::Wide
    }
}
