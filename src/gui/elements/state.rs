//! The state text: a discrete state in words, on a card.

use egui::{Align2, Rect, pos2, vec2};

use crate::gui::elements::body::Painted;
use crate::gui::elements::sign::{brackets, sign, underline};
use crate::gui::elements::truth::{Condition, Truth};
use crate::gui::painter::{Area, Canvas, Dash, MARK, alarm_frame, alarm_mark};
use crate::gui::theme::{face, size};

/// Paints the words in a card that is as wide as they are, or as the place says.
pub(super) fn state_text(
    canvas: &mut Canvas<'_>,
    truth: &Truth<'_>,
    place: Rect,
    own_width: bool,
) -> Painted {
    let tokens = canvas.tokens;
    let known = truth.condition != Condition::Waiting && truth.value().is_some();
    let state = if known { truth.state_words(["On", "Off"]) } else { "\u{2013} \u{2013} \u{2013}".into() };
    let face = face::BODY_MEDIUM;
    let room = if own_width { f32::INFINITY } else { place.width() - 16.0 };
    let laid = canvas.lay_within(&state, face, room);
    let width = if own_width { laid.size.x + 20.0 } else { place.width() };
    let rect = Rect::from_min_size(place.min, vec2(width, place.height()));
    canvas.fill(rect, size::RADIUS_CELL, tokens.card);
    if truth.condition == Condition::Waiting {
        canvas.dashed_outline(rect, size::RADIUS_CELL, Dash { on: 2.0, off: 2.0 }, 1.0, tokens.edge);
    } else if let Some(edge) = tokens.card_edge {
        canvas.outline(rect, size::RADIUS_CELL, 1.0, edge);
    }
    let words = Align2::CENTER_CENTER.anchor_size(rect.center(), laid.size);
    if truth.condition == Condition::Stale {
        canvas.hatch(Area::Rect(rect.shrink(1.0)), tokens.hatch);
        canvas.fill(words.expand2(vec2(3.0, 0.0)), 2.0, tokens.card);
    }
    let sure = matches!(truth.condition, Condition::Good | Condition::Uncertain | Condition::Substituted);
    let ink = if sure { tokens.ink } else { tokens.ink2 };
    canvas.put(&laid, words.min, Align2::LEFT_TOP, ink);
    match truth.condition {
        Condition::Uncertain => underline(canvas, words, face),
        Condition::Substituted => brackets(canvas, words, face, ink),
        Condition::Bad if known => {
            let (a, b) = (words.left_center() - vec2(4.0, 0.0), words.right_center() + vec2(4.0, 0.0));
            canvas.line(a, b, 1.5, tokens.ink);
        }
        Condition::Good | Condition::Stale | Condition::Waiting | Condition::Bad => {}
    }
    // A card in a place of its own has neighbours: its hatch says that it is old, its faceplate how old.
    if own_width || !matches!(truth.condition, Condition::Stale | Condition::Waiting) {
        remarks(canvas, truth, rect);
    }
    Painted::cell(rect)
}

/// Sign and words at the right of the card.
fn remarks(canvas: &mut Canvas<'_>, truth: &Truth<'_>, rect: Rect) {
    let tokens = canvas.tokens;
    let mut at = pos2(rect.right() + 12.0, rect.center().y);
    if let Some(alarm) = truth.control.alarm {
        alarm_frame(canvas, alarm, rect, size::RADIUS_CELL + 2.0);
        alarm_mark(canvas, alarm, at + vec2(7.0, 0.0), MARK, None);
        at.x += 22.0;
    }
    let Some(sign) = sign(canvas, truth, at, Align2::LEFT_CENTER, tokens.ground) else { return };
    if truth.condition != Condition::Good {
        return;
    }
    let control = &truth.control;
    let words = match (control.differs.as_ref().or(control.pending.as_ref()), &control.interlocked) {
        (Some(asked), _) => truth.asked(asked),
        (None, Some(check)) => check.to_string(),
        (None, None) => return,
    };
    canvas.text(&words, face::SMALL, pos2(sign.right() + 6.0, at.y), Align2::LEFT_CENTER, tokens.ink);
}
