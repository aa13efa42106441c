//! The framed trend of the context column: title, number, line, axis, times.

use egui::{Align2, Rect, pos2, vec2};

use crate::gui::elements::body::Painted;
use crate::gui::elements::curve::{CurveStyle, TrendLine, curve};
use crate::gui::elements::sign::{NumberSlot, number, sign};
use crate::gui::elements::sparkline::bands;
use crate::gui::elements::truth::{Condition, Sign, Truth};
use crate::gui::painter::{Canvas, alarm_mark, format_value};
use crate::gui::theme::{face, size};
use crate::tag::Value;
use crate::time::Zone;

/// Room for the numbers of the axis.
const AXIS: f32 = 44.0;

/// Paints the card.
pub(super) fn trend_card(
    canvas: &mut Canvas<'_>,
    truth: &Truth<'_>,
    line: &TrendLine<'_>,
    rect: Rect,
    zone: &Zone,
) -> Painted {
    let tokens = canvas.tokens;
    canvas.fill(rect, size::RADIUS_CARD, tokens.card);
    if let Some(edge) = tokens.card_edge {
        canvas.outline(rect, size::RADIUS_CARD, 1.0, edge);
    }
    head(canvas, truth, rect);
    let plot = Rect::from_min_max(
        rect.min + vec2(12.0, 34.0),
        pos2(rect.right() - 12.0 - AXIS, rect.bottom() - 22.0),
    );
    if plot.height() < 12.0 {
        return Painted::cell(rect);
    }
    canvas.fill(plot, size::RADIUS_BAR, tokens.plot);
    if let Some(tag) = truth.tag() {
        let range = nice(line.range(tag, true));
        let fresh = matches!(truth.condition, Condition::Good | Condition::Substituted);
        let inner = plot.shrink2(vec2(1.0, 3.0));
        let style = CurveStyle {
            plot: inner,
            range,
            width: 1.5,
            ink: tokens.ink,
            dot: if fresh { 3.0 } else { 0.0 },
        };
        bands(canvas, truth, style);
        if truth.condition == Condition::Waiting {
            canvas.text(truth.missing(), face::SMALL, plot.center(), Align2::CENTER_CENTER, tokens.ink2);
        } else {
            curve(canvas, line, style);
        }
        let x = plot.right() + 8.0;
        let digits = if (range.1 - range.0) >= 20.0 { 0 } else { tag.decimals };
        for (value, y) in [(range.1, plot.top() + 6.0), (range.0, plot.bottom() - 6.0)] {
            let text = format_value(&Value::Float(value), digits);
            canvas.text_within(
                &text,
                face::TICK,
                Canvas::around(pos2(x + AXIS / 2.0, y), vec2(AXIS, 12.0)),
                Align2::LEFT_CENTER,
                tokens.ink3,
            );
        }
    }
    times(canvas, line, plot, zone);
    Painted::cell(rect)
}

fn head(canvas: &mut Canvas<'_>, truth: &Truth<'_>, rect: Rect) {
    let tokens = canvas.tokens;
    let y = rect.top() + 18.0;
    let unit = canvas.lay(truth.unit(), face::SMALL);
    let right = rect.right() - 12.0 - unit.size.x - 6.0;
    canvas.put(&unit, pos2(right + 6.0, y + 2.0), Align2::LEFT_CENTER, tokens.ink2);
    let slot = NumberSlot {
        right: pos2(right, y),
        face: face::VALUE,
        width: rect.width() * 0.4,
        ink: tokens.ink,
        backing: tokens.card,
        boxed: false,
    };
    let number_rect = number(canvas, truth, slot);
    let mut room = number_rect.left() - 12.0;
    if let Some(alarm) = truth.control.alarm {
        alarm_mark(canvas, alarm, pos2(room - 9.0, y), 18.0, None);
        room -= 26.0;
    }
    if truth.sign() != Sign::None
        && let Some(sign) = sign(canvas, truth, pos2(room, y), Align2::RIGHT_CENTER, tokens.card)
    {
        room = sign.left() - 8.0;
    }
    let Some(tag) = truth.tag() else { return };
    let left = rect.left() + 12.0;
    let id = canvas.text(&tag.id, face::TAG, pos2(left, y), Align2::LEFT_CENTER, tokens.ink);
    let title_left = id.right() + 9.0;
    if room - title_left > 24.0 {
        let title = Rect::from_x_y_ranges(title_left..=room, y - 8.0..=y + 8.0);
        canvas.text_within(&tag.title, face::SMALL, title, Align2::LEFT_CENTER, tokens.ink2);
    }
}

fn times(canvas: &mut Canvas<'_>, line: &TrendLine<'_>, plot: Rect, zone: &Zone) {
    let ink = canvas.tokens.ink3;
    let y = plot.bottom() + 11.0;
    let middle = crate::time::Timestamp::from_nanos(line.from.nanos() / 2 + line.to.nanos() / 2);
    let at = |time: crate::time::Timestamp| time.format(zone, "%H:%M");
    canvas.text(&at(line.from), face::TICK, pos2(plot.left(), y), Align2::LEFT_CENTER, ink);
    canvas.text(&at(middle), face::TICK, pos2(plot.center().x, y), Align2::CENTER_CENTER, ink);
    canvas.text("now", face::TICK, pos2(plot.right(), y), Align2::RIGHT_CENTER, ink);
}

/// Ends rounded outward to a step of 1, 2 or 5, so that the axis reads as people count.
fn nice((low, high): (f64, f64)) -> (f64, f64) {
    let rough = (high - low) / 4.0;
    let power = 10f64.powf(rough.abs().max(1e-12).log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().find(|step| step * power >= rough).unwrap_or(10.0) * power;
    ((low / step).floor() * step, (high / step).ceil() * step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_ends_on_round_numbers() {
        assert_eq!(nice((612.0, 1588.0)), (500.0, 2000.0));
        assert_eq!(nice((0.0, 4.0)), (0.0, 4.0));
    }
}
