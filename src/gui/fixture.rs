//! A small plant with one of everything, and snapshots of it, for tests of the screens.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::Receiver;
use egui_kittest::Harness;

use crate::command::{Check, CommandId, CommandStatus, Draft, PermissiveRule, Stage, WriteRule};
use crate::device::{
    Address, ByteOrder, Device, DeviceIndex, Encoding, Limits, LinkState, NotImplemented, Notation, Source,
    Statistics, Table, Timing, UnitId, WriteFunction,
};
use crate::display::{
    CommandButton, Display, Element, ElementKind, Equipment, Faceplate, KeyTrend, Place, ValueSize,
};
use crate::expression::Expression;
use crate::gui::{App, Feed, Options};
use crate::message::{
    DeviceStatus, Mode, Notice, NoticeKind, QualityCounts, Request, Snapshot, SwitchedFault,
};
use crate::plant::Plant;
use crate::tag::{Bands, Quality, Sample, SampleTable, Scaling, StateText, Tag, TagIndex, Value};
use crate::time::{Clock as _, ManualClock, Moment, Steady, Timestamp};

/// The pump's command, state and mode, its current, a setpoint and a plain level.
pub(super) const COMMAND: TagIndex = TagIndex(0);
pub(super) const STATE: TagIndex = TagIndex(1);
pub(super) const MODE: TagIndex = TagIndex(2);
pub(super) const CURRENT: TagIndex = TagIndex(3);
pub(super) const SETPOINT: TagIndex = TagIndex(4);
pub(super) const LEVEL: TagIndex = TagIndex(5);

fn tag(id: &str, title: &str, unit: &str, decimals: u8, states: &[(i64, &str)]) -> Tag {
    Tag {
        id: id.into(),
        title: title.into(),
        equipment: id.split_once('.').map(|(machine, _)| machine.into()),
        area: "Intake".into(),
        unit: unit.into(),
        decimals,
        range: states.is_empty().then_some([0.0, 100.0]),
        bands: Bands { normal: Some([20.0, 60.0]), high: Some(90.0), ..Bands::default() },
        states: states
            .iter()
            .map(|(value, text)| StateText {
                value: *value,
                text: (*text).into(),
                active: *value == 1,
                normal: true,
            })
            .collect(),
        scaling: Scaling::None,
        period: Duration::from_secs(1),
        stale_after: Duration::from_secs(60),
    }
}

fn rule(tag: TagIndex, read_back: TagIndex, maximum: f64) -> WriteRule {
    WriteRule {
        tag,
        minimum: 0.0,
        maximum,
        step_maximum: None,
        read_back,
        expect: BTreeMap::new(),
        tolerance: 0.01,
        deadline: Duration::from_secs(3),
        settle_within: Duration::from_secs(10),
        critical: false,
        permissives: Vec::new(),
    }
}

fn source(tag: TagIndex) -> Source {
    Source {
        tag,
        device: DeviceIndex(0),
        unit: UnitId(1),
        address: Address {
            table: Table::HoldingRegister,
            offset: tag.0 as u16,
            bits: None,
            typed: format!("4000{}", tag.0 + 1).into(),
            notation: Notation::Modicon5,
        },
        encoding: Encoding::U16,
        order: ByteOrder::Abcd,
        not_implemented: NotImplemented::None,
        exponent: None,
        period: Duration::from_secs(1),
        write_function: WriteFunction::Single,
    }
}

fn element(id: &str, y: f32, kind: ElementKind) -> Element {
    Element {
        id: id.into(),
        place: Place { x: 40.0, y, w: 160.0, h: 46.0 },
        label: None,
        equipment: None,
        kind,
    }
}

fn display(id: &str, title: &str, level: u8, elements: Vec<Element>) -> Display {
    let key_trends =
        if level == 2 { vec![KeyTrend { tag: LEVEL, span: Duration::from_secs(600) }] } else { vec![] };
    Display { id: id.into(), title: title.into(), level, size: [1332.0, 912.0], elements, key_trends }
}

