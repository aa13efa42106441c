//! One of several: segments for values, tabs for pages.

use egui::accesskit::Role;
use egui::{Align2, Color32, CornerRadius, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::gui::controls::{focus_ring, wide, words};
use crate::gui::theme::{Tokens, face, size};

/// Segments side by side over the whole width, or as wide as their words where `width` is 0. Tells which was
/// pressed. `chosen` may be none of them.
pub fn segments(
    ui: &mut Ui,
    tokens: &Tokens,
    names: &[&str],
    chosen: Option<usize>,
    (width, height): (f32, f32),
    disabled: Option<&str>,
) -> Option<usize> {
    let widths: Vec<f32> = if width > 0.0 {
        names.iter().map(|_| width / names.len().max(1) as f32).collect()
    } else {
        names.iter().map(|name| wide(ui, name, face::BODY_MEDIUM) + 28.0).collect()
    };
    let (rect, _) = ui.allocate_exact_size(vec2(widths.iter().sum(), height), Sense::hover());
    let radius = CornerRadius::same(size::RADIUS_CELL as u8);
    ui.painter().rect_filled(rect, radius, tokens.button);
    let mut pressed = None;
    let mut left = rect.left();
    for (at, (name, width)) in names.iter().zip(widths).enumerate() {
        let part = Rect::from_min_size(pos2(left, rect.top()), vec2(width, height));
        left += width;
        let enabled = disabled.is_none();
        let sense = if enabled { Sense::click() } else { Sense::hover() };
        let response = ui.interact(part, ui.scope_id().with((*name, at, "segment")), sense);
        let selected = chosen == Some(at);
        response.widget_info(|| WidgetInfo::selected(Role::RadioButton, enabled, selected, *name));
        let (fill, ink) = match (selected, enabled, response.hovered()) {
            (true, true, _) => (tokens.primary, tokens.primary_ink),
            (true, false, _) => (tokens.pressed, tokens.ink),
            (false, true, true) => (tokens.button2, tokens.ink),
            (false, true, false) => (Color32::TRANSPARENT, tokens.ink),
            (false, false, _) => (Color32::TRANSPARENT, tokens.ink3),
        };
        ui.painter().rect_filled(part.shrink(1.0), radius, fill);
        words(ui, name, face::BODY_MEDIUM, part.center(), Align2::CENTER_CENTER, ink);
        focus_ring(ui, tokens, &response);
        if response.clicked() {
            pressed = Some(at);
        }
        if let Some(reason) = disabled {
            response.on_hover_text(reason);
        }
    }
    let stroke = Stroke::new(tokens.strokes.thin, tokens.edge);
    ui.painter().rect_stroke(rect, radius, stroke, StrokeKind::Inside);
    pressed
}

/// Tabs with a line below the chosen one. Tells which was pressed.
pub fn tabs(ui: &mut Ui, tokens: &Tokens, names: &[&str], chosen: usize, height: f32) -> Option<usize> {
    let width = ui.available_width();
    let (rect, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.divider));
    let widths: Vec<f32> = names.iter().map(|name| wide(ui, name, face::BODY_MEDIUM)).collect();
    let free = (width - widths.iter().sum::<f32>()) / names.len().max(1) as f32;
    let mut pressed = None;
    let mut left = rect.left();
    for (at, (name, own)) in names.iter().zip(widths).enumerate() {
        let part = Rect::from_min_size(pos2(left, rect.top()), vec2(own + free.max(8.0), height));
        left = part.right();
        let response = ui.interact(part, ui.scope_id().with((*name, "tab")), Sense::click());
        let selected = at == chosen;
        response.widget_info(|| WidgetInfo::selected(Role::Tab, true, selected, *name));
        let ink = if selected || response.hovered() { tokens.ink } else { tokens.ink2 };
        let weight = if selected { face::TAG } else { face::BODY_MEDIUM };
        words(ui, name, weight, part.center(), Align2::CENTER_CENTER, ink);
        if selected {
            let line = Rect::from_center_size(
                pos2(part.center().x, rect.bottom() - 1.0),
                vec2((own + 8.0).min(part.width()), 2.0),
            );
            ui.painter().rect_filled(line, 0.0, tokens.ink);
        }
        focus_ring(ui, tokens, &response);
        if response.clicked() {
            pressed = Some(at);
        }
    }
    pressed
}
