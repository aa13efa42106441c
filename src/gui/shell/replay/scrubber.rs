//! The scrubber: the whole recording from left to right, where things happened, and the time that is shown.

use std::cmp::Reverse;

use egui::accesskit::Role;
use egui::{Align2, CornerRadius, Rect, Sense, Shape as Painted, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::alarm::{Annunciation, Mark as AlarmMark, Priority};
use crate::gui::app::{Asks, View};
use crate::gui::controls::{focus_ring, past_mark_at, wide, words, words_within};
use crate::gui::painter::AlarmSign;
use crate::gui::text;
use crate::gui::theme::face;
use crate::journal::EntryKind;
use crate::message::{Density, LaneMark, Playback, Transport};
use crate::time::{Span, Timestamp, short};

/// From one label of the time to the next at least.
const LABEL: f32 = 110.0;
/// Size of the sign of an alarm.
const SIGN: f32 = 16.0;

/// The scrubber. Where it is pressed or dragged, there the replay goes.
pub(super) fn scrubber_ui(ui: &Ui, view: &View<'_>, playback: &Playback, area: Rect, asks: &mut Asks) {
    if area.width() < 60.0 || area.height() < 40.0 {
        return;
    }
    let tokens = view.tokens;
    let here = view.snapshot.at.utc;
    let lane = area.with_min_y(area.top() + 4.0).with_max_y(area.bottom() - 38.0);
    let response =
        ui.interact(lane.expand2(vec2(0.0, 4.0)), ui.scope_id().with("scrubber"), Sense::click_and_drag());
    let clock = view.clock_millis(here);
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Slider, true, format!("{} {clock}", text::REPLAY_SCRUBBER))
    });
    ui.painter().rect_filled(lane, CornerRadius::same(2), tokens.plot);
    let x_of = |time: Timestamp| lane.left() + share(playback.span, time) * lane.width();
    if let Some(span) = playback.looped {
        let band = Rect::from_x_y_ranges(x_of(span.from)..=x_of(span.to), lane.y_range());
        ui.painter().rect_filled(band, CornerRadius::ZERO, tokens.trend_band);
    }
    density_ui(ui, view, playback, lane);
    marks_ui(ui, view, playback, lane);
    bookmarks_ui(ui, view, playback, lane);
    ticks_ui(ui, view, playback, lane, plate(x_of(here), lane));
    pointer_ui(ui, view, x_of(here), lane, &clock);
    let foot = area.with_min_y(area.bottom() - 18.0);
    let part = short(playback.span.length() / Density::PARTS as u32);
    let line = text::replay_lane(&part, playback.density.left_out);
    words_within(ui, &line, face::TICK, foot, Align2::LEFT_CENTER, tokens.ink3);
    focus_ring(ui, tokens, &response);
    let moved = response.dragged() || response.clicked() || response.drag_started();
    if let Some(pointer) = response.interact_pointer_pos().filter(|_| moved) {
        asks.transport(Transport::Seek(time_at(playback.span, (pointer.x - lane.left()) / lane.width())));
    }
}

/// Where a time stands in a span, 0 to 1.
fn share(span: Span, time: Timestamp) -> f32 {
    let length = (span.to.nanos() as f64 - span.from.nanos() as f64).max(1.0);
    ((time.nanos() as f64 - span.from.nanos() as f64) / length).clamp(0.0, 1.0) as f32
}

/// The time that stands at a share of a span.
fn time_at(span: Span, share: f32) -> Timestamp {
    let length = span.to.nanos() as f64 - span.from.nanos() as f64;
    let passed = (length * f64::from(share.clamp(0.0, 1.0))) as i64;
    Timestamp::from_nanos(span.from.nanos().saturating_add(passed))
}

/// A bar for each part of the recording, as high as much happened in it.
fn density_ui(ui: &Ui, view: &View<'_>, playback: &Playback, lane: Rect) {
    let counts = &playback.density.counts;
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let width = lane.width() / counts.len().max(1) as f32;
    for (at, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        // The root keeps a single entry visible beside a flood.
        let high = (*count as f32 / most as f32).sqrt() * (lane.height() - 18.0);
        let left = lane.left() + at as f32 * width;
        let bar = Rect::from_min_max(
            pos2(left, lane.bottom() - high.max(2.0)),
            pos2(left + (width - 1.0).max(1.0), lane.bottom()),
        );
        ui.painter().rect_filled(bar, CornerRadius::ZERO, view.tokens.liquid);
    }
}

