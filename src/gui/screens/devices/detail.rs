//! Everything about one unit: why in words, link, counters, frames.

use egui::{Align2, CornerRadius, Rect, ScrollArea, Sense, Ui, UiBuilder, pos2, vec2};

use crate::device::{LinkState, UnitStatistics};
use crate::gui::app::{Asks, View};
use crate::gui::controls::{label, said, wide, words, words_within};
use crate::gui::screens::devices::unit::UnitView;
use crate::gui::screens::devices::{DevicesState, frames, plan};
use crate::gui::text;
use crate::gui::theme::face;
use crate::time::short;

pub(super) fn detail_ui(
    ui: &mut Ui,
    view: &View<'_>,
    unit: &UnitView<'_>,
    state: &mut DevicesState,
    asks: &mut Asks,
) {
    let card = ui.max_rect();
    ui.painter().rect_filled(card, 6.0, view.tokens.card);
    let inner = card.shrink2(vec2(16.0, 0.0));
    let mut child = ui.new_child(UiBuilder::new().id_salt("inner").max_rect(inner));
    let tags = view.plant().sources.iter().filter(|source| source.unit == unit.unit);
    let device = view.plant().devices.iter().position(|device| device.id == unit.device.id);
    // What is decoded below should be fresh.
    asks.watch.extend(
        tags.filter(|source| Some(source.device.slot()) == device).map(|source| source.tag).take(256),
    );
    ScrollArea::vertical().id_salt("detail").auto_shrink([false, false]).show(&mut child, |ui| {
        ui.spacing_mut().item_spacing = vec2(8.0, 4.0);
        head_ui(ui, view, unit);
        why_ui(ui, view, unit);
        rows_ui(ui, view, unit);
        tiles_ui(ui, view, unit);
        frames::frames_ui(ui, view, unit, state);
        if card.width() < 700.0 || view.shape == crate::gui::shell::Shape::Touch {
            let height = 80.0 + 34.0 * unit.blocks().len() as f32;
            if ui.clip_rect().width() > 760.0 {
                let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
                let mut below = ui.new_child(UiBuilder::new().id_salt("plan").max_rect(rect));
                plan::plan_ui(&mut below, view, unit);
            }
        }
        ui.add_space(8.0);
    });
}

fn head_ui(ui: &mut Ui, view: &View<'_>, unit: &UnitView<'_>) {
    let tokens = view.tokens;
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), 44.0), Sense::hover());
    let name = unit.name();
    let shown =
        words(ui, &name, face::CLOCK, row.left_center() + vec2(0.0, 2.0), Align2::LEFT_CENTER, tokens.ink);
    let trouble = unit.trouble(view);
    let word = match (&trouble, unit.last_good()) {
        (None, _) => text::CONNECTED.to_owned(),
        (Some(_), Some(at)) => text::silent_for(&short(view.now.age_of(at))),
        (Some(_), None) => text::NEVER_ANSWERED.to_owned(),
    };
    let width = wide(ui, &word, face::BODY_MEDIUM) + 16.0;
    let plate = Rect::from_min_size(pos2(row.right() - width, row.center().y - 10.0), vec2(width, 24.0));
    if trouble.is_some() {
        ui.painter().rect_filled(plate, CornerRadius::same(3), tokens.ink);
        words(ui, &word, face::BODY_MEDIUM, plate.center(), Align2::CENTER_CENTER, tokens.ground);
    } else {
        words(ui, &word, face::BODY, plate.center(), Align2::CENTER_CENTER, tokens.ink2);
    }
    let room = row.with_min_x(shown.right() + 12.0).with_max_x(plate.left() - 8.0).translate(vec2(0.0, 2.0));
    words_within(ui, &unit.title, face::BODY, room, Align2::LEFT_CENTER, tokens.ink2);
    said(ui, "unit", row, &format!("{name} {}, {word}", unit.title));
}

fn why_ui(ui: &mut Ui, view: &View<'_>, unit: &UnitView<'_>) {
    let Some(trouble) = unit.trouble(view) else { return };
    let frame = egui::Frame::new()
        .fill(view.tokens.raised)
        .corner_radius(4)
        .inner_margin(egui::Margin::symmetric(12, 10));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        label(ui, &text::trouble(&trouble), face::TAG, view.tokens.ink);
        label(ui, text::trouble_advice(&trouble), face::BODY, view.tokens.ink2);
    });
    ui.add_space(4.0);
}

