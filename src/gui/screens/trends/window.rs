//! The stretch of time on screen: follows the present or stands. Pure.

use std::time::Duration;

use crate::time::{Span, Timestamp};

/// Spans that can be chosen with one press, in the order of their words.
pub(super) const SPANS: [Duration; 6] =
    [minutes(10), minutes(30), minutes(120), minutes(480), minutes(1440), minutes(7 * 1440)];
/// Spans of the range panel, in the order of their words.
pub(super) const LONG_SPANS: [Duration; 2] = [minutes(30 * 1440), minutes(365 * 1440)];
const SPAN_MIN: Duration = Duration::from_secs(1);
const SPAN_MAX: Duration = minutes(3653 * 1440);

const fn minutes(count: u64) -> Duration {
    Duration::from_secs(count * 60)
}

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
        Self { to: None, span: minutes(10) }
    }
}

impl Window {
    /// Begin and end at a moment.
    pub(super) fn ends(&self, now: Timestamp) -> Span {
        let to = self.to.unwrap_or(now);
        Span { from: to.before(self.span), to }
    }

    /// Follows the present, or stops where it is.
    pub(super) fn follow(&mut self, live: bool, now: Timestamp) {
        self.to = if live { None } else { Some(self.to.unwrap_or(now)) };
    }

    /// Another length; the end stays.
    pub(super) fn stretch(&mut self, span: Duration) {
        self.span = span.clamp(SPAN_MIN, SPAN_MAX);
    }

    /// Exactly this stretch, within the lengths that can be shown. One that ends now follows the present.
    pub(super) fn show(&mut self, span: Span, now: Timestamp) {
        self.stretch(span.length());
        self.to = (span.to < now).then_some(span.to);
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
    fn zooms_about_the_pointer_from_a_second_to_ten_years() {
        let mut window = Window { to: Some(at(5_000)), span: Duration::from_secs(100) };
        window.zoom(2.0, 0.5, at(10_000));
        assert_eq!(window.ends(at(10_000)), Span { from: at(4_925), to: at(4_975) });
        window.zoom(1e9, 0.0, at(10_000));
        assert_eq!(window.span, SPAN_MIN);
        window.zoom(1e-12, 0.0, at(10_000));
        assert_eq!(window.span, SPAN_MAX);
    }

    #[test]
    fn an_entered_stretch_stands_and_one_that_ends_now_is_live() {
        let mut window = Window::default();
        window.show(Span { from: at(100), to: at(400) }, at(1_000));
        assert_eq!(window, Window { to: Some(at(400)), span: Duration::from_secs(300) });
        window.show(Span { from: at(100), to: at(1_000) }, at(1_000));
        assert_eq!(window.to, None);
        window.show(Span { from: at(100), to: at(100) }, at(1_000));
        assert_eq!(window.span, SPAN_MIN);
    }
}
