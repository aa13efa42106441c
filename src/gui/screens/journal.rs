//! The journal: all of it, newest first, searched off this thread, with the details of one entry beside it.

mod answers;
mod bar;
mod detail;
mod panels;
mod recent;
mod state;
mod table;
#[cfg(test)]
mod tests;

pub use state::JournalState;

use egui::{Rect, Ui, UiBuilder, vec2};

use crate::gui::app::{Asks, State, View};
use crate::gui::shell::Shape;

/// A screen narrower than this shows the details below the table.
const BESIDE: f32 = 1_000.0;
/// Width of the details beside the table.
const DETAILS_WIDE: f32 = 400.0;

pub(super) fn journal_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, asks: &mut Asks) {
    let journal = &mut state.journal;
    let margin = if view.shape == Shape::Touch { vec2(10.0, 6.0) } else { vec2(20.0, 12.0) };
    let area = ui.max_rect().shrink2(margin);
    answers::take(view, journal);
    let bar = part(ui, "bar", area, |ui| bar::bar_ui(ui, view, journal));
    let rest = area.with_min_y((bar.bottom() + 10.0).min(area.bottom()));
    let (table, details) = match journal.selected {
        None => (rest, None),
        Some(_) if rest.width() >= BESIDE => {
            let edge = rest.right() - DETAILS_WIDE;
            (rest.with_max_x(edge - 12.0), Some(rest.with_min_x(edge)))
        }
        Some(_) => {
            let edge = rest.top() + rest.height() * 0.5;
            (rest.with_max_y(edge - 8.0), Some(rest.with_min_y(edge)))
        }
    };
    part(ui, "table", table, |ui| table::table_ui(ui, view, journal));
    if let Some(details) = details {
        part(ui, "details", details, |ui| detail::detail_ui(ui, view, journal, asks));
    }
    panels::panels_ui(ui, view, journal, bar);
    answers::ask(ui, view, journal);
}

/// Paints into a part of the screen and tells how much of it was taken.
fn part(ui: &mut Ui, salt: &str, rect: Rect, add: impl FnOnce(&mut Ui)) -> Rect {
    let mut child = ui.new_child(UiBuilder::new().id_salt(salt).max_rect(rect));
    child.set_clip_rect(rect.expand(4.0).intersect(ui.clip_rect()));
    add(&mut child);
    child.min_rect()
}
