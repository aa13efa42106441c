//! The head of the strip: how many alarms are in which state, how fast they come, whether it is a flood.

use egui::{Align2, Rect, Stroke, Ui, pos2, vec2};

use crate::alarm::PriorityCount;
use crate::gui::app::View;
use crate::gui::controls::{said, words, words_within};
use crate::gui::shell::alarm_strip::flood::first_name;
use crate::gui::text::alarms;
use crate::gui::theme::face;

pub(super) fn head_ui(ui: &Ui, view: &View<'_>, head: Rect) {
    let tokens = view.tokens;
    let picture = &view.snapshot.alarms;
    let sum = |of: fn(&PriorityCount) -> u32| picture.counts.iter().map(of).sum::<u32>();
    let left = head.left() + 20.0;
    let pitch = head.height() / 4.2;
    words(
        ui,
        alarms::ALARMS,
        face::TAG,
        pos2(left, head.top() + pitch * 0.75),
        Align2::LEFT_CENTER,
        tokens.ink,
    );
    let flood = picture.flood.as_ref().filter(|flood| flood.ended.is_none());
    let first = alarms::active_to_ack(sum(|count| count.active), sum(|count| count.to_acknowledge));
    let lines = match flood {
        Some(flood) => [
            first,
            alarms::flood_line(flood.raised, &view.clock(flood.since)),
            alarms::first_out(first_name(view, &flood.first_out)),
        ],
        None => [
            first,
            alarms::returned_shelved(view.alarms.returned, sum(|count| count.shelved)),
            alarms::rate(picture.health.now),
        ],
    };
    for (at, line) in lines.iter().enumerate() {
        let top = head.top() + pitch * (1.3 + 0.92 * at as f32);
        let room = Rect::from_min_size(pos2(left, top), vec2(head.right() - left - 4.0, pitch * 0.9));
        words_within(ui, line, face::SMALL, room, Align2::LEFT_CENTER, tokens.ink2);
    }
    said(ui, "alarm counts", head, &lines.join(", ")).on_hover_text(lines.join("\n"));
    ui.painter().vline(head.right(), head.y_range().shrink(8.0), Stroke::new(1.0, tokens.divider));
}
