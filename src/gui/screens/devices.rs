//! The devices screen: every unit with its plan and its truth, and all that is known about one of them.

mod decode;
mod detail;
mod frames;
mod plan;
mod table;
mod unit;

use std::sync::Arc;

use egui::{Rect, Ui, UiBuilder, pos2, vec2};

use crate::device::{Frame, UnitId};
use crate::gui::app::{Asks, State, View};
use crate::gui::controls::{label, said, words, words_within};
pub(crate) use crate::gui::screens::devices::unit::Trouble;
use crate::gui::screens::devices::unit::{UnitView, units};
use crate::gui::text;
use crate::gui::theme::face;

/// What is chosen on the devices screen.
#[derive(Debug, Default)]
pub struct DevicesState {
    chosen: Option<(Arc<str>, Option<UnitId>)>,
    /// A frame that is being looked at, while newer ones pass.
    held: Option<Frame>,
}

impl DevicesState {
    /// Shows a device's detail.
    pub fn choose(&mut self, device: Arc<str>) {
        self.chosen = Some((device, None));
        self.held = None;
    }

    fn choose_unit(&mut self, unit: &UnitView<'_>) {
        self.chosen = Some((unit.device.id.clone(), Some(unit.unit)));
        self.held = None;
    }

    fn is_chosen(&self, unit: &UnitView<'_>) -> bool {
        self.chosen.as_ref().is_some_and(|(device, chosen)| {
            *device == unit.device.id && chosen.is_none_or(|chosen| chosen == unit.unit)
        })
    }
}

pub(super) fn devices_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, asks: &mut Asks) {
    let area = ui.max_rect().shrink2(vec2(20.0, 12.0));
    let all = units(view);
    if all.is_empty() {
        label(ui, text::NO_DEVICES, face::DIALOG, view.tokens.ink2);
        return;
    }
    let chosen = all.iter().position(|unit| state.devices.is_chosen(unit));
    let shown = chosen.or_else(|| all.iter().position(|unit| unit.trouble(view).is_some())).unwrap_or(0);
    let head = area.with_max_y(area.top() + 30.0);
    let line = text::devices_line(view.plant().devices.len(), view.plant().sources.len());
    let at = words(ui, &line, face::TITLE, head.left_center(), egui::Align2::LEFT_CENTER, view.tokens.ink);
    let troubled = all.iter().filter(|unit| unit.trouble(view).is_some()).count();
    let state_words = text::devices_state(all.len(), troubled);
    let room = head.with_min_x(at.right() + 20.0);
    words_within(ui, &state_words, face::BODY, room, egui::Align2::LEFT_CENTER, view.tokens.ink2);
    said(ui, "devices line", head, &format!("{line}, {state_words}"));
    let body = area.with_min_y(head.bottom() + 8.0);
    let beside = body.width() >= 1100.0;
    let left = if beside { body.with_max_x(body.left() + body.width() * 0.6) } else { body };
    let rows = table::HEADER + table::ROW * all.len() as f32 + 12.0;
    let plan_least = if beside { 190.0 } else { 0.0 };
    let share = if beside { left.height() - plan_least - 12.0 } else { left.height() * 0.42 };
    let table = left.with_max_y(left.top() + rows.min(share.max(120.0)));
    part(ui, "table", table, |ui| {
        if let Some(pressed) = table::table_ui(ui, view, &all, shown)
            && let Some(unit) = all.get(pressed)
        {
            state.devices.choose_unit(unit);
        }
    });
    let Some(unit) = all.get(shown) else { return };
    if beside {
        part(ui, "plan", left.with_min_y(table.bottom() + 12.0), |ui| plan::plan_ui(ui, view, unit));
        let right = Rect::from_min_max(pos2(left.right() + 12.0, body.top() - 38.0), body.max);
        part(ui, "detail", right, |ui| detail::detail_ui(ui, view, unit, &mut state.devices, asks));
    } else {
        let below = left.with_min_y(table.bottom() + 10.0);
        part(ui, "detail", below, |ui| detail::detail_ui(ui, view, unit, &mut state.devices, asks));
    }
}

fn part(ui: &mut Ui, salt: &str, rect: Rect, add: impl FnOnce(&mut Ui)) {
    let mut child = ui.new_child(UiBuilder::new().id_salt(salt).max_rect(rect));
    child.set_clip_rect(rect.intersect(ui.clip_rect()));
    add(&mut child);
}
