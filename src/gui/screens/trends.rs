//! stub
use crate::gui::app::{Asks, State, View};
use egui::Ui;
use std::sync::Arc;
/// stub
#[derive(Debug, Default)]
pub struct TrendsState {
    pens: Vec<Arc<str>>,
}
impl TrendsState {
    /// stub
    pub fn add(&mut self, tag: Arc<str>) {
        self.pens.push(tag);
    }
}
pub(super) fn trends_ui(_ui: &mut Ui, _view: &View<'_>, _state: &mut State, _asks: &mut Asks) {}
