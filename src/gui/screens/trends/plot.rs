//! The plot: grid and lines by the plotting crate, gaps, doubt, plates and cursor in the house language.

use egui::accesskit::Role;
use egui::{Align2, Key, Modifiers, Pos2, Rect, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};
use egui_plot::{GridMark, Line, Plot, PlotPoint, PlotPoints};

use crate::gui::app::View;
use crate::gui::controls::{focus_ring, sketch, words};
use crate::gui::painter::{Area, Dash, format_value};
use crate::gui::screens::trends::pens::Pen;
use crate::gui::screens::trends::scale::DIVISIONS;
use crate::gui::screens::trends::window::{Window, marks};
use crate::gui::screens::trends::{TrendsState, readout};
use crate::gui::text;
use crate::gui::theme::face;
use crate::tag::{QualityLevel, Value};
use crate::time::{Timestamp, short};
use crate::trend::Column;

/// Room for the axes.
const SIDE: f32 = 62.0;
const FOOT: f32 = 26.0;
const HEAD: f32 = 14.0;
/// A gap is hatched and told when it is at least this wide.
const GAP_TOLD: f32 = 36.0;

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

    fn y(&self, pen: &Pen<'_>, value: f64) -> f32 {
        self.plot.bottom() - self.plot.height() * pen.scale.share(value) as f32
    }

    fn time(&self, x: f32) -> Timestamp {
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
        quality_ui(ui, view, place, pen);
    }
    begin_of_memory_ui(ui, view, place, pens);
    plates_ui(ui, view, place, pens);
    move_ui(ui, view, trends, place);
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
                let line =
                    Line::new(pen.tag.id.to_string(), series).color(pen.colour).width(1.5).allow_hover(false);
                plot.line(line);
            }
        });
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

/// Gaps are hatched and told; doubt is a dotted companion.
fn quality_ui(ui: &Ui, view: &View<'_>, place: Place, pen: &Pen<'_>) {
    let Some(reply) = &pen.reply else { return };
    let step = (reply.to.nanos() - reply.from.nanos()).max(1) / reply.columns.len().max(1) as i64;
    let time_of = |at: usize| Timestamp::from_nanos(reply.from.nanos() + step * at as i64);
    let painter = ui.painter().with_clip_rect(place.plot.intersect(ui.clip_rect()));
    let mut last: Option<(usize, f64)> = None;
    let mut doubt: Vec<Pos2> = Vec::new();
    for (at, column) in reply.columns.iter().enumerate() {
        if let Some(column) = column {
            if let Some((before, value)) = last
                && at > before + 1
            {
                let ends = (place.x(time_of(before + 1)), place.x(time_of(at)));
                gap_ui(ui, view, ends, place.y(pen, value), (place, pen), true);
            }
            last = Some((at, column.last));
            if column.level == QualityLevel::Uncertain {
                doubt.push(pos2(place.x(column.time), place.y(pen, column.last) + 5.0));
                continue;
            }
        }
        flush(&painter, view, &mut doubt, pen);
    }
    flush(&painter, view, &mut doubt, pen);
    if let Some((at, value)) = last
        && at + 1 < reply.columns.len()
    {
        let ends = (place.x(time_of(at + 1)), place.plot.right().min(place.x(reply.to)));
        gap_ui(ui, view, ends, place.y(pen, value), (place, pen), false);
    }
}

fn flush(painter: &egui::Painter, view: &View<'_>, doubt: &mut Vec<Pos2>, pen: &Pen<'_>) {
    if doubt.len() > 1 {
        sketch(painter, view.tokens, |canvas| {
            canvas.dashed(doubt, Dash { on: 2.0, off: 3.0 }, 1.5, pen.colour);
        });
    }
    doubt.clear();
}

