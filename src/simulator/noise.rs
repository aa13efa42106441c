//! Seeded noise: two runs from one seed are alike, on every machine.

/// A small generator (splitmix64); good enough for plant noise and lost answers, useless for secrets.
#[derive(Clone, Debug)]
pub(crate) struct Noise(u64);

impl Noise {
    pub(crate) const fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    /// From 0 up to, but not including, 1.
    pub(crate) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Around 0, nearly normal, with standard deviation 1: the sum of twelve shares.
    pub(crate) fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.share()).sum::<f64>() - 6.0
    }
}

/// A value that wanders around 0 with a memory: sensor noise and weather, whatever the step.
#[derive(Clone, Debug)]
pub(crate) struct Wander {
    value: f64,
    deviation: f64,
    memory_seconds: f64,
}

impl Wander {
    pub(crate) const fn new(deviation: f64, memory_seconds: f64) -> Self {
        Self { value: 0.0, deviation, memory_seconds }
    }

    pub(crate) fn step(&mut self, seconds: f64, noise: &mut Noise) {
        let kept = (-seconds / self.memory_seconds).exp();
        self.value = self.value * kept + self.deviation * (1.0 - kept * kept).sqrt() * noise.normal();
    }

    /// Cut at three deviations, so that a bound in a test is a bound.
    pub(crate) const fn value(&self) -> f64 {
        self.value.clamp(-3.0 * self.deviation, 3.0 * self.deviation)
    }
}

/// Moves `value` towards `target` with a first-order lag.
pub(crate) fn lag(value: &mut f64, target: f64, seconds: f64, time_constant: f64) {
    *value = target + (*value - target) * (-seconds / time_constant).exp();
}

/// Moves `value` towards `target` by at most `rate` a second.
pub(crate) fn ramp(value: &mut f64, target: f64, seconds: f64, rate: f64) {
    let step = (target - *value).clamp(-rate * seconds, rate * seconds);
    *value += step;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_gives_one_run() {
        let mut first = Noise::seeded(7);
        let mut second = Noise::seeded(7);
        assert!((0..100).all(|_| first.share() == second.share()));
        assert!((0..1000).map(|_| first.share()).all(|share| (0.0..1.0).contains(&share)));
    }

    #[test]
    fn wanders_as_widely_in_small_steps_as_in_large_ones() {
        for (seconds, count) in [(0.1, 200_000), (1.0, 20_000)] {
            let mut noise = Noise::seeded(1);
            let mut wander = Wander::new(2.0, 5.0);
            let squares: f64 = (0..count)
                .map(|_| {
                    wander.step(seconds, &mut noise);
                    wander.value().powi(2)
                })
                .sum();
            let deviation = (squares / f64::from(count)).sqrt();
            assert!((1.8..2.2).contains(&deviation), "{deviation}");
        }
    }

    #[test]
    fn lag_and_ramp_arrive_without_overshoot() {
        let mut value = 0.0;
        lag(&mut value, 10.0, 5.0, 5.0);
        assert!((value - 6.321).abs() < 0.001);
        ramp(&mut value, 10.0, 1.0, 100.0);
        assert_eq!(value, 10.0);
    }
}
