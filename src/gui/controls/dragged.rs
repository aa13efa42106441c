//! A tag on its way: taken from a display or a search hit, dropped where it is to be drawn.

use std::sync::Arc;

use egui::{Align2, DragAndDrop, LayerId, Order, Rect, Response, Stroke, StrokeKind, Ui, vec2};

use crate::gui::controls::wide;
use crate::gui::theme::{Tokens, face};

/// The id of the tag that is being dragged.
#[derive(Clone, Debug, PartialEq, Eq)]
struct DraggedTag(Arc<str>);

/// Lets a tag be dragged from what was painted; it must sense drags.
pub fn drag_tag(response: &Response, tag: &Arc<str>) {
    response.dnd_set_drag_payload(DraggedTag(tag.clone()));
}

/// Whether a tag is being held over something.
pub fn tag_over(response: &Response) -> bool {
    response.dnd_hover_payload::<DraggedTag>().is_some()
}

/// The tag that was let go over something in this frame.
pub fn dropped_tag(response: &Response) -> Option<Arc<str>> {
    response.dnd_release_payload::<DraggedTag>().map(|dragged| dragged.0.clone())
}

/// Paints the dragged tag beside the pointer, above everything.
pub fn dragged_ui(ui: &Ui, tokens: &Tokens) {
    let Some(dragged) = DragAndDrop::payload::<DraggedTag>(ui.ctx()) else { return };
    let Some(pointer) = ui.ctx().pointer_latest_pos() else { return };
    let layer = LayerId::new(Order::Tooltip, egui::Id::unique("dragged tag"));
    let size = vec2(wide(ui, &dragged.0, face::TAG) + 20.0, 26.0);
    let rect = Rect::from_min_size(pointer + vec2(14.0, 6.0), size);
    let painter = ui.ctx().layer_painter(layer);
    let stroke = Stroke::new(tokens.strokes.thin, tokens.accent);
    painter.rect(rect, 4.0, tokens.selection, stroke, StrokeKind::Inside);
    painter.text(rect.center(), Align2::CENTER_CENTER, &*dragged.0, face::TAG.font(1.0), tokens.ink);
}
