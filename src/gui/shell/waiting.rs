//! Before the first snapshot.

use egui::{Align2, CornerRadius, Ui, vec2};

use crate::gui::app::Options;
use crate::gui::controls::{said, sketch, words};
use crate::gui::painter::{Icon, icon};
use crate::gui::text;
use crate::gui::theme::{Tokens, face};
use crate::time::Moment;

/// Says that nothing is known yet; never looks like an empty plant.
pub fn waiting_ui(ui: &Ui, tokens: &'static Tokens, options: &Options, now: Moment) {
    let area = ui.max_rect();
    ui.painter().rect_filled(area, CornerRadius::ZERO, tokens.ground);
    let centre = area.center();
    sketch(ui.painter(), tokens, |canvas| {
        icon(canvas, Icon::Wheel, centre - vec2(0.0, 48.0), 40.0, tokens.ink2);
    });
    let title = words(ui, text::STARTING, face::DIALOG, centre, Align2::CENTER_CENTER, tokens.ink);
    let below = centre + vec2(0.0, 26.0);
    words(ui, text::STARTING_HINT, face::BODY, below, Align2::CENTER_CENTER, tokens.ink2);
    let time = now.utc.rfc3339();
    let time = time.split('.').next().unwrap_or_default().replace('T', "  ");
    let line = text::station_at(&options.station, &time);
    words(ui, &line, face::SMALL, centre + vec2(0.0, 52.0), Align2::CENTER_CENTER, tokens.ink3);
    said(ui, "waiting", title, text::STARTING);
}
