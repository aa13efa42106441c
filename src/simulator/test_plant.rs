//! A small plant for tests: tags are listed as id, address, type and order.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::command::WriteRule;
use crate::device::{Address, ByteOrder, Device, DeviceIndex, Encoding, Limits, NotImplemented, Source};
use crate::device::{Timing, UnitId, WriteFunction};
use crate::plant::Plant;
use crate::tag::{Bands, Scaling, Tag, TagIndex};

/// Without tags, on one device at port 0 of loopback; `place` sets more.
#[derive(Debug, Default)]
pub(super) struct TestPlant {
    pub(super) plant: Plant,
}

pub(super) const DEVICE: DeviceIndex = DeviceIndex(0);

impl TestPlant {
    pub(super) fn new() -> Self {
        let device = Device {
            id: "PLC".into(),
            title: "Test".into(),
            host: "127.0.0.1".into(),
            port: 0,
            unit: UnitId(1),
            units: Vec::new(),
            order: ByteOrder::Abcd,
            limits: Limits::default(),
            timing: Timing::default(),
            ignore_transaction_id: false,
        };
        Self { plant: Plant { devices: vec![device], ..Plant::default() } }
    }

    /// One more tag, on unit 1 unless the address ends in `@unit`.
    pub(super) fn tag(mut self, id: &str, at: &str, encoding: Encoding, order: ByteOrder) -> Self {
        let (at, unit) = at.split_once('@').map_or((at, 1), |(at, unit)| (at, unit.parse().unwrap()));
        let tag = TagIndex(self.plant.tags.len() as u32);
        let period = Duration::from_secs(1);
        self.plant.tags.push(Tag {
            id: id.into(),
            title: id.into(),
            formerly: Vec::new(),
            equipment: None,
            area: "".into(),
            unit: "".into(),
            decimals: 0,
            range: None,
            bands: Bands::default(),
            states: Vec::new(),
            scaling: Scaling::None,
            period,
            stale_after: 3 * period,
        });
        self.plant.tags_by_id.insert(id.into(), tag);
        self.plant.sources.push(Source {
            tag,
            device: DEVICE,
            unit: UnitId(unit),
            address: Address::parse(at, false).unwrap(),
            encoding,
            order,
            not_implemented: NotImplemented::None,
            exponent: None,
            period,
            write_function: WriteFunction::Single,
        });
        self
    }

    /// Changes the last tag.
    pub(super) fn with(mut self, change: impl FnOnce(&mut Tag, &mut Source)) -> Self {
        let (tag, source) = (self.plant.tags.last_mut().unwrap(), self.plant.sources.last_mut().unwrap());
        change(tag, source);
        self
    }

    /// Makes the last tag writable.
    pub(super) fn rule(mut self, minimum: f64, maximum: f64, read_back: &str, expect: &[(i64, i64)]) -> Self {
        let tag = self.plant.sources.last().unwrap().tag;
        let second = Duration::from_secs(1);
        self.plant.write_rules.insert(
            tag,
            WriteRule {
                tag,
                minimum,
                maximum,
                step_maximum: None,
                read_back: self.plant.find(read_back).unwrap(),
                expect: expect.iter().copied().collect::<BTreeMap<_, _>>(),
                tolerance: 0.0,
                deadline: second,
                settle_within: second,
                critical: false,
                permissives: Vec::new(),
            },
        );
        self
    }

    pub(super) fn done(self) -> Arc<Plant> {
        Arc::new(self.plant)
    }
}

/// The shipped water works, with its devices on free ports.
pub(super) fn water_works() -> Plant {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("layouts/water-works");
    let loaded = crate::layout::load(&folder);
    assert!(loaded.findings.is_empty(), "{:?}", loaded.findings);
    let mut plant = Plant::clone(&loaded.plant.expect("the layout loads"));
    for device in &mut plant.devices {
        device.port = 0;
    }
    plant
}
