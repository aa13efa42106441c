//! Scales: pens of one unit share one; its ends are round numbers. Pure.

/// Divisions of every scale, so that one grid serves all.
pub(super) const DIVISIONS: usize = 5;

/// A scale with round ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    /// Value at the lower edge.
    pub(super) low: f64,
    /// Value at the upper edge.
    pub(super) high: f64,
    /// Digits its marks need.
    pub(super) decimals: u8,
}

impl Scale {
    /// The tightest round scale around a stretch of values.
    /// Never tighter than `least`, so that noise does not look like movement.
    pub(super) fn around(low: f64, high: f64, least: f64) -> Self {
        let (low, high) =
            if low.is_finite() && high.is_finite() && low <= high { (low, high) } else { (0.0, 1.0) };
        let air = ((high - low) * 0.06)
            .max((least - (high - low)) / 2.0)
            .max(high.abs().max(low.abs()) * 0.002)
            .max(1e-6);
        let (low, high) = (low - air, high + air);
        let mut step = round_up((high - low) / DIVISIONS as f64);
        // The grid may have to shift by up to one division before it holds both ends.
        for _ in 0..4 {
            let bottom = (low / step).floor() * step;
            if bottom + step * DIVISIONS as f64 >= high {
                let decimals = (-step.log10().floor()).clamp(0.0, 9.0) as u8;
                let needs_more = (step * 10f64.powi(i32::from(decimals))).fract() > 1e-6;
                let decimals = decimals + u8::from(needs_more);
                return Self { low: bottom, high: bottom + step * DIVISIONS as f64, decimals };
            }
            step = round_up(step * 1.01);
        }
        Self { low, high, decimals: 2 }
    }

    /// Exactly these ends, as an operator dragged them; its marks need not be round.
    pub(super) fn exact(low: f64, high: f64) -> Self {
        let step = (high - low) / DIVISIONS as f64;
        let decimals = (1.0 - step.log10().floor()).clamp(0.0, 9.0) as u8;
        Self { low, high, decimals }
    }

    /// The ends after a zoom by a factor, above 1 into detail, about a point at `share` from below.
    pub(super) fn zoomed(&self, factor: f64, share: f64) -> (f64, f64) {
        let (wide, about) = (self.high - self.low, self.low + (self.high - self.low) * share);
        let least = (self.high.abs().max(self.low.abs()) * 1e-9).max(1e-9);
        let wide_now = (wide / factor).clamp(least, 1e15);
        (about - wide_now * share, about + wide_now * (1.0 - share))
    }

    /// The ends moved up by a share of the height.
    pub(super) fn moved(&self, share: f64) -> (f64, f64) {
        let by = (self.high - self.low) * share;
        (self.low + by, self.high + by)
    }

    /// Where a value stands, 0 to 1.
    pub(super) fn share(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }

    /// The value of a grid line, counted from the lower edge.
    pub(super) fn mark(&self, division: usize) -> f64 {
        let mark = self.low + (self.high - self.low) * division as f64 / DIVISIONS as f64;
        if mark.abs() < (self.high - self.low) * 1e-9 { 0.0 } else { mark }
    }
}

/// The next of 1, 2, 2.5, 4, 5, 10 times a power of ten.
fn round_up(step: f64) -> f64 {
    let power = 10f64.powf(step.log10().floor());
    let factor =
        [1.0, 2.0, 2.5, 4.0, 5.0, 10.0].into_iter().find(|factor| factor * power >= step * 0.999_999);
    factor.unwrap_or(10.0) * power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_round_and_hold_the_values() {
        for (low, high) in
            [(939.0, 1542.0), (2.29, 2.41), (-3.0, 3.0), (0.0, 0.0), (71.0, 71.0), (f64::NAN, 1.0)]
        {
            let scale = Scale::around(low, high, 0.0);
            assert!(scale.high > scale.low, "{low} to {high}");
            if low.is_finite() {
                assert!(scale.low <= low && scale.high >= high, "{low} to {high}: {scale:?}");
            }
        }
        let scale = Scale::around(939.0, 1542.0, 0.0);
        assert_eq!((scale.low, scale.high, scale.decimals), (800.0, 1800.0, 0));
    }

    #[test]
    fn a_scale_is_zoomed_about_the_pointer_and_moved_by_hand() {
        let scale = Scale::exact(0.0, 10.0);
        assert_eq!(scale.zoomed(2.0, 0.5), (2.5, 7.5));
        assert_eq!(scale.zoomed(2.0, 0.0), (0.0, 5.0));
        assert_eq!(scale.moved(0.1), (1.0, 11.0));
        let (low, high) = scale.zoomed(1e30, 0.5);
        assert!(high > low);
        assert_eq!(Scale::exact(0.0, 1.0).decimals, 2);
    }
}
