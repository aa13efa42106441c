//! The cursors on the plot: their lines and flags, the shade between them, a ring on each line.

use egui::{Align2, CornerRadius, Rect, Stroke, Ui, pos2, vec2};

use crate::gui::app::View;
use crate::gui::controls::{said, sketch, wide, words};
use crate::gui::screens::trends::cursors::Which;
use crate::gui::screens::trends::figures::on_line;
use crate::gui::screens::trends::pens::Pen;
use crate::gui::screens::trends::plot::Place;
use crate::gui::screens::trends::state::TrendsState;
use crate::gui::text;
use crate::gui::theme::face;

/// The shade between the cursors, below everything.
pub(super) fn shade_ui(ui: &Ui, view: &View<'_>, trends: &TrendsState, place: Place) {
    let Some(span) = trends.cursors.span() else { return };
    let left = place.x(span.from).max(place.plot.left());
    let right = place.x(span.to).min(place.plot.right());
    if left < right {
        let shade = Rect::from_x_y_ranges(left..=right, place.plot.y_range());
        ui.painter().rect_filled(shade, CornerRadius::ZERO, view.tokens.trend_band);
    }
}

pub(super) fn cursors_ui(ui: &Ui, view: &View<'_>, trends: &TrendsState, place: Place, pens: &[&Pen<'_>]) {
    for (which, letter) in [(Which::A, "A"), (Which::B, "B")] {
        let Some(time) = trends.cursors.at(which).filter(|time| place.shows(*time)) else { continue };
        let tokens = view.tokens;
        let x = place.x(time);
        ui.painter().vline(x, place.plot.y_range(), Stroke::new(1.5, tokens.ink));
        sketch(ui.painter(), tokens, |canvas| {
            for pen in pens {
                let Some(value) = on_line(pen, time).and_then(|value| value.number()) else { continue };
                let at = pos2(x, place.y(pen, value));
                if place.plot.contains(at) {
                    canvas.disc(at, 4.0, tokens.plot);
                    canvas.ring(at, 4.0, 1.5, pen.colour);
                }
            }
        });
        let clock = clock(view, trends, time);
        let flag_text = format!("{letter}  {clock}");
        let width = wide(ui, &flag_text, face::PLATE) + 14.0;
        // A flag stands to the right of its line, as long as there is room.
        let left = if x + width < place.plot.right() { x } else { x - width };
        let flag = Rect::from_min_size(pos2(left, place.plot.top()), vec2(width, 20.0));
        ui.painter().rect_filled(flag, CornerRadius::ZERO, tokens.primary);
        words(ui, &flag_text, face::PLATE, flag.center(), Align2::CENTER_CENTER, tokens.primary_ink);
        said(ui, letter, flag, &text::cursor(letter, &clock));
    }
}

/// A time as fine as the window needs it.
pub(super) fn clock(view: &View<'_>, trends: &TrendsState, time: crate::time::Timestamp) -> String {
    let pattern = match trends.window.span.as_secs() {
        0..30 => "%H:%M:%S%.3f",
        30..72_000 => "%H:%M:%S",
        72_000..2_000_000 => "%-d %b %H:%M",
        _ => "%-d %b %Y %H:%M",
    };
    time.format(&view.plant().zone, pattern)
}
