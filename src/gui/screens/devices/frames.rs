//! The last frames in bytes, and one of them decoded.

use egui::accesskit::Role;
use egui::{Align2, CornerRadius, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::device::{Direction, Frame};
use crate::gui::app::View;
use crate::gui::controls::{focus_ring, label, said, words, words_within};
use crate::gui::screens::devices::DevicesState;
use crate::gui::screens::devices::decode::{Decoded, decode};
use crate::gui::screens::devices::unit::UnitView;
use crate::gui::text;
use crate::gui::theme::face;

/// Frames shown at once.
const SHOWN: usize = 8;
/// Bytes shown of a frame.
const BYTES: usize = 18;
/// Decoded values shown at once.
const VALUES: usize = 24;

pub(super) fn frames_ui(ui: &mut Ui, view: &View<'_>, unit: &UnitView<'_>, state: &mut DevicesState) {
    let Some(status) = unit.status else { return };
    ui.add_space(8.0);
    label(ui, text::LAST_FRAMES, face::SMALL, view.tokens.ink2);
    let mine = |frame: &&Frame| frame.bytes.get(6).is_none_or(|byte| *byte == unit.unit.0);
    let newest: Vec<&Frame> = status.frames.iter().rev().filter(mine).take(SHOWN).collect();
    if newest.is_empty() {
        label(ui, text::NO_FRAMES, face::BODY, view.tokens.ink2);
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    for (at, frame) in newest.iter().enumerate() {
        let held = state.held.as_ref().is_some_and(|held| held == *frame);
        if frame_ui(ui, view, at, frame, held) {
            state.held = if held { None } else { Some((*frame).clone()) };
        }
    }
    ui.spacing_mut().item_spacing.y = 4.0;
    let latest = newest.iter().find(|frame| frame.direction == Direction::Received).copied();
    let Some(frame) = state.held.as_ref().or(latest) else { return };
    let decoded = decode(view.plant(), &unit.device.id, frame, &status.frames);
    decoded_ui(ui, view, frame, &decoded, state.held.is_some());
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ")
}

fn frame_ui(ui: &mut Ui, view: &View<'_>, at: usize, frame: &Frame, held: bool) -> bool {
    let tokens = view.tokens;
    let (row, response) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::click());
    let time = view.clock_millis(frame.at.utc);
    let way = match frame.direction {
        Direction::Sent => text::FRAME_SENT,
        Direction::Received => text::FRAME_RECEIVED,
    };
    let spoken = format!("Frame {}, {time} {way}, {}", at + 1, frame.note);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, held, &spoken));
    if held {
        let stroke = Stroke::new(1.0, tokens.accent);
        ui.painter().rect(row, CornerRadius::same(3), tokens.selection, stroke, StrokeKind::Inside);
    } else if response.hovered() {
        ui.painter().rect_filled(row, CornerRadius::same(3), tokens.raised);
    }
    let left =
        words(ui, &time, face::MONO, row.left_center() + vec2(4.0, 0.0), Align2::LEFT_CENTER, tokens.ink2);
    let arrow = match frame.direction {
        Direction::Sent => "\u{2192}",
        Direction::Received => "\u{2190}",
    };
    words(
        ui,
        arrow,
        face::BODY,
        pos2(left.right() + 16.0, row.center().y),
        Align2::CENTER_CENTER,
        tokens.ink,
    );
    let note_room = row.with_min_x(row.right() - row.width() * 0.28).with_max_x(row.right() - 4.0);
    let note = words_within(ui, &frame.note, face::SMALL, note_room, Align2::RIGHT_CENTER, tokens.ink2);
    let some = frame.bytes.get(..BYTES.min(frame.bytes.len())).unwrap_or_default();
    let more = if frame.bytes.len() > BYTES { " \u{2026}" } else { "" };
    let bytes = row.with_min_x(left.right() + 30.0).with_max_x(note.left() - 10.0);
    words_within(ui, &format!("{}{more}", hex(some)), face::MONO, bytes, Align2::LEFT_CENTER, tokens.ink);
    focus_ring(ui, tokens, &response);
    let clicked = response.clicked();
    response.on_hover_text(&*frame.note);
    clicked
}

