//! The bar above the plot: span, live or paused, what is shown, and what can be done with it.

use egui::{Align2, Layout, Rect, Ui, UiBuilder, vec2};

use crate::gui::app::View;
use crate::gui::controls::{Button, Kind, button, said, segments, wide, words_within};
use crate::gui::painter::Icon;
use crate::gui::screens::trends::adding;
use crate::gui::screens::trends::compare::With;
use crate::gui::screens::trends::state::{Panel, TrendsState};
use crate::gui::screens::trends::window::SPANS;
use crate::gui::shell::Shape;
use crate::gui::text;
use crate::gui::theme::face;

/// Narrower than this the bar has two lines.
const ONE_LINE: f32 = 1560.0;
const GAP: f32 = 10.0;

/// Height of a line.
fn line(view: &View<'_>) -> f32 {
    if view.shape == Shape::Touch { 48.0 } else { 34.0 }
}

/// Height of the bar at a width.
pub(super) fn height(view: &View<'_>, width: f32) -> f32 {
    if width >= ONE_LINE { line(view) } else { 2.0 * line(view) + 8.0 }
}

pub(super) fn bar_ui(ui: &mut Ui, view: &View<'_>, trends: &mut TrendsState) {
    let bar = ui.max_rect();
    let first = Rect::from_min_size(bar.min, vec2(bar.width(), line(view)));
    let second = if bar.width() >= ONE_LINE { first } else { first.translate(vec2(0.0, line(view) + 8.0)) };
    let left = left_ui(ui, view, trends, first);
    let right = right_ui(ui, view, trends, second);
    let room = if second == first {
        first.with_min_x(left + GAP + 4.0).with_max_x(right - GAP)
    } else {
        second.with_max_x(right - GAP)
    };
    span_ui(ui, view, trends, room);
}

/// Spans and live or paused; tells where they end. On two lines the field for pens follows.
fn left_ui(ui: &mut Ui, view: &View<'_>, trends: &mut TrendsState, rect: Rect) -> f32 {
    let height = rect.height();
    let now = view.now.utc;
    let mut child = ui.new_child(UiBuilder::new().id_salt("spans").max_rect(rect).layout(across()));
    child.spacing_mut().item_spacing.x = GAP;
    let chosen = SPANS.iter().position(|span| *span == trends.window.span);
    let pressed = segments(&mut child, view.tokens, &text::SPANS, chosen, (0.0, height), None);
    if let Some(span) = pressed.and_then(|at| SPANS.get(at)) {
        trends.window.stretch(*span);
    }
    panel_button(&mut child, view, trends, (text::RANGE_OPEN, Panel::Range), false, height);
    let paused = usize::from(trends.window.to.is_some());
    let names = [if view.replay().is_some() { text::REPLAY_FOLLOW } else { text::LIVE }, text::PAUSED];
    let pressed = segments(&mut child, view.tokens, &names, Some(paused), (0.0, height), None);
    if let Some(at) = pressed {
        trends.window.follow(at == 0, now);
    }
    let left = child.min_rect().right();
    if ui.max_rect().width() < ONE_LINE {
        adding::field_ui(ui, view, trends, rect.with_min_x((left + GAP).max(rect.right() - 260.0)));
    }
    left
}

