//! The alarms of the time that is shown, as they stood, the most urgent first.

use std::cmp::Reverse;
use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Align2, CornerRadius, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::alarm::{Mark, Row};
use crate::gui::app::{Asks, Go, View, urgency};
use crate::gui::controls::{focus_ring, past_mark_at, words_within};
use crate::gui::painter::AlarmSign;
use crate::gui::screens::{alarm_name, alarm_name_of};
use crate::gui::shell::Shape;
use crate::gui::shell::replay::column::{LINE, head_ui, line_ui, row_height};
use crate::gui::text;
use crate::gui::text::alarms;
use crate::gui::theme::face;
use crate::time::short;

/// Rows that are shown, at the desk and on a panel; the alarm summary has all of them.
const ROWS: usize = 5;
const ROWS_TOUCH: usize = 3;

/// They always take the same room: what stands below must not move under a hand while alarms come and go.
pub(super) fn alarms_at_ui(ui: &mut Ui, view: &View<'_>, asks: &mut Asks) {
    let clock = view.clock(view.snapshot.at.utc);
    head_ui(ui, view, &text::replay_alarms_at(&clock), text::REPLAY_AS_RECORDED);
    let shown = |row: &&Arc<Row>| matches!(row.mark(), Mark::Shown(..));
    let mut rows: Vec<&Arc<Row>> = view.snapshot.alarms.rows.iter().filter(shown).collect();
    rows.sort_by_key(|row| (urgency(row), Reverse(row.kept.raised)));
    let most = if view.shape == Shape::Touch { ROWS_TOUCH } else { ROWS };
    let apart = ui.spacing().item_spacing.y;
    let end = ui.cursor().top() + most as f32 * (row_height(view) + apart) + 2.0 * (LINE + apart);
    flood_ui(ui, view);
    for row in rows.iter().take(most) {
        alarm_ui(ui, view, row, asks);
    }
    if rows.is_empty() {
        line_ui(ui, view, "no alarms then", text::REPLAY_NO_ALARMS);
    } else if rows.len() > most {
        line_ui(ui, view, "more alarms then", &text::replay_more_alarms(rows.len() - most));
    }
    ui.add_space((end - ui.cursor().top()).max(0.0));
}

/// A flood, and with which alarm it began: in a long list that would be the lowest row.
fn flood_ui(ui: &mut Ui, view: &View<'_>) {
    let Some(flood) = view.snapshot.alarms.flood.as_ref().filter(|flood| flood.ended.is_none()) else {
        return;
    };
    let defined = view.plant().alarms.iter().find(|alarm| alarm.id == flood.first_out);
    let first = defined.map_or(&*flood.first_out, |alarm| alarm_name_of(view, alarm));
    let since = alarms::flood_line(flood.raised, &view.clock(flood.since));
    line_ui(ui, view, "flood then", &format!("{since}. {}", alarms::first_out(first)));
}

fn alarm_ui(ui: &mut Ui, view: &View<'_>, row: &Row, asks: &mut Asks) {
    let tokens = view.tokens;
    let size = vec2(ui.available_width(), row_height(view));
    let (place, response) = ui.allocate_exact_size(size, Sense::click());
    let name = alarm_name(view, row);
    let what = &*row.alarm.text;
    let age = row.kept.raised.map(|raised| short(view.now.utc.since(raised))).unwrap_or_default();
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{name} {what}, {age}")));
    let body = if response.hovered() { tokens.button2 } else { tokens.raised };
    ui.painter().rect_filled(place, CornerRadius::same(4), body);
    if let Some(sign) = AlarmSign::of(row.mark()) {
        past_mark_at(ui, view, sign, pos2(place.left() + 20.0, place.center().y), 18.0);
    }
    let column = |from: f32, to: f32| place.with_min_x(place.left() + from).with_max_x(place.right() - to);
    words_within(ui, name, face::TAG, column(40.0, 220.0), Align2::LEFT_CENTER, tokens.ink);
    words_within(ui, what, face::BODY, column(130.0, 66.0), Align2::LEFT_CENTER, tokens.ink);
    words_within(ui, &age, face::SMALL, column(240.0, 10.0), Align2::RIGHT_CENTER, tokens.ink2);
    focus_ring(ui, tokens, &response);
    let response = response.on_hover_text(format!("{name} {what}"));
    if response.clicked() {
        asks.go(Go::Alarm(Arc::clone(&row.alarm.id)));
    }
}
