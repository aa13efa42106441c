//! The engine: takes every message in order, keeps the one consistent picture of the plant, decides what is
//! sent. Pure: no input or output, no clock; the same messages give the same messages.

mod alarms;
mod commands;
mod links;
mod named_trends;
mod own_tags;
mod recording;
mod reload;
mod samples;
#[cfg(test)]
mod tests;
mod trends;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::alarm::Book;
use crate::device::{DeviceIndex, LinkState, Statistics};
use crate::journal::{Entry, EntryKind};
use crate::message::{
    DeviceStatus, FieldMessage, Mode, Notice, NoticeKind, Order, QualityCounts, Record, Recording, Request,
    Snapshot, SwitchedFault, TrendSaved,
};
use crate::plant::{NamedTrend, Plant};
use crate::tag::{SampleTable, TagIndex};
use crate::time::Moment;
use crate::trend::Memory;

pub use crate::engine::alarms::KeptAlarms;

use crate::engine::alarms::Covered;
use crate::engine::commands::Commands;
use crate::engine::links::LinkBook;
use crate::engine::own_tags::OwnTags;
use crate::engine::reload::Before;
use crate::engine::samples::Derivation;
use crate::engine::trends::Trends;

/// Journal entries kept for the screen.
const JOURNAL_SHOWN: usize = 500;

/// How an engine is set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Where the data comes from.
    pub mode: Mode,
    /// Whether every sample is handed on as a [`Record`].
    pub record_samples: bool,
    /// Bytes for the live trend memory.
    pub memory_bytes: usize,
    /// The number of the first command, so that a journal never sees one twice.
    pub first_command: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { mode: Mode::Live, record_samples: false, memory_bytes: 48 << 20, first_command: 1 }
    }
}

/// What goes into the engine.
#[derive(Clone, Debug)]
pub enum Input {
    /// From the driver.
    Field(FieldMessage),
    /// From a screen or a script.
    Request(Request),
    /// Time passed; about ten times a second.
    Tick,
}

/// What comes out of the engine.
#[derive(Debug)]
pub enum Output {
    /// To the driver of a device.
    Order(DeviceIndex, Order),
    /// To files and streams.
    Record(Record),
    /// To the drivers: poll by this layout from now on.
    Replan(Arc<Plant>),
    /// To the thread of the layout's files: save a trend, and tell how that ended.
    SaveTrend {
        /// The layout its pens are numbered by.
        plant: Arc<Plant>,
        /// The trend; an empty id asks for a new file.
        trend: NamedTrend,
    },
    /// To the simulated plant.
    Fault {
        /// Its id.
        id: Arc<str>,
        /// On or off.
        active: bool,
    },
}

/// The engine's whole state.
#[derive(Debug)]
pub struct Engine {
    options: Options,
    plant: Arc<Plant>,
    before: Option<Before>,
    samples: SampleTable,
    memory: Memory,
    derivation: Derivation,
    devices: Vec<Arc<DeviceStatus>>,
    links: LinkBook,
    alarms: Book,
    alarm_refused: Option<(Arc<str>, Moment)>,
    alarm_remarks: Vec<(Arc<str>, Moment)>,
    covered: Covered,
    horn_trouble: Option<(Arc<str>, Moment)>,
    own_tags: OwnTags,
    commands: Commands,
    trends: Trends,
    counts: QualityCounts,
    journal: VecDeque<Entry>,
    journal_shown: Arc<[Entry]>,
    layout_findings: Arc<[String]>,
    layout_refused_at: Option<Moment>,
    journal_trouble: Option<(Arc<str>, Moment)>,
    recording: Option<Arc<Recording>>,
    recording_at: Moment,
    recording_trouble_since: Moment,
    trend_saved: Option<Arc<TrendSaved>>,
    ticked: Moment,
    faults: Vec<SwitchedFault>,
    sequence: u64,
    beat: u64,
}

impl Engine {
    /// Everything waits for its first value; no device was asked yet.
    pub fn new(plant: Arc<Plant>, options: Options, now: Moment) -> Self {
        let faults = if options.mode == Mode::Simulated { switches(&plant) } else { Vec::new() };
        Self {
            samples: SampleTable::waiting(plant.tags.len(), now),
            memory: memory_for(&plant, options.memory_bytes),
            derivation: Derivation::new(&plant),
            devices: plant.devices.iter().map(|_| Arc::new(idle(now))).collect(),
            links: LinkBook::new(plant.devices.len()),
            alarms: Book::new(&plant.alarms, plant.tags.len()),
            alarm_refused: None,
            alarm_remarks: Vec::new(),
            covered: Covered::new(&plant),
            horn_trouble: None,
            own_tags: OwnTags::default(),
            commands: Commands::new(options.first_command),
            trends: Trends::default(),
            counts: QualityCounts::default(),
            journal: VecDeque::new(),
            journal_shown: Arc::from([]),
            layout_findings: Arc::from([]),
            layout_refused_at: None,
            journal_trouble: None,
            recording: None,
            recording_at: now,
            recording_trouble_since: now,
            trend_saved: None,
            ticked: now,
            faults,
            sequence: 0,
            beat: 0,
            options,
            before: None,
            plant,
        }
    }

