//! With which layout it is shown, where there are two to choose from.

use egui::Ui;

use crate::gui::app::{Asks, View};
use crate::gui::controls::{Button, button_at};
use crate::gui::shell::replay::column::{head_ui, shares};
use crate::gui::text;
use crate::message::{LayoutChoice, Transport};

pub(super) fn layout_ui(ui: &mut Ui, view: &View<'_>, chosen: LayoutChoice, asks: &mut Asks) {
    head_ui(ui, view, text::REPLAY_LAYOUT, text::replay_layout_shown(chosen));
    let choices = [
        (text::REPLAY_LAYOUT_RECORDED, LayoutChoice::Recorded),
        (text::REPLAY_LAYOUT_TODAY, LayoutChoice::Today),
    ];
    for (place, (word, choice)) in shares(ui, view, choices.len()).into_iter().zip(choices) {
        let disabled = (choice == chosen).then_some(text::REPLAY_LAYOUT_CHOSEN);
        if button_at(ui, view.tokens, place, word, Button { disabled, ..Button::new(word) }).clicked() {
            asks.transport(Transport::Layout(choice));
        }
    }
}
