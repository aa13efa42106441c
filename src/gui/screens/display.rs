//! A display of the layout, fitted to its place.

use std::time::Duration;

use egui::{Align2, ScrollArea, Sense, Ui, Vec2};

use crate::display::{Element, ElementKind};
use crate::gui::app::{Asks, Go, Screen, State, Subject, View, live_query};
use crate::gui::controls::{said, words};
use crate::gui::elements::{ClickTarget, ElementClick, elements_ui, tags_of, trend_of};
use crate::gui::faceplate::value_for;
use crate::gui::painter::Frame;
use crate::gui::text;
use crate::gui::theme::face;
use crate::tag::TagIndex;

/// How far back a trend on a faceplate goes.
pub(crate) const FACEPLATE_SPAN: Duration = Duration::from_secs(600);
/// A display is not blown up beyond this: it would only become coarse.
const ZOOM_MAX: f32 = 1.5;
/// Nor is it shrunk beyond this: it could not be read.
const ZOOM_MIN: f32 = 0.6;
/// Pages whose texts are kept; beyond that all are laid out anew.
const TEXT_PAGES_MAX: usize = 128;

/// Paints a display and takes what was clicked on it.
pub(super) fn display_ui(ui: &mut Ui, view: &View<'_>, id: &str, state: &mut State, asks: &mut Asks) {
    let area = ui.max_rect();
    let centre = area.center();
    let Some(display) = view.plant().display(id) else {
        words(ui, text::LOST_DISPLAY, face::DIALOG, centre, Align2::CENTER_CENTER, view.tokens.ink2);
        said(ui, "lost", area, text::LOST_DISPLAY);
        return;
    };
    if display.elements.is_empty() {
        words(ui, text::EMPTY_DISPLAY, face::DIALOG, centre, Align2::CENTER_CENTER, view.tokens.ink2);
        said(ui, "empty", area, text::EMPTY_DISPLAY);
        return;
    }
    let fit = Frame::fit(display.size, area).zoom;
    // A little larger than its own size is not worth the loss of whole pixels; smaller than this cannot be
    // read, so that a small window scrolls instead.
    let zoom = if (1.0..1.06).contains(&fit) { 1.0 } else { fit.clamp(ZOOM_MIN, ZOOM_MAX) };
    let used = Vec2::from(display.size) * zoom;
    let selected = state.subject.as_ref().map(|subject| subject.id().clone());
    if fit >= ZOOM_MIN {
        let free = (area.size() - used).max(Vec2::ZERO);
        let frame = Frame { origin: (area.min + free / 2.0).round(), zoom };
        draw(ui, view, &display.elements, frame, selected.as_deref(), state, asks);
    } else {
        ScrollArea::both().id_salt(id).auto_shrink([false, false]).show(ui, |ui| {
            let (rect, _) = ui.allocate_exact_size(used, Sense::hover());
            let frame = Frame { origin: rect.min.round(), zoom };
            draw(ui, view, &display.elements, frame, selected.as_deref(), state, asks);
        });
    }
}

/// Paints elements in a panel, notes what they show, and takes what was clicked on them.
pub(crate) fn draw_elements(
    ui: &Ui,
    view: &View<'_>,
    elements: &[Element],
    frame: Frame,
    state: &mut State,
    asks: &mut Asks,
) {
    draw(ui, view, elements, frame, None, state, asks);
}

fn draw(
    ui: &Ui,
    view: &View<'_>,
    elements: &[Element],
    frame: Frame,
    selected: Option<&str>,
    state: &mut State,
    asks: &mut Asks,
) {
    for element in elements {
        note(element, asks);
    }
    if state.texts.len() > TEXT_PAGES_MAX {
        state.texts.clear();
    }
    let texts = state.texts.entry(ui.scope_id().value()).or_default();
    // In a replay a button that commands is not there, rather than grey.
    let shown: Vec<Element>;
    let elements = if view.replay().is_some() {
        let stays = |element: &&Element| !matches!(element.kind, ElementKind::Button { .. });
        shown = elements.iter().filter(stays).cloned().collect();
        &shown
    } else {
        elements
    };
    let clicked = elements_ui(ui, frame, elements, view, texts, selected);
    if let Some(ElementClick { target, gesture: _ }) = clicked {
        follow(view, target, state, asks);
    }
}

/// What a click leads to. Selecting never commands; a button on a display drafts on its faceplate.
fn follow(view: &View<'_>, target: ClickTarget, state: &mut State, asks: &mut Asks) {
    match target {
        ClickTarget::Equipment(id) => asks.go(Go::Open(Subject::Equipment(id))),
        ClickTarget::Tag(tag) | ClickTarget::Setpoint(tag) => open_tag(view, tag, asks),
        ClickTarget::Display(id) => asks.go(Go::To(Screen::Display(id))),
        ClickTarget::Command { tag, value } => {
            open_tag(view, tag, asks);
            if view.updated && view.replay().is_none() {
                asks.draft = Some((tag, value_for(view, tag, value)));
            }
            state.card.confirm.closed();
        }
    }
}

/// The faceplate of the tag's machine, or the tag's own.
fn open_tag(view: &View<'_>, tag: TagIndex, asks: &mut Asks) {
    let Some(definition) = view.plant().tag(tag) else { return };
    let subject = match &definition.equipment {
        Some(equipment) if view.plant().equipment.contains_key(equipment) => {
            Subject::Equipment(equipment.clone())
        }
        Some(_) | None => Subject::Tag(definition.id.clone()),
    };
    asks.go(Go::Open(subject));
}

/// Notes the tags and trends an element needs.
fn note(element: &Element, asks: &mut Asks) {
    asks.watch.extend(tags_of(&element.kind));
    asks.trends.extend(trend_of(&element.kind).map(|(tag, span)| live_query(tag, span)));
}

/// A span in words: `2 h`, `10 min`.
pub(crate) fn time_span(span: Duration) -> String {
    let seconds = span.as_secs();
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7200 => format!("{} min", seconds / 60),
        _ if seconds.is_multiple_of(86_400) => format!("{} d", seconds / 86_400),
        _ => format!("{} h", seconds / 3600),
    }
}
