//! The simulated devices on a thread of their own, with the switches of their faults.

use std::sync::Arc;

use crossbeam_channel::bounded;
use tokio::sync::watch;

use crate::plant::Plant;
use crate::simulator::Simulator;
use crate::station::StartError;
use crate::station::threads::{self, Running};
use crate::time::Clock;

/// Switches the faults of the simulated plant.
pub(super) struct Faults {
    simulator: Arc<Simulator>,
}

impl Faults {
    pub(super) fn switch(&self, id: &str, active: bool) {
        self.simulator.set_fault(id, active);
    }
}

/// Starts the devices; when this returns they listen.
pub(super) fn start(
    plant: Arc<Plant>,
    clock: Arc<dyn Clock>,
    mut stopped: watch::Receiver<bool>,
) -> Result<(Running, Faults), StartError> {
    let (ready, started) = bounded(1);
    let thread = threads::spawn("simulator", move || {
        let runtime = match threads::runtime() {
            Ok(runtime) => runtime,
            Err(error) => {
                let _ = ready.send(Err(error.to_string()));
                return;
            }
        };
        runtime.block_on(async {
            match Simulator::start(plant, clock).await {
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
    })?;
    match started.recv() {
        Ok(Ok(simulator)) => Ok((thread, Faults { simulator })),
        Ok(Err(reason)) => Err(StartError::Simulation(reason)),
        Err(_) => Err(StartError::Simulation("its thread ended".to_owned())),
    }
}
