//! The station's own tags: states and counters of devices and units, and how the station itself is.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use crate::device::{Device, DeviceIndex, UnitId};
use crate::plant::{Measure, SystemTag};
use crate::tag::{Bands, Scaling, StateText, Tag, TagIndex};

/// How often the station looks at itself.
const PERIOD: Duration = Duration::from_secs(1);

/// The units of a device: those that tags name, those that have a title, and its own if there are no others.
pub(crate) fn units(device: &Device, used: &BTreeSet<UnitId>) -> BTreeSet<UnitId> {
    let mut units: BTreeSet<UnitId> = device.units.iter().map(|unit| unit.unit).collect();
    units.extend(used);
    if units.is_empty() {
        units.insert(device.unit);
    }
    units
}

/// One device's tags, the first of which gets the index `first`.
pub(crate) fn tags(
    first: u32,
    index: DeviceIndex,
    device: &Device,
    units: &BTreeSet<UnitId>,
) -> Vec<(Tag, SystemTag)> {
    let of_device = Measure::OF_DEVICE.into_iter().map(|measure| (None, measure));
    let of_units =
        units.iter().flat_map(|unit| Measure::OF_UNIT.into_iter().map(|measure| (Some(*unit), measure)));
    of_device
        .chain(of_units)
        .zip(first..)
        .map(|((unit, measure), tag)| {
            let system = SystemTag { tag: TagIndex(tag), device: Some(index), unit, measure };
            (tag_of_device(device, unit, measure), system)
        })
        .collect()
}

/// The station's own, the first of which gets the index `first`.
pub(crate) fn of_station(first: u32) -> Vec<(Tag, SystemTag)> {
    let measures = Measure::OF_STATION.into_iter().zip(first..);
    measures
        .map(|(measure, tag)| {
            let system = SystemTag { tag: TagIndex(tag), device: None, unit: None, measure };
            (tag_of("sys.station", "Station", measure), system)
        })
        .collect()
}

fn tag_of_device(device: &Device, unit: Option<UnitId>, measure: Measure) -> Tag {
    let (id, name) = match unit {
        Some(unit) => (format!("sys.{}.{}", device.id, unit.0), format!("{} unit {}", device.id, unit.0)),
        None => (format!("sys.{}", device.id), device.id.to_string()),
    };
    tag_of(&id, &name, measure)
}

fn tag_of(id: &str, name: &str, measure: Measure) -> Tag {
    let (words, unit, range) = match measure {
        Measure::Connected => ("connected", "", None),
        Measure::Connects => ("connections opened", "", None),
        Measure::Overruns => ("scan slots missed", "", None),
        Measure::StaleFrames => ("late answers dropped", "", None),
        Measure::Duty => ("duty", "%", Some([0.0, 100.0])),
        Measure::Online => ("online", "", None),
        Measure::Requests => ("requests", "", None),
        Measure::Timeouts => ("timeouts", "", None),
        Measure::Exceptions => ("exceptions", "", None),
        Measure::BrokenAnswers => ("broken answers", "", None),
        Measure::RoundTrip => ("round trip", "ms", None),
        Measure::Recording => ("recording", "", None),
        Measure::Journal => ("journal", "", None),
        Measure::Disk => ("disk", "", None),
    };
    let states = match measure {
        Measure::Connected => states("Not connected", "Connected"),
        Measure::Online => states("Offline", "Online"),
        Measure::Recording => states("Not recording", "Recording"),
        Measure::Journal => states("Not written", "Written"),
        Measure::Disk => states("Nearly full", "Has room"),
        Measure::Connects
        | Measure::Overruns
        | Measure::StaleFrames
        | Measure::Duty
        | Measure::Requests
        | Measure::Timeouts
        | Measure::Exceptions
        | Measure::BrokenAnswers
        | Measure::RoundTrip => Vec::new(),
    };
    Tag {
        id: format!("{id}.{}", measure.word()).into(),
        title: format!("{name} {words}").into(),
        formerly: Vec::new(),
        equipment: None,
        area: Arc::from(""),
        unit: unit.into(),
        decimals: u8::from(!unit.is_empty()),
        range,
        bands: Bands::default(),
        states,
        scaling: Scaling::None,
        period: PERIOD,
        stale_after: PERIOD * 3,
    }
}

fn states(off: &str, on: &str) -> Vec<StateText> {
    vec![
        StateText { value: 0, text: off.into(), active: false, normal: false },
        StateText { value: 1, text: on.into(), active: true, normal: true },
    ]
}
