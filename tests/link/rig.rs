//! An endpoint under test: its plant, its channels, and what it told.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::Receiver;
use pilothouse::command::{CommandId, GuardPass, Lookup, WriteOutcome, WriteRule, examine};
use pilothouse::device::{
    Address, ByteOrder, Device, DeviceIndex, Encoding, Limits, LinkState, NotImplemented, Source, Timing,
    UnitId, UnitState, WriteFunction, WriteRequest,
};
use pilothouse::driver::modbus;
use pilothouse::message::{DeviceStatus, FieldMessage, Order, WriteOrder};
use pilothouse::plant::Plant;
use pilothouse::tag::{Bad, Bands, Quality, Sample, Scaling, Tag, TagIndex, Value};
use pilothouse::time::{Clock, Moment, SystemClock};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

/// A tag: unit, address, encoding, period in milliseconds.
pub(crate) type Row<'a> = (u8, &'a str, Encoding, u64);

/// Device 0 on a port, with a tag a row; timeouts of 200 ms.
pub(crate) fn plant(port: u16, rows: &[Row<'_>]) -> Plant {
    let device = Device {
        id: Arc::from("PLC-1"),
        title: Arc::from(""),
        host: Arc::from("127.0.0.1"),
        port,
        unit: UnitId(1),
        units: Vec::new(),
        order: ByteOrder::Abcd,
        limits: Limits { gap_registers: 0, gap_bits: 0, ..Limits::default() },
        timing: Timing { response: Duration::from_millis(200), ..Timing::default() },
        ignore_transaction_id: false,
    };
    let mut plant = Plant { devices: vec![device], ..Plant::default() };
    for (index, (unit, at, encoding, period_millis)) in (0u32..).zip(rows) {
        let period = Duration::from_millis(*period_millis);
        plant.tags.push(tag(index, period));
        plant.sources.push(Source {
            tag: TagIndex(index),
            device: DeviceIndex(0),
            unit: UnitId(*unit),
            address: Address::parse(at, false).unwrap(),
            encoding: *encoding,
            order: ByteOrder::Abcd,
            not_implemented: NotImplemented::None,
            exponent: None,
            period,
            write_function: WriteFunction::Single,
        });
    }
    plant
}

fn tag(index: u32, period: Duration) -> Tag {
    Tag {
        id: format!("T-{index}").into(),
        title: Arc::from(""),
        formerly: Vec::new(),
        equipment: None,
        area: Arc::from(""),
        unit: Arc::from(""),
        decimals: 0,
        range: None,
        bands: Bands::default(),
        states: Vec::new(),
        scaling: Scaling::None,
        period,
        stale_after: period * 3,
    }
}

/// The endpoint and all it told so far.
pub(crate) struct Rig {
    pub(crate) field: Receiver<FieldMessage>,
    pub(crate) orders: mpsc::Sender<Order>,
    pub(crate) stop: watch::Sender<bool>,
    pub(crate) task: JoinHandle<()>,
    pub(crate) clock: Arc<SystemClock>,
    /// Every sample of every tag, in order.
    pub(crate) samples: BTreeMap<u32, Vec<Sample>>,
    pub(crate) links: Vec<LinkState>,
    pub(crate) units: Vec<(u8, UnitState)>,
    pub(crate) sent: Vec<CommandId>,
    pub(crate) ended: Vec<(u64, WriteOutcome)>,
    pub(crate) status: Option<Arc<DeviceStatus>>,
}

impl Rig {
    pub(crate) fn start(plant: Plant) -> Self {
        Self::with_room(plant, 4_096)
    }

    /// With a channel of so many messages.
    pub(crate) fn with_room(plant: Plant, room: usize) -> Self {
        let (sender, field) = crossbeam_channel::bounded(room);
        let (orders, receiver) = mpsc::channel(64);
        let (stop, stopped) = watch::channel(false);
        let clock = Arc::new(SystemClock::start());
        let task = modbus::spawn(DeviceIndex(0), &Arc::new(plant), clock.clone(), sender, receiver, stopped);
        Self {
            field,
            orders,
            stop,
            task,
            clock,
            samples: BTreeMap::new(),
            links: Vec::new(),
            units: Vec::new(),
            sent: Vec::new(),
            ended: Vec::new(),
            status: None,
        }
    }

    /// Takes in what was told.
    pub(crate) fn pump(&mut self) {
        while let Ok(message) = self.field.try_recv() {
            match message {
                FieldMessage::Samples { samples, .. } => {
                    for (tag, sample) in samples {
                        self.samples.entry(tag.0).or_default().push(sample);
                    }
                }
                FieldMessage::Link { state, .. } => self.links.push(state),
                FieldMessage::Unit { unit, state, .. } => self.units.push((unit.0, state)),
                FieldMessage::Status { status, .. } => self.status = Some(status),
                FieldMessage::WriteSent { command, .. } => self.sent.push(command),
                FieldMessage::WriteEnded { command, outcome, .. } => self.ended.push((command.0, outcome)),
            }
        }
        assert!(!self.task.is_finished(), "the endpoint's task ended");
    }

    /// Waits until a condition holds, at most 10 s.
    pub(crate) async fn until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        self.within(what, Duration::from_secs(10), holds).await;
    }

    /// Waits until a condition holds, at most so long.
    pub(crate) async fn within(&mut self, what: &str, span: Duration, holds: impl Fn(&Self) -> bool) {
        let end = self.now().after(span);
        loop {
            self.pump();
            if holds(self) {
                return;
            }
            assert!(self.now().steady < end.steady, "not in {span:?}: {what}; {:?}", self.latest());
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    pub(crate) fn now(&self) -> Moment {
        self.clock.now()
    }

    /// The last quality of each tag.
    pub(crate) fn latest(&self) -> BTreeMap<u32, String> {
        self.samples.iter().map(|(tag, all)| (*tag, all.last().unwrap().quality().to_string())).collect()
    }

    pub(crate) fn last(&self, tag: u32) -> Option<&Sample> {
        self.samples.get(&tag)?.last()
    }

    pub(crate) fn good(&self, tag: u32) -> bool {
        self.last(tag).is_some_and(|sample| sample.quality().is_good())
    }

    pub(crate) fn bad(&self, tag: u32, bad: Bad) -> bool {
        self.last(tag).is_some_and(|sample| sample.quality() == Quality::Bad(bad))
    }

    pub(crate) fn value(&self, tag: u32) -> Option<&Value> {
        self.last(tag)?.value()
    }

    pub(crate) fn goods(&self, tag: u32) -> usize {
        let all = self.samples.get(&tag);
        all.map_or(0, |all| all.iter().filter(|sample| sample.quality().is_good()).count())
    }

    /// Forgets the samples told so far.
    pub(crate) fn forget(&mut self) {
        self.pump();
        self.samples.clear();
    }

    /// Orders a write to unit 1 that is good for 2 s and reads tag 0 back.
    pub(crate) async fn write(&self, command: u64, request: WriteRequest) {
        self.write_until(command, request, self.now().after(Duration::from_secs(2))).await;
    }

    pub(crate) async fn write_until(&self, command: u64, request: WriteRequest, deadline: Moment) {
        let order = WriteOrder {
            command: CommandId(command),
            device: DeviceIndex(0),
            unit: UnitId(1),
            request,
            read_back: TagIndex(0),
            deadline,
            proof: proof(self.now()),
        };
        self.orders.send(Order::Write(order)).await.unwrap();
    }

    pub(crate) fn outcome(&self, command: u64) -> Option<&WriteOutcome> {
        self.ended.iter().find(|(id, _)| *id == command).map(|(_, outcome)| outcome)
    }
}

/// A proof from a guard that has nothing to object.
fn proof(now: Moment) -> GuardPass {
    struct Fine(Tag, Sample);
    impl Lookup for Fine {
        fn sample(&self, _: TagIndex) -> Option<(&Tag, &Sample)> {
            Some((&self.0, &self.1))
        }
        fn link_trouble(&self, _: TagIndex) -> Option<Arc<str>> {
            None
        }
        fn occupied(&self, _: TagIndex) -> Option<Arc<str>> {
            None
        }
    }
    let rule = WriteRule {
        tag: TagIndex(0),
        minimum: 0.0,
        maximum: 1.0,
        step_maximum: None,
        read_back: TagIndex(0),
        expect: BTreeMap::new(),
        tolerance: 0.0,
        deadline: Duration::from_secs(1),
        settle_within: Duration::from_secs(1),
        critical: false,
        permissives: Vec::new(),
    };
    let fine = Fine(tag(0, Duration::from_secs(1)), Sample::new(Value::UInt(1), Quality::GOOD, now, now));
    examine(&rule, &Value::UInt(1), &fine, now).pass().unwrap()
}
