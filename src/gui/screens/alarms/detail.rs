//! All that is known about the chosen alarm: cause, consequence, response, settings, who did what.

use std::sync::Arc;

use egui::{Align2, CornerRadius, Rect, Sense, Ui, pos2, vec2};

use crate::alarm::{PERIOD_HEALTH, Row, Shelving};
use crate::gui::app::{Asks, State, View};
use crate::gui::controls::{mark_at, said, shape_at, words, words_within, words_wrapped};
use crate::gui::painter::AlarmSign;
use crate::gui::screens::alarms::detail_buttons;
use crate::gui::screens::alarms::row::name;
use crate::gui::screens::alarms::state::{AlarmsState, Tab};
use crate::gui::shell::Shape;
use crate::gui::text;
use crate::gui::text::{alarm_row, alarms};
use crate::gui::theme::face;

/// Height of the panel, of which the list keeps the larger part.
pub(super) fn height(view: &View<'_>, card: Rect) -> f32 {
    let wish: f32 = if view.shape == Shape::Touch { 190.0 } else { 184.0 };
    wish.min(card.height() * 0.55)
}

/// The chosen alarm, wherever it stands now; the last time it came and went where it stands nowhere else.
pub(super) fn chosen(view: &View<'_>, state: &AlarmsState) -> Option<Arc<Row>> {
    let id = state.selected.as_ref()?;
    let picture = &view.snapshot.alarms;
    let find = |rows: &[Arc<Row>]| rows.iter().find(|row| row.alarm.id == *id).cloned();
    let gone = || find(&picture.came_and_went);
    if state.tab == Tab::CameAndWent {
        gone().or_else(|| find(&picture.rows))
    } else {
        find(&picture.rows).or_else(gone)
    }
}

pub(super) fn detail_ui(ui: &mut Ui, view: &View<'_>, row: &Row, state: &mut State, asks: &mut Asks) {
    let panel = ui.max_rect();
    let tokens = view.tokens;
    ui.painter().rect_filled(panel, CornerRadius::same(4), tokens.raised);
    let head_high = if view.shape == Shape::Touch { 64.0 } else { 46.0 };
    let head = panel.with_max_y(panel.top() + head_high);
    let centre = pos2(head.left() + 22.0, head.center().y);
    match AlarmSign::of(row.mark()) {
        Some(sign) => mark_at(ui, view, sign, centre, 18.0),
        None => shape_at(ui, view, row.alarm.priority, centre, 18.0),
    }
    let buttons_left = detail_buttons::buttons_ui(ui, view, head, row, state, asks);
    let title = format!("{}  {}, {}", name(view, row), row.alarm.title, lower(&row.alarm.text));
    let room = head.with_min_x(head.left() + 44.0).with_max_x(buttons_left - 12.0);
    words_within(ui, &title, face::TAG, room, Align2::LEFT_CENTER, tokens.ink);
    said(ui, "detail", room, &alarms::about("Detail", &row.alarm.id)).on_hover_text(&title);
    let foot = panel.with_min_y(panel.bottom() - 28.0);
    columns_ui(ui, view, row, panel.with_min_y(head.bottom()).with_max_y(foot.top()));
    let line = history(view, row);
    let room = foot.shrink2(vec2(16.0, 0.0));
    words_within(ui, &line, face::SMALL, room, Align2::LEFT_CENTER, tokens.ink2);
    said(ui, "history", room, &line).on_hover_text(&line);
}

fn lower(text: &str) -> String {
    let mut signs = text.chars();
    let second_small = text.chars().nth(1).is_none_or(char::is_lowercase);
    match signs.next() {
        Some(first) if second_small => first.to_lowercase().chain(signs).collect(),
        Some(_) | None => text.to_owned(),
    }
}

fn columns_ui(ui: &mut Ui, view: &View<'_>, row: &Row, body: Rect) {
    let alarm = &row.alarm;
    let tag = view.plant().tag(alarm.tag);
    let given = |text: &str| if text.is_empty() { alarms::NOT_GIVEN.to_owned() } else { text.to_owned() };
    let time = alarm.time_to_respond.map(|span| alarms::to_consequence(&alarm_row::plain_span(span)));
    let settings = alarm_row::settings(row, tag);
    let last = [time.unwrap_or_default(), settings].join("\n");
    let cells =
        [given(&alarm.cause), given(&alarm.consequence), given(&alarm.response), last.trim().to_owned()];
    let wide = (body.width() - 32.0) / 4.0;
    for (at, (heading, says)) in alarms::DETAIL_HEADINGS.iter().zip(&cells).enumerate() {
        let left = body.left() + 16.0 + wide * at as f32;
        let up = pos2(left, body.top() + 9.0);
        words(ui, heading, face::SMALL_MEDIUM, up, Align2::LEFT_CENTER, view.tokens.ink2);
        let room = Rect::from_min_max(pos2(left, body.top() + 22.0), pos2(left + wide - 14.0, body.bottom()));
        words_wrapped(ui, says, face::BODY, room, view.tokens.ink);
        let response = ui.interact(room, ui.scope_id().with(("cell", at)), Sense::hover());
        let spoken = format!("{heading}. {says}");
        response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, &spoken));
        response.on_hover_text(says);
    }
}

/// Who acknowledged, shelved or took it out, how often it was raised, its class.
fn history(view: &View<'_>, row: &Row) -> String {
    let kept = &row.kept;
    let zone = &view.plant().zone;
    let mut parts: Vec<String> = Vec::new();
    if kept.while_down {
        parts.push(alarms::changed_while_down().to_owned());
    }
    if let Some((at, by)) = &kept.acknowledged {
        parts.push(alarms::acknowledged_by(&at.format(zone, "%H:%M:%S"), by));
    }
    match &kept.axes.shelving {
        Shelving::Unshelved => {}
        Shelving::Timed { since, reason, by, .. } | Shelving::OneShot { since, reason, by } => {
            parts.push(alarms::shelved_by(by, &since.format(zone, "%-d %b %H:%M"), reason));
        }
    }
    if let Some((since, reason, by)) = &kept.axes.out_of_service {
        parts.push(alarms::taken_out_by(by, &since.format(zone, "%-d %b %H:%M"), reason));
    }
    let health = &view.snapshot.alarms.health;
    if let Some(often) = health.frequent.iter().find(|often| often.alarm == row.alarm.id) {
        let over = if health.over.is_zero() { PERIOD_HEALTH } else { health.over };
        parts.push(alarms::raised_times(often.count, &crate::time::short(over)));
    } else if kept.occurrence.0 > 0 {
        parts.push(alarms::raised_in_all(kept.occurrence.0));
    }
    if !row.alarm.class.is_empty() {
        parts.push(alarms::class(&row.alarm.class));
    }
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    text::joined(&parts)
}
