//! The decorated number and the sign slot: quality is added around a number and never moves it.

use egui::{Align2, Color32, Pos2, Rect, pos2, vec2};

use crate::gui::elements::truth::{Condition, Sign, Truth, age_words};
use crate::gui::painter::{Canvas, Dash, Laid, padlock, plate};
use crate::gui::theme::{Face, face, size};

/// Clears the hatch behind text that stands on something stale.
pub(super) fn backed(canvas: &mut Canvas<'_>, truth: &Truth<'_>, text: Rect, backing: Color32) {
    if truth.condition == Condition::Stale {
        canvas.fill(text.expand2(vec2(4.0, 0.0)), 2.0, backing);
    }
}

/// Three dashes: nothing was ever received.
const DASHES: &str = "\u{2013} \u{2013} \u{2013}";

/// Where a number is written and how.
#[derive(Clone, Copy, Debug)]
pub(super) struct NumberSlot {
    /// Right edge and vertical centre.
    pub(super) right: Pos2,
    /// Face of a good number.
    pub(super) face: Face,
    /// More than this becomes `####`.
    pub(super) width: f32,
    /// Colour of a good number.
    pub(super) ink: Color32,
    /// Backing behind a stale number, the colour of what lies beneath.
    pub(super) backing: Color32,
    /// Whether a missing number gets its dotted box.
    pub(super) boxed: bool,
}

/// Writes the value or its state text into its slot.
pub(super) fn number(canvas: &mut Canvas<'_>, truth: &Truth<'_>, slot: NumberSlot) -> Rect {
    let tokens = canvas.tokens;
    let anchor = Align2::RIGHT_CENTER;
    let face = if truth.condition == Condition::Bad { slot.face.scaled(0.8) } else { slot.face };
    let Some(laid) = lay_value(canvas, truth, face, slot.width) else {
        return dashes(canvas, slot);
    };
    if truth.condition == Condition::Stale {
        let rect = anchor.anchor_size(slot.right, laid.size);
        canvas.fill(rect.expand2(vec2(5.0, 0.0)), 2.0, slot.backing);
    }
    let ink = match truth.condition {
        Condition::Stale | Condition::Bad | Condition::Waiting => tokens.ink2,
        Condition::Good | Condition::Substituted | Condition::Uncertain => slot.ink,
    };
    let rect = canvas.put(&laid, slot.right, anchor, ink);
    match truth.condition {
        Condition::Bad => {
            let y = rect.center().y;
            canvas.line(pos2(rect.left() - 3.0, y), pos2(rect.right() + 2.0, y), 1.5, slot.ink);
        }
        Condition::Uncertain => underline(canvas, rect, slot.face),
        Condition::Substituted => brackets(canvas, rect, slot.face, ink),
        Condition::Good | Condition::Stale | Condition::Waiting => {}
    }
    rect
}

fn lay_value(canvas: &mut Canvas<'_>, truth: &Truth<'_>, face: Face, width: f32) -> Option<Laid> {
    if truth.condition == Condition::Waiting {
        return None;
    }
    if let Some(state) = truth.state() {
        return Some(canvas.lay_within(&state.text, face, width));
    }
    let decimals = truth.tag().map_or(0, |tag| tag.decimals);
    Some(canvas.lay_value(truth.value()?, decimals, face, width))
}

fn dashes(canvas: &mut Canvas<'_>, slot: NumberSlot) -> Rect {
    let tokens = canvas.tokens;
    let laid = canvas.lay(DASHES, slot.face);
    if slot.boxed {
        let right = slot.right - vec2(4.0, 0.0);
        let rect = canvas.put(&laid, right, Align2::RIGHT_CENTER, tokens.ink2);
        let around = Rect::from_min_max(
            pos2(rect.left() - 5.0, slot.right.y - slot.face.size * 0.52),
            pos2(slot.right.x + 1.0, slot.right.y + slot.face.size * 0.52),
        );
        canvas.dashed_outline(around, 2.0, Dash { on: 2.0, off: 2.0 }, 1.0, tokens.ink3);
        return rect;
    }
    canvas.put(&laid, slot.right, Align2::RIGHT_CENTER, tokens.ink2)
}

