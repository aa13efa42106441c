//! The recorder's thread: the journal to its file, samples and events to their streams. A slow or full disk
//! stops here; nothing else waits for it.

use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};

use crate::journal::{Entry, EntryKind};
use crate::message::{Record, Request};
use crate::plant::Plant;
use crate::station::alarm_memory::{AlarmMemory, Saved, Saver, change_of};
use crate::station::historian::STOP_MAX;
use crate::station::journal_file::{JournalFile, JournalOpenError};
use crate::station::journal_search;
use crate::station::streams::Open;
use crate::station::threads::{self, Running};
use crate::station::written::Written;
use crate::time::{Clock, Moment};

/// The journal is forced to the disk this often.
const SYNC_EVERY: Duration = Duration::from_secs(1);
/// With so many alarms the file takes a while: it is then written less often.
const MANY_ALARMS: usize = 1_000;
const SAVE_MANY_EVERY: Duration = Duration::from_secs(10);
/// Entries kept while the journal cannot be written; the oldest are then given up, and that is told.
const UNWRITTEN_MAX: usize = 10_000;

pub(super) struct Parts {
    pub(super) records: Receiver<Record>,
    pub(super) requests: Sender<Request>,
    /// What the historian tells when it has ended; closed when its thread has.
    pub(super) last_words: Receiver<Entry>,
    pub(super) journal: Option<Result<JournalFile, JournalOpenError>>,
    /// What the journal says of the alarms, and who keeps it in a file.
    pub(super) alarms: (AlarmMemory, Option<Saver>),
    pub(super) written: Written,
    pub(super) search: Option<Arc<journal_search::Desk>>,
    pub(super) streams: Open,
    pub(super) plant: Arc<Plant>,
    pub(super) clock: Arc<dyn Clock>,
}

pub(super) fn start(parts: Parts) -> std::io::Result<Running> {
    threads::spawn("recorder", move || Recorder::new(parts).run())
}

struct Recorder {
    records: Receiver<Record>,
    requests: Sender<Request>,
    last_words: Receiver<Entry>,
    journal: Option<JournalFile>,
    alarms: AlarmMemory,
    saver: Option<Saver>,
    /// Whether an alarm changed since it was saved.
    unsaved: bool,
    saved: Moment,
    written: Written,
    search: Option<Arc<journal_search::Desk>>,
    streams: Open,
    clock: Arc<dyn Clock>,
    unwritten: std::collections::VecDeque<Entry>,
    given_up: u64,
    trouble: String,
    unsynced: bool,
    synced: Moment,
}

impl Recorder {
    fn new(parts: Parts) -> Self {
        let now = parts.clock.now();
        let (alarms, saver) = parts.alarms;
        let mut recorder = Self {
            records: parts.records,
            requests: parts.requests,
            last_words: parts.last_words,
            journal: None,
            alarms,
            saver,
            // What was recovered is saved anew: the next start reads the journal from here on.
            unsaved: true,
            saved: now,
            written: parts.written,
            search: parts.search,
            streams: parts.streams,
            clock: parts.clock,
            unwritten: std::collections::VecDeque::new(),
            given_up: 0,
            trouble: String::new(),
            unsynced: false,
            synced: now,
        };
        recorder.streams.plant(parts.plant);
        match parts.journal {
            Some(Ok(journal)) => {
                let remarks = journal.remarks().to_vec();
                recorder.journal = Some(journal);
                for remark in remarks {
                    recorder.journal(remark_entry(now, &remark));
                }
            }
            Some(Err(error)) => recorder.report(error.to_string()),
            None => {}
        }
        recorder
    }

