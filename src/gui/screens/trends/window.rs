//! The stretch of time on screen: follows the present or stands. Pure.

use std::time::Duration;

use crate::time::Timestamp;

/// Spans that can be chosen, in the order of their words.
pub(super) const SPANS: [Duration; 4] = [
    Duration::from_secs(120),
    Duration::from_secs(600),
    Duration::from_secs(1800),
    Duration::from_secs(7200),
];
const SPAN_MIN: Duration = Duration::from_secs(10);
const SPAN_MAX: Duration = Duration::from_secs(86_400);

/// The stretch of time on screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Window {
    /// Its end; `None` follows the present.
    pub(super) to: Option<Timestamp>,
    /// Its length.
    pub(super) span: Duration,
}

impl Default for Window {
    fn default() -> Self {
        Self { to: None, span: Duration::from_secs(600) }
    }
}

impl Window {
    /// Begin and end at a moment.
    pub(super) fn ends(&self, now: Timestamp) -> (Timestamp, Timestamp) {
        let to = self.to.unwrap_or(now);
        (to.before(self.span), to)
    }

    /// Follows the present, or stops where it is.
    pub(super) fn follow(&mut self, live: bool, now: Timestamp) {
        self.to = if live { None } else { Some(self.to.unwrap_or(now)) };
    }

    /// Moves by seconds; running into the present follows it again.
    pub(super) fn pan(&mut self, seconds: f64, now: Timestamp) {
        let to = self.to.unwrap_or(now);
        let moved = Timestamp::from_nanos(to.nanos().saturating_add((seconds * 1e9) as i64));
        self.to = (moved < now).then_some(moved);
    }

    /// Zooms by a factor, above 1 into detail, about a point at `share` of the width.
    pub(super) fn zoom(&mut self, factor: f64, share: f64, now: Timestamp) {
        let old = self.span.as_secs_f64();
        let span = (old / factor).clamp(SPAN_MIN.as_secs_f64(), SPAN_MAX.as_secs_f64());
        self.span = Duration::from_secs_f64(span);
        // While it follows the present its right edge stays there.
        if self.to.is_some() {
            self.pan((1.0 - share.clamp(0.0, 1.0)) * (span - old), now);
        }
    }
}

/// Steps of the time axis, seconds.
const STEPS: [i64; 18] =
    [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

/// Round times between two times, not more than `most`, and the step between them in seconds.
pub(super) fn marks(from: Timestamp, to: Timestamp, most: usize) -> (Vec<Timestamp>, i64) {
    let span = (to.nanos() - from.nanos()).max(1) / 1_000_000_000;
    let wish = span / most.max(1) as i64;
    let step = STEPS.into_iter().find(|step| *step > wish).unwrap_or(86_400);
    let nanos = step * 1_000_000_000;
    let first = from.nanos().div_euclid(nanos) + 1;
    let times = (first..).map(|count| Timestamp::from_nanos(count * nanos)).take_while(|time| *time <= to);
    (times.take(most * 2 + 2).collect(), step)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    #[test]
    fn dragging_back_pauses_and_running_into_the_present_follows_it() {
        let mut window = Window::default();
        window.pan(-60.0, at(10_000));
        assert_eq!(window.to, Some(at(9_940)));
        window.pan(100.0, at(10_010));
        assert_eq!(window.to, None);
    }

    #[test]
    fn zooms_about_the_pointer_within_bounds() {
        let mut window = Window { to: Some(at(5_000)), span: Duration::from_secs(100) };
        window.zoom(2.0, 0.5, at(10_000));
        assert_eq!(window.ends(at(10_000)), (at(4_925), at(4_975)));
        window.zoom(1e9, 0.0, at(10_000));
        assert_eq!(window.span, SPAN_MIN);
        window.zoom(1e-9, 0.0, at(10_000));
        assert_eq!(window.span, SPAN_MAX);
    }

    #[test]
    fn marks_are_round_times() {
        let (marks, step) = marks(at(1_003), at(1_603), 8);
        assert_eq!(step, 120);
        assert_eq!(marks.first(), Some(&at(1_080)));
    }
}
