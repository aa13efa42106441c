//! Alarms in each ten minutes of the last eight hours, with the line where a flood starts.

use egui::{Align2, CornerRadius, Rect, Ui, pos2};

use crate::alarm::{Health, TEN_MINUTES};
use crate::gui::app::View;
use crate::gui::controls::{said, sketch, words};
use crate::gui::painter::Dash;
use crate::gui::text::alarms;
use crate::gui::theme::face;

/// A flood starts above.
const FLOOD: f32 = 10.0;
/// Bars on screen.
const BARS: usize = 48;

pub(super) fn bars_ui(ui: &Ui, view: &View<'_>, health: &Health, room: Rect) {
    let tokens = view.tokens;
    let head = room.with_max_y(room.top() + 18.0);
    words(ui, alarms::TEN_MINUTES_BARS, face::SMALL, head.left_center(), Align2::LEFT_CENTER, tokens.ink2);
    let now = alarms::now(health.now);
    words(ui, &now, face::PLATE, head.right_center(), Align2::RIGHT_CENTER, tokens.ink);
    let plot = Rect::from_min_max(
        pos2(room.left(), head.bottom() + 4.0),
        pos2(room.right() - 28.0, room.bottom() - 20.0),
    );
    ui.painter().rect_filled(plot, CornerRadius::same(2), tokens.plot);
    let most = health.recent.iter().copied().chain([health.now]).max().unwrap_or(0) as f32;
    let top = (most * 1.1).max(FLOOD * 1.15);
    let y = |count: f32| plot.bottom() - plot.height() * (count / top).min(1.0);
    let pitch = plot.width() / (BARS + 1) as f32;
    let skip = health.recent.len().saturating_sub(BARS);
    let bars = health.recent.iter().skip(skip).map(|count| (*count, tokens.ink3));
    let before = BARS - health.recent.len().min(BARS);
    for (at, (count, ink)) in bars.chain([(health.now, tokens.ink)]).enumerate() {
        let left = plot.left() + pitch * (at + before) as f32;
        let bar =
            Rect::from_min_max(pos2(left + 1.5, y(count as f32)), pos2(left + pitch - 1.5, plot.bottom()));
        ui.painter().rect_filled(bar, CornerRadius::ZERO, ink);
    }
    sketch(ui.painter(), tokens, |canvas| {
        for count in [FLOOD, 1.0] {
            canvas.dashed(
                &[pos2(plot.left(), y(count)), pos2(plot.right(), y(count))],
                Dash::LIMIT,
                1.0,
                tokens.ink2,
            );
        }
    });
    for (count, says) in [(FLOOD, "10"), (1.0, "1")] {
        words(ui, says, face::TICK, pos2(plot.right() + 6.0, y(count)), Align2::LEFT_CENTER, tokens.ink3);
    }
    let note = pos2(plot.left() + 6.0, y(FLOOD) + 9.0);
    words(ui, alarms::FLOOD_LINE, face::TICK, note, Align2::LEFT_CENTER, tokens.ink3);
    times_ui(ui, view, plot);
    let total: u32 = health.recent.iter().sum::<u32>();
    said(ui, "bars", room, &format!("{}, {now}, {total}", alarms::TEN_MINUTES_BARS));
}

fn times_ui(ui: &Ui, view: &View<'_>, plot: Rect) {
    for at in 0..=4_u32 {
        let x = plot.left() + plot.width() * at as f32 / 4.0;
        let back = TEN_MINUTES * (BARS as u32) * (4 - at) / 4;
        let (says, anchor) = match at {
            4 => (alarms::NOW.to_owned(), Align2::RIGHT_CENTER),
            0 => (clock(view, back), Align2::LEFT_CENTER),
            _ => (clock(view, back), Align2::CENTER_CENTER),
        };
        words(ui, &says, face::TICK, pos2(x, plot.bottom() + 11.0), anchor, view.tokens.ink3);
    }
}

fn clock(view: &View<'_>, back: std::time::Duration) -> String {
    view.now.utc.before(back).format(&view.plant().zone, "%H:%M")
}