fn decoded_ui(ui: &mut Ui, view: &View<'_>, frame: &Frame, decoded: &Decoded, held: bool) {
    ui.add_space(8.0);
    let title = text::decoded(&view.clock_millis(frame.at.utc), held);
    label(ui, &title, face::SMALL, view.tokens.ink2);
    parts_ui(ui, view, decoded);
    if decoded.values.is_empty() {
        return;
    }
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), 22.0), Sense::hover());
    value_row(ui, view, row, text::DECODED_COLUMNS, true);
    let line = Stroke::new(1.0, view.tokens.divider);
    ui.painter().hline(row.x_range(), row.bottom() - 0.5, line);
    for value in decoded.values.iter().take(VALUES) {
        let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), 22.0), Sense::hover());
        let tag = format!("{}  {}", value.tag, value.title);
        let cells = [&*value.address, &value.raw, &value.kind, &value.value, &tag];
        value_row(ui, view, row, cells, false);
        said(ui, &format!("decoded {}", value.tag), row, &format!("{} {}", value.tag, value.value));
    }
    if decoded.values.len() > VALUES {
        label(ui, &text::more_values(decoded.values.len() - VALUES), face::SMALL, view.tokens.ink2);
    }
}

fn value_row(ui: &Ui, view: &View<'_>, row: Rect, cells: [&str; 5], head: bool) {
    let tokens = view.tokens;
    let x = |share: f32| row.left() + row.width() * share;
    let (mono, plain) = if head { (face::SMALL, face::SMALL) } else { (face::MONO, face::SMALL) };
    let ink = if head { tokens.ink2 } else { tokens.ink };
    let [address, raw, kind, value, tag] = cells;
    let room = |from: f32, to: f32| row.with_min_x(x(from)).with_max_x(x(to) - 8.0);
    words_within(ui, address, mono, room(0.0, 0.12), Align2::LEFT_CENTER, tokens.ink2);
    words_within(ui, raw, mono, room(0.12, 0.34), Align2::LEFT_CENTER, ink);
    words_within(ui, kind, plain, room(0.34, 0.52), Align2::LEFT_CENTER, tokens.ink2);
    let strong = if head { face::SMALL } else { face::SMALL_MEDIUM };
    words_within(ui, value, strong, room(0.50, 0.68), Align2::RIGHT_CENTER, ink);
    words_within(ui, tag, plain, room(0.70, 1.0), Align2::LEFT_CENTER, ink);
}

/// The parts of the frame with their names below, wrapped to the width.
fn parts_ui(ui: &mut Ui, view: &View<'_>, decoded: &Decoded) {
    let tokens = view.tokens;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 4.0);
        for part in &decoded.parts {
            let bytes = ui.painter().layout_no_wrap(part.bytes.clone(), face::MONO.font(1.0), tokens.ink);
            let name = ui.painter().layout_no_wrap(part.name.clone(), face::TICK.font(1.0), tokens.ink2);
            let width = (bytes.size().x + 14.0).max(name.size().x + 4.0);
            let (rect, _) = ui.allocate_exact_size(vec2(width, 42.0), Sense::hover());
            let cell = rect.with_max_y(rect.top() + 24.0);
            ui.painter().rect_filled(cell, CornerRadius::same(2), tokens.field);
            let centred = |galley: &egui::Galley, rect: Rect| rect.center() - galley.size() / 2.0;
            ui.painter().galley(centred(&bytes, cell), bytes, tokens.ink);
            let below = rect.with_min_y(cell.bottom());
            ui.painter().galley(centred(&name, below), name, tokens.ink2);
            said(ui, &part.name, rect, &format!("{} {}", part.name, part.bytes));
        }
    });
}