/// The dotted line of an uncertain number stands just below its feet.
pub(super) fn underline(canvas: &mut Canvas<'_>, rect: Rect, face: Face) {
    let y = rect.center().y + face.size * 0.37 + 3.5;
    let ink = canvas.tokens.ink;
    canvas.dashed(&[pos2(rect.left(), y), pos2(rect.right(), y)], Dash { on: 3.0, off: 2.0 }, 2.0, ink);
}

/// Square brackets around a number that was entered by hand; drawn, so that the number stays in place.
pub(super) fn brackets(canvas: &mut Canvas<'_>, rect: Rect, face: Face, ink: Color32) {
    let (half, width) = (face.size * 0.52, (face.size * 0.09).max(1.3));
    let y = rect.center().y;
    // The right one has only the space between number and unit.
    for (x, inward) in [(rect.left() - 4.0, 3.0), (rect.right() + 3.5, -3.0)] {
        let points =
            [pos2(x + inward, y - half), pos2(x, y - half), pos2(x, y + half), pos2(x + inward, y + half)];
        canvas.polyline(&points, width, ink);
    }
}

/// Paints the sign of a value with this corner, edge or centre of it at a point. Returns where it stands.
pub(super) fn sign(
    canvas: &mut Canvas<'_>,
    truth: &Truth<'_>,
    pos: Pos2,
    anchor: Align2,
    backing: Color32,
) -> Option<Rect> {
    let tokens = canvas.tokens;
    match truth.sign() {
        Sign::None => None,
        Sign::Waiting(why) => Some(canvas.text(why, face::SMALL, pos, anchor, tokens.ink2)),
        Sign::Age(age) => {
            let laid = canvas.lay(&age_words(age), face::SMALL_MEDIUM);
            let rect = anchor.anchor_size(pos, laid.size);
            canvas.fill(rect.expand2(vec2(4.0, 0.0)), 2.0, backing);
            Some(canvas.put(&laid, pos, anchor, tokens.ink))
        }
        Sign::Plate(what) => Some(plate(canvas, what.text, what.kind, pos, anchor)),
        Sign::Padlock => {
            let rect = anchor.anchor_size(pos, vec2(12.0, size::PLATE));
            padlock(canvas, rect.center(), tokens.ink2);
            Some(rect)
        }
    }
}

/// A sign that stands on a symbol, cleared from it by a rim of ground. Ages and waiting are said in the
/// words beside the symbol instead.
pub(super) fn sign_on_symbol(canvas: &mut Canvas<'_>, truth: &Truth<'_>, centre: Pos2, anchor: Align2) {
    let tokens = canvas.tokens;
    match truth.sign() {
        Sign::None | Sign::Waiting(_) | Sign::Age(_) => {}
        Sign::Plate(what) => {
            let laid = canvas.lay(what.text, face::PLATE);
            let width = (laid.size.x + 9.0).max(size::PLATE);
            // A wide plate grows over the symbol, not over the words beside it.
            let shift = if anchor == Align2::LEFT_CENTER { (size::PLATE - width).max(-6.0) } else { 0.0 };
            let rect = anchor.anchor_size(centre + vec2(shift, 0.0), vec2(width, size::PLATE));
            canvas.fill(rect.expand(1.5), size::RADIUS_PLATE + 1.5, tokens.ground);
            plate(canvas, what.text, what.kind, rect.center(), Align2::CENTER_CENTER);
        }
        Sign::Padlock => {
            let rect = anchor.anchor_size(centre, vec2(size::PLATE, size::PLATE));
            canvas.disc(rect.center(), 10.0, tokens.ground);
            padlock(canvas, rect.center() - vec2(0.0, 1.0), tokens.ink);
        }
    }
}
