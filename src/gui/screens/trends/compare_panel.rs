//! The compare panel, and the line that says what the dashed lines are.

use egui::{Align2, Ui, vec2};

use crate::gui::app::View;
use crate::gui::controls::{Button, Kind, button, label, said, sketch, words};
use crate::gui::painter::Dash;
use crate::gui::screens::trends::compare::With;
use crate::gui::screens::trends::panels::{row, time_ui};
use crate::gui::screens::trends::plot::Place;
use crate::gui::screens::trends::state::TrendsState;
use crate::gui::text;
use crate::gui::theme::face;
use crate::time::Span;

pub(super) fn compare_ui(ui: &mut Ui, view: &View<'_>, trends: &mut TrendsState) {
    let wide = ui.available_width();
    let mut with = None;
    ui.horizontal(|ui| {
        let size = vec2((wide - 8.0) / 2.0, row(view));
        if button(ui, view.tokens, Button { size, ..Button::new(text::YESTERDAY) }).clicked() {
            with = Some(With::Yesterday);
        }
        if button(ui, view.tokens, Button { size, ..Button::new(text::LAST_WEEK) }).clicked() {
            with = Some(With::LastWeek);
        }
    });
    label(ui, text::COMPARE_BEGIN, face::BODY_MEDIUM, view.tokens.ink);
    let form = &mut trends.compare;
    let begin = time_ui(ui, view, text::COMPARE_FIELD, &mut form.typed, &mut form.second);
    let disabled = begin.is_none().then_some(text::RANGE_INCOMPLETE);
    let wish = Button {
        kind: Kind::Final,
        disabled,
        size: vec2(wide, row(view)),
        ..Button::new(text::COMPARE_SHOW)
    };
    if button(ui, view.tokens, wish).clicked() {
        with = begin.map(With::Begin);
    }
    if let Some(with) = with {
        trends.compare.with = with;
        trends.panel = None;
    }
}

/// What the dashed lines are, in the plot's upper left corner.
pub(super) fn legend_ui(ui: &Ui, view: &View<'_>, trends: &TrendsState, place: Place) {
    let window = Span { from: place.from, to: place.to };
    let Some(shift) = trends.compare.shift(window) else { return };
    let then = shift.back(window);
    let time = |time: crate::time::Timestamp| time.format(&view.plant().zone, "%a %-d %b %Y %H:%M:%S");
    let what = match trends.compare.with {
        With::Yesterday => text::YESTERDAY,
        With::LastWeek => text::LAST_WEEK,
        With::Begin(_) | With::Nothing => text::OTHER_PERIOD,
    };
    let says = text::compared(what, &time(then.from), &time(then.to));
    let at = place.plot.min + vec2(48.0, 34.0);
    let wide = crate::gui::controls::wide(ui, &says, face::SMALL);
    let backing = egui::Rect::from_min_size(place.plot.min + vec2(8.0, 24.0), vec2(wide + 50.0, 20.0));
    ui.painter().rect_filled(backing, 2.0, view.tokens.plot);
    sketch(ui.painter(), view.tokens, |canvas| {
        let line = [at - vec2(34.0, 0.0), at - vec2(8.0, 0.0)];
        canvas.dashed(&line, Dash { on: 5.0, off: 4.0 }, 1.0, view.tokens.ink);
    });
    words(ui, &says, face::SMALL, at, Align2::LEFT_CENTER, view.tokens.ink2);
    said(ui, "compared", backing, &says);
}
