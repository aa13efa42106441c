//! How large an element is where the layout leaves it open, and where its symbol stands within its place.

use egui::{Pos2, Rect, Vec2, pos2, vec2};

use crate::display::{Element, ElementKind, Orientation, Place, SymbolSize};
use crate::gui::elements::value;
use crate::gui::theme::size;

/// The rectangle an element takes, in grid pixels; words beside a symbol may reach beyond it.
pub fn place_rect(element: &Element) -> Rect {
    if let ElementKind::Pipe { points, .. } = &element.kind {
        let points: Vec<Pos2> = points.iter().map(|[x, y]| pos2(*x, *y)).collect();
        return Rect::from_points(&points).expand(8.0);
    }
    let Place { x, y, w, h } = element.place;
    let natural = natural_size(&element.kind);
    let width = if w > 0.0 { w } else { natural.x };
    let height = if h > 0.0 { h } else { natural.y };
    Rect::from_min_size(pos2(x, y), vec2(width, height))
}

fn natural_size(kind: &ElementKind) -> Vec2 {
    match kind {
        ElementKind::Value { size, .. } => vec2(112.0, value::measures(*size).0),
        ElementKind::Bar { orientation: Orientation::Horizontal, .. } => vec2(104.0, size::BAR),
        ElementKind::Bar { orientation: Orientation::Vertical, .. } => vec2(size::BAR_UPRIGHT, 168.0),
        ElementKind::Sparkline { .. } => vec2(140.0, 32.0),
        ElementKind::MiniTrend { .. } => vec2(176.0, 53.0),
        ElementKind::Tank { .. } => vec2(84.0, 128.0),
        ElementKind::Pump { size: SymbolSize::Normal, .. }
        | ElementKind::Motor { .. }
        | ElementKind::Valve { .. }
        | ElementKind::Breaker { .. } => Vec2::splat(44.0),
        ElementKind::Pump { size: SymbolSize::Small, .. } => Vec2::splat(36.0),
        ElementKind::Lamp { .. } => Vec2::splat(24.0),
        ElementKind::Pipe { .. } => Vec2::ZERO,
        ElementKind::StateText { .. } => vec2(112.0, 28.0),
        ElementKind::Setpoint { .. } => vec2(118.0, 38.0),
        ElementKind::Button { .. } => vec2(112.0, 36.0),
        ElementKind::Heading { .. } => vec2(240.0, 20.0),
        ElementKind::Label { .. } => vec2(0.0, 16.0),
        ElementKind::Kpi { .. } => vec2(268.0, 150.0),
        ElementKind::Area { .. } => vec2(268.0, 170.0),
        ElementKind::Trend { .. } => vec2(372.0, 164.0),
    }
}

/// Room a symbol needs beside it before words are written there.
const WORDS: f32 = 40.0;

/// A symbol's own box, and whether words stand beside it. A place hardly wider than the symbol is filled by
/// the symbol alone; without a width the words take what they need.
pub(super) fn symbol_box(element: &Element) -> (Rect, bool) {
    let place = place_rect(element);
    let side = natural_size(&element.kind);
    let words = element.place.w <= 0.0 || element.place.w >= side.x + WORDS;
    if !words {
        return (place, false);
    }
    let centre = pos2(place.left() + side.x / 2.0, place.center().y);
    (Rect::from_center_size(centre, side), true)
}
