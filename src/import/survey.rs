//! A first look at all of the files: what columns they have, what is in them, and from when to when. Types are
//! told from every row, not from the first ones.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use crate::import::ImportError;
use crate::import::cell::Cell;
use crate::import::dialect::{Dialect, Shape};
use crate::import::messages::{is_messages, visit_messages};
use crate::import::names::title_and_unit;
use crate::import::rows::{Item, dialect, visit};
use crate::import::source::Source;
use crate::import::time_format::TimeFormat;
use crate::time::{Span, Timestamp, Zone};

/// Different tags of one import.
pub(super) const TAGS_MAX: usize = 20_000;
/// Remarks about one file.
const REMARKS_MAX: usize = 20;
/// Bytes of the name of a column or tag.
pub(super) const NAME_MAX: usize = 500;
/// Values of a column that are shown, and intervals that are looked at.
const SHOWN: usize = 3;
const INTERVALS: usize = 200;

/// What all files hold.
#[derive(Debug, Default)]
pub struct Survey {
    /// The files, in the order they were given.
    pub files: Vec<FileSurvey>,
    /// The columns, or the tags of long tables, in order of appearance.
    pub columns: Vec<Column>,
    /// From the first to the last row.
    pub span: Option<Span>,
}

/// What one file is.
#[derive(Debug)]
pub struct FileSurvey {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: u64,
    /// Their SHA-256.
    pub sha256: String,
    /// How it is written, in words.
    pub words: String,
    /// Whether day and month could be meant the other way round.
    pub ambiguous: bool,
    /// Rows with a time.
    pub rows: u64,
    /// Rows whose time cannot be read, and the line of the first.
    pub bad_times: (u64, u64),
    /// Lines with a quote that is never closed, and the first of them.
    pub open_quotes: (u64, u64),
    /// Rows that are older than the one before them.
    pub backward: u64,
    /// The time of its first row.
    pub(super) first: Option<Timestamp>,
    /// What of it is not imported, in words.
    pub remarks: Vec<String>,
    pub(super) form: Form,
}

/// What kind of file it is.
#[derive(Debug)]
pub(super) enum Form {
    /// A table.
    Table(Dialect),
    /// Messages in an MCAP file.
    Messages,
}

impl Form {
    /// Visits all values of a file of this kind.
    pub(super) fn visit(
        &self,
        source: &Source,
        zone: &Zone,
        bytes: &mut dyn FnMut(&[u8]),
        each: &mut dyn FnMut(Item<'_>) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        match self {
            Self::Table(dialect) => visit(source, dialect, zone, bytes, each),
            Self::Messages => visit_messages(source, bytes, each),
        }
    }
}

/// What a column holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColumnKind {
    /// Numbers.
    Number,
    /// Truth values.
    Truth,
    /// Text.
    Text,
    /// Nothing at all.
    #[default]
    Empty,
}

/// One column, or one tag of a long table.
#[derive(Clone, Debug, Default)]
pub struct Column {
    /// As it is called there.
    pub source: String,
    /// The same without its unit.
    pub title: String,
    /// Its unit, where one is told.
    pub unit: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// Values, and cells that say that there is none or cannot be read.
    pub values: u64,
    /// Cells that hold something else than the kind.
    pub unreadable: u64,
    /// The first ones.
    pub first: Vec<String>,
    /// Least and greatest number.
    pub range: Option<[f64; 2]>,
    /// Digits behind the point, at most 6, and five digits in all.
    pub decimals: u8,
    counts: [u64; 3],
    last: Option<Timestamp>,
    intervals: Vec<u64>,
}

impl Column {
    /// The usual time from one value to the next, microseconds; 0 where there is none.
    pub fn period_us(&self) -> u64 {
        let mut intervals = self.intervals.clone();
        intervals.sort_unstable();
        intervals.get(intervals.len() / 2).copied().unwrap_or_default()
    }

    fn take(&mut self, time: Timestamp, cell: &Cell) {
        let text = match cell {
            Cell::Empty => return,
            Cell::NotAValue => {
                self.unreadable += 1;
                return;
            }
            Cell::Number(number) => {
                self.count(0);
                let [low, high] = self.range.unwrap_or([*number; 2]);
                self.range = Some([low.min(*number), high.max(*number)]);
                self.decimals = self.decimals.max(decimals(*number));
                number.to_string()
            }
            Cell::Truth(truth) => {
                self.count(1);
                truth.to_string()
            }
            Cell::Text(text) => {
                self.count(2);
                text.chars().take(40).collect()
            }
        };
        self.values += 1;
        if self.first.len() < SHOWN {
            self.first.push(text);
        }
        if let Some(last) = self.last.replace(time)
            && self.intervals.len() < INTERVALS
            && time > last
        {
            self.intervals.push(time.since(last).as_micros() as u64);
        }
    }

    fn count(&mut self, kind: usize) {
        if let Some(count) = self.counts.get_mut(kind) {
            *count += 1;
        }
    }

    /// Numbers decide where there are any; what does not fit is no value then.
    fn settle(&mut self) {
        let [numbers, truths, texts] = self.counts;
        self.kind = match (numbers, truths, texts) {
            (0, 0, 0) => ColumnKind::Empty,
            (0, 0, _) => ColumnKind::Text,
            (0, ..) => ColumnKind::Truth,
            _ if texts > numbers => ColumnKind::Text,
            _ => ColumnKind::Number,
        };
        self.decimals = self.decimals.min(self.range.map_or(0, worth_showing));
        if self.kind != ColumnKind::Text {
            self.unreadable += texts;
            self.values -= texts;
        }
    }
}

