//! The alarm strip: what waits, what is worst, and what to do about it, on every screen.
//!
//! Three rows at the desk, one on a panel. What has no room is counted, never dropped silently. Notices of
//! the station take rows that alarms leave free, and a button of their own.

mod flood;
mod head;
mod notices;
mod rows;

pub(super) use notices::panel_ui as notices_panel_ui;

use egui::{Align2, CornerRadius, Rect, Stroke, Ui, pos2, vec2};

use crate::alarm::Action;
use crate::gui::app::{Asks, Go, STRIP_ROWS, Screen, State, View};
use crate::gui::controls::{Button, Kind, button_at, said, words, words_within};
use crate::gui::painter::Icon;
use crate::gui::screens::refusal;
use crate::gui::shell::Shape;
use crate::gui::text;
use crate::gui::text::alarms;
use crate::gui::theme::{face, size};
use crate::time::short;

/// Width of the buttons at the right end.
const BUTTONS: f32 = 184.0;

pub(super) fn strip_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, asks: &mut Asks) {
    let strip = ui.max_rect();
    let tokens = view.tokens;
    if !view.updated {
        not_updated_ui(ui, view, strip);
        return;
    }
    ui.painter().rect_filled(strip, CornerRadius::ZERO, tokens.chrome);
    ui.painter().hline(strip.x_range(), strip.top() + 0.5, Stroke::new(1.0, tokens.divider));
    if view.shape == Shape::Touch {
        touch_ui(ui, view, state, asks, strip);
        return;
    }
    let head = if view.shape == Shape::Desk { 208.0 } else { 184.0 };
    head::head_ui(ui, view, strip.with_max_x(strip.left() + head));
    let list = Rect::from_min_max(
        strip.min + vec2(head + 8.0, 4.0),
        pos2(strip.right() - BUTTONS - 28.0, strip.bottom() - 2.0),
    );
    let lines = lines(view, state, STRIP_ROWS);
    // A frame around the window takes a little of each row.
    let high = (list.height() / STRIP_ROWS as f32).min(size::ALARM_ROW);
    for (at, line) in lines.shown.iter().enumerate() {
        let top = list.top() + high * at as f32;
        let row = Rect::from_min_size(pos2(list.left(), top), vec2(list.width(), high));
        line_ui(ui, view, row, line, state, asks);
    }
    let buttons =
        Rect::from_min_max(pos2(strip.right() - BUTTONS - 16.0, list.top()), strip.max - vec2(16.0, 2.0));
    buttons_ui(ui, view, buttons, lines.more, state, asks);
}

/// One line of the strip.
enum Line<'v> {
    /// Something was refused or not taken.
    Refused(&'v str),
    Alarm(std::sync::Arc<crate::alarm::Row>),
    Area(&'v crate::alarm::FloodArea),
    Notice(&'v crate::message::Notice),
    Nothing(&'static str),
}

/// What the strip shows, and how many alarms or areas it has no room for.
struct Lines<'v> {
    shown: Vec<Line<'v>>,
    more: usize,
}

fn lines<'v>(view: &View<'v>, state: &State, room: usize) -> Lines<'v> {
    let picture = &view.snapshot.alarms;
    let refused = state.trouble.or_else(|| refusal(view)).map(Line::Refused);
    let room_left = room.saturating_sub(usize::from(refused.is_some())).max(1);
    let flood = picture.flood.as_ref().filter(|flood| flood.ended.is_none());
    let (mut shown, all): (Vec<Line<'v>>, usize) = if let Some(flood) = flood {
        (flood.areas.iter().take(room_left).map(Line::Area).collect(), flood.areas.len())
    } else {
        let first = view.alarms.first.iter().take(room_left);
        (first.map(|row| Line::Alarm(row.clone())).collect(), view.alarms.shown)
    };
    let more = all.saturating_sub(shown.len());
    let free = room_left.saturating_sub(shown.len());
    shown.extend(notices::newest_first(&view.snapshot.notices).into_iter().take(free).map(Line::Notice));
    if shown.is_empty() {
        let nothing = if picture.defined == 0 { alarms::NO_ALARMS_DEFINED } else { alarms::NO_ALARMS };
        shown.push(Line::Nothing(nothing));
    }
    shown.extend(refused);
    Lines { shown, more }
}

fn line_ui(ui: &mut Ui, view: &View<'_>, row: Rect, line: &Line<'_>, state: &mut State, asks: &mut Asks) {
    match line {
        Line::Refused(why) => {
            let body = row.shrink2(vec2(0.0, 1.0));
            ui.painter().rect_filled(body, CornerRadius::same(4), view.tokens.ink);
            let room = body.with_min_x(body.left() + 12.0);
            words_within(ui, why, face::TAG, room, Align2::LEFT_CENTER, view.tokens.ground);
            said(ui, "trouble", row, why).on_hover_text(*why);
        }
        Line::Alarm(alarm) => rows::row_ui(ui, view, row, alarm, state, asks),
        Line::Area(area) => flood::area_ui(ui, view, row, area, asks),
        Line::Notice(notice) => notices::row_ui(ui, view, row, notice, asks),
        Line::Nothing(says) => {
            let room = row.with_min_x(row.left() + 12.0);
            words_within(ui, says, face::BODY, room, Align2::LEFT_CENTER, view.tokens.ink2);
            said(ui, "none", room, says);
        }
    }
}

