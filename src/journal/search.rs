//! What a screen asks of the whole journal, and what comes back. A request replaces the one before: the newest
//! wins. Nothing here waits, and no file is touched on the asking side.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::journal::{Entry, Query, RowId};

/// Rows of one answer.
pub const WINDOW_MAX: usize = 1_024;

/// The journal as a screen sees it. Asking never waits.
pub trait JournalSearch: Send + Sync {
    /// Asks; replaces what was asked before.
    fn ask(&self, request: JournalRequest);
    /// The newest answer, if any. It may be to an older request: compare `serial`.
    fn answer(&self) -> Option<Arc<JournalReply>>;
    /// Writes all that a query finds into a file, in the background.
    fn export(&self, request: JournalExport);
    /// How the last exports ended, oldest first; at most eight are kept.
    fn exports(&self) -> Vec<JournalOutcome>;
}

/// What is asked: a query, and which of the rows it finds are on screen. It stays open: entries that are
/// written later are told as they come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JournalRequest {
    /// Counts up with each other query; the answer carries it.
    pub serial: u64,
    /// What is looked for.
    pub query: Query,
    /// The first row wanted; 0 is the newest found.
    pub first: usize,
    /// How many rows are wanted, at most [`WINDOW_MAX`].
    pub count: usize,
}

/// The answer to a request.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JournalReply {
    /// Of which request.
    pub serial: u64,
    /// How many entries are found.
    pub found: usize,
    /// How many of them came after the query was first answered; whoever looks further down moves on by so many.
    pub arrived: u64,
    /// How many entries are searched.
    pub searched: usize,
    /// Entries that are older than what is held, and not searched.
    pub left_out: u64,
    /// Lines that could not be read.
    pub unreadable: u64,
    /// Whether the journal's files are still being read.
    pub loading: bool,
    /// The place of the first of `rows` among those found; 0 is the newest.
    pub first: usize,
    /// The rows asked for, newest first.
    pub rows: Arc<[Arc<Listed>]>,
    /// What could not be read, in words; empty when all is well.
    pub trouble: Arc<str>,
    /// How long the search took.
    pub took: Duration,
}

/// One entry as it stands in the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its row.
    pub row: RowId,
    /// Its number in its file's chain, from 1; 0 while it is not written yet.
    pub sequence: u64,
    /// Its hash; empty while it is not written yet.
    pub hash: Arc<str>,
    /// The name of its file.
    pub file: Arc<str>,
    /// What it says.
    pub entry: Entry,
}

/// What is written where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalExport {
    /// What is looked for.
    pub query: Query,
    /// As what.
    pub format: JournalFormat,
    /// A file name; it lies below the station's own export folder. An existing file is never replaced.
    pub path: PathBuf,
}

/// Kinds of files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum JournalFormat {
    /// One line an entry, with its details in one column.
    #[default]
    Csv,
    /// The journal's own lines, unchanged, hashes included.
    JsonLines,
}

/// How an export ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalOutcome {
    /// The file, in full.
    pub path: PathBuf,
    /// Entries written, or why it did not work, in words.
    pub result: Result<u64, Arc<str>>,
}
