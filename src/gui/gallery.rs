//! The element gallery: every element in every state. It is the manual, and what a new element is held
//! against in three themes.
//!
//! It draws through the same door as a display: layout elements and an [`ElementSource`]. Nothing in it can
//! look better than it does in the plant.
//!
//! [`ElementSource`]: crate::gui::elements::ElementSource

mod plant;
mod sheet;
mod tags;
mod tiles;
mod window;

pub use window::run;

use egui::{Align, Button, Layout, Rect, RichText, Ui, UiBuilder, vec2};

use crate::gui::elements::Scene;
use crate::gui::gallery::plant::Plant;
use crate::gui::painter::{Frame, TextCache};
use crate::gui::theme::{self, ThemeMode, face};
use crate::time::Moment;

/// A sheet of the gallery.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GalleryPage {
    /// Elements by quality and control state.
    #[default]
    Quality,
    /// Elements by alarm state.
    Alarms,
    /// Tiles, sizes, directions, marks and icons.
    Tiles,
}

impl GalleryPage {
    /// All sheets.
    pub const ALL: [Self; 3] = [Self::Quality, Self::Alarms, Self::Tiles];

    /// As the switch says it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Quality => "Quality and control",
            Self::Alarms => "Alarm states",
            Self::Tiles => "Tiles and marks",
        }
    }
}

/// What the gallery remembers between frames.
#[derive(Debug, Default)]
pub struct GalleryState {
    /// The sheet that is open.
    pub page: GalleryPage,
    /// The moment shown; ages count from where it first stood.
    pub now: Moment,
    plant: Option<Plant>,
    texts: TextCache,
}

impl GalleryState {
    /// A gallery that starts at a moment.
    pub fn new(now: Moment) -> Self {
        Self { now, ..Self::default() }
    }
}

/// A sheet in grid pixels.
const SHEET: [f32; 2] = [1920.0, 1036.0];
const HEAD: f32 = 44.0;

/// Paints the gallery into what is left of `ui`.
pub fn gallery_ui(ui: &mut Ui, state: &mut GalleryState) {
    let full = ui.available_rect_before_wrap();
    let tokens = theme::tokens(ui.ctx());
    ui.painter().rect_filled(full, 0.0, tokens.ground);
    let (head, sheet) = full.split_top_bottom_at_y(full.top() + HEAD);
    head_ui(ui, head, state);
    let plant = match state.plant.take() {
        Some(plant) => plant.at(state.now),
        None => Plant::new(state.now),
    };
    let frame = Frame::fit(SHEET, sheet);
    let mut scene = Scene::new(ui, frame, &plant, &mut state.texts);
    match state.page {
        GalleryPage::Quality => sheet::quality(&mut scene),
        GalleryPage::Alarms => sheet::alarms(&mut scene),
        GalleryPage::Tiles => tiles::tiles(&mut scene),
    }
    scene.finish();
    state.plant = Some(plant);
}

fn head_ui(ui: &mut Ui, head: Rect, state: &mut GalleryState) {
    let inner = head.shrink2(vec2(24.0, 6.0));
    let mut bar = ui.new_child(UiBuilder::new().max_rect(inner).layout(Layout::left_to_right(Align::Center)));
    let title = RichText::new("Element gallery").font(face::DIALOG.font(1.0)).color(theme::tokens(&bar).ink);
    bar.label(title);
    bar.add_space(16.0);
    for page in GalleryPage::ALL {
        if bar.add(Button::selectable(state.page == page, page.name())).clicked() {
            state.page = page;
        }
    }
    bar.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let mode = theme::mode(ui);
        for choice in ThemeMode::ALL.into_iter().rev() {
            if ui.add(Button::selectable(mode == choice, choice.name())).clicked() {
                theme::apply(ui, choice);
            }
        }
    });
}

#[cfg(test)]
mod tests;
