//! The simulated devices on a thread of their own, with the switches of their faults.

use std::net::SocketAddr;
use std::sync::Arc;

use crossbeam_channel::bounded;
use tokio::sync::watch;

use crate::plant::Plant;
use crate::simulator::{self, Simulator, WriteFrame};
use crate::station::StartError;
use crate::station::threads::{self, Running};
use crate::time::{Clock, SystemClock};

/// A layout's simulated devices without a station: `pilothouse simulate`.
#[derive(Debug)]
pub struct SimulatedDevices {
    simulator: Arc<Simulator>,
    thread: Option<Running>,
    stop: watch::Sender<bool>,
}

/// Switches the faults of the simulated plant, and knows where its devices are.
#[derive(Clone)]
pub(super) struct Faults {
    simulator: Arc<Simulator>,
}

impl Faults {
    pub(super) fn switch(&self, id: &str, active: bool) {
        // The engine knows only the layout's own faults; one that went with a reload is switched no more.
        let _ = self.simulator.set_fault(id, active);
    }

    /// The plant with its devices where the simulated ones are served.
    pub(super) fn relocated(&self, plant: &Arc<Plant>) -> Arc<Plant> {
        let served = self.simulator.relocated();
        let mut moved = Plant::clone(plant);
        for device in &mut moved.devices {
            if let Some(at) = served.devices.iter().find(|other| other.id == device.id) {
                device.host = Arc::clone(&at.host);
                device.port = at.port;
            }
        }
        Arc::new(moved)
    }
}

impl SimulatedDevices {
    /// Starts them; when this returns they listen.
    pub fn start(plant: &Arc<Plant>) -> Result<Self, StartError> {
        let (stop, stopped) = watch::channel(false);
        let (thread, faults) = start(Arc::clone(plant), Arc::new(SystemClock::start()), stopped)?;
        Ok(Self { simulator: faults.simulator, thread: Some(thread), stop })
    }

    /// Where each device is served, by its id.
    pub fn addresses(&self, plant: &Plant) -> Vec<(Arc<str>, SocketAddr)> {
        let served = self.simulator.addresses();
        served
            .into_iter()
            .filter_map(|(device, address)| Some((Arc::clone(&plant.device(device)?.id), address)))
            .collect()
    }

    /// All faults and whether each is on.
    pub fn faults(&self) -> Vec<(Arc<str>, bool)> {
        self.simulator.faults()
    }

    /// Switches a fault; tells in words why it cannot.
    pub fn set_fault(&self, id: &str, active: bool) -> Result<(), String> {
        self.simulator.set_fault(id, active).map_err(|error| error.to_string())
    }

    /// How many write frames arrived so far.
    pub fn write_count(&self) -> u64 {
        self.simulator.write_count()
    }

    /// The last write frames, oldest first.
    pub fn writes(&self) -> Vec<WriteFrame> {
        self.simulator.writes()
    }
}

impl Drop for SimulatedDevices {
    fn drop(&mut self) {
        let _ = self.stop.send(true);
        if let Some(thread) = self.thread.take() {
            thread.join();
        }
    }
}

/// Starts the devices; when this returns they listen.
pub(super) fn start(
    plant: Arc<Plant>,
    clock: Arc<dyn Clock>,
    mut stopped: watch::Receiver<bool>,
) -> Result<(Running, Faults), StartError> {
    let (ready, started) = bounded(1);
    let runtime = threads::runtime()?;
    let thread = threads::spawn("simulator", move || {
        runtime.block_on(async {
            match simulator::start(plant, clock).await {
                Ok(simulator) => {
                    let _ = ready.send(Ok(Arc::new(simulator)));
                    // An error says that the station is gone, which is the same end.
                    let _ = stopped.wait_for(|stopped| *stopped).await;
                }
                Err(error) => {
                    let _ = ready.send(Err(error.to_string()));
                }
            }
        });
        runtime.shutdown_background();
    })?;
    match started.recv() {
        Ok(Ok(simulator)) => Ok((thread, Faults { simulator })),
        Ok(Err(reason)) => Err(StartError::Simulation(reason)),
        Err(_) => Err(StartError::Simulation("its thread ended".to_owned())),
    }
}
