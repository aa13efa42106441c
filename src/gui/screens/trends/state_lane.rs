//! A discrete pen: a lane of its states with their words; bright is active, dark is not.

use egui::{Align2, Rect, Ui, pos2};

use crate::gui::app::View;
use crate::gui::controls::{said, sketch, wide, words};
use crate::gui::painter::Area;
use crate::gui::screens::trends::lanes::title_ui;
use crate::gui::screens::trends::pens::Pen;
use crate::gui::screens::trends::plot::Place;
use crate::gui::text;
use crate::gui::theme::face;
use crate::tag::Tag;
use crate::time::{Span, Timestamp};
use crate::trend::TrendReply;

/// What a stretch of a lane shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shown {
    /// One state throughout.
    State(f64),
    /// More than one within a column.
    Mixed,
}

/// Stretches of one state, gaps left out, oldest first.
pub(super) fn stretches(reply: &TrendReply) -> Vec<(Span, Shown)> {
    let count = reply.columns.len().max(1) as i64;
    let step = reply.to.nanos().saturating_sub(reply.from.nanos()).max(1) / count;
    let time_of = |at: usize| Timestamp::from_nanos(reply.from.nanos() + step * at as i64);
    let mut found: Vec<(Span, Shown)> = Vec::new();
    for (at, column) in reply.columns.iter().enumerate() {
        let Some(column) = column else { continue };
        let shown = if column.min == column.max { Shown::State(column.last) } else { Shown::Mixed };
        let (from, to) = (time_of(at), time_of(at + 1));
        match found.last_mut() {
            Some((span, before)) if *before == shown && span.to == from => span.to = to,
            Some(_) | None => found.push((Span { from, to }, shown)),
        }
    }
    found
}

/// The words of a state.
fn state_text(tag: &Tag, value: f64) -> String {
    let known = tag.states.iter().find(|state| state.value as f64 == value);
    known.map_or_else(|| format!("{value}"), |state| state.text.to_string())
}

pub(super) fn state_ui(ui: &Ui, view: &View<'_>, place: Place, lane: Rect, pen: &Pen<'_>) {
    let tokens = view.tokens;
    title_ui(ui, view, lane, &pen.tag.id);
    let Some(reply) = &pen.reply else { return };
    let mut last = String::new();
    for (span, shown) in stretches(reply) {
        let (left, right) = (place.x(span.from).max(lane.left()), place.x(span.to).min(lane.right()));
        if right - left < 0.5 {
            continue;
        }
        let bar = Rect::from_min_max(pos2(left, lane.top() + 5.0), pos2(right, lane.bottom() - 5.0));
        let (fill, ink, says) = match shown {
            Shown::State(value) => {
                let active = pen.tag.states.iter().any(|state| state.active && state.value as f64 == value);
                let (fill, ink) =
                    if active { (tokens.run, tokens.on_run) } else { (tokens.trough, tokens.ink2) };
                (fill, ink, state_text(&pen.tag, value))
            }
            Shown::Mixed => (tokens.liquid, tokens.ink, text::CHANGES.to_owned()),
        };
        sketch(ui.painter(), tokens, |canvas| {
            canvas.fill(bar, 0.0, fill);
            if shown == Shown::Mixed {
                canvas.hatch(Area::Rect(bar), tokens.edge);
            }
        });
        if shown != Shown::Mixed && wide(ui, &says, face::TICK) + 12.0 < bar.width() {
            words(ui, &says, face::TICK, pos2(bar.left() + 6.0, bar.center().y), Align2::LEFT_CENTER, ink);
        }
        last = says;
    }
    said(ui, &pen.tag.id, lane, &text::state_lane(&pen.tag.id, &last));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tag::QualityLevel;
    use crate::trend::Column;

    #[test]
    fn equal_states_join_and_gaps_part_them() {
        let at = |second: i64| Timestamp::from_millis(second * 1000);
        let column = |(second, value): (usize, Option<(f64, f64)>)| {
            let time = at(second as i64);
            value.map(|(min, max)| Column { time, min, max, last: max, level: QualityLevel::Good })
        };
        let values =
            [Some((0.0, 0.0)), Some((0.0, 0.0)), None, Some((0.0, 0.0)), Some((0.0, 1.0)), Some((1.0, 1.0))];
        let columns = values.into_iter().enumerate().map(column).collect();
        let reply = TrendReply { from: at(0), to: at(6), columns, bands: Vec::new(), oldest: None };
        let span = |from: i64, to: i64| Span { from: at(from), to: at(to) };
        assert_eq!(
            stretches(&reply),
            [
                (span(0, 2), Shown::State(0.0)),
                (span(3, 4), Shown::State(0.0)),
                (span(4, 5), Shown::Mixed),
                (span(5, 6), Shown::State(1.0))
            ]
        );
    }
}
