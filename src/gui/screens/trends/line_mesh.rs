//! From an answer to the corners of its line: where it stands close a band, elsewhere a stroke, in dashes
//! where the pen has them, with doubt told below.

use egui::epaint::{Mesh, TessellationOptions, Tessellator};
use egui::{Color32, Pos2, Shape, Stroke, pos2, vec2};

use crate::gui::painter::Dash;
use crate::gui::screens::trends::band::{self, Fill, Post};
use crate::gui::screens::trends::scale::Scale;
use crate::tag::QualityLevel;
use crate::time::Timestamp;
use crate::trend::{Column, TrendReply};

/// A line reaches at most so many heights out of the plot: a peak far off must not blur what is near.
const REACH: f64 = 4.0;
/// Columns nearer than so many pixels are drawn as a band.
const CLOSE_PIXELS: f32 = 1.6;

/// How a line looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Style {
    pub(super) colour: Color32,
    pub(super) width: f32,
    pub(super) dash: Option<Dash>,
    pub(super) scale: Scale,
}

/// What the mesh of an answer depends on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Shaped {
    pub(super) style: Style,
    pub(super) pixels_per_nano: f64,
    pub(super) height: f32,
    pub(super) pixels_per_point: f32,
    /// Which part is drawn of a line that is much wider than the plot.
    pub(super) part: Option<i64>,
}

/// The line of an answer, from its begin and the plot's upper edge; `span` is the window's, in nanoseconds.
pub(super) fn mesh(reply: &TrendReply, shaped: &Shaped, span: i64) -> Mesh {
    let options =
        TessellationOptions { coarse_tessellation_culling: false, ..TessellationOptions::default() };
    let mut tessellator = Tessellator::new(shaped.pixels_per_point, options, [1, 1], Vec::new());
    let mut mesh = Mesh::default();
    let style = shaped.style;
    let stroke = Stroke::new(style.width, style.colour);
    for run in runs(reply, shaped.part.map(|part| (part - 1, part + 2)), span) {
        if close(&run, shaped) {
            add_band(&mut mesh, &run, reply.from, shaped);
        } else {
            let points = points(&run, reply.from, shaped);
            match (style.dash, points.as_slice()) {
                (_, [only]) => {
                    tessellator.tessellate_shape(Shape::circle_filled(*only, 1.5, style.colour), &mut mesh);
                }
                (Some(dash), _) => {
                    for shape in dashes(&points, reply.from, dash, stroke, shaped.pixels_per_nano) {
                        tessellator.tessellate_shape(shape, &mut mesh);
                    }
                }
                (None, _) => tessellator.tessellate_shape(Shape::line(points, stroke), &mut mesh),
            }
        }
        // Doubt is a dotted companion below.
        for doubt in run.split(|column| column.level != QualityLevel::Uncertain) {
            let below: Vec<Pos2> = doubt
                .iter()
                .map(|column| point(column, column.last, reply.from, shaped) + vec2(0.0, 5.0))
                .collect();
            if below.len() > 1 {
                for shape in Shape::dashed_line(&below, Stroke::new(1.5, style.colour), 2.0, 3.0) {
                    tessellator.tessellate_shape(shape, &mut mesh);
                }
            }
        }
    }
    mesh
}

/// Whether columns stand so close that a band looks like the line through them.
fn close(run: &[&Column], shaped: &Shaped) -> bool {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return false };
    let wide = last.time.nanos().saturating_sub(first.time.nanos()) as f64 * shaped.pixels_per_nano;
    let pixels = wide as f32 * shaped.pixels_per_point;
    run.len() > 1 && pixels <= CLOSE_PIXELS * (run.len() - 1) as f32
}

/// The band of a run; dashes go by time, as where a line jumps up and down.
fn add_band(mesh: &mut Mesh, run: &[&Column], from: Timestamp, shaped: &Shaped) {
    let style = shaped.style;
    let fill = Fill { colour: style.colour, width: style.width, feather: 1.0 / shaped.pixels_per_point };
    let post = |column: &&Column| {
        let y = |value| point(column, value, from, shaped).y;
        let x = point(column, column.last, from, shaped).x;
        Post { x, top: y(column.max), bottom: y(column.min), last: y(column.last) }
    };
    let mut posts: Vec<Post> = run.iter().map(post).collect();
    band::join(&mut posts);
    let posts = band::widen(&posts, style.width / 2.0);
    let Some(dash) = style.dash else { return band::add(mesh, &band::thin(&posts), fill) };
    let drawn = drawn(from, dash, shaped.pixels_per_nano);
    for dash_posts in posts.split(|post| !drawn(post.x)) {
        let mut thin = band::thin(dash_posts);
        // A dash shorter than two columns is there all the same.
        if let [only] = thin.as_slice() {
            thin.push(Post { x: only.x + dash.on, ..*only });
        }
        band::add(mesh, &thin, fill);
    }
}

/// Whether a dash stands at a place, where the pattern goes by time.
fn drawn(from: Timestamp, dash: Dash, pixels_per_nano: f64) -> impl Fn(f32) -> bool {
    let pitch = f64::from(dash.on + dash.off);
    let begin = (from.nanos() as f64 * pixels_per_nano).rem_euclid(pitch);
    move |x| (begin + f64::from(x)).rem_euclid(pitch) < f64::from(dash.on)
}

