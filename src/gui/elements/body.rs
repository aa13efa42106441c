//! How quality and activity show on a symbol: brightness is activity, dots, hatch and emptiness are doubt.

use egui::{Align2, Color32, Pos2, Rect, pos2, vec2};

use crate::gui::elements::sign::sign_on_symbol;
use crate::gui::elements::truth::{Condition, Truth};
use crate::gui::painter::{AlarmState, Canvas, Dash, Glyph, MARK, Plate, alarm_frame, alarm_mark, plate};
use crate::gui::theme::{Tokens, face};
use crate::time::Zone;

/// The place a symbol takes and the place that can be clicked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Painted {
    /// The body itself: alarm frame and focus ring go around it.
    pub(super) body: Rect,
    /// Body and words.
    pub(super) hit: Rect,
}

impl Painted {
    pub(super) const fn cell(rect: Rect) -> Self {
        Self { body: rect, hit: rect }
    }
}

/// From a symbol's centre to the words beside it.
pub(super) const WORDS: f32 = 38.0;

/// The glyph of a symbol in its state.
pub(super) fn glyph(tokens: &Tokens, truth: &Truth<'_>) -> Glyph {
    let clear = Color32::TRANSPARENT;
    let active = truth.active();
    let base = if active {
        Glyph {
            fill: tokens.run,
            edge: tokens.run_edge,
            dotted: false,
            hatch: None,
            sign: tokens.on_run,
            sign_filled: true,
        }
    } else {
        Glyph {
            fill: tokens.stop,
            edge: tokens.edge,
            dotted: false,
            hatch: None,
            sign: tokens.on_stop,
            sign_filled: tokens.stop_glyph_filled,
        }
    };
    match truth.condition {
        Condition::Good | Condition::Substituted | Condition::Uncertain => base,
        Condition::Stale => Glyph {
            fill: if active { tokens.liquid } else { tokens.stop },
            edge: tokens.edge,
            hatch: Some(tokens.edge),
            sign: if active { tokens.on_run } else { tokens.on_stop },
            ..base
        },
        Condition::Waiting => Glyph {
            fill: clear,
            edge: tokens.edge,
            dotted: true,
            sign: tokens.edge,
            sign_filled: false,
            ..base
        },
        Condition::Bad => {
            Glyph { fill: clear, edge: tokens.edge, sign: tokens.edge, sign_filled: false, ..base }
        }
    }
}

/// Puts the sign on a symbol: failures in the middle, the others at the lower right.
pub(super) fn symbol_sign(canvas: &mut Canvas<'_>, truth: &Truth<'_>, centre: Pos2, reach: f32) {
    if truth.condition == Condition::Bad {
        sign_on_symbol(canvas, truth, centre, Align2::CENTER_CENTER);
    } else {
        let at = centre + vec2(reach - 8.0, reach);
        sign_on_symbol(canvas, truth, at, Align2::LEFT_CENTER);
    }
    if truth.condition == Condition::Good && truth.control.pending.is_some() {
        let ink = canvas.tokens.ink;
        canvas.dashed_ring(centre, reach * 1.25 + 5.0, Dash { on: 4.0, off: 4.0 }, 1.5, ink);
    }
}

/// Tag and state beside a symbol. Returns the words' rectangle.
pub(super) fn words_beside(
    canvas: &mut Canvas<'_>,
    truth: &Truth<'_>,
    name: &str,
    usual: [&'static str; 2],
    left: Pos2,
    zone: &Zone,
) -> Rect {
    let tokens = canvas.tokens;
    let up = pos2(left.x, left.y - 9.0);
    let upper = canvas.text(name, face::TAG, up, Align2::LEFT_CENTER, tokens.ink);
    let (words, unusual) = truth.words(usual, zone);
    let (face, ink) = if unusual { (face::BODY_MEDIUM, tokens.ink) } else { (face::BODY, tokens.ink2) };
    let lower = canvas.text(&words, face, pos2(left.x, left.y + 10.0), Align2::LEFT_CENTER, ink);
    upper.union(lower)
}

/// Frame and mark of an alarm around a symbol. The mark clears the ground around it.
pub(super) fn symbol_alarm(canvas: &mut Canvas<'_>, truth: &Truth<'_>, body: Rect) {
    let Some(alarm) = truth.control.alarm else { return };
    let rect = body.expand(1.0);
    alarm_frame(canvas, alarm, rect, 4.0);
    let at = rect.left_top() - vec2(2.0, 3.0);
    alarm_mark(canvas, alarm, at, MARK, Some(canvas.tokens.ground));
}

/// Frame and mark of an alarm around a cell that has no slot of its own for the mark.
pub(super) fn cell_alarm(canvas: &mut Canvas<'_>, truth: &Truth<'_>, cell: Rect, radius: f32) {
    let Some(alarm) = truth.control.alarm else { return };
    alarm_frame(canvas, alarm, cell, radius + 2.0);
    alarm_mark(canvas, alarm, cell.left_top(), MARK, Some(canvas.tokens.ground));
}

/// Whether limits show the alarm's colour: while it is active.
pub(super) fn alarm_active(truth: &Truth<'_>) -> bool {
    truth.control.alarm.is_some_and(|alarm| matches!(alarm.state, AlarmState::New | AlarmState::Acknowledged))
}

/// The body's sign where letters stand on it: hatched bodies get a disc of ground behind the letter.
pub(super) fn letter(canvas: &mut Canvas<'_>, truth: &Truth<'_>, glyph: &Glyph, text: &str, centre: Pos2) {
    let tokens = canvas.tokens;
    if truth.condition == Condition::Bad {
        return;
    }
    let ink = match truth.condition {
        Condition::Stale => {
            canvas.disc(centre, 9.0, tokens.ground);
            tokens.ink2
        }
        Condition::Waiting => tokens.ink2,
        Condition::Good | Condition::Substituted | Condition::Uncertain | Condition::Bad => {
            if glyph.fill == tokens.run {
                tokens.on_run
            } else if tokens.stop_glyph_filled {
                tokens.on_stop
            } else {
                tokens.ink2
            }
        }
    };
    canvas.text(text, crate::gui::theme::face::DIALOG, centre, Align2::CENTER_CENTER, ink);
}

/// A plate in the middle of a line or vessel.
pub(super) fn plate_at(canvas: &mut Canvas<'_>, what: Plate, centre: Pos2) -> Rect {
    plate(canvas, what.text, what.kind, centre, Align2::CENTER_CENTER)
}
