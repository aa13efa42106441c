//! The transport: play, reverse, steps, speed, and the scrubber between them.

use egui::{Align2, CornerRadius, Layout, Rect, Stroke, Ui, UiBuilder, vec2};

use crate::gui::app::{Asks, State, View};
use crate::gui::controls::{Button, Kind, button, said, segments, words_within};
use crate::gui::painter::Icon;
use crate::gui::shell::Shape;
use crate::gui::shell::replay::scrubber;
use crate::gui::text;
use crate::gui::theme::face;
use crate::message::{Direction, Playback, Step, Transport};

/// Speeds that stand on the bar.
const SPEEDS: [f64; 7] = [0.1, 0.5, 1.0, 5.0, 20.0, 100.0, 1000.0];
/// Those that stand there where a number would cover the next.
const SPEEDS_FEW: [f64; 4] = [0.1, 1.0, 20.0, 1000.0];
/// Width of a speed at least.
const SPEED: f32 = 40.0;
/// Width of the blocks beside the scrubber.
const BLOCK: f32 = 340.0;
const SPEED_BLOCK: f32 = 380.0;
/// Narrower than this a panel leaves out the steps between samples.
const ROOMY: f32 = 1_150.0;

pub(in crate::gui::shell) fn transport_ui(
    ui: &mut Ui,
    view: &View<'_>,
    playback: &Playback,
    state: &mut State,
    asks: &mut Asks,
) {
    let bar = ui.max_rect();
    let tokens = view.tokens;
    ui.painter().rect_filled(bar, CornerRadius::ZERO, tokens.chrome);
    ui.painter().hline(bar.x_range(), bar.top() + 0.5, Stroke::new(1.0, tokens.divider));
    let inner = bar.shrink2(vec2(16.0, 8.0));
    if view.shape == Shape::Touch {
        let (keys, lane) = (inner.with_max_y(inner.top() + 60.0), inner.with_min_y(inner.top() + 68.0));
        row(ui, "keys", keys, |ui| touch_keys_ui(ui, view, playback, state, asks));
        scrubber::scrubber_ui(ui, view, playback, lane, asks);
        return;
    }
    let left = inner.with_max_x(inner.left() + BLOCK);
    let right = inner.with_min_x(inner.right() - SPEED_BLOCK);
    row(ui, "motion", left.with_max_y(left.top() + 36.0), |ui| motion_ui(ui, view, playback, 36.0, asks));
    let second = left.with_min_y(left.top() + 42.0).with_max_y(left.top() + 72.0);
    row(ui, "steps", second, |ui| {
        sample_step_ui(ui, view, Direction::Backward, 30.0, asks);
        sample_step_ui(ui, view, Direction::Forward, 30.0, asks);
        loop_ui(ui, view, playback, 30.0, asks);
        column_button_ui(ui, view, 30.0, state);
    });
    let place = left.with_min_y(left.top() + 76.0).with_max_y(left.top() + 94.0);
    let moves = text::replay_state(playback);
    words_within(ui, &moves, face::SMALL_MEDIUM, place, Align2::LEFT_CENTER, tokens.ink);
    said(ui, "state", place, &moves).on_hover_text(&moves);
    let keys = left.with_min_y(left.top() + 94.0).with_max_y(left.top() + 110.0);
    words_within(ui, text::REPLAY_KEYS_SHORT, face::TICK, keys, Align2::LEFT_CENTER, tokens.ink3);
    said(ui, "keys", keys, text::REPLAY_KEYS).on_hover_text(text::REPLAY_KEYS);
    let line = |at: f32| right.with_min_y(right.top() + 38.0 * at).with_max_y(right.top() + 38.0 * at + 32.0);
    row(ui, "speed", line(0.0), |ui| speed_ui(ui, view, playback, (SPEED_BLOCK, 32.0), asks));
    row(ui, "found", line(1.0), |ui| {
        for (step, way) in [
            (Step::Alarm, Direction::Backward),
            (Step::Alarm, Direction::Forward),
            (Step::Action, Direction::Backward),
            (Step::Action, Direction::Forward),
        ] {
            found_step_ui(ui, view, (step, way), 32.0, asks);
        }
    });
    row(ui, "marks", line(2.0), |ui| {
        found_step_ui(ui, view, (Step::Bookmark, Direction::Backward), 32.0, asks);
        found_step_ui(ui, view, (Step::Bookmark, Direction::Forward), 32.0, asks);
        bookmark_ui(ui, view, 32.0, state, asks);
    });
    let lane = inner.with_min_x(left.right() + 24.0).with_max_x(right.left() - 24.0);
    scrubber::scrubber_ui(ui, view, playback, lane, asks);
}

