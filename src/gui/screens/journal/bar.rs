//! The bar: how much is found, the words looked for, kinds, time, and the way to a file.

use egui::{Align, Id, Layout, Ui, vec2};

use crate::gui::app::View;
use crate::gui::controls::{Button, Kind, button, field, label, segments};
use crate::gui::painter::Icon;
use crate::gui::screens::journal::state::{JournalState, Panel, Range, SPANS};
use crate::gui::text;
use crate::gui::theme::face;
use crate::journal::EntryKind;

/// Widest the field becomes.
const FIELD: f32 = 360.0;

pub(super) fn bar_ui(ui: &mut Ui, view: &View<'_>, journal: &mut JournalState) {
    ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
    let height = view.target().max(32.0);
    ui.allocate_ui_with_layout(
        vec2(ui.available_width(), height),
        Layout::left_to_right(Align::Center),
        |ui| {
            let wide = (ui.available_width() * 0.45).min(FIELD);
            title_ui(ui, view, journal, ui.available_width() - wide - 8.0);
            let before = journal.filter.clone();
            let id = Id::unique("journal filter");
            let names = (text::FILTER, text::FILTER_HINT);
            field(ui, view.tokens, id, &mut journal.filter, names, (wide, height.min(40.0), face::BODY));
            journal.answers.to_top |= journal.filter != before;
        },
    );
    ui.horizontal_wrapped(|ui| {
        kinds_ui(ui, view, journal, height);
        ui.add_space(8.0);
        time_ui(ui, view, journal, height);
        let lacking = view.journal.is_none().then_some(text::JOURNAL_NOT_KEPT);
        let open = journal.panel == Some(Panel::Export);
        let kind = if open { Kind::Chosen } else { Kind::Plain };
        let wish = Button { kind, disabled: lacking, size: vec2(0.0, height), ..Button::new(text::EXPORT) };
        if button(ui, view.tokens, wish).clicked() {
            journal.open(Panel::Export);
        }
        subject_ui(ui, view, journal, height);
    });
    remarks_ui(ui, view, journal);
}

fn title_ui(ui: &mut Ui, view: &View<'_>, journal: &JournalState, wide: f32) {
    let title = match journal.answers.shown() {
        Some(shown) => text::journal_entries(shown.found, shown.searched),
        None => text::JOURNAL_READING.to_owned(),
    };
    let reading = if journal.answers.current() { "" } else { text::REFINING };
    ui.allocate_ui_with_layout(vec2(wide, 20.0), Layout::left_to_right(Align::Center), |ui| {
        label(ui, &text::joined(&[&title, reading]), face::TITLE, view.tokens.ink);
        ui.add_space(ui.available_width().max(0.0));
    });
}

fn kinds_ui(ui: &mut Ui, view: &View<'_>, journal: &mut JournalState, height: f32) {
    for kind in EntryKind::ALL {
        let look = if journal.kinds.contains(&kind) { Kind::Chosen } else { Kind::Plain };
        let name = text::kind_chip(kind);
        let wish =
            Button { kind: look, name: &name, size: vec2(0.0, height), ..Button::new(text::kind(kind)) };
        if button(ui, view.tokens, wish).clicked() {
            journal.toggle(kind);
        }
    }
}

fn time_ui(ui: &mut Ui, view: &View<'_>, journal: &mut JournalState, height: f32) {
    let chosen = match journal.range {
        Range::All => Some(0),
        Range::Last(span) => SPANS.iter().position(|other| *other == Some(span)),
        Range::Exact(_) => None,
    };
    if let Some(at) = segments(ui, view.tokens, &text::JOURNAL_SPANS, chosen, (0.0, height), None) {
        let span = SPANS.get(at).copied().flatten();
        journal.show(span.map_or(Range::All, Range::Last));
    }
    let exact = match journal.range {
        Range::Exact(span) => {
            let show = |time: crate::time::Timestamp| time.format(&view.plant().zone, "%-d %b %H:%M");
            format!("{} \u{2013} {}", show(span.from), show(span.to))
        }
        Range::All | Range::Last(_) => text::RANGE_OPEN.to_owned(),
    };
    let on = matches!(journal.range, Range::Exact(_)) || journal.panel == Some(Panel::Range);
    let kind = if on { Kind::Chosen } else { Kind::Plain };
    let wish = Button { kind, name: text::JOURNAL_RANGE, size: vec2(0.0, height), ..Button::new(&exact) };
    if button(ui, view.tokens, wish).clicked() {
        journal.open(Panel::Range);
    }
}

/// The one subject that is shown, with the way back to all.
fn subject_ui(ui: &mut Ui, view: &View<'_>, journal: &mut JournalState, height: f32) {
    if journal.subject.is_empty() {
        return;
    }
    let name = text::all_subjects(&journal.subject);
    let wish = Button {
        icon: Some(Icon::Close),
        kind: Kind::Chosen,
        name: &name,
        size: vec2(0.0, height),
        ..Button::new(&journal.subject)
    };
    if button(ui, view.tokens, wish).clicked() {
        journal.subject.clear();
        journal.answers.to_top = true;
    }
}

/// What is not in the table and why.
fn remarks_ui(ui: &mut Ui, view: &View<'_>, journal: &JournalState) {
    let Some(shown) = journal.answers.shown() else { return };
    let kept = if view.journal.is_none() { text::JOURNAL_NOT_KEPT } else { "" };
    let left_out = text::journal_left_out(shown.left_out);
    let unreadable = text::journal_unreadable(shown.unreadable);
    let remarks = text::joined(&[kept, &left_out, &unreadable, &shown.trouble]);
    if !remarks.is_empty() {
        label(ui, &remarks, face::SMALL, view.tokens.ink2);
    }
}
