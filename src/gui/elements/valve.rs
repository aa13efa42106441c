//! The valve: a bow tie in the pipe, with its actuator across.

use egui::{Color32, Pos2, Rect, Vec2, pos2, vec2};

use crate::display::Orientation;
use crate::gui::elements::body::{Painted, WORDS, glyph, symbol_alarm, symbol_sign, words_beside};
use crate::gui::elements::truth::Truth;
use crate::gui::painter::{Canvas, Glyph, bow_tie};
use crate::time::Zone;

/// What a valve is drawn from.
#[derive(Debug)]
pub(super) struct Valve<'a> {
    /// State read back.
    pub(super) truth: &'a Truth<'a>,
    /// Whether the pipe is upright.
    pub(super) orientation: Orientation,
    /// Dome rather than square.
    pub(super) control: bool,
}

/// Boxes up to this wide hold a hand valve without words.
const HAND: f32 = 24.0;

/// Paints the valve; the pipe runs through the middle of its box.
pub(super) fn valve(
    canvas: &mut Canvas<'_>,
    valve: &Valve<'_>,
    symbol: Rect,
    name: Option<&str>,
    zone: &Zone,
) -> Painted {
    let centre = symbol.center();
    let small = symbol.width() <= HAND;
    let half = (symbol.width() * 0.45).clamp(10.0, 15.0);
    let upright = valve.orientation == Orientation::Vertical;
    let look = glyph(canvas.tokens, valve.truth);
    if valve.control || !small {
        actuator(canvas, valve, centre, half, &look);
    }
    // The tie's own outline would hide the hatch's start, so bodies come first and edges with them.
    let ties = bow_tie(centre, half, upright);
    for tie in &ties {
        canvas.straight_body(tie, &glyph_of_tie(canvas, &look));
    }
    symbol_sign(canvas, valve.truth, centre, half * 0.85);
    let size = if upright { vec2(1.3 * half, 2.0 * half) } else { vec2(2.0 * half, 1.3 * half) };
    let body = Rect::from_center_size(centre, size);
    symbol_alarm(canvas, valve.truth, Rect::from_center_size(centre, Vec2::splat(2.0 * half)).expand(5.0));
    let Some(name) = name else { return Painted { body, hit: body.expand(4.0) } };
    let left = pos2(centre.x + WORDS, centre.y);
    let words = words_beside(canvas, valve.truth, name, ["Open", "Shut"], left, zone);
    Painted { body, hit: body.union(words) }
}

/// Bright ties keep the quiet edge: a run-coloured outline would blunt their tips.
fn glyph_of_tie(canvas: &Canvas<'_>, look: &Glyph) -> Glyph {
    let tokens = canvas.tokens;
    let edge = if look.edge == tokens.run { tokens.edge } else { look.edge };
    Glyph { edge, ..*look }
}

fn actuator(canvas: &mut Canvas<'_>, valve: &Valve<'_>, centre: Pos2, half: f32, look: &Glyph) {
    let tokens = canvas.tokens;
    let away = if valve.orientation == Orientation::Vertical { vec2(1.0, 0.0) } else { vec2(0.0, -1.0) };
    let (width, edge) = (tokens.strokes.symbol, tokens.edge);
    let stem = if valve.control { half * 0.9 } else { half * 1.15 };
    let foot = centre + away * stem;
    canvas.line(centre, foot, width, edge);
    if valve.control {
        dome(canvas, foot, away, half * 0.6, edge);
    } else {
        let side = (half * 0.78).max(8.0);
        let square = Rect::from_center_size(foot + away * side / 2.0, Vec2::splat(side));
        canvas.fill(square, 0.0, if look.dotted { Color32::TRANSPARENT } else { tokens.ground });
        canvas.outline(square, 1.0, width, edge);
    }
}

/// Half a disc whose flat side faces the valve.
fn dome(canvas: &mut Canvas<'_>, foot: Pos2, away: Vec2, radius: f32, edge: Color32) {
    let across = away.rot90();
    let mut points: Vec<Pos2> = (0..=10)
        .map(|step| {
            let angle = std::f32::consts::PI * step as f32 / 10.0;
            foot + across * radius * angle.cos() + away * radius * angle.sin()
        })
        .collect();
    points.extend(points.first().copied());
    canvas.polygon(&points, canvas.tokens.ground, canvas.tokens.strokes.symbol, edge);
}
