//! The panel of named trends: one press opens one.

use egui::{ScrollArea, Ui, vec2};

use crate::gui::app::View;
use crate::gui::controls::{Button, button};
use crate::gui::screens::trends::state::TrendsState;
use crate::gui::text;

const ROW: f32 = 36.0;
/// More rows than this scroll.
const ROWS_SHOWN: usize = 10;

/// Height of the list for so many trends.
pub(super) fn height(count: usize) -> f32 {
    count.min(ROWS_SHOWN) as f32 * (ROW + 8.0)
}

pub(super) fn named_ui(ui: &mut Ui, view: &View<'_>, trends: &mut TrendsState) {
    let wide = ui.available_width();
    ScrollArea::vertical().id_salt("named trends").show(ui, |ui| {
        for named in &view.plant().trends {
            let wish = Button { size: vec2(wide, ROW), ..Button::new(&named.title) };
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
