//! High-service pumps against the network: header pressure, town zone, hill and east reservoirs.

use crate::simulator::noise::{lag, ramp};
use crate::simulator::water_works::duty::{start_rested, stop_tired};
use crate::simulator::water_works::machine::{Machine, Mode, Rating};

/// Shut-off pressure of a pump at full speed, bar.
const SHUT_OFF: f64 = 7.36;
/// Fall of a pump's pressure with flow, bar/(m³/h)².
const PUMP_FALL: f64 = 1.77e-6;
/// Loss from the header to the town zone, bar/(m³/h)².
const MAIN_LOSS: f64 = 2.6e-7;
/// What the pipes of the town take up for one bar, m³.
const LINE_PACK: f64 = 12.0;
/// Pressure at which demand is as the profile says, bar.
const TOWN_RATED: f64 = 4.8;

/// A reservoir on a hill that fills and empties by pressure alone.
#[derive(Clone, Debug)]
pub(super) struct Reservoir {
    pub(super) level: f64,
    area: f64,
    /// Pressure at its foot seen from the town when it is empty, bar.
    foot: f64,
    /// m³/h for each bar.
    conductance: f64,
    /// Inlet valve, share open.
    pub(super) inlet: f64,
    pub(super) inlet_open: bool,
    /// Positive while it fills, m³/h.
    pub(super) inflow: f64,
}

impl Reservoir {
    pub(super) const fn new(level: f64, area: f64, foot: f64) -> Self {
        Self { level, area, foot, conductance: 260.0, inlet: 1.0, inlet_open: true, inflow: 0.0 }
    }

    #[cfg(test)]
    pub(super) fn volume(&self) -> f64 {
        self.level * self.area
    }

    /// Pressure of its zone, bar.
    pub(super) fn pressure(&self) -> f64 {
        self.foot + 0.0981 * self.level + 0.0004 * self.inflow
    }

    fn step(&mut self, seconds: f64, town: f64) {
        ramp(&mut self.inlet, f64::from(u8::from(self.inlet_open)), seconds, 0.1);
        let drive = town - self.foot - 0.0981 * self.level;
        // The float valve closes towards the brim; the outlet runs dry towards the floor.
        let limit = if drive > 0.0 {
            ((4.6 - self.level) / 0.2).clamp(0.0, 1.0)
        } else {
            (self.level / 0.4).min(1.0)
        };
        let wanted = self.conductance * drive.clamp(-1.2, 1.2) * limit * self.inlet;
        lag(&mut self.inflow, wanted, seconds, 15.0);
        self.level += self.inflow * seconds / 3600.0 / self.area;
    }
}

/// What left the clearwell in one step, and where it went, m³.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Delivered {
    pub(super) pumped: f64,
    pub(super) used: f64,
}

/// Pumps, header, town and reservoirs.
#[derive(Clone, Debug)]
pub(super) struct Network {
    pub(super) pumps: Vec<Machine>,
    /// Pressure setpoint, bar.
    pub(super) setpoint: f64,
    pub(super) automatic: bool,
    /// Controller output: speed of pumps in AUTO, percent.
    pub(super) output: f64,
    /// Header pressure as measured, bar.
    pub(super) header: f64,
    /// Town zone, bar.
    pub(super) town: f64,
    /// Header flow, m³/h.
    pub(super) flow: f64,
    pub(super) hill: Reservoir,
    pub(super) east: Reservoir,
    integral: f64,
    seconds_in_stage: f64,
}

impl Network {
    pub(super) fn new() -> Self {
        let rating = Rating { ramp_seconds: 12.0, current_full: 330.0, rise: 62.0 };
        let pump = |mode, running, hours| Machine::new(rating, mode, running, hours);
        Self {
            pumps: vec![
                pump(Mode::Auto, true, 18_204.6),
                pump(Mode::Auto, true, 17_655.1),
                pump(Mode::Auto, false, 19_012.9),
                pump(Mode::Off, false, 9_877.4),
            ],
            setpoint: 5.6,
            automatic: true,
            output: 90.0,
            header: 5.6,
            town: 5.0,
            flow: 1_300.0,
            hill: Reservoir::new(3.6, 900.0, 4.72),
            east: Reservoir::new(2.87, 700.0, 4.80),
            integral: 90.0,
            seconds_in_stage: 400.0,
        }
    }

