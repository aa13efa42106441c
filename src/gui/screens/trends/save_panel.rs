//! Below the list of named trends: saves what is shown, over the one it came from or under a new name.

use std::sync::Arc;

use egui::{Id, Key, Ui, vec2};

use crate::gui::app::{Asks, View};
use crate::gui::controls::{Button, Kind, button, field, label};
use crate::gui::screens::trends::panels::row;
use crate::gui::screens::trends::save_form::{existing, fault, wish};
use crate::gui::screens::trends::state::TrendsState;
use crate::gui::text;
use crate::gui::theme::face;
use crate::message::Request;
use crate::plant::TREND_TITLE_MAX;

/// Room for how it ended, which may name a path and what to do.
const OUTCOME: f32 = 56.0;

/// Height of the form.
pub(super) fn height(view: &View<'_>, trends: &TrendsState) -> f32 {
    let over = if opened(view, trends).is_some() { row(view) + 8.0 } else { 0.0 };
    let told = trends.save.outcome(view.snapshot.trend_saved.as_deref(), view.now).is_some();
    let asked = if trends.save.replacing.is_some() { 24.0 } else { 0.0 };
    let fault = if fault(view.plant(), trends).is_some() { 24.0 } else { 0.0 };
    over + 2.0 * (row(view) + 8.0) + 52.0 + asked + fault + if told { OUTCOME } else { 0.0 }
}

/// Id and name of the named trend that is shown, if it still is one.
fn opened<'a>(view: &View<'a>, trends: &TrendsState) -> Option<(&'a Arc<str>, &'a str)> {
    let id = trends.save.opened.as_ref()?;
    view.plant().trends.iter().find(|named| named.id == *id).map(|named| (&named.id, &*named.title))
}

pub(super) fn save_ui(ui: &mut Ui, view: &View<'_>, trends: &mut TrendsState, asks: &mut Asks) {
    let tokens = view.tokens;
    let last = view.snapshot.trend_saved.as_deref();
    let wide = ui.available_width();
    let fault = fault(view.plant(), trends);
    let waits = trends.save.waits(last, view.now);
    let hindered = if waits { Some(text::SAVING) } else { fault.as_deref() };
    label(ui, text::SAVE_TITLE, face::BODY_MEDIUM, tokens.ink);
    label(ui, text::SAVE_KEEPS, face::SMALL, tokens.ink2);
    if let Some(fault) = &fault {
        label(ui, fault, face::SMALL, tokens.ink);
    }
    if let Some((id, title)) = opened(view, trends) {
        let words = text::save_over(title);
        let wish = Button { disabled: hindered, size: vec2(wide, row(view)), ..Button::new(&words) };
        if button(ui, tokens, wish).clicked() {
            send(view, trends, asks, title, Some(id.clone()));
        }
    }
    let names = (text::SAVE_NAME, text::SAVE_NAME_HINT);
    let before = trends.save.name.clone();
    let size = (wide, row(view), face::BODY);
    let response = field(ui, tokens, Id::unique("trend name"), &mut trends.save.name, names, size);
    if trends.save.name != before {
        trends.save.replacing = None;
    }
    let name = trends.save.name.trim().to_owned();
    let unnamed = name.is_empty() || name.chars().count() > TREND_TITLE_MAX;
    let disabled = hindered.or_else(|| unnamed.then_some(text::SAVE_UNNAMED));
    let enter = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if let Some(id) = trends.save.replacing.clone() {
        replace_ui(ui, view, trends, asks, (&name, &id));
    } else {
        let wish =
            Button { kind: Kind::Final, disabled, size: vec2(wide, row(view)), ..Button::new(text::SAVE_AS) };
        if (button(ui, tokens, wish).clicked() || enter) && disabled.is_none() {
            match existing(view.plant(), &name) {
                Some(id) => trends.save.replacing = Some(id),
                None => send(view, trends, asks, &name, None),
            }
        }
    }
    if let Some(says) = trends.save.outcome(last, view.now) {
        label(ui, &says, face::SMALL, tokens.ink);
    }
}

/// The name exists: nothing is replaced before that was said and asked.
fn replace_ui(
    ui: &mut Ui,
    view: &View<'_>,
    trends: &mut TrendsState,
    asks: &mut Asks,
    (name, id): (&str, &Arc<str>),
) {
    label(ui, &text::save_exists(name), face::SMALL, view.tokens.ink);
    let size = vec2((ui.available_width() - 8.0) / 2.0, row(view));
    ui.horizontal(|ui| {
        let wish = Button { size, ..Button::new(text::SAVE_KEEP_OLD) };
        if button(ui, view.tokens, wish).clicked() {
            trends.save.replacing = None;
        }
        let wish = Button { kind: Kind::Final, size, ..Button::new(text::SAVE_REPLACE) };
        if button(ui, view.tokens, wish).clicked() {
            send(view, trends, asks, name, Some(id.clone()));
        }
    });
}

fn send(view: &View<'_>, trends: &mut TrendsState, asks: &mut Asks, title: &str, over: Option<Arc<str>>) {
    asks.request(Request::SaveTrend(wish(view.plant(), trends, title, over)));
    trends.save.sent(view.snapshot.trend_saved.as_deref(), view.now);
}
