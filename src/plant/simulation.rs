//! The simulated plant that a layout brings along: process model, signals and faults.

use std::sync::Arc;
use std::time::Duration;

use crate::device::{DeviceIndex, UnitId};
use crate::tag::TagIndex;

/// What the simulated devices do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Simulation {
    /// A built-in process model by name, such as `water_works`.
    pub process: Option<Arc<str>>,
    /// Seed of its noise, so that two runs are alike.
    pub seed: u64,
    /// Signals for tags that no process model drives; others rest at the middle of their range.
    pub signals: Vec<Signal>,
    /// Faults that can be switched on while it runs.
    pub faults: Vec<Fault>,
}

/// A signal on one tag.
#[derive(Clone, Debug, PartialEq)]
pub struct Signal {
    /// The tag.
    pub tag: TagIndex,
    /// Its shape.
    pub kind: SignalKind,
}

/// The shape of a signal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SignalKind {
    /// Always this.
    Constant(f64),
    /// Between two values.
    Sine {
        /// Smallest.
        minimum: f64,
        /// Largest.
        maximum: f64,
        /// One turn.
        period: Duration,
    },
    /// Up from the first to the second, then again.
    Ramp {
        /// Start.
        minimum: f64,
        /// End.
        maximum: f64,
        /// One rise.
        period: Duration,
    },
    /// 0 and 1 by turns.
    Square {
        /// One turn.
        period: Duration,
    },
    /// One more each so often: shows lost and late samples.
    Counter {
        /// One step.
        period: Duration,
    },
}

/// A fault that can be switched.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// Unique.
    pub id: Arc<str>,
    /// What a person at the plant would say.
    pub title: Arc<str>,
    /// The device it strikes.
    pub device: DeviceIndex,
    /// Only this unit; `None` for all behind the device.
    pub unit: Option<UnitId>,
    /// What happens.
    pub kind: FaultKind,
    /// Whether it is on from the start.
    pub active: bool,
}

/// What a fault does.
#[derive(Clone, Debug, PartialEq)]
pub enum FaultKind {
    /// Answers come this much late.
    Late(Duration),
    /// This share of answers, 0 to 1, never comes.
    Lost(f64),
    /// Every request is answered with this exception.
    Exception(u8),
    /// These tags keep their value; empty for all of the device or unit.
    Frozen(Vec<TagIndex>),
    /// The port is closed and open connections are cut.
    Gone,
    /// Connections are accepted and nothing is answered.
    Hung,
    /// The words of each 32-bit value arrive in the wrong order.
    SwappedWords,
    /// A machine trips: this tag of the process model is set to this value.
    Process {
        /// Name of the model's own fault, such as `trip P-103`.
        name: Arc<str>,
    },
}
