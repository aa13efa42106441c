//! The gallery in a window of its own, for `pilothouse gallery`.

use std::sync::Arc;
use std::time::Duration;

use eframe::egui::{self, ViewportBuilder};

use crate::gui::gallery::{GalleryState, gallery_ui};
use crate::gui::theme::{self, ThemeMode};
use crate::time::Clock;

/// Opens the window and returns when it is closed.
pub fn run(clock: Arc<dyn Clock>, mode: ThemeMode) -> eframe::Result {
    let viewport =
        ViewportBuilder::default().with_inner_size([1920.0, 1080.0]).with_title("Pilothouse element gallery");
    let options = eframe::NativeOptions { viewport, ..Default::default() };
    eframe::run_native(
        "pilothouse-gallery",
        options,
        Box::new(move |creation| {
            theme::apply(&creation.egui_ctx, mode);
            let state = GalleryState::new(clock.now());
            Ok(Box::new(GalleryApp { clock, state }))
        }),
    )
}

struct GalleryApp {
    clock: Arc<dyn Clock>,
    state: GalleryState,
}

impl eframe::App for GalleryApp {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.state.now = self.clock.now();
        // Ages count in seconds; the flash asks for itself.
        ctx.request_repaint_after(Duration::from_secs(1));
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        gallery_ui(ui, &mut self.state);
    }
}
