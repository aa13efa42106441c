//! The cursors A and B: where they stand, and which one a press or a drag means. Pure.

use crate::time::{Span, Timestamp};

/// One of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    A,
    B,
}

/// The cursors.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Cursors {
    pub(super) a: Option<Timestamp>,
    pub(super) b: Option<Timestamp>,
    /// Plain presses set A and B in turn: for panels without a second button.
    pub(super) both: bool,
    /// The one being dragged.
    pub(super) dragged: Option<Which>,
    /// The one set last: its values are told beside it.
    pub(super) last: Option<Which>,
    /// Whether Shift was down when the pointer went down: it may be up again before the frame that sees the
    /// press.
    pub(super) shifted: bool,
    /// Where A stood before the last press, for a double press means something else.
    before: Option<Timestamp>,
}

impl Cursors {
    /// From the earlier to the later one, where both stand.
    pub(super) fn span(&self) -> Option<Span> {
        Some(Span::between(self.a?, self.b?))
    }

    pub(super) fn at(&self, which: Which) -> Option<Timestamp> {
        match which {
            Which::A => self.a,
            Which::B => self.b,
        }
    }

    pub(super) fn set(&mut self, which: Which, time: Timestamp) {
        match which {
            Which::A => self.a = Some(time),
            Which::B => self.b = Some(time),
        }
        self.last = Some(which);
    }

    /// A plain press.
    pub(super) fn press(&mut self, time: Timestamp) {
        self.before = self.a;
        let which = if self.both && self.a.is_some() && self.b.is_none() { Which::B } else { Which::A };
        if self.both && self.a.is_some() && self.b.is_some() {
            // The third press begins anew.
            self.b = None;
        }
        self.set(which, time);
    }

    /// The press before was the first of two, and meant no cursor.
    pub(super) fn take_back(&mut self) {
        self.a = self.before;
        if self.a.is_none() && self.b.is_none() {
            self.last = None;
        }
    }

    /// Both within a window, a third from its ends; or none.
    pub(super) fn switch(&mut self, window: Span) {
        let on = self.both;
        *self = Self::default();
        if !on {
            let third = window.length() / 3;
            self.both = true;
            self.set(Which::A, window.from.after(third));
            self.set(Which::B, window.to.before(third));
        }
    }

    /// The one within reach of a place; `reach` and places in the same measure.
    pub(super) fn near(&self, x: f32, reach: f32, place: impl Fn(Timestamp) -> f32) -> Option<Which> {
        let far = |which| self.at(which).map(|time| ((place(time) - x).abs(), which));
        let nearest = [far(Which::A), far(Which::B)].into_iter().flatten();
        nearest
            .filter(|(far, _)| *far <= reach)
            .min_by(|(a, _), (b, _)| a.total_cmp(b))
            .map(|(_, which)| which)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    #[test]
    fn presses_set_a_and_in_turn_a_and_b() {
        let mut cursors = Cursors::default();
        cursors.press(at(1));
        cursors.press(at(2));
        assert_eq!((cursors.a, cursors.b), (Some(at(2)), None));
        cursors.take_back();
        assert_eq!(cursors.a, Some(at(1)));
        cursors.both = true;
        cursors.press(at(5));
        assert_eq!(cursors.span(), Some(Span { from: at(1), to: at(5) }));
        cursors.press(at(9));
        assert_eq!((cursors.a, cursors.b), (Some(at(9)), None));
    }

    #[test]
    fn the_switch_puts_both_into_the_window_and_takes_them_away() {
        let mut cursors = Cursors::default();
        cursors.switch(Span { from: at(0), to: at(300) });
        assert_eq!(cursors.span(), Some(Span { from: at(100), to: at(200) }));
        let place = |time: Timestamp| time.seconds() as f32;
        assert_eq!(cursors.near(104.0, 6.0, place), Some(Which::A));
        assert_eq!(cursors.near(150.0, 6.0, place), None);
        cursors.switch(Span::default());
        assert_eq!(cursors, Cursors::default());
    }
}
