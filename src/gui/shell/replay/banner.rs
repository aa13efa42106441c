//! The banner: that this is a replay, of what, and the recorded time with its zone.

use egui::{Align2, CornerRadius, Rect, Stroke, Ui, UiBuilder, pos2, vec2};

use crate::gui::app::{Asks, Go, State, View};
use crate::gui::controls::{Button, button, said, sketch, wide, words, words_within};
use crate::gui::painter::{Icon, icon};
use crate::gui::shell::{Shape, top_bar};
use crate::gui::text;
use crate::gui::theme::face;
use crate::message::{LayoutUsed, Playback};

pub(in crate::gui::shell) fn banner_ui(
    ui: &mut Ui,
    view: &View<'_>,
    playback: &Playback,
    state: &State,
    asks: &mut Asks,
) {
    let bar = ui.max_rect();
    let tokens = view.tokens;
    let ink = tokens.replay_ink;
    let middle = bar.center().y;
    ui.painter().rect_filled(bar, CornerRadius::ZERO, tokens.replay);
    let sign = pos2(bar.left() + 26.0, middle);
    sketch(ui.painter(), tokens, |canvas| icon(canvas, Icon::Recording, sign, 18.0, ink));
    let at = pos2(sign.x + 20.0, middle);
    let word = words(ui, text::REPLAY, face::CLOCK, at, Align2::LEFT_CENTER, ink);
    said(ui, "replay", word, text::REPLAY);
    let mut left = word.right() + 16.0;
    if state.navigation.has_back() {
        left = back_ui(ui, view, bar, left, asks) + 12.0;
    }
    ui.painter().vline(left, (middle - 12.0)..=(middle + 12.0), Stroke::new(1.0, ink));
    let mut right = time_ui(ui, view, bar) - 20.0;
    if state.beside_live {
        right = live_ui(ui, view, bar, right) - 16.0;
    }
    let room = bar.with_min_x(left + 16.0).with_max_x(right);
    let title = top_bar::title(view, state);
    let shown = words_within(ui, &title, face::DIALOG, room, Align2::LEFT_CENTER, ink);
    said(ui, "title", shown, &title);
    let recorded = text::replay_recorded(playback, &view.plant().zone);
    // What the operator did not see like this is said before all else.
    let with = match playback.layout {
        LayoutUsed::Recorded | LayoutUsed::Attached => String::new(),
        LayoutUsed::Named => format!("{} ", text::REPLAY_WITH_TODAYS),
    };
    let full = format!("{with}{recorded} {}", text::REPLAY_COMMANDS_NOTHING);
    let least = format!("{with}{}", text::REPLAY_COMMANDS_NOTHING);
    let rest = room.with_min_x(shown.right() + 20.0);
    if rest.width() > 160.0 {
        // Where there is no room for all, what it cannot do comes first.
        let fits = wide(ui, &full, face::BODY) <= rest.width();
        let line = if fits { &full } else { &least };
        words_within(ui, line, face::BODY, rest, Align2::LEFT_CENTER, ink);
        said(ui, "recorded", rest, &full).on_hover_text(&full);
    }
}

/// The way back; tells its right edge.
fn back_ui(ui: &mut Ui, view: &View<'_>, bar: Rect, left: f32, asks: &mut Asks) -> f32 {
    let high = if view.shape == Shape::Touch { bar.height() - 4.0 } else { 28.0 };
    let place = Rect::from_min_size(pos2(left, bar.center().y - high / 2.0), vec2(high.max(36.0), high));
    let wish =
        Button { icon: Some(Icon::ChevronLeft), name: text::BACK, size: place.size(), ..Button::default() };
    let mut child = ui.new_child(UiBuilder::new().id_salt("back").max_rect(place));
    if button(&mut child, view.tokens, wish).on_hover_text(text::BACK_KEY).clicked() {
        asks.go(Go::Back);
    }
    place.right()
}

/// Back to the live station, whose window stands beside this one; tells its left edge.
fn live_ui(ui: &mut Ui, view: &View<'_>, bar: Rect, right: f32) -> f32 {
    let high = if view.shape == Shape::Touch { bar.height() - 4.0 } else { 28.0 };
    let width = wide(ui, text::REPLAY_LIVE, face::BODY_MEDIUM) + 24.0;
    let place = Rect::from_min_size(pos2(right - width, bar.center().y - high / 2.0), vec2(width, high));
    let mut child = ui.new_child(UiBuilder::new().id_salt("live").max_rect(place));
    let wish = Button { size: place.size(), ..Button::new(text::REPLAY_LIVE) };
    if button(&mut child, view.tokens, wish).on_hover_text(text::REPLAY_LIVE_HOVER).clicked() {
        child.ctx().send_viewport_cmd(egui::ViewportCommand::Close);
    }
    place.left()
}

/// The recorded time with its date and offset; tells its left edge.
fn time_ui(ui: &Ui, view: &View<'_>, bar: Rect) -> f32 {
    let (zone, ink, middle) = (&view.plant().zone, view.tokens.replay_ink, bar.center().y);
    let at = view.snapshot.at.utc;
    let time = at.format(zone, "%H:%M:%S%.3f");
    let date = at.format(zone, "%a %-d %b %Y");
    let offset = at.format(zone, "UTC%:z");
    let right = bar.right() - 16.0;
    // The offset stands beside the time: one cannot be read without the other.
    let width = wide(ui, &date, face::SMALL).max(wide(ui, &offset, face::SMALL));
    let left = pos2(right - width, middle - 9.0);
    let upper = words(ui, &offset, face::SMALL, left, Align2::LEFT_CENTER, ink);
    let lower = words(ui, &date, face::SMALL, left + vec2(0.0, 18.0), Align2::LEFT_CENTER, ink);
    let clock = pos2(right - width - 12.0, middle);
    let shown = words(ui, &time, face::VALUE_LARGE, clock, Align2::RIGHT_CENTER, ink);
    let all = shown.union(upper).union(lower);
    said(ui, "clock", all, &format!("{} {time}, {date}, {offset}", text::REPLAY_SCRUBBER));
    all.left()
}
