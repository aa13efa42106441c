//! Where the columns of the list stand; a press on a header orders by it, another turns the order round.

use egui::accesskit::Role;
use egui::{Align2, Rect, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::gui::app::View;
use crate::gui::controls::{focus_ring, sketch, wide, words};
use crate::gui::painter::{Icon, icon};
use crate::gui::screens::alarms::state::{AlarmsState, Column};
use crate::gui::shell::Shape;
use crate::gui::text::alarms;
use crate::gui::theme::face;

/// Height of the header.
const HEADER: f32 = 34.0;

/// Left and right ends of the columns; those without room are none.
pub(super) struct Columns {
    pub(super) time: (f32, f32),
    pub(super) age: (f32, f32),
    pub(super) tag: (f32, f32),
    pub(super) what: (f32, f32),
    pub(super) condition: (f32, f32),
    pub(super) value: (f32, f32),
    pub(super) limit: Option<(f32, f32)>,
    pub(super) area: Option<(f32, f32)>,
    /// Buttons, or how long it stays hidden.
    pub(super) end: (f32, f32),
}

impl Columns {
    pub(super) fn of(view: &View<'_>, row: Rect) -> Self {
        let touch = view.shape == Shape::Touch;
        let wide = row.width();
        let end = if touch { 200.0 } else { 158.0 };
        let area = if wide >= 1040.0 { 124.0 } else { 0.0 };
        let limit = if wide >= 960.0 { 64.0 } else { 0.0 };
        let value = 92.0;
        let (time, age, tag) = (72.0, 72.0, 112.0);
        let left = row.left() + 44.0;
        let right = row.right() - 8.0;
        let free = (right - left - end - area - limit - value - time - age - tag - 48.0).max(120.0);
        let mut at = left;
        let mut next = |width: f32, gap: f32| {
            let place = (at, at + width);
            at += width + gap;
            place
        };
        let time = next(time, 0.0);
        let age = next(age, 14.0);
        let tag = next(tag, 6.0);
        let what = next(free * 0.44, 8.0);
        let condition = next(free * 0.56, 8.0);
        let value = next(value, 12.0);
        let limit = (limit > 0.0).then(|| next(limit, 0.0));
        let area = (area > 0.0).then(|| next(area, 0.0));
        Self { time, age, tag, what, condition, value, limit, area, end: (right - end, right) }
    }
}

pub(super) fn header_ui(ui: &mut Ui, view: &View<'_>, state: &mut AlarmsState) {
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEADER), Sense::hover());
    let columns = Columns::of(view, row.shrink2(vec2(8.0, 0.0)));
    let [time, age, tag, what, condition, value, limit, area] = alarms::ALARM_COLUMNS;
    let mark = (row.left() + 14.0, row.left() + 44.0);
    let mut put = |name: &str, says: &str, column, place: (f32, f32), right| {
        column_ui(ui, view, state, row, (name, says), column, place, right);
    };
    put(alarms::BY_PRIORITY, "", Column::Priority, mark, false);
    put(time, time, Column::Time, columns.time, false);
    put(age, age, Column::Age, columns.age, true);
    put(tag, tag, Column::Tag, columns.tag, false);
    put(what, what, Column::What, columns.what, false);
    put(condition, condition, Column::Condition, columns.condition, false);
    put(value, value, Column::Value, columns.value, true);
    if let Some(place) = columns.limit {
        put(limit, limit, Column::Limit, place, false);
    }
    if let Some(place) = columns.area {
        put(area, area, Column::Area, place, false);
    }
    let line = Stroke::new(1.0, view.tokens.divider);
    ui.painter().hline(row.x_range().shrink(12.0), row.bottom() - 0.5, line);
}

#[expect(clippy::too_many_arguments, reason = "one call a column, each with its own words, place and side")]
fn column_ui(
    ui: &Ui,
    view: &View<'_>,
    state: &mut AlarmsState,
    row: Rect,
    (name, says): (&str, &str),
    column: Column,
    (left, right): (f32, f32),
    at_right: bool,
) {
    let rect = Rect::from_min_max(pos2(left, row.top() + 3.0), pos2(right, row.bottom() - 3.0));
    let response = ui.interact(rect, ui.scope_id().with(("column", name)), Sense::click());
    let chosen = state.column == column;
    let spoken = alarms::ordered_by(name, chosen, state.turned);
    response.widget_info(|| WidgetInfo::selected(Role::ColumnHeader, true, chosen, &spoken));
    let ink = if chosen || response.hovered() { view.tokens.ink } else { view.tokens.ink2 };
    let (at, anchor) = if at_right {
        (rect.right_center(), Align2::RIGHT_CENTER)
    } else {
        (rect.left_center(), Align2::LEFT_CENTER)
    };
    words(ui, says, face::SMALL, at, anchor, ink);
    if chosen {
        let sign = if state.turned { Icon::ChevronUp } else { Icon::ChevronDown };
        let own = wide(ui, says, face::SMALL);
        let x = if at_right { rect.right() - own - 9.0 } else { rect.left() + own + 9.0 };
        let centre = pos2(x, rect.center().y + 1.0);
        sketch(ui.painter(), view.tokens, |canvas| icon(canvas, sign, centre, 8.0, ink));
    }
    focus_ring(ui, view.tokens, &response);
    if response.clicked() {
        state.turned = chosen && !state.turned;
        state.column = column;
    }
}