fn buttons_ui(ui: &Ui, view: &View<'_>, room: Rect, more: usize, state: &mut State, asks: &mut Asks) {
    let notices = view.snapshot.notices.len();
    let count = if notices > 0 { 3.0 } else { 2.0 };
    let high = (room.height() - 4.0 * (count - 1.0)) / count;
    let place = |at: f32| {
        Rect::from_min_size(pos2(room.left(), room.top() + at * (high + 4.0)), vec2(room.width(), high))
    };
    silence_ui(ui, view, place(0.0), alarms::SILENCE, asks);
    let says = alarms::summary_button(more);
    let wish = Button { icon: Some(Icon::Bell), ..Button::new(&says) };
    if button_at(ui, view.tokens, place(1.0), "summary", wish).clicked() {
        asks.go(Go::To(Screen::Alarms));
    }
    if notices > 0 {
        notices_button_ui(ui, view, place(2.0), state);
    }
}

fn notices_button_ui(ui: &Ui, view: &View<'_>, place: Rect, state: &mut State) {
    let says = alarms::notices(view.snapshot.notices.len());
    let kind = if state.notices_open { Kind::Chosen } else { Kind::Plain };
    if button_at(ui, view.tokens, place, "notices", Button { kind, ..Button::new(&says) }).clicked() {
        state.notices_open = !state.notices_open;
    }
}

fn silence_ui(ui: &Ui, view: &View<'_>, place: Rect, says: &str, asks: &mut Asks) {
    let picture = &view.snapshot.alarms;
    let disabled = picture.sounds.is_none().then_some(alarms::NOTHING_SOUNDS);
    let wish = Button { icon: Some(Icon::HornOff), disabled, ..Button::new(says) };
    if button_at(ui, view.tokens, place, "silence", wish).clicked() {
        asks.alarm(Action::Silence);
    }
}

/// One row and three or four large buttons.
fn touch_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, asks: &mut Asks, strip: Rect) {
    let lines = lines(view, state, 1);
    // A refusal stands in place of the row for its time: both do not fit, and the row comes back.
    let Some(line) = lines.shown.last() else { return };
    let high = strip.height() - 4.0;
    let mut right = strip.right() - 8.0;
    let mut place = |wide: f32| {
        let rect = Rect::from_min_size(pos2(right - wide, strip.top() + 2.0), vec2(wide, high));
        right = rect.left() - 8.0;
        rect
    };
    let narrow = strip.width() < 900.0;
    if let Line::Alarm(row) = line {
        rows::ack_ui(ui, view, place(if narrow { 72.0 } else { 104.0 }), row, asks);
    }
    let more = place(if narrow { 84.0 } else { 120.0 });
    let says = alarms::more(if matches!(line, Line::Refused(_)) { view.alarms.shown } else { lines.more });
    if button_at(ui, view.tokens, more, "summary", Button::new(&says)).clicked() {
        asks.go(Go::To(Screen::Alarms));
    }
    let silence = place(if narrow { 84.0 } else { 116.0 });
    silence_ui(ui, view, silence, alarms::SILENCE_SHORT, asks);
    if !view.snapshot.notices.is_empty() {
        notices_button_ui(ui, view, place(if narrow { 80.0 } else { 96.0 }), state);
    }
    let row = Rect::from_min_max(strip.min + vec2(8.0, 2.0), pos2(right, strip.bottom() - 2.0));
    match line {
        Line::Alarm(alarm) => rows::touch_row_ui(ui, view, row, alarm, state, asks),
        Line::Refused(_) | Line::Area(_) | Line::Notice(_) | Line::Nothing(_) => {
            line_ui(ui, view, row, line, state, asks);
        }
    }
}

fn not_updated_ui(ui: &Ui, view: &View<'_>, strip: Rect) {
    let tokens = view.tokens;
    ui.painter().rect_filled(strip, CornerRadius::ZERO, tokens.ink);
    let age = view.now.age_of(view.snapshot.at);
    let left = strip.left() + 24.0;
    let middle = strip.center().y;
    let line = text::not_updated_since(&short(age), &view.clock(view.snapshot.at.utc));
    words(ui, text::NOT_UPDATED, face::CLOCK, pos2(left, middle - 12.0), Align2::LEFT_CENTER, tokens.ground);
    words(ui, &line, face::BODY, pos2(left, middle + 13.0), Align2::LEFT_CENTER, tokens.ground);
    said(ui, "not updated", strip, text::NOT_UPDATED);
}
