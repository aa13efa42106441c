//! The mix of priorities against its target, and the alarms that come most often.

use egui::{Align2, CornerRadius, Rect, Ui, pos2, vec2};

use crate::alarm::{Health, Priority};
use crate::gui::app::View;
use crate::gui::controls::{said, shape_at, words, words_within};
use crate::gui::text::alarms;
use crate::gui::theme::face;

/// Shares of urgent, high, medium and low that are aimed at.
const TARGET: [f64; 4] = [0.005, 0.05, 0.15, 0.795];
const ROW: f32 = 30.0;

pub(super) fn mix_ui(ui: &Ui, view: &View<'_>, health: &Health, room: Rect) {
    let tokens = view.tokens;
    let all: u64 = health.by_priority.iter().sum();
    let head = room.with_max_y(room.top() + 18.0);
    words(ui, alarms::PRIORITY_MIX, face::SMALL, head.left_center(), Align2::LEFT_CENTER, tokens.ink2);
    let counted = alarms::alarms_counted(all);
    words(ui, &counted, face::SMALL, head.right_center(), Align2::RIGHT_CENTER, tokens.ink2);
    let actual = health.by_priority.map(|count| count as f64 / (all.max(1)) as f64);
    let line = |top: f32| Rect::from_min_size(pos2(room.left(), top), vec2(room.width(), 20.0));
    bar_ui(ui, view, line(head.bottom() + 6.0), alarms::ACTUAL, actual);
    bar_ui(ui, view, line(head.bottom() + 32.0), alarms::TARGET, TARGET);
}

/// Segments of one grey, told apart by their gaps, shapes and numbers.
fn bar_ui(ui: &Ui, view: &View<'_>, line: Rect, name: &str, shares: [f64; 4]) {
    let tokens = view.tokens;
    words(ui, name, face::SMALL, line.left_center(), Align2::LEFT_CENTER, tokens.ink2);
    let bar = line.with_min_x(line.left() + 54.0);
    ui.painter().rect_filled(bar, CornerRadius::ZERO, tokens.trough);
    let mut left = bar.left();
    for (priority, share) in Priority::ALL.into_iter().zip(shares) {
        let right = left + bar.width() * share as f32;
        let part = Rect::from_min_max(pos2(left, bar.top()), pos2((right - 1.0).max(left), bar.bottom()));
        let fill = if name == alarms::ACTUAL { tokens.liquid } else { tokens.band };
        ui.painter().rect_filled(part, CornerRadius::ZERO, fill);
        let says = format!("{:.0} %", share * 100.0);
        if part.width() > 52.0 {
            shape_at(ui, view, priority, pos2(part.left() + 14.0, part.center().y), 12.0);
            let at = pos2(part.left() + 26.0, part.center().y);
            words(ui, &says, face::PLATE, at, Align2::LEFT_CENTER, tokens.ink);
        }
        said(ui, &format!("{name}{says}"), part, &format!("{name} {} {says}", priority.name()));
        left = right;
    }
}

pub(super) fn frequent_ui(ui: &Ui, view: &View<'_>, health: &Health, room: Rect) {
    let tokens = view.tokens;
    let head = room.with_max_y(room.top() + 18.0);
    words(ui, alarms::MOST_FREQUENT, face::SMALL, head.left_center(), Align2::LEFT_CENTER, tokens.ink2);
    words(ui, alarms::COUNT, face::SMALL, head.right_center(), Align2::RIGHT_CENTER, tokens.ink2);
    if health.frequent.is_empty() {
        let line = Rect::from_min_size(pos2(room.left(), head.bottom() + 8.0), vec2(room.width(), 20.0));
        words_within(ui, alarms::NO_ALARMS_COUNTED, face::BODY, line, Align2::LEFT_CENTER, tokens.ink2);
        return;
    }
    let most = health.frequent.iter().map(|often| often.count).max().unwrap_or(1).max(1) as f32;
    for (at, often) in health.frequent.iter().enumerate() {
        let top = head.bottom() + 4.0 + ROW * at as f32;
        let row = Rect::from_min_size(pos2(room.left(), top), vec2(room.width(), ROW));
        if row.bottom() > room.bottom() {
            break;
        }
        let y = row.center().y;
        shape_at(ui, view, often.priority, pos2(row.left() + 8.0, y), 14.0);
        let bars = row.left() + row.width() * 0.56;
        let defined = view.plant().alarms.iter().find(|alarm| alarm.id == often.alarm);
        let id = row.with_min_x(row.left() + 26.0).with_max_x(row.left() + row.width() * 0.30);
        words_within(ui, &often.alarm, face::TAG, id, Align2::LEFT_CENTER, tokens.ink);
        let title = defined.map_or("", |alarm| &alarm.title);
        let middle = row.with_min_x(id.right() + 8.0).with_max_x(bars - 10.0);
        words_within(ui, title, face::SMALL, middle, Align2::LEFT_CENTER, tokens.ink2);
        let wide = (row.right() - 56.0 - bars).max(0.0) * (often.count as f32 / most);
        let bar = Rect::from_min_size(pos2(bars, y - 4.0), vec2(wide.max(1.0), 8.0));
        ui.painter().rect_filled(bar, CornerRadius::ZERO, tokens.ink3);
        let count = often.count.to_string();
        words(ui, &count, face::BODY_MEDIUM, pos2(row.right(), y), Align2::RIGHT_CENTER, tokens.ink);
        said(ui, &often.alarm, row, &format!("{} {title} {count}", often.alarm)).on_hover_text(&*often.alarm);
    }
}
