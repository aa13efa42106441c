//! The steps that have no room on the bar of a panel.

use egui::Ui;

use crate::gui::app::{Asks, View};
use crate::gui::controls::{Button, button_at};
use crate::gui::painter::Icon;
use crate::gui::shell::replay::column::{head_ui, shares};
use crate::gui::text;
use crate::message::{Direction, Step, Transport};

pub(super) fn steps_ui(ui: &mut Ui, view: &View<'_>, asks: &mut Asks) {
    head_ui(ui, view, text::REPLAY_STEPS, "");
    for (step, word, names) in [
        (Step::Bookmark, text::REPLAY_BOOKMARK, (text::REPLAY_BOOKMARK_BEFORE, text::REPLAY_BOOKMARK_AFTER)),
        (Step::Action, text::REPLAY_ACTION, (text::REPLAY_ACTION_BEFORE, text::REPLAY_ACTION_AFTER)),
        (Step::Command, text::REPLAY_COMMAND, (text::REPLAY_COMMAND_BEFORE, text::REPLAY_COMMAND_AFTER)),
        (Step::Sample, text::REPLAY_SAMPLE, (text::REPLAY_SAMPLE_BEFORE, text::REPLAY_SAMPLE_AFTER)),
    ] {
        let ways = [
            (Direction::Backward, Icon::ChevronLeft, names.0),
            (Direction::Forward, Icon::ChevronRight, names.1),
        ];
        for (place, (way, sign, name)) in shares(ui, view, ways.len()).into_iter().zip(ways) {
            let wish = Button { icon: Some(sign), name, ..Button::new(word) };
            if button_at(ui, view.tokens, place, name, wish).clicked() {
                asks.transport(Transport::Step(step, way));
            }
        }
    }
}
