//! The loop by buttons: from here, to here, none.

use egui::Ui;

use crate::gui::app::{Asks, View};
use crate::gui::controls::{Button, button_at};
use crate::gui::shell::replay::column::{head_ui, shares};
use crate::gui::text;
use crate::message::{Playback, Transport};

pub(super) fn loop_ui(ui: &mut Ui, view: &View<'_>, playback: &Playback, asks: &mut Asks) {
    head_ui(ui, view, text::REPLAY_LOOP, &text::replay_loop(playback, &view.plant().zone));
    let (from, to) = playback.loop_ends(view.snapshot.at.utc);
    let none = playback.looped.is_none().then_some(text::REPLAY_LOOP_NONE);
    let wishes = [
        (text::REPLAY_LOOP_FROM, Some(from), None),
        (text::REPLAY_LOOP_TO, Some(to), None),
        (text::REPLAY_LOOP_OFF, None, none),
    ];
    for (place, (word, span, disabled)) in shares(ui, view, wishes.len()).into_iter().zip(wishes) {
        if button_at(ui, view.tokens, place, word, Button { disabled, ..Button::new(word) }).clicked() {
            asks.transport(Transport::Loop(span));
        }
    }
}