/// The plant: one pump, one controller, one plain tag, two displays.
pub(super) fn plant() -> Plant {
    let tags = vec![
        tag("P-104.Command", "Raw water pump 4, command", "", 0, &[(0, "Stop"), (1, "Start")]),
        tag("P-104.State", "Raw water pump 4, state", "", 0, &[(0, "Stopped"), (1, "Running")]),
        tag("P-104.Mode", "Raw water pump 4, mode", "", 0, &[(0, "OFF"), (1, "MAN"), (2, "AUTO")]),
        tag("P-104.Current", "Raw water pump 4, motor current", "A", 1, &[]),
        tag("PIC-610.SP", "Header pressure, setpoint", "bar", 2, &[]),
        tag("LIT-301", "Clearwell level", "m", 2, &[]),
    ];
    let by_id: BTreeMap<_, _> =
        (0..).map(TagIndex).zip(&tags).map(|(at, tag)| (tag.id.clone(), at)).collect();
    let running = Expression::parse("[P-104.Mode] == 1", &|id| by_id.get(id).copied()).unwrap();
    let mut start = rule(COMMAND, STATE, 1.0);
    start.permissives = vec![PermissiveRule {
        title: "Mode is MAN".into(),
        condition: Arc::new(running),
        for_values: vec![1],
        lifted_by: "operator".into(),
    }];
    let pump = Faceplate {
        state: Some(STATE),
        command: Some(COMMAND),
        mode: Some(MODE),
        rows: vec![CURRENT],
        trend: Some(CURRENT),
        buttons: vec![
            CommandButton { text: "Start".into(), tag: COMMAND, value: 1.0 },
            CommandButton { text: "Stop".into(), tag: COMMAND, value: 0.0 },
        ],
        ..Faceplate::default()
    };
    let controller = Faceplate { setpoints: vec![SETPOINT], ..Faceplate::default() };
    let machine = |id: &str, title: &str, faceplate| {
        let equipment = Equipment {
            id: id.into(),
            title: title.into(),
            type_id: "machine".into(),
            area: "Intake".into(),
            faceplate,
        };
        (Arc::from(id), equipment)
    };
    let value = |tag| ElementKind::Value { tag, size: ValueSize::Normal };
    let elements = vec![
        element("level", 40.0, value(LEVEL)),
        element("current", 120.0, value(CURRENT)),
        element("setpoint", 200.0, value(SETPOINT)),
    ];
    Plant {
        id: "fixture".into(),
        title: "Northfield".into(),
        subtitle: "Water works".into(),
        hash: "7f3a2c00".into(),
        tags,
        tags_by_id: by_id,
        devices: vec![Device {
            id: "PLC-1".into(),
            title: "Intake".into(),
            host: "10.0.0.1".into(),
            port: 502,
            unit: UnitId(1),
            units: Vec::new(),
            order: ByteOrder::Abcd,
            limits: Limits::default(),
            timing: Timing::default(),
            ignore_transaction_id: false,
        }],
        sources: (0..6).map(|at| source(TagIndex(at))).collect(),
        write_rules: [
            (COMMAND, start),
            (MODE, rule(MODE, MODE, 2.0)),
            (SETPOINT, rule(SETPOINT, SETPOINT, 6.5)),
        ]
        .into(),
        equipment: [
            machine("P-104", "Raw water pump 4", pump),
            machine("PIC-610", "Header pressure", controller),
        ]
        .into(),
        displays: vec![
            display("overview", "Plant overview", 1, vec![element("level", 40.0, value(LEVEL))]),
            display("treatment", "Treatment train", 2, elements),
        ],
        ..Plant::default()
    }
}

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
        notices: Vec::new(),
        faults: Vec::new(),
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

/// A window on a snapshot that the test can change, with the ends it would give to the station.
pub(super) struct Bench {
    pub(super) harness: Harness<'static, Option<App>>,
    pub(super) clock: Arc<ManualClock>,
    pub(super) requests: Receiver<Request>,
    shown: Rc<RefCell<Option<Arc<Snapshot>>>>,
}

impl Bench {
    /// At 1920 x 1080.
    pub(super) fn new() -> Self {
        Self::sized([1920.0, 1080.0], Options { display: Some("treatment".into()), ..Options::default() })
    }

    /// Of any size.
    pub(super) fn sized(size: [f32; 2], options: Options) -> Self {
        let clock = Arc::new(ManualClock::at(start()));
        let shown = Rc::new(RefCell::new(Some(Arc::new(snapshot(start())))));
        let (sender, requests) = crossbeam_channel::bounded(64);
        let feed_of = Rc::clone(&shown);
        let feed = Feed {
            latest: Box::new(move || feed_of.borrow().clone()),
            requests: sender,
            clock: clock.clone(),
            closing: None,
        };
        let mut ends = Some((feed, options));
        let harness = Harness::builder().with_size(size).build_ui_state(
            move |ui, app: &mut Option<App>| {
                if let Some((feed, options)) = ends.take() {
                    *app = Some(App::new(ui.ctx(), feed, options));
                    // Fonts count from the next pass on.
                    return;
                }
                if let Some(app) = app {
                    app.logic(ui.ctx());
                    app.ui(ui);
                }
            },
            None,
        );
        let mut bench = Self { harness, clock, requests, shown };
        bench.steps();
        bench
    }

    /// Changes the snapshot and paints.
    pub(super) fn change(&mut self, change: impl FnOnce(&mut Snapshot)) {
        let before = self.shown.borrow().clone();
        let mut next = before.map_or_else(|| snapshot(self.clock.now()), |before| (*before).clone());
        next.sequence += 1;
        next.at = self.clock.now();
        change(&mut next);
        self.shown.replace(Some(Arc::new(next)));
        self.steps();
    }

    /// Lets time pass with a fresh snapshot and paints.
    pub(super) fn wait(&mut self, millis: u64) {
        self.clock.advance(Duration::from_millis(millis));
        self.change(|_| {});
    }

    /// Lets time pass while the station is silent.
    pub(super) fn wait_in_silence(&mut self, millis: u64) {
        self.clock.advance(Duration::from_millis(millis));
        self.steps();
    }

    /// Paints some frames.
    pub(super) fn steps(&mut self) {
        self.harness.run_steps(3);
    }

    /// What was asked since the last call, apart from what is on screen.
    pub(super) fn asked(&self) -> Vec<Request> {
        self.requests
            .try_iter()
            .filter(|request| !matches!(request, Request::Watch(_) | Request::Trends(_)))
            .collect()
    }
}
