//! From engineering units back to the counts they came from, where that is exact: counts pack several times
//! better than the floats made of them.

use crate::historian::Scale;

/// Counts beyond this are no longer exact in a float.
const COUNTS_MAX: f64 = 9_007_199_254_740_992.0;

impl Scale {
    /// The engineering value of some counts, bit for bit what [`crate::tag::Scaling::engineering`] gives for
    /// an integer without a clamp.
    pub fn units(&self, counts: i64) -> f64 {
        self.line(counts as f64)
    }

    /// The counts whose engineering value this is, bit for bit; `None` where there are none.
    pub fn counts(&self, units: f64) -> Option<i64> {
        let guess = match *self {
            Self::Linear { gain, offset } => (units - offset) / gain,
            Self::TwoPoint { raw: [raw_low, raw_high], units: [low, high] } => {
                raw_low + (units - low) / (high - low) * (raw_high - raw_low)
            }
        };
        let guess = guess.round();
        // A NaN is in no range.
        if !(-COUNTS_MAX..=COUNTS_MAX).contains(&guess) {
            return None;
        }
        // The way back rounds, so the right count may stand beside the guess.
        [guess, guess - 1.0, guess + 1.0]
            .into_iter()
            .find(|counts| self.line(*counts).to_bits() == units.to_bits())
            .map(|counts| counts as i64)
            .filter(|counts| self.units(*counts).to_bits() == units.to_bits())
    }

    fn line(&self, number: f64) -> f64 {
        match *self {
            Self::Linear { gain, offset } => number * gain + offset,
            Self::TwoPoint { raw: [raw_low, raw_high], units: [low, high] } => {
                let share = (number - raw_low) / (raw_high - raw_low);
                low + share * (high - low)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tag::{Scaling, Value};

    /// The value a tag of this scale shows.
    fn shown(scale: Scale, counts: i64) -> f64 {
        let scaling = match scale {
            Scale::Linear { gain, offset } => Scaling::Linear { gain, offset },
            Scale::TwoPoint { raw, units } => {
                Scaling::TwoPoint { raw, engineering: units, clamp: false, current_loop: None }
            }
        };
        scaling.engineering(Value::Int(counts), None).0.number().unwrap()
    }

    #[test]
    fn every_count_of_usual_scales_comes_back() {
        let scales = [
            Scale::Linear { gain: 0.1, offset: -40.0 },
            Scale::Linear { gain: 0.001, offset: 0.0 },
            Scale::TwoPoint { raw: [0.0, 27_648.0], units: [-50.0, 150.0] },
            Scale::TwoPoint { raw: [0.0, 4095.0], units: [0.0, 6.3] },
        ];
        for scale in scales {
            for counts in -32_768..=65_535 {
                let units = shown(scale, counts);
                assert_eq!(scale.units(counts).to_bits(), units.to_bits());
                let back = scale.counts(units).expect("the counts of a scaled value");
                assert_eq!(scale.units(back).to_bits(), units.to_bits());
            }
        }
    }

    #[test]
    fn what_no_count_gives_has_none() {
        let scale = Scale::Linear { gain: 0.1, offset: 0.0 };
        for units in [0.05, f64::NAN, f64::INFINITY, 1e300, -0.0] {
            assert_eq!(scale.counts(units), None, "{units}");
        }
        assert_eq!(Scale::Linear { gain: 0.0, offset: 1.0 }.counts(2.0), None);
        assert_eq!(Scale::TwoPoint { raw: [1.0, 1.0], units: [0.0, 1.0] }.counts(0.5), None);
    }

    proptest! {
        #[test]
        fn counts_never_lie(gain in any::<f64>(), offset in any::<f64>(), units in any::<f64>()) {
            let scale = Scale::Linear { gain, offset };
            if let Some(counts) = scale.counts(units) {
                prop_assert_eq!(scale.units(counts).to_bits(), units.to_bits());
            }
        }
    }
}
