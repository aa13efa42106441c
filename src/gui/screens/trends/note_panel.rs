//! The note panel: words pinned to a time.

use egui::{Id, Key, Ui, vec2};

use crate::gui::app::{Asks, View};
use crate::gui::controls::{Button, Kind, button, field, label};
use crate::gui::screens::trends::panels::row;
use crate::gui::screens::trends::state::TrendsState;
use crate::gui::text;
use crate::gui::theme::face;
use crate::message::Request;
use crate::time::Timestamp;

/// Letters of a note at most.
const LETTERS_MAX: usize = 500;

pub(super) fn note_ui(ui: &mut Ui, view: &View<'_>, trends: &mut TrendsState, asks: &mut Asks) {
    let at = trends.cursors.a.unwrap_or_else(|| middle(view, trends));
    let time = at.format(&view.plant().zone, "%a %-d %b %H:%M:%S UTC%:z");
    let says = if trends.cursors.a.is_some() { text::note_at_a(&time) } else { text::note_at_middle(&time) };
    label(ui, &says, face::SMALL, view.tokens.ink2);
    let wide = ui.available_width();
    let id = Id::unique("note field");
    let names = (text::NOTE_FIELD, text::NOTE_HINT);
    let response = field(ui, view.tokens, id, &mut trends.note, names, (wide, row(view), face::BODY));
    // The field is what the panel is for: it has the focus until something else takes it.
    if ui.memory(egui::Memory::focused).is_none() && !response.lost_focus() {
        response.request_focus();
    }
    let note = trends.note.trim().to_owned();
    let disabled = (note.is_empty() || note.chars().count() > LETTERS_MAX).then_some(text::NOTE_EMPTY);
    let enter = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let wish =
        Button { kind: Kind::Final, disabled, size: vec2(wide, row(view)), ..Button::new(text::PIN_NOTE) };
    let pressed = button(ui, view.tokens, wish).clicked();
    if (pressed || enter) && disabled.is_none() {
        asks.request(Request::Note { at, text: note.into() });
        trends.note.clear();
        trends.panel = None;
    }
}

fn middle(view: &View<'_>, trends: &TrendsState) -> Timestamp {
    let window = trends.window.ends(view.now.utc);
    window.from.after(window.length() / 2)
}
