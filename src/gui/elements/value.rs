//! The value cell: label, number, unit, with fixed places for quality, age and alarm mark.

use egui::{Align2, Rect, pos2};

use crate::display::ValueSize;
use crate::gui::elements::body::Painted;
use crate::gui::elements::sign::{NumberSlot, backed, number, sign};
use crate::gui::elements::truth::{Condition, Truth};
use crate::gui::painter::{Area, Canvas, Dash, MARK, alarm_frame, alarm_mark};
use crate::gui::theme::{Face, face, size};

/// Height of the cell and face of its number.
pub(super) const fn measures(value_size: ValueSize) -> (f32, Face) {
    match value_size {
        ValueSize::Normal => (46.0, face::CLOCK),
        ValueSize::Large => (52.0, face::VALUE_LARGE),
        ValueSize::Huge => (58.0, face::VALUE_HUGE),
    }
}

/// The unit's column: numbers of cells above each other stand on one line whatever their units are.
const UNIT_COLUMN: f32 = 28.0;

/// Paints the cell.
pub(super) fn value_cell(
    canvas: &mut Canvas<'_>,
    truth: &Truth<'_>,
    rect: Rect,
    label: &str,
    value_size: ValueSize,
) -> Painted {
    let tokens = canvas.tokens;
    let (_, number_face) = measures(value_size);
    cell_ground(canvas, truth, rect);
    let upper = rect.top() + 12.0;
    let slot_right = pos2(rect.right() - 8.0, upper);
    let sign_rect = sign(canvas, truth, slot_right, Align2::RIGHT_CENTER, tokens.card);
    let room = sign_rect.map_or(rect.width() - 16.0, |sign| sign.left() - rect.left() - 14.0);
    label_line(
        canvas,
        truth,
        label,
        Rect::from_x_y_ranges(rect.left() + 8.0..=rect.left() + 8.0 + room, upper..=upper),
    );

    let y = rect.bottom() - 16.0;
    let unit = canvas.lay(truth.unit(), face::SMALL);
    let column = if rect.width() < 88.0 { unit.size.x } else { unit.size.x.max(UNIT_COLUMN) };
    let right = rect.right() - 8.0 - column - 6.0;
    let slot = NumberSlot {
        right: pos2(right, y),
        face: number_face,
        width: right - rect.left() - 6.0,
        ink: tokens.ink,
        backing: tokens.card,
        boxed: true,
    };
    let number_rect = number(canvas, truth, slot);
    let unit_at = pos2(right + 6.0, y + number_face.size * 0.12);
    backed(canvas, truth, Align2::LEFT_CENTER.anchor_size(unit_at, unit.size), tokens.card);
    canvas.put(&unit, unit_at, Align2::LEFT_CENTER, tokens.ink2);
    if let Some(alarm) = truth.control.alarm {
        alarm_frame(canvas, alarm, rect, size::RADIUS_CELL + 2.0);
        // A long number keeps its place; the mark goes to the corner then.
        if number_rect.left() > rect.left() + 26.0 {
            alarm_mark(canvas, alarm, pos2(rect.left() + 15.0, y), MARK, None);
        } else {
            alarm_mark(canvas, alarm, rect.left_top(), MARK, Some(tokens.ground));
        }
    }
    Painted::cell(rect)
}

/// Card, hatch and the outline of a locked value.
pub(super) fn cell_ground(canvas: &mut Canvas<'_>, truth: &Truth<'_>, rect: Rect) {
    let tokens = canvas.tokens;
    canvas.fill(rect, size::RADIUS_CELL, tokens.card);
    if truth.condition == Condition::Stale {
        canvas.hatch(Area::Rect(rect.shrink(1.0)), tokens.hatch);
        canvas.dashed_outline(rect, size::RADIUS_CELL, Dash { on: 4.0, off: 4.0 }, 1.0, tokens.hatch);
    }
    let locked = truth.condition == Condition::Good && truth.control.interlocked.is_some();
    if let Some(edge) = tokens.card_edge.or(locked.then_some(tokens.divider)) {
        canvas.outline(rect, size::RADIUS_CELL, 1.0, edge);
    }
}

/// The label, or what was asked for while it differs from what is read.
pub(super) fn label_line(canvas: &mut Canvas<'_>, truth: &Truth<'_>, label: &str, room: Rect) {
    let tokens = canvas.tokens;
    let asked = match (&truth.control.differs, truth.condition) {
        (Some(asked), Condition::Good) => Some(truth.asked(asked)),
        _ => None,
    };
    let laid = canvas.lay_within(asked.as_deref().unwrap_or(label), face::SMALL, room.width());
    let at = room.left_center();
    backed(canvas, truth, Align2::LEFT_CENTER.anchor_size(at, laid.size), tokens.card);
    canvas.put(&laid, at, Align2::LEFT_CENTER, tokens.ink2);
}