    #[cfg(test)]
    /// Water in the reservoirs and what the pipes hold beyond rated pressure, m³.
    pub(super) fn volume(&self) -> f64 {
        self.hill.volume() + self.east.volume() + self.town * LINE_PACK
    }

    /// One step against a demand, m³/h, from a clearwell at `suction` bar; `supply` is false when the
    /// clearwell is too low to pump from.
    pub(super) fn step(
        &mut self,
        seconds: f64,
        demand: f64,
        burst: f64,
        suction: f64,
        supply: bool,
    ) -> Delivered {
        self.control(seconds);
        self.stage(seconds, supply);
        for pump in &mut self.pumps {
            pump.speed_target =
                if pump.mode == Mode::Auto { self.output / 100.0 } else { pump.speed_by_hand };
            if !supply {
                // The dry-run protection stops a pump whoever started it.
                pump.stop();
            }
            pump.step(seconds);
        }
        let hours = seconds / 3600.0;
        let header = self.balance(suction);
        self.flow = ((header - self.town).max(0.0) / MAIN_LOSS).sqrt();
        // Nothing flows back through the check valves: what leaves the pumps is what enters the main.
        self.share_load(header, suction);
        let strength = (self.town / TOWN_RATED).clamp(0.0, 1.5).sqrt();
        let used = (demand + burst) * strength;
        self.hill.step(seconds, self.town);
        self.east.step(seconds, self.town);
        let net = self.flow - used - self.hill.inflow - self.east.inflow;
        self.town += net * hours / LINE_PACK;
        lag(&mut self.header, header, seconds, 1.5);
        Delivered { pumped: self.flow * hours, used: used * hours }
    }

    /// The header pressure at which the pumps give just what the main takes, bar.
    fn balance(&self, suction: f64) -> f64 {
        let (mut low, mut high) = (self.town, 12.0_f64);
        for _ in 0..28 {
            let middle = f64::midpoint(low, high);
            let taken = ((middle - self.town).max(0.0) / MAIN_LOSS).sqrt();
            if self.given(middle, suction) > taken {
                low = middle;
            } else {
                high = middle;
            }
        }
        f64::midpoint(low, high)
    }

    fn given(&self, header: f64, suction: f64) -> f64 {
        self.pumps.iter().map(|pump| pump_flow(pump.speed, header, suction)).sum()
    }

    fn share_load(&mut self, header: f64, suction: f64) {
        for pump in &mut self.pumps {
            let flow = pump_flow(pump.speed, header, suction);
            pump.load = if pump.speed < 0.05 {
                0.0
            } else {
                (pump.speed.powi(3) * (0.45 + 0.55 * flow / 800.0)).clamp(0.05, 1.15)
            };
        }
    }

    fn control(&mut self, seconds: f64) {
        if !self.automatic {
            self.integral = self.output;
            return;
        }
        let error = self.setpoint - self.header;
        self.integral = (self.integral + error * seconds * 0.35).clamp(60.0, 100.0);
        self.output = (self.integral + 2.5 * error).clamp(60.0, 100.0);
    }

    /// One pump more when the running ones cannot hold the pressure, one less when they idle.
    fn stage(&mut self, seconds: f64, supply: bool) {
        self.seconds_in_stage += seconds;
        let running = self.pumps.iter().filter(|pump| pump.mode == Mode::Auto && pump.wanted()).count();
        let short = running == 0 || (self.output > 98.5 && self.header < self.setpoint - 0.05);
        let idle = running > 1 && self.output < 78.0 && self.header > self.setpoint - 0.05;
        let wait = if running == 0 { 10.0 } else { 300.0 };
        if !self.automatic || self.seconds_in_stage < wait {
            return;
        }
        let changed =
            if short && supply { start_rested(&mut self.pumps) } else { idle && stop_tired(&mut self.pumps) };
        if changed {
            self.seconds_in_stage = 0.0;
        }
    }

    /// Electric power of one pump, kW.
    pub(super) fn power(pump: &Machine) -> f64 {
        if pump.speed < 0.02 { 0.0 } else { 18.0 + 205.0 * pump.load }
    }
}

fn pump_flow(speed: f64, header: f64, suction: f64) -> f64 {
    ((speed * speed * SHUT_OFF + suction - header).max(0.0) / PUMP_FALL).sqrt()
}
