//! The sparkline: a line without axes, with its normal band and the dot of now.

use egui::{Align2, Rect, pos2, vec2};

use crate::gui::elements::body::Painted;
use crate::gui::elements::curve::{CurveStyle, TrendLine, curve};
use crate::gui::elements::sign::sign;
use crate::gui::elements::truth::{Condition, Truth};
use crate::gui::painter::{Canvas, Dash, MARK, alarm_mark};
use crate::gui::theme::{face, size};

/// Paints the sparkline with its sign at the right.
pub(super) fn sparkline(
    canvas: &mut Canvas<'_>,
    truth: &Truth<'_>,
    line: &TrendLine<'_>,
    rect: Rect,
) -> Painted {
    let tokens = canvas.tokens;
    if truth.condition == Condition::Waiting {
        canvas.dashed_outline(rect, size::RADIUS_BAR, Dash { on: 2.0, off: 2.0 }, 1.0, tokens.edge);
        canvas.text(truth.missing(), face::SMALL, rect.center(), Align2::CENTER_CENTER, tokens.ink2);
        return Painted::cell(rect);
    }
    canvas.fill(rect, size::RADIUS_BAR, tokens.plot);
    spark(canvas, truth, line, rect.shrink2(vec2(4.0, 4.0)), true);
    let at = pos2(rect.right() + 8.0, rect.center().y);
    if let Some(alarm) = truth.control.alarm {
        alarm_mark(canvas, alarm, at + vec2(9.0, 0.0), MARK, None);
    } else {
        sign(canvas, truth, at, Align2::LEFT_CENTER, tokens.ground);
    }
    Painted::cell(rect)
}

/// The line alone, with its band and limits where asked for.
pub(super) fn spark(
    canvas: &mut Canvas<'_>,
    truth: &Truth<'_>,
    line: &TrendLine<'_>,
    plot: Rect,
    with_bands: bool,
) {
    let tokens = canvas.tokens;
    let Some(tag) = truth.tag() else { return };
    let range = line.range(tag, false);
    let fresh = matches!(truth.condition, Condition::Good | Condition::Substituted);
    let dot = if fresh { 2.6 } else { 0.0 };
    let style = CurveStyle { plot, range, width: 1.5, ink: tokens.ink2, dot };
    if with_bands {
        bands(canvas, truth, style);
    }
    curve(canvas, line, style);
}

/// Normal band behind, limits dotted, both only where they lie within the range that is drawn.
pub(super) fn bands(canvas: &mut Canvas<'_>, truth: &Truth<'_>, style: CurveStyle) {
    let tokens = canvas.tokens;
    let Some(tag) = truth.tag() else { return };
    let (low, high) = style.range;
    let plot = style.plot;
    if let Some([from, to]) = tag.bands.normal {
        let band = Rect::from_x_y_ranges(plot.x_range(), style.y(to)..=style.y(from));
        if band.height() > 0.5 {
            canvas.fill(band, 0.0, tokens.trend_band);
        }
    }
    let bands = &tag.bands;
    for limit in [bands.low_low, bands.low, bands.high, bands.high_high].into_iter().flatten() {
        if limit > low && limit < high {
            let y = style.y(limit);
            canvas.dashed(&[pos2(plot.left(), y), pos2(plot.right(), y)], Dash::LIMIT, 1.0, tokens.edge);
        }
    }
}
