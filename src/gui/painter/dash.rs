//! Dashed lines, rectangles and circles with butt ends.

use std::f32::consts::TAU;

use egui::{Color32, Pos2, Rect, Shape, Stroke, pos2, vec2};

use crate::gui::painter::Canvas;

/// A dash pattern in grid pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dash {
    /// Length of a dash.
    pub on: f32,
    /// Length of a gap.
    pub off: f32,
}

impl Dash {
    /// Returned alarm frames.
    pub const FRAME: Self = Self { on: 6.0, off: 4.0 };
    /// Returned alarm marks.
    pub const MARK: Self = Self { on: 4.0, off: 2.5 };
    /// Not yet received, uncertain.
    pub const DOTTED: Self = Self { on: 3.0, off: 3.0 };
    /// Limits in trends.
    pub const LIMIT: Self = Self { on: 2.0, off: 3.0 };
    /// Pipes whose state is not known.
    pub const PIPE: Self = Self { on: 8.0, off: 5.0 };
}

impl Canvas<'_> {
    /// A dashed line through points.
    pub fn dashed(&mut self, points: &[Pos2], dash: Dash, width: f32, colour: Color32) {
        let frame = self.frame();
        let stroke = self.stroke(width, colour);
        let points: Vec<Pos2> = points.iter().map(|point| frame.pos(*point)).collect();
        dash_into(&points, stroke, dash.on * frame.zoom, dash.off * frame.zoom, self.shapes());
    }

    /// A dashed outline inside a rectangle.
    pub fn dashed_outline(&mut self, rect: Rect, radius: f32, dash: Dash, width: f32, colour: Color32) {
        self.dashed(&rounded(rect.shrink(width / 2.0), radius), dash, width, colour);
    }

    /// A dashed outline inside a circle.
    pub fn dashed_ring(&mut self, centre: Pos2, radius: f32, dash: Dash, width: f32, colour: Color32) {
        let radius = radius - width / 2.0;
        // A whole number of dashes, so that the ring closes without a seam.
        let count = (TAU * radius / (dash.on + dash.off)).round().max(4.0);
        let pitch = TAU * radius / count;
        let on = pitch * dash.on / (dash.on + dash.off);
        let points: Vec<Pos2> = (0..=48)
            .map(|step| {
                let angle = TAU * step as f32 / 48.0;
                centre + radius * vec2(angle.cos(), angle.sin())
            })
            .collect();
        self.dashed(&points, Dash { on, off: pitch - on }, width, colour);
    }
}

/// The outline of a rounded rectangle, closed.
fn rounded(rect: Rect, radius: f32) -> Vec<Pos2> {
    let r = radius.min(rect.width() / 2.0).min(rect.height() / 2.0);
    let corners = [
        (pos2(rect.right() - r, rect.top() + r), -0.25),
        (pos2(rect.right() - r, rect.bottom() - r), 0.0),
        (pos2(rect.left() + r, rect.bottom() - r), 0.25),
        (pos2(rect.left() + r, rect.top() + r), 0.5),
    ];
    let mut points = vec![pos2(rect.left() + r, rect.top())];
    for (centre, turn) in corners {
        for step in 0..=3 {
            let angle = TAU * (turn + step as f32 / 12.0);
            points.push(centre + r * vec2(angle.cos(), angle.sin()));
        }
    }
    points
}

/// Walks along the line; a dash that turns a corner stays one shape.
fn dash_into(points: &[Pos2], stroke: Stroke, on: f32, off: f32, shapes: &mut Vec<Shape>) {
    let (on, off) = (on.max(1.0), off.max(1.0));
    let mut left = on;
    let mut drawing = true;
    let mut current: Vec<Pos2> = points.first().copied().into_iter().collect();
    for (from, to) in points.iter().zip(points.iter().skip(1)) {
        let mut from = *from;
        let mut length = from.distance(*to);
        while length > left {
            from += (*to - from) * (left / length);
            length -= left;
            if drawing {
                current.push(from);
                shapes.push(dash_shape(std::mem::take(&mut current), stroke));
            } else {
                current = vec![from];
            }
            drawing = !drawing;
            left = if drawing { on } else { off };
        }
        left -= length;
        if drawing {
            current.push(*to);
        }
    }
    if drawing && current.len() > 1 {
        shapes.push(dash_shape(current, stroke));
    }
}

fn dash_shape(points: Vec<Pos2>, stroke: Stroke) -> Shape {
    match points.as_slice() {
        [a, b] => Shape::line_segment([*a, *b], stroke),
        _ => Shape::line(points, stroke),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_into_dashes_and_gaps() {
        let mut shapes = Vec::new();
        let line = [pos2(0.0, 0.0), pos2(20.0, 0.0)];
        dash_into(&line, Stroke::new(1.0, Color32::WHITE), 6.0, 4.0, &mut shapes);
        assert_eq!(shapes.len(), 2);
    }
}
