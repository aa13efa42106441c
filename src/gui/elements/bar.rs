//! The moving indicator: trough, normal band, limits, pointer, setpoint.

use egui::{Align2, Color32, Pos2, Rect, pos2, vec2};

use crate::display::Orientation;
use crate::gui::elements::body::{Painted, alarm_active};
use crate::gui::elements::sign::{NumberSlot, number, sign};
use crate::gui::elements::truth::{Condition, Sign, Truth, share_of};
use crate::gui::painter::{Area, Canvas, MARK, alarm_mark};
use crate::gui::theme::{face, size};
use crate::tag::Tag;

/// Width of the number beside a lying bar that is high enough to carry one.
const NUMBER: f32 = 60.0;

/// What a bar is drawn from.
#[derive(Debug)]
pub(super) struct Bar<'a> {
    /// The pointer.
    pub(super) truth: &'a Truth<'a>,
    /// The hollow triangle.
    pub(super) setpoint: Option<f64>,
    /// Lying or upright.
    pub(super) orientation: Orientation,
    /// Whether the limits are lettered; upright bars only.
    pub(super) letters: bool,
    /// Whether the pointer has its triangle; in lists it is a line only.
    pub(super) triangle: bool,
}

/// Paints a bar in its place: a lying one with room below gets number and sign at its right.
pub(super) fn bar_element(
    canvas: &mut Canvas<'_>,
    bar: &Bar<'_>,
    rect: Rect,
    label: Option<&str>,
) -> Painted {
    let tokens = canvas.tokens;
    if bar.orientation == Orientation::Vertical {
        let body = Rect::from_min_size(rect.min, vec2(size::BAR_UPRIGHT, rect.height()));
        paint_bar(canvas, bar, body);
        foot(canvas, bar.truth, body, label, Align2::CENTER_CENTER);
        return Painted { body, hit: body.expand2(vec2(12.0, 2.0)) };
    }
    if rect.height() < 30.0 {
        let body = Rect::from_center_size(rect.center(), vec2(rect.width(), size::BAR));
        paint_bar(canvas, bar, body);
        foot(canvas, bar.truth, body, label, Align2::LEFT_CENTER);
        return Painted { body, hit: body.expand2(vec2(0.0, 9.0)) };
    }
    let body = Rect::from_min_size(
        pos2(rect.left(), rect.center().y - size::BAR / 2.0),
        vec2(rect.width() - NUMBER, size::BAR),
    );
    paint_bar(canvas, bar, body);
    let right = rect.right();
    let slot = NumberSlot {
        right: pos2(right - 6.0, rect.center().y - 8.0),
        face: face::VALUE_SMALL,
        width: NUMBER - 8.0,
        ink: tokens.ink,
        backing: tokens.ground,
        boxed: false,
    };
    number(canvas, bar.truth, slot);
    let below = pos2(right, rect.center().y + 11.0);
    match (bar.truth.control.alarm, bar.truth.sign()) {
        (Some(alarm), _) => alarm_mark(canvas, alarm, below - vec2(9.0, 0.0), MARK, None),
        (None, Sign::None | Sign::Waiting(_)) => {
            canvas.text(
                bar.truth.unit(),
                face::SMALL,
                below - vec2(6.0, 0.0),
                Align2::RIGHT_CENTER,
                tokens.ink2,
            );
        }
        (None, _) => {
            sign(canvas, bar.truth, below, Align2::RIGHT_CENTER, tokens.ground);
        }
    }
    Painted { body, hit: rect }
}

/// The words below a bar, behind its sign.
fn foot(canvas: &mut Canvas<'_>, truth: &Truth<'_>, body: Rect, label: Option<&str>, anchor: Align2) {
    let tokens = canvas.tokens;
    let y = body.bottom() + 16.0;
    let x = if anchor == Align2::LEFT_CENTER { body.left() } else { body.center().x };
    if let Some(alarm) = truth.control.alarm.filter(|alarm| !alarm.state.framed()) {
        alarm_mark(canvas, alarm, pos2(body.right() + 14.0, body.bottom() - 8.0), 14.0, None);
    }
    // Without words of its own a bar has no room below it: its hatch says that it is old or waiting.
    let hatched = matches!(truth.condition, Condition::Stale | Condition::Waiting);
    let sign_rect = (label.is_some() || !hatched)
        .then(|| sign(canvas, truth, pos2(x, y), anchor, tokens.ground))
        .flatten();
    let Some(label) = label else { return };
    let at = sign_rect.map_or(pos2(x, y), |sign| match anchor {
        Align2::LEFT_CENTER => pos2(sign.right() + 6.0, y),
        _ => pos2(x, y + 17.0),
    });
    canvas.text(label, face::SMALL, at, anchor, tokens.ink2);
}