/// One row of a panel, from the left.
fn row(ui: &mut Ui, salt: &str, rect: Rect, add: impl FnOnce(&mut Ui)) {
    let layout = Layout::left_to_right(egui::Align::Center);
    let mut child = ui.new_child(UiBuilder::new().id_salt(salt).max_rect(rect).layout(layout));
    child.spacing_mut().item_spacing.x = 8.0;
    add(&mut child);
}

/// Everything in one row of large targets.
fn touch_keys_ui(ui: &mut Ui, view: &View<'_>, playback: &Playback, state: &mut State, asks: &mut Asks) {
    let roomy = ui.available_width() >= ROOMY;
    motion_ui(ui, view, playback, 60.0, asks);
    if roomy {
        found_step_ui(ui, view, (Step::Alarm, Direction::Backward), 60.0, asks);
        found_step_ui(ui, view, (Step::Alarm, Direction::Forward), 60.0, asks);
        bookmark_ui(ui, view, 60.0, state, asks);
    }
    column_button_ui(ui, view, 60.0, state);
    let width = ui.available_width().min(60.0 * SPEEDS.len() as f32);
    speed_ui(ui, view, playback, (width, 60.0), asks);
}

/// Back to the last event, reverse, play or pause, on to the next event.
fn motion_ui(ui: &mut Ui, view: &View<'_>, playback: &Playback, high: f32, asks: &mut Asks) {
    event_step_ui(ui, view, Direction::Backward, high, asks);
    let reversing = playback.playing == Some(Direction::Backward);
    let kind = if reversing { Kind::Chosen } else { Kind::Plain };
    let wish = Button { kind, size: vec2(0.0, high), ..Button::new(text::REPLAY_REVERSE) };
    if button(ui, view.tokens, wish).clicked() {
        asks.transport(if reversing { Transport::Pause } else { Transport::Play(Direction::Backward) });
    }
    let moves = playback.playing.is_some();
    let (word, sign) =
        if moves { (text::REPLAY_PAUSE, Icon::Pause) } else { (text::REPLAY_PLAY, Icon::Play) };
    let wish = Button { icon: Some(sign), kind: Kind::Final, size: vec2(0.0, high), ..Button::new(word) };
    if button(ui, view.tokens, wish).clicked() {
        asks.transport(if moves { Transport::Pause } else { Transport::Play(Direction::Forward) });
    }
    event_step_ui(ui, view, Direction::Forward, high, asks);
}

fn event_step_ui(ui: &mut Ui, view: &View<'_>, way: Direction, high: f32, asks: &mut Asks) {
    let (sign, name) = match way {
        Direction::Backward => (Icon::ChevronLeft, text::REPLAY_EVENT_BEFORE),
        Direction::Forward => (Icon::ChevronRight, text::REPLAY_EVENT_AFTER),
    };
    step_ui(ui, view, (sign, text::REPLAY_EVENT, name), (Step::Event, way), high, asks);
}

fn sample_step_ui(ui: &mut Ui, view: &View<'_>, way: Direction, high: f32, asks: &mut Asks) {
    let (sign, name) = match way {
        Direction::Backward => (Icon::ChevronLeft, text::REPLAY_SAMPLE_BEFORE),
        Direction::Forward => (Icon::ChevronRight, text::REPLAY_SAMPLE_AFTER),
    };
    step_ui(ui, view, (sign, text::REPLAY_SAMPLE, name), (Step::Sample, way), high, asks);
}

