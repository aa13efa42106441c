//! A small plant with one of everything, and snapshots of it, for tests of the screens.

pub(super) mod alarms;
mod bench;
mod history;
mod plant;

pub(super) use bench::Bench;
pub(super) use history::FakeHistory;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::command::{Check, CommandId, CommandStatus, Draft, Stage};
use crate::device::{LinkState, Statistics};
use crate::gui::fixture::plant::plant;
use crate::message::{DeviceStatus, Mode, Notice, NoticeKind, QualityCounts, Snapshot, SwitchedFault};
use crate::tag::{Quality, Sample, SampleTable, TagIndex, Value};
use crate::time::{Moment, Steady, Timestamp};

/// The pump's command, state and mode, its current, a setpoint and a plain level.
pub(super) const COMMAND: TagIndex = TagIndex(0);
pub(super) const STATE: TagIndex = TagIndex(1);
pub(super) const MODE: TagIndex = TagIndex(2);
pub(super) const CURRENT: TagIndex = TagIndex(3);
pub(super) const SETPOINT: TagIndex = TagIndex(4);
pub(super) const LEVEL: TagIndex = TagIndex(5);

/// The moment at which fixtures begin.
pub(super) fn start() -> Moment {
    Moment { utc: Timestamp::from_millis(1_800_000_000_000), steady: Steady::from_millis(100_000) }
}

/// A snapshot in which all is well.
pub(super) fn snapshot(now: Moment) -> Snapshot {
    let plant = Arc::new(plant());
    let mut samples = SampleTable::waiting(plant.tags.len(), now);
    let values = [
        Value::Int(0),
        Value::Int(0),
        Value::Int(1),
        Value::Float(41.5),
        Value::Float(5.55),
        Value::Float(2.31),
    ];
    for (at, value) in (0..).map(TagIndex).zip(values) {
        samples.set(at, Sample::new(value, Quality::GOOD, now, now));
    }
    let status = DeviceStatus {
        link: LinkState::Connected,
        link_since: now,
        units: Vec::new(),
        statistics: Statistics::default(),
        blocks: Vec::new(),
        frames: Vec::new(),
    };
    Snapshot {
        sequence: 1,
        at: now,
        plant,
        mode: Mode::Live,
        samples,
        counts: QualityCounts { total: 6, good: 6, ..QualityCounts::default() },
        devices: vec![Arc::new(status)],
        commands: Vec::new(),
        trends: BTreeMap::new(),
        journal: Arc::from([]),
        alarms: Arc::default(),
        alarm_refused: None,
        notices: Vec::new(),
        faults: Vec::new(),
        recording: None,
        trend_saved: None,
        replay: None,
        beat: 1,
    }
}

/// A notice.
pub(super) fn notice(kind: NoticeKind, text: &str) -> Notice {
    Notice { kind, text: text.into(), since: start() }
}

/// A fault of a simulated plant.
pub(super) fn fault(id: &str, title: &str) -> SwitchedFault {
    SwitchedFault { id: id.into(), title: title.into(), active: false }
}

/// A check, met or not.
pub(super) fn check(title: &str, met: bool) -> Check {
    Check {
        title: title.into(),
        met,
        value: "3".into(),
        age: Some(Duration::from_millis(400)),
        lifted_by: "shift supervisor".into(),
    }
}

/// What the engine would make of a draft.
pub(super) fn drafted(draft: Draft, checks: Vec<Check>, now: Moment) -> CommandStatus {
    let stage = if checks.iter().all(|check| check.met) { Stage::Checked } else { Stage::Draft };
    CommandStatus {
        id: CommandId(7),
        draft,
        stage,
        stage_since: now,
        checks,
        from: "Stopped".into(),
        actual: "".into(),
        deadline: None,
        critical: false,
        reason: "".into(),
        detail: "".into(),
        history: vec![(Stage::Draft, now), (stage, now)],
    }
}