/// Digits behind the point with which the greatest number has five in all: more is noise on a screen.
fn worth_showing(range: [f64; 2]) -> u8 {
    let greatest = range.iter().fold(0.0_f64, |greatest, end| greatest.max(end.abs()));
    (0..6_u8).find(|digits| greatest >= 10_f64.powi(4 - i32::from(*digits))).unwrap_or(6)
}

fn decimals(number: f64) -> u8 {
    (0..6_u8)
        .find(|digits| {
            let scaled = number * 10_f64.powi(i32::from(*digits));
            (scaled - scaled.round()).abs() < 1e-6 * scaled.abs().max(1.0)
        })
        .unwrap_or(6)
}

/// Looks at all of the files. `format` says how times are written where that is known.
pub fn survey(sources: &[Source], zone: &Zone, format: Option<TimeFormat>) -> Result<Survey, ImportError> {
    let mut survey = Survey::default();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for source in sources {
        let form = if is_messages(source)? { Form::Messages } else { Form::Table(dialect(source, format)?) };
        let file = look(source, form, zone, &mut survey, &mut places)?;
        survey.files.push(file);
    }
    survey.columns.iter_mut().for_each(Column::settle);
    Ok(survey)
}

fn look(
    source: &Source,
    form: Form,
    zone: &Zone,
    survey: &mut Survey,
    places: &mut BTreeMap<String, usize>,
) -> Result<FileSurvey, ImportError> {
    let mut hash = Sha256::new();
    let (mut bytes, mut rows, mut backward) = (0_u64, 0_u64, 0_u64);
    let (mut bad_times, mut open_quotes) = ((0_u64, 0_u64), (0_u64, 0_u64));
    let (mut first, mut last) = (None, None);
    let mut remarks: Vec<String> = Vec::new();
    let columns = &mut survey.columns;
    let span = &mut survey.span;
    let mut tell = |piece: &[u8]| {
        hash.update(piece);
        bytes += piece.len() as u64;
    };
    form.visit(source, zone, &mut tell, &mut |item| {
        match item {
            Item::BadTime(line) => count(&mut bad_times, line),
            Item::OpenQuote(line) => count(&mut open_quotes, line),
            Item::Remark(remark) => {
                if remarks.len() < REMARKS_MAX && !remarks.contains(&remark) {
                    remarks.push(remark);
                }
            }
            Item::Row(time) => {
                rows += 1;
                first.get_or_insert(time);
                backward += u64::from(last.is_some_and(|last| time < last));
                last = Some(time);
                let whole = span.get_or_insert(Span { from: time, to: time });
                (whole.from, whole.to) = (whole.from.min(time), whole.to.max(time));
            }
            Item::Sample { name, unit, time, cell, quality: _ } => {
                let place = match places.get(name) {
                    Some(place) => *place,
                    None if name.len() > NAME_MAX => {
                        let why = format!("a name is longer than {NAME_MAX} bytes");
                        return Err(ImportError::Table { file: source.name.clone(), why });
                    }
                    None if columns.len() >= TAGS_MAX => return Err(ImportError::TooMany(TAGS_MAX)),
                    None => {
                        let (title, own) = title_and_unit(name);
                        let unit = if unit.is_empty() { own } else { unit.chars().take(12).collect() };
                        let source = name.to_owned();
                        columns.push(Column { source, title, unit, ..Column::default() });
                        places.insert(name.to_owned(), columns.len() - 1);
                        columns.len() - 1
                    }
                };
                if let Some(column) = columns.get_mut(place) {
                    column.take(time, &cell);
                }
            }
        }
        Ok(())
    })?;
    let digest = hash.finalize();
    Ok(FileSurvey {
        name: source.name.clone(),
        bytes,
        sha256: crate::import::names::hex(&digest),
        words: match &form {
            Form::Table(dialect) => words(dialect),
            Form::Messages => "messages of an MCAP file, times as they were logged".to_owned(),
        },
        ambiguous: matches!(&form, Form::Table(dialect) if dialect.ambiguous),
        rows,
        bad_times,
        open_quotes,
        backward,
        first,
        remarks,
        form,
    })
}

/// Counts something, with the line of the first.
const fn count((count, first): &mut (u64, u64), line: u64) {
    if *count == 0 {
        *first = line;
    }
    *count += 1;
}

fn words(dialect: &Dialect) -> String {
    let delimiter = match dialect.delimiter {
        b'\t' => "tab",
        b';' => "semicolon",
        b'|' => "bar",
        _ => "comma",
    };
    let shape = match dialect.shape {
        Shape::Wide => "a column for each tag",
        Shape::Long { .. } => "a row for each value",
    };
    let time = dialect.names.get(dialect.time).map_or("", String::as_str);
    format!(
        "{shape}, cut by {delimiter}, decimal {}, {}; times in \"{time}\": {}",
        if dialect.comma { "comma" } else { "point" },
        if dialect.header { "with a header" } else { "without a header" },
        dialect.format.words()
    )
}
