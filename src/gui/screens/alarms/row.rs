//! One row of the list, with its buttons.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Align2, CornerRadius, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::alarm::{Action, Alarm, Mark, Occurrence, Row};
use crate::gui::app::{Asks, State, View};
use crate::gui::controls::{Button, button_at, focus_ring, mark_at, said, sketch, words, words_within};
use crate::gui::painter::{AlarmSign, Plate, plate};
use crate::gui::screens::alarms::columns::Columns;
use crate::gui::shell::Shape;
use crate::gui::text;
use crate::gui::text::{alarm_row, alarms};
use crate::gui::theme::face;
use crate::tag::QualityLevel;

/// Height of a row.
pub(super) fn height(view: &View<'_>) -> f32 {
    if view.shape == Shape::Touch { 64.0 } else { 42.0 }
}

pub(super) fn heading_ui(ui: &mut Ui, view: &View<'_>, heading: &str) {
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), height(view)), Sense::hover());
    let at = pos2(row.left() + 16.0, row.bottom() - 15.0);
    words(ui, heading, face::SMALL_MEDIUM, at, Align2::LEFT_CENTER, view.tokens.ink2);
    said(ui, heading, row, heading);
}

/// Why an action was refused, in words.
pub(super) fn refused_ui(ui: &mut Ui, view: &View<'_>, why: &str) {
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), 36.0), Sense::hover());
    let body = row.shrink2(vec2(8.0, 3.0));
    ui.painter().rect_filled(body, CornerRadius::same(4), view.tokens.ink);
    let room = body.with_min_x(body.left() + 12.0);
    words_within(ui, why, face::TAG, room, Align2::LEFT_CENTER, view.tokens.ground);
    said(ui, "refused", row, &alarms::refused(why)).on_hover_text(why);
}

pub(super) fn row_ui(
    ui: &mut Ui,
    view: &View<'_>,
    row: &Arc<Row>,
    state: &mut State,
    asks: &mut Asks,
    visible: &mut Vec<(Arc<str>, Occurrence)>,
) {
    let (place, _) = ui.allocate_exact_size(vec2(ui.available_width(), height(view)), Sense::hover());
    let body = place.shrink2(vec2(8.0, 1.0));
    let alarm = &row.alarm;
    let to_ack = to_acknowledge(row);
    // Acknowledged is what can be read: a row that is cut off at an edge cannot.
    if ui.clip_rect().expand(0.5).contains_rect(body) && to_ack {
        visible.push((alarm.id.clone(), row.kept.occurrence));
        state.alarms.note(&alarm.id, row.kept.occurrence);
    }
    let response = ui.interact(body, ui.scope_id().with(("alarm", &alarm.id)), Sense::click());
    let chosen = state.alarms.selected.as_ref() == Some(&alarm.id);
    let what = alarm_row::condition(row, &view.plant().zone);
    let spoken = alarms::row_spoken(
        alarm.priority,
        alarms::state(row.kept.axes.state),
        &alarm.id,
        &alarm.title,
        &what,
    );
    response.widget_info(|| WidgetInfo::selected(Role::Row, true, chosen, &spoken));
    let radius = CornerRadius::same(4);
    let shown = matches!(row.mark(), Mark::Shown(..));
    if chosen {
        let stroke = Stroke::new(1.0, view.tokens.accent);
        ui.painter().rect(body, radius, view.tokens.selection, stroke, StrokeKind::Inside);
    } else if response.hovered() || (shown && row.kept.axes.state.abnormal() && to_ack) {
        ui.painter().rect_filled(body, radius, view.tokens.raised);
    }
    cells_ui(ui, view, body, row, &what);
    focus_ring(ui, view.tokens, &response);
    if response.clicked() {
        state.alarms.selected = if chosen { None } else { Some(alarm.id.clone()) };
    }
    response.on_hover_text(&what);
    buttons_ui(ui, view, body, row, state, asks);
}

/// Whether it is announced and waits for someone.
pub(crate) fn to_acknowledge(row: &Row) -> bool {
    matches!(row.mark(), Mark::Shown(..)) && row.kept.axes.state.to_acknowledge()
}

