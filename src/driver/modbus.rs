//! Modbus over TCP: the owner of one endpoint.
//!
//! One task, one socket, one request outstanding, any number of units. `wire` guards the stream, `codec` is
//! tokio-modbus kept away from the socket, `requests` check what came back, `endpoint` runs it all.

mod codec;
mod dial;
mod endpoint;
mod exchange;
mod orders;
mod outbox;
mod poll;
mod requests;
mod trace;
mod wire;
mod write;

use std::sync::Arc;

use crossbeam_channel::Sender;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use crate::device::DeviceIndex;
use crate::driver::modbus::endpoint::Endpoint;
use crate::message::{FieldMessage, Order};
use crate::plant::Plant;
use crate::time::Clock;

/// Starts the task that owns one endpoint, on the runtime this is called in.
///
/// It dials at once and polls what `plant` says about `device`, until `stop` turns true (or its sender is
/// gone) or nobody receives `field` any more; it ends within 0.5 s, and what was ordered by then is told as
/// not sent. When `field` is full it waits: acquisition slows, nothing is lost.
///
/// `orders` are for this endpoint alone. [`Order::Replan`] takes a changed layout without dropping the
/// connection; the device's index, host, port and `ignore_transaction_id` must be as before, else stop this
/// task and start another.
pub fn spawn(
    device: DeviceIndex,
    plant: &Arc<Plant>,
    clock: Arc<dyn Clock>,
    field: Sender<FieldMessage>,
    orders: mpsc::Receiver<Order>,
    stop: watch::Receiver<bool>,
) -> JoinHandle<()> {
    let endpoint = Endpoint::new(device, plant.clone(), clock, field, orders, stop);
    tokio::spawn(async move {
        if let Some(endpoint) = endpoint {
            endpoint.run().await;
        }
    })
}
