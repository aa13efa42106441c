//! Links: what changed is told once, however often a driver tries again; states and counters become tags.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::device::{DeviceIndex, LinkState, Statistics, UnitId, UnitState, UnitStatistics};
use crate::engine::{Engine, Output, entry};
use crate::journal::EntryKind;
use crate::message::{DeviceStatus, Notice, NoticeKind, Record};
use crate::plant::Measure;
use crate::tag::{Quality, Sample, Value};
use crate::time::Moment;

/// Overruns are told as long as the last one is younger than this.
const OVERRUN_SHOWN: Duration = Duration::from_secs(30);

/// What was told last about each link and unit, so that it is not told again.
#[derive(Debug, Default)]
pub(super) struct LinkBook {
    links: Vec<Told>,
    units: BTreeMap<(DeviceIndex, UnitId), Told>,
    overruns: Vec<(u64, Option<Moment>)>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Told {
    word: &'static str,
    reason: Arc<str>,
    since: Moment,
}

impl LinkBook {
    pub(super) fn new(devices: usize) -> Self {
        Self {
            links: vec![Told::default(); devices],
            units: BTreeMap::new(),
            overruns: vec![(0, None); devices],
        }
    }

    /// The same book for the devices of another layout: for each new device, its old number.
    pub(super) fn renumbered(self, moves: &[Option<DeviceIndex>]) -> Self {
        let mut book = Self::new(moves.len());
        for (new, old) in (0u16..).map(DeviceIndex).zip(moves) {
            let Some(old) = *old else { continue };
            if let (Some(slot), Some(told)) = (book.links.get_mut(new.slot()), self.links.get(old.slot())) {
                *slot = told.clone();
            }
            if let (Some(slot), Some(seen)) =
                (book.overruns.get_mut(new.slot()), self.overruns.get(old.slot()))
            {
                *slot = *seen;
            }
            let units = self.units.iter().filter(|((device, _), _)| *device == old);
            book.units.extend(units.map(|((_, unit), told)| ((new, *unit), told.clone())));
        }
        book
    }

    /// Why a write to this unit cannot be carried out now.
    pub(super) fn trouble(&self, device: DeviceIndex, unit: UnitId) -> Option<Arc<str>> {
        let link = self.links.get(device.slot())?;
        if link.word != "connected" {
            return Some(if link.reason.is_empty() {
                "not connected".into()
            } else {
                Arc::clone(&link.reason)
            });
        }
        let told = self.units.get(&(device, unit))?;
        (told.word == "offline").then(|| Arc::clone(&told.reason))
    }
}

impl Engine {
    pub(super) fn take_link(
        &mut self,
        device: DeviceIndex,
        state: LinkState,
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        let reason = match &state {
            LinkState::Waiting { reason, .. } => Arc::clone(reason),
            LinkState::Silent => "connected, but nothing answers".into(),
            LinkState::Idle | LinkState::Connecting | LinkState::Connected => Arc::from(""),
        };
        let word = state.word();
        if let Some(status) = self.devices.get_mut(device.slot()) {
            let status = Arc::make_mut(status);
            if status.link.word() != word {
                status.link_since = at;
            }
            status.link = state.clone();
        }
        let Some(told) = self.links.links.get_mut(device.slot()) else { return };
        // A retry that fails for the same reason is no news: dialling again is told only the first time.
        let dialling_again = matches!(state, LinkState::Connecting) && !told.word.is_empty();
        if dialling_again || (told.word == word && told.reason == reason) {
            return;
        }
        *told = Told { word, reason: Arc::clone(&reason), since: at };
        self.tell_link(device, None, word, &reason, at, out);
    }

    pub(super) fn take_unit(
        &mut self,
        device: DeviceIndex,
        unit: UnitId,
        state: UnitState,
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        let reason = match &state {
            UnitState::Offline { reason, .. } => Arc::clone(reason),
            UnitState::Unknown | UnitState::Online => Arc::from(""),
        };
        let word = state.word();
        let told = self.links.units.entry((device, unit)).or_default();
        if told.word == word && told.reason == reason {
            return;
        }
        *told = Told { word, reason: Arc::clone(&reason), since: at };
        self.tell_link(device, Some(unit), word, &reason, at, out);
    }

    fn tell_link(
        &mut self,
        device: DeviceIndex,
        unit: Option<UnitId>,
        state: &'static str,
        reason: &Arc<str>,
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        let Some(id) = self.plant.device(device).map(|device| Arc::clone(&device.id)) else { return };
        let unit = unit.map(|unit| unit.0);
        let detail = Arc::clone(reason);
        out.push(Output::Record(Record::Link { device: Arc::clone(&id), unit, state, detail, at }));
        if state == "connecting" {
            return;
        }
        let subject = unit.map_or_else(|| id.to_string(), |unit| format!("{id} unit {unit}"));
        let text = if reason.is_empty() { state.to_owned() } else { format!("{state}: {reason}") };
        self.note(entry(at, EntryKind::Link, "station", &subject, &text, []), out);
    }

