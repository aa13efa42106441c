//! One alarm in the strip.

use egui::accesskit::Role;
use egui::{Align2, CornerRadius, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::alarm::{Action, Row};
use crate::gui::app::{Asks, State, View};
use crate::gui::controls::{Button, button_at, focus_ring, mark_at, words_within};
use crate::gui::painter::AlarmSign;
use crate::gui::screens::{alarm_name, show_alarm, to_acknowledge};
use crate::gui::text;
use crate::gui::text::{alarm_row, alarms};
use crate::gui::theme::face;

/// Ground, choice and what a screen reader says; the row is on screen, so F9 may acknowledge it.
fn ground_ui(ui: &Ui, view: &View<'_>, body: Rect, row: &Row, state: &mut State) {
    let id = &row.alarm.id;
    let loud = to_acknowledge(row);
    if loud {
        state.alarms.note(id, row.kept.occurrence);
    }
    let response = ui.interact(body, ui.scope_id().with(("row", id)), Sense::click());
    let chosen = state.alarms.selected.as_ref() == Some(id);
    let what = alarm_row::condition(row, &view.plant().zone);
    let spoken = alarms::row_spoken(
        row.alarm.priority,
        alarms::state(row.kept.axes.state),
        id,
        &row.alarm.title,
        &what,
    );
    let spoken = alarms::in_strip(&spoken);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, &spoken));
    let radius = CornerRadius::same(4);
    if chosen {
        let stroke = Stroke::new(1.0, view.tokens.accent);
        ui.painter().rect(body, radius, view.tokens.selection, stroke, StrokeKind::Inside);
    } else if loud && row.kept.axes.state.active() || response.hovered() {
        ui.painter().rect_filled(body, radius, view.tokens.raised);
    }
    focus_ring(ui, view.tokens, &response);
    if response.clicked() {
        state.alarms.selected = if chosen { None } else { Some(id.clone()) };
    }
    response.on_hover_text(format!("{what}\n{}", row.alarm.response));
}

pub(super) fn row_ui(ui: &Ui, view: &View<'_>, place: Rect, row: &Row, state: &mut State, asks: &mut Asks) {
    let tokens = view.tokens;
    let body = place.shrink2(vec2(0.0, 1.0));
    ground_ui(ui, view, body, row, state);
    if let Some(sign) = AlarmSign::of(row.mark()) {
        mark_at(ui, view, sign, pos2(place.left() + 18.0, place.center().y), 18.0);
    }
    let loud = to_acknowledge(row);
    let (face, ink) = if loud { (face::BODY_MEDIUM, tokens.ink) } else { (face::BODY, tokens.ink2) };
    let (now, zone) = (view.now.utc, &view.plant().zone);
    let tag = view.plant().tag(row.alarm.tag);
    let put = |left: f32, right: f32, text: &str, face, anchor, ink| {
        let room = body.with_min_x(place.left() + left).with_max_x(place.left() + right);
        words_within(ui, text, face, room, anchor, ink);
    };
    let start = Align2::LEFT_CENTER;
    put(38.0, 104.0, &alarm_row::time(row, now, zone), face, start, ink);
    put(104.0, 178.0, &alarm_row::age(row, now), face::BODY, Align2::RIGHT_CENTER, tokens.ink2);
    put(200.0, 290.0, alarm_name(view, row), face::TAG, start, ink);
    let end = place.width() - 188.0;
    let free = end - 298.0;
    let what = alarm_row::condition(row, zone);
    let state_words = alarms::state(row.kept.axes.state);
    if free > 700.0 {
        put(298.0, 298.0 + free * 0.24, &row.alarm.title, face, start, ink);
        put(306.0 + free * 0.24, 290.0 + free * 0.53, &what, face, start, ink);
        let value = format!("{}  {}", alarm_row::value(row, tag), alarm_row::limit(row, tag));
        put(298.0 + free * 0.53, 290.0 + free * 0.70, &value, face, start, ink);
        put(298.0 + free * 0.70, 290.0 + free * 0.86, &row.alarm.area, face::BODY, start, tokens.ink2);
        put(298.0 + free * 0.86, end, state_words, face::BODY, start, ink);
    } else {
        put(298.0, 290.0 + free * 0.38, &row.alarm.title, face, start, ink);
        put(298.0 + free * 0.38, 290.0 + free * 0.80, &what, face, start, ink);
        put(298.0 + free * 0.80, end, state_words, face::BODY, start, ink);
    }
    let right = place.right() - 8.0;
    let button = |x: f32| Rect::from_min_max(pos2(x, body.top() + 1.0), pos2(x + 80.0, body.bottom() - 1.0));
    let name = alarms::about(text::SHOW, &row.alarm.id);
    let wish = Button { name: &name, ..Button::new(text::SHOW) };
    if button_at(ui, tokens, button(right - 168.0), ("show", &row.alarm.id), wish).clicked() {
        show_alarm(view, row, asks);
    }
    ack_ui(ui, view, button(right - 80.0), row, asks);
}

