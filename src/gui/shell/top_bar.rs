//! The top bar: plant, where one is, search, colours, mode, clock.

use egui::{Align2, CornerRadius, Rect, Stroke, Ui, UiBuilder, pos2, vec2};

use crate::gui::app::{Asks, Go, Screen, State, View};
use crate::gui::controls::{Button, Kind, button, said, sketch, wide, words, words_within};
use crate::gui::painter::{Icon, icon};
use crate::gui::shell::{Shape, clock, counters, search, simulation};
use crate::gui::text;
use crate::gui::theme::{ThemeMode, face};

pub(super) fn top_bar_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, asks: &mut Asks) {
    let bar = ui.max_rect();
    let tokens = view.tokens;
    ui.painter().rect_filled(bar, CornerRadius::ZERO, tokens.chrome);
    ui.painter().hline(bar.x_range(), bar.bottom() - 0.5, Stroke::new(1.0, tokens.divider));
    let mut left = plant_ui(ui, view, bar);
    if view.simulated() {
        left = simulation::word_ui(ui, tokens, pos2(left, bar.center().y)) + 16.0;
    }
    let place_left = left;
    // From the right: clock, colours, search.
    let right = clock::clock_ui(ui, view, bar, bar.right() - 20.0) - 16.0;
    divider(ui, view, right, bar);
    let right = theme_ui(ui, view, state, bar, right - 12.0) - 16.0;
    divider(ui, view, right, bar);
    let right = counters::counters_ui(ui, view, asks, bar, right - 14.0, view.shape == Shape::Desk) - 14.0;
    let field =
        Rect::from_min_max(pos2(right - 220.0, bar.center().y - 14.0), pos2(right, bar.center().y + 14.0));
    breadcrumb_ui(ui, view, state, asks, bar.with_min_x(place_left).with_max_x(field.left() - 16.0));
    let mut child = ui.new_child(UiBuilder::new().id_salt("search").max_rect(field));
    search::field_ui(&mut child, view, state, field);
}

fn divider(ui: &Ui, view: &View<'_>, x: f32, bar: Rect) {
    let y = bar.center().y;
    ui.painter().vline(x, (y - 12.0)..=(y + 12.0), Stroke::new(1.0, view.tokens.divider));
}

/// The product's sign and the plant's name; tells where the rest of the bar begins.
fn plant_ui(ui: &Ui, view: &View<'_>, bar: Rect) -> f32 {
    let tokens = view.tokens;
    let middle = bar.center().y;
    let sign = pos2(bar.left() + if view.simulated() { 20.0 } else { 28.0 }, middle);
    sketch(ui.painter(), tokens, |canvas| icon(canvas, Icon::Wheel, sign, 24.0, tokens.ink));
    if view.shape == Shape::Rail {
        return bar.left() + 68.0;
    }
    let plant = view.plant();
    let names = bar.with_min_x(sign.x + 24.0).with_max_x(bar.left() + 196.0);
    let (upper, lower) = names.split_top_bottom_at_fraction(0.5);
    if plant.subtitle.is_empty() {
        words_within(ui, &plant.title, face::TAG, names, Align2::LEFT_CENTER, tokens.ink);
    } else {
        let upper = upper.translate(vec2(0.0, 4.0));
        let lower = lower.translate(vec2(0.0, -4.0));
        words_within(ui, &plant.title, face::TAG, upper, Align2::LEFT_CENTER, tokens.ink);
        words_within(ui, &plant.subtitle, face::SMALL, lower, Align2::LEFT_CENTER, tokens.ink2);
    }
    said(ui, "plant", names, &format!("{} {}", plant.title, plant.subtitle));
    let edge = bar.left() + if view.simulated() { 200.0 } else { 208.0 };
    divider(ui, view, edge, bar);
    edge + 20.0
}