fn cells_ui(ui: &Ui, view: &View<'_>, body: Rect, row: &Row, what: &str) {
    let tokens = view.tokens;
    let columns = Columns::of(view, body);
    let loud = to_acknowledge(row);
    let (ink, soft) = if loud { (tokens.ink, tokens.ink) } else { (tokens.ink2, tokens.ink2) };
    let weight = if loud { face::BODY_MEDIUM } else { face::BODY };
    if let Some(sign) = AlarmSign::of(row.mark()) {
        mark_at(ui, view, sign, pos2(body.left() + 18.0, body.center().y), 20.0);
    }
    let put = |text: &str, (left, right): (f32, f32), face, anchor, ink| {
        let room = body.with_min_x(left).with_max_x(right);
        words_within(ui, text, face, room, anchor, ink);
    };
    let (now, zone) = (view.now.utc, &view.plant().zone);
    put(&alarm_row::time(row, now, zone), columns.time, weight, Align2::LEFT_CENTER, ink);
    put(&alarm_row::age(row, now), columns.age, face::BODY, Align2::RIGHT_CENTER, tokens.ink2);
    let tag = view.plant().tag(row.alarm.tag);
    let name = name(view, row);
    let shown = matches!(row.mark(), Mark::Shown(..));
    let tag_ink = if shown { tokens.ink } else { tokens.ink2 };
    put(name, columns.tag, face::TAG, Align2::LEFT_CENTER, tag_ink);
    put(&row.alarm.title, columns.what, weight, Align2::LEFT_CENTER, if shown { tokens.ink } else { soft });
    put(what, columns.condition, weight, Align2::LEFT_CENTER, soft);
    let bad = tag.is_some() && view.quality(row.alarm.tag).level() == QualityLevel::Bad;
    if bad {
        let at = pos2(columns.value.1, body.center().y);
        sketch(ui.painter(), tokens, |canvas| {
            plate(canvas, Plate::FAILURE.text, Plate::FAILURE.kind, at, Align2::RIGHT_CENTER);
        });
    } else {
        put(&alarm_row::value(row, tag), columns.value, weight, Align2::RIGHT_CENTER, ink);
    }
    if let Some(place) = columns.limit {
        put(&alarm_row::limit(row, tag), place, face::BODY, Align2::LEFT_CENTER, tokens.ink2);
    }
    if let Some(place) = columns.area {
        put(&row.alarm.area, place, face::BODY, Align2::LEFT_CENTER, tokens.ink2);
    }
    if let Some(left) = alarm_row::left(row, now) {
        let end = (columns.end.0, columns.end.1 - if view.shape == Shape::Touch { 100.0 } else { 80.0 });
        put(&left, end, face::SMALL_MEDIUM, Align2::RIGHT_CENTER, tokens.ink);
    }
}

/// What the alarm is listed under: its equipment or its tag.
pub(crate) fn name<'v>(view: &View<'v>, row: &'v Row) -> &'v str {
    name_of(view, &row.alarm)
}

/// What an alarm is listed under.
pub(crate) fn name_of<'v>(view: &View<'v>, alarm: &'v Alarm) -> &'v str {
    let tag = view.plant().tag(alarm.tag);
    // The station's own tags speak of a device, a unit or the station: that is what they are listed under.
    if let Some((own, _)) = tag.and_then(|tag| tag.id.strip_prefix("sys.")).and_then(|id| id.rsplit_once('.'))
    {
        return own;
    }
    let of_id = alarm.id.rsplit_once('.').map(|(name, _)| name);
    alarm.equipment.as_deref().or(of_id).or_else(|| tag.map(|tag| &*tag.id)).unwrap_or(&alarm.id)
}

fn buttons_ui(ui: &Ui, view: &View<'_>, body: Rect, row: &Row, state: &mut State, asks: &mut Asks) {
    // What happened cannot be acknowledged: the buttons are not there, rather than grey.
    if view.replay().is_some() {
        return;
    }
    let columns = Columns::of(view, body);
    let touch = view.shape == Shape::Touch;
    let size = if touch { vec2(92.0, 58.0) } else { vec2(70.0, 28.0) };
    let id = &row.alarm.id;
    let disabled = (!view.updated).then_some(text::NO_ACTION_WHILE_OLD);
    let at = |place: usize| {
        let right = columns.end.1 - (size.x + 8.0) * place as f32;
        Rect::from_min_size(pos2(right - size.x, body.center().y - size.y / 2.0), size)
    };
    let press = |place, says: &str, occurrence: u64| {
        let name = alarms::about(says, id);
        let wish = Button { name: &name, disabled, ..Button::new(says) };
        // The occurrence is part of what is pressed: one raised meanwhile is another button.
        button_at(ui, view.tokens, at(place), (says, id, occurrence), wish).clicked()
    };
    match row.mark() {
        Mark::Shown(..) => {
            if to_acknowledge(row) && press(0, alarms::ACK, row.kept.occurrence.0) {
                asks.alarm(Action::Acknowledge([(id.clone(), row.kept.occurrence)].into()));
            }
            if press(1, alarms::SHELVE, 0) {
                state.alarms.shelve(id.clone());
            }
        }
        Mark::Shelved(_) => {
            if press(0, alarms::UNSHELVE, 0) {
                asks.alarm(Action::Unshelve(id.clone()));
            }
        }
        Mark::OutOfService(_) | Mark::Suppressed(_) | Mark::Nothing => {}
    }
}
