//! The engine's thread: drains what came, handles it in order, hands on what follows, publishes a snapshot.

use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::Receiver;
use tokio::sync::watch;

use crate::command::WriteOutcome;
use crate::engine::{Engine, Input, KeptAlarms, Options, Output};
use crate::journal::EntryKind;
use crate::message::{FieldMessage, Order, Record, Request};
use crate::plant::{NamedTrend, Plant};
use crate::station::acquisition::Drivers;
use crate::station::latest::Latest;
use crate::station::layout_watch::Saver;
use crate::station::outlet::Outlet;
use crate::station::simulation::Faults;
use crate::station::threads::{self, Running};
use crate::station::written::{Hold, Written};
use crate::time::{Clock, Moment};

/// Ages and deadlines are looked at this often.
const TICK: Duration = Duration::from_millis(100);
/// A snapshot waits until no answer came for so long: the blocks of one scan belong on one picture.
const QUIET: Duration = Duration::from_millis(4);
/// But not longer than this after the first of them.
const PUBLISH_MAX: Duration = Duration::from_millis(20);
/// With nothing new, a snapshot still goes out this often: its age proves that the engine is alive.
const ALIVE: Duration = Duration::from_millis(500);
/// Alarms that come and go faster than this share a picture.
const ALARMS_APART: Duration = Duration::from_millis(4);
/// How long stopping waits for the recorder.
const STOP_PATIENCE: Duration = Duration::from_millis(500);
/// Messages handled before a snapshot is considered.
const DRAIN_MAX: usize = 512;

pub(super) struct Parts {
    pub(super) plant: Arc<Plant>,
    pub(super) options: Options,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) field: Receiver<FieldMessage>,
    pub(super) requests: Receiver<Request>,
    /// What an earlier run left of the alarms.
    pub(super) alarms: KeptAlarms,
    /// How far the recorder has written the journal.
    pub(super) written: Written,
    /// To the recorder first, and to the historian.
    pub(super) outlets: Vec<Outlet>,
    pub(super) drivers: Drivers,
    pub(super) faults: Option<Faults>,
    /// To the layout's files; `None` where the layout is taken as it is.
    pub(super) saver: Option<Saver>,
    pub(super) latest: Arc<Latest>,
    pub(super) stopped: watch::Receiver<bool>,
}

pub(super) fn start(parts: Parts) -> std::io::Result<Running> {
    threads::spawn("engine", move || Loop::new(parts).run())
}

struct Loop {
    parts: Parts,
    engine: Engine,
    out: Vec<Output>,
    dirty_since: Option<Moment>,
    /// Journal entries that the recorder was given.
    entries: u64,
    /// So many must be written before a picture may show what follows from them.
    proven_by: u64,
    /// An alarm changed: the next picture goes out at once.
    urgent: bool,
    hold: Hold,
    published: Moment,
    ticked: Moment,
}

impl Loop {
    fn new(mut parts: Parts) -> Self {
        let now = parts.clock.now();
        let mut engine = Engine::new(Arc::clone(&parts.plant), parts.options, now);
        let mut out = Vec::new();
        engine.restore(now, std::mem::take(&mut parts.alarms), &mut out);
        engine.start(now, &mut out);
        Self {
            engine,
            out,
            dirty_since: Some(now),
            entries: 0,
            proven_by: 0,
            urgent: false,
            hold: Hold::No,
            published: Moment::default(),
            ticked: now,
            parts,
        }
    }

    fn run(mut self) {
        while !*self.parts.stopped.borrow() {
            let handled = self.wait_and_drain();
            let now = self.parts.clock.now();
            if now.steady.since(self.ticked.steady) >= TICK {
                self.ticked = now;
                self.engine.handle(now, Input::Tick, &mut self.out);
                if !self.out.is_empty() || self.engine.drafting() {
                    self.dirty_since.get_or_insert(now);
                }
            }
            self.hand_on(now);
            self.publish_if_due(now, handled);
        }
        while let Ok(message) = self.parts.field.try_recv() {
            self.take(Input::Field(message));
        }
        let now = self.parts.clock.now();
        self.engine.stop(now, &mut self.out);
        self.hand_on(now);
        self.parts.latest.put(Arc::new(self.engine.snapshot(now)));
        // Whatever still waits is worth half a second; after that its reader hangs on its disk.
        for outlet in &mut self.parts.outlets {
            outlet.end(STOP_PATIENCE);
        }
    }

