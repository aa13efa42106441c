//! Moving about in time, and putting the cursors: pointer, wheel, pinch and keys.

use egui::accesskit::Role;
use egui::{Event, EventFilter, Key, Modifiers, PointerButton, Response, Sense, Stroke, Ui, WidgetInfo};

use crate::gui::app::View;
use crate::gui::controls::focus_ring;
use crate::gui::screens::trends::cursors::{Cursors, Which};
use crate::gui::screens::trends::plot::Place;
use crate::gui::screens::trends::state::{Panel, TrendsState};
use crate::gui::text;
use crate::time::{Span, Timestamp};

/// A cursor is taken hold of within this distance.
const REACH: f32 = 7.0;

/// Drag moves, wheel and pinch zoom, keys do the same; a press puts a cursor.
pub(super) fn move_ui(ui: &Ui, view: &View<'_>, trends: &mut TrendsState, place: Place) {
    let response = ui.interact(place.plot, ui.scope_id().with("move"), Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, text::TREND_KEYS));
    focus_ring(ui, view.tokens, &response);
    drag(ui, view, trends, place, &response);
    wheel(ui, view, trends, place, &response);
    let free = ui.memory(egui::Memory::focused).is_none() && trends.panel.is_none();
    if response.has_focus() || free {
        let filter = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        keys(ui, view, trends);
    }
    press(ui, view, trends, place, &response);
    if let Some(pointer) = response.hover_pos().filter(|_| !response.dragged()) {
        let near = trends.cursors.near(pointer.x, REACH, |time| place.x(time)).is_some();
        let stroke = Stroke::new(1.0, view.tokens.edge);
        if near {
            ui.ctx().set_cursor_icon(egui::CursorIcon::ResizeHorizontal);
        } else {
            ui.painter().vline(pointer.x, place.plot.y_range(), stroke);
        }
    }
}

fn drag(ui: &Ui, view: &View<'_>, trends: &mut TrendsState, place: Place, response: &Response) {
    if response.drag_started() {
        let origin = ui.input(|input| input.pointer.press_origin());
        trends.cursors.dragged = origin.and_then(|at| trends.cursors.near(at.x, REACH, |time| place.x(time)));
    }
    if !response.dragged() {
        trends.cursors.dragged = None;
        return;
    }
    match (trends.cursors.dragged, response.interact_pointer_pos()) {
        (Some(which), Some(pointer)) => {
            let x = pointer.x.clamp(place.plot.left(), place.plot.right());
            trends.cursors.set(which, place.time(x));
        }
        (Some(_), None) => {}
        (None, _) => {
            let delta = f64::from(response.drag_delta().x / place.plot.width().max(1.0));
            if delta != 0.0 {
                trends.window.pan(-delta * trends.window.span.as_secs_f64(), view.now.utc);
            }
        }
    }
}

fn wheel(ui: &Ui, view: &View<'_>, trends: &mut TrendsState, place: Place, response: &Response) {
    let Some(pointer) = response.hover_pos() else { return };
    let (wheel, pinch) = ui.input(|input| (input.smooth_scroll_delta(), input.zoom_delta()));
    let factor = f64::from((wheel.y / 240.0).exp() * pinch);
    if (factor - 1.0).abs() > 1e-3 {
        let share = f64::from((pointer.x - place.plot.left()) / place.plot.width().max(1.0));
        trends.window.zoom(factor, share, view.now.utc);
    }
    if wheel.x != 0.0 {
        let share = f64::from(wheel.x / place.plot.width().max(1.0));
        trends.window.pan(-share * trends.window.span.as_secs_f64(), view.now.utc);
    }
}

fn keys(ui: &Ui, view: &View<'_>, trends: &mut TrendsState) {
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let now = view.now.utc;
    let span = trends.window.span.as_secs_f64();
    if pressed(Key::ArrowLeft) {
        trends.window.pan(-span * 0.1, now);
    }
    if pressed(Key::ArrowRight) {
        trends.window.pan(span * 0.1, now);
    }
    // The plus sign needs the shift key on some keyboards.
    let plus = ui.input_mut(|input| input.consume_key(Modifiers::SHIFT, Key::Plus));
    if pressed(Key::Plus) || pressed(Key::Equals) || plus {
        trends.window.zoom(1.25, 0.5, now);
    }
    if pressed(Key::Minus) {
        trends.window.zoom(0.8, 0.5, now);
    }
    if pressed(Key::Home) {
        show_all(view, trends);
    }
    if pressed(Key::End) {
        trends.window.follow(true, now);
    }
    if pressed(Key::Escape) {
        trends.cursors = Cursors::default();
    }
    if pressed(Key::N) {
        trends.panel = Some(Panel::Note);
        // The letter itself is not part of the note.
        ui.input_mut(|input| input.events.retain(|event| !matches!(event, Event::Text(_))));
    }
}

/// From the oldest that is known to the present.
pub(super) fn show_all(view: &View<'_>, trends: &mut TrendsState) {
    let stored = view.snapshot.recording.as_ref().and_then(|recording| recording.oldest);
    let known = trends.pens.iter().filter_map(|pen| trends.answers.line(&pen.tag, false)?.oldest);
    if let Some(oldest) = known.chain(stored).min() {
        trends.window.show(Span { from: oldest, to: view.now.utc }, view.now.utc);
    }
}

fn press(ui: &Ui, view: &View<'_>, trends: &mut TrendsState, place: Place, response: &Response) {
    let at = |response: &Response| -> Option<Timestamp> {
        response.interact_pointer_pos().map(|pointer| place.time(pointer.x))
    };
    if let Some(shifted) = shifted(ui) {
        trends.cursors.shifted = shifted;
    }
    if response.double_clicked() {
        trends.cursors.take_back();
        trends.window.follow(true, view.now.utc);
    } else if response.clicked()
        && let Some(time) = at(response)
    {
        if trends.cursors.shifted {
            trends.cursors.set(Which::B, time);
        } else {
            trends.cursors.press(time);
        }
    } else if response.secondary_clicked()
        && let Some(time) = at(response)
    {
        trends.cursors.set(Which::B, time);
    }
}

/// Whether Shift was down when the pointer went down, if that happened since the frame before.
fn shifted(ui: &Ui) -> Option<bool> {
    ui.input(|input| {
        input.events.iter().rev().find_map(|event| {
            let Event::PointerButton { button: PointerButton::Primary, pressed: true, modifiers, .. } = event
            else {
                return None;
            };
            Some(modifiers.shift)
        })
    })
}
