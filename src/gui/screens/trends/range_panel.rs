//! The range panel: long spans, everything, and exact ends in plant time.

use egui::{Ui, vec2};

use crate::gui::app::View;
use crate::gui::controls::{Button, Kind, button, label, segments};
use crate::gui::screens::trends::moving::show_all;
use crate::gui::screens::trends::panels::{row, time_ui};
use crate::gui::screens::trends::state::TrendsState;
use crate::gui::screens::trends::window::LONG_SPANS;
use crate::gui::text;
use crate::gui::theme::face;
use crate::time::Span;

pub(super) fn range_ui(ui: &mut Ui, view: &View<'_>, trends: &mut TrendsState) {
    let wide = ui.available_width();
    let now = view.now.utc;
    let chosen = LONG_SPANS.iter().position(|span| *span == trends.window.span);
    if let Some(at) = segments(ui, view.tokens, &text::LONG_SPANS, chosen, (wide, row(view)), None) {
        match LONG_SPANS.get(at) {
            Some(span) => trends.window.stretch(*span),
            None => show_all(view, trends),
        }
        trends.panel = None;
    }
    label(ui, text::EXACT_RANGE, face::BODY_MEDIUM, view.tokens.ink);
    let form = &mut trends.range;
    let from = time_ui(ui, view, text::RANGE_FROM, &mut form.from, &mut form.from_second);
    let to = time_ui(ui, view, text::RANGE_TO, &mut form.to, &mut form.to_second);
    let (span, why) = match (from, to) {
        (Some(from), Some(to)) if from < to => (Some(Span { from, to }), ""),
        (Some(_), Some(_)) => (None, text::RANGE_BACKWARDS),
        (_, _) => (None, text::RANGE_INCOMPLETE),
    };
    let disabled = span.is_none().then_some(why);
    let wish =
        Button { kind: Kind::Final, disabled, size: vec2(wide, row(view)), ..Button::new(text::SHOW_RANGE) };
    if button(ui, view.tokens, wish).clicked()
        && let Some(span) = span
    {
        trends.window.show(span, now);
        trends.panel = None;
    }
}
