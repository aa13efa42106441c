//! Devices as they were: from the station's own tags about them, and the reasons from the journal.

use std::sync::Arc;
use std::time::Duration;

use crate::device::{
    DeviceIndex, LinkState, RoundTrip, Statistics, UnitId, UnitState, UnitStatistics, UnitStatus,
};
use crate::journal::{Entry, EntryKind};
use crate::message::DeviceStatus;
use crate::plant::{Measure, Plant};
use crate::tag::{SampleTable, TagIndex, Value};
use crate::time::Moment;

/// The status of every device at a moment. Blocks and frames are not recorded.
pub(super) fn devices(
    plant: &Plant,
    samples: &SampleTable,
    journal: &[Entry],
    now: Moment,
) -> Vec<Arc<DeviceStatus>> {
    let mut all: Vec<DeviceStatus> = plant.devices.iter().map(|_| unknown(now)).collect();
    for system in &plant.system {
        let Some(device) = system.device else { continue };
        let Some(status) = all.get_mut(device.slot()) else { continue };
        let Some(value) = value(samples, system.tag) else { continue };
        match system.unit {
            None => of_device(status, system.measure, value),
            Some(unit) => of_unit(status, unit, system.measure, value, now),
        }
    }
    for (index, status) in (0u16..).map(DeviceIndex).zip(&mut all) {
        if let Some(device) = plant.device(index) {
            tell_reasons(status, &device.id, journal, now);
        }
    }
    all.into_iter().map(Arc::new).collect()
}

fn unknown(now: Moment) -> DeviceStatus {
    DeviceStatus {
        link: LinkState::Idle,
        link_since: now,
        units: Vec::new(),
        statistics: Statistics::default(),
        blocks: Vec::new(),
        frames: Vec::new(),
    }
}

/// A value that was told to be good.
fn value(samples: &SampleTable, tag: TagIndex) -> Option<&Value> {
    samples.get(tag).filter(|sample| sample.quality().is_good())?.value()
}

fn count(value: &Value) -> u64 {
    value.number().map_or(0, |number| number.max(0.0) as u64)
}

fn of_device(status: &mut DeviceStatus, measure: Measure, value: &Value) {
    match measure {
        Measure::Connected => {
            status.link = if value.truth() == Some(true) { LinkState::Connected } else { LinkState::Silent };
        }
        Measure::Connects => status.statistics.connects = count(value),
        Measure::Overruns => status.statistics.overruns = count(value),
        Measure::StaleFrames => status.statistics.stale_frames = count(value),
        Measure::Duty => status.statistics.duty = value.number().unwrap_or(0.0) / 100.0,
        Measure::Online
        | Measure::Requests
        | Measure::Timeouts
        | Measure::Exceptions
        | Measure::BrokenAnswers
        | Measure::RoundTrip
        | Measure::Recording
        | Measure::Journal
        | Measure::Disk => {}
    }
}

fn of_unit(status: &mut DeviceStatus, unit: UnitId, measure: Measure, value: &Value, now: Moment) {
    let counters: &mut UnitStatistics = status.statistics.units.entry(unit).or_default();
    match measure {
        Measure::Requests => counters.requests = count(value),
        Measure::Timeouts => counters.timeouts = count(value),
        // Which exceptions they were is not recorded: they stand under 0, which no device sends.
        Measure::Exceptions => {
            counters.exceptions =
                std::iter::once((0, count(value))).filter(|(_, count)| *count > 0).collect();
        }
        Measure::BrokenAnswers => counters.broken_answers = count(value),
        Measure::RoundTrip => {
            let millis = value.number().unwrap_or(0.0).clamp(0.0, 1e9);
            counters.round_trip =
                RoundTrip { p50: Duration::from_secs_f64(millis / 1e3), ..RoundTrip::default() };
        }
        Measure::Online => {
            let offline = || UnitState::Offline { retry_at: now, reason: "does not answer".into() };
            let state = if value.truth() == Some(true) { UnitState::Online } else { offline() };
            status.units.push(UnitStatus { unit, state });
        }
        Measure::Connected
        | Measure::Connects
        | Measure::Overruns
        | Measure::StaleFrames
        | Measure::Duty
        | Measure::Recording
        | Measure::Journal
        | Measure::Disk => {}
    }
}

/// Why a link or unit was down stands in the journal; so does since when.
fn tell_reasons(status: &mut DeviceStatus, id: &str, journal: &[Entry], now: Moment) {
    let last = |subject: &str| {
        journal.iter().rev().find(|entry| entry.kind == EntryKind::Link && &*entry.subject == subject)
    };
    if let Some(entry) = last(id) {
        status.link_since = crate::replay::moment(entry.time);
        let down = matches!(status.link, LinkState::Silent | LinkState::Idle);
        if let Some(reason) = entry.text.strip_prefix("waiting: ").filter(|_| down) {
            status.link = LinkState::Waiting { retry_at: now, reason: reason.into() };
        }
    }
    for unit in &mut status.units {
        let told = last(&format!("{id} unit {}", unit.unit.0));
        if let (UnitState::Offline { reason, .. }, Some(entry)) = (&mut unit.state, told)
            && let Some(why) = entry.text.strip_prefix("offline: ")
        {
            *reason = why.into();
        }
    }
}
