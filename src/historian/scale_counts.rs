//! The straight line of a tag, exactly as scaling draws it, and its inverse where that is exact.

use crate::historian::Scale;

/// Counts beyond this are not told apart by binary64.
const COUNTS_MAX: f64 = 9_007_199_254_740_992.0;

impl Scale {
    /// Engineering units of some counts, bit by bit what `Scaling::engineering` says.
    pub fn units(self, counts: i64) -> f64 {
        let number = counts as f64;
        match self {
            Self::Linear { gain, offset } => number * gain + offset,
            Self::TwoPoint { raw: [raw_low, raw_high], units: [low, high] } => {
                let share = (number - raw_low) / (raw_high - raw_low);
                low + share * (high - low)
            }
        }
    }

    /// The counts that give exactly these units, if there are any.
    pub fn counts(self, units: f64) -> Option<i64> {
        let counts = match self {
            Self::Linear { gain, offset } => (units - offset) / gain,
            Self::TwoPoint { raw: [raw_low, raw_high], units: [low, high] } => {
                raw_low + (units - low) / (high - low) * (raw_high - raw_low)
            }
        }
        .round();
        let counts = (counts.abs() <= COUNTS_MAX).then_some(counts as i64)?;
        (self.units(counts).to_bits() == units.to_bits()).then_some(counts)
    }
}
