//! The journal: the last entries, newest first, with a filter over all columns.

use egui::{Align2, Rect, ScrollArea, Sense, Stroke, Ui, pos2, vec2};

use crate::gui::app::{State, View};
use crate::gui::controls::{field, label, said, words, words_within};
use crate::gui::text;
use crate::gui::theme::face;
use crate::journal::Entry;

/// What is chosen on the journal screen.
#[derive(Debug, Default)]
pub struct JournalState {
    filter: String,
}

const ROW: f32 = 28.0;
/// Left edges of the columns.
const COLUMNS: [f32; 5] = [16.0, 216.0, 310.0, 420.0, 560.0];

pub(super) fn journal_ui(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let area = ui.max_rect().shrink2(vec2(20.0, 12.0));
    let filter = &mut state.journal.filter;
    let wanted = filter.trim().to_lowercase();
    let entries = &view.snapshot.journal;
    let shown: Vec<&Entry> = entries.iter().rev().filter(|entry| matches(entry, &wanted)).collect();
    let head = area.with_max_y(area.top() + 36.0);
    let title = text::journal_entries(shown.len(), entries.len());
    words(ui, &title, face::TITLE, head.left_center(), Align2::LEFT_CENTER, view.tokens.ink);
    said(ui, "title", head.with_max_x(head.left() + 300.0), &title);
    let place = Rect::from_min_max(pos2((head.right() - 320.0).max(head.left()), head.top() + 2.0), head.max);
    let mut child = ui.new_child(egui::UiBuilder::new().id_salt("filter").max_rect(place));
    let id = egui::Id::unique("journal filter");
    let names = (text::FILTER, text::FILTER_HINT);
    field(&mut child, view.tokens, id, filter, names, (place.width(), 32.0, face::BODY));
    let card = area.with_min_y(head.bottom() + 8.0);
    ui.painter().rect_filled(card, 6.0, view.tokens.card);
    let mut table =
        ui.new_child(egui::UiBuilder::new().id_salt("table").max_rect(card.shrink2(vec2(0.0, 6.0))));
    header_ui(&mut table, view);
    if shown.is_empty() {
        let empty = if entries.is_empty() { text::JOURNAL_NONE } else { text::JOURNAL_NO_MATCH };
        table.add_space(12.0);
        table.horizontal(|ui| {
            ui.add_space(16.0);
            label(ui, empty, face::BODY, view.tokens.ink2);
        });
        return;
    }
    table.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical().auto_shrink([false, false]).show_rows(
        &mut table,
        ROW,
        shown.len(),
        |ui, range| {
            for at in range {
                if let Some(entry) = shown.get(at) {
                    row_ui(ui, view, at, entry);
                }
            }
        },
    );
}

fn matches(entry: &Entry, wanted: &str) -> bool {
    if wanted.is_empty() {
        return true;
    }
    let all =
        format!("{} {} {} {}", entry.kind.word(), entry.source, entry.subject, entry.text).to_lowercase();
    wanted.split_whitespace().all(|word| all.contains(word))
}

fn header_ui(ui: &mut Ui, view: &View<'_>) {
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    for (name, left) in text::JOURNAL_COLUMNS.iter().zip(COLUMNS) {
        let at = pos2(row.left() + left, row.center().y);
        words(ui, name, face::SMALL, at, Align2::LEFT_CENTER, view.tokens.ink2);
    }
    let line = Stroke::new(1.0, view.tokens.divider);
    ui.painter().hline(row.x_range().shrink(12.0), row.bottom() - 0.5, line);
}

fn row_ui(ui: &mut Ui, view: &View<'_>, at: usize, entry: &Entry) {
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let time = entry.time.format(&view.plant().zone, "%Y-%m-%d %H:%M:%S%.3f");
    let cells = [time.as_str(), entry.kind.word(), &entry.source, &entry.subject, &entry.text];
    let faces = [face::BODY, face::BODY, face::BODY, face::TAG, face::BODY];
    let ends = COLUMNS.iter().skip(1).map(|left| row.left() + left - 12.0).chain([row.right() - 16.0]);
    for (((cell, left), face), end) in cells.iter().zip(COLUMNS).zip(faces).zip(ends) {
        let room = row.with_min_x(row.left() + left).with_max_x(end);
        let ink = if (100.0..500.0).contains(&left) { view.tokens.ink2 } else { view.tokens.ink };
        words_within(ui, cell, face, room, Align2::LEFT_CENTER, ink);
    }
    let details: Vec<String> = entry.details.iter().map(|(name, text)| format!("{name} {text}")).collect();
    let spoken = cells.join(", ");
    let response = said(ui, &format!("entry {at}"), row, &spoken);
    if response.hovered() {
        ui.painter().rect_stroke(row, 4.0, Stroke::new(1.0, view.tokens.divider), egui::StrokeKind::Inside);
    }
    let all = if details.is_empty() {
        entry.text.to_string()
    } else {
        format!("{}\n{}", entry.text, details.join("\n"))
    };
    response.on_hover_text(all);
}