    /// Tells that the station started, and that every tag waits for its first value.
    pub fn start(&mut self, now: Moment, out: &mut Vec<Output>) {
        let text = format!(
            "started with layout {}: {} tags, {} devices",
            short_hash(&self.plant),
            self.plant.sources.len() + self.plant.derived.len(),
            self.plant.devices.len()
        );
        let id = Arc::clone(&self.plant.id);
        self.note(entry(now, EntryKind::System, "station", &id, &text, []), out);
        let waiting = self.samples.iter().map(|(tag, sample)| (tag, sample.clone())).collect();
        self.hand_on(waiting, out);
        self.judge_alarms(now, out);
        self.counts = self.count_qualities();
    }

    /// Tells that the station stops; what is under way stays as it is: nothing is sent, nothing is claimed.
    pub fn stop(&mut self, now: Moment, out: &mut Vec<Output>) {
        for draft in self.commands.drafts() {
            self.cancel(now, draft, out);
        }
        let id = Arc::clone(&self.plant.id);
        self.note(entry(now, EntryKind::System, "station", &id, "stopped", []), out);
    }

    /// The layout in force.
    pub const fn plant(&self) -> &Arc<Plant> {
        &self.plant
    }

    /// The current sample of every tag.
    pub const fn samples(&self) -> &SampleTable {
        &self.samples
    }

    /// Whether a draft is on screen, whose checks have ages that move.
    pub fn drafting(&self) -> bool {
        !self.commands.drafts().is_empty()
    }

    /// Takes one message and appends what follows from it.
    pub fn handle(&mut self, now: Moment, input: Input, out: &mut Vec<Output>) {
        match input {
            Input::Field(message) => self.field(now, message, out),
            Input::Request(request) => self.request(now, request, out),
            Input::Tick => {
                self.watch_clock(now, out);
                self.sweep_stale(now, out);
                self.tell_own_tags(now, out);
                self.tick_alarms(now, out);
                self.tick_commands(now, out);
                self.counts = self.count_qualities();
            }
        }
    }

    /// One consistent picture of everything at this moment.
    pub fn snapshot(&mut self, now: Moment) -> Snapshot {
        self.sequence += 1;
        self.trends.refresh(&self.memory, now);
        if self.journal_shown.len() != self.journal.len() || self.journal_shown.last() != self.journal.back()
        {
            self.journal_shown = self.journal.iter().cloned().collect();
        }
        Snapshot {
            sequence: self.sequence,
            at: now,
            plant: Arc::clone(&self.plant),
            mode: self.options.mode,
            samples: self.samples.clone(),
            counts: self.counts,
            devices: self.devices.clone(),
            commands: self.commands.shown(),
            trends: self.trends.shown(),
            journal: Arc::clone(&self.journal_shown),
            alarms: self.alarms.picture(now),
            alarm_refused: self.alarm_refused.clone(),
            notices: self.notices(now),
            faults: self.faults.clone(),
            recording: self.recording.clone(),
            trend_saved: self.trend_saved.clone(),
            replay: None,
            beat: self.beat,
        }
    }

    fn field(&mut self, now: Moment, message: FieldMessage, out: &mut Vec<Output>) {
        match message {
            FieldMessage::Samples { layout, samples, .. } => {
                self.beat += 1;
                if let Some(samples) = self.renumbered_samples(&layout, samples) {
                    self.take_samples(now, samples, out);
                }
            }
            FieldMessage::Link { layout, device, state, at } => {
                if let Some(device) = self.renumbered_device(&layout, device) {
                    self.take_link(device, state, at, out);
                }
            }
            FieldMessage::Unit { layout, device, unit, state, at } => {
                if let Some(device) = self.renumbered_device(&layout, device) {
                    self.take_unit(device, unit, state, at, out);
                }
            }
            // A status of the layout before names tags by old numbers; the next one is half a second away.
            FieldMessage::Status { layout, device, status } => {
                if layout == self.plant.hash {
                    self.take_status(now, device, status, out);
                }
            }
            FieldMessage::WriteSent { command, at } => self.write_sent(command, at, out),
            FieldMessage::WriteEnded { command, outcome, at } => {
                self.write_ended(command, outcome, at, out);
            }
        }
    }

    fn request(&mut self, now: Moment, request: Request, out: &mut Vec<Output>) {
        match request {
            Request::Draft(draft) => self.draft(now, draft, out),
            Request::Confirm { command, reason } => self.confirm(now, command, reason, out),
            Request::Cancel(command) => self.cancel(now, command, out),
            Request::Alarm { action, by } => self.alarm_action(now, &action, &by, out),
            Request::ScriptAlarm { action, requester_id } => {
                self.script_alarm_action(now, &action, requester_id, out);
            }
            Request::HornTrouble(trouble) => self.take_horn_trouble(now, trouble),
            Request::Watch(tags) => self.watch(&tags, out),
            Request::Trends(queries) => self.trends.ask(&queries),
            Request::Reload(plant) => self.reload(now, plant, out),
            Request::ReloadRefused(findings) => self.reload_refused(now, findings, out),
            Request::Fault { id, active } => self.switch_fault(now, &id, active, out),
            Request::JournalTrouble(trouble) => {
                self.journal_trouble = (!trouble.is_empty()).then_some((trouble, now));
                self.tell_own_tags(now, out);
            }
            Request::Recording(recording) => self.take_recording(now, recording, out),
            Request::StoreRemark(text) => {
                self.note(entry(now, EntryKind::System, "archivist", "", &text, []), out);
            }
            Request::Note { at, text } => self.pin_note(now, at, &text, out),
            Request::SaveTrend(wish) => self.save_trend(now, &wish, out),
            Request::TrendSaved { title, result } => self.trend_saved(now, title, result, out),
        }
    }

