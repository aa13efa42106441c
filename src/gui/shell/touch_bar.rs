//! The top bar of the touch shell: back, title, age of the data, search, colours, clock.

use egui::{Align2, CornerRadius, Rect, Stroke, Ui, UiBuilder, pos2, vec2};

use crate::gui::app::{Asks, Go, State, View};
use crate::gui::controls::{Button, button, said, words_within};
use crate::gui::painter::Icon;
use crate::gui::shell::{clock, counters, search, simulation, status_bar, top_bar};
use crate::gui::text;
use crate::gui::theme::face;

pub(super) fn touch_bar_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, asks: &mut Asks) {
    let bar = ui.max_rect();
    let tokens = view.tokens;
    ui.painter().rect_filled(bar, CornerRadius::ZERO, tokens.chrome);
    ui.painter().hline(bar.x_range(), bar.bottom() - 0.5, Stroke::new(1.0, tokens.divider));
    let back = target(bar, bar.left() + 8.0, 110.0);
    let disabled = (!state.navigation.has_back()).then_some(text::NO_WAY_BACK);
    let wish = Button {
        text: text::BACK,
        icon: Some(Icon::ChevronLeft),
        disabled,
        size: back.size(),
        ..Button::default()
    };
    let mut child = ui.new_child(UiBuilder::new().id_salt("back").max_rect(back));
    if button(&mut child, tokens, wish).clicked() {
        asks.go(Go::Back);
    }
    let mut left = back.right() + 20.0;
    let mut right = clock::clock_ui(ui, view, bar, bar.right() - 16.0) - 12.0;
    let counted = bar.width() >= 900.0;
    if counted {
        right = counters::counters_ui(ui, view, asks, bar, right - 4.0, false) - 12.0;
    }
    // The counters take the room of the field; its button stays.
    let roomy = !counted && bar.width() >= 760.0;
    right = search_ui(ui, view, state, asks, bar, right, roomy);
    if bar.width() >= 1000.0 {
        right = theme_and_beat_ui(ui, view, state, bar, right);
    }
    if view.simulated() && right - left > 260.0 {
        left = simulation::word_ui(ui, tokens, pos2(left, bar.center().y)) + 16.0;
    }
    if !roomy && state.search.open {
        let field = target(bar, left, (right - left).max(80.0));
        let mut child = ui.new_child(UiBuilder::new().id_salt("search field").max_rect(field));
        search::field_ui(&mut child, view, state, field);
        return;
    }
    let room = Rect::from_min_max(pos2(left, bar.top() + 8.0), pos2(right, bar.bottom() - 8.0));
    let (upper, lower) = room.split_top_bottom_at_fraction(0.56);
    let title = top_bar::title(view, state);
    words_within(ui, &title, face::CLOCK, upper, Align2::LEFT_CENTER, tokens.ink);
    let level = state.navigation.display(view.plant()).map(|display| text::level(display.level));
    let below = text::joined(&[&view.plant().title, level.as_deref().unwrap_or_default()]);
    words_within(ui, &below, face::SMALL, lower, Align2::LEFT_CENTER, tokens.ink2);
    said(ui, "title", upper, &title);
}

/// A place in the bar that can be pressed.
fn target(bar: Rect, left: f32, width: f32) -> Rect {
    Rect::from_min_size(pos2(left, bar.top() + 2.0), vec2(width, bar.height() - 4.0))
}

/// The search field, or the button that opens it where there is no room; tells its left edge.
fn search_ui(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    asks: &mut Asks,
    bar: Rect,
    right: f32,
    roomy: bool,
) -> f32 {
    if roomy {
        let field = target(bar, right - 200.0, 192.0);
        let mut child = ui.new_child(UiBuilder::new().id_salt("search").max_rect(field));
        search::field_ui(&mut child, view, state, field);
        return field.left() - 12.0;
    }
    let place = target(bar, right - 64.0, 60.0);
    let wish =
        Button { icon: Some(Icon::Search), name: text::SEARCH_OPEN, size: place.size(), ..Button::default() };
    let mut child = ui.new_child(UiBuilder::new().id_salt("search").max_rect(place));
    if button(&mut child, view.tokens, wish).clicked() {
        asks.go(Go::Search);
    }
    place.left() - 12.0
}

/// The switch of colours and the beat; tells their left edge.
fn theme_and_beat_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, bar: Rect, right: f32) -> f32 {
    let theme = target(bar, right - 92.0, 84.0);
    let name = text::theme_switch(state.theme.name());
    let short = state.theme.name().split(' ').next().unwrap_or_default();
    let wish = Button { text: short, name: &name, size: theme.size(), ..Button::default() };
    let mut child = ui.new_child(UiBuilder::new().id_salt("theme").max_rect(theme));
    if button(&mut child, view.tokens, wish).clicked() {
        state.theme = top_bar::next(state.theme);
    }
    let beat =
        Rect::from_min_max(pos2(theme.left() - 84.0, bar.top()), pos2(theme.left() - 12.0, bar.bottom()));
    status_bar::beat_block_ui(ui, view, beat);
    beat.left() - 12.0
}
