//! Keys that work everywhere. None of them commands the plant.

use egui::{Context, Event, Key, Modifiers, PointerButton};

use crate::alarm::{Action, Picture};
use crate::gui::app::{Asks, Go, State};
use crate::gui::command_card::Hand;

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