fn breadcrumb_ui(ui: &mut Ui, view: &View<'_>, state: &State, asks: &mut Asks, room: Rect) {
    let tokens = view.tokens;
    let middle = room.center().y;
    let title = title(view, state);
    let level = state.navigation.display(view.plant()).map(|display| text::level(display.level));
    let back = Rect::from_center_size(pos2(room.left() + 6.0, middle), vec2(28.0, 28.0));
    let mut left = room.left();
    if state.navigation.has_back() {
        let mut child = ui.new_child(UiBuilder::new().id_salt("back").max_rect(back));
        let wish =
            Button { icon: Some(Icon::ChevronLeft), kind: Kind::Bare, name: text::BACK, ..Button::default() };
        if button(&mut child, tokens, wish).on_hover_text(text::BACK_KEY).clicked() {
            asks.go(Go::Back);
        }
        left = back.right() + 8.0;
    }
    let plate = level.as_ref().map_or(0.0, |level| wide(ui, level, face::PLATE) + 12.0);
    let plant = &view.plant().title;
    let plant_wide = wide(ui, plant, face::DIALOG);
    let room_left = room.right() - left;
    if plant_wide + wide(ui, &title, face::DIALOG) + plate + 60.0 < room_left {
        words(ui, plant, face::DIALOG, pos2(left, middle), Align2::LEFT_CENTER, tokens.ink2);
        let at = pos2(left + plant_wide + 16.0, middle);
        sketch(ui.painter(), tokens, |canvas| icon(canvas, Icon::ChevronRight, at, 10.0, tokens.ink2));
        left += plant_wide + 32.0;
    }
    let rest = room.with_min_x(left).with_max_x(room.right() - plate - 12.0);
    let shown = words_within(ui, &title, face::DIALOG, rest, Align2::LEFT_CENTER, tokens.ink);
    said(ui, "title", shown, &title);
    if let Some(level) = level {
        let rect =
            Rect::from_center_size(pos2(shown.right() + 14.0 + plate / 2.0, middle), vec2(plate, 18.0));
        let stroke = Stroke::new(1.0, tokens.edge);
        ui.painter().rect_stroke(rect, CornerRadius::same(3), stroke, egui::StrokeKind::Inside);
        words(ui, &level, face::PLATE, rect.center(), Align2::CENTER_CENTER, tokens.ink2);
    }
}

/// What stands in the breadcrumb.
pub(super) fn title(view: &View<'_>, state: &State) -> String {
    match state.navigation.screen() {
        Screen::Display(id) => {
            view.plant().display(id).map_or_else(|| id.to_string(), |display| display.title.to_string())
        }
        Screen::Trends => text::TRENDS.into(),
        Screen::Alarms => text::alarms::ALARMS.into(),
        Screen::Journal => text::JOURNAL.into(),
        Screen::Devices => text::DEVICES.into(),
        Screen::Simulator => text::SIMULATOR.into(),
        Screen::Gallery => text::GALLERY.into(),
    }
}

/// The switch of colours; tells its left edge.
fn theme_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, bar: Rect, right: f32) -> f32 {
    let width = 104.0;
    let rect = Rect::from_min_size(pos2(right - width, bar.center().y - 14.0), vec2(width, 28.0));
    let mut child = ui.new_child(UiBuilder::new().id_salt("theme").max_rect(rect));
    let name = text::theme_switch(state.theme.name());
    let wish = Button {
        text: state.theme.name(),
        kind: Kind::Bare,
        name: &name,
        size: rect.size(),
        ..Button::default()
    };
    if button(&mut child, view.tokens, wish).on_hover_text(text::THEME_HINT).clicked() {
        state.theme = next(state.theme);
    }
    rect.left()
}

/// The next set of colours.
pub(super) const fn next(mode: ThemeMode) -> ThemeMode {
    match mode {
        ThemeMode::Dark => ThemeMode::Light,
        ThemeMode::Light => ThemeMode::HighContrast,
        ThemeMode::HighContrast => ThemeMode::Dark,
    }
}