fn rows_ui(ui: &mut Ui, view: &View<'_>, unit: &UnitView<'_>) {
    let device = unit.device;
    let link = match unit.status {
        Some(status) => {
            let since = short(view.now.age_of(status.link_since));
            text::link_line(&device.host, device.port, &status.link, &since)
        }
        None => text::NO_STATUS.to_owned(),
    };
    row_ui(ui, view, text::LINK, &link);
    row_ui(ui, view, text::UNIT, &text::unit_line(unit.unit.0, unit.shared));
    let timing = &device.timing;
    row_ui(ui, view, text::TIMEOUT, &text::timeouts(&short(timing.response), &short(timing.connect)));
    let last = match unit.last_good() {
        Some(at) => text::last_good(&view.clock_millis(at.utc), &short(view.now.age_of(at))),
        None => text::NEVER_ANSWERED.to_owned(),
    };
    row_ui(ui, view, text::LAST_GOOD, &last);
    if let Some(status) = unit.status
        && status.link == LinkState::Connected
    {
        let duty = text::duty(status.statistics.duty, status.statistics.overruns);
        row_ui(ui, view, text::DUTY, &duty);
    }
    if let Some((at, error)) = unit.statistics().and_then(|statistics| statistics.last_error.as_ref()) {
        row_ui(ui, view, text::LAST_ERROR, &text::error_at(&view.clock(at.utc), error));
    }
}

fn row_ui(ui: &mut Ui, view: &View<'_>, name: &str, value: &str) {
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), 20.0), Sense::hover());
    words(ui, name, face::BODY, row.left_center(), Align2::LEFT_CENTER, view.tokens.ink2);
    let room = row.with_min_x(row.left() + 110.0);
    words_within(ui, value, face::BODY_MEDIUM, room, Align2::LEFT_CENTER, view.tokens.ink);
    said(ui, name, row, &format!("{name} {value}")).on_hover_text(value);
}

/// Counters since start.
fn tiles_ui(ui: &mut Ui, view: &View<'_>, unit: &UnitView<'_>) {
    let none = UnitStatistics::default();
    let own = unit.statistics().unwrap_or(&none);
    let all = unit.status.map(|status| &status.statistics);
    let tiles = [
        (text::TIMEOUTS, own.timeouts),
        (text::LATE, all.map_or(0, |all| all.stale_frames)),
        (text::EXCEPTIONS, own.exceptions.values().sum()),
        (text::BROKEN, own.broken_answers + all.map_or(0, |all| all.broken_frames + all.wrong_unit_frames)),
        (text::RECONNECTS, all.map_or(0, |all| all.connects.saturating_sub(1))),
    ];
    ui.add_space(6.0);
    label(ui, text::ERRORS_SINCE_START, face::SMALL, view.tokens.ink2);
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), 50.0), Sense::hover());
    let gap = 8.0;
    let width = (row.width() - gap * (tiles.len() as f32 - 1.0)) / tiles.len() as f32;
    for (at, (name, count)) in tiles.into_iter().enumerate() {
        let left = row.left() + at as f32 * (width + gap);
        let tile = Rect::from_min_size(pos2(left, row.top()), vec2(width, 50.0));
        ui.painter().rect_filled(tile, CornerRadius::same(4), view.tokens.raised);
        let inner = tile.shrink2(vec2(10.0, 6.0));
        let (upper, lower) = inner.split_top_bottom_at_fraction(0.42);
        words_within(ui, name, face::SMALL, upper, Align2::LEFT_CENTER, view.tokens.ink2);
        let ink = if count > 0 { view.tokens.ink } else { view.tokens.ink3 };
        words_within(ui, &count.to_string(), face::DIALOG, lower, Align2::LEFT_CENTER, ink);
        said(ui, name, tile, &format!("{name} {count}"));
    }
    if !own.exceptions.is_empty() {
        label(ui, &text::exceptions(&own.exceptions), face::SMALL, view.tokens.ink2);
    }
}
