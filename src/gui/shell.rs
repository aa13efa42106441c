//! The shell: bars, navigation, notices and the context column around the screens.

mod alarm_strip;
mod clock;
mod context;
mod counters;
mod navigation;
mod regions;
mod replay;
mod search;
mod simulation;
mod status_bar;
mod tabs;
mod top_bar;
mod touch_bar;
mod waiting;

pub use regions::{Framed, Regions, Shape};
pub use replay::ReplayState;
pub use search::{Hit, SearchState, find};
pub use waiting::waiting_ui;

use egui::{CornerRadius, Rect, Ui, UiBuilder};

use crate::gui::app::{Asks, Options, State, View};
use crate::gui::{controls, screens};

/// Paints the whole window from one snapshot, in reading order.
pub fn ui(ui: &mut Ui, view: &View<'_>, options: &Options, state: &mut State, asks: &mut Asks) {
    let area = ui.max_rect();
    ui.painter().rect_filled(area, CornerRadius::ZERO, view.tokens.ground);
    let regions = Regions::of(area, view.shape, view.frame());
    let touch = view.shape == Shape::Touch;
    part(ui, "top", regions.top, |ui| {
        if let Some(playback) = view.replay() {
            replay::banner_ui(ui, view, playback, state, asks);
        } else if touch {
            touch_bar::touch_bar_ui(ui, view, state, asks);
        } else {
            top_bar::top_bar_ui(ui, view, state, asks);
        }
    });
    if !touch {
        part(ui, "navigation", regions.navigation, |ui| navigation::navigation_ui(ui, view, state, asks));
    }
    let split = context::split(regions.content, view, state);
    part(ui, "screen", split.screen, |ui| screens::screen_ui(ui, view, state, asks));
    if let Some(column) = split.column {
        part(ui, "context", column, |ui| context::context_ui(ui, view, state, asks));
    }
    part(ui, "alarms", regions.strip, |ui| match view.replay() {
        Some(playback) if view.updated => replay::transport_ui(ui, view, playback, state, asks),
        Some(_) | None => alarm_strip::strip_ui(ui, view, state, asks),
    });
    if touch {
        part(ui, "tabs", regions.status, |ui| tabs::tabs_ui(ui, view, state, asks));
    } else {
        part(ui, "status", regions.status, |ui| status_bar::status_bar_ui(ui, view, options, state));
    }
    if view.frame() != Framed::No {
        simulation::frame_ui(ui, view.tokens, area);
    }
    alarm_strip::notices_panel_ui(ui, view, regions.strip, state, asks);
    screens::alarm_dialog_ui(ui, view, regions.content, state, asks);
    search::results_ui(ui, view, state, asks);
    controls::dragged_ui(ui, view.tokens);
}

/// One region with its own ids and its own clip.
fn part(ui: &mut Ui, salt: &str, rect: Rect, add: impl FnOnce(&mut Ui)) {
    if rect.width() < 1.0 || rect.height() < 1.0 {
        return;
    }
    let mut child = ui.new_child(UiBuilder::new().id_salt(salt).max_rect(rect));
    child.set_clip_rect(rect.intersect(ui.clip_rect()));
    add(&mut child);
}
