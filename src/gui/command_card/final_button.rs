//! The button that does it: it says what will happen and takes a confirmation only in the prescribed manner.

use std::time::Duration;

use egui::accesskit::{Action, Role};
use egui::{
    Align2, Color32, CornerRadius, CursorIcon, Event, Id, Key, PointerButton, Rect, Response, Sense, Stroke,
};
use egui::{StrokeKind, Ui, WidgetInfo, vec2};

use crate::command::{CommandStatus, Stage};
use crate::gui::app::{State, View};
use crate::gui::command_card::{About, Hand, Manner, Press};
use crate::gui::controls::{Button, button, focus_ring, sketch};
use crate::gui::painter::padlock;
use crate::gui::text;
use crate::gui::theme::{face, size};

/// Frames of a hold: smooth enough for its fill.
const HOLD_FRAME: Duration = Duration::from_millis(40);

/// Paints it and tells whether the command is confirmed now.
pub(super) fn final_button_ui(
    ui: &mut Ui,
    view: &View<'_>,
    status: &CommandStatus,
    about: &About,
    state: &mut State,
) -> bool {
    let manner = if status.critical { Manner::Critical } else { Manner::Ordinary };
    let height = view.target().max(32.0);
    let size = vec2(ui.available_width(), height);
    if let Some(reason) = closed_because(view, status, state) {
        state.card.confirm.closed();
        let wish =
            Button { text: &reason, name: &about.title, disabled: Some(&reason), size, ..Button::default() };
        let response = button(ui, view.tokens, wish);
        let at = response.rect.left_center() + vec2(16.0, 0.0);
        sketch(ui.painter(), view.tokens, |canvas| padlock(canvas, at, view.tokens.ink3));
        return false;
    }
    let hold = manner == Manner::Critical || state.hand == Hand::Touch;
    let says = if hold { text::hold_to(&about.title) } else { about.title.clone() };
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let id = Id::unique("final button");
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &says));
    let press = press(ui, &response, state.hand);
    let given = state.card.confirm.step(press, rect, manner, view.now);
    let share = state.card.confirm.hold_share(view.now);
    if share > 0.0 {
        ui.request_repaint_after(HOLD_FRAME);
    }
    paint(ui, view, rect, &says, if hold { share } else { 1.0 }, response.is_pointer_button_down_on());
    focus_ring(ui, view.tokens, &response);
    response.on_hover_cursor(CursorIcon::PointingHand);
    given
}

/// Why it does not work now, if it does not.
fn closed_because(view: &View<'_>, status: &CommandStatus, state: &State) -> Option<String> {
    if !view.updated {
        return Some(text::NO_ACTION_WHILE_OLD.to_owned());
    }
    if state.card.confirm.given() {
        return Some(text::CONFIRMED_WAIT.to_owned());
    }
    if status.stage == Stage::Draft {
        let failed = status.checks.iter().filter(|check| !check.met).count();
        let first = status.checks.iter().find(|check| !check.met).map_or("", |check| &*check.title);
        return Some(text::blocked(failed, status.checks.len(), first));
    }
    let reasonless = status.critical && state.card.reason.trim().is_empty();
    reasonless.then(|| text::REASON_NEEDED.to_owned())
}

/// What hand and keyboard did to it in this frame.
fn press(ui: &Ui, response: &Response, hand: Hand) -> Press {
    // Asked before the input is locked: a response looks at the input itself.
    let (focused, down) = (response.has_focus(), response.is_pointer_button_down_on());
    let clicked = response.clicked_by(PointerButton::Primary);
    ui.input(|input| {
        let enter =
            |event: &Event| matches!(event, Event::Key { key: Key::Enter, pressed: true, repeat: false, .. });
        let spoken = input.has_accesskit_action_request(response.id, Action::Click);
        let touches = input.multi_touch().map_or(0, |touch| touch.num_touches);
        Press {
            hand,
            began: (down || clicked) && input.pointer.primary_pressed(),
            down,
            clicked,
            fingers: touches.max(usize::from(input.any_touches())),
            pointer: input.pointer.interact_pos(),
            enter_began: spoken || focused && input.events.iter().any(enter),
            enter_down: focused && input.key_down(Key::Enter),
        }
    })
}

/// The words stand twice, cut at the fill, so that they can be read on both grounds.
fn paint(ui: &Ui, view: &View<'_>, rect: Rect, says: &str, share: f32, pressed: bool) {
    let tokens = view.tokens;
    let radius = CornerRadius::same(size::RADIUS_CELL as u8);
    let stroke = Stroke::new(tokens.strokes.thin, if pressed { tokens.ink } else { tokens.edge });
    ui.painter().rect(rect, radius, tokens.button, stroke, StrokeKind::Inside);
    let edge = rect.left() + rect.width() * share.clamp(0.0, 1.0);
    let put = |clip: Rect, ink: Color32, fill: Option<Color32>| {
        let painter = ui.painter().with_clip_rect(clip.intersect(ui.clip_rect()));
        if let Some(fill) = fill {
            painter.rect_filled(rect, radius, fill);
        }
        painter.text(rect.center(), Align2::CENTER_CENTER, says, face::TAG.font(1.0), ink);
    };
    put(rect.with_max_x(edge), tokens.primary_ink, Some(tokens.primary));
    put(rect.with_min_x(edge), tokens.ink, None);
}