/// Acknowledges exactly what is drawn: an occurrence raised meanwhile is another button.
pub(super) fn ack_ui(ui: &Ui, view: &View<'_>, place: Rect, row: &Row, asks: &mut Asks) {
    if !to_acknowledge(row) {
        return;
    }
    let id = &row.alarm.id;
    let name = alarms::in_strip(&alarms::about(alarms::ACK, id));
    let wish = Button { name: &name, ..Button::new(alarms::ACK) };
    if button_at(ui, view.tokens, place, ("ack", id, row.kept.occurrence.0), wish).clicked() {
        asks.alarm(Action::Acknowledge([(id.clone(), row.kept.occurrence)].into()));
    }
}

/// Two lines beside a large mark; a tap shows it.
pub(super) fn touch_row_ui(
    ui: &Ui,
    view: &View<'_>,
    place: Rect,
    row: &Row,
    state: &mut State,
    asks: &mut Asks,
) {
    let tokens = view.tokens;
    ui.painter().rect_filled(place, CornerRadius::same(4), tokens.card);
    ground_ui(ui, view, place, row, state);
    if let Some(sign) = AlarmSign::of(row.mark()) {
        mark_at(ui, view, sign, pos2(place.left() + 26.0, place.center().y), 24.0);
    }
    let (now, zone) = (view.now.utc, &view.plant().zone);
    let tag = view.plant().tag(row.alarm.tag);
    let show = (place.width() > 420.0).then(|| place.with_min_x(place.right() - 92.0));
    let end = show.map_or(place.right(), |show| show.left()) - 8.0;
    let room = place.with_min_x(place.left() + 52.0).with_max_x(end).shrink2(vec2(0.0, 6.0));
    let (upper, lower) = room.split_top_bottom_at_fraction(0.5);
    let first = format!("{}  {} {}", alarm_name(view, row), row.alarm.title, alarm_row::condition(row, zone));
    words_within(ui, &first, face::TITLE, upper, Align2::LEFT_CENTER, tokens.ink);
    let value = format!("{} {}", alarm_row::value(row, tag), alarm_row::limit(row, tag));
    let second = [
        &*alarm_row::time(row, now, zone),
        &alarms::ago(&alarm_row::age(row, now)),
        value.trim(),
        &row.alarm.response,
    ]
    .join("   ");
    words_within(ui, &second, face::BODY, lower, Align2::LEFT_CENTER, tokens.ink2);
    if let Some(rect) = show {
        let name = alarms::about(text::SHOW, &row.alarm.id);
        let wish = Button { name: &name, ..Button::new(text::SHOW) };
        if button_at(ui, tokens, rect, ("show", &row.alarm.id), wish).clicked() {
            show_alarm(view, row, asks);
        }
    }
}
