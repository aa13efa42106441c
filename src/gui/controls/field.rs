//! Text entry.

use egui::{Frame, Id, Margin, Response, Stroke, TextEdit, Ui, vec2};

use crate::gui::controls::focus_ring;
use crate::gui::theme::{Face, Tokens, size};

/// Most characters that can be typed into any field.
const SIGNS_MAX: usize = 200;

/// A field of one line. `name` is what a screen reader says, `hint` stands in it while it is empty.
pub fn field(
    ui: &mut Ui,
    tokens: &Tokens,
    id: Id,
    text: &mut String,
    (name, hint): (&str, &str),
    (width, height, face): (f32, f32, Face),
) -> Response {
    let frame = Frame::new()
        .fill(tokens.field)
        .stroke(Stroke::new(tokens.strokes.thin, tokens.edge))
        .corner_radius(size::RADIUS_CELL)
        .inner_margin(Margin::symmetric(8, 0));
    let hint = egui::RichText::new(hint).font(face.font(1.0)).color(tokens.ink3);
    let edit = TextEdit::singleline(text)
        .id(id)
        .font(face.font(1.0))
        .text_color(tokens.ink)
        .hint_text(hint)
        .frame(frame)
        .char_limit(SIGNS_MAX)
        .align(egui::Align2::LEFT_CENTER)
        .min_size(vec2(width, height))
        .desired_width(width - 18.0);
    let response = ui.add(edit).accessible_name(name);
    focus_ring(ui, tokens, &response);
    response
}
