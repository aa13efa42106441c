//! What is known about a link while it runs: states, counters, round trips, the last frames.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::device::{Table, UnitId};
use crate::tag::TagIndex;
use crate::time::Moment;

/// The state of an endpoint's link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// Not started.
    Idle,
    /// Dialling.
    Connecting,
    /// The socket is open and at least one unit answers, or none was asked.
    Connected,
    /// The socket is open and nothing answers.
    Silent,
    /// Closed; dialled again at that moment.
    Waiting {
        /// When.
        retry_at: Moment,
        /// Why it is closed, in words: `connection refused by 127.0.0.1:5020`.
        reason: Arc<str>,
    },
}

impl LinkState {
    /// The state as the stable word of the headless contract.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Connecting => "connecting",
            Self::Connected => "connected",
            Self::Silent => "silent",
            Self::Waiting { .. } => "waiting",
        }
    }
}

/// The state of one unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum UnitState {
    /// Not asked yet.
    #[default]
    Unknown,
    /// Answers.
    Online,
    /// Does not answer; probed again at that moment.
    Offline {
        /// When.
        retry_at: Moment,
        /// Why, in words: `no answer in 1.0 s`, `gateway: target device failed to respond (exception 11)`.
        reason: Arc<str>,
    },
}

impl UnitState {
    /// The state as the stable word of the headless contract.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Online => "online",
            Self::Offline { .. } => "offline",
        }
    }
}

/// Counters of an endpoint since it was started.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statistics {
    /// Connections opened.
    pub connects: u64,
    /// Attempts to connect that failed.
    pub connect_failures: u64,
    /// Connections lost.
    pub disconnects: u64,
    /// Frames dropped because their transaction id was not the one outstanding.
    pub stale_frames: u64,
    /// Frames dropped because their unit was not the one asked.
    pub wrong_unit_frames: u64,
    /// Frames that were no Modbus frames.
    pub broken_frames: u64,
    /// Bytes sent.
    pub bytes_sent: u64,
    /// Bytes received.
    pub bytes_received: u64,
    /// Scan slots that passed without their block being read in time.
    pub overruns: u64,
    /// Share of time with a request outstanding, 0 to 1, over the last seconds.
    pub duty: f64,
    /// Units by id.
    pub units: BTreeMap<UnitId, UnitStatistics>,
}

/// Counters of one unit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UnitStatistics {
    /// Requests sent.
    pub requests: u64,
    /// Proper answers.
    pub answers: u64,
    /// Requests that ran into their timeout.
    pub timeouts: u64,
    /// Answers that broke the protocol.
    pub broken_answers: u64,
    /// Exceptions by number.
    pub exceptions: BTreeMap<u8, u64>,
    /// Writes sent.
    pub writes: u64,
    /// Round trips.
    pub round_trip: RoundTrip,
    /// The last error in words, and when.
    pub last_error: Option<(Moment, Arc<str>)>,
    /// When it last answered.
    pub last_answer: Option<Moment>,
}

/// Round trip times over the last answers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RoundTrip {
    /// Median.
    pub p50: Duration,
    /// 95th percentile.
    pub p95: Duration,
    /// 99th percentile.
    pub p99: Duration,
    /// Longest since start.
    pub max: Duration,
    /// One point a few seconds, milliseconds, oldest first, for the small line; `None` where nothing answered.
    pub line_millis: Vec<Option<f32>>,
}

/// One unit as the devices screen shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitStatus {
    /// Unit id.
    pub unit: UnitId,
    /// State.
    pub state: UnitState,
}

/// One poll block: planned against actual.
#[derive(Clone, Debug, PartialEq)]
pub struct BlockStatus {
    /// Unit.
    pub unit: UnitId,
    /// Table.
    pub table: Table,
    /// 0-based first address.
    pub start: u16,
    /// Registers or bits.
    pub count: u16,
    /// Scan period.
    pub period: Duration,
    /// Its tags.
    pub tags: Arc<[TagIndex]>,
    /// Bytes both ways, planned.
    pub bytes: u32,
    /// Time it should take.
    pub planned: Duration,
    /// Time the last one took, if any.
    pub actual: Option<Duration>,
    /// When within its period it was asked last.
    pub started_in_period: Option<Duration>,
    /// When it was last read well.
    pub last_good: Option<Moment>,
    /// What went wrong last, until it goes well again.
    pub failure: Option<Arc<str>>,
    /// Addresses in it that the device refused, found by bisection.
    pub refused: Vec<u16>,
}

/// A frame as it went over the wire.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// When.
    pub at: Moment,
    /// To or from the device.
    pub direction: Direction,
    /// All its bytes, at most 260.
    pub bytes: Arc<[u8]>,
    /// What it is, in words: `read 24 holding from 0`, `late 2.1 s, dropped`.
    pub note: Arc<str>,
}

/// Which way a frame went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To the device.
    Sent,
    /// From the device.
    Received,
}
