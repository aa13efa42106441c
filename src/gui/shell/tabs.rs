//! The tabs of the touch shell: every screen, one tap away.

use egui::{CornerRadius, ScrollArea, Stroke, Ui, vec2};

use crate::gui::app::{Asks, Go, State, View};
use crate::gui::controls::{Button, Kind, button, mark_at};
use crate::gui::shell::navigation;

/// A tab is never narrower.
const TAB_MIN: f32 = 112.0;

pub(super) fn tabs_ui(ui: &mut Ui, view: &View<'_>, state: &State, asks: &mut Asks) {
    let bar = ui.max_rect();
    ui.painter().rect_filled(bar, CornerRadius::ZERO, view.tokens.chrome);
    ui.painter().hline(bar.x_range(), bar.top() + 0.5, Stroke::new(1.0, view.tokens.divider));
    let entries = navigation::entries(view);
    let count = entries.len().max(1) as f32;
    let width = ((bar.width() - 16.0) / count - 6.0).max(TAB_MIN);
    ScrollArea::horizontal().id_salt("tabs").auto_shrink([false, false]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.horizontal(|ui| {
            ui.add_space(8.0);
            for entry in &entries {
                let chosen = state.navigation.screen() == &entry.screen;
                let kind = if chosen { Kind::Chosen } else { Kind::Plain };
                let sign = navigation::sign_of(view, &entry.screen);
                // A mark has its place at the right of the words.
                let text = shortened(ui, &entry.title, width - if sign.is_some() { 68.0 } else { 12.0 });
                let wish = Button {
                    text: &text,
                    kind,
                    name: &entry.title,
                    size: vec2(width, 60.0),
                    ..Button::default()
                };
                ui.vertical(|ui| {
                    ui.add_space(6.0);
                    let response = button(ui, view.tokens, wish);
                    if response.clicked() {
                        asks.go(Go::To(entry.screen.clone()));
                    }
                    if let Some(sign) = sign {
                        let at = response.rect.right_center() - vec2(20.0, 0.0);
                        mark_at(ui, view, sign, at, 20.0);
                    }
                });
            }
        });
    });
}

/// The words, or their beginning with an ellipsis.
fn shortened(ui: &Ui, title: &str, width: f32) -> String {
    use crate::gui::controls::wide;
    use crate::gui::theme::face;
    if wide(ui, title, face::BODY_MEDIUM) <= width {
        return title.to_owned();
    }
    let mut text = title.to_owned();
    while text.pop().is_some() {
        let cut = format!("{}\u{2026}", text.trim_end());
        if wide(ui, &cut, face::BODY_MEDIUM) <= width {
            return cut;
        }
    }
    text
}
