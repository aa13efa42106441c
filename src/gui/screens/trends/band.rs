//! Columns that stand about a pixel apart, as a band from the smallest to the largest value of each: a stroke
//! that goes up and down in every pixel would cost three times as many corners and look the same.

use egui::{Color32, Mesh};

/// Heights nearer than this look the same.
const SAME: f32 = 0.01;

/// One column of a band, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Post {
    pub(super) x: f32,
    /// Upper end.
    pub(super) top: f32,
    /// Lower end, at or below the upper one.
    pub(super) bottom: f32,
    /// Where its last value stands.
    pub(super) last: f32,
}

/// How a band is filled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fill {
    pub(super) colour: Color32,
    /// Thickness where it stands still, in points.
    pub(super) width: f32,
    /// A pixel, in points: over it the edge fades.
    pub(super) feather: f32,
}

/// Lets each column reach to where the one before ended, so that a jump has no hole in it.
pub(super) fn join(posts: &mut [Post]) {
    let mut before: Option<f32> = None;
    for post in posts {
        if let Some(last) = before {
            post.top = post.top.min(last);
            post.bottom = post.bottom.max(last);
        }
        before = Some(post.last);
    }
}

/// Leaves out columns between two of the same height: a value that stands still costs next to nothing.
pub(super) fn thin(posts: &[Post]) -> Vec<Post> {
    let same = |a: &Post, b: &Post| (a.top - b.top).abs() < SAME && (a.bottom - b.bottom).abs() < SAME;
    let mut kept: Vec<Post> = Vec::with_capacity(posts.len());
    for post in posts {
        match kept.as_mut_slice() {
            [.., before, last] if same(before, last) && same(before, post) => *last = *post,
            _ => kept.push(*post),
        }
    }
    kept
}

/// Adds a band: four corners a column, the outer two transparent.
pub(super) fn add(mesh: &mut Mesh, posts: &[Post], fill: Fill) {
    if posts.len() < 2 {
        return;
    }
    let base = mesh.vertices.len() as u32;
    // The body never gets thinner than a pixel, which would let it fade away.
    let out = (fill.width.max(fill.feather) + fill.feather) / 2.0;
    let inner = out - fill.feather;
    mesh.reserve_vertices(posts.len() * 4);
    mesh.reserve_triangles(posts.len() * 6);
    for post in posts {
        mesh.colored_vertex(egui::pos2(post.x, post.top - out), Color32::TRANSPARENT);
        mesh.colored_vertex(egui::pos2(post.x, post.top - inner), fill.colour);
        mesh.colored_vertex(egui::pos2(post.x, post.bottom + inner), fill.colour);
        mesh.colored_vertex(egui::pos2(post.x, post.bottom + out), Color32::TRANSPARENT);
    }
    for column in 0..posts.len() as u32 - 1 {
        let left = base + column * 4;
        for corner in left..left + 3 {
            mesh.add_triangle(corner, corner + 1, corner + 4);
            mesh.add_triangle(corner + 1, corner + 4, corner + 5);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(x: f32, top: f32, bottom: f32, last: f32) -> Post {
        Post { x, top, bottom, last }
    }

    #[test]
    fn a_jump_has_no_hole_and_no_peak_is_lost() {
        let mut posts = [post(0.0, 5.0, 5.0, 5.0), post(1.0, 20.0, 30.0, 20.0), post(2.0, 8.0, 9.0, 8.5)];
        join(&mut posts);
        let heights = posts.map(|post| (post.top, post.bottom));
        assert_eq!(heights, [(5.0, 5.0), (5.0, 30.0), (8.0, 20.0)]);
    }

    #[test]
    fn a_stretch_at_one_height_is_two_columns() {
        let heights = [5.0, 5.0, 5.0, 6.0, 5.0, 5.0, 5.0];
        let posts: Vec<Post> = heights.iter().zip(0..).map(|(y, x)| post(x as f32, *y, *y, *y)).collect();
        let kept: Vec<f32> = thin(&posts).iter().map(|post| post.x).collect();
        assert_eq!(kept, [0.0, 2.0, 3.0, 4.0, 6.0]);
    }

    #[test]
    fn a_line_that_stands_still_is_as_thick_as_its_width_and_fades_over_a_pixel() {
        let posts = [post(0.0, 10.0, 10.0, 10.0), post(1.0, 10.0, 10.0, 10.0)];
        let mut mesh = Mesh::default();
        add(&mut mesh, &posts, Fill { colour: Color32::WHITE, width: 1.5, feather: 1.0 });
        let heights: Vec<f32> = mesh.vertices.iter().take(4).map(|vertex| vertex.pos.y).collect();
        assert_eq!(heights, [8.75, 9.75, 10.25, 11.25]);
        assert_eq!((mesh.vertices.len(), mesh.indices.len()), (8, 18));
        assert!(mesh.is_valid());
        add(&mut mesh, &posts[..1], Fill { colour: Color32::WHITE, width: 1.5, feather: 1.0 });
        assert_eq!(mesh.vertices.len(), 8);
    }
}
