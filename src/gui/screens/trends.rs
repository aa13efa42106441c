//! The trend screen: up to twelve pens over one time span, live or paused, with what happened meanwhile.

mod adding;
mod answers;
mod axes;
mod band;
mod bar;
mod compare;
mod compare_panel;
mod cursor_lines;
mod cursors;
mod export;
mod export_panel;
mod figures;
mod gap_words;
mod gaps;
mod lane_items;
mod lanes;
mod limit_lines;
mod line_mesh;
mod lines;
mod local;
mod moving;
mod named_panel;
mod note_panel;
mod panels;
mod pens;
mod plot;
mod quality_lane;
mod range;
mod range_panel;
mod readout;
mod save_form;
mod save_panel;
mod scale;
mod state;
mod state_lane;
mod table;
mod table_columns;
mod ticks;
mod when;
mod window;

#[cfg(test)]
mod tests;

pub(super) use panels::{frame_ui, time_ui};
pub(super) use range::RangeForm;
pub use state::TrendsState;

use std::time::Duration;

use egui::{Align2, Rect, Ui, UiBuilder, vec2};

use crate::gui::app::{Asks, State, View};
use crate::gui::controls::{said, words};
use crate::gui::screens::trends::plot::Place;
use crate::gui::shell::Shape;
use crate::gui::text;
use crate::gui::theme::face;

/// How soon the screen looks again for an answer that is still to come.
const LOOK_AGAIN: Duration = Duration::from_millis(50);
/// Room above and below the plot on its card.
const HEAD: f32 = 12.0;
const FOOT: f32 = 28.0;

pub(super) fn trends_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, asks: &mut Asks) {
    let trends = &mut state.trends;
    trends.begin(view);
    let margin = if view.shape == Shape::Touch { vec2(10.0, 6.0) } else { vec2(20.0, 10.0) };
    let area = ui.max_rect().shrink2(margin);
    trends.place = Some(area);
    export_panel::take_picture(ui, view.history, trends);
    let bar = area.with_max_y(area.top() + bar::height(view, area.width()));
    let rest = area.with_min_y(bar.bottom() + 10.0);
    let pixels = f64::from(rest.width() * ui.ctx().pixels_per_point()) / 64.0;
    let columns = (pixels.round() * 64.0).clamp(128.0, 4096.0) as u16;
    answers::follow(view, trends, columns, asks);
    if trends.answers.refining {
        ui.ctx().request_repaint_after(LOOK_AGAIN);
    }
    let pens = pens::gather(view, trends, asks);
    part(ui, "bar", bar, |ui| bar::bar_ui(ui, view, trends));
    if pens.is_empty() {
        ui.painter().rect_filled(rest, 6.0, view.tokens.card);
        words(ui, text::NO_PENS, face::DIALOG, rest.center(), Align2::CENTER_CENTER, view.tokens.ink2);
        said(ui, "no pens", rest, text::NO_PENS);
    } else {
        pens_ui(ui, view, trends, &pens, rest);
    }
    adding::hits_ui(ui, view, trends);
    panels::panels_ui(ui, view, trends, &pens, bar, asks);
}

/// Plot, lanes and table, one below the other.
fn pens_ui(ui: &mut Ui, view: &View<'_>, trends: &mut TrendsState, pens: &[pens::Pen<'_>], rest: Rect) {
    let rows = (pens.len() as f32 + 1.0) * table::ROW + 10.0;
    // On a panel the plot comes first; the rows scroll.
    let share = if view.shape == Shape::Touch { 0.28 } else { 0.36 };
    let table_height = rows.min(rest.height() * share);
    let lanes_height = lanes::height(view, trends, pens).min(rest.height() * 0.26);
    let table = rest.with_min_y(rest.bottom() - table_height);
    let lanes = rest.with_max_y(table.top() - 8.0).with_min_y(table.top() - 8.0 - lanes_height);
    let card = rest.with_max_y(lanes.top() - 8.0);
    let axes = pens.iter().filter(|pen| !pen.discrete()).map(|pen| pen.axis + 1).max().unwrap_or(0);
    let (left, right) = axes::sides(axes);
    let plot = Rect::from_min_max(card.min + vec2(left, HEAD), card.max - vec2(right, FOOT));
    ui.painter().rect_filled(card, 6.0, view.tokens.card);
    let window = trends.window.ends(view.now.utc);
    let place = Place { plot, from: window.from, to: window.to };
    if plot.width() > 40.0 && plot.height() > 40.0 {
        part(ui, "plot", card, |ui| {
            plot::plot_ui(ui, view, trends, place, pens);
            compare_panel::legend_ui(ui, view, trends, place);
        });
        part(ui, "lanes", lanes, |ui| lanes::lanes_ui(ui, view, trends, place, pens));
    }
    part(ui, "table", table, |ui| table::table_ui(ui, view, trends, pens));
}

fn part(ui: &mut Ui, salt: &str, rect: Rect, add: impl FnOnce(&mut Ui)) {
    let mut child = ui.new_child(UiBuilder::new().id_salt(salt).max_rect(rect));
    add(&mut child);
}
