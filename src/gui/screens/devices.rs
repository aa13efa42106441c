//! stub
use crate::gui::app::{Asks, State, View};
use egui::Ui;
use std::sync::Arc;
/// stub
#[derive(Debug, Default)]
pub struct DevicesState {
    chosen: Option<Arc<str>>,
}
impl DevicesState {
    /// stub
    pub fn choose(&mut self, device: Arc<str>) {
        self.chosen = Some(device);
    }
}
pub(super) fn devices_ui(_ui: &mut Ui, _view: &View<'_>, _state: &mut State, _asks: &mut Asks) {}
