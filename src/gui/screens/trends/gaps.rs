//! What is not known in a trend: gaps hatched and told, doubt dotted, and where memory begins.

use egui::{Align2, Pos2, Rect, Ui, pos2, vec2};

use crate::gui::app::View;
use crate::gui::controls::sketch;
use crate::gui::painter::{Area, Dash};
use crate::gui::screens::trends::pens::Pen;
use crate::gui::screens::trends::plot::Place;
use crate::gui::text;
use crate::gui::theme::face;
use crate::tag::QualityLevel;
use crate::time::{Timestamp, short};

/// A gap is hatched and told when it is at least this wide.
const GAP_TOLD: f32 = 36.0;

/// Gaps are hatched and told; doubt is a dotted companion.
pub(super) fn quality_ui(ui: &Ui, view: &View<'_>, place: Place, pen: &Pen<'_>) {
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
pub(super) fn begin_of_memory_ui(ui: &Ui, view: &View<'_>, place: Place, pens: &[Pen<'_>]) {
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