/// Single things. Alarms that were raised have the sign of their priority, the most urgent on top; they are
/// past, so nothing flashes.
fn marks_ui(ui: &Ui, view: &View<'_>, playback: &Playback, lane: Rect) {
    let tokens = view.tokens;
    let mut marks: Vec<&LaneMark> = playback.density.marks.iter().collect();
    marks.sort_by_key(|mark| Reverse(mark.priority.map_or(usize::MAX, Priority::slot)));
    let size = SIGN.min(lane.height() * 0.5);
    for mark in marks {
        let x = lane.left() + share(playback.span, mark.time) * lane.width();
        let at = pos2(x, lane.top() + size / 2.0 + 1.0);
        let sign =
            mark.priority.and_then(|priority| AlarmSign::of(AlarmMark::Shown(Annunciation::Seen, priority)));
        match (mark.kind, sign) {
            (_, Some(sign)) => past_mark_at(ui, view, sign, at, size),
            (EntryKind::Note, None) => {
                let mark = Rect::from_center_size(at, vec2(6.0, 9.0));
                ui.painter().rect_filled(mark, CornerRadius::ZERO, tokens.accent);
            }
            (EntryKind::Alarm, None) => {
                let corners = vec![at - vec2(0.0, 4.0), at + vec2(4.0, 3.0), at + vec2(-4.0, 3.0)];
                ui.painter().add(Painted::convex_polygon(corners, tokens.ink, Stroke::NONE));
            }
            (EntryKind::Command | EntryKind::Link | EntryKind::Layout | EntryKind::System, None) => {
                ui.painter().circle_filled(at, 2.5, tokens.ink2);
            }
        }
    }
}

/// Bookmarks: flags that stand on the lower edge.
fn bookmarks_ui(ui: &Ui, view: &View<'_>, playback: &Playback, lane: Rect) {
    let inside = playback.bookmarks.list.iter().filter(|bookmark| playback.span.holds(bookmark.at));
    for bookmark in inside {
        let x = lane.left() + share(playback.span, bookmark.at) * lane.width();
        let (top, foot) = (lane.bottom() - 10.0, lane.bottom() + 1.0);
        let corners = vec![
            pos2(x - 4.0, top),
            pos2(x + 4.0, top),
            pos2(x + 4.0, foot),
            pos2(x, foot - 4.0),
            pos2(x - 4.0, foot),
        ];
        let edge = Stroke::new(1.0, view.tokens.plot);
        ui.painter().add(Painted::Path(egui::epaint::PathShape {
            points: corners,
            closed: true,
            fill: view.tokens.ink,
            stroke: edge.into(),
        }));
    }
}

/// Times below the lane; one that the time shown would cover half is left out.
fn ticks_ui(ui: &Ui, view: &View<'_>, playback: &Playback, lane: Rect, shown: Rect) {
    let zone = &view.plant().zone;
    let count = (lane.width() / LABEL).floor().clamp(1.0, 12.0) as u32;
    let long = playback.span.length().as_secs() > 2 * 86_400;
    let pattern = if long { "%-d %b %H:%M" } else { "%H:%M:%S" };
    for at in 0..=count {
        let share = at as f32 / count as f32;
        let x = lane.left() + share * lane.width();
        let stroke = Stroke::new(1.0, view.tokens.divider);
        ui.painter().vline(x, lane.bottom()..=(lane.bottom() + 4.0), stroke);
        let anchor = match at {
            0 => Align2::LEFT_TOP,
            at if at == count => Align2::RIGHT_TOP,
            _ => Align2::CENTER_TOP,
        };
        let label = time_at(playback.span, share).format(zone, pattern);
        let place =
            anchor.anchor_size(pos2(x, lane.bottom() + 5.0), vec2(wide(ui, &label, face::TICK), 12.0));
        if !place.x_range().expand(6.0).intersects(shown.x_range()) {
            words(ui, &label, face::TICK, pos2(x, lane.bottom() + 5.0), anchor, view.tokens.ink3);
        }
    }
}

/// Where the time shown stands in words.
fn plate(x: f32, lane: Rect) -> Rect {
    let wide = 92.0;
    let left = (x - wide / 2.0).clamp(lane.left(), (lane.right() - wide).max(lane.left()));
    Rect::from_min_size(pos2(left, lane.bottom() + 3.0), vec2(wide, 16.0))
}

/// The line at the time shown, with the time on a ground of its own.
fn pointer_ui(ui: &Ui, view: &View<'_>, x: f32, lane: Rect, clock: &str) {
    let tokens = view.tokens;
    ui.painter().vline(x, lane.y_range(), Stroke::new(2.0, tokens.ink));
    let top = pos2(x, lane.top() + 5.0);
    let corners = vec![top, top + vec2(-6.0, -8.0), top + vec2(6.0, -8.0)];
    ui.painter().add(Painted::convex_polygon(corners, tokens.ink, Stroke::NONE));
    let plate = plate(x, lane);
    ui.painter().rect_filled(plate, CornerRadius::same(2), tokens.chrome);
    words(ui, clock, face::SMALL_MEDIUM, plate.center(), Align2::CENTER_CENTER, tokens.ink);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_on_the_lane_is_a_time_and_back() {
        let span = Span { from: Timestamp::from_millis(1_000), to: Timestamp::from_millis(5_000) };
        assert_eq!(time_at(span, 0.25), Timestamp::from_millis(2_000));
        assert_eq!(share(span, Timestamp::from_millis(2_000)), 0.25);
        assert_eq!(time_at(span, -3.0), span.from);
        assert_eq!(time_at(span, 3.0), span.to);
        let point = Span { from: span.from, to: span.from };
        assert_eq!(share(point, span.to), 1.0);
    }
}
