//! The plant in a box: process models, signals, scripted faults and the Modbus servers that expose them.
//!
//! It speaks real Modbus over loopback and knows nothing of the station's own driver or engine. Any layout
//! runs: tags that no process model drives follow their signals or rest, and a write to them is kept.

mod bank;
mod exception;
mod faults;
mod frame;
mod noise;
mod process;
mod server;
mod signal;
#[cfg(test)]
mod test_plant;
mod values;
mod water_works;
mod world;
mod write_log;

pub use process::{Process, Verdict, built_in};
pub use water_works::WaterWorks;
pub use write_log::WriteFrame;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;

use crate::device::{Device, DeviceIndex};
use crate::plant::Plant;
use crate::simulator::server::Shared;
use crate::simulator::world::World;
use crate::tag::{TagIndex, Value};
use crate::time::Clock;

/// How often the process model moves.
const STEP: Duration = Duration::from_millis(100);

/// Why a simulator does not start or obey.
#[derive(Debug, thiserror::Error)]
pub enum SimulatorError {
    /// A port cannot be opened: it is taken, or not for everyone.
    #[error("cannot open port {} for {device} on {}: {source}", address.port(), address.ip())]
    Port {
        /// The device's id.
        device: Arc<str>,
        /// Where it was to be.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The layout names a process model that is not built in.
    #[error("no process model is called {0}")]
    UnknownProcess(Arc<str>),
    /// The layout has no fault of that id.
    #[error("no fault is called {0}")]
    UnknownFault(String),
}

/// A running simulator. Dropping it closes its ports and cuts their connections.
#[derive(Debug)]
pub struct Simulator {
    plant: Arc<Plant>,
    shared: Shared,
    addresses: Vec<(DeviceIndex, SocketAddr)>,
    gates: Vec<(DeviceIndex, watch::Sender<bool>)>,
    /// Servers and stepping; they end with the simulator.
    _tasks: JoinSet<()>,
}

/// Opens all ports and starts to serve on the present runtime.
///
/// A device whose host is loopback keeps its port; any other is served on a free port of 127.0.0.1, told by
/// [`Simulator::addresses`].
pub async fn start(plant: Arc<Plant>, clock: Arc<dyn Clock>) -> Result<Simulator, SimulatorError> {
    let process = match &plant.simulation.process {
        Some(name) => Some(
            built_in(name, plant.simulation.seed)
                .ok_or_else(|| SimulatorError::UnknownProcess(name.clone()))?,
        ),
        None => None,
    };
    let mut listeners = Vec::with_capacity(plant.devices.len());
    for device in &plant.devices {
        let wanted = local(device);
        let failed = |source| SimulatorError::Port { device: device.id.clone(), address: wanted, source };
        let listener = TcpListener::bind(wanted).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        listeners.push((listener, address));
    }
    let world = World::new(plant.clone(), process, clock.now());
    let shared = Shared { world: Arc::new(Mutex::new(world)), clock };
    let mut tasks = JoinSet::new();
    let (mut addresses, mut gates) = (Vec::new(), Vec::new());
    for (device, (listener, address)) in (0..).map(DeviceIndex).zip(listeners) {
        let (gate, gone) = watch::channel(shared.with(|world| world.gone(device)));
        tasks.spawn(server::serve(shared.clone(), device, address, listener, gone));
        addresses.push((device, address));
        gates.push((device, gate));
    }
    tasks.spawn(step(shared.clone()));
    Ok(Simulator { plant, shared, addresses, gates, _tasks: tasks })
}

impl Simulator {
    /// Where each device is served.
    pub fn addresses(&self) -> Vec<(DeviceIndex, SocketAddr)> {
        self.addresses.clone()
    }

    /// The plant with its devices' hosts and ports replaced by those served here.
    pub fn relocated(&self) -> Plant {
        let mut plant = Plant::clone(&self.plant);
        for (device, address) in &self.addresses {
            if let Some(device) = plant.devices.get_mut(device.slot()) {
                device.host = address.ip().to_string().into();
                device.port = address.port();
            }
        }
        plant
    }

    /// Switches a fault of the layout.
    pub fn set_fault(&self, id: &str, active: bool) -> Result<(), SimulatorError> {
        if !self.shared.with(|world| world.set_fault(id, active)) {
            return Err(SimulatorError::UnknownFault(id.to_owned()));
        }
        for (device, gate) in &self.gates {
            let gone = self.shared.with(|world| world.gone(*device));
            gate.send_if_modified(|state| std::mem::replace(state, gone) != gone);
        }
        Ok(())
    }

    /// All faults of the layout, and whether each is on.
    pub fn faults(&self) -> Vec<(Arc<str>, bool)> {
        self.shared.with(|world| world.faults())
    }

    /// The present value of a tag as the simulated plant has it, whatever its device says.
    pub fn value(&self, tag: TagIndex) -> Option<Value> {
        self.shared.with(|world| world.value(tag))
    }

    /// The last 10,000 write frames that arrived, oldest first.
    pub fn writes(&self) -> Vec<WriteFrame> {
        self.shared.with(|world| world.log.frames())
    }

    /// How many write frames have arrived since start.
    pub fn write_count(&self) -> u64 {
        self.shared.with(|world| world.log.count())
    }
}

/// Moves the model on at its own pace; a tick that was missed is not made up for.
async fn step(shared: Shared) {
    let mut ticks = tokio::time::interval(STEP);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let now = shared.clock.now();
        shared.with(|world| world.step(now));
    }
}

/// Where a device is served: at home if its layout says so, else on a free port.
fn local(device: &Device) -> SocketAddr {
    let home = IpAddr::V4(Ipv4Addr::LOCALHOST);
    if &*device.host == "localhost" {
        return SocketAddr::new(home, device.port);
    }
    match device.host.parse::<IpAddr>() {
        Ok(host) if host.is_loopback() => SocketAddr::new(host, device.port),
        Ok(_) | Err(_) => SocketAddr::new(home, 0),
    }
}

#[cfg(test)]
mod tests;
