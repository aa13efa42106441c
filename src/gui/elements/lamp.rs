//! The lamp: bright is on.

use egui::{Pos2, Rect, Vec2, pos2};

use crate::gui::elements::body::{Painted, WORDS, glyph, symbol_alarm, symbol_sign, words_beside};
use crate::gui::elements::truth::{Condition, Truth};
use crate::gui::painter::Canvas;
use crate::time::Zone;

const RADIUS: f32 = 10.0;

/// Paints the lamp.
pub(super) fn lamp(
    canvas: &mut Canvas<'_>,
    truth: &Truth<'_>,
    symbol: Rect,
    name: Option<&str>,
    zone: &Zone,
) -> Painted {
    let centre = symbol.center();
    let look = glyph(canvas.tokens, truth);
    canvas.round_body(centre, RADIUS, &look);
    symbol_sign(canvas, truth, centre, RADIUS);
    let body = Rect::from_center_size(centre, Vec2::splat(2.0 * RADIUS));
    symbol_alarm(canvas, truth, body.expand(6.0));
    let Some(name) = name else { return Painted { body, hit: body.expand(4.0) } };
    let left = pos2(centre.x + WORDS, centre.y);
    let words = words_beside(canvas, truth, name, ["On", "Off"], left, zone);
    Painted { body, hit: body.union(words) }
}

/// A lamp in a list: doubt is a cross or dots, since there is no room for a plate.
pub(super) fn small_lamp(canvas: &mut Canvas<'_>, truth: &Truth<'_>, centre: Pos2, radius: f32) {
    let look = glyph(canvas.tokens, truth);
    canvas.round_body(centre, radius, &look);
    let tripped = truth.state().is_some_and(|state| !state.normal && !state.active);
    if truth.condition == Condition::Bad || tripped {
        let arm = Vec2::splat(radius * 0.45);
        let edge = canvas.tokens.edge;
        canvas.line(centre - arm, centre + arm, 1.5, edge);
        canvas.line(centre + arm.rot90(), centre - arm.rot90(), 1.5, edge);
    }
}
