//! The mini trend: a cell with label, number and a small line.

use egui::{Align2, Rect, pos2, vec2};

use crate::gui::elements::body::Painted;
use crate::gui::elements::curve::{CurveStyle, TrendLine, curve};
use crate::gui::elements::sign::{NumberSlot, number, sign};
use crate::gui::elements::sparkline::bands;
use crate::gui::elements::truth::{Condition, Sign, Truth};
use crate::gui::painter::{Canvas, MARK, alarm_frame, alarm_mark};
use crate::gui::theme::{face, size};

/// Paints the cell.
pub(super) fn mini_trend(
    canvas: &mut Canvas<'_>,
    truth: &Truth<'_>,
    line: &TrendLine<'_>,
    rect: Rect,
    label: &str,
) -> Painted {
    let tokens = canvas.tokens;
    canvas.fill(rect, size::RADIUS_CELL, tokens.card);
    if let Some(edge) = tokens.card_edge {
        canvas.outline(rect, size::RADIUS_CELL, 1.0, edge);
    }
    let y = rect.top() + 11.0;
    let unit = canvas.lay(truth.unit(), face::SMALL);
    let right = rect.right() - 8.0 - unit.size.x - 4.0;
    canvas.put(&unit, pos2(right + 4.0, y), Align2::LEFT_CENTER, tokens.ink2);
    let slot = NumberSlot {
        right: pos2(right, y),
        face: face::VALUE_SMALL,
        width: rect.width() * 0.45,
        ink: tokens.ink,
        backing: tokens.card,
        boxed: false,
    };
    let number_rect = number(canvas, truth, slot);
    let room = heading_signs(canvas, truth, pos2(number_rect.left() - 10.0, y));
    let label_room =
        Rect::from_min_max(pos2(rect.left() + 8.0, rect.top()), pos2(room - 6.0, rect.top() + 22.0));
    canvas.text_within(label, face::SMALL, label_room, Align2::LEFT_CENTER, tokens.ink2);

    let outer = Rect::from_min_max(pos2(rect.left() + 6.0, rect.top() + 23.0), rect.max - vec2(6.0, 4.0));
    canvas.fill(outer, size::RADIUS_BAR, tokens.plot);
    if truth.condition == Condition::Waiting {
        canvas.text(truth.missing(), face::SMALL, outer.center(), Align2::CENTER_CENTER, tokens.ink2);
    } else if let Some(tag) = truth.tag() {
        let fresh = matches!(truth.condition, Condition::Good | Condition::Substituted);
        let dot = if fresh { 2.6 } else { 0.0 };
        let plot = outer.shrink2(vec2(2.0, 2.0));
        let style = CurveStyle { plot, range: line.range(tag, false), width: 1.5, ink: tokens.ink, dot };
        bands(canvas, truth, style);
        curve(canvas, line, style);
    }
    if let Some(alarm) = truth.control.alarm {
        alarm_frame(canvas, alarm, rect, size::RADIUS_CELL + 2.0);
    }
    Painted::cell(rect)
}

/// Sign and mark left of the number; the label gets what is left.
fn heading_signs(canvas: &mut Canvas<'_>, truth: &Truth<'_>, right: egui::Pos2) -> f32 {
    let mut at = right;
    if let Some(alarm) = truth.control.alarm {
        alarm_mark(canvas, alarm, at - vec2(8.0, 0.0), MARK, None);
        at.x -= 24.0;
    }
    if !matches!(truth.sign(), Sign::Waiting(_))
        && let Some(sign) = sign(canvas, truth, at, Align2::RIGHT_CENTER, canvas.tokens.card)
    {
        at.x = sign.left() - 2.0;
    }
    at.x
}
