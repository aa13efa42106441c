//! The breaker: bright with an upright bar conducts, dark with a cross bar does not.

use egui::{Rect, Vec2, pos2, vec2};

use crate::gui::elements::body::{Painted, WORDS, glyph, symbol_alarm, symbol_sign, words_beside};
use crate::gui::elements::truth::{Condition, Truth};
use crate::gui::painter::{Canvas, corners};
use crate::time::Zone;

const HALF: f32 = 11.0;

/// Paints the breaker with its leads.
pub(super) fn breaker(
    canvas: &mut Canvas<'_>,
    truth: &Truth<'_>,
    symbol: Rect,
    name: Option<&str>,
    zone: &Zone,
) -> Painted {
    let tokens = canvas.tokens;
    let centre = symbol.center();
    let look = glyph(tokens, truth);
    let lead = vec2(0.0, symbol.height() / 2.0);
    for direction in [-1.0, 1.0] {
        canvas.line(centre + vec2(0.0, HALF) * direction, centre + lead * direction, 3.0, tokens.edge);
    }
    canvas.straight_body(&corners(centre, Vec2::splat(HALF)), &look);
    if !matches!(truth.condition, Condition::Waiting | Condition::Bad) {
        let bar = if truth.active() { vec2(0.0, 6.5) } else { vec2(6.5, 0.0) };
        let ink = if truth.active() || tokens.stop_glyph_filled { look.sign } else { tokens.ink2 };
        canvas.line(centre - bar, centre + bar, 2.5, ink);
    }
    symbol_sign(canvas, truth, centre, HALF * 0.9);
    let body = Rect::from_center_size(centre, Vec2::splat(2.0 * HALF));
    symbol_alarm(canvas, truth, body.expand(6.0));
    let Some(name) = name else { return Painted { body, hit: body } };
    let left = pos2(centre.x + WORDS, centre.y);
    let words = words_beside(canvas, truth, name, ["Closed", "Open"], left, zone);
    Painted { body, hit: body.union(words) }
}
