//! The column of a replay: alarms of the time shown, the search, the loop and the bookmarks.

mod alarms_at;
mod bookmarks;
mod layout_choice;
mod looping;
mod search;
mod steps;

use egui::{Align2, Rect, ScrollArea, Sense, Ui, vec2};

use crate::gui::app::{Asks, State, View};
use crate::gui::controls::{said, wide, words, words_within};
use crate::gui::shell::Shape;
use crate::gui::theme::face;
use crate::message::Playback;

/// From one part to the next.
const APART: f32 = 12.0;
/// Height of a line of words.
const LINE: f32 = 20.0;

/// The whole column. What has no room is reached by scrolling.
pub(in crate::gui::shell) fn column_ui(
    ui: &mut Ui,
    view: &View<'_>,
    playback: &Playback,
    state: &mut State,
    asks: &mut Asks,
) {
    ScrollArea::vertical().id_salt("replay column").auto_shrink([false, false]).show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(8.0, 6.0);
        alarms_at::alarms_at_ui(ui, view, asks);
        ui.add_space(APART);
        bookmarks::bookmarks_ui(ui, view, playback, &mut state.replay, asks);
        ui.add_space(APART);
        search::search_ui(ui, view, playback, &mut state.replay, asks);
        ui.add_space(APART);
        looping::loop_ui(ui, view, playback, asks);
        if let Some(chosen) = playback.choice {
            ui.add_space(APART);
            layout_choice::layout_ui(ui, view, chosen, asks);
        }
        if view.shape == Shape::Touch {
            ui.add_space(APART);
            steps::steps_ui(ui, view, asks);
        }
    });
}

/// Heading of a part, with a word at its right end.
fn head_ui(ui: &mut Ui, view: &View<'_>, heading: &str, aside: &str) {
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), Sense::hover());
    let shown = words(ui, heading, face::TITLE, row.left_center(), Align2::LEFT_CENTER, view.tokens.ink2);
    let rest = row.with_min_x(shown.right() + 12.0);
    if wide(ui, aside, face::SMALL) <= rest.width() {
        words_within(ui, aside, face::SMALL, rest, Align2::RIGHT_CENTER, view.tokens.ink2);
    }
    said(ui, heading, row, &format!("{heading}. {aside}"));
}

/// A line of words, or the room for one; cut where it does not fit, whole when it is pointed at.
fn line_ui(ui: &mut Ui, view: &View<'_>, salt: &str, says: &str) {
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::hover());
    if says.is_empty() {
        return;
    }
    words_within(ui, says, face::SMALL, row, Align2::LEFT_CENTER, view.tokens.ink2);
    said(ui, salt, row, says).on_hover_text(says);
}

/// Height of a row that can be pressed.
fn row_height(view: &View<'_>) -> f32 {
    view.target().max(34.0)
}

/// Places side by side over the whole width.
fn shares(ui: &mut Ui, view: &View<'_>, count: usize) -> Vec<Rect> {
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), row_height(view)), Sense::hover());
    let gap = 8.0;
    let width = (row.width() - gap * (count.max(1) - 1) as f32) / count.max(1) as f32;
    let left = |at: usize| row.left() + (width + gap) * at as f32;
    (0..count).map(|at| row.with_min_x(left(at)).with_max_x(left(at) + width)).collect()
}