/// The bar itself.
pub(super) fn paint_bar(canvas: &mut Canvas<'_>, bar: &Bar<'_>, body: Rect) {
    let tokens = canvas.tokens;
    let axis = Axis { body, upright: bar.orientation == Orientation::Vertical };
    canvas.fill(body, size::RADIUS_BAR, tokens.trough);
    let Some(tag) = bar.truth.tag() else { return };
    if let Some([low, high]) = tag.bands.normal
        && let (Some(low), Some(high)) = (share_of(tag, low), share_of(tag, high))
    {
        canvas.fill(axis.stretch(low, high), 0.0, tokens.band);
    }
    if matches!(bar.truth.condition, Condition::Stale | Condition::Bad | Condition::Waiting) {
        canvas.hatch(Area::Rect(body), tokens.hatch);
    }
    alarm_stretch(canvas, bar.truth, tag, axis);
    if bar.triangle {
        let letters = bar.letters.then_some(if bar.setpoint.is_some() { 16.0 } else { 6.0 });
        limits(canvas, tag, axis, letters);
    }
    let known = bar.truth.condition != Condition::Waiting;
    if let Some(share) = bar.truth.share().filter(|_| known) {
        let ink = match bar.truth.condition {
            Condition::Stale | Condition::Bad => tokens.ink2,
            Condition::Good | Condition::Substituted | Condition::Uncertain | Condition::Waiting => {
                tokens.ink
            }
        };
        pointer(canvas, axis, share.clamp(0.0, 1.0), ink, bar.triangle);
    }
    if let Some(share) = bar.setpoint.and_then(|number| share_of(tag, number)) {
        let tip = axis.at(share.clamp(0.0, 1.0), 1.0, 2.0);
        canvas.polygon(&axis.triangle(tip, 1.0, 8.0, 5.0), tokens.ground, 1.5, tokens.ink);
    }
    if let Some(share) = bar.truth.control.drafted.and_then(|number| share_of(tag, number)) {
        let tip = axis.at(share.clamp(0.0, 1.0), 1.0, 1.0);
        canvas.polygon(&axis.triangle(tip, 1.0, 6.0, 4.0), tokens.ink, 0.0, Color32::TRANSPARENT);
    }
}

/// While a limit alarm is active, the stretch between limit and pointer takes its colour.
fn alarm_stretch(canvas: &mut Canvas<'_>, truth: &Truth<'_>, tag: &Tag, axis: Axis) {
    let (Some(alarm), Some(number)) = (truth.control.alarm, truth.number()) else { return };
    if !alarm_active(truth) {
        return;
    }
    let bands = &tag.bands;
    let above = [bands.high_high, bands.high].into_iter().flatten().find(|limit| number > *limit);
    let below = [bands.low_low, bands.low].into_iter().flatten().find(|limit| number < *limit);
    let Some(limit) = above.or(below) else { return };
    if let (Some(a), Some(b)) = (share_of(tag, limit), share_of(tag, number)) {
        let fill = canvas.alarm(alarm.priority).fill;
        canvas.fill(axis.stretch(a.min(b), a.max(b)), 0.0, fill);
    }
}

/// Ticks, and letters so far outside. Bars in lists have neither: there the pointer is a line itself.
fn limits(canvas: &mut Canvas<'_>, tag: &Tag, axis: Axis, letters: Option<f32>) {
    let tokens = canvas.tokens;
    let bands = &tag.bands;
    let thin = tokens.strokes.thin;
    // A letter that would stand on the one before is left out; the tick still says it.
    let mut free_below = f32::INFINITY;
    for (limit, width, ink, letter) in [
        (bands.low_low, 2.0, tokens.ink, "LL"),
        (bands.low, thin, tokens.ink2, "L"),
        (bands.high, thin, tokens.ink2, "H"),
        (bands.high_high, 2.0, tokens.ink, "HH"),
    ] {
        let Some(share) = limit.and_then(|limit| share_of(tag, limit)) else { continue };
        if (0.0..=1.0).contains(&share) {
            canvas.line(axis.at(share, -1.0, 2.0), axis.at(share, 1.0, 2.0), width, ink);
            if let Some(out) = letters.filter(|_| axis.upright) {
                let at = axis.at(share, 1.0, out);
                if at.y <= free_below {
                    free_below = at.y - face::TICK.size;
                    canvas.text(letter, face::TICK, at, Align2::LEFT_CENTER, tokens.ink2);
                }
            }
        }
    }
}

fn pointer(canvas: &mut Canvas<'_>, axis: Axis, share: f32, ink: Color32, with_triangle: bool) {
    if with_triangle {
        let tip = axis.at(share, -1.0, -4.0);
        canvas.polygon(&axis.triangle(tip, -1.0, 9.0, 4.5), ink, 0.0, Color32::TRANSPARENT);
        canvas.line(axis.at(share, -1.0, 0.0), axis.at(share, 1.0, 0.0), 2.0, ink);
    } else {
        canvas.line(axis.at(share, -1.0, 2.0), axis.at(share, 1.0, 2.0), 3.0, ink);
    }
}

/// Along the bar and across it, lying or upright.
#[derive(Clone, Copy, Debug)]
struct Axis {
    body: Rect,
    upright: bool,
}

impl Axis {
    /// A point at a share of the range, `out` pixels outside of one side; side -1 is above or left.
    fn at(self, share: f32, side: f32, out: f32) -> Pos2 {
        let body = self.body;
        if self.upright {
            let y = body.bottom() - share * body.height();
            pos2(body.center().x + side * (body.width() / 2.0 + out), y)
        } else {
            pos2(body.left() + share * body.width(), body.center().y + side * (body.height() / 2.0 + out))
        }
    }

    fn stretch(self, low: f32, high: f32) -> Rect {
        let (low, high) = (low.clamp(0.0, 1.0), high.clamp(0.0, 1.0));
        Rect::from_two_pos(self.at(low, -1.0, 0.0), self.at(high, 1.0, 0.0))
    }

    /// A triangle whose tip points at the bar from a side.
    fn triangle(self, tip: Pos2, side: f32, length: f32, half: f32) -> [Pos2; 3] {
        if self.upright {
            let back = tip.x + side * length;
            [tip, pos2(back, tip.y - half), pos2(back, tip.y + half)]
        } else {
            let back = tip.y + side * length;
            [tip, pos2(tip.x - half, back), pos2(tip.x + half, back)]
        }
    }
}
