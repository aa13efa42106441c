//! The plot: grid and lines by the plotting crate, gaps, doubt, plates and cursor in the house language.

use egui::{Align2, Pos2, Rect, Sense, Ui, pos2, vec2};
use egui_plot::{GridMark, Line, LineStyle, Plot, PlotPoint, PlotPoints};

use crate::gui::app::View;
use crate::gui::controls::words;
use crate::gui::painter::format_value;
use crate::gui::screens::trends::pens::Pen;
use crate::gui::screens::trends::scale::DIVISIONS;
use crate::gui::screens::trends::window::marks;
use crate::gui::screens::trends::{TrendsState, gaps, moving, readout};
use crate::gui::theme::face;
use crate::tag::Value;
use crate::time::Timestamp;
use crate::trend::Column;

/// Room for the axes.
const SIDE: f32 = 62.0;
const FOOT: f32 = 26.0;
const HEAD: f32 = 14.0;

/// Between the time of a column and its place on the screen.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// The plot on the screen.
    pub(super) plot: Rect,
    /// Left edge in time.
    pub(super) from: Timestamp,
    /// Right edge in time.
    pub(super) to: Timestamp,
}

impl Place {
    pub(super) fn x(&self, time: Timestamp) -> f32 {
        let span = (self.to.nanos() - self.from.nanos()).max(1) as f64;
        let share = (time.nanos() - self.from.nanos()) as f64 / span;
        self.plot.left() + self.plot.width() * share as f32
    }

    pub(super) fn y(&self, pen: &Pen<'_>, value: f64) -> f32 {
        self.plot.bottom() - self.plot.height() * pen.scale.share(value) as f32
    }

    pub(super) fn time(&self, x: f32) -> Timestamp {
        let share = f64::from((x - self.plot.left()) / self.plot.width().max(1.0));
        let span = (self.to.nanos() - self.from.nanos()) as f64;
        Timestamp::from_nanos(self.from.nanos() + (span * share) as i64)
    }
}

pub(super) fn plot_ui(ui: &mut Ui, view: &View<'_>, trends: &mut TrendsState, pens: &[Pen<'_>]) {
    let card = ui.max_rect();
    let plot = Rect::from_min_max(card.min + vec2(SIDE, HEAD), card.max - vec2(SIDE, FOOT));
    if plot.width() < 40.0 || plot.height() < 40.0 {
        return;
    }
    let (from, to) = trends.window.ends(view.now.utc);
    let place = Place { plot, from, to };
    ui.painter().rect_filled(plot, 2.0, view.tokens.plot);
    lines_ui(ui, view, place, pens);
    axes_ui(ui, view, place, pens);
    for pen in pens {
        gaps::quality_ui(ui, view, place, pen);
    }
    gaps::begin_of_memory_ui(ui, view, place, pens);
    plates_ui(ui, view, place, pens);
    moving::move_ui(ui, view, trends, place);
    readout::readout_ui(ui, view, trends, place, pens);
}

