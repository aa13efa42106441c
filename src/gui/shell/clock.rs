//! The clock: time of day, date and offset, always on screen.

use egui::{Align2, Rect, Ui, pos2};

use crate::gui::app::View;
use crate::gui::controls::{said, words};
use crate::gui::theme::face;

/// Paints the clock at the right end of a bar and tells its left edge.
pub(super) fn clock_ui(ui: &Ui, view: &View<'_>, bar: Rect, right: f32) -> f32 {
    let zone = &view.plant().zone;
    let time = view.now.utc.format(zone, "%H:%M:%S");
    let date = view.now.utc.format(zone, "%a %-d %b %Y  UTC%:z");
    let middle = bar.center().y;
    let top = words(ui, &time, face::CLOCK, pos2(right, middle - 8.0), Align2::RIGHT_CENTER, view.tokens.ink);
    let at = pos2(right, middle + 12.0);
    let below = words(ui, &date, face::SMALL, at, Align2::RIGHT_CENTER, view.tokens.ink2);
    let rect = top.union(below);
    said(ui, "clock", rect, &format!("{time}, {date}"));
    rect.left()
}
