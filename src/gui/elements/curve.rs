//! Lines of trends: gaps stay gaps, doubt is dotted, and what is missing is hatched.

use std::time::Duration;

use egui::{Color32, Pos2, Rangef, Rect, pos2};

use crate::gui::painter::{Area, Canvas, Dash};
use crate::tag::{QualityLevel, Tag};
use crate::time::Timestamp;
use crate::trend::Column;

/// Decimated columns and the time they span.
#[derive(Clone, Copy, Debug)]
pub struct TrendLine<'a> {
    /// Oldest first; `None` is a gap.
    pub columns: &'a [Option<Column>],
    /// Left edge.
    pub from: Timestamp,
    /// Right edge.
    pub to: Timestamp,
}

impl<'a> TrendLine<'a> {
    /// The columns of the span that ends now.
    pub fn until(columns: &'a [Option<Column>], now: Timestamp, span: Duration) -> Self {
        Self { columns, from: now.before(span), to: now }
    }

    /// Smallest and largest of all columns.
    pub(super) fn extent(&self) -> Option<(f64, f64)> {
        self.columns.iter().flatten().filter(|column| column.min.is_finite() && column.max.is_finite()).fold(
            None,
            |extent: Option<(f64, f64)>, column| match extent {
                Some((low, high)) => Some((low.min(column.min), high.max(column.max))),
                None => Some((column.min, column.max)),
            },
        )
    }

    /// A range that shows the movement: all columns, the normal band and the near limits, with some air.
    pub(super) fn range(&self, tag: &Tag, with_bands: bool) -> (f64, f64) {
        let full = tag.range.map(|[low, high]| (low, high));
        let (mut low, mut high) = self.extent().or(full).unwrap_or((0.0, 1.0));
        if with_bands {
            let bands = &tag.bands;
            for mark in bands.normal.into_iter().flatten().chain(bands.low).chain(bands.high) {
                (low, high) = (low.min(mark), high.max(mark));
            }
        }
        let smallest = full.map_or(1e-6, |(low, high)| (high - low).abs() * 0.01).max(1e-9);
        let air = ((high - low) * 0.08).max(smallest);
        (low - air, high + air)
    }
}

/// Where a line is drawn and how.
#[derive(Clone, Copy, Debug)]
pub(super) struct CurveStyle {
    pub(super) plot: Rect,
    pub(super) range: (f64, f64),
    pub(super) width: f32,
    pub(super) ink: Color32,
    pub(super) dot: f32,
}

impl CurveStyle {
    pub(super) fn y(&self, value: f64) -> f32 {
        let (low, high) = self.range;
        let share = ((value - low) / (high - low)).clamp(0.0, 1.0) as f32;
        self.plot.bottom() - share * self.plot.height()
    }
}

/// What a stretch of the line is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ink {
    Solid,
    Dotted,
}

/// Draws the line; whether it reaches now is for the caller to see from the sample's quality.
pub(super) fn curve(canvas: &mut Canvas<'_>, line: &TrendLine<'_>, style: CurveStyle) {
    let span = (line.to.nanos() - line.from.nanos()).max(1) as f64;
    let x = |time: Timestamp| {
        let share = (time.nanos() - line.from.nanos()) as f64 / span;
        style.plot.left() + style.plot.width() * share.clamp(0.0, 1.0) as f32
    };
    let mut run: (Ink, Vec<Pos2>) = (Ink::Solid, Vec::with_capacity(line.columns.len()));
    let mut last: Option<Pos2> = None;
    let mut open = false;
    for column in line.columns {
        let known = column.filter(|column| {
            column.level < QualityLevel::Bad && column.last.is_finite() && column.time <= line.to
        });
        let Some(column) = known else {
            open |= last.is_some();
            stroke(canvas, &mut run, style);
            continue;
        };
        let at = pos2(x(column.time), style.y(column.last));
        if let (true, Some(before)) = (open, last) {
            gap(canvas, style.plot, Rangef::new(before.x, at.x));
        }
        open = false;
        let ink = if column.level == QualityLevel::Uncertain { Ink::Dotted } else { Ink::Solid };
        if ink != run.0 {
            stroke(canvas, &mut run, style);
            run.0 = ink;
            run.1.extend(last);
        }
        let (top, bottom) = (style.y(column.max), style.y(column.min));
        if bottom - top > 1.5 && column.min.is_finite() && column.max.is_finite() {
            let falling = run.1.last().is_some_and(|before| before.y < at.y);
            let (first, second) = if falling { (top, bottom) } else { (bottom, top) };
            run.1.extend([pos2(at.x, first), pos2(at.x, second)]);
        }
        run.1.push(at);
        last = Some(at);
    }
    stroke(canvas, &mut run, style);
    finish(canvas, style, last);
}

/// The dot of now, or the hatch from the last known column to now.
fn finish(canvas: &mut Canvas<'_>, style: CurveStyle, last: Option<Pos2>) {
    let Some(last) = last else { return };
    if style.plot.right() - last.x > 6.0 {
        gap(canvas, style.plot, Rangef::new(last.x, style.plot.right()));
    } else if style.dot > 0.0 {
        canvas.disc(last, style.dot, canvas.tokens.ink);
    }
}

fn stroke(canvas: &mut Canvas<'_>, run: &mut (Ink, Vec<Pos2>), style: CurveStyle) {
    let points = std::mem::take(&mut run.1);
    match (run.0, points.as_slice()) {
        (_, []) => {}
        (_, [alone]) => canvas.disc(*alone, style.width / 2.0, style.ink),
        (Ink::Solid, _) => canvas.polyline(&points, style.width, style.ink),
        (Ink::Dotted, _) => canvas.dashed(&points, Dash { on: 1.5, off: 3.0 }, style.width, style.ink),
    }
}

fn gap(canvas: &mut Canvas<'_>, plot: Rect, x: Rangef) {
    if x.max - x.min > 3.0 {
        let hatch = canvas.tokens.hatch;
        canvas.hatch(Area::Rect(Rect::from_x_y_ranges(x, plot.y_range())), hatch);
    }
}
