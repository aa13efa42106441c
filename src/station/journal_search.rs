//! Answers what screens ask of the whole journal, on a thread of its own. It follows the journal's files as they
//! grow, keeps a searchable row of each entry, and answers the newest request; exports are written in pieces
//! between the answers.

mod desk;
mod export;
mod file_lines;
mod tail;
#[cfg(test)]
mod tests;

pub(super) use desk::Desk;

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::journal::{
    Chained, Entry, Index, JournalOutcome, JournalReply, JournalRequest, Listed, RowId, Search, WINDOW_MAX,
};
use crate::station::history::export_path;
use crate::station::journal_search::export::Export;
use crate::station::journal_search::file_lines::FileLines;
use crate::station::journal_search::tail::{Grown, Tail};
use crate::station::threads::{self, Running};
use crate::time::{Clock, Zone};

/// Looks this often whether the station has stopped.
const PATIENCE: Duration = Duration::from_millis(500);
/// Rows searched before it is looked whether something newer is asked.
const STRETCH: u64 = 32_768;

/// What the thread needs.
pub(super) struct Parts {
    /// The file that is being written; earlier ones lie beside it.
    pub(super) journal: PathBuf,
    pub(super) exports: PathBuf,
    pub(super) zone: Zone,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) stopped: watch::Receiver<bool>,
}

/// Starts the thread that answers.
pub(super) fn start(parts: Parts) -> std::io::Result<(Arc<Desk>, Running)> {
    let desk = Arc::new(Desk::default());
    let answering = Arc::clone(&desk);
    let running = threads::spawn("journal", move || {
        let stopped = parts.stopped.clone();
        let mut searcher = Searcher::new(answering, parts);
        while !*stopped.borrow() {
            searcher.turn();
        }
    })?;
    Ok((desk, running))
}

struct Searcher {
    desk: Arc<Desk>,
    tail: Tail,
    lines: FileLines,
    index: Index,
    exports: PathBuf,
    zone: Zone,
    clock: Arc<dyn Clock>,
    open: Option<Open>,
    export: Option<Export>,
    loading: bool,
}

/// The request that is being answered.
struct Open {
    request: JournalRequest,
    search: Search,
    /// Oldest first.
    found: VecDeque<RowId>,
    /// Rows before this one were searched.
    searched_to: u64,
    arrived: u64,
    rows: BTreeMap<RowId, Arc<Listed>>,
    took: Duration,
}

impl Searcher {
    fn new(desk: Arc<Desk>, parts: Parts) -> Self {
        let paths = tail::files_up_to(&parts.journal);
        Self {
            desk,
            tail: Tail::begin(&paths),
            lines: FileLines::new(paths),
            index: Index::default(),
            exports: parts.exports,
            zone: parts.zone,
            clock: parts.clock,
            open: None,
            export: None,
            loading: true,
        }
    }

    /// One round: what was written, what is asked, a piece of an export; waits when there is none of it.
    fn turn(&mut self) {
        let (index, zone) = (&mut self.index, &self.zone);
        let grown = self.tail.read(&mut |chained, place| index.push(chained, place, zone).is_some());
        let loaded = self.loading && grown == Grown::Nothing;
        self.loading &= !loaded;
        let asked = self.desk.take_request();
        let changed = asked.is_some() || grown != Grown::Nothing || loaded || self.desk.waiting_changed();
        if let Some(request) = asked {
            self.take(request);
        }
        if changed && self.bring_up_to_date() {
            self.publish();
        }
        let exporting = self.write_export();
        if grown == Grown::Nothing && !changed && !exporting {
            self.desk.wait(PATIENCE);
        }
    }

    fn take(&mut self, mut request: JournalRequest) {
        request.count = request.count.min(WINDOW_MAX);
        match &mut self.open {
            Some(open) if open.request.serial == request.serial && open.request.query == request.query => {
                open.request = request;
            }
            _ => {
                self.open = Some(Open {
                    search: request.query.compile(),
                    request,
                    found: VecDeque::new(),
                    searched_to: 0,
                    arrived: 0,
                    rows: BTreeMap::new(),
                    took: Duration::ZERO,
                });
            }
        }
    }