fn gap_ui(
    ui: &Ui,
    view: &View<'_>,
    (left, right): (f32, f32),
    y: f32,
    (place, pen): (Place, &Pen<'_>),
    back: bool,
) {
    let (left, right) = (left.max(place.plot.left()), right.min(place.plot.right()));
    if right - left < GAP_TOLD {
        return;
    }
    let y = y.clamp(place.plot.top() + 8.0, place.plot.bottom() - 8.0);
    let band = Rect::from_min_max(pos2(left, y - 6.0), pos2(right, y + 6.0));
    let span = place.time(right).since(place.time(left));
    let says = text::gap(&pen.tag.id, &short(span));
    let painter = ui.painter().with_clip_rect(place.plot.intersect(ui.clip_rect()));
    sketch(&painter, view.tokens, |canvas| {
        canvas.hatch(Area::Rect(band), view.tokens.hatch);
        canvas.ring(pos2(left, y), 4.0, 1.5, pen.colour);
        if back {
            canvas.ring(pos2(right, y), 4.0, 1.5, pen.colour);
        }
        let laid = canvas.lay(&says, face::TICK);
        if laid.size.x + 16.0 < band.width() {
            let backing = Rect::from_center_size(band.center(), laid.size + vec2(12.0, 2.0));
            canvas.fill(backing, 0.0, view.tokens.plot);
            canvas.put(&laid, band.center(), Align2::CENTER_CENTER, view.tokens.ink);
        }
    });
}

/// Before the oldest sample there is nothing, and that is said.
fn begin_of_memory_ui(ui: &Ui, view: &View<'_>, place: Place, pens: &[Pen<'_>]) {
    let oldest = pens.iter().filter_map(|pen| pen.reply.as_ref()?.oldest).min();
    let Some(oldest) = oldest.filter(|oldest| *oldest > place.from) else { return };
    let x = place.x(oldest).min(place.plot.right());
    if x - place.plot.left() < 4.0 {
        return;
    }
    let before = place.plot.with_max_x(x);
    sketch(ui.painter(), view.tokens, |canvas| {
        canvas.hatch(Area::Rect(before), view.tokens.divider);
        let says = text::history_begins(&view.clock(oldest));
        let laid = canvas.lay(&says, face::SMALL);
        if laid.size.x + 20.0 < before.width() {
            let backing = Rect::from_center_size(before.center(), laid.size + vec2(16.0, 6.0));
            canvas.fill(backing, 2.0, view.tokens.plot);
            canvas.put(&laid, before.center(), Align2::CENTER_CENTER, view.tokens.ink2);
        }
    });
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

/// Drag moves, wheel and pinch zoom, arrows and + - do the same.
fn move_ui(ui: &Ui, view: &View<'_>, trends: &mut TrendsState, place: Place) {
    let response = ui.interact(place.plot, ui.scope_id().with("move"), Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, text::TREND_KEYS));
    focus_ring(ui, view.tokens, &response);
    let now = view.now.utc;
    let span = trends.window.span.as_secs_f64();
    let per_pixel = span / f64::from(place.plot.width());
    let window: &mut Window = &mut trends.window;
    if response.dragged() && response.drag_delta().x != 0.0 {
        window.pan(-f64::from(response.drag_delta().x) * per_pixel, now);
    }
    if let Some(pointer) = response.hover_pos() {
        let (wheel, pinch) = ui.input(|input| (input.smooth_scroll_delta().y, input.zoom_delta()));
        let factor = f64::from((wheel / 240.0).exp() * pinch);
        if (factor - 1.0).abs() > 1e-3 {
            let share = f64::from((pointer.x - place.plot.left()) / place.plot.width());
            window.zoom(factor, share, now);
        }
    }
    if response.has_focus() {
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        if pressed(Key::ArrowLeft) {
            window.pan(-span * 0.1, now);
        }
        if pressed(Key::ArrowRight) {
            window.pan(span * 0.1, now);
        }
        if pressed(Key::Plus) || pressed(Key::Equals) {
            window.zoom(1.25, 0.5, now);
        }
        if pressed(Key::Minus) {
            window.zoom(0.8, 0.5, now);
        }
    }
    if response.clicked()
        && let Some(pointer) = response.interact_pointer_pos()
    {
        trends.cursor = Some(place.time(pointer.x));
    }
    if response.secondary_clicked() {
        trends.cursor = None;
    }
    let hovered = response.hover_pos().filter(|_| !response.dragged());
    if let Some(pointer) = hovered {
        let stroke = Stroke::new(1.0, view.tokens.edge);
        ui.painter().vline(pointer.x, place.plot.y_range(), stroke);
    }
}
