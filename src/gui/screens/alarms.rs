//! The alarm summary: lists with tabs, order and filter, all that is known about one alarm, and the health.

mod columns;
mod detail;
mod detail_buttons;
mod dialog;
mod filter;
mod filter_bar;
mod health;
mod health_bars;
mod health_mix;
mod list;
mod row;
mod state;
mod tabs;

#[cfg(test)]
mod tests;

pub(crate) use detail_buttons::show as show_alarm;
pub(crate) use dialog::dialog_ui;
pub(crate) use row::{name as alarm_name, name_of as alarm_name_of, to_acknowledge};
pub use state::AlarmsState;

use egui::{Align2, Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};

use crate::gui::app::{Asks, State, View};
use crate::gui::controls::{said, words, words_within};
use crate::gui::screens::alarms::list::Line;
use crate::gui::screens::alarms::state::Tab;
use crate::gui::shell::Shape;
use crate::gui::text::alarms;
use crate::gui::theme::face;

/// How long a refusal stays on screen.
pub(crate) const REFUSAL_SHOWN: std::time::Duration = std::time::Duration::from_secs(15);
/// Below this width the figures have a tab of their own.
const BESIDE_MIN: f32 = 1300.0;

/// Why an action was refused last, in words, while that is news.
pub(crate) fn refusal<'v>(view: &View<'v>) -> Option<&'v str> {
    let (why, at) = view.snapshot.alarm_refused.as_ref()?;
    (view.now.age_of(*at) < REFUSAL_SHOWN).then_some(&**why)
}

pub(super) fn alarms_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, asks: &mut Asks) {
    let margin = if view.shape == Shape::Touch { vec2(10.0, 6.0) } else { vec2(20.0, 12.0) };
    let area = ui.max_rect().shrink2(margin);
    let beside = area.width() >= BESIDE_MIN;
    let health_wide = (area.width() * 0.34).min(500.0);
    let left = if beside { area.with_max_x(area.right() - health_wide - 16.0) } else { area };
    if beside && state.alarms.tab == Tab::Health {
        state.alarms.tab = Tab::Active;
    }
    let bar = left.with_max_y(left.top() + tabs::height(view, left.width()));
    part(ui, "tabs", bar, |ui| tabs::tabs_ui(ui, view, state, asks, beside));
    let mut card = left.with_min_y(bar.bottom() + 8.0);
    if state.alarms.filter_open && state.alarms.tab != Tab::Health {
        let filter = card.with_max_y(card.top() + filter_bar::height(view, card.width()));
        part(ui, "filter", filter, |ui| filter_bar::filter_ui(ui, view, state));
        card = card.with_min_y(filter.bottom() + 8.0);
    }
    if state.alarms.tab == Tab::Health {
        part(ui, "health", card, |ui| health::health_ui(ui, view));
    } else {
        part(ui, "list", card, |ui| card_ui(ui, view, state, asks));
    }
    if beside {
        let right = area.with_min_x(area.right() - health_wide);
        let head = right.with_max_y(bar.bottom());
        words(ui, alarms::HEALTH, face::TITLE, head.left_center(), Align2::LEFT_CENTER, view.tokens.ink);
        let over = health::over(view);
        words(ui, &over, face::SMALL, head.right_center(), Align2::RIGHT_CENTER, view.tokens.ink2);
        let card = right.with_min_y(bar.bottom() + 8.0);
        part(ui, "health", card, |ui| health::health_ui(ui, view));
    }
}

/// The list with its headers, and the detail of the chosen row at its foot.
fn card_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, asks: &mut Asks) {
    let card = ui.max_rect();
    ui.painter().rect_filled(card, 6.0, view.tokens.card);
    let chosen = detail::chosen(view, &state.alarms);
    let high = if chosen.is_some() { detail::height(view, card) } else { 0.0 };
    let list = card.with_max_y(card.bottom() - high);
    part(ui, "rows", list.shrink2(vec2(0.0, 4.0)), |ui| list_ui(ui, view, state, asks));
    if let Some(row) = chosen {
        let place = Rect::from_min_max(pos2(card.left() + 8.0, list.bottom()), card.max - vec2(8.0, 8.0));
        part(ui, "detail", place, |ui| detail::detail_ui(ui, view, &row, state, asks));
    }
}

fn list_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, asks: &mut Asks) {
    let lines = list::lines(view, &mut state.alarms);
    ui.spacing_mut().item_spacing.y = 0.0;
    columns::header_ui(ui, view, &mut state.alarms);
    if let Some(why) = refusal(view) {
        row::refused_ui(ui, view, why);
    }
    let mut visible = Vec::new();
    if lines.is_empty() {
        empty_ui(ui, view, state);
    } else {
        let high = row::height(view);
        let mut scroll = ScrollArea::vertical().id_salt("alarms").auto_shrink([false, false]);
        if std::mem::take(&mut state.alarms.scroll) {
            scroll = scroll.vertical_scroll_offset(offset(&lines, state.alarms.selected.as_deref(), high));
        }
        scroll.show_rows(ui, high, lines.len(), |ui, range| {
            for line in lines.get(range).unwrap_or_default() {
                match line {
                    Line::Heading(heading) => row::heading_ui(ui, view, heading),
                    Line::Row(row) => row::row_ui(ui, view, row, state, asks, &mut visible),
                }
            }
        });
    }
    state.alarms.visible = visible;
}

/// How far to scroll so that the chosen row stands a little below the top.
fn offset(lines: &[Line], selected: Option<&str>, high: f32) -> f32 {
    let is = |line: &Line| match line {
        Line::Heading(_) => false,
        Line::Row(row) => Some(&*row.alarm.id) == selected,
    };
    lines.iter().position(is).map_or(0.0, |at| (at as f32 - 2.0).max(0.0) * high)
}

fn empty_ui(ui: &mut Ui, view: &View<'_>, state: &State) {
    let says = if view.snapshot.alarms.defined == 0 {
        alarms::NO_ALARMS_DEFINED
    } else if state.alarms.filter.narrows() {
        alarms::NO_ALARM_MATCHES
    } else {
        alarms::empty(state.alarms.tab as usize)
    };
    let room = ui.max_rect();
    let at = Rect::from_min_size(room.left_top() + vec2(16.0, 44.0), vec2(room.width() - 32.0, 28.0));
    words_within(ui, says, face::BODY, at, Align2::LEFT_CENTER, view.tokens.ink2);
    said(ui, "empty", at, says);
}

fn part(ui: &mut Ui, salt: &str, rect: Rect, add: impl FnOnce(&mut Ui)) {
    let mut child = ui.new_child(UiBuilder::new().id_salt(salt).max_rect(rect));
    child.set_clip_rect(rect.intersect(ui.clip_rect()));
    add(&mut child);
}
