//! Plates: the small words that say what a value is worth. And the padlock.

use egui::{Align2, Pos2, Rect, pos2, vec2};

use crate::gui::painter::Canvas;
use crate::gui::theme::{face, size};

/// How loud a plate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlateKind {
    /// Do not trust.
    Solid,
    /// Look twice.
    Outline,
    /// Information.
    Dim,
}

/// A word on a plate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plate {
    /// What it says.
    pub text: &'static str,
    /// How loud.
    pub kind: PlateKind,
}

impl Plate {
    /// NE 107 failure.
    pub const FAILURE: Self = Self::solid("F");
    /// NE 107 check function.
    pub const CHECK: Self = Self::solid("C");
    /// NE 107 out of specification.
    pub const UNSURE: Self = Self::outline("S?");
    /// NE 107 maintenance required.
    pub const MAINTENANCE: Self = Self::outline("M");
    /// Entered by hand.
    pub const SUBSTITUTED: Self = Self::solid("SUB");
    /// Read back is not what was commanded.
    pub const DIFFERS: Self = Self::solid("\u{2260}");
    /// A command is on its way.
    pub const PENDING: Self = Self::solid("\u{2026}");

    const fn solid(text: &'static str) -> Self {
        Self { text, kind: PlateKind::Solid }
    }

    const fn outline(text: &'static str) -> Self {
        Self { text, kind: PlateKind::Outline }
    }
}

/// Paints words on a plate of the given kind, with this corner, edge or centre of it at a point.
pub fn plate(canvas: &mut Canvas<'_>, text: &str, kind: PlateKind, pos: Pos2, anchor: Align2) -> Rect {
    let tokens = canvas.tokens;
    let laid = canvas.lay(text, face::PLATE);
    let width = (laid.size.x + 9.0).max(size::PLATE);
    let rect = anchor.anchor_size(pos, vec2(width, size::PLATE));
    let ink = match kind {
        PlateKind::Solid => {
            canvas.fill(rect, size::RADIUS_PLATE, tokens.ink);
            tokens.ground
        }
        PlateKind::Outline => {
            canvas.fill(rect, size::RADIUS_PLATE, tokens.ground);
            canvas.outline(rect, size::RADIUS_PLATE, tokens.strokes.symbol, tokens.ink);
            tokens.ink
        }
        PlateKind::Dim => {
            canvas.outline(rect, size::RADIUS_PLATE, tokens.strokes.thin, tokens.edge);
            tokens.ink2
        }
    };
    canvas.put(&laid, rect.center(), Align2::CENTER_CENTER, ink);
    rect
}

/// A padlock around a centre, 11 wide and 13 high.
pub fn padlock(canvas: &mut Canvas<'_>, centre: Pos2, colour: egui::Color32) {
    let body = Rect::from_min_max(centre + vec2(-5.5, -1.0), centre + vec2(5.5, 6.5));
    let (left, right, top) = (centre.x - 3.0, centre.x + 3.0, centre.y - 2.5);
    let mut shackle = vec![pos2(left, body.top())];
    for step in 0..=8 {
        let angle = std::f32::consts::PI * (1.0 + step as f32 / 8.0);
        shackle.push(pos2(centre.x + 3.0 * angle.cos(), top + 3.0 * angle.sin()));
    }
    shackle.push(pos2(right, body.top()));
    canvas.polyline(&shackle, 1.8, colour);
    canvas.fill(body, 1.5, colour);
}
