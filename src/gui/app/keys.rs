//! Keys that work everywhere. None of them commands the plant.

use egui::{Context, Event, Key, Modifiers, PointerButton};

use crate::alarm::{Action, Picture};
use crate::gui::app::{Asks, Go, State};
use crate::gui::command_card::Hand;
use crate::gui::shell::ReplayState;
use crate::message::{Direction, Playback, Step, Transport};
use crate::time::Timestamp;

/// Reads the keys of this pass. Alarm keys work while the display is the present.
pub(super) fn read(ctx: &Context, state: &State, alarms: &Picture, updated: bool, asks: &mut Asks) {
    ctx.input_mut(|input| {
        if input.consume_key(Modifiers::NONE, Key::F8) && updated && alarms.sounds.is_some() {
            asks.alarm(Action::Silence);
        }
        // What was drawn is acknowledged, in the occurrence that was drawn.
        if input.consume_key(Modifiers::NONE, Key::F9)
            && updated
            && let Some(seen) = &state.alarms.drawn
        {
            asks.alarm(Action::Acknowledge([seen.clone()].into()));
        }
        if input.consume_key(Modifiers::COMMAND, Key::K) {
            asks.go(Go::Search);
        }
        if input.consume_key(Modifiers::ALT, Key::ArrowLeft) {
            asks.go(Go::Back);
        }
        if input.consume_key(Modifiers::NONE, Key::F1) {
            asks.go(Go::Overview);
        }
        if input.consume_key(Modifiers::NONE, Key::F2) {
            asks.go(Go::Up);
        }
    });
}

/// The keys of a replay. They move the time and nothing else; while something is typed they are letters.
pub(super) fn read_replay(
    ctx: &Context,
    (playback, here, real): (&Playback, Timestamp, Timestamp),
    column: &mut ReplayState,
    asks: &mut Asks,
) {
    if ctx.egui_wants_keyboard_input() {
        return;
    }
    let (loop_from, loop_to) = playback.loop_ends(here);
    let play = match playback.playing {
        Some(_) => Transport::Pause,
        None => Transport::Play(Direction::Forward),
    };
    let step = |step, way| Transport::Step(step, way);
    let keys = [
        (Key::Space, play),
        (Key::ArrowLeft, step(Step::Event, Direction::Backward)),
        (Key::ArrowRight, step(Step::Event, Direction::Forward)),
        (Key::Comma, step(Step::Sample, Direction::Backward)),
        (Key::Period, step(Step::Sample, Direction::Forward)),
        (Key::Home, Transport::Seek(playback.span.from)),
        (Key::End, Transport::Seek(playback.span.to)),
        (Key::I, Transport::Loop(Some(loop_from))),
        (Key::O, Transport::Loop(Some(loop_to))),
    ];
    // With the shift key back: that is looked at first, as a key alone counts with any other.
    for (modifiers, way) in [(Modifiers::SHIFT, Direction::Backward), (Modifiers::NONE, Direction::Forward)] {
        for (key, to) in
            [(Key::A, Step::Alarm), (Key::C, Step::Command), (Key::P, Step::Action), (Key::M, Step::Bookmark)]
        {
            if ctx.input_mut(|input| input.consume_key(modifiers, key)) {
                asks.transport(step(to, way));
            }
        }
    }
    if ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::B)) {
        column.bookmark(&playback.bookmarks.list, (here, real), asks);
    }
    for (key, wish) in keys {
        if ctx.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
            asks.transport(wish);
        }
    }
}

/// Notes what pointed last, and where.
pub(super) fn note_hand(ctx: &Context, state: &mut State) {
    ctx.input(|input| {
        let touched =
            input.any_touches() || input.events.iter().any(|event| matches!(event, Event::Touch { .. }));
        let moused = input
            .events
            .iter()
            .any(|event| matches!(event, Event::PointerMoved(_) | Event::PointerButton { .. }));
        if touched {
            state.hand = Hand::Touch;
        } else if moused {
            state.hand = Hand::Mouse;
        }
        for event in &input.events {
            if let Event::PointerButton { pos, button: PointerButton::Primary, pressed: true, .. } = event {
                state.pressed_at = Some(*pos);
            } else if let Event::Key { pressed: true, .. } = event {
                state.pressed_at = None;
            }
        }
    });
}
