//! What every pen was at the cursor that was set last.

use egui::{Align2, CornerRadius, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

use crate::gui::app::View;
use crate::gui::controls::{said, words, words_within};
use crate::gui::painter::format_value;
use crate::gui::screens::trends::cursor_lines::clock;
use crate::gui::screens::trends::cursors::Which;
use crate::gui::screens::trends::figures::at_cursors;
use crate::gui::screens::trends::pens::Pen;
use crate::gui::screens::trends::plot::{Place, plate_ui};
use crate::gui::screens::trends::state::TrendsState;
use crate::gui::text;
use crate::gui::theme::face;

const ROW: f32 = 20.0;
const COLUMN: f32 = 214.0;

pub(super) fn readout_ui(ui: &Ui, view: &View<'_>, trends: &TrendsState, place: Place, pens: &[&Pen<'_>]) {
    let Some(which) = trends.cursors.last else { return };
    let Some(time) = trends.cursors.at(which).filter(|time| place.shows(*time)) else { return };
    let tokens = view.tokens;
    let x = place.x(time);
    // Two columns where one would be too tall for the plot.
    let columns = if pens.len() > 4 { 2 } else { 1 };
    let rows = pens.len().div_ceil(columns);
    let size = vec2(COLUMN * columns as f32 + 16.0, 34.0 + ROW * rows as f32);
    if size.y + 40.0 > place.plot.height() || size.x + 40.0 > place.plot.width() {
        return;
    }
    let left = if x + size.x + 16.0 < place.plot.right() { x + 10.0 } else { x - size.x - 10.0 };
    let left = left.max(place.plot.left() + 4.0);
    let panel = Rect::from_min_size(pos2(left, place.plot.bottom() - size.y - 10.0), size);
    let stroke = Stroke::new(1.0, tokens.edge);
    ui.painter().rect(panel, CornerRadius::same(4), tokens.raised, stroke, StrokeKind::Inside);
    let (title, letter) = match which {
        Which::A => (text::AT_A, "A"),
        Which::B => (text::AT_B, "B"),
    };
    let clock = clock(view, trends, time);
    let head = panel.top() + 15.0;
    words(ui, title, face::SMALL, pos2(panel.left() + 12.0, head), Align2::LEFT_CENTER, tokens.ink2);
    words(ui, &clock, face::SMALL, pos2(panel.right() - 12.0, head), Align2::RIGHT_CENTER, tokens.ink2);
    let mut spoken = text::cursor(letter, &clock);
    for (at, pen) in pens.iter().enumerate() {
        let left = panel.left() + 8.0 + COLUMN * (at / rows.max(1)) as f32;
        let y = panel.top() + 36.0 + ROW * (at % rows.max(1)) as f32;
        let value = value_text(pen, trends, which);
        plate_ui(ui, view, pos2(left + 12.0, y), pen);
        let unit_left = left + COLUMN - 44.0;
        let shown =
            words(ui, &value, face::BODY_MEDIUM, pos2(unit_left, y), Align2::RIGHT_CENTER, tokens.ink);
        words(ui, &pen.tag.unit, face::SMALL, pos2(unit_left + 6.0, y), Align2::LEFT_CENTER, tokens.ink2);
        let room = Rect::from_min_max(pos2(left + 28.0, y - 9.0), pos2(shown.left() - 6.0, y + 9.0));
        words_within(ui, &pen.tag.id, face::BODY, room, Align2::LEFT_CENTER, tokens.ink2);
        spoken = format!("{spoken}, {} {value}", pen.tag.id);
    }
    said(ui, "readout", panel, &spoken);
}

fn value_text(pen: &Pen<'_>, trends: &TrendsState, which: Which) -> String {
    let (a, b) = at_cursors(pen, trends);
    let value = match which {
        Which::A => a,
        Which::B => b,
    };
    value.map_or_else(|| text::NO_DATA.to_owned(), |value| format_value(&value, pen.tag.decimals))
}
