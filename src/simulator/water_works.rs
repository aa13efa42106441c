//! Northfield water works: river, raw water pumps, six filters, clearwell with chlorine dosing,
//! high-service pumps, network with two reservoirs, grid meter.
//!
//! The plant runs by itself for days: the controllers here are the PLCs' own. Its day is 4 hours long, so
//! that demand moves within minutes; flows, volumes and machines keep their true pace.
//!
//! Its faults: `trip <pump>` for every pump, `storm`, `burst main`, `block dosing`, `open loop AIT-506`.

mod chlorine;
mod demand;
mod duty;
mod filter;
mod filtration;
mod intake;
mod machine;
mod network;
mod points;

use std::time::Duration;

use crate::simulator::noise::{Noise, Wander, lag};
use crate::simulator::process::{Process, Verdict};
use crate::simulator::water_works::chlorine::Chlorine;
use crate::simulator::water_works::demand::Demand;
use crate::simulator::water_works::filtration::Filtration;
use crate::simulator::water_works::intake::Intake;
use crate::simulator::water_works::machine::Machine;
use crate::simulator::water_works::network::Network;
use crate::tag::Value;

/// Surface of the clearwell, m².
const CLEARWELL_AREA: f64 = 1_400.0;
/// Its brim, m.
const CLEARWELL_FULL: f64 = 5.0;
/// Below this the high-service pumps stop, m; they may start again 0.3 m higher.
const CLEARWELL_DRY: f64 = 0.6;
/// Seconds of the plant's day of 24 hours.
const DAY_SECONDS: f64 = 14_400.0;

/// The whole works.
#[derive(Clone, Debug)]
pub struct WaterWorks {
    noise: Noise,
    /// Seconds since start.
    clock: f64,
    intake: Intake,
    filtration: Filtration,
    chlorine: Chlorine,
    network: Network,
    demand: Demand,
    /// Clearwell, m.
    clearwell: f64,
    /// Its rate over the last minute, m/h.
    rate: f64,
    supply: bool,
    burst: bool,
    open_loop: bool,
    sensors: Sensors,
    totals: Totals,
}

/// Noise of sensors that have some.
#[derive(Clone, Debug)]
struct Sensors {
    flow: Wander,
    pressure: Wander,
    chlorine: Wander,
    acidity: Wander,
    voltage: Wander,
    frequency: Wander,
}

/// What went where since start, m³ and kWh.
#[derive(Clone, Copy, Debug, Default)]
struct Totals {
    raw: f64,
    filtered: f64,
    rinse: f64,
    spilled: f64,
    overflow: f64,
    pumped: f64,
    used: f64,
    energy: f64,
}

impl WaterWorks {
    /// As it stands at the start, with noise of its own.
    pub fn new(seed: u64) -> Self {
        Self {
            noise: Noise::seeded(seed),
            clock: 0.0,
            intake: Intake::new(),
            filtration: Filtration::new(),
            chlorine: Chlorine::new(),
            network: Network::new(),
            demand: Demand::new(),
            clearwell: 3.2,
            rate: 0.0,
            supply: true,
            burst: false,
            open_loop: false,
            sensors: Sensors {
                flow: Wander::new(6.0, 4.0),
                pressure: Wander::new(0.012, 3.0),
                chlorine: Wander::new(0.008, 12.0),
                acidity: Wander::new(0.03, 240.0),
                voltage: Wander::new(0.8, 20.0),
                frequency: Wander::new(0.015, 15.0),
            },
            totals: Totals::default(),
        }
    }

    /// The hour of the plant's day, counted on from midnight of the first.
    fn hour(&self) -> f64 {
        2.7 + 24.0 * self.clock / DAY_SECONDS
    }