    pub(super) fn take_status(
        &mut self,
        now: Moment,
        device: DeviceIndex,
        status: Arc<DeviceStatus>,
        out: &mut Vec<Output>,
    ) {
        if let Some((seen, last)) = self.links.overruns.get_mut(device.slot())
            && status.statistics.overruns != *seen
        {
            *seen = status.statistics.overruns;
            *last = Some(now);
        }
        let plant = Arc::clone(&self.plant);
        let tags = plant.system.iter().filter(|system| system.device == Some(device));
        let samples = tags
            .filter_map(|system| {
                let number = match system.unit {
                    None => Some(of_device(system.measure, &status)),
                    Some(unit) => of_unit(system.measure, unit, &status),
                };
                let sample = Sample::new(number?, Quality::GOOD, now, now);
                Some((system.tag, sample))
            })
            .collect();
        if let Some(slot) = self.devices.get_mut(device.slot()) {
            *slot = status;
        }
        self.take_samples(now, samples, out);
    }

    pub(super) fn link_notices(&self, now: Moment) -> Vec<Notice> {
        let name = |device: DeviceIndex| {
            self.plant.device(device).map_or_else(String::new, |device| device.id.to_string())
        };
        let links = (0u16..).map(DeviceIndex).zip(&self.links.links);
        let down = links.clone().filter(|(device, told)| {
            matches!(told.word, "waiting" | "silent") && !self.covered.link(*device, None)
        });
        let mut notices: Vec<_> = down
            .map(|(device, told)| notice(NoticeKind::Link, &name(device), &told.reason, told.since))
            .collect();
        let up = |device: DeviceIndex| {
            self.links.links.get(device.slot()).is_some_and(|told| told.word == "connected")
        };
        let units = self.links.units.iter().filter(|((device, unit), told)| {
            told.word == "offline" && up(*device) && !self.covered.link(*device, Some(*unit))
        });
        notices.extend(units.map(|((device, unit), told)| {
            let subject = format!("{} unit {}", name(*device), unit.0);
            notice(NoticeKind::Link, &subject, &told.reason, told.since)
        }));
        let overruns = (0u16..).map(DeviceIndex).zip(&self.links.overruns);
        notices.extend(overruns.filter_map(|(device, (_, last))| {
            let since = (*last)?;
            let words = "cannot be read as often as planned; see its poll plan";
            (now.age_of(since) < OVERRUN_SHOWN && up(device) && !self.covered.overrun(device))
                .then(|| notice(NoticeKind::Overrun, &name(device), words, since))
        }));
        notices
    }
}

fn notice(kind: NoticeKind, subject: &str, reason: &str, since: Moment) -> Notice {
    Notice { kind, text: format!("{subject}: {reason}").into(), since }
}

fn of_device(measure: Measure, status: &DeviceStatus) -> Value {
    let Statistics { connects, overruns, stale_frames, duty, .. } = &status.statistics;
    match measure {
        Measure::Connects => Value::UInt(*connects),
        Measure::Overruns => Value::UInt(*overruns),
        Measure::StaleFrames => Value::UInt(*stale_frames),
        Measure::Duty => Value::Float(duty * 100.0),
        Measure::Connected
        | Measure::Online
        | Measure::Requests
        | Measure::Timeouts
        | Measure::Exceptions
        | Measure::BrokenAnswers
        | Measure::RoundTrip
        | Measure::Recording
        | Measure::Journal
        | Measure::Disk => Value::Bool(status.link == LinkState::Connected),
    }
}

fn of_unit(measure: Measure, unit: UnitId, status: &DeviceStatus) -> Option<Value> {
    let counters: Option<&UnitStatistics> = status.statistics.units.get(&unit);
    let count = |pick: fn(&UnitStatistics) -> u64| Some(Value::UInt(counters.map_or(0, pick)));
    match measure {
        Measure::Requests => count(|unit| unit.requests),
        Measure::Timeouts => count(|unit| unit.timeouts),
        Measure::Exceptions => count(|unit| unit.exceptions.values().sum()),
        Measure::BrokenAnswers => count(|unit| unit.broken_answers),
        // Before the first answer there is no round trip: no number rather than 0.
        Measure::RoundTrip => {
            let counters = counters.filter(|unit| unit.answers > 0)?;
            Some(Value::Float(counters.round_trip.p50.as_secs_f64() * 1e3))
        }
        Measure::Online
        | Measure::Connected
        | Measure::Connects
        | Measure::Overruns
        | Measure::StaleFrames
        | Measure::Duty
        | Measure::Recording
        | Measure::Journal
        | Measure::Disk => {
            let state = status.units.iter().find(|known| known.unit == unit).map(|known| &known.state);
            Some(Value::Bool(matches!(state, Some(UnitState::Online)) && status.link == LinkState::Connected))
        }
    }
}
