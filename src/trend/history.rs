//! What a screen asks of the whole history, live and stored, and what comes back.
//!
//! A request replaces the one before: the newest wins. Its answer comes at once from what is coarse and near,
//! and once more when it is complete. Nothing here waits, and no file is touched on the asking side.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::alarm::Mark;
use crate::tag::{Quality, Value};
use crate::time::{Span, Timestamp};
use crate::trend::TrendReply;

/// History as a screen sees it. Asking never waits.
pub trait History: Send + Sync {
    /// Asks; replaces what was asked before by the same `asker`.
    fn ask(&self, request: HistoryRequest);
    /// The newest answer to an asker, if any. It may be to an older request: compare `serial`.
    fn answer(&self, asker: u8) -> Option<Arc<HistoryReply>>;
    /// Writes what is asked for into a file, in the background.
    fn export(&self, request: ExportRequest);
    /// How the last exports ended, oldest first; at most eight are kept.
    fn exports(&self) -> Vec<ExportOutcome>;
}

/// Everything a trend screen shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryRequest {
    /// Who asks: each asker has one open request. 0 is the trend screen.
    pub asker: u8,
    /// Counts up; the answer carries it.
    pub serial: u64,
    /// Lines to be drawn, at most 64.
    pub lines: Vec<LineQuery>,
    /// Statistics to be told, at most 64.
    pub statistics: Vec<StatisticsQuery>,
    /// Where markers are wanted.
    pub markers: Option<Span>,
}

/// One line: a tag over a span, one min/max column a pixel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineQuery {
    /// The tag's id. A tag that is no longer in the layout has a history all the same.
    pub tag: Arc<str>,
    /// From when to when.
    pub span: Span,
    /// Columns, 1 to 4096.
    pub columns: u16,
}

/// Statistics of a tag over a span. A span of no length asks for the reading at that time alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatisticsQuery {
    /// The tag's id.
    pub tag: Arc<str>,
    /// From when to when: cursor to cursor.
    pub span: Span,
}

/// The answer to a request.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HistoryReply {
    /// Of which request.
    pub serial: u64,
    /// Whether this is complete; a first answer may be coarse, with lines or statistics missing (`None`).
    pub complete: bool,
    /// One for each line asked for, in order.
    pub lines: Vec<Option<Arc<TrendReply>>>,
    /// One for each statistics asked for, in order.
    pub statistics: Vec<Option<Statistics>>,
    /// What happened, oldest first, at most 2,000.
    pub markers: Arc<[Marker]>,
    /// How many more happened than are told.
    pub markers_left_out: usize,
    /// What could not be read, in words; empty when all is well.
    pub trouble: Arc<str>,
    /// How long the answer took.
    pub took: Duration,
}

/// What a tag did between two times. Mean, deviation and integral are weighted by time: a value holds until
/// the next one, but not over a gap; values that are not Good are left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statistics {
    /// What it was at the begin; `None` in a gap.
    pub at_from: Option<Reading>,
    /// What it was at the end.
    pub at_to: Option<Reading>,
    /// Smallest Good value.
    pub min: Option<f64>,
    /// Largest Good value.
    pub max: Option<f64>,
    /// Mean over the Good time.
    pub mean: Option<f64>,
    /// Standard deviation over the Good time.
    pub deviation: Option<f64>,
    /// Integral over the Good time, in the tag's unit times seconds.
    pub integral: Option<f64>,
    /// How long the value was Good.
    pub good: Duration,
    /// Samples in the span, of whatever quality.
    pub samples: u64,
}

/// A recorded sample at a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// When it was sampled: at or before the time asked for.
    pub time: Timestamp,
    /// Its value, if it had one.
    pub value: Option<Value>,
    /// Its quality, Stale if it was too old by then.
    pub quality: Quality,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// When.
    pub time: Timestamp,
    /// What kind.
    pub kind: MarkerKind,
    /// Who or what did it.
    pub source: Arc<str>,
    /// What it happened to: a tag, a device, a command.
    pub subject: Arc<str>,
    /// In words.
    pub text: Arc<str>,
    /// How the alarm stood after it; `None` where it is not about an alarm.
    pub mark: Option<Mark>,
}

/// Kinds of markers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MarkerKind {
    /// An alarm came, went, or came back from where it was hidden.
    Alarm,
    /// A command was sent or ended, or someone did something to an alarm.
    Command,
    /// A link or unit came or went.
    Link,
    /// Someone pinned a note to this time.
    Note,
    /// The station, its layout or its clock changed.
    System,
}

/// What is written where.
#[derive(Clone, Debug)]
pub struct ExportRequest {
    /// Tags by id, in the order of their columns.
    pub tags: Vec<Arc<str>>,
    /// From when to when.
    pub span: Span,
    /// As what.
    pub format: ExportFormat,
    /// Where; a relative path is below the station's own export folder. An existing file is never replaced.
    pub path: PathBuf,
}

/// Kinds of files.
#[derive(Clone, Debug)]
pub enum ExportFormat {
    /// One line a sample time, one column a tag, with qualities.
    Csv,
    /// A standalone recording.
    Mcap,
    /// A picture of the screen.
    Png(Picture),
}

/// A picture: rows from the top, four bytes (red, green, blue, opacity) a pixel.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Pixels a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// The pixels.
    pub rgba: Arc<[u8]>,
}

/// How an export ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportOutcome {
    /// The file, in full.
    pub path: PathBuf,
    /// Samples written, or why it did not work, in words.
    pub result: Result<u64, Arc<str>>,
}
