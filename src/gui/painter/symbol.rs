//! The glyphs of process symbols: triangle, bow tie, arrow head.

use egui::{Color32, Pos2, Vec2, pos2, vec2};

use crate::gui::painter::{Area, Canvas, Dash};

/// How a symbol's body is drawn; decided from quality and activity, never from a bare number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glyph {
    /// Fill of the body.
    pub fill: Color32,
    /// Outline of the body.
    pub edge: Color32,
    /// Whether the outline is dotted: nothing was received yet.
    pub dotted: bool,
    /// Hatch over the body: stale.
    pub hatch: Option<Color32>,
    /// What is drawn on the body.
    pub sign: Color32,
    /// Whether that is filled rather than outlined.
    pub sign_filled: bool,
}

/// A triangle around a centre that points somewhere; `reach` is from the centre to its tip.
pub fn triangle(centre: Pos2, towards: Vec2, reach: f32) -> [Pos2; 3] {
    let back = centre - towards * reach * 0.62;
    let side = towards.rot90() * reach * 0.92;
    [centre + towards * reach, back + side, back - side]
}

/// The two triangles of a valve around a centre; `half` is half its length along the pipe.
pub fn bow_tie(centre: Pos2, half: f32, upright: bool) -> [[Pos2; 3]; 2] {
    let h = half * 0.65;
    let turn = |x: f32, y: f32| centre + if upright { vec2(y, x) } else { vec2(x, y) };
    [[turn(-half, -h), turn(0.0, 0.0), turn(-half, h)], [turn(half, -h), turn(half, h), turn(0.0, 0.0)]]
}

/// An arrow head whose tip stands at a point.
pub fn arrow_head(canvas: &mut Canvas<'_>, tip: Pos2, towards: Vec2, colour: Color32) {
    let back = tip - towards * 11.0;
    let side = towards.rot90() * 6.5;
    canvas.polygon(&[tip, back + side, back - side], colour, 0.0, Color32::TRANSPARENT);
}

impl Canvas<'_> {
    /// A round body.
    pub fn round_body(&mut self, centre: Pos2, radius: f32, glyph: &Glyph) {
        let width = self.tokens.strokes.symbol;
        // Discs come ready-made from egui; an outline of the same colour would cost ten times as much.
        if glyph.fill != Color32::TRANSPARENT {
            self.disc(centre, radius, glyph.fill);
        }
        if let Some(hatch) = glyph.hatch {
            self.hatch(Area::Circle(centre, radius - 1.0), hatch);
        }
        if glyph.dotted {
            self.dashed_ring(centre, radius, Dash::DOTTED, width, glyph.edge);
        } else if glyph.edge != glyph.fill {
            self.ring(centre, radius, width, glyph.edge);
        }
    }

    /// A body of straight, convex outline.
    pub fn straight_body(&mut self, points: &[Pos2], glyph: &Glyph) {
        let width = self.tokens.strokes.symbol;
        if glyph.dotted {
            let closed: Vec<Pos2> = points.iter().chain(points.first()).copied().collect();
            self.dashed(&closed, Dash::DOTTED, width, glyph.edge);
            return;
        }
        self.polygon(points, glyph.fill, width, glyph.edge);
        if let Some(hatch) = glyph.hatch {
            self.hatch(Area::Polygon(points), hatch);
        }
    }

    /// The sign on a body.
    pub fn body_sign(&mut self, points: &[Pos2], glyph: &Glyph) {
        if glyph.sign_filled {
            self.polygon(points, glyph.sign, 0.0, Color32::TRANSPARENT);
        } else {
            self.polygon(points, Color32::TRANSPARENT, self.tokens.strokes.symbol, glyph.sign);
        }
    }
}

/// The corners of a rectangle, for bodies.
pub(crate) fn corners(centre: Pos2, half: Vec2) -> [Pos2; 4] {
    let (x, y) = (centre.x, centre.y);
    [
        pos2(x - half.x, y - half.y),
        pos2(x + half.x, y - half.y),
        pos2(x + half.x, y + half.y),
        pos2(x - half.x, y + half.y),
    ]
}
