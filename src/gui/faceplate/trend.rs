//! Trends on a faceplate.

use egui::{Ui, vec2};

use crate::display::ElementKind;
use crate::gui::app::{Asks, Go, State, View};
use crate::gui::controls::{Button, button, label};
use crate::gui::faceplate::operate::element_ui;
use crate::gui::screens::FACEPLATE_SPAN;
use crate::gui::text;
use crate::gui::theme::face;
use crate::tag::TagIndex;

/// One framed trend.
pub(super) fn trend_ui(
    ui: &mut Ui,
    view: &View<'_>,
    tag: TagIndex,
    height: f32,
    state: &mut State,
    asks: &mut Asks,
) {
    let kind = ElementKind::Trend { tag, span: FACEPLATE_SPAN };
    element_ui(ui, view, kind, vec2(ui.available_width(), height), state, asks);
}

/// One below the other, with the way to the trend screen.
pub(super) fn trends_ui(ui: &mut Ui, view: &View<'_>, tags: &[TagIndex], state: &mut State, asks: &mut Asks) {
    let mut seen = std::collections::BTreeSet::new();
    let numeric = |tag: &TagIndex| view.plant().tag(*tag).is_some_and(|tag| tag.states.is_empty());
    let drawn: Vec<TagIndex> = tags.iter().copied().filter(|tag| numeric(tag) && seen.insert(*tag)).collect();
    if drawn.is_empty() {
        label(ui, text::NO_TRENDS, face::BODY, view.tokens.ink2);
    }
    for tag in drawn {
        ui.push_id(("trend", tag.0), |ui| {
            trend_ui(ui, view, tag, 130.0, state, asks);
            let Some(definition) = view.plant().tag(tag) else { return };
            let name = text::to_trends(&definition.id);
            let wish = Button { name: &name, ..Button::new(text::TO_TRENDS) };
            if button(ui, view.tokens, wish).clicked() {
                asks.go(Go::Pen(definition.id.clone()));
            }
        });
    }
}
