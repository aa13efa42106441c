//! The vessel: filled to its level, limits at its right wall.

use egui::{Align2, Rect, pos2, vec2};

use crate::gui::elements::body::{Painted, symbol_alarm, words_beside};
use crate::gui::elements::sign::{NumberSlot, backed, number, sign_on_symbol};
use crate::gui::elements::truth::{Condition, Sign, Truth, age_words, share_of};
use crate::gui::painter::{Area, Canvas, Dash};
use crate::gui::theme::{face, size};
use crate::time::Zone;

/// What a tank is drawn from.
#[derive(Debug)]
pub(super) struct Tank<'a> {
    /// Its level.
    pub(super) truth: &'a Truth<'a>,
    /// Its name.
    pub(super) name: &'a str,
    /// Whether the name was given for it: then it stands inside, and numbers stand in cells of their own.
    pub(super) labelled: bool,
    /// Whether the lower third is filter medium.
    pub(super) media: bool,
}

/// Narrower vessels have their words beside them.
const SMALL: f32 = 60.0;

/// Paints the tank.
pub(super) fn tank(canvas: &mut Canvas<'_>, tank: &Tank<'_>, rect: Rect, zone: &Zone) -> Painted {
    let truth = tank.truth;
    let small = rect.width() < SMALL;
    vessel(canvas, tank, rect);
    if small {
        sign_on_symbol(canvas, truth, rect.center(), Align2::CENTER_CENTER);
    } else {
        inscription(canvas, tank, rect);
    }
    symbol_alarm(canvas, truth, rect.shrink(2.0));
    let hit = if small {
        let left = pos2(rect.right() + 19.0, rect.center().y);
        rect.union(words_beside(canvas, truth, tank.name, ["", ""], left, zone))
    } else {
        rect
    };
    Painted { body: rect, hit }
}

fn vessel(canvas: &mut Canvas<'_>, tank: &Tank<'_>, rect: Rect) {
    let tokens = canvas.tokens;
    let (truth, radius) = (tank.truth, size::RADIUS_CELL);
    let width = tokens.strokes.bold;
    canvas.fill(rect, radius, tokens.vessel);
    if truth.condition == Condition::Waiting {
        canvas.dashed_outline(rect, radius, Dash { on: 5.0, off: 3.0 }, width, tokens.edge);
        return;
    }
    let inner = rect.shrink(width);
    let share = truth.share().map(|share| share.clamp(0.0, 1.0));
    let known = truth.condition != Condition::Bad;
    if let Some(share) = share.filter(|_| known) {
        let surface = inner.bottom() - share * inner.height();
        let liquid = Rect::from_min_max(pos2(inner.left(), surface), inner.max);
        canvas.fill(liquid, radius - 2.0, tokens.liquid);
        if tank.media {
            media(canvas, inner);
        }
        if truth.condition == Condition::Stale {
            canvas.hatch(Area::Rect(inner), tokens.edge);
        } else {
            canvas.line(pos2(inner.left(), surface), pos2(inner.right(), surface), 2.0, tokens.ink);
        }
    } else {
        canvas.hatch(Area::Rect(inner), tokens.hatch);
    }
    if let Some(tag) = truth.tag() {
        let bands = &tag.bands;
        for limit in [bands.low_low, bands.low, bands.high, bands.high_high].into_iter().flatten() {
            if let Some(share) = share_of(tag, limit).filter(|share| (0.0..=1.0).contains(share)) {
                let y = inner.bottom() - share * inner.height();
                let from = pos2(inner.right() - 6.0, y);
                if rect.width() >= SMALL {
                    canvas.line(from, pos2(inner.right(), y), tokens.strokes.thin, tokens.ink);
                }
            }
        }
    }
    canvas.outline(rect, radius, width, tokens.edge);
}

/// Dots for the filter medium in the lower third.
fn media(canvas: &mut Canvas<'_>, inner: Rect) {
    let tokens = canvas.tokens;
    let bed = Rect::from_min_max(pos2(inner.left(), inner.bottom() - inner.height() * 0.34), inner.max);
    canvas.fill(bed, 2.0, tokens.idle);
    let rows = (bed.height() / 9.0).floor().max(1.0) as usize;
    let columns = (bed.width() / 9.0).floor().max(1.0) as usize;
    for row in 0..rows {
        for column in 0..columns {
            let shift = if row % 2 == 0 { 3.0 } else { 7.5 };
            let at = bed.min + vec2(column as f32 * 9.0 + shift, row as f32 * 9.0 + 5.0);
            if bed.contains(at) {
                canvas.disc(at, 0.9, tokens.edge);
            }
        }
    }
}

/// Name, number and sign inside a large vessel.
fn inscription(canvas: &mut Canvas<'_>, tank: &Tank<'_>, rect: Rect) {
    let tokens = canvas.tokens;
    let truth = tank.truth;
    let top = rect.top() + 17.0;
    if tank.labelled {
        canvas.text(tank.name, face::TAG, pos2(rect.left() + 9.0, top), Align2::LEFT_CENTER, tokens.ink);
    } else {
        let unit = canvas.lay(truth.unit(), face::SMALL);
        let right = rect.right() - 14.0 - unit.size.x - 4.0;
        let slot = NumberSlot {
            right: pos2(right, top + 8.0),
            face: face::VALUE,
            width: right - rect.left() - 8.0,
            ink: tokens.ink,
            backing: tokens.vessel,
            boxed: true,
        };
        number(canvas, truth, slot);
        let unit_at = pos2(right + 4.0, top + 10.0);
        backed(canvas, truth, Align2::LEFT_CENTER.anchor_size(unit_at, unit.size), tokens.vessel);
        canvas.put(&unit, unit_at, Align2::LEFT_CENTER, tokens.ink2);
        let below = pos2(rect.left(), rect.bottom() + 14.0);
        canvas.text(tank.name, face::TAG, below, Align2::LEFT_CENTER, tokens.ink);
    }
    let middle = rect.center();
    match truth.sign() {
        Sign::Age(age) => {
            let laid = canvas.lay(&age_words(age), face::SMALL_MEDIUM);
            let around = Align2::CENTER_CENTER.anchor_size(middle, laid.size);
            canvas.fill(around.expand2(vec2(4.0, 1.0)), 2.0, tokens.vessel);
            canvas.put(&laid, middle, Align2::CENTER_CENTER, tokens.ink);
        }
        Sign::Waiting(_) => {
            canvas.text(truth.missing(), face::SMALL, middle, Align2::CENTER_CENTER, tokens.ink2);
        }
        Sign::None | Sign::Plate(_) | Sign::Padlock => {
            sign_on_symbol(canvas, truth, middle, Align2::CENTER_CENTER);
        }
    }
}
