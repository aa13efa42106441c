//! Words on the bars and panels.

use egui::text::{LayoutJob, TextWrapping};
use egui::{Align2, Color32, Label, Painter, Pos2, Rect, Response, RichText, Sense, Ui, WidgetInfo};

use crate::gui::painter::{Canvas, Frame, TextCache};
use crate::gui::theme::{Face, Tokens};

/// Paints words with this corner, edge or centre of them at a point.
pub fn words(ui: &Ui, text: &str, face: Face, pos: Pos2, anchor: Align2, colour: Color32) -> Rect {
    ui.painter().text(pos, anchor, text, face.font(1.0), colour)
}

/// Paints words that end in an ellipsis where they do not fit.
pub fn words_within(ui: &Ui, text: &str, face: Face, rect: Rect, anchor: Align2, colour: Color32) -> Rect {
    let mut job = LayoutJob::simple_singleline(text.to_owned(), face.font(1.0), colour);
    job.wrap = TextWrapping::truncate_at_width(rect.width().max(0.0) + 0.5);
    let galley = ui.painter().layout_job(job);
    let place = anchor.anchor_size(anchor.pos_in_rect(&rect), galley.size());
    ui.painter().galley(place.min, galley, colour);
    place
}

/// Paints words over several lines; the last that fits ends in an ellipsis. Tells their place.
pub fn words_wrapped(ui: &Ui, text: &str, face: Face, rect: Rect, colour: Color32) -> Rect {
    let font = face.font(1.0);
    let mut job = LayoutJob::simple(text.to_owned(), font, colour, rect.width().max(8.0));
    let line = face.size * 1.35;
    job.wrap.max_rows = ((rect.height() / line).floor() as usize).max(1);
    let galley = ui.painter().layout_job(job);
    let place = Rect::from_min_size(rect.min, galley.size());
    ui.painter().galley(rect.min, galley, colour);
    place
}

/// How wide words are.
pub fn wide(ui: &Ui, text: &str, face: Face) -> f32 {
    ui.painter().layout_no_wrap(text.to_owned(), face.font(1.0), Color32::PLACEHOLDER).size().x
}

/// Words in the flow of a panel; they wrap.
pub fn label(ui: &mut Ui, text: &str, face: Face, colour: Color32) -> Response {
    ui.add(Label::new(RichText::new(text).font(face.font(1.0)).color(colour)).wrap())
}

/// Tells a screen reader what stands painted at a place.
pub fn said(ui: &Ui, salt: &str, rect: Rect, text: &str) -> Response {
    let response = ui.interact(rect, ui.scope_id().with(("said", salt)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(egui::accesskit::Role::Label, true, text));
    response
}

/// Draws with the primitives of the displays, in screen points.
pub fn sketch(painter: &Painter, tokens: &'static Tokens, draw: impl FnOnce(&mut Canvas<'_>)) {
    let mut texts = TextCache::default();
    let frame = Frame { origin: Pos2::ZERO, zoom: 1.0 };
    let mut canvas = Canvas::new(painter, tokens, frame, &mut texts);
    draw(&mut canvas);
    canvas.finish();
}
