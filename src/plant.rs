//! The checked model of one installation: everything a layout says, resolved and free of contradictions.
//!
//! `layout` makes it from files; engine, driver, simulator and screens read it.

mod layout_file;
mod named_trend;
mod simulation;

pub use layout_file::LayoutFile;
pub use named_trend::{NamedTrend, PENS_MAX, TREND_TITLE_MAX};
pub use simulation::{Fault, FaultKind, Signal, SignalKind, Simulation};

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::alarm::{Alarm, AlarmIndex};
use crate::command::WriteRule;
use crate::device::{Device, DeviceIndex, Source, UnitId};
use crate::display::{Display, Equipment};
use crate::expression::Expression;
use crate::tag::{Tag, TagIndex};
use crate::time::Zone;

/// One installation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plant {
    /// The layout folder's name.
    pub id: Arc<str>,
    /// Such as `Northfield`.
    pub title: Arc<str>,
    /// What kind of plant, such as `Water works`.
    pub subtitle: Arc<str>,
    /// The plant's time zone.
    pub zone: Zone,
    /// SHA-256 over the layout's files in canonical order, hexadecimal.
    pub hash: Arc<str>,
    /// The files it was made from, in canonical order; empty for a plant that was made otherwise.
    pub files: Arc<[LayoutFile]>,
    /// Areas in the order they are shown.
    pub areas: Vec<Arc<str>>,
    /// All tags: polled, derived and the station's own.
    pub tags: Vec<Tag>,
    /// Tags by id.
    pub tags_by_id: BTreeMap<Arc<str>, TagIndex>,
    /// Devices in the order of the layout.
    pub devices: Vec<Device>,
    /// Where polled tags live; in tag order.
    pub sources: Vec<Source>,
    /// Derived tags, each after those it needs.
    pub derived: Vec<Derived>,
    /// Device states and counters as tags.
    pub system: Vec<SystemTag>,
    /// How tags may be written.
    pub write_rules: BTreeMap<TagIndex, WriteRule>,
    /// Alarms, in the order of the layout; their ids are unique.
    pub alarms: Vec<Arc<Alarm>>,
    /// Equipment by id.
    pub equipment: BTreeMap<Arc<str>, Equipment>,
    /// Displays in navigation order: by level, then as listed.
    pub displays: Vec<Display>,
    /// Named trends in the order of their ids.
    pub trends: Vec<NamedTrend>,
    /// The built-in simulated plant.
    pub simulation: Simulation,
    /// How long and how much is recorded.
    pub keep: Keep,
}

/// How long and how much is recorded; without a word everything is kept while the disk has room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keep {
    /// Samples older than this go.
    pub samples: Option<Duration>,
    /// The trends of samples that went, at the grain of minutes and coarser, go after this.
    pub trends: Option<Duration>,
    /// Bytes the recordings may take.
    pub bytes: Option<u64>,
    /// Bytes that stay free on their disk; 512 MB without a word.
    pub free_bytes: Option<u64>,
}

/// A tag calculated from others.
#[derive(Clone, Debug, PartialEq)]
pub struct Derived {
    /// The tag.
    pub tag: TagIndex,
    /// How it is calculated.
    pub expression: Arc<Expression>,
}

/// A tag that shows the station's own state.
#[derive(Clone, Debug, PartialEq)]
pub struct SystemTag {
    /// The tag.
    pub tag: TagIndex,
    /// Of which device; `None` for the station itself.
    pub device: Option<DeviceIndex>,
    /// Of which unit; `None` for the endpoint.
    pub unit: Option<UnitId>,
    /// What it counts or tells.
    pub measure: Measure,
}

