//! Columns that stand about a pixel apart, as a band from the smallest to the largest value of each: a stroke
//! that goes up and down in every pixel would cost three times as many corners and look the same.

use egui::{Color32, Mesh};

/// Heights nearer than this, in points, look the same: a tenth of a pixel.
const SAME: f32 = 0.1;

/// An end that reaches further out than both neighbours by this much is a peak.
const PEAK: f32 = 1.5;
/// A column this tall that hardly meets its neighbours is a jump.
const JUMP: f32 = 6.0;

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

/// Makes peaks and jumps as wide as the line, where slopes to their neighbours alone would run between the
/// pixels. `half` is half of that width.
pub(super) fn widen(posts: &[Post], half: f32) -> Vec<Post> {
    let mut wide: Vec<Post> = Vec::with_capacity(posts.len() * 2);
    for (at, post) in posts.iter().enumerate() {
        let before = posts.get(at.wrapping_sub(1)).unwrap_or(post);
        let after = posts.get(at + 1).unwrap_or(post);
        let out = before.top.min(after.top) - post.top > PEAK
            || post.bottom - before.bottom.max(after.bottom) > PEAK;
        let tall = post.bottom - post.top;
        let apart = |other: &Post| post.bottom.min(other.bottom) - post.top.max(other.top) < tall / 2.0;
        if out || (tall > JUMP && apart(before) && apart(after)) {
            let (left, right) = (half.min((post.x - before.x) * 0.5), half.min((after.x - post.x) * 0.5));
            wide.push(Post { x: post.x - left.max(0.0), ..*post });
            wide.push(Post { x: post.x + right.max(0.0), ..*post });
        } else {
            wide.push(*post);
        }
    }
    wide
}

/// Leaves out columns that stand where a straight line between two others would put them, both ends within
/// [`SAME`]: what stands still or drifts costs next to nothing.
pub(super) fn thin(posts: &[Post]) -> Vec<Post> {
    let mut kept: Vec<Post> = Vec::with_capacity(posts.len());
    let mut open: Option<(Post, Cone, Cone)> = None;
    for post in posts {
        let Some(anchor) = kept.last().copied() else {
            kept.push(*post);
            continue;
        };
        let wide = post.x - anchor.x;
        let slopes = ((post.top - anchor.top) / wide, (post.bottom - anchor.bottom) / wide);
        let around = |slope: f32| Cone { from: slope - SAME / wide, to: slope + SAME / wide };
        open = match open {
            Some((_, top, bottom)) if wide > 0.0 && top.holds(slopes.0) && bottom.holds(slopes.1) => {
                Some((*post, top.meet(around(slopes.0)), bottom.meet(around(slopes.1))))
            }
            Some((last, _, _)) => {
                kept.push(last);
                Some(opened(last, *post))
            }
            None => Some(opened(anchor, *post)),
        };
    }
    kept.extend(open.map(|(last, _, _)| last));
    kept
}

/// Slopes that a straight line may have to pass all columns so far.
#[derive(Clone, Copy, Debug)]
struct Cone {
    from: f32,
    to: f32,
}

impl Cone {
    fn holds(self, slope: f32) -> bool {
        self.from <= slope && slope <= self.to
    }

    fn meet(self, other: Self) -> Self {
        Self { from: self.from.max(other.from), to: self.to.min(other.to) }
    }
}

/// The slopes from a kept column that pass the next one.
fn opened(anchor: Post, post: Post) -> (Post, Cone, Cone) {
    let wide = post.x - anchor.x;
    let cone = |from: f32, to: f32| {
        let slope = (to - from) / wide;
        Cone { from: slope - SAME / wide, to: slope + SAME / wide }
    };
    (post, cone(anchor.top, post.top), cone(anchor.bottom, post.bottom))
}

/// Adds a band: four corners a column, the outer two transparent.
pub(super) fn add(mesh: &mut Mesh, posts: &[Post], fill: Fill) {
    if posts.len() < 2 {
        return;
    }
    let base = mesh.vertices.len() as u32;
    // The body never gets thinner than a pixel, which would let it fade away.
    let out = f32::midpoint(fill.width.max(fill.feather), fill.feather);
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
    fn peaks_and_jumps_are_as_wide_as_the_line_and_slopes_stay_slopes() {
        let xs = |heights: &[(f32, f32)]| -> Vec<f32> {
            let post = |((top, bottom), x): (&(f32, f32), u8)| post(f32::from(x) * 2.0, *top, *bottom, *top);
            let posts: Vec<Post> = heights.iter().zip(0..).map(post).collect();
            widen(&posts, 0.5).iter().map(|post| post.x).collect()
        };
        // A peak, a jump down, a slope.
        assert_eq!(xs(&[(5.0, 6.0), (1.0, 6.0), (5.0, 6.0)]), [0.0, 1.5, 2.5, 4.0]);
        assert_eq!(xs(&[(5.0, 5.0), (5.0, 50.0), (50.0, 50.0)]), [0.0, 1.5, 2.5, 4.0]);
        assert_eq!(xs(&[(1.0, 3.0), (3.0, 5.0), (5.0, 7.0)]), [0.0, 2.0, 4.0]);
    }

    #[test]
    fn a_stretch_at_one_height_is_two_columns() {
        let heights = [5.0, 5.0, 5.0, 6.0, 5.0, 5.0, 5.0];
        let posts: Vec<Post> = heights.iter().zip(0..).map(|(y, x)| post(x as f32, *y, *y, *y)).collect();
        let kept: Vec<f32> = thin(&posts).iter().map(|post| post.x).collect();
        assert_eq!(kept, [0.0, 2.0, 3.0, 4.0, 6.0]);
    }

    #[test]
    fn a_drift_is_two_columns_and_what_is_left_out_stands_within_a_tenth_of_a_pixel() {
        let drift: Vec<Post> = (0..500u16)
            .map(|x| post(f32::from(x), f32::from(x) * 0.7, f32::from(x) * 0.7 + 1.0, 0.0))
            .collect();
        assert_eq!(thin(&drift).len(), 2);
        let wave: Vec<Post> = (0..2000u16)
            .map(|x| {
                let top = (f32::from(x) / 90.0).sin() * 150.0;
                post(f32::from(x), top, top + (f32::from(x) / 40.0).cos().abs(), top)
            })
            .collect();
        let kept = thin(&wave);
        assert!(kept.len() < 1000, "{} of 2000 are left", kept.len());
        for post in &wave {
            let after = kept.iter().position(|kept| kept.x >= post.x).unwrap();
            let (a, b) = (kept[after.saturating_sub(1)], kept[after]);
            let share = if b.x > a.x { (post.x - a.x) / (b.x - a.x) } else { 0.0 };
            assert!((a.top + (b.top - a.top) * share - post.top).abs() < SAME + 0.01, "{post:?}");
            assert!((a.bottom + (b.bottom - a.bottom) * share - post.bottom).abs() < SAME + 0.01, "{post:?}");
        }
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