    fn watch(&self, tags: &[TagIndex], out: &mut Vec<Output>) {
        let mut by_device = vec![Vec::new(); self.plant.devices.len()];
        for tag in tags {
            if let Some(source) = self.plant.source(*tag)
                && let Some(list) = by_device.get_mut(source.device.slot())
            {
                list.push(*tag);
            }
        }
        let orders = (0u16..).map(DeviceIndex).zip(by_device);
        out.extend(orders.map(|(device, tags)| Output::Order(device, Order::Watch(tags.into()))));
    }

    fn switch_fault(&mut self, now: Moment, id: &Arc<str>, active: bool, out: &mut Vec<Output>) {
        let Some(fault) = self.faults.iter_mut().find(|fault| fault.id == *id) else { return };
        if fault.active == active {
            return;
        }
        fault.active = active;
        let text = format!("simulated fault {}: {}", if active { "on" } else { "off" }, fault.title);
        let entry = entry(now, EntryKind::System, "operator", id, &text, []);
        self.note(entry, out);
        out.push(Output::Fault { id: Arc::clone(id), active });
    }

    /// Puts an entry on the screen's journal and on its way to the file.
    fn note(&mut self, entry: Entry, out: &mut Vec<Output>) {
        if self.journal.len() >= JOURNAL_SHOWN {
            self.journal.pop_front();
        }
        self.journal.push_back(entry.clone());
        out.push(Output::Record(Record::Journal(entry)));
    }

    fn notices(&self, now: Moment) -> Vec<Notice> {
        let mut notices = self.link_notices(now);
        if let Some(since) = self.layout_refused_at {
            notices.extend(
                self.layout_findings.iter().take(3).map(|finding| Notice {
                    kind: NoticeKind::Layout,
                    text: format!("changed layout refused, the last good one stays: {}", first_line(finding))
                        .into(),
                    since,
                }),
            );
        }
        if let Some((trouble, since)) = &self.journal_trouble
            && !self.covered.journal()
        {
            notices.push(Notice { kind: NoticeKind::Journal, text: Arc::clone(trouble), since: *since });
        }
        notices.extend(self.alarm_notices());
        notices.extend(self.recording_notice(now).filter(|_| !self.covered.recording()));
        notices.extend(self.trend_notice(now));
        notices.extend(self.commands.notices(&self.plant, now));
        notices.sort_by_key(|notice| std::cmp::Reverse(notice.since.steady));
        notices
    }
}

/// A journal entry about something that happens now.
fn entry<const N: usize>(
    now: Moment,
    kind: EntryKind,
    source: &str,
    subject: &str,
    text: &str,
    details: [(&str, String); N],
) -> Entry {
    Entry {
        time: now.utc,
        kind,
        source: source.into(),
        subject: subject.into(),
        text: text.into(),
        details: details.into_iter().map(|(name, text)| (name.into(), text.into())).collect(),
    }
}

/// Enough of a layout's hash to tell two apart by eye.
fn short_hash(plant: &Plant) -> &str {
    plant.hash.get(..12).unwrap_or(&plant.hash)
}

/// A finding without its hint: one line on the screen.
fn first_line(finding: &str) -> &str {
    finding.lines().next().unwrap_or_default()
}

fn switches(plant: &Plant) -> Vec<SwitchedFault> {
    let faults = plant.simulation.faults.iter();
    faults
        .map(|fault| SwitchedFault {
            id: Arc::clone(&fault.id),
            title: Arc::clone(&fault.title),
            active: fault.active,
        })
        .collect()
}

fn memory_for(plant: &Plant, bytes: usize) -> Memory {
    Memory::new(plant.tags.iter().map(|tag| tag.period.as_nanos() as i64), bytes)
}

fn idle(now: Moment) -> DeviceStatus {
    DeviceStatus {
        link: LinkState::Idle,
        link_since: now,
        units: Vec::new(),
        statistics: Statistics::default(),
        blocks: Vec::new(),
        frames: Vec::new(),
    }
}

/// Statistics of every device by id, for `--stats`.
pub fn statistics(snapshot: &Snapshot) -> BTreeMap<Arc<str>, Arc<DeviceStatus>> {
    let ids = snapshot.plant.devices.iter().map(|device| Arc::clone(&device.id));
    ids.zip(snapshot.devices.iter().cloned()).collect()
}
