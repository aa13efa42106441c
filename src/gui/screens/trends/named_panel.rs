//! The panel of named trends: one press opens one; below, what is shown is saved.

use egui::{ScrollArea, Ui, vec2};

use crate::gui::app::{Asks, View};
use crate::gui::controls::{Button, Kind, button};
use crate::gui::screens::trends::panels::row;
use crate::gui::screens::trends::save_panel;
use crate::gui::screens::trends::state::TrendsState;
use crate::gui::shell::Shape;
use crate::gui::text;

/// More rows than this scroll.
const ROWS_SHOWN: usize = 6;
/// The same on a panel, where list and form must end above the alarm row.
const ROWS_SHOWN_TOUCH: usize = 2;

/// Height of list and form.
pub(super) fn height(view: &View<'_>, trends: &TrendsState) -> f32 {
    // What happened is not saved into a layout of today.
    let form = if view.replay().is_some() { 0.0 } else { save_panel::height(view, trends) };
    list_height(view) + form
}

fn list_height(view: &View<'_>) -> f32 {
    let most = if view.shape == Shape::Touch { ROWS_SHOWN_TOUCH } else { ROWS_SHOWN };
    let rows = view.plant().trends.len().min(most);
    if rows == 0 { 0.0 } else { rows as f32 * (row(view) + 8.0) + 8.0 }
}

pub(super) fn named_ui(ui: &mut Ui, view: &View<'_>, trends: &mut TrendsState, asks: &mut Asks) {
    trends.save.follow(view.snapshot.trend_saved.as_deref());
    if !view.plant().trends.is_empty() {
        list_ui(ui, view, trends);
    }
    if view.replay().is_none() {
        save_panel::save_ui(ui, view, trends, asks);
    }
}

fn list_ui(ui: &mut Ui, view: &View<'_>, trends: &mut TrendsState) {
    let wide = ui.available_width();
    let area = ScrollArea::vertical().id_salt("named trends").max_height(list_height(view) - 8.0);
    area.show(ui, |ui| {
        for named in &view.plant().trends {
            let shown = trends.save.opened.as_ref() == Some(&named.id);
            let kind = if shown { Kind::Chosen } else { Kind::Plain };
            let wish = Button { kind, size: vec2(wide, row(view)), ..Button::new(&named.title) };
            let response = button(ui, view.tokens, wish);
            if response.clicked() {
                trends.open(view, named);
                trends.panel = None;
            }
            let ids = named.pens.iter().filter_map(|pen| view.plant().tag(*pen)).map(|tag| &*tag.id);
            response.on_hover_text(text::named_trend(&ids.collect::<Vec<_>>(), named.span));
        }
    });
}
