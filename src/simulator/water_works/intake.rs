//! The river and the raw water pumps: how many run is decided by the plan for the clearwell.

use crate::simulator::noise::{Noise, Wander, lag};
use crate::simulator::water_works::duty::{start_rested, stop_tired};
use crate::simulator::water_works::machine::{Machine, Mode, Rating};

/// Flow of one pump at a river level of 3.4 m, m³/h.
const FLOW_RATED: f64 = 482.0;
/// Below this the pumps would draw air, m.
const RIVER_LEAST: f64 = 1.6;
/// Rest between two changes of the number of running pumps, s: it keeps every motor under 3 starts an hour.
const STAGE_SECONDS: f64 = 900.0;

/// River and raw water pumps.
#[derive(Clone, Debug)]
pub(super) struct Intake {
    pub(super) pumps: Vec<Machine>,
    /// Clearwell level to be held, m.
    pub(super) setpoint: f64,
    /// Raw flow that would hold it, m³/h.
    pub(super) plan: f64,
    /// River, m.
    pub(super) level: f64,
    /// Raw water, m³/h.
    pub(super) flow: f64,
    /// Raw water, NTU.
    pub(super) turbidity: f64,
    /// Raw water, °C.
    pub(super) temperature: f64,
    pub(super) storm: bool,
    wave: Wander,
    seconds_in_stage: f64,
}

impl Intake {
    pub(super) fn new() -> Self {
        let rating = Rating { ramp_seconds: 6.0, current_full: 78.0, rise: 64.0 };
        let pump = |mode, running, hours| Machine::new(rating, mode, running, hours);
        Self {
            pumps: vec![
                pump(Mode::Auto, true, 12_410.3),
                pump(Mode::Auto, true, 11_968.7),
                pump(Mode::Auto, true, 12_877.2),
                pump(Mode::Manual, false, 10_031.8),
            ],
            setpoint: 3.4,
            plan: 1_250.0,
            level: 3.42,
            flow: 1_400.0,
            turbidity: 4.8,
            temperature: 7.4,
            storm: false,
            wave: Wander::new(0.02, 40.0),
            seconds_in_stage: 300.0,
        }
    }

    /// One step. `hour` is the plant's own hour; `clearwell` its level, m; `taken` what leaves it, m³/h;
    /// `open` whether any filter takes water.
    pub(super) fn step(
        &mut self,
        seconds: f64,
        hour: f64,
        noise: &mut Noise,
        clearwell: f64,
        taken: f64,
        open: bool,
    ) {
        self.wave.step(seconds, noise);
        let storm = f64::from(u8::from(self.storm));
        let tide = 0.35 * (std::f64::consts::TAU * hour / 12.4).sin();
        lag(&mut self.level, 3.3 + tide + 0.9 * storm + self.wave.value(), seconds, 60.0);
        let clear = 4.6 + 0.9 * (std::f64::consts::TAU * hour / 17.0).cos();
        lag(&mut self.turbidity, clear + 9.5 * storm, seconds, 120.0);
        self.temperature = 7.9 + 0.8 * (std::f64::consts::TAU * (hour - 15.0) / 24.0).cos();
        // What the network takes, corrected by the clearwell's error over about two hours.
        let wanted = (taken + 700.0 * (self.setpoint - clearwell)).clamp(0.0, 1_900.0);
        lag(&mut self.plan, wanted, seconds, 90.0);
        self.stage(seconds, clearwell, open);
        self.flow = 0.0;
        let head = (1.0 + 0.06 * (self.level - 3.4)).max(0.5);
        for pump in &mut self.pumps {
            if !open || self.level < RIVER_LEAST {
                pump.ask(false);
            }
            pump.speed_target = 1.0;
            pump.load = pump.speed.powi(2) * 0.73 * head.powf(0.3);
            pump.step(seconds);
            // Below 60 % of its speed a pump does not overcome the lift.
            let share = ((pump.speed - 0.6) / 0.4).max(0.0).sqrt();
            self.flow += FLOW_RATED * head * share;
        }
    }

    fn running(&self) -> usize {
        self.pumps.iter().filter(|pump| pump.wanted()).count()
    }

    /// A pump more or less when the plan leaves what the running ones give, with half a pump of hysteresis.
    fn stage(&mut self, seconds: f64, clearwell: f64, open: bool) {
        self.seconds_in_stage += seconds;
        let running = self.running();
        let now = running as f64 * FLOW_RATED;
        let full = clearwell > 4.45;
        let more = open && !full && self.plan > now + 0.35 * FLOW_RATED;
        let less = full || self.plan < now - 0.75 * FLOW_RATED;
        // The level's own limits do not wait for the rest between two changes.
        let urgent = (full && running > 0) || (clearwell < 2.0 && more) || (running == 0 && more);
        let wait = if urgent { 60.0 } else { STAGE_SECONDS };
        if self.seconds_in_stage < wait {
            return;
        }
        let changed = if more { start_rested(&mut self.pumps) } else { less && stop_tired(&mut self.pumps) };
        if changed {
            self.seconds_in_stage = 0.0;
        }
    }
}
