//! The frame around a plant that is not real, and its word.

use egui::{Align2, CornerRadius, Mesh, Pos2, Rect, Shape, Ui, pos2, vec2};

use crate::gui::controls::{said, wide, words};
use crate::gui::shell::regions::FRAME;
use crate::gui::text;
use crate::gui::theme::{Tokens, face};

/// From stripe to stripe along the edge.
const PITCH: f32 = 16.0;

/// The striped frame on all four edges.
pub(super) fn frame_ui(ui: &Ui, tokens: &Tokens, area: Rect) {
    let inner = area.shrink(FRAME);
    let edges = [
        area.with_max_y(inner.top()),
        area.with_min_y(inner.bottom()),
        Rect::from_min_max(pos2(area.left(), inner.top()), inner.left_bottom()),
        Rect::from_min_max(inner.right_top(), pos2(area.right(), inner.bottom())),
    ];
    for edge in edges {
        ui.painter().rect_filled(edge, CornerRadius::ZERO, tokens.replay);
        let mut mesh = Mesh::default();
        let mut sum = ((edge.left() + edge.top()) / PITCH).floor() * PITCH;
        while sum < edge.right() + edge.bottom() {
            stripe(&mut mesh, edge, sum, tokens);
            sum += PITCH;
        }
        if !mesh.is_empty() {
            ui.painter().add(Shape::mesh(mesh));
        }
    }
}

/// One slanted stripe, half a pitch wide, cut to the edge it lies on.
fn stripe(mesh: &mut Mesh, edge: Rect, sum: f32, tokens: &Tokens) {
    let half = PITCH / 2.0;
    let lying = edge.width() > edge.height();
    let clamp = |pos: Pos2| edge.clamp(pos);
    let corners = if lying {
        let (top, bottom) = (edge.top(), edge.bottom());
        [
            pos2(sum - top, top),
            pos2(sum + half - top, top),
            pos2(sum + half - bottom, bottom),
            pos2(sum - bottom, bottom),
        ]
    } else {
        let (left, right) = (edge.left(), edge.right());
        [
            pos2(left, sum - left),
            pos2(right, sum - right),
            pos2(right, sum + half - right),
            pos2(left, sum + half - left),
        ]
    };
    let base = mesh.vertices.len() as u32;
    for corner in corners {
        mesh.colored_vertex(clamp(corner), tokens.shade);
    }
    mesh.add_triangle(base, base + 1, base + 2);
    mesh.add_triangle(base, base + 2, base + 3);
}

/// The word in its plate; tells its right edge.
pub(super) fn word_ui(ui: &Ui, tokens: &Tokens, left_middle: Pos2) -> f32 {
    let width = wide(ui, text::SIMULATION, face::TAG) + 20.0;
    let rect = Rect::from_min_size(left_middle - vec2(0.0, 12.0), vec2(width, 24.0));
    ui.painter().rect_filled(rect, CornerRadius::same(4), tokens.replay);
    words(ui, text::SIMULATION, face::TAG, rect.center(), Align2::CENTER_CENTER, tokens.replay_ink);
    said(ui, "simulation", rect, text::SIMULATION);
    rect.right()
}
