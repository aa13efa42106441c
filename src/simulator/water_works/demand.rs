//! What the town takes: two peaks a day, and people.

use crate::simulator::noise::{Noise, Wander};

/// Mean, m³/h.
const MEAN: f64 = 1_150.0;

/// The town's demand.
#[derive(Clone, Debug)]
pub(super) struct Demand {
    profile: f64,
    people: Wander,
}

impl Demand {
    pub(super) const fn new() -> Self {
        Self { profile: MEAN, people: Wander::new(0.02, 45.0) }
    }

    pub(super) fn step(&mut self, seconds: f64, hour: f64, noise: &mut Noise) {
        self.people.step(seconds, noise);
        let turn = |hours: f64, peak: f64| (std::f64::consts::TAU * (hour - peak) / hours).cos();
        // Low before dawn, one peak in the morning and one in the evening.
        self.profile = MEAN * (1.0 + 0.20 * turn(24.0, 14.0) + 0.13 * turn(12.0, 7.5));
    }

    /// At rated pressure, m³/h.
    pub(super) const fn flow(&self) -> f64 {
        self.profile * (1.0 + self.people.value())
    }
}
