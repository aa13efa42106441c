//! The plot: grid, lines, gaps, axes, plates and cursors, in one place that knows time and height.

use egui::{Align2, Pos2, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

use crate::gui::app::View;
use crate::gui::controls::{sketch, words};
use crate::gui::painter::Dash;
use crate::gui::screens::trends::pens::Pen;
use crate::gui::screens::trends::scale::DIVISIONS;
use crate::gui::screens::trends::state::TrendsState;
use crate::gui::screens::trends::ticks::{Tick, ticks};
use crate::gui::screens::trends::{axes, cursor_lines, gaps, limit_lines, moving, readout};
use crate::gui::theme::face;
use crate::time::Timestamp;

/// Between a time and its place on the screen.
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
    fn span(&self) -> i64 {
        self.to.nanos().saturating_sub(self.from.nanos()).max(1)
    }

    pub(super) fn x(&self, time: Timestamp) -> f32 {
        let share = time.nanos().saturating_sub(self.from.nanos()) as f64 / self.span() as f64;
        self.plot.left() + self.plot.width() * share.clamp(-1e6, 1e6) as f32
    }

    pub(super) fn y(&self, pen: &Pen<'_>, value: f64) -> f32 {
        self.plot.bottom() - self.plot.height() * pen.scale.share(value).clamp(-1e4, 1e4) as f32
    }

    pub(super) fn time(&self, x: f32) -> Timestamp {
        let share = f64::from((x - self.plot.left()) / self.plot.width().max(1.0));
        Timestamp::from_nanos(self.from.nanos().saturating_add((self.span() as f64 * share) as i64))
    }

    /// Whether a time is on screen.
    pub(super) fn shows(&self, time: Timestamp) -> bool {
        self.from <= time && time <= self.to
    }
}

