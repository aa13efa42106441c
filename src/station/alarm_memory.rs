//! What is known of the alarms over a restart: the last journal entry of each.
//!
//! The journal proves every state: each change is an entry that holds all of it. The file `alarms.json` only
//! spares reading it from its beginning; docs/alarms-file.md is its format. At a start what the file holds
//! comes first, then the alarm entries of the journal after its place; the last entry of each alarm wins.

mod recovery;
mod saver;
mod state_file;

pub(super) use saver::Saver;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crossbeam_channel::Sender;

use crate::alarm::{Axes, Change, Kept};
use crate::engine::KeptAlarms;
use crate::journal::{Entry, EntryKind};
use crate::message::Request;
use crate::station::journal_file::{JournalFile, JournalOpenError, Place};
use crate::station::threads::Running;
use crate::time::Clock;

/// Alarms remembered at most; the layout's own limits stand far below.
const ALARMS_MAX: usize = 100_000;

/// The last entry of each alarm.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct AlarmMemory {
    last: BTreeMap<Arc<str>, Arc<Entry>>,
}

/// What is written to the file.
#[derive(Clone, Debug)]
pub(super) struct Saved {
    /// The journal up to which it holds.
    pub(super) place: Place,
    pub(super) memory: AlarmMemory,
}

/// What an earlier run left, and who keeps it from now on.
#[derive(Debug, Default)]
pub(super) struct Opened {
    /// For the engine.
    pub(super) kept: KeptAlarms,
    /// For the recorder, which goes on with it.
    pub(super) memory: AlarmMemory,
    pub(super) saver: Option<Saver>,
    pub(super) running: Option<Running>,
}

/// Reads what an earlier run left and starts to keep it; without a journal that proves it nothing is kept.
pub(super) fn open(
    folder: Option<&Path>,
    journal: &mut Option<Result<JournalFile, JournalOpenError>>,
    requests: &Sender<Request>,
    clock: &Arc<dyn Clock>,
) -> std::io::Result<Opened> {
    let (Some(folder), Some(Ok(journal))) = (folder, journal) else { return Ok(Opened::default()) };
    let (kept, memory) = recovery::recover(folder, journal, clock.now().utc);
    let (saver, running) = saver::start(folder.to_owned(), requests.clone(), Arc::clone(clock))?;
    Ok(Opened { kept, memory, saver: Some(saver), running: Some(running) })
}

impl AlarmMemory {
    /// Takes an entry of the journal; gives its change. Entries that are not about alarms, or cannot be read
    /// as such, change nothing. One that is normal again stays for its occurrence, so that no acknowledgement
    /// can meet a wrong raise; only where there are far too many are those forgotten.
    pub(super) fn take(&mut self, entry: &Entry) -> Option<Change> {
        let change = change_of(entry)?;
        let known = self.last.contains_key(&change.alarm);
        if !known && self.last.len() >= ALARMS_MAX {
            self.last.retain(|_, entry| {
                change_of(entry).is_some_and(|change| change.after.axes != Axes::default())
            });
        }
        if known || self.last.len() < ALARMS_MAX {
            self.last.insert(Arc::clone(&change.alarm), Arc::new(entry.clone()));
        }
        Some(change)
    }

    /// How many alarms it holds.
    pub(super) fn len(&self) -> usize {
        self.last.len()
    }

    /// What each of them is.
    fn kept(&self) -> BTreeMap<Arc<str>, Kept> {
        let changes = self.last.values().filter_map(|entry| change_of(entry));
        changes.map(|change| (change.alarm, change.after)).collect()
    }
}

/// The change that an entry tells.
pub(super) fn change_of(entry: &Entry) -> Option<Change> {
    if entry.kind != EntryKind::Alarm {
        return None;
    }
    Change::read(&entry.details, entry.time, &entry.source, &entry.subject)
}

#[cfg(test)]
mod tests;
