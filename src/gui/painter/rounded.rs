//! A filled rectangle with round corners as a mesh of its own.
//!
//! Cards are most of what a dense display fills. Tessellating each as a path costs more than all the rest of
//! the cell; these 24 corners and 26 triangles are arithmetic. Straight edges stand on pixels and need no
//! feather, only the arcs have one.

use egui::{Color32, Mesh, Pos2, Rect, Vec2, pos2, vec2};

/// Directions of the three points of an arc, first quadrant.
const ARC: [Vec2; 3] =
    [vec2(1.0, 0.0), vec2(std::f32::consts::FRAC_1_SQRT_2, std::f32::consts::FRAC_1_SQRT_2), vec2(0.0, 1.0)];
/// Half the width of the feather, pixels.
const FEATHER: f32 = 0.5;

/// The mesh of a rectangle whose corners are round by `radius` pixels.
pub(super) fn rounded(rect: Rect, radius: f32, colour: Color32) -> Mesh {
    let radius = radius.min(rect.width() / 2.0).min(rect.height() / 2.0);
    let mut mesh = Mesh::default();
    mesh.vertices.reserve(24);
    mesh.indices.reserve(78);
    let core = rect.shrink(radius);
    // Clockwise from the right: each corner's arc turns from its first to its last direction.
    let corners = [
        (core.right_bottom(), [ARC[0], ARC[1], ARC[2]]),
        (core.left_bottom(), [flip(ARC[2]), flip(ARC[1]), flip(ARC[0])]),
        (core.left_top(), [-ARC[0], -ARC[1], -ARC[2]]),
        (core.right_top(), [-flip(ARC[2]), -flip(ARC[1]), -flip(ARC[0])]),
    ];
    for (centre, arc) in corners {
        for direction in arc {
            let bevel = if direction.x == 0.0 || direction.y == 0.0 { 0.0 } else { FEATHER };
            put(&mut mesh, centre + direction * (radius - bevel), colour);
        }
    }
    for (centre, arc) in corners {
        for direction in arc {
            put(&mut mesh, centre + direction * (radius + FEATHER), Color32::TRANSPARENT);
        }
    }
    for point in 1..11 {
        mesh.add_triangle(0, point, point + 1);
    }
    for corner in 0..4 {
        for step in 0..2 {
            let inner = corner * 3 + step;
            let outer = inner + 12;
            mesh.add_triangle(inner, outer, outer + 1);
            mesh.add_triangle(inner, outer + 1, inner + 1);
        }
    }
    mesh
}

fn flip(direction: Vec2) -> Vec2 {
    vec2(-direction.x, direction.y)
}

fn put(mesh: &mut Mesh, at: Pos2, colour: Color32) {
    mesh.colored_vertex(pos2(at.x, at.y), colour);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn covers_the_rectangle_but_for_its_corners() {
        let rect = Rect::from_min_size(pos2(10.0, 20.0), vec2(96.0, 46.0));
        let mesh = rounded(rect, 4.0, Color32::PLACEHOLDER);
        assert!(mesh.is_valid());
        let area: f32 = mesh
            .indices
            .chunks(3)
            .take(10)
            .map(|triangle| {
                let [a, b, c] = [0, 1, 2].map(|at| mesh.vertices[triangle[at] as usize].pos);
                ((b - a).x * (c - a).y - (b - a).y * (c - a).x).abs() / 2.0
            })
            .sum();
        let lost = rect.area() - area;
        assert!((8.0..25.0).contains(&lost), "four corners of radius 4 lose about 14, here {lost}");
    }
}
