//! The table: newest first; only the rows in sight are there.

use egui::accesskit::Role;
use egui::{Align2, CornerRadius, Rect, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::gui::app::View;
use crate::gui::controls::{focus_ring, label, said, words, words_within};
use crate::gui::screens::journal::answers::anchored;
use crate::gui::screens::journal::state::JournalState;
use crate::gui::text;
use crate::gui::theme::face;
use crate::journal::Listed;

/// Height of a row.
pub(super) const ROW: f32 = 28.0;
/// Left edges of the columns.
const COLUMNS: [f32; 5] = [16.0, 216.0, 310.0, 420.0, 580.0];
/// A table narrower than this has its columns closer together.
const NARROW: f32 = 860.0;

pub(super) fn table_ui(ui: &mut Ui, view: &View<'_>, journal: &mut JournalState) {
    let card = ui.max_rect();
    ui.painter().rect_filled(card, 6.0, view.tokens.card);
    header_ui(ui, view);
    ui.spacing_mut().item_spacing.y = 0.0;
    let Some(shown) = journal.answers.shown() else { return };
    let found = shown.found;
    if found == 0 {
        let empty = if shown.searched == 0 { text::JOURNAL_NONE } else { text::JOURNAL_NO_MATCH };
        ui.add_space(12.0);
        ui.horizontal(|ui| {
            ui.add_space(16.0);
            label(ui, empty, face::BODY, view.tokens.ink2);
        });
        journal.sight = (0, 0);
        return;
    }
    let mut area = ScrollArea::vertical().id_salt("entries").auto_shrink([false, false]);
    if let Some(offset) = anchored(journal) {
        area = area.vertical_scroll_offset(offset);
    }
    let mut sight = (0, 0);
    let out = area.show_rows(ui, ROW, found, |ui, range| {
        sight = (range.start, range.len());
        for at in range {
            row_ui(ui, view, journal, at);
        }
    });
    journal.scrolled = out.state.clamped_offset().y;
    journal.sight = sight;
}

fn columns(row: Rect) -> [f32; 5] {
    let factor = if row.width() < NARROW { (row.width() / NARROW).max(0.5) } else { 1.0 };
    COLUMNS.map(|left| row.left() + left * factor)
}

fn header_ui(ui: &mut Ui, view: &View<'_>) {
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW + 6.0), Sense::hover());
    for (name, left) in text::JOURNAL_COLUMNS.iter().zip(columns(row)) {
        let at = pos2(left, row.center().y);
        words(ui, name, face::SMALL, at, Align2::LEFT_CENTER, view.tokens.ink2);
    }
    let line = Stroke::new(1.0, view.tokens.divider);
    ui.painter().hline(row.x_range().shrink(12.0), row.bottom() - 0.5, line);
}

fn row_ui(ui: &mut Ui, view: &View<'_>, journal: &mut JournalState, at: usize) {
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let Some(listed) = journal.answers.row(at).cloned() else {
        words(
            ui,
            text::NOTHING,
            face::BODY,
            row.left_center() + vec2(16.0, 0.0),
            Align2::LEFT_CENTER,
            view.tokens.ink3,
        );
        said(ui, &format!("row {at}"), row, text::JOURNAL_READING);
        return;
    };
    let chosen = journal.selected.as_ref().is_some_and(|selected| selected.row == listed.row);
    let hit = row.shrink2(vec2(6.0, 1.0));
    let response = ui.interact(hit, ui.scope_id().with(("entry", listed.row.0)), Sense::click());
    let time = listed.entry.time.format(&view.plant().zone, "%Y-%m-%d %H:%M:%S%.3f");
    let cells = cells(&listed, &time);
    let spoken = cells.join(", ");
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, &spoken));
    if chosen {
        let stroke = Stroke::new(1.0, view.tokens.accent);
        ui.painter().rect(hit, CornerRadius::same(4), view.tokens.selection, stroke, StrokeKind::Inside);
    } else if response.hovered() {
        ui.painter().rect_filled(hit, CornerRadius::same(4), view.tokens.raised);
    }
    let lefts = columns(row);
    let faces = [face::BODY, face::BODY, face::BODY, face::TAG, face::BODY];
    let ends = lefts.iter().skip(1).map(|left| left - 12.0).chain([row.right() - 16.0]);
    for (((cell, left), face), (column, end)) in cells.iter().zip(lefts).zip(faces).zip((0..).zip(ends)) {
        let room = row.with_min_x(left).with_max_x(end);
        let ink = if matches!(column, 1 | 2) { view.tokens.ink2 } else { view.tokens.ink };
        words_within(ui, cell, face, room, Align2::LEFT_CENTER, ink);
    }
    focus_ring(ui, view.tokens, &response);
    if response.clicked() {
        journal.selected = (!chosen).then_some(listed);
    }
}

/// What stands in the columns.
fn cells<'a>(listed: &'a Listed, time: &'a str) -> [&'a str; 5] {
    let entry = &listed.entry;
    [time, text::kind(entry.kind), &entry.source, &entry.subject, &entry.text]
}
