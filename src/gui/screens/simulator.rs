//! Faults of the simulated plant, each with its switch.

use egui::{Align2, Rect, ScrollArea, Sense, Ui, UiBuilder, pos2, vec2};

use crate::gui::app::{Asks, View};
use crate::gui::controls::{Button, Kind, button, label, said, words, words_within};
use crate::gui::text;
use crate::gui::theme::face;
use crate::message::{Request, SwitchedFault};

pub(super) fn simulator_ui(ui: &mut Ui, view: &View<'_>, asks: &mut Asks) {
    let area = ui.max_rect().shrink2(vec2(20.0, 16.0));
    let mut child = ui.new_child(UiBuilder::new().id_salt("faults").max_rect(area));
    let faults = &view.snapshot.faults;
    let active = faults.iter().filter(|fault| fault.active).count();
    label(&mut child, text::FAULTS, face::DIALOG, view.tokens.ink);
    label(&mut child, text::FAULTS_HINT, face::BODY, view.tokens.ink2);
    if faults.is_empty() {
        child.add_space(12.0);
        label(&mut child, text::NO_FAULTS, face::BODY, view.tokens.ink2);
        return;
    }
    label(&mut child, &text::faults_active(active, faults.len()), face::SMALL, view.tokens.ink2);
    child.add_space(4.0);
    ScrollArea::vertical().auto_shrink([false, false]).show(&mut child, |ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        for fault in faults {
            fault_ui(ui, view, fault, asks);
        }
    });
}

fn fault_ui(ui: &mut Ui, view: &View<'_>, fault: &SwitchedFault, asks: &mut Asks) {
    let tokens = view.tokens;
    let height = view.target() + 20.0;
    let width = ui.available_width().min(860.0);
    let (row, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    ui.painter().rect_filled(row, 6.0, if fault.active { tokens.selection } else { tokens.card });
    let lamp = pos2(row.left() + 22.0, row.center().y);
    let (fill, edge) = if fault.active { (tokens.run, tokens.run_edge) } else { (tokens.stop, tokens.edge) };
    ui.painter().circle(lamp, 8.0, fill, egui::Stroke::new(tokens.strokes.symbol, edge));
    let state = if fault.active { text::FAULT_ON } else { text::FAULT_OFF };
    let after = pos2(row.left() + 44.0, row.center().y);
    let ink = if fault.active { tokens.ink } else { tokens.ink2 };
    words(ui, state, face::BODY_MEDIUM, after, Align2::LEFT_CENTER, ink);
    let room = row.with_min_x(row.left() + 110.0).with_max_x(row.right() - 136.0);
    words_within(ui, &fault.title, face::BODY, room, Align2::LEFT_CENTER, tokens.ink);
    said(ui, &fault.id, room, &format!("{}, {state}", fault.title));
    let place = Rect::from_min_max(pos2(row.right() - 124.0, row.top() + 10.0), row.max - vec2(10.0, 10.0));
    let mut child = ui.new_child(UiBuilder::new().id_salt(&fault.id).max_rect(place));
    let name = text::fault_action(fault.active, &fault.title);
    let wish = Button {
        text: if fault.active { text::FAULT_CLEAR } else { text::FAULT_RAISE },
        name: &name,
        kind: if fault.active { Kind::Chosen } else { Kind::Plain },
        disabled: (!view.updated).then_some(text::NO_ACTION_WHILE_OLD),
        size: place.size(),
        ..Button::default()
    };
    if button(&mut child, tokens, wish).clicked() {
        asks.request(Request::Fault { id: fault.id.clone(), active: !fault.active });
    }
}
