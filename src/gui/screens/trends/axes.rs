//! The axes beside the plot, one a unit: marks, and a wheel, a drag and a double press on them.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Align2, Rect, Sense, Ui, WidgetInfo, pos2};

use crate::gui::app::View;
use crate::gui::controls::words;
use crate::gui::painter::format_value;
use crate::gui::screens::trends::pens::{AXES, Pen};
use crate::gui::screens::trends::plot::Place;
use crate::gui::screens::trends::scale::{DIVISIONS, Scale};
use crate::gui::screens::trends::state::TrendsState;
use crate::gui::text;
use crate::gui::theme::face;
use crate::tag::Value;

/// Room for an axis.
pub(super) const SIDE: f32 = 62.0;

/// Room left and right of the plot for so many axes.
pub(super) const fn sides(axes: usize) -> (f32, f32) {
    (SIDE * if axes > 2 { 2.0 } else { 1.0 }, SIDE * if axes > 3 { 2.0 } else { 1.0 })
}

pub(super) fn axes_ui(ui: &Ui, view: &View<'_>, trends: &mut TrendsState, place: Place, pens: &[Pen<'_>]) {
    for axis in 0..AXES {
        // The scale belongs to the unit: any pen of it will do, one in the plot first.
        let mut own = pens.iter().filter(|pen| pen.axis == axis);
        let Some(pen) = own.clone().find(|pen| pen.drawn()).or_else(|| own.next()) else { continue };
        axis_ui(ui, view, trends, place, axis, pen);
    }
}

fn axis_ui(ui: &Ui, view: &View<'_>, trends: &mut TrendsState, place: Place, axis: usize, pen: &Pen<'_>) {
    let (plot, tokens) = (place.plot, view.tokens);
    let out = SIDE * (axis / 2) as f32;
    let (x, anchor, strip) = if axis.is_multiple_of(2) {
        let right = plot.left() - out;
        (right - 8.0, Align2::RIGHT_CENTER, (right - SIDE + 2.0)..=right)
    } else {
        let left = plot.right() + out;
        (left + 8.0, Align2::LEFT_CENTER, left..=(left + SIDE - 2.0))
    };
    let strip = Rect::from_x_y_ranges(strip, plot.y_range());
    let by_hand = trends.ranges.contains_key(&pen.tag.unit);
    let response = ui.interact(strip, ui.scope_id().with(("axis", axis)), Sense::click_and_drag());
    let unit = if pen.tag.unit.is_empty() { text::NO_UNIT } else { &pen.tag.unit };
    let name = text::axis(unit, by_hand);
    response.widget_info(|| WidgetInfo::labeled(Role::Slider, true, &name));
    if response.hovered() || response.dragged() {
        ui.painter().rect_filled(strip, 2.0, tokens.button);
    }
    adjust(ui, trends, place, pen, &response);
    for division in 0..=DIVISIONS {
        let y = plot.bottom() - plot.height() * division as f32 / DIVISIONS as f32;
        let mark = format_value(&Value::Float(pen.scale.mark(division)), pen.scale.decimals);
        let y = y.clamp(plot.top() + 6.0, plot.bottom() - 6.0);
        words(ui, &mark, face::TICK, pos2(x, y), anchor, tokens.ink2);
    }
    let ink = if by_hand { tokens.ink } else { tokens.ink2 };
    words(ui, unit, face::PLATE, pos2(x, plot.bottom() + 15.0), anchor, ink);
    response.on_hover_text(text::AXIS_HINT);
}

/// A wheel zooms about the pointer, a drag moves, a double press fits the scale to the lines again.
fn adjust(ui: &Ui, trends: &mut TrendsState, place: Place, pen: &Pen<'_>, response: &egui::Response) {
    let unit: Arc<str> = pen.tag.unit.clone();
    if response.double_clicked() {
        trends.ranges.remove(&unit);
        return;
    }
    let scale: Scale = pen.scale;
    let height = f64::from(place.plot.height().max(1.0));
    if response.dragged() && response.drag_delta().y != 0.0 {
        trends.ranges.insert(unit, scale.moved(f64::from(response.drag_delta().y) / height));
    } else if let Some(pointer) = response.hover_pos() {
        let wheel = ui.input(|input| input.smooth_scroll_delta().y);
        if wheel != 0.0 {
            let share = f64::from(place.plot.bottom() - pointer.y) / height;
            trends.ranges.insert(unit, scale.zoomed(f64::from((wheel / 240.0).exp()), share));
        }
    }
}