    fn advance(&mut self, seconds: f64) {
        self.clock += seconds;
        let hours = seconds / 3600.0;
        let hour = self.hour();
        let Sensors { flow, pressure, chlorine, acidity, voltage, frequency } = &mut self.sensors;
        for wander in [flow, pressure, chlorine, acidity, voltage, frequency] {
            wander.step(seconds, &mut self.noise);
        }
        self.demand.step(seconds, hour, &mut self.noise);
        let open = self.filtration.takes_water();
        let taken = self.network.flow;
        self.intake.step(seconds, hour, &mut self.noise, self.clearwell, taken, open);
        let (raw, turbidity) = (self.intake.flow, self.intake.turbidity);
        let streams = self.filtration.step(seconds, raw, turbidity, self.clearwell);
        let filtered = if hours > 0.0 { streams.filtered / hours } else { 0.0 };
        self.chlorine.step(seconds, filtered, 0.01 * (turbidity - 5.0).max(0.0));
        self.supply = self.clearwell > if self.supply { CLEARWELL_DRY } else { CLEARWELL_DRY + 0.3 };
        let burst = if self.burst { 650.0 } else { 0.0 };
        let (demand, suction) = (self.demand.flow(), self.suction());
        let delivered = self.network.step(seconds, demand, burst, suction, self.supply);
        let change = (streams.filtered - streams.rinse - delivered.pumped) / CLEARWELL_AREA;
        self.clearwell += change;
        let overflow = (self.clearwell - CLEARWELL_FULL).max(0.0);
        self.clearwell -= overflow;
        if hours > 0.0 {
            lag(&mut self.rate, (change - overflow) / hours, seconds, 60.0);
        }
        let totals = &mut self.totals;
        totals.raw += raw * hours;
        totals.filtered += streams.filtered;
        totals.rinse += streams.rinse;
        totals.spilled += streams.spilled;
        totals.overflow += overflow * CLEARWELL_AREA;
        totals.pumped += delivered.pumped;
        totals.used += delivered.used;
        self.totals.energy += self.power() * hours;
    }

    /// Pressure at the high-service pumps' inlets, bar.
    fn suction(&self) -> f64 {
        0.15 + 0.0981 * self.clearwell
    }

    /// Of the whole works, kW.
    fn power(&self) -> f64 {
        let raw: f64 =
            self.intake.pumps.iter().filter(|pump| pump.speed > 0.02).map(|pump| 46.0 * pump.load).sum();
        let service: f64 = self.network.pumps.iter().map(Network::power).sum();
        let wash = if self.filtration.washing() { 55.0 } else { 0.0 };
        62.0 + raw + service + wash + 4.0 * f64::from(self.filtration.return_pumps)
    }

    fn machine(&self, id: &str) -> Option<&Machine> {
        let (group, at) = numbered(id)?;
        match group {
            "P-10" => self.intake.pumps.get(at),
            "P-60" => self.network.pumps.get(at),
            "DP-50" => self.chlorine.pumps.get(at),
            _ => None,
        }
    }

    fn machine_mut(&mut self, id: &str) -> Option<&mut Machine> {
        let (group, at) = numbered(id)?;
        match group {
            "P-10" => self.intake.pumps.get_mut(at),
            "P-60" => self.network.pumps.get_mut(at),
            "DP-50" => self.chlorine.pumps.get_mut(at),
            _ => None,
        }
    }
}

/// The group of a machine and its place in it, from 0: `P-103` is the third of `P-10`.
fn numbered(id: &str) -> Option<(&str, usize)> {
    let (group, digit) = id.split_at_checked(id.len().checked_sub(1)?)?;
    Some((group, digit.parse::<usize>().ok()?.checked_sub(1)?))
}

impl Process for WaterWorks {
    fn step(&mut self, dt: Duration) {
        self.advance(dt.as_secs_f64().min(1.0));
    }

    fn value(&self, id: &str) -> Option<Value> {
        self.point(id)
    }

    fn accepts(&self, id: &str, value: f64) -> Verdict {
        self.verdict(id, value)
    }

    fn write(&mut self, id: &str, value: f64) {
        self.set_point(id, value);
    }

    fn set_fault(&mut self, name: &str, active: bool) -> bool {
        match name {
            "storm" => self.intake.storm = active,
            "burst main" => self.burst = active,
            "block dosing" => self.chlorine.blocked = active,
            "open loop AIT-506" => self.open_loop = active,
            _ => {
                let Some(machine) = name.strip_prefix("trip ").and_then(|id| self.machine_mut(id)) else {
                    return false;
                };
                machine.hold_trip(active);
            }
        }
        true
    }
}

#[cfg(test)]
mod alarm_tests;
#[cfg(test)]
mod tests;
