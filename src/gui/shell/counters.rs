//! The counters of the top bar: what waits and what is active, by priority; and the horn.

use egui::{Align2, Rect, Ui, pos2, vec2};

use crate::alarm::{Action, Priority};
use crate::gui::app::{Asks, Go, Screen, View};
use crate::gui::controls::{Button, Kind, button_at, mark_at, said, shape_at, sketch, wide, words};
use crate::gui::painter::{Icon, PlateKind, plate};
use crate::gui::shell::Shape;
use crate::gui::text;
use crate::gui::text::alarms;
use crate::gui::theme::face;
use crate::message::NoticeKind;

/// Between two priorities.
const GAP: f32 = 14.0;

/// Paints horn and counters to the left of a place and tells their left edge.
pub(super) fn counters_ui(
    ui: &Ui,
    view: &View<'_>,
    asks: &mut Asks,
    bar: Rect,
    right: f32,
    worded: bool,
) -> f32 {
    let tokens = view.tokens;
    let y = bar.center().y;
    let mut right = right;
    let picture = &view.snapshot.alarms;
    for priority in Priority::ALL.into_iter().rev() {
        let count = picture.counts.get(priority.slot()).copied().unwrap_or_default();
        let says = alarms::counts(count.to_acknowledge, count.active);
        let ink = if count.to_acknowledge > 0 { tokens.ink } else { tokens.ink2 };
        let own = wide(ui, &says, face::BODY_MEDIUM);
        words(ui, &says, face::BODY_MEDIUM, pos2(right, y), Align2::RIGHT_CENTER, ink);
        let centre = pos2(right - own - 17.0, y);
        match view.alarms.priorities.get(priority.slot()).copied().flatten() {
            Some(sign) => mark_at(ui, view, sign, centre, 20.0),
            None => shape_at(ui, view, priority, centre, 20.0),
        }
        let place = Rect::from_min_max(pos2(centre.x - 12.0, y - 14.0), pos2(right, y + 14.0));
        let spoken = alarms::counts_spoken(priority, count.to_acknowledge, count.active);
        said(ui, priority.word(), place, &spoken).on_hover_text(&spoken);
        right = place.left() - GAP;
    }
    if worded {
        let shown =
            words(ui, alarms::TO_ACK_ACTIVE, face::SMALL, pos2(right, y), Align2::RIGHT_CENTER, tokens.ink2);
        right = shown.left() - GAP;
    }
    horn_ui(ui, view, asks, bar, right)
}

/// The horn: sounds, silenced, quiet, or without a device; a press silences it.
fn horn_ui(ui: &Ui, view: &View<'_>, asks: &mut Asks, bar: Rect, right: f32) -> f32 {
    let picture = &view.snapshot.alarms;
    let side = if view.shape == Shape::Touch { 52.0 } else { 32.0 };
    let place = Rect::from_min_size(pos2(right - side, bar.center().y - side / 2.0), vec2(side, side));
    let (sign, hint, kind) = match (picture.sounds.is_some(), picture.silenced) {
        (true, _) => (Icon::Horn, alarms::HORN_SOUNDS, Kind::Chosen),
        (false, true) => (Icon::HornOff, alarms::HORN_SILENCED, Kind::Bare),
        (false, false) => (Icon::Horn, alarms::HORN_QUIET, Kind::Bare),
    };
    let wish = Button { icon: Some(sign), name: hint, kind, ..Button::default() };
    let response = button_at(ui, view.tokens, place, "horn", wish);
    if response.clicked() {
        if picture.sounds.is_none() || !view.updated {
            asks.go(Go::To(Screen::Alarms));
        } else {
            asks.alarm(Action::Silence);
        }
    }
    response.on_hover_text(hint);
    let trouble = view.snapshot.notices.iter().find(|notice| notice.kind == NoticeKind::Horn);
    let Some(notice) = trouble else { return place.left() };
    let mut left = place.left();
    sketch(ui.painter(), view.tokens, |canvas| {
        let at = pos2(place.left() - 6.0, place.center().y);
        left = plate(canvas, alarms::NO_HORN, PlateKind::Solid, at, Align2::RIGHT_CENTER).left();
    });
    let rect = Rect::from_min_max(pos2(left, place.top()), pos2(place.left(), place.bottom()));
    let spoken = format!("{}. {}", text::notice_kind(notice.kind), notice.text);
    said(ui, "no horn", rect, &spoken).on_hover_text(&*notice.text);
    left
}
