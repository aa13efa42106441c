//! From raw counts to engineering units and back.

use crate::tag::{Bad, Quality, Uncertain, Value};

/// How a raw number becomes an engineering value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Scaling {
    /// As it is: integers stay exact.
    #[default]
    None,
    /// `raw * gain + offset`.
    Linear {
        /// Engineering units per count; never 0.
        gain: f64,
        /// Engineering value at raw 0.
        offset: f64,
    },
    /// A straight line through two points.
    TwoPoint {
        /// Raw counts at both points; never equal.
        raw: [f64; 2],
        /// Engineering values there; never equal.
        engineering: [f64; 2],
        /// Whether values beyond the points are cut to them.
        clamp: bool,
        /// Judges the raw counts as a 4-20 mA loop.
        current_loop: Option<CurrentLoop>,
    },
    /// `raw * 10^exponent`, the exponent read from another register of the same block (SunSpec).
    Exponent,
}

/// A 4-20 mA loop: `raw[0]` is 4 mA and `raw[1]` 20 mA (NAMUR NE 43 bands).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CurrentLoop {
    /// Below this many mA the loop is broken; 3.6 by NE 43.
    pub failure_below_milliamps: f64,
    /// Above this many mA the sensor reports a failure; 21 by NE 43.
    pub failure_above_milliamps: f64,
}

impl Default for CurrentLoop {
    fn default() -> Self {
        Self { failure_below_milliamps: 3.6, failure_above_milliamps: 21.0 }
    }
}

impl CurrentLoop {
    fn quality(self, raw: f64, span: [f64; 2]) -> Quality {
        let [low, high] = span;
        let milliamps = 4.0 + 16.0 * (raw - low) / (high - low);
        if milliamps < self.failure_below_milliamps || milliamps > self.failure_above_milliamps {
            Quality::Bad(Bad::SensorFailure)
        } else if (3.8..=20.5).contains(&milliamps) {
            Quality::GOOD
        } else {
            Quality::Uncertain(Uncertain::RangeExceeded)
        }
    }
}

impl Scaling {
    /// The engineering value of a raw one, with the quality the raw counts themselves tell.
    /// `exponent` is the content of the exponent register, where the scaling has one.
    pub fn engineering(&self, raw: Value, exponent: Option<i64>) -> (Value, Quality) {
        let Some(number) = raw.number() else { return (raw, Quality::GOOD) };
        match self {
            Self::None => (raw, Quality::GOOD),
            Self::Linear { gain, offset } => (Value::Float(number * gain + offset), Quality::GOOD),
            Self::TwoPoint { raw: points, engineering, clamp, current_loop } => {
                let [raw_low, raw_high] = *points;
                let [low, high] = *engineering;
                let share = (number - raw_low) / (raw_high - raw_low);
                let share = if *clamp { share.clamp(0.0, 1.0) } else { share };
                let quality = current_loop.map_or(Quality::GOOD, |loops| loops.quality(number, *points));
                (Value::Float(low + share * (high - low)), quality)
            }
            Self::Exponent => match exponent {
                Some(exponent @ -10..=10) => {
                    (Value::Float(number * 10f64.powi(exponent as i32)), Quality::GOOD)
                }
                Some(_) | None => (raw, Quality::Bad(Bad::NotImplemented)),
            },
        }
    }

    /// The raw number that stands for an engineering one; `None` where it cannot be told.
    pub fn raw(&self, engineering: f64, exponent: Option<i64>) -> Option<f64> {
        match self {
            Self::None => Some(engineering),
            Self::Linear { gain, offset } => Some((engineering - offset) / gain),
            Self::TwoPoint { raw, engineering: points, .. } => {
                let [low, high] = *points;
                let [raw_low, raw_high] = *raw;
                Some(raw_low + (engineering - low) / (high - low) * (raw_high - raw_low))
            }
            Self::Exponent => exponent.map(|exponent| engineering / 10f64.powi(exponent as i32)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(scaling: &Scaling, raw: f64, expected: f64, quality: Quality) {
        let (value, told) = scaling.engineering(Value::Float(raw), None);
        assert!(value.matches(&Value::Float(expected), 1e-9), "{value:?} against {expected}");
        assert_eq!(told, quality);
    }

    #[test]
    fn scales_by_two_points_and_judges_the_loop() {
        let loops = Scaling::TwoPoint {
            raw: [0.0, 27_648.0],
            engineering: [0.0, 10.0],
            clamp: false,
            current_loop: Some(CurrentLoop::default()),
        };
        check(&loops, 13_824.0, 5.0, Quality::GOOD);
        check(&loops, -500.0, -0.180_844_907_407_407_4, Quality::Uncertain(Uncertain::RangeExceeded));
        check(&loops, -4_864.0, -1.759_259_259_259_259_2, Quality::Bad(Bad::SensorFailure));
    }

    #[test]
    fn integers_without_scaling_stay_exact() {
        assert_eq!(Scaling::None.engineering(Value::UInt(u64::MAX), None).0, Value::UInt(u64::MAX));
    }

    #[test]
    fn the_way_back_is_the_way_there() {
        let linear = Scaling::Linear { gain: 0.1, offset: -40.0 };
        let raw = linear.raw(55.5, None).unwrap();
        assert!((linear.engineering(Value::Float(raw), None).0.number().unwrap() - 55.5).abs() < 1e-9);
    }
}
