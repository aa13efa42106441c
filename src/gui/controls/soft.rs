//! Floating panels: on top of a soft layer, never dimming the plant.

use egui::{Area, CornerRadius, Id, Order, Rect, Sense, Stroke, StrokeKind, Ui, UiBuilder};

use crate::gui::theme::{Tokens, size};

/// The body of a floating panel with its soft layer.
pub fn soft_panel(ui: &Ui, tokens: &Tokens, panel: Rect) {
    let soft = panel.expand(6.0).with_max_y(panel.bottom() + 14.0);
    ui.painter().rect_filled(soft, CornerRadius::same(12), tokens.soft_layer());
    let stroke = Stroke::new(tokens.strokes.thin, tokens.edge);
    let radius = CornerRadius::same(size::RADIUS_PANEL as u8);
    ui.painter().rect(panel, radius, tokens.raised, stroke, StrokeKind::Inside);
}

/// A floating panel at a place; what lies below it is out of reach of the pointer.
pub fn floating<R>(
    ui: &Ui,
    tokens: &Tokens,
    name: &'static str,
    panel: Rect,
    add: impl FnOnce(&mut Ui) -> R,
) -> R {
    Area::new(Id::unique(name))
        .order(Order::Foreground)
        .fixed_pos(panel.min)
        .constrain(false)
        .show(ui.ctx(), |ui| {
            ui.allocate_rect(panel, Sense::click());
            soft_panel(ui, tokens, panel);
            let mut child = ui.new_child(UiBuilder::new().id_salt(name).max_rect(panel));
            add(&mut child)
        })
        .inner
}
