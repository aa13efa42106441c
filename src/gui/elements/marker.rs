//! The map marker: a pin with the unit's number.

use egui::{Align2, Pos2, Rect, pos2, vec2};

use crate::gui::elements::body::{Painted, WORDS, glyph, symbol_alarm, symbol_sign, words_beside};
use crate::gui::elements::truth::{Condition, Truth};
use crate::gui::painter::{Area, Canvas, Dash};
use crate::gui::theme::face;
use crate::time::Zone;

const RADIUS: f32 = 15.0;

/// Paints the pin; its point stands at the foot of the box.
pub(super) fn marker(
    canvas: &mut Canvas<'_>,
    truth: &Truth<'_>,
    symbol: Rect,
    number: &str,
    name: &str,
    zone: &Zone,
) -> Painted {
    let tokens = canvas.tokens;
    let centre = pos2(symbol.center().x, symbol.top() + RADIUS + 1.0);
    let look = glyph(tokens, truth);
    let outline = pin(centre);
    if look.dotted {
        let closed: Vec<Pos2> = outline.iter().chain(outline.first()).copied().collect();
        canvas.dashed(&closed, Dash::DOTTED, tokens.strokes.symbol, look.edge);
    } else {
        canvas.polygon(&outline, look.fill, tokens.strokes.symbol, look.edge);
        if let Some(hatch) = look.hatch {
            canvas.hatch(Area::Polygon(&outline), hatch);
        }
    }
    if truth.condition != Condition::Bad {
        let ink = match truth.condition {
            Condition::Stale => {
                canvas.disc(centre, 9.0, tokens.ground);
                tokens.ink2
            }
            Condition::Waiting => tokens.ink,
            Condition::Good | Condition::Substituted | Condition::Uncertain | Condition::Bad => look.sign,
        };
        canvas.text(number, face::TITLE, centre, Align2::CENTER_CENTER, ink);
    }
    symbol_sign(canvas, truth, centre + vec2(0.0, 2.0), RADIUS);
    let body = Rect::from_min_max(centre - vec2(RADIUS, RADIUS), pos2(centre.x + RADIUS, symbol.bottom()));
    symbol_alarm(canvas, truth, body.expand(2.0));
    let left = pos2(centre.x + WORDS, symbol.center().y - 2.0);
    let words = words_beside(canvas, truth, name, ["", ""], left, zone);
    Painted { body, hit: body.union(words) }
}

/// Three quarters of a circle, drawn out to a point below.
fn pin(centre: Pos2) -> Vec<Pos2> {
    let mut points: Vec<Pos2> = (0..=20)
        .map(|step| {
            let angle = (150.0 + 240.0 * step as f32 / 20.0).to_radians();
            centre + RADIUS * vec2(angle.cos(), angle.sin())
        })
        .collect();
    points.push(centre + vec2(0.0, RADIUS * 1.85));
    points
}
