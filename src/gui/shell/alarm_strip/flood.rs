//! A flood in the strip: one row an area, in the order in which the flood reached them.

use egui::{Align2, CornerRadius, Rect, Ui, pos2, vec2};

use crate::alarm::{Alarm, FloodArea};
use crate::gui::app::{Asks, Go, View};
use crate::gui::controls::{Button, button_at, mark_at, said, words_within};
use crate::gui::painter::AlarmSign;
use crate::gui::screens::alarm_name_of;
use crate::gui::text;
use crate::gui::text::alarms;
use crate::gui::theme::face;
use crate::time::short;

pub(super) fn area_ui(ui: &Ui, view: &View<'_>, row: Rect, area: &FloodArea, asks: &mut Asks) {
    let tokens = view.tokens;
    let body = row.shrink2(vec2(0.0, 1.0));
    ui.painter().rect_filled(body, CornerRadius::same(4), tokens.raised);
    let picture = &view.snapshot.alarms;
    if let Some(sign) = picture.by_area.get(&area.area).and_then(|mark| AlarmSign::of(*mark)) {
        mark_at(ui, view, sign, pos2(row.left() + 18.0, row.center().y), 18.0);
    }
    let first = match defined(view, &area.first_out) {
        Some(alarm) => format!("{} {}, {}", alarm_name_of(view, alarm), alarm.title, alarm.text),
        None => area.first_out.to_string(),
    };
    let right = row.right() - if row.width() < 700.0 { 76.0 } else { 96.0 };
    let count_left = right - 100.0;
    let put = |x0: f32, x1: f32, text: &str, face, anchor, ink| {
        let room = body.with_min_x(row.left() + x0).with_max_x(x1);
        words_within(ui, text, face, room, anchor, ink);
    };
    let left = row.left();
    put(38.0, left + 104.0, &view.clock(area.at), face::BODY_MEDIUM, Align2::LEFT_CENTER, tokens.ink);
    let age = short(view.now.utc.since(area.at));
    put(104.0, left + 178.0, &age, face::BODY, Align2::RIGHT_CENTER, tokens.ink2);
    let name_end = left + (row.width() * 0.30).max(300.0);
    put(200.0, name_end, &area.area, face::TAG, Align2::LEFT_CENTER, tokens.ink);
    let says = alarms::first_out(&first);
    let room = body.with_min_x(name_end + 12.0).with_max_x(count_left - 8.0);
    words_within(ui, &says, face::BODY, room, Align2::LEFT_CENTER, tokens.ink);
    let count = alarms::raised_in(area.raised);
    let room = body.with_min_x(count_left).with_max_x(right - 8.0);
    words_within(ui, &count, face::BODY_MEDIUM, room, Align2::RIGHT_CENTER, tokens.ink);
    let spoken = format!("{}, {says}, {count}", area.area);
    said(ui, &area.area, body.with_max_x(right - 8.0), &spoken).on_hover_text(&spoken);
    let place =
        Rect::from_min_max(pos2(right, body.top() + 1.0), pos2(row.right() - 8.0, body.bottom() - 1.0));
    let name = alarms::about(text::SHOW, &area.area);
    let wish = Button { name: &name, ..Button::new(text::SHOW) };
    if button_at(ui, view.tokens, place, ("show", &area.area), wish).clicked() {
        asks.go(Go::AlarmArea(area.area.clone()));
    }
}

/// The alarm of an id, in the layout or, where a reload took it away, still in the list.
fn defined<'v>(view: &View<'v>, id: &str) -> Option<&'v Alarm> {
    let listed = || view.snapshot.alarms.rows.iter().map(|row| &row.alarm).find(|alarm| &*alarm.id == id);
    view.plant().alarms.iter().find(|alarm| &*alarm.id == id).or_else(listed).map(|alarm| &**alarm)
}

/// What the first alarm of a flood is listed under.
pub(super) fn first_name<'v>(view: &View<'v>, id: &'v str) -> &'v str {
    defined(view, id).map_or(id, |alarm| alarm_name_of(view, alarm))
}
