//! Alarm marks on bars and lists, flashing in phase with those on displays.

use egui::{Pos2, Ui};

use crate::alarm::Priority;
use crate::gui::app::View;
use crate::gui::controls::sketch;
use crate::gui::painter::{AlarmSign, AlarmState, Flash, alarm_mark, priority_shape};

/// A mark around a point. A new one comes back for its flash.
pub(crate) fn mark_at(ui: &Ui, view: &View<'_>, sign: AlarmSign, centre: Pos2, size: f32) {
    sketch(ui.painter(), view.tokens, |canvas| {
        canvas.flash = view.flash();
        alarm_mark(canvas, sign, centre, size, None);
    });
    if sign.state == AlarmState::New && !view.still {
        ui.ctx().request_repaint_after(Flash::rest(view.now.utc));
    }
}

/// A mark of something past: it does not flash.
pub(crate) fn past_mark_at(ui: &Ui, view: &View<'_>, sign: AlarmSign, centre: Pos2, size: f32) {
    sketch(ui.painter(), view.tokens, |canvas| {
        canvas.flash = Flash::On;
        alarm_mark(canvas, sign, centre, size, None);
    });
}

/// The grey shape of a priority, where nothing is in alarm.
pub(crate) fn shape_at(ui: &Ui, view: &View<'_>, priority: Priority, centre: Pos2, size: f32) {
    sketch(ui.painter(), view.tokens, |canvas| priority_shape(canvas, priority, centre, size));
}