    fn run(mut self) {
        loop {
            match self.records.recv_timeout(SYNC_EVERY / 4) {
                Ok(record) => {
                    let mut ending = self.take(record);
                    while let Ok(record) = self.records.try_recv() {
                        ending |= self.take(record);
                    }
                    self.streams.flush();
                    if ending {
                        break;
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            let now = self.clock.now();
            if now.steady.since(self.synced.steady) >= SYNC_EVERY {
                self.synced = now;
                self.write_unwritten();
                self.sync();
                self.save_alarms(now);
            }
        }
        self.write_unwritten();
        self.sync();
        if let (Some(saver), Some(saved)) = (self.saver.take(), self.to_save()) {
            saver.end(saved);
        }
        self.streams.flush();
        // Everything else is safe by now; a historian that hangs is waited for no longer than it may take.
        while let Ok(entry) = self.last_words.recv_timeout(STOP_MAX) {
            self.journal(entry);
        }
        self.write_unwritten();
        self.sync();
    }

    /// Takes one record; tells whether it was the last.
    fn take(&mut self, record: Record) -> bool {
        let ending = matches!(record, Record::End);
        match record {
            Record::Journal(entry) => {
                let alarm = change_of(&entry).map(|change| (change, Arc::clone(&entry.text)));
                self.journal(entry);
                // Told once it is written: what a script saw outlives a crash.
                if let Some((change, text)) = alarm {
                    self.streams.alarm(&change, &text);
                }
                self.written.one_more();
            }
            Record::SamplesLost(count) => {
                let now = self.clock.now();
                let text =
                    format!("{count} samples were not handed to the streams: they are read too slowly");
                self.journal(remark_entry(now, &text));
                self.streams.samples_lost(count, now);
            }
            Record::Samples(samples) => self.streams.samples(&samples),
            Record::Link { device, unit, state, detail, at } => {
                self.streams.link(&device, unit, state, &detail, at);
            }
            Record::Command { requester_id, command, stage, detail, at } => {
                let confirm = self.streams.command(&requester_id, command, stage, &detail, at);
                if let Some(request) = confirm {
                    // The script waits for its answer in the events; a full queue is answered there too.
                    if self.requests.try_send(request).is_err() {
                        self.streams.refused(&requester_id, "the station is too busy", at);
                    }
                }
            }
            Record::LineDone { requester_id, changes, at } => self.streams.done(&requester_id, changes, at),
            Record::LineRefused { requester_id, why, at } => self.streams.refused(&requester_id, &why, at),
            Record::Reloaded(plant) => self.streams.plant(plant),
            Record::End => {}
        }
        ending
    }

    fn journal(&mut self, entry: Entry) {
        self.unwritten.push_back(entry);
        if self.unwritten.len() > UNWRITTEN_MAX {
            self.unwritten.pop_front();
            self.given_up += 1;
        }
        if self.trouble.is_empty() {
            self.write_unwritten();
        }
    }

    /// Writes what waits and lets the search know.
    fn write_unwritten(&mut self) {
        let waited = !self.unwritten.is_empty() || self.given_up > 0;
        self.write_waiting();
        if let Some(search) = self.search.as_ref().filter(|_| waited) {
            search.grown(self.unwritten.len());
        }
    }

    /// Writes what waits; on failure it goes on waiting and the operator is told.
    fn write_waiting(&mut self) {
        let Some(journal) = &mut self.journal else {
            return;
        };
        while let Some(entry) = self.unwritten.pop_front() {
            if let Err(error) = journal.append(&entry) {
                self.unwritten.push_front(entry);
                let text = format!("the journal cannot be written to {}: {error}", journal.path().display());
                return self.report(text);
            }
            self.unsynced = true;
            if self.alarms.take(&entry).is_some() {
                self.unsaved = true;
            }
        }
        if self.given_up > 0 {
            let text = format!("{} journal entries were lost while it could not be written", self.given_up);
            let entry = remark_entry(self.clock.now(), &text);
            if journal.append(&entry).is_ok() {
                self.given_up = 0;
            }
        }
        if !self.trouble.is_empty() {
            self.report(String::new());
        }
    }

    /// Hands what is known of the alarms to the thread that saves it, if there is news.
    fn save_alarms(&mut self, now: Moment) {
        let soon = self.alarms.len() > MANY_ALARMS && now.steady.since(self.saved.steady) < SAVE_MANY_EVERY;
        if !self.unsaved || soon {
            return;
        }
        if let Some(saved) = self.to_save()
            && self.saver.as_ref().is_some_and(|saver| saver.save(saved))
        {
            self.unsaved = false;
            self.saved = now;
        }
    }

    fn to_save(&self) -> Option<Saved> {
        let place = self.journal.as_ref()?.place().ok()?;
        Some(Saved { place, memory: self.alarms.clone() })
    }

    fn sync(&mut self) {
        if !std::mem::take(&mut self.unsynced) {
            return;
        }
        if let Some(Err(error)) = self.journal.as_ref().map(JournalFile::sync) {
            self.report(format!("the journal did not reach the disk: {error}"));
        }
    }

    fn report(&mut self, trouble: String) {
        if self.trouble != trouble
            && self.requests.try_send(Request::JournalTrouble(trouble.as_str().into())).is_ok()
        {
            self.trouble = trouble;
        }
    }
}

/// A remark of the station itself.
pub(super) fn remark_entry(now: Moment, text: &str) -> Entry {
    Entry {
        time: now.utc,
        kind: EntryKind::System,
        source: "station".into(),
        subject: "".into(),
        text: text.into(),
        details: std::collections::BTreeMap::new(),
    }
}
