//! The limits of a pen as dashed lines: those its alarms judge by, else those of its tag.

use egui::{Align2, Rect, Ui, pos2};

use crate::alarm::{Condition, Limit};
use crate::gui::app::View;
use crate::gui::controls::{said, sketch, words};
use crate::gui::painter::Dash;
use crate::gui::screens::trends::pens::Pen;
use crate::gui::screens::trends::plot::Place;
use crate::gui::theme::face;
use crate::tag::TagIndex;

/// Pens whose limits are drawn: with more, nobody could tell whose is whose.
const PENS_MAX: usize = 2;

/// The fixed limits of a tag's alarms, and its own bands where it has no such alarm.
fn limits(view: &View<'_>, tag: TagIndex) -> Vec<(f64, &'static str)> {
    let judged = view.plant().alarms.iter().filter(|alarm| alarm.tag == tag);
    let mut all: Vec<(f64, &'static str)> = judged
        .filter_map(|alarm| match &alarm.condition {
            Condition::Limit { limit: Limit::Fixed(limit), .. } => {
                Some((*limit, letters(alarm.condition.word())))
            }
            Condition::Limit { limit: Limit::Tag(_), .. }
            | Condition::Deviation { .. }
            | Condition::Rate { .. }
            | Condition::Discrete { .. }
            | Condition::Quality { .. }
            | Condition::Mismatch { .. }
            | Condition::DeviceDown
            | Condition::Overrun { .. }
            | Condition::Disk => None,
        })
        .collect();
    if all.is_empty()
        && let Some(tag) = view.plant().tag(tag)
    {
        let bands = &tag.bands;
        let own = [(bands.high_high, "HH"), (bands.high, "H"), (bands.low, "L"), (bands.low_low, "LL")];
        all.extend(own.into_iter().filter_map(|(limit, letter)| Some((limit?, letter))));
    }
    all
}

fn letters(word: &str) -> &'static str {
    match word {
        "high_high" => "HH",
        "high" => "H",
        "low" => "L",
        _ => "LL",
    }
}

pub(super) fn limits_ui(ui: &Ui, view: &View<'_>, place: Place, pens: &[&Pen<'_>]) {
    if pens.len() > PENS_MAX {
        return;
    }
    for pen in pens {
        for (limit, letters) in pen.index.map(|tag| limits(view, tag)).unwrap_or_default() {
            let y = place.y(pen, limit);
            if !(place.plot.top()..=place.plot.bottom()).contains(&y) {
                continue;
            }
            sketch(ui.painter(), view.tokens, |canvas| {
                let line = [pos2(place.plot.left(), y), pos2(place.plot.right(), y)];
                canvas.dashed(&line, Dash::LIMIT, 1.0, view.tokens.ink2);
            });
            let at = pos2(place.plot.left() + 6.0, y - 7.0);
            let says = format!("{} {letters}", pen.number + 1);
            let shown = words(ui, &says, face::TICK, at, Align2::LEFT_CENTER, view.tokens.ink2);
            let spoken = format!("{} limit {letters} {limit}", pen.tag.id);
            said(ui, &spoken, Rect::from_center_size(shown.center(), shown.size()), &spoken);
        }
    }
}
