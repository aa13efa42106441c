//! Heading and label: the words of a display that carry no value.

use egui::{Align2, Rect, pos2};

use crate::gui::painter::Canvas;
use crate::gui::theme::face;

/// A region's title with a line to the right edge of its place.
pub(super) fn heading(canvas: &mut Canvas<'_>, rect: Rect, text: &str) -> Rect {
    let tokens = canvas.tokens;
    let words = canvas.text_within(text, face::TITLE, rect, Align2::LEFT_CENTER, tokens.ink2);
    if rect.right() - words.right() > 24.0 {
        let y = rect.center().y;
        canvas.line(
            pos2(words.right() + 12.0, y),
            pos2(rect.right(), y),
            tokens.strokes.thin,
            tokens.divider,
        );
    }
    words
}

/// Plain words.
pub(super) fn label(canvas: &mut Canvas<'_>, rect: Rect, text: &str) -> Rect {
    let ink = canvas.tokens.ink2;
    let room = if rect.width() < 8.0 {
        Rect::from_min_max(rect.min, pos2(f32::INFINITY, rect.bottom()))
    } else {
        rect
    };
    let laid = canvas.lay_within(text, face::SMALL, room.width());
    canvas.put(&laid, rect.left_center(), Align2::LEFT_CENTER, ink)
}
