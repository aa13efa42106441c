//! The tabs with their counts, and the buttons that act on the whole list.

use egui::{Rect, Ui, pos2, vec2};

use crate::alarm::{Action, Occurrence};
use std::sync::Arc;

use crate::gui::app::{Asks, State, View};
use crate::gui::controls::{Button, Kind, button_at, wide};
use crate::gui::painter::Icon;
use crate::gui::screens::alarms::row::to_acknowledge;
use crate::gui::screens::alarms::state::Tab;
use crate::gui::shell::Shape;
use crate::gui::text;
use crate::gui::text::alarms;
use crate::gui::theme::face;

/// Between buttons.
const GAP: f32 = 6.0;

/// Height of one line of buttons.
fn line(view: &View<'_>) -> f32 {
    if view.shape == Shape::Touch { 48.0 } else { 34.0 }
}

/// Height of the bar: tabs and buttons share a line where they fit.
pub(super) fn height(view: &View<'_>, width: f32) -> f32 {
    if width >= 1120.0 { line(view) } else { 2.0 * line(view) + GAP }
}

/// How many alarms a tab holds; the figures have none.
fn count(view: &View<'_>, tab: Tab) -> Option<usize> {
    let picture = &view.snapshot.alarms;
    let sum =
        |of: fn(&crate::alarm::PriorityCount) -> u32| picture.counts.iter().map(of).sum::<u32>() as usize;
    match tab {
        Tab::Active => Some(sum(|count| count.active)),
        Tab::ToAcknowledge => Some(sum(|count| count.to_acknowledge)),
        Tab::Shelved => Some(sum(|count| count.shelved)),
        Tab::Suppressed => Some(sum(|count| count.suppressed)),
        Tab::OutOfService => Some(sum(|count| count.out_of_service)),
        Tab::CameAndWent => Some(picture.came_and_went.len()),
        Tab::Health => None,
    }
}

pub(super) fn tabs_ui(ui: &Ui, view: &View<'_>, state: &mut State, asks: &mut Asks, beside: bool) {
    let bar = ui.max_rect();
    let high = line(view);
    let all = if beside { &Tab::ALL[..6] } else { &Tab::ALL[..] };
    let names: Vec<String> = all
        .iter()
        .zip(alarms::ALARM_TABS)
        .map(|(tab, name)| count(view, *tab).map_or_else(|| name.into(), |count| format!("{name}  {count}")))
        .collect();
    let own: Vec<f32> = names.iter().map(|name| wide(ui, name, face::BODY_MEDIUM)).collect();
    let one_line = bar.height() < 1.5 * high;
    // On a narrow screen the tabs share the width; on a wide one the buttons stand at its right end.
    let free = bar.width() - own.iter().sum::<f32>() - GAP * own.len() as f32;
    let air = if one_line { 22.0 } else { (free / own.len().max(1) as f32).clamp(6.0, 30.0) };
    let mut left = bar.left();
    for ((tab, name), own) in all.iter().zip(&names).zip(own) {
        let rect = Rect::from_min_size(pos2(left, bar.top()), vec2(own + air, high));
        left = rect.right() + GAP;
        let kind = if state.alarms.tab == *tab { Kind::Chosen } else { Kind::Plain };
        let wish = Button { kind, ..Button::new(name) };
        if button_at(ui, view.tokens, rect, ("tab", *tab as u8), wish).clicked() {
            state.alarms.tab = *tab;
        }
    }
    let buttons = bar.with_min_y(bar.bottom() - high);
    buttons_ui(ui, view, state, asks, buttons);
}

/// What of an area waits to be acknowledged, in the occurrences of this frame.
fn of_area(view: &View<'_>, area: &str) -> Vec<(Arc<str>, Occurrence)> {
    let rows = view.snapshot.alarms.rows.iter();
    rows.filter(|row| &*row.alarm.area == area && to_acknowledge(row))
        .map(|row| (row.alarm.id.clone(), row.kept.occurrence))
        .collect()
}

fn buttons_ui(ui: &Ui, view: &View<'_>, state: &mut State, asks: &mut Asks, bar: Rect) {
    let mut right = bar.right();
    let mut place = |says: &str, extra: f32| {
        let width = wide(ui, says, face::BODY_MEDIUM) + 24.0 + extra;
        let rect = Rect::from_min_max(pos2(right - width, bar.top()), pos2(right, bar.bottom()));
        right = rect.left() - GAP;
        rect
    };
    let why = |empty: bool| {
        if !view.updated {
            Some(text::NO_ACTION_WHILE_OLD)
        } else if empty {
            Some(alarms::NONE_TO_ACK)
        } else {
            None
        }
    };
    let live = view.replay().is_none();
    let visible = &state.alarms.visible;
    let says = alarms::ack_visible(visible.len());
    let wish = Button { disabled: why(visible.is_empty()), ..Button::new(&says) };
    // What was drawn when the press began is what is acknowledged.
    if live && button_at(ui, view.tokens, place(&says, 0.0), ("ack visible", visible), wish).clicked() {
        asks.alarm(Action::Acknowledge(visible.as_slice().into()));
    }
    let kind =
        if state.alarms.filter_open || state.alarms.filter.narrows() { Kind::Chosen } else { Kind::Plain };
    let wish = Button { icon: Some(Icon::Search), kind, ..Button::new(alarms::FILTER_ALARMS) };
    if button_at(ui, view.tokens, place(alarms::FILTER_ALARMS, 24.0), "filter", wish).clicked() {
        state.alarms.filter_open = !state.alarms.filter_open;
    }
    if let Some(area) = state.alarms.filter.area.as_ref().filter(|_| live) {
        let list = of_area(view, area);
        let says = alarms::ack_area(area, list.len());
        let rect = place(&says, 0.0);
        let wish = Button { disabled: why(list.is_empty()), ..Button::new(&says) };
        if button_at(ui, view.tokens, rect, ("ack area", list.len()), wish).clicked() {
            asks.alarm(Action::Acknowledge(list.into()));
        }
    }
}
