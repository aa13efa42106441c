//! The motor: a circle with M.

use egui::{Rect, Vec2, pos2};

use crate::gui::elements::body::{Painted, WORDS, glyph, letter, symbol_alarm, symbol_sign, words_beside};
use crate::gui::elements::truth::Truth;
use crate::gui::painter::Canvas;
use crate::time::Zone;

const RADIUS: f32 = 19.0;

/// Paints the motor.
pub(super) fn motor(
    canvas: &mut Canvas<'_>,
    truth: &Truth<'_>,
    symbol: Rect,
    name: Option<&str>,
    zone: &Zone,
) -> Painted {
    let centre = symbol.center();
    let look = glyph(canvas.tokens, truth);
    canvas.round_body(centre, RADIUS, &look);
    letter(canvas, truth, &look, "M", centre);
    symbol_sign(canvas, truth, centre, RADIUS * 0.85);
    let body = Rect::from_center_size(centre, Vec2::splat(2.0 * RADIUS));
    symbol_alarm(canvas, truth, body.expand(4.0));
    let Some(name) = name else { return Painted { body, hit: body } };
    let left = pos2(centre.x + WORDS, centre.y);
    let words = words_beside(canvas, truth, name, ["Running", "Stopped"], left, zone);
    Painted { body, hit: body.union(words) }
}
