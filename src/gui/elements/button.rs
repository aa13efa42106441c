//! The command button: neutral, with a verb. It drafts a command; it never sends one.

use egui::{Align2, Color32, Pos2, Rect, pos2};

use crate::gui::elements::body::{Painted, cell_alarm};
use crate::gui::elements::truth::{Condition, Truth};
use crate::gui::painter::{Canvas, Plate, padlock, plate};
use crate::gui::theme::{Tokens, face, size};

/// How the pointer stands to something that can be pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Press {
    /// Not near it.
    #[default]
    Away,
    /// Over it.
    Hovered,
    /// Held down on it.
    Held,
}

impl Press {
    /// The fill of an open button.
    pub(super) const fn fill(self, tokens: &Tokens) -> Color32 {
        match self {
            Self::Away => tokens.button,
            Self::Hovered => tokens.button2,
            Self::Held => tokens.pressed,
        }
    }
}

/// Paints the button and, where it is locked, why.
pub(super) fn button(
    canvas: &mut Canvas<'_>,
    truth: &Truth<'_>,
    rect: Rect,
    text: &str,
    press: Press,
) -> Painted {
    let tokens = canvas.tokens;
    let locked = truth.locked();
    let y = rect.center().y;
    let face = face::BODY_MEDIUM;
    if locked {
        canvas.fill(rect, size::RADIUS_CELL, tokens.card);
        canvas.outline(rect, size::RADIUS_CELL, tokens.strokes.thin, tokens.divider);
        padlock(canvas, pos2(rect.left() + 16.0, y - 1.0), tokens.ink3);
        canvas.text_within(
            text,
            face,
            rect.shrink2(egui::vec2(26.0, 0.0)),
            Align2::CENTER_CENTER,
            tokens.ink3,
        );
    } else {
        canvas.fill(rect, size::RADIUS_CELL, press.fill(tokens));
        canvas.outline(rect, size::RADIUS_CELL, tokens.strokes.thin, tokens.edge);
        canvas.text_within(text, face, rect.shrink(6.0), Align2::CENTER_CENTER, tokens.ink);
    }
    remarks(canvas, truth, rect);
    cell_alarm(canvas, truth, rect, size::RADIUS_CELL);
    Painted::cell(rect)
}

/// Why it is locked, or what is on its way, at the right of the button.
fn remarks(canvas: &mut Canvas<'_>, truth: &Truth<'_>, rect: Rect) {
    let tokens = canvas.tokens;
    let left = rect.right() + 12.0;
    let middle = pos2(left, rect.center().y);
    let control = &truth.control;
    let words = match truth.condition {
        Condition::Waiting => "no data yet",
        Condition::Stale => "stale",
        Condition::Bad => "feedback bad",
        Condition::Uncertain | Condition::Substituted => "asks twice",
        Condition::Good => {
            if let Some(asked) = control.pending.as_ref().or(control.differs.as_ref()) {
                let what = if control.pending.is_some() { Plate::PENDING } else { Plate::DIFFERS };
                plate(canvas, what.text, what.kind, middle - egui::vec2(0.0, 9.0), Align2::LEFT_CENTER);
                let words = truth.asked(asked);
                let below = middle + egui::vec2(0.0, 11.0);
                canvas.text(&words, face::SMALL, below, Align2::LEFT_CENTER, tokens.ink);
                return;
            }
            control.interlocked.as_deref().unwrap_or("")
        }
    };
    if !words.is_empty() {
        canvas.text(words, face::SMALL, middle, Align2::LEFT_CENTER, tokens.ink);
    }
}

/// A padlock and words.
pub(super) fn no_entry(canvas: &mut Canvas<'_>, words: &str, left: Pos2) {
    let ink = canvas.tokens.ink2;
    padlock(canvas, left + egui::vec2(5.0, -1.0), ink);
    canvas.text(words, face::SMALL, left + egui::vec2(16.0, 0.0), Align2::LEFT_CENTER, ink);
}
