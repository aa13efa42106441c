//! All there is to say about the chosen entry, and where it leads.

use std::sync::Arc;

use egui::{Align2, Rect, ScrollArea, Ui, UiBuilder, vec2};

use crate::gui::app::{Asks, Go, View};
use crate::gui::controls::{Button, Kind, button, label, words};
use crate::gui::painter::Icon;
use crate::gui::screens::journal::state::JournalState;
use crate::gui::text;
use crate::gui::theme::{Face, face};
use crate::journal::Listed;
use crate::message::Transport;

/// Width of the names.
const NAMES: f32 = 118.0;

pub(super) fn detail_ui(ui: &mut Ui, view: &View<'_>, journal: &mut JournalState, asks: &mut Asks) {
    let Some(listed) = journal.selected.clone() else { return };
    let card = ui.max_rect();
    ui.painter().rect_filled(card, 6.0, view.tokens.card);
    let head = card.min + vec2(16.0, 22.0);
    words(ui, text::JOURNAL_DETAILS, face::TITLE, head, Align2::LEFT_CENTER, view.tokens.ink);
    let place = Rect::from_min_size(card.right_top() + vec2(-36.0, 8.0), vec2(28.0, 28.0));
    let mut child = ui.new_child(UiBuilder::new().id_salt("close").max_rect(place));
    let close = Button {
        icon: Some(Icon::Close),
        kind: Kind::Bare,
        name: text::CLOSE_DETAILS,
        size: place.size(),
        ..Button::default()
    };
    if button(&mut child, view.tokens, close).clicked() {
        journal.selected = None;
    }
    let inner = card.shrink2(vec2(16.0, 10.0)).with_min_y(card.top() + 44.0);
    let mut child = ui.new_child(UiBuilder::new().id_salt("body").max_rect(inner));
    ScrollArea::vertical().id_salt("details").auto_shrink([false, false]).show(&mut child, |ui| {
        ui.spacing_mut().item_spacing = vec2(8.0, 6.0);
        actions_ui(ui, view, journal, &listed, asks);
        lines_ui(ui, view, &listed);
    });
}

fn actions_ui(ui: &mut Ui, view: &View<'_>, journal: &mut JournalState, listed: &Listed, asks: &mut Asks) {
    let height = view.target();
    ui.horizontal_wrapped(|ui| {
        let wish = Button {
            icon: Some(Icon::Trend),
            size: vec2(0.0, height),
            ..Button::new(text::TREND_AT_THIS_TIME)
        };
        if button(ui, view.tokens, wish).clicked() {
            asks.go(Go::TrendAt { tag: tag_of(view, listed), at: listed.entry.time });
        }
        let time = listed.entry.time;
        if view.replay().is_some() {
            let wish = Button { size: vec2(0.0, height), ..Button::new(text::REPLAY_GO_TO) };
            if button(ui, view.tokens, wish).clicked() {
                asks.transport(Transport::Seek(time));
            }
        } else if view.replays {
            let wish = Button { size: vec2(0.0, height), ..Button::new(text::REPLAY_FROM_HERE) };
            if button(ui, view.tokens, wish).on_hover_text(text::REPLAY_BESIDE).clicked() {
                asks.go(Go::ReplayAt(time));
            }
        }
        let subject = &listed.entry.subject;
        if !subject.is_empty() && journal.subject != **subject {
            let wish = Button { size: vec2(0.0, height), ..Button::new(text::ONLY_THIS_SUBJECT) };
            if button(ui, view.tokens, wish).clicked() {
                journal.subject = subject.to_string();
                journal.answers.to_top = true;
            }
        }
    });
}

/// The tag an entry is about: told in its details, that of its alarm, or its subject itself.
fn tag_of(view: &View<'_>, listed: &Listed) -> Option<Arc<str>> {
    let (plant, entry) = (view.plant(), &listed.entry);
    let of_alarm = || {
        let alarm = plant.alarms.iter().find(|alarm| alarm.id == entry.subject)?;
        plant.tag(alarm.tag).map(|tag| Arc::clone(&tag.id))
    };
    let known = |id: &Arc<str>| plant.find(id).map(|_| Arc::clone(id));
    entry.details.get("tag").and_then(known).or_else(of_alarm).or_else(|| known(&entry.subject))
}

fn lines_ui(ui: &mut Ui, view: &View<'_>, listed: &Listed) {
    let entry = &listed.entry;
    let time = entry.time.format(&view.plant().zone, "%a %-d %b %Y %H:%M:%S%.6f UTC%:z");
    let names = text::JOURNAL_COLUMNS;
    let cells = [&time, text::kind(entry.kind), &*entry.source, &*entry.subject, &*entry.text];
    for (name, cell) in names.iter().zip(cells) {
        line_ui(ui, view, name, cell, face::BODY);
    }
    for (name, cell) in &entry.details {
        line_ui(ui, view, name, cell, face::BODY);
    }
    if listed.sequence > 0 {
        line_ui(ui, view, text::CHAIN_NUMBER, &text::chain_number(listed.sequence, &listed.file), face::BODY);
        line_ui(ui, view, text::CHAIN_HASH, &listed.hash, face::MONO);
    }
}

fn line_ui(ui: &mut Ui, view: &View<'_>, name: &str, cell: &str, face: Face) {
    if cell.is_empty() {
        return;
    }
    ui.horizontal_top(|ui| {
        let names = NAMES.min(ui.available_width() * 0.4);
        ui.scope(|ui| {
            ui.set_width(names);
            label(ui, name, crate::gui::theme::face::SMALL, view.tokens.ink2);
        });
        ui.vertical(|ui| label(ui, cell, face, view.tokens.ink));
    });
}
