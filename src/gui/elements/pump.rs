//! The pump: a circle with a triangle to its discharge.

use egui::{Align2, Pos2, Rect, Vec2, pos2, vec2};

use crate::display::{Direction, SymbolSize};
use crate::gui::elements::body::{Painted, WORDS, glyph, symbol_alarm, symbol_sign, words_beside};
use crate::gui::elements::sign::{NumberSlot, number};
use crate::gui::elements::truth::Truth;
use crate::gui::painter::{Canvas, triangle};
use crate::gui::theme::face;
use crate::time::Zone;

/// What a pump is drawn from.
#[derive(Debug)]
pub(super) struct Pump<'a> {
    /// State read back.
    pub(super) truth: &'a Truth<'a>,
    /// Its name.
    pub(super) name: &'a str,
    /// Where it pumps to.
    pub(super) direction: Direction,
    /// Normal or small.
    pub(super) size: SymbolSize,
    /// Its mode.
    pub(super) mode: Option<Truth<'a>>,
    /// A number such as its current.
    pub(super) value: Option<Truth<'a>>,
}

const RUNNING: [&str; 2] = ["Running", "Stopped"];

/// Radius of the circle.
pub(super) const fn radius(size: SymbolSize) -> f32 {
    match size {
        SymbolSize::Normal => 21.0,
        SymbolSize::Small => 17.0,
    }
}

pub(super) const fn towards(direction: Direction) -> Vec2 {
    match direction {
        Direction::Right => vec2(1.0, 0.0),
        Direction::Left => vec2(-1.0, 0.0),
        Direction::Up => vec2(0.0, -1.0),
        Direction::Down => vec2(0.0, 1.0),
    }
}

/// Paints the pump around the centre of its box; words stand at the right.
pub(super) fn pump(
    canvas: &mut Canvas<'_>,
    pump: &Pump<'_>,
    symbol: Rect,
    words: bool,
    zone: &Zone,
) -> Painted {
    let tokens = canvas.tokens;
    let (centre, r) = (symbol.center(), radius(pump.size));
    let look = glyph(tokens, pump.truth);
    canvas.round_body(centre, r, &look);
    let towards = towards(pump.direction);
    let sign = triangle(centre - towards * r * 0.04, towards, r * 0.68);
    canvas.body_sign(&sign, &look);
    symbol_sign(canvas, pump.truth, centre, r * 0.85);
    let body = Rect::from_center_size(centre, Vec2::splat(2.0 * r));
    symbol_alarm(canvas, pump.truth, body.expand(2.0));
    if !words {
        return Painted { body, hit: body };
    }
    let left = pos2(centre.x + r - 21.0 + WORDS, centre.y);
    let beside = if pump.mode.is_some() || pump.value.is_some() {
        words_around_pipe(canvas, pump, left, zone)
    } else {
        words_beside(canvas, pump.truth, pump.name, RUNNING, left, zone)
    };
    Painted { body, hit: body.union(beside) }
}

/// Tag and state above the pipe, mode and number below it.
fn words_around_pipe(canvas: &mut Canvas<'_>, pump: &Pump<'_>, left: Pos2, zone: &Zone) -> Rect {
    let tokens = canvas.tokens;
    let (up, down) = (left.y - 16.0, left.y + 17.0);
    let tag = canvas.text(pump.name, face::TAG, pos2(left.x, up), Align2::LEFT_CENTER, tokens.ink);
    let (state, unusual) = pump.truth.words(RUNNING, zone);
    let (state_face, ink) = if unusual { (face::BODY_MEDIUM, tokens.ink) } else { (face::BODY, tokens.ink2) };
    let state_at = pos2(tag.right() + 9.0, up);
    let mut rect = tag.union(canvas.text(&state, state_face, state_at, Align2::LEFT_CENTER, ink));
    let mut column = 46.0;
    if let Some(mode) = &pump.mode {
        column = 76.0;
        let usual = mode.state().is_some_and(|state| state.normal);
        let good = matches!(mode.condition, crate::gui::elements::truth::Condition::Good);
        let text = if good { mode.state_words(["MAN", "AUTO"]) } else { "?".into() };
        let ink = if usual && good { tokens.ink3 } else { tokens.ink };
        let at = pos2(left.x, down);
        rect = rect.union(canvas.text(&text, face::PLATE, at, Align2::LEFT_CENTER, ink));
    }
    if let Some(value) = &pump.value {
        let slot = NumberSlot {
            right: pos2(left.x + column, down),
            face: face::VALUE_SMALL,
            width: 60.0,
            ink: tokens.ink,
            backing: tokens.ground,
            boxed: false,
        };
        rect = rect.union(number(canvas, value, slot));
        let unit_at = pos2(left.x + column + 6.0, down + 1.0);
        rect = rect.union(canvas.text(value.unit(), face::SMALL, unit_at, Align2::LEFT_CENTER, tokens.ink2));
    }
    rect
}
