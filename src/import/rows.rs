//! Reads a table row by row and tells each value with its time.

use std::io::{BufReader, Read};

use csv::ByteRecord;

use crate::import::ImportError;
use crate::import::cell::{Cell, quality};
use crate::import::dialect::{Dialect, ROWS_LOOKED_AT, Shape, delimiter};
use crate::import::records::Records;
use crate::import::source::Source;
use crate::import::time_format::{TimeFormat, Times};
use crate::tag::Quality;
use crate::time::{Timestamp, Zone};

/// Bytes from which the dialect is found.
const HEAD_BYTES: u64 = 1 << 20;
/// Columns of a table.
const COLUMNS_MAX: usize = 16_000;

/// What a table tells.
pub(super) enum Item<'a> {
    /// A value, or its absence in words.
    Sample { name: &'a str, unit: &'a str, time: Timestamp, cell: Cell, quality: Quality },
    /// A row whose time cannot be read, with its line.
    BadTime(u64),
    /// A quote that is never closed, with its line: the cell is taken to the end of that line.
    OpenQuote(u64),
    /// A row or message begins.
    Row(Timestamp),
    /// Something is not imported, in words.
    Remark(String),
}

/// Finds how a table is written.
pub(super) fn dialect(source: &Source, known: Option<TimeFormat>) -> Result<Dialect, ImportError> {
    let read = |why: std::io::Error| ImportError::Read { file: source.name.clone(), why: why.to_string() };
    let table = |why: String| ImportError::Table { file: source.name.clone(), why };
    let mut head = Vec::new();
    let whole = (source.open)().map_err(read)?.take(HEAD_BYTES).read_to_end(&mut head).map_err(read)?;
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return Err(table("it is text in UTF-16: save it as UTF-8".into()));
    }
    // Loggers leave some where their power failed; those rows cost themselves.
    let rest: Vec<u8> = head.iter().copied().filter(|byte| *byte != 0).collect();
    if rest.len() < head.len() - head.len() / 4 {
        return Err(table("it holds zero bytes: it is no text".into()));
    }
    if !head.contains(&b'\n') && head.iter().rev().skip(1).any(|byte| *byte == b'\r') {
        return Err(table("its lines end in a carriage return alone: save it with line feeds".into()));
    }
    let cut = if (whole as u64) < HEAD_BYTES { head.len() } else { last_line(&head) };
    let head = decode(without_mark(head.get(..cut).unwrap_or_default()));
    let delimiter = delimiter(&head);
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut records = Records::new(head.as_bytes(), delimiter);
    let mut record = ByteRecord::new();
    // Where times stand is not known yet: any cell that is one makes a line a row.
    let begins = |record: &ByteRecord| {
        let reads = |cell| TimeFormat::guess(&[decode(cell).into_owned()], known).is_some();
        record.iter().any(reads)
    };
    while rows.len() < ROWS_LOOKED_AT && records.next(&mut record, &begins).map_err(read)?.is_some() {
        if record.len() > COLUMNS_MAX {
            return Err(table(format!("it has more than {COLUMNS_MAX} columns")));
        }
        rows.push(record.iter().map(|cell| decode(cell).into_owned()).collect());
    }
    Dialect::guess(delimiter, &rows, known).map_err(table)
}

/// Visits all values of a table in its own order.
pub(super) fn visit(
    source: &Source,
    dialect: &Dialect,
    zone: &Zone,
    bytes: &mut dyn FnMut(&[u8]),
    visit: &mut dyn FnMut(Item<'_>) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let read = |why: String| ImportError::Read { file: source.name.clone(), why };
    let open = (source.open)().map_err(|error| read(error.to_string()))?;
    let told = Told { inner: open, bytes };
    let mut records = Records::new(BufReader::with_capacity(1 << 18, told), dialect.delimiter);
    let mut times = Times::new(dialect.format, zone);
    let begins = |record: &ByteRecord| {
        let time = record.get(dialect.time).map(decode).unwrap_or_default();
        dialect.format.read(time.trim(), zone).is_some()
    };
    let mut record = ByteRecord::new();
    let mut first = true;
    while let Some(place) = records.next(&mut record, &begins).map_err(|error| read(error.to_string()))? {
        if std::mem::take(&mut first) && dialect.header {
            continue;
        }
        if place.open {
            visit(Item::OpenQuote(place.line))?;
        }
        let cell = |at: usize| decode(without_mark(record.get(at).unwrap_or_default()));
        let Some(time) = times.read(&cell(dialect.time)) else {
            visit(Item::BadTime(place.line))?;
            continue;
        };
        visit(Item::Row(time))?;
        match &dialect.shape {
            Shape::Wide => {
                for (at, name) in dialect.names.iter().enumerate().filter(|(at, _)| *at != dialect.time) {
                    let cell = Cell::read(&cell(at), dialect.comma);
                    visit(Item::Sample { name, unit: "", time, cell, quality: Quality::GOOD })?;
                }
            }
            Shape::Long { tag, value, quality: told, unit } => {
                let (name, unit) = (cell(*tag), unit.map_or_else(Default::default, cell));
                let quality = told.map_or(Quality::GOOD, |at| quality(&cell(at)));
                let cell = Cell::read(&cell(*value), dialect.comma);
                visit(Item::Sample { name: name.trim(), unit: unit.trim(), time, cell, quality })?;
            }
        }
    }
    Ok(())
}

/// Text in UTF-8, or else in Latin-1, which older loggers write.
fn decode(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect::<String>().into(),
    }
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

fn last_line(head: &[u8]) -> usize {
    head.iter().rposition(|byte| *byte == b'\n').map_or(head.len(), |at| at + 1)
}

/// Tells the bytes that pass, as for a checksum.
pub(super) struct Told<'a, R> {
    pub(super) inner: R,
    pub(super) bytes: &'a mut dyn FnMut(&[u8]),
}

impl<R: Read> Read for Told<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.inner.read(buffer)?;
        (self.bytes)(buffer.get(..length).unwrap_or_default());
        Ok(length)
    }
}
