//! The stale hatch: 45 degree lines cut to their area by arithmetic, one mesh per area.

use std::f32::consts::SQRT_2;

use egui::{Color32, Mesh, Pos2, Rect, Shape, Vec2, pos2, vec2};

use crate::gui::painter::Canvas;
use crate::gui::theme::size;

/// What is hatched.
#[derive(Clone, Copy, Debug)]
pub enum Area<'a> {
    /// A rectangle.
    Rect(Rect),
    /// A circle.
    Circle(Pos2, f32),
    /// A convex polygon, clockwise or not.
    Polygon(&'a [Pos2]),
}

impl Area<'_> {
    fn bounds(&self) -> Rect {
        match self {
            Self::Rect(rect) => *rect,
            Self::Circle(centre, radius) => Rect::from_center_size(*centre, Vec2::splat(2.0 * radius)),
            Self::Polygon(points) => Rect::from_points(points),
        }
    }

    /// The part of the line x + y = `sum` that lies inside, as its two ends.
    fn cut(&self, sum: f32) -> Option<[Pos2; 2]> {
        let on_line = |x: f32| pos2(x, sum - x);
        let (from, to) = match self {
            Self::Rect(rect) => (rect.left().max(sum - rect.bottom()), rect.right().min(sum - rect.top())),
            Self::Circle(centre, radius) => {
                let distance = (sum - centre.x - centre.y) / SQRT_2;
                let half = (radius * radius - distance * distance).max(0.0).sqrt() / SQRT_2;
                let middle = centre.x + distance / SQRT_2;
                (middle - half, middle + half)
            }
            Self::Polygon(points) => cut_polygon(points, sum),
        };
        (to - from > 0.3).then(|| [on_line(from), on_line(to)])
    }
}

/// From and to in x where the line crosses the edges.
fn cut_polygon(points: &[Pos2], sum: f32) -> (f32, f32) {
    let mut span = (f32::INFINITY, f32::NEG_INFINITY);
    for (a, b) in points.iter().zip(points.iter().cycle().skip(1)) {
        let (at_a, at_b) = (a.x + a.y - sum, b.x + b.y - sum);
        if (at_a <= 0.0) != (at_b <= 0.0) {
            let x = a.x + (b.x - a.x) * at_a / (at_a - at_b);
            span = (span.0.min(x), span.1.max(x));
        }
    }
    span
}

impl Canvas<'_> {
    /// Hatches an area.
    pub fn hatch(&mut self, area: Area<'_>, colour: Color32) {
        let frame = self.frame();
        let bounds = area.bounds();
        let step = size::HATCH_PITCH * SQRT_2;
        let first = bounds.left() + bounds.top();
        let last = bounds.right() + bounds.bottom();
        // One pixel in every mode: the hatch must not drown what it lies on.
        let half = frame.zoom.max(1.0);
        let mut mesh = Mesh::default();
        let mut sum = first + step / 2.0;
        while sum < last {
            if let Some([a, b]) = area.cut(sum) {
                add_line(&mut mesh, frame.pos(a), frame.pos(b), half, colour);
            }
            sum += step;
        }
        if !mesh.is_empty() {
            self.push(Shape::mesh(mesh));
        }
    }
}

/// A line that fades out to both sides, which is what keeps a slanted thin line smooth.
fn add_line(mesh: &mut Mesh, a: Pos2, b: Pos2, half: f32, colour: Color32) {
    let side = vec2(1.0, 1.0) / SQRT_2 * half;
    let base = mesh.vertices.len() as u32;
    for end in [a, b] {
        mesh.colored_vertex(end - side, Color32::TRANSPARENT);
        mesh.colored_vertex(end, colour);
        mesh.colored_vertex(end + side, Color32::TRANSPARENT);
    }
    for strip in 0..2 {
        let corner = base + strip;
        mesh.add_triangle(corner, corner + 1, corner + 3);
        mesh.add_triangle(corner + 1, corner + 3, corner + 4);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_to_their_area() {
        let rect = Area::Rect(Rect::from_min_max(pos2(0.0, 0.0), pos2(10.0, 4.0)));
        assert_eq!(rect.cut(6.0), Some([pos2(2.0, 4.0), pos2(6.0, 0.0)]));
        assert_eq!(rect.cut(20.0), None);
        let circle = Area::Circle(pos2(0.0, 0.0), 5.0);
        let [a, b] = circle.cut(0.0).unwrap();
        assert!((a.distance(b) - 10.0).abs() < 1e-4);
        let triangle = [pos2(0.0, 0.0), pos2(8.0, 0.0), pos2(0.0, 8.0)];
        let [a, b] = Area::Polygon(&triangle).cut(4.0).unwrap();
        assert_eq!((a.x, b.x), (0.0, 4.0));
    }
}
