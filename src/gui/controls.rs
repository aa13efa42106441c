//! What can be pressed, typed into and chosen, in the house language.

mod button;
mod dragged;
mod field;
mod marks;
mod segments;
mod soft;
mod words;

pub use button::{Button, Kind, button, button_at};
pub use dragged::{drag_tag, dragged_ui, dropped_tag, tag_over};
pub use field::field;
pub(crate) use marks::{mark_at, past_mark_at, shape_at};
pub use segments::{segments, tabs};
pub use soft::{floating, soft_panel};
pub use words::{label, said, sketch, wide, words, words_within, words_wrapped};

use egui::{CornerRadius, Response, Stroke, StrokeKind, Ui};

use crate::gui::theme::{Tokens, size};

/// The keyboard focus: 2 px outside the element with a gap of 2 px, the same in every theme.
pub fn focus_ring(ui: &Ui, tokens: &Tokens, response: &Response) {
    if response.has_focus() {
        let rect = response.rect.expand(3.0);
        let radius = CornerRadius::same(size::RADIUS_CELL as u8 + 2);
        ui.painter().rect_stroke(rect, radius, Stroke::new(2.0, tokens.focus), StrokeKind::Middle);
    }
}
