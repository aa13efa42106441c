//! What the engine tells the driver.

use std::sync::Arc;

use crate::command::{CommandId, GuardPass};
use crate::device::{DeviceIndex, UnitId, WriteRequest};
use crate::plant::Plant;
use crate::tag::TagIndex;
use crate::time::Moment;

/// Engine to driver; bounded. A write that finds the queue full is told as "not sent".
#[derive(Debug)]
pub enum Order {
    /// Write once.
    Write(WriteOrder),
    /// The tags on screen: their blocks are read before the others when both are due.
    Watch(Arc<[TagIndex]>),
    /// A changed layout in which the endpoint stands in the same place: polled from now on, the connection
    /// stays.
    Replan(Arc<Plant>),
}

/// One write frame: sent at most once, and not after its deadline.
#[derive(Debug)]
pub struct WriteOrder {
    /// The command it belongs to.
    pub command: CommandId,
    /// To which device.
    pub device: DeviceIndex,
    /// To which unit.
    pub unit: UnitId,
    /// The frame's content.
    pub request: WriteRequest,
    /// Read at once after the write, whatever its outcome.
    pub read_back: TagIndex,
    /// Not sent after this.
    pub deadline: Moment,
    /// Proof that the guard passed; only the guard makes one.
    pub proof: GuardPass,
}
