//! The buttons at the foot of the card.

use egui::{Key, Ui, vec2};

use crate::command::{CommandStatus, Stage};
use crate::gui::app::{Asks, State, View};
use crate::gui::command_card::{About, final_button};
use crate::gui::controls::{Button, button};
use crate::gui::text;
use crate::message::Request;

pub(super) fn buttons_ui(
    ui: &mut Ui,
    view: &View<'_>,
    status: &CommandStatus,
    about: &About,
    state: &mut State,
    asks: &mut Asks,
) {
    ui.add_space(2.0);
    match status.stage {
        Stage::Draft | Stage::Checked => draft_ui(ui, view, status, about, state, asks),
        Stage::Confirmed | Stage::Sent | Stage::Accepted | Stage::ReadBack => {}
        Stage::Settled | Stage::Cancelled => {
            if button(ui, view.tokens, sized(view, text::CLOSE_CARD, 88.0)).clicked() {
                state.card.close();
            }
        }
        Stage::Refused | Stage::Failed | Stage::Expired => {
            ui.horizontal(|ui| {
                if button(ui, view.tokens, sized(view, text::CLOSE_CARD, 88.0)).clicked() {
                    state.card.close();
                }
                let wide = ui.available_width();
                if button(ui, view.tokens, sized(view, text::NEW_DRAFT, wide)).clicked() {
                    asks.draft = Some((status.draft.tag, status.draft.value.clone()));
                }
            });
        }
    }
}

fn sized<'a>(view: &View<'_>, text: &'a str, width: f32) -> Button<'a> {
    Button { size: vec2(width, view.target().max(32.0)), ..Button::new(text) }
}

fn draft_ui(
    ui: &mut Ui,
    view: &View<'_>,
    status: &CommandStatus,
    about: &About,
    state: &mut State,
    asks: &mut Asks,
) {
    let mut cancelled = ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::Escape));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 10.0;
        cancelled |= button(ui, view.tokens, sized(view, text::CANCEL, 84.0)).clicked();
        if final_button::final_button_ui(ui, view, status, about, state) {
            asks.request(Request::Confirm { command: status.id, reason: state.card.reason.trim().into() });
        }
    });
    if state.card.confirm.awaits_second_enter() {
        crate::gui::controls::label(ui, text::SECOND_ENTER, crate::gui::theme::face::SMALL, view.tokens.ink);
    }
    // What was confirmed in this very frame is on its way and cannot be taken back.
    if cancelled && let Some(request) = state.card.cancel(view.snapshot) {
        asks.request(request);
    }
}