/// What can be done; tells where it begins.
fn right_ui(ui: &mut Ui, view: &View<'_>, trends: &mut TrendsState, rect: Rect) -> f32 {
    let height = rect.height();
    let layout = Layout::right_to_left(egui::Align::Center);
    let mut child = ui.new_child(UiBuilder::new().id_salt("actions").max_rect(rect).layout(layout));
    child.spacing_mut().item_spacing.x = GAP;
    if view.history.is_some() {
        panel_button(&mut child, view, trends, (text::EXPORT, Panel::Export), false, height);
    }
    let compared = trends.compare.with != With::Nothing;
    if compared {
        // Off by one press.
        let wish = Button { kind: Kind::Chosen, size: vec2(0.0, height), ..Button::new(text::COMPARE_OFF) };
        if button(&mut child, view.tokens, wish).clicked() {
            trends.compare.with = With::Nothing;
        }
    } else {
        panel_button(&mut child, view, trends, (text::COMPARE, Panel::Compare), false, height);
    }
    if view.replay().is_none() {
        panel_button(&mut child, view, trends, (text::ADD_NOTE, Panel::Note), false, height);
    }
    let kind = if trends.cursors.both { Kind::Chosen } else { Kind::Plain };
    let wish = Button { kind, size: vec2(0.0, height), ..Button::new(text::CURSORS) };
    if button(&mut child, view.tokens, wish).clicked() {
        trends.cursors.switch(trends.window.ends(view.now.utc));
    }
    panel_button(&mut child, view, trends, (text::NAMED, Panel::Named), false, height);
    let mut left = child.min_rect().left();
    if ui.max_rect().width() >= ONE_LINE {
        let place = Rect::from_min_max(rect.left_top(), rect.right_bottom()).with_max_x(left - GAP);
        let place = place.with_min_x(place.right() - 150.0);
        adding::field_ui(ui, view, trends, place);
        left = place.left();
    }
    left
}

fn across() -> Layout {
    Layout::left_to_right(egui::Align::Center)
}

fn panel_button(
    ui: &mut Ui,
    view: &View<'_>,
    trends: &mut TrendsState,
    (words, panel): (&str, Panel),
    on: bool,
    height: f32,
) {
    let kind = if on || trends.panel == Some(panel) { Kind::Chosen } else { Kind::Plain };
    let icon = (panel == Panel::Note).then_some(Icon::Plus);
    let wish = Button { kind, icon, size: vec2(0.0, height), ..Button::new(words) };
    if button(ui, view.tokens, wish).clicked() {
        trends.toggle(panel);
    }
}

/// From when to when, as exact as there is room for it.
fn span_ui(ui: &Ui, view: &View<'_>, trends: &TrendsState, room: Rect) {
    let zone = &view.plant().zone;
    let span = trends.window.ends(view.now.utc);
    let seconds = trends.window.span.as_secs();
    let fine = if seconds < 30 { "%H:%M:%S%.3f" } else { "%H:%M:%S" };
    let day = |time: crate::time::Timestamp| time.format(zone, "%Y%m%d");
    let today = day(view.now.utc);
    let pattern = |dated: bool| match (dated, seconds > 3 * 86_400) {
        (true, true) => "%-d %b %Y %H:%M".to_owned(),
        (true, false) => format!("%-d %b {fine}"),
        (false, _) => fine.to_owned(),
    };
    let from_dated = day(span.from) != today || day(span.to) != today;
    let from = span.from.format(zone, &pattern(from_dated));
    let to = span
        .to
        .format(zone, &pattern(day(span.to) != day(span.from) || (from_dated && seconds > 3 * 86_400)));
    // Across a change of the clocks both ends have their own offset.
    let (early, late) = (span.from.format(zone, "UTC%:z"), span.to.format(zone, "UTC%:z"));
    let offset = if early == late { late } else { text::two_offsets(&early, &late) };
    let refining = trends.answers.refining && view.history.is_some();
    let state = if !trends.answers.trouble.is_empty() {
        trends.answers.trouble.to_string()
    } else if refining {
        text::REFINING.to_owned()
    } else {
        String::new()
    };
    let full = text::trend_span(&from, &to, &offset, &state);
    let line = if wide(ui, &full, face::BODY_MEDIUM) < room.width() {
        full.clone()
    } else {
        text::joined(&[&text::between_times(&from, &to), &state])
    };
    if room.width() > 60.0 {
        let shown = words_within(ui, &line, face::BODY_MEDIUM, room, Align2::LEFT_CENTER, view.tokens.ink2);
        said(ui, "span", shown, &full).on_hover_text(full);
    }
}
