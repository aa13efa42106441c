//! The pens in words: now, at the cursor, smallest, largest, and how much of the span is good.

use egui::{Align2, Rect, ScrollArea, Sense, Stroke, Ui, UiBuilder, pos2, vec2};

use crate::gui::app::View;
use crate::gui::controls::{Button, Kind, button, said, sketch, words, words_within};
use crate::gui::faceplate::value_words;
use crate::gui::painter::{Area, Icon, format_value};
use crate::gui::screens::trends::pens::Pen;
use crate::gui::screens::trends::plot::plate_ui;
use crate::gui::screens::trends::{TrendsState, readout};
use crate::gui::text;
use crate::gui::theme::face;
use crate::tag::Value;

/// Height of a row.
pub(super) const ROW: f32 = 32.0;

/// Shares of the width at which the numbers end; before them stand plate, tag and description.
const ENDS: [f32; 4] = [0.52, 0.62, 0.71, 0.80];

pub(super) fn table_ui(ui: &mut Ui, view: &View<'_>, trends: &mut TrendsState, pens: &[Pen<'_>]) {
    let card = ui.max_rect();
    ui.painter().rect_filled(card, 6.0, view.tokens.card);
    ui.spacing_mut().item_spacing.y = 0.0;
    header_ui(ui, view);
    let mut removed = None;
    ScrollArea::vertical().id_salt("pens").auto_shrink([false, false]).show(ui, |ui| {
        for pen in pens {
            if row_ui(ui, view, trends, pen) {
                removed = Some(pen.tag.id.clone());
            }
        }
    });
    if let Some(removed) = removed {
        trends.remove(&removed);
    }
}

fn header_ui(ui: &mut Ui, view: &View<'_>) {
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let [pen, tag, description, now, cursor, minimum, maximum, good] = text::PEN_COLUMNS;
    let put = |text: &str, x: f32, anchor| {
        words(ui, text, face::SMALL, pos2(x, row.center().y), anchor, view.tokens.ink2);
    };
    put(pen, row.left() + 16.0, Align2::LEFT_CENTER);
    put(tag, row.left() + 56.0, Align2::LEFT_CENTER);
    if row.width() > 800.0 {
        put(description, row.left() + 190.0, Align2::LEFT_CENTER);
    }
    for (name, share) in [now, cursor, minimum, maximum].into_iter().zip(ENDS) {
        put(name, row.left() + row.width() * share, Align2::RIGHT_CENTER);
    }
    put(good, row.left() + row.width() * 0.83, Align2::LEFT_CENTER);
    let line = Stroke::new(1.0, view.tokens.divider);
    ui.painter().hline(row.x_range().shrink(12.0), row.bottom() - 0.5, line);
}

/// Paints a row and tells whether the pen is to be taken away.
fn row_ui(ui: &mut Ui, view: &View<'_>, trends: &TrendsState, pen: &Pen<'_>) -> bool {
    let tokens = view.tokens;
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let middle = row.center().y;
    plate_ui(ui, view, pos2(row.left() + 26.0, middle), pen);
    let roomy = row.width() > 800.0;
    let number_left = row.left() + row.width() * ENDS[0] - 90.0;
    let id_end = if roomy { row.left() + 180.0 } else { number_left };
    let id = row.with_min_x(row.left() + 56.0).with_max_x(id_end);
    words_within(ui, &pen.tag.id, face::TAG, id, Align2::LEFT_CENTER, tokens.ink);
    if roomy {
        let title = row.with_min_x(row.left() + 190.0).with_max_x(number_left);
        // Two units have an axis beside the plot; the others tell here what its height means.
        let scale = |value: f64| format_value(&Value::Float(value), pen.scale.decimals);
        let long = match pen.axis {
            0 | 1 => pen.tag.title.to_string(),
            _ => text::with_scale(&pen.tag.title, &scale(pen.scale.low), &scale(pen.scale.high)),
        };
        words_within(ui, &long, face::BODY, title, Align2::LEFT_CENTER, tokens.ink2);
    }
    let (now, now_long) = value_words(view, pen.index);
    let shown = |value: f64| format_value(&Value::Float(value), pen.tag.decimals);
    let (low, high) = match pen.extent() {
        Some((low, high)) => (shown(low), shown(high)),
        None => (text::NO_DATA.to_owned(), String::new()),
    };
    let good_now = view.quality(pen.index).is_good();
    let values = [(now, good_now), (readout::value_at(pen, trends), true), (low, true), (high, true)];
    for ((value, good), share) in values.iter().zip(ENDS) {
        let at = pos2(row.left() + row.width() * share, middle);
        let ink = if *good { tokens.ink } else { tokens.ink2 };
        words(ui, value, face::BODY_MEDIUM, at, Align2::RIGHT_CENTER, ink);
    }
    let unit = pos2(row.left() + row.width() * ENDS[0] + 6.0, middle);
    words(ui, &pen.tag.unit, face::SMALL, unit, Align2::LEFT_CENTER, tokens.ink2);
    good_ui(ui, view, row, pen.good_share());
    said(
        ui,
        &pen.tag.id,
        row.with_max_x(row.right() - 50.0),
        &format!("Pen {} {} {now_long}", pen.number + 1, pen.tag.id),
    );
    let close = Rect::from_center_size(pos2(row.right() - 24.0, middle), vec2(28.0, 28.0));
    let mut child = ui.new_child(UiBuilder::new().id_salt(("remove", &pen.tag.id)).max_rect(close));
    let name = text::remove_pen(&pen.tag.id);
    let wish = Button {
        icon: Some(Icon::Close),
        kind: Kind::Bare,
        name: &name,
        size: close.size(),
        ..Button::default()
    };
    button(&mut child, tokens, wish).clicked()
}

/// How much of the span is good: bright, and hatched where it is not.
fn good_ui(ui: &Ui, view: &View<'_>, row: Rect, share: f32) {
    let tokens = view.tokens;
    let left = row.left() + row.width() * 0.83;
    let bar = Rect::from_min_max(
        pos2(left, row.center().y - 4.0),
        pos2((row.right() - 100.0).max(left), row.center().y + 4.0),
    );
    let edge = bar.left() + bar.width() * share.clamp(0.0, 1.0);
    sketch(ui.painter(), tokens, |canvas| {
        canvas.fill(bar, 1.0, tokens.trough);
        canvas.hatch(Area::Rect(bar.with_min_x(edge)), tokens.hatch);
        canvas.fill(bar.with_max_x(edge), 1.0, tokens.ink3);
    });
    let percent = format!("{:.0} %", (share * 100.0).floor());
    words(
        ui,
        &percent,
        face::SMALL_MEDIUM,
        pos2(bar.right() + 8.0, row.center().y),
        Align2::LEFT_CENTER,
        tokens.ink,
    );
}
