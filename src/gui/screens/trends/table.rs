//! The pens in words: values now and at the cursors, statistics between them, and how much was good.

use egui::accesskit::Role;
use egui::{Align2, Rect, ScrollArea, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use crate::gui::app::View;
use crate::gui::controls::{Button, Kind, button, focus_ring, said, sketch, words, words_within};
use crate::gui::faceplate::value_words;
use crate::gui::painter::{Area, Icon, format_value, plain_value};
use crate::gui::screens::trends::figures::{self, Figures};
use crate::gui::screens::trends::pens::{AXES, Pen};
use crate::gui::screens::trends::plot::plate_ui;
use crate::gui::screens::trends::state::TrendsState;
use crate::gui::screens::trends::table_columns::{Columns, columns};
use crate::gui::text;
use crate::gui::theme::face;
use crate::tag::Value;
use crate::time::short;

/// Height of a row.
pub(super) const ROW: f32 = 32.0;
const BUTTON: f32 = 26.0;

/// What a row asks for.
enum Wish {
    Hide,
    Up,
    Down,
    Remove,
}

pub(super) fn table_ui(ui: &mut Ui, view: &View<'_>, trends: &mut TrendsState, pens: &[Pen<'_>]) {
    let card = ui.max_rect();
    ui.painter().rect_filled(card, 6.0, view.tokens.card);
    ui.spacing_mut().item_spacing.y = 0.0;
    let columns = columns(card.width());
    header_ui(ui, view, trends, pens, &columns);
    let mut wish = None;
    ScrollArea::vertical().id_salt("pens").auto_shrink([false, false]).show(ui, |ui| {
        for pen in pens {
            wish = row_ui(ui, view, trends, pen, &columns)
                .map(|wish| (pen.tag.id.clone(), wish))
                .or(wish.take());
        }
    });
    match wish {
        Some((tag, Wish::Hide)) => trends.hide(&tag),
        Some((tag, Wish::Up)) => trends.shift(&tag, false),
        Some((tag, Wish::Down)) => trends.shift(&tag, true),
        Some((tag, Wish::Remove)) => trends.remove(&tag),
        None => {}
    }
}

fn header_ui(ui: &mut Ui, view: &View<'_>, trends: &TrendsState, pens: &[Pen<'_>], columns: &Columns) {
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let put = |text: &str, x: f32, anchor| {
        words(ui, text, face::SMALL, pos2(row.left() + x, row.center().y), anchor, view.tokens.ink2);
    };
    put(text::COLUMN_PEN, 14.0, Align2::LEFT_CENTER);
    put(text::COLUMN_TAG, columns.tag.0, Align2::LEFT_CENTER);
    if let Some((left, _)) = columns.title {
        put(text::COLUMN_TITLE, left, Align2::LEFT_CENTER);
    }
    put(text::COLUMN_NOW, columns.now, Align2::RIGHT_CENTER);
    for (name, end) in text::FIGURE_COLUMNS.iter().zip(columns.figures) {
        if let Some(end) = end {
            put(name, end, Align2::RIGHT_CENTER);
        }
    }
    let good = match trends.cursors.span() {
        Some(span) => text::good_between(&short(span.length())),
        None => text::COLUMN_GOOD.to_owned(),
    };
    let room = row.with_min_x(row.left() + columns.good.0).with_max_x(row.right() - 118.0);
    words_within(ui, &good, face::SMALL, room, Align2::LEFT_CENTER, view.tokens.ink2);
    let line = Stroke::new(1.0, view.tokens.divider);
    ui.painter().hline(row.x_range().shrink(12.0), row.bottom() - 0.5, line);
    let place =
        Rect::from_min_max(pos2(row.right() - 112.0, row.top() + 3.0), row.right_bottom() - vec2(12.0, 3.0));
    let mut child = ui.new_child(UiBuilder::new().id_salt("copy").max_rect(place));
    let wish = Button { kind: Kind::Bare, size: place.size(), ..Button::new(text::COPY_TABLE) };
    if button(&mut child, view.tokens, wish).clicked() {
        let now = |pen: &Pen<'_>| {
            let sample = pen.index.and_then(|index| view.tag(index)).and_then(|(_, sample)| sample.value());
            sample.map_or_else(String::new, |value| plain_value(value, pen.tag.decimals))
        };
        ui.ctx().copy_text(figures::table(pens, trends, now));
    }
}

