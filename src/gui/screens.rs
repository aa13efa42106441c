//! The screens between the bars.

mod alarms;
mod devices;
mod display;
mod journal;
mod simulator;
mod trends;

pub use alarms::AlarmsState;
pub(crate) use alarms::{
    alarm_name, alarm_name_of, dialog_ui as alarm_dialog_ui, refusal, show_alarm, to_acknowledge,
};
pub use devices::DevicesState;
pub(crate) use devices::Trouble;
pub(crate) use display::{FACEPLATE_SPAN, draw_elements, time_span};
pub use journal::JournalState;
pub use trends::TrendsState;

use egui::Ui;

use crate::gui::app::{Asks, Screen, State, View};
use crate::gui::gallery;
use crate::gui::theme;

/// The screen the operator is at.
pub(super) fn screen_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, asks: &mut Asks) {
    match state.navigation.screen().clone() {
        Screen::Display(id) => display::display_ui(ui, view, &id, state, asks),
        Screen::Trends => trends::trends_ui(ui, view, state, asks),
        Screen::Alarms => alarms::alarms_ui(ui, view, state, asks),
        Screen::Journal => journal::journal_ui(ui, view, state, asks),
        Screen::Devices => devices::devices_ui(ui, view, state, asks),
        Screen::Simulator => simulator::simulator_ui(ui, view, asks),
        Screen::Gallery => {
            state.gallery.now = view.now;
            gallery::gallery_ui(ui, &mut state.gallery);
            // Its own switch changes the colours of the whole window.
            state.theme = theme::mode(ui.ctx());
        }
    }
}
