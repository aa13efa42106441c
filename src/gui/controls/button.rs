//! Buttons.

use egui::accesskit::Role;
use egui::{
    Align2, AsIdSalt, Color32, CornerRadius, Rect, Response, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo,
};
use egui::{pos2, vec2};

use crate::gui::controls::{focus_ring, sketch, wide, words};
use crate::gui::painter::{Icon, icon};
use crate::gui::theme::{Tokens, face, size};

/// How a button looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Like any other.
    #[default]
    Plain,
    /// What it stands for is open or on.
    Chosen,
    /// The last step before something happens.
    Final,
    /// Without a body until it is pointed at.
    Bare,
}

/// A button.
#[derive(Clone, Copy, Debug, Default)]
pub struct Button<'a> {
    /// What it says.
    pub text: &'a str,
    /// A sign before the words, or instead of them.
    pub icon: Option<Icon>,
    /// How it looks.
    pub kind: Kind,
    /// What a screen reader says; the words themselves where this is empty.
    pub name: &'a str,
    /// Why it does not work now.
    pub disabled: Option<&'a str>,
    /// Width and height; 0 lets it choose its own.
    pub size: Vec2,
}

impl<'a> Button<'a> {
    /// A plain button.
    pub fn new(text: &'a str) -> Self {
        Self { text, ..Self::default() }
    }
}

/// A button. One that does not work says why when it is pointed at, and to screen readers.
pub fn button(ui: &mut Ui, tokens: &'static Tokens, button: Button<'_>) -> Response {
    let Button { text, icon: sign, disabled, size: wish, .. } = button;
    let height = if wish.y > 0.0 { wish.y } else { size::TARGET_MOUSE };
    let text_wide = if text.is_empty() { 0.0 } else { wide(ui, text, face::BODY_MEDIUM) };
    let own = match (sign, text.is_empty()) {
        (Some(_), true) => height,
        (Some(_), false) => text_wide + 24.0 + 24.0,
        (None, _) => text_wide + 24.0,
    };
    let width = if wish.x > 0.0 { wish.x } else { own };
    let enabled = disabled.is_none() && ui.is_enabled();
    let sense = if enabled { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), sense);
    drawn(ui, tokens, rect, response, button)
}

/// A button at a place, known by `salt` wherever it moves: a press belongs to what was drawn when it began.
pub fn button_at(
    ui: &Ui,
    tokens: &'static Tokens,
    rect: Rect,
    salt: impl AsIdSalt,
    button: Button<'_>,
) -> Response {
    let enabled = button.disabled.is_none() && ui.is_enabled();
    let sense = if enabled { Sense::click() } else { Sense::hover() };
    let response = ui.interact(rect, ui.scope_id().with(salt), sense);
    drawn(ui, tokens, rect, response, button)
}

fn drawn(ui: &Ui, tokens: &'static Tokens, rect: Rect, response: Response, button: Button<'_>) -> Response {
    let Button { text, icon: sign, kind, name, disabled, size: _ } = button;
    let enabled = disabled.is_none() && ui.is_enabled();
    let text_wide = if text.is_empty() { 0.0 } else { wide(ui, text, face::BODY_MEDIUM) };
    let spoken = if name.is_empty() { text } else { name };
    response.widget_info(|| match disabled {
        Some(reason) => WidgetInfo::labeled(Role::Button, false, format!("{spoken}. {reason}")),
        None => WidgetInfo::labeled(Role::Button, enabled, spoken),
    });
    if ui.is_rect_visible(rect) {
        let ink = body(ui, tokens, rect, &response, kind, enabled);
        paint(ui, tokens, rect, sign, (text, text_wide), ink);
        focus_ring(ui, tokens, &response);
    }
    match disabled {
        Some(reason) => response.on_hover_text(reason),
        None => response,
    }
}

/// Paints the body and tells the colour of what stands on it.
fn body(ui: &Ui, tokens: &Tokens, rect: Rect, response: &Response, kind: Kind, enabled: bool) -> Color32 {
    let radius = CornerRadius::same(size::RADIUS_CELL as u8);
    let pressed = response.is_pointer_button_down_on();
    let (fill, edge, ink) = match kind {
        _ if !enabled && kind == Kind::Bare => (Color32::TRANSPARENT, Color32::TRANSPARENT, tokens.ink3),
        _ if !enabled => (Color32::TRANSPARENT, tokens.divider, tokens.ink3),
        Kind::Final => (tokens.primary, tokens.primary, tokens.primary_ink),
        _ if pressed => (tokens.pressed, tokens.ink, tokens.ink),
        Kind::Chosen => (tokens.selection, tokens.accent, tokens.ink),
        Kind::Bare if response.hovered() => (tokens.button, Color32::TRANSPARENT, tokens.ink),
        Kind::Bare => (Color32::TRANSPARENT, Color32::TRANSPARENT, tokens.ink2),
        Kind::Plain if response.hovered() => (tokens.button2, tokens.edge, tokens.ink),
        Kind::Plain => (tokens.button, tokens.edge, tokens.ink),
    };
    let stroke = Stroke::new(tokens.strokes.thin, edge);
    ui.painter().rect(rect, radius, fill, stroke, StrokeKind::Inside);
    ink
}

fn paint(ui: &Ui, tokens: &'static Tokens, rect: Rect, sign: Option<Icon>, text: (&str, f32), ink: Color32) {
    let (text, text_wide) = text;
    let mut centre = rect.center();
    if let Some(sign) = sign {
        let at = if text.is_empty() {
            centre
        } else {
            centre.x += 12.0;
            pos2(centre.x - text_wide / 2.0 - 16.0, centre.y)
        };
        sketch(ui.painter(), tokens, |canvas| icon(canvas, sign, at, 14.0, ink));
    }
    if !text.is_empty() {
        words(ui, text, face::BODY_MEDIUM, centre, Align2::CENTER_CENTER, ink);
    }
}
