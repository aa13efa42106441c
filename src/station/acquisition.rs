//! The acquisition thread: one runtime, one task an endpoint, and the way for orders to reach them.

use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::Sender;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use crate::device::DeviceIndex;
use crate::driver::modbus;
use crate::message::{FieldMessage, Order};
use crate::plant::Plant;
use crate::station::channels::ORDERS;
use crate::station::threads::{self, Running};
use crate::time::Clock;

/// Endpoints started at once; a layout has fewer devices than this.
const STARTS: usize = 4_096;
/// Endpoints that stop tell their last statistics; this long is waited for that.
const ENDING: Duration = Duration::from_millis(400);

/// The engine's side: where orders for each device go.
pub(super) struct Drivers {
    plant: Arc<Plant>,
    endpoints: Vec<Endpoint>,
    starts: mpsc::Sender<Start>,
}

struct Endpoint {
    orders: mpsc::Sender<Order>,
    /// Ends the task when it is dropped or set.
    stop: watch::Sender<bool>,
}

/// An endpoint to be started on the acquisition thread.
struct Start {
    device: DeviceIndex,
    plant: Arc<Plant>,
    orders: mpsc::Receiver<Order>,
    stop: watch::Sender<bool>,
}

pub(super) fn start(
    plant: Arc<Plant>,
    clock: Arc<dyn Clock>,
    field: Sender<FieldMessage>,
    mut stopped: watch::Receiver<bool>,
) -> std::io::Result<(Running, Drivers)> {
    let (starts, mut to_start) = mpsc::channel::<Start>(STARTS);
    let mut drivers = Drivers { plant: Arc::clone(&plant), endpoints: Vec::new(), starts };
    for index in (0u16..).map(DeviceIndex).take(plant.devices.len()) {
        let endpoint = drivers.start(index, &plant);
        drivers.endpoints.push(endpoint);
    }
    let runtime = threads::runtime()?;
    let thread = threads::spawn("acquisition", move || {
        runtime.block_on(async {
            let mut running = Vec::new();
            loop {
                tokio::select! {
                    start = to_start.recv() => {
                        // The engine is gone, and with it everyone who could use a value.
                        let Some(start) = start else { break };
                        let task = modbus::spawn(
                            start.device,
                            &start.plant,
                            Arc::clone(&clock),
                            field.clone(),
                            start.orders,
                            start.stop.subscribe(),
                        );
                        running.retain(|(_, task): &(_, JoinHandle<()>)| !task.is_finished());
                        running.push((start.stop, task));
                    }
                    _ = stopped.wait_for(|stopped| *stopped) => break,
                }
            }
            for (stop, _) in &running {
                let _ = stop.send(true);
            }
            let ended = async {
                for (_, task) in running {
                    let _ = task.await;
                }
            };
            // A device that holds its task longer than that is left: nothing more is sent to it.
            let _ = tokio::time::timeout(ENDING, ended).await;
        });
        runtime.shutdown_background();
    })?;
    Ok((thread, drivers))
}

impl Drivers {
    /// Hands an order to its device; gives it back when it cannot be taken.
    pub(super) fn order(&self, device: DeviceIndex, order: Order) -> Result<(), Order> {
        let Some(endpoint) = self.endpoints.get(device.slot()) else { return Err(order) };
        endpoint.orders.try_send(order).map_err(|error| match error {
            mpsc::error::TrySendError::Full(order) | mpsc::error::TrySendError::Closed(order) => order,
        })
    }

    /// Polls by another layout from now on. An endpoint that stays the same keeps its connection.
    pub(super) fn replan(&mut self, plant: Arc<Plant>) {
        let before: Vec<Endpoint> = std::mem::take(&mut self.endpoints);
        let mut kept = before.into_iter().map(Some).collect::<Vec<_>>();
        for index in (0u16..).map(DeviceIndex).take(plant.devices.len()) {
            let same = self.same_endpoint(index, &plant);
            let old = kept.get_mut(index.slot()).and_then(Option::take).filter(|_| same);
            let endpoint = match old {
                Some(endpoint) if endpoint.replan(&plant) => endpoint,
                Some(_) | None => self.start(index, &plant),
            };
            self.endpoints.push(endpoint);
        }
        self.plant = plant;
    }

    fn same_endpoint(&self, index: DeviceIndex, plant: &Plant) -> bool {
        match (self.plant.device(index), plant.device(index)) {
            (Some(old), Some(new)) => {
                old.id == new.id
                    && old.host == new.host
                    && old.port == new.port
                    && old.ignore_transaction_id == new.ignore_transaction_id
            }
            _ => false,
        }
    }

    fn start(&self, device: DeviceIndex, plant: &Arc<Plant>) -> Endpoint {
        let (orders, taken) = mpsc::channel(ORDERS);
        let (stop, _) = watch::channel(false);
        let start = Start { device, plant: Arc::clone(plant), orders: taken, stop: stop.clone() };
        // Full only with thousands of devices: that endpoint stays idle, and its tags say so.
        let _ = self.starts.try_send(start);
        Endpoint { orders, stop }
    }
}

impl Endpoint {
    fn replan(&self, plant: &Arc<Plant>) -> bool {
        self.orders.try_send(Order::Replan(Arc::clone(plant))).is_ok()
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        let _ = self.stop.send(true);
    }
}
