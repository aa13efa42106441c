//! The context column: key trends of a level 2 display, or the open faceplate in their place.

use egui::{Rect, Ui, pos2, vec2};

use crate::display::{Element, ElementKind, Place};
use crate::gui::app::{Asks, Go, State, Subject, View};
use crate::gui::controls::words;
use crate::gui::painter::Frame;
use crate::gui::screens::{draw_elements, time_span};
use crate::gui::shell::{Framed, Shape, replay};
use crate::gui::theme::{face, size};
use crate::gui::{faceplate, text};

/// Height of a key trend at least.
const TREND_MIN: f32 = 90.0;

/// The screen and the column beside it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Split {
    pub(super) screen: Rect,
    pub(super) column: Option<Rect>,
}

/// Divides the content. A faceplate always gets its column; key trends only where the display does not
/// become smaller for them.
pub(super) fn split(content: Rect, view: &View<'_>, state: &State) -> Split {
    let framed = view.frame() != Framed::No;
    let width = size::CONTEXT.min(content.width() * 0.46);
    // A frame takes its width from this margin, so that the display keeps its whole pixels.
    let margin = match (view.shape, framed) {
        (Shape::Touch, _) | (Shape::Desk | Shape::Rail, true) => 8.0,
        (Shape::Desk | Shape::Rail, false) => 16.0,
    };
    let right = content.right() - margin;
    let column = Rect::from_min_max(
        pos2(right - width, content.top() + 8.0),
        pos2(right, content.bottom() - if framed { 4.0 } else { 8.0 }),
    );
    let beside = content.with_max_x(column.left());
    let of_replay = view.replay().is_some() && view.updated && state.replay.is_open(view.shape);
    let wanted = state.subject.is_some() || of_replay || {
        let display = state.navigation.display(view.plant());
        display.is_some_and(|display| {
            let zoom = |rect: Rect| Frame::fit(display.size, rect).zoom;
            // Lower than a heading and one trend it would be a heading alone.
            !display.key_trends.is_empty()
                && column.height() >= TREND_MIN + 40.0
                && zoom(beside.expand2(vec2(8.0, 0.0))) >= zoom(content) * 0.97
        })
    };
    if wanted {
        // Displays of a panel scroll: their bar must not stand in the column.
        let over = if view.shape == Shape::Touch { 0.0 } else { 8.0 };
        Split { screen: beside.with_max_x(beside.right() + over), column: Some(column) }
    } else {
        Split { screen: content, column: None }
    }
}

pub(super) fn context_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, asks: &mut Asks) {
    match state.subject.clone() {
        Some(Subject::Equipment(id)) => match view.plant().equipment.get(&id) {
            Some(equipment) => faceplate::equipment_ui(ui, view, equipment, state, asks),
            None => asks.go(Go::Close),
        },
        Some(Subject::Tag(id)) => match view.plant().find(&id) {
            Some(tag) => faceplate::tag_ui(ui, view, tag, state, asks),
            None => asks.go(Go::Close),
        },
        None => match view.replay().filter(|_| state.replay.is_open(view.shape)) {
            Some(playback) => replay::column_ui(ui, view, playback, state, asks),
            None => key_trends_ui(ui, view, state, asks),
        },
    }
}

fn key_trends_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, asks: &mut Asks) {
    let Some(display) = state.navigation.display(view.plant()) else { return };
    let area = ui.max_rect();
    let title = pos2(area.left(), area.top() + 22.0);
    words(ui, text::KEY_TRENDS, face::TITLE, title, egui::Align2::LEFT_CENTER, view.tokens.ink2);
    if let Some(first) = display.key_trends.first()
        && display.key_trends.iter().all(|trend| trend.span == first.span)
    {
        let at = pos2(area.right(), area.top() + 22.0);
        let span = time_span(first.span);
        words(ui, &span, face::SMALL, at, egui::Align2::RIGHT_CENTER, view.tokens.ink2);
    }
    let count = display.key_trends.len();
    let room = area.height() - 40.0;
    let height = (room / count.max(1) as f32 - 10.0).clamp(TREND_MIN, 220.0);
    let elements: Vec<Element> = display
        .key_trends
        .iter()
        .enumerate()
        .take_while(|(at, _)| 40.0 + (height + 10.0) * (*at as f32 + 1.0) <= area.height() + 12.0)
        .map(|(at, trend)| Element {
            id: format!("key trend {at}").into(),
            place: Place { x: 0.0, y: 40.0 + (height + 10.0) * at as f32, w: area.width(), h: height },
            label: None,
            equipment: None,
            kind: ElementKind::Trend { tag: trend.tag, span: trend.span },
        })
        .collect();
    let frame = Frame { origin: area.min, zoom: 1.0 };
    draw_elements(ui, view, &elements, frame, state, asks);
    if elements.len() < count {
        let at = pos2(area.left(), area.bottom() - 10.0);
        words(ui, text::MORE_TRENDS, face::SMALL, at, egui::Align2::LEFT_CENTER, view.tokens.ink2);
    }
}
