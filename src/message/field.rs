//! What the driver tells the engine.

use std::sync::Arc;

use crate::command::{CommandId, WriteOutcome};
use crate::device::{DeviceIndex, LinkState, UnitId, UnitState};
use crate::message::DeviceStatus;
use crate::tag::{Sample, TagIndex};
use crate::time::Moment;

/// Driver to engine; bounded, and the driver waits when it is full: acquisition slows, nothing is lost.
#[derive(Clone, Debug)]
pub enum FieldMessage {
    /// The samples of one answer, or of one failure to answer. A sample without a value keeps the last one.
    Samples {
        /// Hash of the layout that numbers device and tags.
        layout: Arc<str>,
        /// Of which device.
        device: DeviceIndex,
        /// One for each tag of the block, each tag once.
        samples: Vec<(TagIndex, Sample)>,
    },
    /// An endpoint's link changed.
    Link {
        /// Hash of the layout that numbers the device.
        layout: Arc<str>,
        /// Which.
        device: DeviceIndex,
        /// To what.
        state: LinkState,
        /// When.
        at: Moment,
    },
    /// A unit began or ceased to answer.
    Unit {
        /// Hash of the layout that numbers the device.
        layout: Arc<str>,
        /// Of which device.
        device: DeviceIndex,
        /// Which.
        unit: UnitId,
        /// To what.
        state: UnitState,
        /// When.
        at: Moment,
    },
    /// A device's whole status, about twice a second.
    Status {
        /// Hash of the layout that numbers the device.
        layout: Arc<str>,
        /// Which.
        device: DeviceIndex,
        /// The status.
        status: Arc<DeviceStatus>,
    },
    /// The frame of a write left the station.
    WriteSent {
        /// Which command.
        command: CommandId,
        /// When.
        at: Moment,
    },
    /// How a write ended on the wire; exactly one for each order.
    WriteEnded {
        /// Which command.
        command: CommandId,
        /// How.
        outcome: WriteOutcome,
        /// When.
        at: Moment,
    },
}
