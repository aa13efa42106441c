//! Moving about in time, and putting the cursor.

use egui::accesskit::Role;
use egui::{Key, Modifiers, Sense, Stroke, Ui, WidgetInfo};

use crate::gui::app::View;
use crate::gui::controls::focus_ring;
use crate::gui::screens::trends::TrendsState;
use crate::gui::screens::trends::plot::Place;
use crate::gui::screens::trends::window::Window;
use crate::gui::text;

/// Drag moves, wheel and pinch zoom, arrows and + - do the same.
pub(super) fn move_ui(ui: &Ui, view: &View<'_>, trends: &mut TrendsState, place: Place) {
    let response = ui.interact(place.plot, ui.scope_id().with("move"), Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, text::TREND_KEYS));
    focus_ring(ui, view.tokens, &response);
    let now = view.now.utc;
    let span = trends.window.span.as_secs_f64();
    let per_pixel = span / f64::from(place.plot.width());
    let window: &mut Window = &mut trends.window;
    if response.dragged() && response.drag_delta().x != 0.0 {
        window.pan(-f64::from(response.drag_delta().x) * per_pixel, now);
    }
    if let Some(pointer) = response.hover_pos() {
        let (wheel, pinch) = ui.input(|input| (input.smooth_scroll_delta().y, input.zoom_delta()));
        let factor = f64::from((wheel / 240.0).exp() * pinch);
        if (factor - 1.0).abs() > 1e-3 {
            let share = f64::from((pointer.x - place.plot.left()) / place.plot.width());
            window.zoom(factor, share, now);
        }
    }
    if response.has_focus() {
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        if pressed(Key::ArrowLeft) {
            window.pan(-span * 0.1, now);
        }
        if pressed(Key::ArrowRight) {
            window.pan(span * 0.1, now);
        }
        if pressed(Key::Plus) || pressed(Key::Equals) {
            window.zoom(1.25, 0.5, now);
        }
        if pressed(Key::Minus) {
            window.zoom(0.8, 0.5, now);
        }
    }
    if response.clicked()
        && let Some(pointer) = response.interact_pointer_pos()
    {
        trends.cursor = Some(place.time(pointer.x));
    }
    if response.secondary_clicked() {
        trends.cursor = None;
    }
    let hovered = response.hover_pos().filter(|_| !response.dragged());
    if let Some(pointer) = hovered {
        let stroke = Stroke::new(1.0, view.tokens.edge);
        ui.painter().vline(pointer.x, place.plot.y_range(), stroke);
    }
}