/// What a system tag tells. Ids are `sys.station.<word>`, `sys.<device>.<word>` and
/// `sys.<device>.<unit>.<word>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// `connected`: 1 while the link is up. Endpoint.
    Connected,
    /// `connects`: connections opened. Endpoint.
    Connects,
    /// `overruns`: scan slots missed. Endpoint.
    Overruns,
    /// `stale_frames`: late answers dropped. Endpoint.
    StaleFrames,
    /// `duty`: share of time with a request outstanding, percent. Endpoint.
    Duty,
    /// `online`: 1 while the unit answers. Unit.
    Online,
    /// `requests`. Unit.
    Requests,
    /// `timeouts`. Unit.
    Timeouts,
    /// `exceptions`. Unit.
    Exceptions,
    /// `broken_answers`. Unit.
    BrokenAnswers,
    /// `round_trip`: median, milliseconds. Unit.
    RoundTrip,
    /// `recording`: 1 while what is acquired is recorded. Station.
    Recording,
    /// `journal`: 1 while the journal is written. Station.
    Journal,
    /// `disk`: 1 while the disk of the recordings has room; no value where nothing is kept on a disk. Station.
    Disk,
}

impl Measure {
    /// Those of an endpoint.
    pub const OF_DEVICE: [Self; 5] =
        [Self::Connected, Self::Connects, Self::Overruns, Self::StaleFrames, Self::Duty];
    /// Those of a unit.
    pub const OF_UNIT: [Self; 6] = [
        Self::Online,
        Self::Requests,
        Self::Timeouts,
        Self::Exceptions,
        Self::BrokenAnswers,
        Self::RoundTrip,
    ];

    /// Those of the station.
    pub const OF_STATION: [Self; 3] = [Self::Recording, Self::Journal, Self::Disk];

    /// The last part of the tag's id.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Connected => "connected",
            Self::Connects => "connects",
            Self::Overruns => "overruns",
            Self::StaleFrames => "stale_frames",
            Self::Duty => "duty",
            Self::Online => "online",
            Self::Requests => "requests",
            Self::Timeouts => "timeouts",
            Self::Exceptions => "exceptions",
            Self::BrokenAnswers => "broken_answers",
            Self::RoundTrip => "round_trip",
            Self::Recording => "recording",
            Self::Journal => "journal",
            Self::Disk => "disk",
        }
    }
}

impl Plant {
    /// Whether two layouts say the same but for their named trends.
    ///
    /// Every part is named here, so that a new one cannot be forgotten.
    pub fn differs_in_trends_alone(&self, other: &Self) -> bool {
        let Self {
            id,
            title,
            subtitle,
            zone,
            hash: _,
            files: _,
            areas,
            tags,
            tags_by_id,
            devices,
            sources,
            derived,
            system,
            write_rules,
            alarms,
            equipment,
            displays,
            trends: _,
            simulation,
            keep,
        } = self;
        (id, title, subtitle, zone) == (&other.id, &other.title, &other.subtitle, &other.zone)
            && (areas, tags, tags_by_id) == (&other.areas, &other.tags, &other.tags_by_id)
            && (devices, sources) == (&other.devices, &other.sources)
            && (derived, system) == (&other.derived, &other.system)
            && (write_rules, alarms, equipment) == (&other.write_rules, &other.alarms, &other.equipment)
            && (displays, simulation, keep) == (&other.displays, &other.simulation, &other.keep)
    }

    /// A tag's definition.
    pub fn tag(&self, tag: TagIndex) -> Option<&Tag> {
        self.tags.get(tag.slot())
    }

    /// A tag by its id.
    pub fn find(&self, id: &str) -> Option<TagIndex> {
        self.tags_by_id.get(id).copied()
    }

    /// Where a polled tag lives.
    pub fn source(&self, tag: TagIndex) -> Option<&Source> {
        let at = self.sources.binary_search_by_key(&tag, |source| source.tag).ok()?;
        self.sources.get(at)
    }

    /// An alarm's definition.
    pub fn alarm(&self, alarm: AlarmIndex) -> Option<&Arc<Alarm>> {
        self.alarms.get(alarm.slot())
    }

    /// A device's definition.
    pub fn device(&self, device: DeviceIndex) -> Option<&Device> {
        self.devices.get(device.slot())
    }

    /// A display by its id.
    pub fn display(&self, id: &str) -> Option<&Display> {
        self.displays.iter().find(|display| &*display.id == id)
    }

    /// The shortest scan period.
    pub fn period_min(&self) -> Option<Duration> {
        self.sources.iter().map(|source| source.period).min()
    }
}