pub(super) fn plot_ui(
    ui: &mut Ui,
    view: &View<'_>,
    trends: &mut TrendsState,
    place: Place,
    pens: &[Pen<'_>],
) {
    let drawn: Vec<&Pen<'_>> = pens.iter().filter(|pen| pen.drawn()).collect();
    ui.painter().rect_filled(place.plot, 2.0, view.tokens.plot);
    moving::move_ui(ui, view, trends, place);
    cursor_lines::shade_ui(ui, view, trends, place);
    let most = (place.plot.width() / 110.0) as usize;
    let ticks = ticks(crate::time::Span { from: place.from, to: place.to }, &view.plant().zone, most);
    grid_ui(ui, view, place, &ticks);
    lines_ui(ui, trends, place, &drawn);
    axes::axes_ui(ui, view, trends, place, pens);
    time_ui(ui, view, place, &ticks);
    gaps::gaps_ui(ui, view, place, &drawn);
    gaps::begin_ui(ui, view, place, pens);
    limit_lines::limits_ui(ui, view, place, &drawn);
    plates_ui(ui, view, place, &drawn);
    if let Some(time) = trends.pointed.filter(|time| place.shows(*time)) {
        let x = place.x(time);
        sketch(ui.painter(), view.tokens, |canvas| {
            let line = [pos2(x, place.plot.top()), pos2(x, place.plot.bottom())];
            canvas.dashed(&line, Dash::LIMIT, 1.0, view.tokens.ink2);
        });
    }
    cursor_lines::cursors_ui(ui, view, trends, place, &drawn);
    readout::readout_ui(ui, view, trends, place, &drawn);
}

fn grid_ui(ui: &Ui, view: &View<'_>, place: Place, ticks: &[Tick]) {
    let painter = ui.painter().with_clip_rect(place.plot.intersect(ui.clip_rect()));
    for division in 0..=DIVISIONS {
        let y = place.plot.bottom() - place.plot.height() * division as f32 / DIVISIONS as f32;
        painter.hline(place.plot.x_range(), y.round() + 0.5, Stroke::new(1.0, view.tokens.divider));
    }
    for tick in ticks {
        // A new day has a line that can be told from the others.
        let stroke = if tick.midnight { (1.5, view.tokens.edge) } else { (1.0, view.tokens.divider) };
        painter.vline(
            place.x(tick.time).round() + 0.5,
            place.plot.y_range(),
            Stroke::new(stroke.0, stroke.1),
        );
    }
    painter.rect_stroke(place.plot, 2.0, Stroke::new(1.0, view.tokens.divider), StrokeKind::Inside);
}

fn lines_ui(ui: &Ui, trends: &mut TrendsState, place: Place, pens: &[&Pen<'_>]) {
    let painter = ui.painter().with_clip_rect(place.plot.intersect(ui.clip_rect()));
    let window = crate::time::Span { from: place.from, to: place.to };
    let shift = trends.compare.shift(window);
    let mut drawn = Vec::new();
    for pen in pens {
        if let (Some(then), Some(shift)) = (&pen.then, shift) {
            let late = shift.forth_at(Timestamp::default()).nanos();
            drawn.push((pen.number, true));
            trends.lines.paint(&painter, place, (pen.number, true), (then, late), pen.style(true));
        }
        if let Some(reply) = &pen.reply {
            drawn.push((pen.number, false));
            trends.lines.paint(&painter, place, (pen.number, false), (reply, 0), pen.style(false));
        }
    }
    trends.lines.keep(&drawn);
}

fn time_ui(ui: &Ui, view: &View<'_>, place: Place, ticks: &[Tick]) {
    for tick in ticks {
        let at = pos2(place.x(tick.time), place.plot.bottom() + 15.0);
        if at.x > place.plot.left() + 20.0 && at.x < place.plot.right() - 20.0 {
            let (face, ink) =
                if tick.midnight { (face::PLATE, view.tokens.ink) } else { (face::TICK, view.tokens.ink2) };
            words(ui, &tick.text, face, at, Align2::CENTER_CENTER, ink);
        }
    }
}

/// The pen's number at the end of its line, moved apart where lines end close together.
fn plates_ui(ui: &Ui, view: &View<'_>, place: Place, pens: &[&Pen<'_>]) {
    let (top, bottom) = (place.plot.top() + 9.0, place.plot.bottom() - 9.0);
    let mut ends: Vec<(f32, &Pen<'_>)> = pens
        .iter()
        .filter_map(|pen| {
            let columns = &pen.reply.as_ref()?.columns;
            let last = columns.iter().rev().flatten().find(|column| place.shows(column.time))?;
            Some((place.y(pen, last.last).clamp(top, bottom), *pen))
        })
        .collect();
    ends.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    // From above each stands clear of the one before; then from below, so that none falls out.
    let mut floor = f32::NEG_INFINITY;
    for (y, _) in &mut ends {
        *y = y.max(floor + 17.0);
        floor = *y;
    }
    let mut ceiling = bottom + 17.0;
    for (y, pen) in ends.iter_mut().rev() {
        *y = y.min(ceiling - 17.0);
        ceiling = *y;
        plate_ui(ui, view, pos2(place.plot.right() - 9.0, *y), pen);
    }
}

/// A pen's number in its colour; hollow while it is hidden.
pub(super) fn plate_ui(ui: &Ui, view: &View<'_>, centre: Pos2, pen: &Pen<'_>) {
    let rect = Rect::from_center_size(centre, vec2(if pen.number < 9 { 16.0 } else { 20.0 }, 16.0));
    let number = (pen.number + 1).to_string();
    if pen.hidden {
        ui.painter().rect_stroke(rect, 3.0, Stroke::new(1.0, pen.colour), StrokeKind::Inside);
    } else {
        ui.painter().rect_filled(rect, 3.0, pen.colour);
    }
    let ink = if pen.hidden { view.tokens.ink2 } else { view.tokens.plot };
    words(ui, &number, face::PLATE, rect.center(), Align2::CENTER_CENTER, ink);
}