    /// Waits for the first message, then takes what else is there. Tells how many came.
    fn wait_and_drain(&mut self) -> usize {
        let mut handled = 0;
        let patience = match (self.hold, self.dirty_since) {
            (Hold::Since(_), _) => QUIET / 4,
            (Hold::No | Hold::GivenUp, Some(_)) => QUIET,
            (Hold::No | Hold::GivenUp, None) => TICK / 4,
        };
        crossbeam_channel::select! {
            recv(self.parts.field) -> message => if let Ok(message) = message {
                self.take(Input::Field(message));
                handled += 1;
            },
            recv(self.parts.requests) -> request => if let Ok(request) = request {
                self.take(Input::Request(request));
                handled += 1;
            },
            default(patience) => {}
        }
        while handled > 0 && handled < DRAIN_MAX {
            // Requests first: an operator's click does not queue behind samples.
            if let Ok(request) = self.parts.requests.try_recv() {
                self.take(Input::Request(request));
            } else if let Ok(message) = self.parts.field.try_recv() {
                self.take(Input::Field(message));
            } else {
                break;
            }
            handled += 1;
        }
        handled
    }

    fn take(&mut self, input: Input) {
        let now = self.parts.clock.now();
        // Counters go out with the next picture; a frame of their own would only delay the next scan's.
        if !matches!(input, Input::Field(FieldMessage::Status { .. })) {
            self.dirty_since.get_or_insert(now);
        }
        self.engine.handle(now, input, &mut self.out);
        if self.out.iter().any(|output| matches!(output, Output::Order(..))) {
            self.hand_on(now);
        }
    }

    fn hand_on(&mut self, now: Moment) {
        while !self.out.is_empty() {
            let mut failed = Vec::new();
            let mut unsaved = Vec::new();
            for output in std::mem::take(&mut self.out) {
                match output {
                    Output::Record(record) => self.record(record),
                    Output::Order(device, order) => {
                        if let Err(Order::Write(order)) = self.parts.drivers.order(device, order) {
                            failed.push(order.command);
                        }
                    }
                    Output::SaveTrend { plant, trend } => {
                        let title = Arc::clone(&trend.title);
                        if let Err(why) = self.save(plant, trend) {
                            unsaved.push(Request::TrendSaved { title, result: Err(why.into()) });
                        }
                    }
                    Output::Replan(plant) => self.parts.drivers.replan(plant),
                    Output::Fault { id, active } => {
                        if let Some(faults) = &self.parts.faults {
                            faults.switch(&id, active);
                        }
                    }
                }
            }
            for request in unsaved {
                self.engine.handle(now, Input::Request(request), &mut self.out);
            }
            for command in failed {
                let outcome = WriteOutcome::NotSent("the device's queue is full".into());
                let message = FieldMessage::WriteEnded { command, outcome, at: now };
                self.engine.handle(now, Input::Field(message), &mut self.out);
            }
        }
        for outlet in &mut self.parts.outlets {
            outlet.drain();
        }
    }

    /// Hands a trend to the layout's files, or tells why that cannot be.
    fn save(&self, plant: Arc<Plant>, trend: NamedTrend) -> Result<(), &'static str> {
        let Some(saver) = &self.parts.saver else {
            return Err("this station runs without a layout folder of its own");
        };
        let taken = saver.save(plant, trend);
        if taken { Ok(()) } else { Err("the layout's disk does not answer; save again when it does") }
    }

    fn record(&mut self, record: Record) {
        let (entry, alarm) = match &record {
            Record::Journal(entry) => (true, entry.kind == EntryKind::Alarm),
            Record::Samples(_)
            | Record::Link { .. }
            | Record::Command { .. }
            | Record::SamplesLost(_)
            | Record::Reloaded(_)
            | Record::LineRefused { .. }
            | Record::LineDone { .. }
            | Record::End => (false, false),
        };
        let Some((recorder, others)) = self.parts.outlets.split_first_mut() else { return };
        for outlet in others {
            outlet.send(record.clone());
        }
        if recorder.send(record) && entry {
            self.entries += 1;
        }
        if alarm {
            self.proven_by = self.entries;
            self.urgent = true;
        }
    }

    fn publish_if_due(&mut self, now: Moment, handled: usize) {
        let quiet = now.steady.since(self.published.steady);
        let due = match self.dirty_since {
            _ if self.urgent => quiet >= ALARMS_APART,
            Some(since) => handled == 0 || now.steady.since(since.steady) >= PUBLISH_MAX,
            None => quiet >= ALIVE,
        };
        if due && !self.hold.holds(self.parts.written.count(), self.proven_by, now) {
            self.urgent = false;
            self.dirty_since = None;
            self.published = now;
            self.parts.latest.put(Arc::new(self.engine.snapshot(now)));
        }
    }
}
