//! The cursor and what every pen had at it.

use egui::{Align2, CornerRadius, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

use crate::gui::app::View;
use crate::gui::controls::{said, wide, words};
use crate::gui::painter::format_value;
use crate::gui::screens::trends::pens::Pen;
use crate::gui::screens::trends::plot::{Place, plate_ui};
use crate::gui::screens::trends::{TrendsState, column_at};
use crate::gui::text;
use crate::gui::theme::face;
use crate::tag::Value;

pub(super) fn readout_ui(ui: &Ui, view: &View<'_>, trends: &TrendsState, place: Place, pens: &[Pen<'_>]) {
    let Some(cursor) = trends.cursor.filter(|cursor| *cursor >= place.from && *cursor <= place.to) else {
        return;
    };
    let tokens = view.tokens;
    let x = place.x(cursor);
    ui.painter().vline(x, place.plot.y_range(), Stroke::new(1.5, tokens.ink));
    let time = view.clock(cursor);
    let width = wide(ui, &time, face::PLATE) + 12.0;
    let flag_left = x.min(place.plot.right() - width);
    let flag = Rect::from_min_size(pos2(flag_left, place.plot.top()), vec2(width, 20.0));
    ui.painter().rect_filled(flag, CornerRadius::ZERO, tokens.ink);
    words(ui, &time, face::PLATE, flag.center(), Align2::CENTER_CENTER, tokens.ground);
    let size = vec2(236.0, 12.0 + 22.0 * pens.len() as f32);
    let left = if x + size.x + 16.0 < place.plot.right() { x + 10.0 } else { x - size.x - 10.0 };
    let panel = Rect::from_min_size(pos2(left, place.plot.bottom() - size.y - 10.0), size);
    let stroke = Stroke::new(1.0, tokens.edge);
    ui.painter().rect(panel, CornerRadius::same(4), tokens.raised, stroke, StrokeKind::Inside);
    let mut spoken = time;
    for (at, pen) in pens.iter().enumerate() {
        let y = panel.top() + 17.0 + 22.0 * at as f32;
        plate_ui(ui, view, pos2(panel.left() + 18.0, y), pen);
        words(ui, &pen.tag.id, face::BODY, pos2(panel.left() + 34.0, y), Align2::LEFT_CENTER, tokens.ink2);
        let value = value_at(pen, trends);
        let unit_left = panel.right() - 52.0;
        words(ui, &value, face::BODY_MEDIUM, pos2(unit_left, y), Align2::RIGHT_CENTER, tokens.ink);
        words(ui, &pen.tag.unit, face::SMALL, pos2(unit_left + 6.0, y), Align2::LEFT_CENTER, tokens.ink2);
        spoken = format!("{spoken}, {} {value}", pen.tag.id);
    }
    said(ui, "readout", panel, &spoken);
}

/// The value at the cursor in words.
pub(super) fn value_at(pen: &Pen<'_>, trends: &TrendsState) -> String {
    let Some(cursor) = trends.cursor else { return String::new() };
    match column_at(pen, cursor) {
        Some(column) => format_value(&Value::Float(column.last), pen.tag.decimals),
        None => text::NO_DATA.to_owned(),
    }
}
