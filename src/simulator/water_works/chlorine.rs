//! Hypochlorite dosing: two pumps, the controller, the dead time of the pipe and the clearwell's mixing.

use std::collections::VecDeque;

use crate::simulator::noise::lag;
use crate::simulator::water_works::machine::{Machine, Mode, Rating};

/// Most a dosing pump gives, L/h.
const DOSE_MOST: f64 = 45.0;
/// Strength of the solution, g/L.
const STRENGTH: f64 = 60.0;
/// What the water itself uses up, mg/L.
const DEMAND: f64 = 0.6;
/// The tank, L.
const TANK: f64 = 4_000.0;
/// Dead time of the pipe: so many cells of so many seconds.
const CELLS: usize = 30;
const CELL_SECONDS: f64 = 3.0;

/// The dosing station.
#[derive(Clone, Debug)]
pub(super) struct Chlorine {
    pub(super) pumps: Vec<Machine>,
    /// Setpoint, mg/L.
    pub(super) setpoint: f64,
    pub(super) automatic: bool,
    /// Controller output: stroke, percent.
    pub(super) output: f64,
    /// Hypochlorite in the tank, L.
    tank: f64,
    filling: bool,
    /// Into the pipe, L/h.
    pub(super) dose: f64,
    /// Free chlorine at the clearwell's outlet, mg/L.
    pub(super) free: f64,
    trim: f64,
    pipe: VecDeque<f64>,
    cell_seconds: f64,
    pub(super) blocked: bool,
}

impl Chlorine {
    pub(super) fn new() -> Self {
        let rating = Rating { ramp_seconds: 2.0, current_full: 1.2, rise: 30.0 };
        Self {
            pumps: vec![
                Machine::new(rating, Mode::Auto, true, 6_120.0),
                Machine::new(rating, Mode::Auto, false, 5_874.0),
            ],
            setpoint: 0.55,
            automatic: true,
            output: 41.0,
            tank: 0.61 * TANK,
            filling: false,
            dose: 18.6,
            free: 0.52,
            trim: 0.0,
            pipe: std::iter::repeat_n(0.55, CELLS).collect(),
            cell_seconds: 0.0,
            blocked: false,
        }
    }

    pub(super) fn tank_percent(&self) -> f64 {
        100.0 * self.tank / TANK
    }

    /// One step with so much filtered water, m³/h, and so much beyond the usual chlorine demand, mg/L.
    pub(super) fn step(&mut self, seconds: f64, flow: f64, demand_more: f64) {
        self.control(seconds, flow);
        self.duty();
        for pump in &mut self.pumps {
            pump.speed_target = 1.0;
            pump.load = 0.6;
            pump.step(seconds);
        }
        let running: f64 = self.pumps.iter().map(|pump| pump.speed).sum();
        let hours = seconds / 3600.0;
        let wanted = if self.blocked { 0.0 } else { DOSE_MOST * running * self.output / 100.0 };
        self.dose = wanted.min(if hours > 0.0 { self.tank / hours } else { wanted });
        self.tank -= self.dose * hours;
        self.deliver(hours);
        let inlet = if flow > 20.0 {
            (self.dose * STRENGTH / flow - DEMAND - demand_more).clamp(0.0, 3.0)
        } else {
            self.free
        };
        self.cell_seconds += seconds;
        if self.cell_seconds >= CELL_SECONDS {
            self.cell_seconds -= CELL_SECONDS;
            self.pipe.pop_front();
            self.pipe.push_back(inlet);
        }
        let arriving = self.pipe.front().copied().unwrap_or(inlet);
        lag(&mut self.free, arriving, seconds, 150.0);
    }

    /// Feed forward by flow, trimmed slowly by what the analyser sees: the dead time allows no more.
    fn control(&mut self, seconds: f64, flow: f64) {
        if !self.automatic {
            return;
        }
        let error = self.setpoint - self.free;
        self.trim = (self.trim + error * seconds / 500.0).clamp(-0.5, 0.5);
        let wanted = flow * (self.setpoint + DEMAND + self.trim + 0.3 * error) / STRENGTH;
        self.output = (100.0 * wanted / DOSE_MOST).clamp(0.0, 100.0);
    }

    /// The first pump that can, runs.
    fn duty(&mut self) {
        let mut covered = self.pumps.iter().any(|pump| pump.mode == Mode::Manual && pump.wanted());
        for pump in &mut self.pumps {
            if pump.available() {
                pump.ask(!covered);
                covered = true;
            }
        }
    }

    /// A lorry comes when the tank is low.
    fn deliver(&mut self, hours: f64) {
        self.filling = if self.filling { self.tank < 0.92 * TANK } else { self.tank < 0.2 * TANK };
        if self.filling {
            self.tank += 12_000.0 * hours;
        }
    }

    /// Stroke of a pump, percent.
    pub(super) fn stroke(&self, pump: &Machine) -> f64 {
        self.output * pump.speed
    }
}
