//! The entry look of a writable number: it opens the entry, it is not itself a text field.

use egui::{Align2, Color32, Rect, pos2};

use crate::gui::elements::body::{Painted, cell_alarm};
use crate::gui::elements::button::{Press, no_entry};
use crate::gui::elements::sign::{NumberSlot, number, sign};
use crate::gui::elements::truth::{Condition, Truth};
use crate::gui::painter::{Area, Canvas};
use crate::gui::theme::{face, size};

/// Paints the field and, where entry is locked, why.
pub(super) fn setpoint(canvas: &mut Canvas<'_>, truth: &Truth<'_>, rect: Rect, press: Press) -> Painted {
    let tokens = canvas.tokens;
    let open = truth.condition == Condition::Good && !truth.locked();
    let (fill, edge, ink) = if open {
        (press.fill(tokens), tokens.edge, tokens.ink)
    } else {
        (tokens.card, tokens.divider, tokens.ink2)
    };
    canvas.fill(rect, size::RADIUS_CELL, fill);
    if truth.condition == Condition::Stale {
        canvas.hatch(Area::Rect(rect.shrink(1.0)), tokens.hatch);
    }
    canvas.outline(rect, size::RADIUS_CELL, tokens.strokes.thin, edge);
    let y = rect.center().y;
    let tip = pos2(rect.left() + 10.0, y);
    let triangle = [tip, pos2(tip.x + 8.0, y - 5.0), pos2(tip.x + 8.0, y + 5.0)];
    let inner = if truth.control.drafted.is_some() { ink } else { Color32::TRANSPARENT };
    canvas.polygon(&triangle, inner, tokens.strokes.symbol, ink);

    let unit = canvas.lay(truth.unit(), face::SMALL);
    let right = rect.right() - 8.0 - unit.size.x - 8.0;
    let slot = NumberSlot {
        right: pos2(right, y),
        face: face::CLOCK,
        width: right - rect.left() - 24.0,
        ink,
        backing: fill,
        boxed: false,
    };
    number(canvas, truth, slot);
    let unit_at = pos2(right + 8.0, y + 2.0);
    if truth.condition == Condition::Stale {
        canvas.fill(Align2::LEFT_CENTER.anchor_size(unit_at, unit.size), 2.0, fill);
    }
    canvas.put(&unit, unit_at, Align2::LEFT_CENTER, tokens.ink2);
    remarks(canvas, truth, rect);
    cell_alarm(canvas, truth, rect, size::RADIUS_CELL);
    Painted::cell(rect)
}

/// Sign and reason at the right of the field.
fn remarks(canvas: &mut Canvas<'_>, truth: &Truth<'_>, rect: Rect) {
    let tokens = canvas.tokens;
    let left = rect.right() + 11.0;
    let (up, down) = (pos2(left, rect.center().y - 9.0), pos2(left, rect.center().y + 11.0));
    sign(canvas, truth, up, Align2::LEFT_CENTER, tokens.ground);
    let control = &truth.control;
    match truth.condition {
        Condition::Waiting | Condition::Stale | Condition::Bad => no_entry(canvas, "no entry", down),
        Condition::Good => {
            let words = match (&control.differs, &control.pending, &control.interlocked) {
                (Some(asked), _, _) | (None, Some(asked), _) => Some(truth.asked(asked)),
                (None, None, Some(check)) => Some(check.to_string()),
                (None, None, None) => None,
            };
            if let Some(words) = words {
                canvas.text(&words, face::SMALL, down, Align2::LEFT_CENTER, tokens.ink);
            }
        }
        Condition::Uncertain | Condition::Substituted => {}
    }
}