    /// Searches what the open request has not seen yet; false where there is none or a newer one waits.
    fn bring_up_to_date(&mut self) -> bool {
        let Some(open) = &mut self.open else { return false };
        let first_time = open.searched_to == 0;
        let begun = self.clock.now();
        let before = open.found.len();
        while open.searched_to < self.index.end() {
            if self.desk.superseded() {
                return false;
            }
            let from = open.searched_to.max(self.index.oldest().0);
            let to = self.index.end().min(from + STRETCH);
            self.index.search(&open.search, (from, to), &mut open.found);
            open.searched_to = to;
        }
        if first_time || self.loading {
            open.took = self.clock.now().steady.since(begun.steady);
        } else {
            open.arrived += (open.found.len() - before) as u64;
        }
        while open.found.front().is_some_and(|row| *row < self.index.oldest()) {
            open.found.pop_front();
        }
        true
    }

    fn publish(&mut self) {
        let trouble = self.trouble();
        let Some(open) = &mut self.open else { return };
        let (first, count) = (open.request.first.min(open.found.len()), open.request.count);
        let wanted: Vec<RowId> = open.found.iter().rev().skip(first).take(count).copied().collect();
        let mut kept = std::mem::take(&mut open.rows);
        let rows: Vec<Arc<Listed>> = wanted
            .into_iter()
            .filter_map(|row| {
                kept.remove(&row).or_else(|| listed(&mut self.lines, &self.index, row).map(Arc::new))
            })
            .collect();
        open.rows = rows.iter().map(|listed| (listed.row, Arc::clone(listed))).collect();
        let reply = JournalReply {
            serial: open.request.serial,
            found: open.found.len(),
            arrived: open.arrived,
            searched: self.index.len(),
            left_out: self.index.left_out() + self.tail.skipped(),
            unreadable: self.tail.unreadable(),
            loading: self.loading,
            first,
            rows: rows.into(),
            trouble,
            took: open.took,
        };
        self.desk.put(reply);
    }

    fn trouble(&self) -> Arc<str> {
        match (self.desk.waiting(), self.tail.trouble()) {
            (0, trouble) => trouble.into(),
            (1, _) => "1 newer entry waits to be written".into(),
            (waiting, _) => format!("{waiting} newer entries wait to be written").into(),
        }
    }

    /// Writes a piece of an export; whether there is more to do.
    fn write_export(&mut self) -> bool {
        if self.export.is_none() {
            let Some(request) = self.desk.take_export() else { return false };
            let mut rows = VecDeque::new();
            self.index.search(&request.query.compile(), (0, self.index.end()), &mut rows);
            let places = rows.into_iter().filter_map(|row| self.index.row(row)).map(|(.., place)| place);
            match export_path(&self.exports, &request.path)
                .and_then(|path| Export::begin(path, request.format, places.collect()))
            {
                Ok(export) => self.export = Some(export),
                Err(why) => self.desk.told(JournalOutcome { path: request.path, result: Err(why) }),
            }
            return true;
        }
        if let Some(mut export) = self.export.take() {
            match export.piece(&mut self.lines, &self.zone) {
                Ok(false) => self.export = Some(export),
                Ok(true) => self.desk.told(export.finish()),
                Err(why) => {
                    self.desk.told(JournalOutcome { path: export.path().to_owned(), result: Err(why) });
                }
            }
        }
        true
    }
}

/// Reads a row's line again. A line that went meanwhile is told in its place, so that no row is missing.
fn listed(lines: &mut FileLines, index: &Index, row: RowId) -> Option<Listed> {
    let (time, kind, place) = index.row(row)?;
    let file = lines.name(place.file);
    let read = lines.read(place).and_then(|line| {
        let chained: Chained = serde_json::from_str(&line).map_err(|error| error.to_string())?;
        let entry = chained.entry().ok_or_else(|| "it is no entry".to_owned())?;
        Ok((chained, entry))
    });
    Some(match read {
        Ok((chained, entry)) => {
            Listed { row, sequence: chained.sequence, hash: chained.hash.as_str().into(), file, entry }
        }
        Err(why) => {
            let text = format!("this line of {file} cannot be read any more: {why}").into();
            let (source, subject) = ("".into(), "".into());
            let entry = Entry { time, kind, source, subject, text, details: BTreeMap::new() };
            Listed { row, sequence: 0, hash: "".into(), file, entry }
        }
    })
}

/// The name of a file without its folder.
fn name_of(path: &Path) -> Arc<str> {
    path.file_name().unwrap_or_default().to_string_lossy().as_ref().into()
}