/// Dashes of a line. Where its points stand close the pattern goes by time, not by length: a line that
/// jumps up and down would be dust otherwise, and a pattern that goes by time stands still while new values
/// arrive.
fn dashes(points: &[Pos2], from: Timestamp, dash: Dash, stroke: Stroke, pixels_per_nano: f64) -> Vec<Shape> {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return Vec::new() };
    let apart = (last.x - first.x) / points.len() as f32;
    if apart > dash.on / 2.0 {
        return Shape::dashed_line(points, stroke, dash.on, dash.off);
    }
    let drawn = drawn(from, dash, pixels_per_nano);
    let runs = points.split(|point| !drawn(point.x)).filter(|run| run.len() > 1);
    runs.map(|run| Shape::line(run.to_vec(), stroke)).collect()
}

/// Stretches without a gap, within some spans of the begin where the line is long.
fn runs(reply: &TrendReply, within: Option<(i64, i64)>, span: i64) -> Vec<Vec<&Column>> {
    let drawn = |column: &&Column| {
        let at = column.time.nanos().saturating_sub(reply.from.nanos());
        let near =
            within.is_none_or(|(from, to)| at >= from.saturating_mul(span) && at <= to.saturating_mul(span));
        near && column.min.is_finite() && column.max.is_finite() && column.last.is_finite()
    };
    let stretches = reply.columns.split(Option::is_none);
    stretches
        .map(|run| run.iter().flatten().filter(drawn).collect())
        .filter(|run: &Vec<_>| !run.is_empty())
        .collect()
}

/// Two points a column where it moved, the nearer one first, so that no peak is lost.
fn points(run: &[&Column], from: Timestamp, shaped: &Shaped) -> Vec<Pos2> {
    let mut points: Vec<Pos2> = Vec::with_capacity(run.len() * 2);
    let mut before = run.first().map_or(0.0, |column| column.min);
    for column in run {
        let (first, second) = if (column.min - before).abs() <= (column.max - before).abs() {
            (column.min, column.max)
        } else {
            (column.max, column.min)
        };
        let place = point(column, first, from, shaped);
        // Dashes go by time and need every point.
        match shaped.style.dash {
            None => push(&mut points, place),
            Some(_) => points.push(place),
        }
        if second != first {
            points.push(point(column, second, from, shaped));
        }
        before = column.last;
    }
    points
}

/// A stretch at one height needs its two ends only: a value that stands still costs next to nothing.
fn push(points: &mut Vec<Pos2>, point: Pos2) {
    if let [.., before, last] = points.as_mut_slice()
        && before.y == point.y
        && last.y == point.y
    {
        *last = point;
    } else {
        points.push(point);
    }
}

fn point(column: &Column, value: f64, from: Timestamp, shaped: &Shaped) -> Pos2 {
    let x = column.time.nanos().saturating_sub(from.nanos()) as f64 * shaped.pixels_per_nano;
    let share = shaped.style.scale.share(value).clamp(-REACH, 1.0 + REACH);
    pos2(x as f32, shaped.height * (1.0 - share as f32))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::sync::Arc;

    /// A saw of one column a second, with a hole.
    pub(in crate::gui::screens::trends) fn reply(count: i64) -> Arc<TrendReply> {
        let at = |second: i64| Timestamp::from_millis(second * 1000);
        let column = |second: i64| {
            let value = (second % 7) as f64;
            let hole = (20..30).contains(&second);
            (!hole).then_some(Column {
                time: at(second),
                min: value,
                max: value + 1.0,
                last: value,
                level: QualityLevel::Good,
            })
        };
        Arc::new(TrendReply {
            from: at(0),
            to: at(count),
            columns: (0..count).map(column).collect(),
            bands: Vec::new(),
            oldest: None,
        })
    }

    #[test]
    fn dashes_stand_still_in_time_while_the_answer_moves_on() {
        let dash = Dash { on: 6.0, off: 4.0 };
        let stroke = Stroke::new(1.0, Color32::WHITE);
        let line = |from: i64| -> Vec<f32> {
            let points: Vec<Pos2> = (0..100).map(|x| pos2(x as f32, (x % 2) as f32)).collect();
            let begin = Timestamp::from_nanos(from);
            let starts = |shape: Shape| shape.visual_bounding_rect().left() + 0.5 + from as f32;
            dashes(&points, begin, dash, stroke, 1.0).into_iter().map(starts).collect()
        };
        let (before, after) = (line(0), line(3));
        assert_eq!(before[..3], [0.0, 10.0, 20.0]);
        assert_eq!(after[1..3], [10.0, 20.0]);
    }

    #[test]
    fn a_stretch_at_one_height_is_two_points() {
        let mut points = Vec::new();
        for (x, y) in [(0.0, 5.0), (1.0, 5.0), (2.0, 5.0), (3.0, 6.0), (4.0, 5.0), (5.0, 5.0), (6.0, 5.0)] {
            push(&mut points, pos2(x, y));
        }
        let expected = [(0.0, 5.0), (2.0, 5.0), (3.0, 6.0), (4.0, 5.0), (6.0, 5.0)];
        assert_eq!(points, expected.map(|(x, y)| pos2(x, y)));
    }

    #[test]
    fn a_gap_splits_the_line() {
        assert_eq!(runs(&reply(100), None, 1).len(), 2);
    }
}