/// Opens and closes the column.
fn column_button_ui(ui: &mut Ui, view: &View<'_>, high: f32, state: &mut State) {
    let open = state.replay.is_open(view.shape);
    let kind = if open { Kind::Chosen } else { Kind::Plain };
    let wish = Button { kind, size: vec2(0.0, high), ..Button::new(text::REPLAY_COLUMN) };
    if button(ui, view.tokens, wish).on_hover_text(text::REPLAY_COLUMN_HOVER).clicked() {
        state.replay.set_open(!open);
        // A faceplate stands in its place.
        if !open {
            state.close();
        }
    }
}

/// Keeps the time shown.
fn bookmark_ui(ui: &mut Ui, view: &View<'_>, high: f32, state: &mut State, asks: &mut Asks) {
    let name = text::REPLAY_BOOKMARK_HERE;
    let wish = Button { name, size: vec2(0.0, high), ..Button::new(text::REPLAY_BOOKMARK_ADD) };
    if button(ui, view.tokens, wish).on_hover_text(name).clicked()
        && let Some(playback) = view.replay()
    {
        let times = (view.snapshot.at.utc, playback.made.utc);
        state.replay.bookmark(&playback.bookmarks.list, times, asks);
    }
}

/// To an alarm, a bookmark or to what someone did.
fn found_step_ui(ui: &mut Ui, view: &View<'_>, (step, way): (Step, Direction), high: f32, asks: &mut Asks) {
    let sign = match way {
        Direction::Backward => Icon::ChevronLeft,
        Direction::Forward => Icon::ChevronRight,
    };
    let (word, before, after) = match step {
        Step::Alarm => (text::REPLAY_ALARM, text::REPLAY_ALARM_BEFORE, text::REPLAY_ALARM_AFTER),
        Step::Bookmark => (text::REPLAY_BOOKMARK, text::REPLAY_BOOKMARK_BEFORE, text::REPLAY_BOOKMARK_AFTER),
        Step::Action | Step::Command | Step::Event | Step::Sample => {
            (text::REPLAY_ACTION, text::REPLAY_ACTION_BEFORE, text::REPLAY_ACTION_AFTER)
        }
    };
    let name = if way == Direction::Backward { before } else { after };
    step_ui(ui, view, (sign, word, name), (step, way), high, asks);
}

fn step_ui(
    ui: &mut Ui,
    view: &View<'_>,
    (sign, word, name): (Icon, &str, &str),
    (step, way): (Step, Direction),
    high: f32,
    asks: &mut Asks,
) {
    let wish = Button { icon: Some(sign), name, size: vec2(0.0, high), ..Button::new(word) };
    if button(ui, view.tokens, wish).on_hover_text(name).clicked() {
        asks.transport(Transport::Step(step, way));
    }
}

/// Round the whole recording, or out of the loop.
fn loop_ui(ui: &mut Ui, view: &View<'_>, playback: &Playback, high: f32, asks: &mut Asks) {
    let kind = if playback.looped.is_some() { Kind::Chosen } else { Kind::Plain };
    let wish = Button { kind, size: vec2(0.0, high), ..Button::new(text::REPLAY_LOOP) };
    if button(ui, view.tokens, wish).clicked() {
        let span = if playback.looped.is_some() { None } else { Some(playback.span) };
        asks.transport(Transport::Loop(span));
    }
}

fn speed_ui(ui: &mut Ui, view: &View<'_>, playback: &Playback, size: (f32, f32), asks: &mut Asks) {
    let speeds: &[f64] = if size.0 < SPEED * SPEEDS.len() as f32 { &SPEEDS_FEW } else { &SPEEDS };
    let names: Vec<String> = speeds.iter().map(|speed| text::replay_speed(*speed)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let chosen = speeds.iter().position(|speed| *speed == playback.speed);
    let pressed = segments(ui, view.tokens, &names, chosen, size, None);
    if let Some(speed) = pressed.and_then(|at| speeds.get(at)) {
        asks.transport(Transport::Speed(*speed));
    }
}