/// Grid and pens.
fn lines_ui(ui: &mut Ui, view: &View<'_>, place: Place, pens: &[Pen<'_>]) {
    let most = (place.plot.width() / 110.0) as usize;
    let (times, step) = marks(place.from, place.to, most);
    let time_marks: Vec<GridMark> =
        times.iter().map(|time| GridMark { value: time.seconds(), step_size: step as f64 }).collect();
    let value_marks: Vec<GridMark> = (0..=DIVISIONS)
        .map(|at| GridMark { value: at as f64 / DIVISIONS as f64, step_size: 1.0 / DIVISIONS as f64 })
        .collect();
    let lines: Vec<(Vec<PlotPoint>, &Pen<'_>)> =
        pens.iter().flat_map(|pen| runs(pen).into_iter().map(move |run| (points(&run, pen), pen))).collect();
    let mut child = ui.new_child(egui::UiBuilder::new().id_salt("lines").max_rect(place.plot));
    Plot::new("lines")
        .width(place.plot.width())
        .height(place.plot.height())
        .set_margin_fraction(egui::Vec2::ZERO)
        .show_axes([false, false])
        .show_x(false)
        .show_y(false)
        .show_background(false)
        .allow_zoom([false, false])
        .allow_drag([false, false])
        .allow_scroll([false, false])
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .sense(Sense::hover())
        .grid_color(view.tokens.divider)
        .grid_fade(0.0)
        .x_grid_spacer(|_| time_marks.clone())
        .y_grid_spacer(|_| value_marks.clone())
        .show(&mut child, |plot| {
            plot.set_plot_bounds_x(place.from.seconds()..=place.to.seconds());
            plot.set_plot_bounds_y(0.0..=1.0);
            for (points, pen) in &lines {
                let series = PlotPoints::Owned(points.clone());
                let line = Line::new(pen.tag.id.to_string(), series)
                    .color(pen.colour)
                    .width(1.5)
                    .style(style(pen))
                    .allow_hover(false);
                plot.line(line);
            }
        });
}

/// Pens 4 and 5 are dashed, so that colour is not alone.
fn style(pen: &Pen<'_>) -> LineStyle {
    match pen.number {
        3 => LineStyle::Dashed { length: 12.0 },
        4 => LineStyle::Dashed { length: 6.0 },
        _ => LineStyle::Solid,
    }
}

/// Stretches without a gap.
fn runs<'p>(pen: &'p Pen<'_>) -> Vec<Vec<&'p Column>> {
    let Some(reply) = &pen.reply else { return Vec::new() };
    reply
        .columns
        .split(Option::is_none)
        .map(|run| {
            run.iter().flatten().filter(|column| column.min.is_finite() && column.max.is_finite()).collect()
        })
        .filter(|run: &Vec<&Column>| !run.is_empty())
        .collect()
}

/// Two points a column where it moved, the nearer one first, so that no peak is lost.
fn points(run: &[&Column], pen: &Pen<'_>) -> Vec<PlotPoint> {
    let mut points: Vec<PlotPoint> = Vec::with_capacity(run.len() * 2);
    let mut before = run.first().map_or(0.0, |column| column.min);
    for column in run {
        let x = column.time.seconds();
        let (first, second) = if (column.min - before).abs() <= (column.max - before).abs() {
            (column.min, column.max)
        } else {
            (column.max, column.min)
        };
        points.push(PlotPoint::new(x, pen.scale.share(first)));
        if second != first {
            points.push(PlotPoint::new(x, pen.scale.share(second)));
        }
        before = column.last;
    }
    points
}

fn axes_ui(ui: &Ui, view: &View<'_>, place: Place, pens: &[Pen<'_>]) {
    let tokens = view.tokens;
    let plot = place.plot;
    for (axis, x, anchor) in
        [(0, plot.left() - 8.0, Align2::RIGHT_CENTER), (1, plot.right() + 8.0, Align2::LEFT_CENTER)]
    {
        let Some(pen) = pens.iter().find(|pen| pen.axis == axis) else { continue };
        for division in 0..=DIVISIONS {
            let y = plot.bottom() - plot.height() * division as f32 / DIVISIONS as f32;
            let mark = format_value(&Value::Float(pen.scale.mark(division)), pen.scale.decimals);
            words(ui, &mark, face::TICK, pos2(x, y), anchor, tokens.ink2);
        }
        words(ui, &pen.tag.unit, face::TICK, pos2(x, plot.bottom() + FOOT / 2.0 + 2.0), anchor, tokens.ink3);
    }
    let most = (plot.width() / 110.0) as usize;
    let (times, step) = marks(place.from, place.to, most);
    let pattern = if step >= 60 { "%H:%M" } else { "%H:%M:%S" };
    for time in times {
        let at = pos2(place.x(time), plot.bottom() + FOOT / 2.0 + 2.0);
        if at.x > plot.left() + 24.0 && at.x < plot.right() - 24.0 {
            let mark = time.format(&view.plant().zone, pattern);
            words(ui, &mark, face::TICK, at, Align2::CENTER_CENTER, tokens.ink2);
        }
    }
}

/// The pen's number at the end of its line, moved apart where lines end close together.
fn plates_ui(ui: &Ui, view: &View<'_>, place: Place, pens: &[Pen<'_>]) {
    let mut ends: Vec<(f32, &Pen<'_>)> = pens
        .iter()
        .filter_map(|pen| {
            let last = pen.reply.as_ref()?.columns.iter().rev().flatten().next()?;
            Some((place.y(pen, last.last).clamp(place.plot.top() + 8.0, place.plot.bottom() - 8.0), pen))
        })
        .collect();
    ends.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    let mut floor = f32::NEG_INFINITY;
    for (y, pen) in ends {
        let y = y.max(floor + 17.0);
        floor = y;
        plate_ui(ui, view, pos2(place.plot.right() - 9.0, y), pen);
    }
}

/// A pen's number in its colour.
pub(super) fn plate_ui(ui: &Ui, view: &View<'_>, centre: Pos2, pen: &Pen<'_>) {
    let rect = Rect::from_center_size(centre, vec2(16.0, 16.0));
    ui.painter().rect_filled(rect, 3.0, pen.colour);
    let number = (pen.number + 1).to_string();
    words(ui, &number, face::PLATE, rect.center(), Align2::CENTER_CENTER, view.tokens.plot);
}
