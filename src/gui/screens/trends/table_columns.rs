//! Where the columns of the pen table stand; those that do not fit are left to "Copy table". Pure.

use crate::gui::screens::trends::figures::COUNT;

/// Left edges and ends from the left edge of the row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Columns {
    pub(super) tag: (f32, f32),
    /// The description, where there is room for it.
    pub(super) title: Option<(f32, f32)>,
    /// Where the present value ends.
    pub(super) now: f32,
    /// Where each figure ends; none for those left out.
    pub(super) figures: [Option<f32>; COUNT],
    pub(super) unit: f32,
    pub(super) good: (f32, f32),
    /// Width of a number.
    pub(super) pitch: f32,
}

/// Figures in the order in which they are left out: deviation, integral, mean, difference.
const LEFT_OUT: [usize; 4] = [6, 7, 5, 2];
const PITCH: f32 = 86.0;
/// The integral brings its own unit.
const INTEGRAL_MORE: f32 = 26.0;
const TAG: f32 = 52.0;
const TAG_WIDE: f32 = 132.0;
const TITLE_MIN: f32 = 120.0;
const TITLE_MOST: f32 = 240.0;
const GOOD_MORE: f32 = 90.0;
const UNIT: f32 = 48.0;
const GOOD: f32 = 130.0;
const BUTTONS: f32 = 102.0;

/// The columns of a table of some width.
pub(super) fn columns(width: f32) -> Columns {
    let mut shown = [true; COUNT];
    let numbers = |shown: &[bool; COUNT]| {
        let count = shown.iter().filter(|shown| **shown).count() + 1;
        count as f32 * PITCH + if shown.last() == Some(&true) { INTEGRAL_MORE } else { 0.0 }
    };
    let others = TAG + TAG_WIDE + UNIT + GOOD + BUTTONS;
    for at in LEFT_OUT {
        if others + numbers(&shown) <= width {
            break;
        }
        if let Some(figure) = shown.get_mut(at) {
            *figure = false;
        }
    }
    let free = width - others - numbers(&shown);
    // What the description does not need goes to the bar of what was good.
    let more = (free - TITLE_MOST).clamp(0.0, GOOD_MORE);
    let free = free - more;
    let title = (free >= TITLE_MIN).then_some((TAG + TAG_WIDE, TAG + TAG_WIDE + free - 8.0));
    let begin = TAG + TAG_WIDE + free.max(0.0);
    let now = begin + PITCH;
    // The unit of all numbers but the integral, which brings its own.
    let unit = now + 8.0;
    let mut end = now + UNIT;
    let mut figures = [None; COUNT];
    for (at, (place, shown)) in figures.iter_mut().zip(shown).enumerate() {
        if shown {
            end += PITCH + if at + 1 == COUNT { INTEGRAL_MORE } else { 0.0 };
            *place = Some(end);
        }
    }
    let good = end + 20.0;
    Columns {
        tag: (TAG, TAG + TAG_WIDE - 8.0),
        title,
        now,
        figures,
        unit,
        good: (good, good + GOOD + more - 28.0),
        pitch: PITCH,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_stands_at_desk_width_and_the_first_things_last() {
        let wide = columns(1632.0);
        assert!(wide.title.is_some_and(|(from, to)| to - from >= TITLE_MIN));
        assert!(wide.figures.iter().all(Option::is_some));
        assert!(wide.good.1 <= 1632.0 - BUTTONS);
        let narrow = columns(1100.0);
        assert_eq!(narrow.figures.iter().filter(|end| end.is_none()).count(), 2);
        assert!(narrow.good.1 <= 1100.0 - BUTTONS);
        assert!(narrow.figures[0].is_some() && narrow.figures[1].is_some());
    }
}
