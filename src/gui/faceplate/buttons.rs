//! Command buttons. They draft; they never send.

use egui::{Ui, vec2};

use crate::display::CommandButton;
use crate::gui::app::{Asks, View};
use crate::gui::command_card::About;
use crate::gui::controls::{Button, button};
use crate::gui::text;
use crate::tag::{TagIndex, Value};

/// Buttons in a row.
const ROW_MAX: usize = 3;

pub(super) fn buttons_ui(ui: &mut Ui, view: &View<'_>, buttons: &[CommandButton], asks: &mut Asks) {
    for row in buttons.chunks(ROW_MAX) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            let width = (ui.available_width() - 8.0 * (row.len() as f32 - 1.0)) / row.len() as f32;
            for wish in row {
                button_ui(ui, view, wish, width, asks);
            }
        });
    }
}

fn button_ui(ui: &mut Ui, view: &View<'_>, wish: &CommandButton, width: f32, asks: &mut Asks) {
    let value = value_for(view, wish.tag, wish.value);
    let about = About::new(view.plant(), wish.tag, &value);
    let name = text::draft_name(&about.title);
    let control = Button {
        text: &wish.text,
        name: &name,
        disabled: (!view.updated).then_some(text::NO_ACTION_WHILE_OLD),
        size: vec2(width, view.target().max(36.0)),
        ..Button::default()
    };
    if button(ui, view.tokens, control).clicked() {
        asks.draft = Some((wish.tag, value));
    }
}

/// States are whole numbers; measures are not.
pub(crate) fn value_for(view: &View<'_>, tag: TagIndex, number: f64) -> Value {
    let discrete = view.plant().tag(tag).is_some_and(|tag| !tag.states.is_empty() || tag.unit.is_empty());
    if discrete && number.fract() == 0.0 && number.abs() < 9.0e15 {
        Value::Int(number as i64)
    } else {
        Value::Float(number)
    }
}