fn row_ui(
    ui: &mut Ui,
    view: &View<'_>,
    trends: &TrendsState,
    pen: &Pen<'_>,
    columns: &Columns,
) -> Option<Wish> {
    let tokens = view.tokens;
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let middle = row.center().y;
    let figures = figures::figures(pen, trends);
    let (now, now_long) = pen.index.map_or_else(Default::default, |index| value_words(view, index));
    let room = |(from, to): (f32, f32)| row.with_min_x(row.left() + from).with_max_x(row.left() + to);
    let ink = if pen.hidden { tokens.ink2 } else { tokens.ink };
    words_within(ui, &pen.tag.id, face::TAG, room(columns.tag), Align2::LEFT_CENTER, ink);
    if let Some(title) = columns.title {
        words_within(
            ui,
            &title_text(pen, &figures),
            face::BODY,
            room(title),
            Align2::LEFT_CENTER,
            tokens.ink2,
        );
    }
    let good_now = pen.index.is_some_and(|index| view.quality(index).is_good());
    let number = |text: &str, end: f32, ink| {
        let place = room((end - columns.pitch + 6.0, end));
        words_within(ui, text, face::BODY_MEDIUM, place, Align2::RIGHT_CENTER, ink);
    };
    number(&now, columns.now, if good_now { tokens.ink } else { tokens.ink2 });
    for (text, end) in figures.texts.iter().zip(columns.figures) {
        if let Some(end) = end {
            number(text, end, tokens.ink);
        }
    }
    let unit = pos2(row.left() + columns.unit, middle);
    words(ui, &pen.tag.unit, face::SMALL, unit, Align2::LEFT_CENTER, tokens.ink2);
    good_ui(ui, view, room(columns.good), figures.good);
    let spoken = text::pen_row(pen.number + 1, &pen.tag.id, &now_long, &text::FIGURE_COLUMNS, &figures.texts);
    said(ui, &pen.tag.id, row.with_max_x(row.right() - 100.0).with_min_x(row.left() + 48.0), &spoken);
    buttons_ui(ui, view, pen, row)
}

/// What the pen is; its change in the compared period, or what its height means, where that is to be told.
fn title_text(pen: &Pen<'_>, figures: &Figures) -> String {
    if let Some(then) = &figures.then {
        return text::then_changed(then, &pen.tag.unit);
    }
    let scale = |value: f64| format_value(&Value::Float(value), pen.scale.decimals);
    if pen.axis >= AXES && !pen.discrete() {
        return text::with_scale(&pen.tag.title, &scale(pen.scale.low), &scale(pen.scale.high));
    }
    pen.tag.title.to_string()
}

fn buttons_ui(ui: &mut Ui, view: &View<'_>, pen: &Pen<'_>, row: Rect) -> Option<Wish> {
    let middle = row.center().y;
    let tag = &pen.tag.id;
    let plate = Rect::from_center_size(pos2(row.left() + 26.0, middle), vec2(28.0, BUTTON));
    let response = ui.interact(plate, ui.scope_id().with(("hide", tag)), Sense::click());
    let name = if pen.hidden { text::show_pen(tag) } else { text::hide_pen(tag) };
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    if response.hovered() {
        ui.painter().rect_filled(plate, 4.0, view.tokens.button);
    }
    plate_ui(ui, view, plate.center(), pen);
    focus_ring(ui, view.tokens, &response);
    let mut wish = response.on_hover_text(&name).clicked().then_some(Wish::Hide);
    let mut place = Rect::from_center_size(pos2(row.right() - 80.0, middle), vec2(BUTTON, BUTTON));
    let more = [
        (Icon::ChevronUp, text::pen_up(tag), Wish::Up),
        (Icon::ChevronDown, text::pen_down(tag), Wish::Down),
        (Icon::Close, text::remove_pen(tag), Wish::Remove),
    ];
    for (icon, name, meant) in more {
        let mut child = ui.new_child(UiBuilder::new().id_salt(&name).max_rect(place));
        let look = Button {
            icon: Some(icon),
            kind: Kind::Bare,
            name: &name,
            size: place.size(),
            ..Button::default()
        };
        if button(&mut child, view.tokens, look).clicked() {
            wish = Some(meant);
        }
        place = place.translate(vec2(BUTTON + 2.0, 0.0));
    }
    wish
}

/// How much of the span is good: bright, and hatched where it is not.
fn good_ui(ui: &Ui, view: &View<'_>, room: Rect, share: f32) {
    let tokens = view.tokens;
    let percent = format!("{:.0} %", (share * 100.0).floor());
    let bar = Rect::from_min_max(
        pos2(room.left(), room.center().y - 4.0),
        pos2((room.right() - 48.0).max(room.left()), room.center().y + 4.0),
    );
    let edge = bar.left() + bar.width() * share.clamp(0.0, 1.0);
    sketch(ui.painter(), tokens, |canvas| {
        canvas.fill(bar, 1.0, tokens.trough);
        canvas.hatch(Area::Rect(bar.with_min_x(edge)), tokens.hatch);
        canvas.fill(bar.with_max_x(edge), 1.0, tokens.ink3);
    });
    let at = pos2(room.right(), room.center().y);
    words(ui, &percent, face::SMALL_MEDIUM, at, Align2::RIGHT_CENTER, tokens.ink);
}
