//! The alarms of a machine or tag on its faceplate, worst first, each with what can be done at once.

use std::sync::Arc;

use egui::{Align2, CornerRadius, Rect, Sense, Ui, pos2, vec2};

use crate::alarm::{Action, Mark, Row};
use crate::gui::app::{Asks, Go, Screen, State, View, urgency};
use crate::gui::controls::{Button, Kind, button, button_at, mark_at, said, words_within};
use crate::gui::painter::AlarmSign;
use crate::gui::screens::to_acknowledge;
use crate::gui::shell::Shape;
use crate::gui::text;
use crate::gui::text::{alarm_row, alarms};
use crate::gui::theme::face;
use crate::tag::TagIndex;

/// Rows at most; more are counted and stand in the summary.
const ROWS: usize = 3;

pub(super) fn alarms_ui(ui: &mut Ui, view: &View<'_>, tags: &[TagIndex], state: &mut State, asks: &mut Asks) {
    let picture = &view.snapshot.alarms;
    // Most faceplates have none: the marks by tag say so without a look at every row.
    if !tags.iter().any(|tag| picture.by_tag.contains_key(tag)) {
        return;
    }
    let own = picture.rows.iter().filter(|row| tags.contains(&row.alarm.tag));
    let mut rows: Vec<&Arc<Row>> = own.filter(|row| row.mark() != Mark::Nothing).collect();
    rows.sort_by_key(|row| (row.mark(), urgency(row)));
    for row in rows.iter().take(ROWS) {
        row_ui(ui, view, row, state, asks);
    }
    if let Some(more) = rows.len().checked_sub(ROWS).filter(|more| *more > 0) {
        let says = alarms::more(more);
        let size = vec2(ui.available_width(), view.target());
        let wish = Button { kind: Kind::Bare, size, ..Button::new(&says) };
        if button(ui, view.tokens, wish).clicked() {
            asks.go(Go::To(Screen::Alarms));
        }
    }
}

fn row_ui(ui: &mut Ui, view: &View<'_>, row: &Row, state: &mut State, asks: &mut Asks) {
    let tokens = view.tokens;
    let touch = view.shape == Shape::Touch;
    let high = if touch { 64.0 } else { 44.0 };
    let (place, _) = ui.allocate_exact_size(vec2(ui.available_width(), high), Sense::hover());
    ui.painter().rect_filled(place, CornerRadius::same(4), tokens.card);
    if let Some(sign) = AlarmSign::of(row.mark()) {
        mark_at(ui, view, sign, pos2(place.left() + 17.0, place.center().y), 18.0);
    }
    let size = if touch { vec2(66.0, 56.0) } else { vec2(60.0, 28.0) };
    let mut right = place.right() - 6.0;
    let id = &row.alarm.id;
    let disabled = (!view.updated).then_some(text::NO_ACTION_WHILE_OLD);
    let mut press = |says: &str, occurrence: u64| {
        let y = place.center().y - size.y / 2.0;
        let rect = Rect::from_min_size(pos2(right - size.x, y), size);
        right = rect.left() - 8.0;
        let name = alarms::on_faceplate(&alarms::about(says, id));
        let wish = Button { name: &name, disabled, ..Button::new(says) };
        button_at(ui, tokens, rect, (says, id, occurrence), wish).clicked()
    };
    let shown = matches!(row.mark(), Mark::Shown(..));
    let live = view.replay().is_none();
    if live && to_acknowledge(row) && press(alarms::ACK, row.kept.occurrence.0) {
        asks.alarm(Action::Acknowledge([(id.clone(), row.kept.occurrence)].into()));
    }
    if live && shown && press(alarms::SHELVE, 0) {
        state.alarms.shelve(id.clone());
    }
    let what = alarm_row::condition(row, &view.plant().zone);
    let room = place.with_min_x(place.left() + 34.0).with_max_x(right).shrink2(vec2(0.0, 4.0));
    let (upper, lower) = room.split_top_bottom_at_fraction(0.5);
    words_within(ui, &what, face::BODY_MEDIUM, upper, Align2::LEFT_CENTER, tokens.ink);
    let now = view.now.utc;
    let state_words =
        alarm_row::left(row, now).unwrap_or_else(|| alarms::state(row.kept.axes.state).to_owned());
    let below = text::joined(&[&state_words, &alarm_row::age(row, now), &row.alarm.title]);
    words_within(ui, &below, face::SMALL, lower, Align2::LEFT_CENTER, tokens.ink2);
    let spoken = format!("{} {what}, {below}", row.alarm.priority.name());
    said(ui, id, room, &spoken).on_hover_text(format!("{what}\n{}", row.alarm.response));
}
