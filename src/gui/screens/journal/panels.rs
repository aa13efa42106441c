//! The panels over the table: exact ends in plant time, and the way to a file.

use std::path::PathBuf;

use egui::{Area, Id, Key, Modifiers, Order, Rect, Sense, Ui, pos2, vec2};

use crate::gui::app::View;
use crate::gui::controls::{Button, Kind, button, field, label, segments};
use crate::gui::screens::journal::state::{JournalState, Panel, Range};
use crate::gui::screens::trends::{frame_ui, time_ui};
use crate::gui::text;
use crate::gui::theme::face;
use crate::journal::{JournalExport, JournalFormat};
use crate::time::Span;

const WIDE: f32 = 420.0;
/// Outcomes told at once.
const TOLD_MAX: usize = 3;

/// Paints the panel that is open, if one is, below the bar.
pub(super) fn panels_ui(ui: &Ui, view: &View<'_>, journal: &mut JournalState, below: Rect) {
    let Some(panel) = journal.panel else { return };
    let (title, tall) = match panel {
        Panel::Range => (text::RANGE_TITLE, 270.0),
        Panel::Export => (text::EXPORT_TITLE, 300.0),
    };
    let left = (below.right() - WIDE).max(below.left());
    let shown = Area::new(Id::unique("journal panel"))
        .order(Order::Foreground)
        .fixed_pos(pos2(left, below.bottom() + 6.0))
        .show(ui.ctx(), |ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(WIDE, tall), Sense::click_and_drag());
            frame_ui(ui, view, rect, title, |ui| match panel {
                Panel::Range => range_ui(ui, view, journal),
                Panel::Export => export_ui(ui, view, journal),
            })
        });
    let escape = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    if shown.inner || escape {
        journal.panel = None;
    }
}

fn range_ui(ui: &mut Ui, view: &View<'_>, journal: &mut JournalState) {
    let wide = ui.available_width();
    label(ui, text::EXACT_RANGE, face::BODY_MEDIUM, view.tokens.ink);
    let form = &mut journal.form;
    let from = time_ui(ui, view, text::RANGE_FROM, &mut form.from, &mut form.from_second);
    let to = time_ui(ui, view, text::RANGE_TO, &mut form.to, &mut form.to_second);
    let (span, why) = match (from, to) {
        (Some(from), Some(to)) if from < to => (Some(Span { from, to }), ""),
        (Some(_), Some(_)) => (None, text::RANGE_BACKWARDS),
        (_, _) => (None, text::RANGE_INCOMPLETE),
    };
    let disabled = span.is_none().then_some(why);
    let wish =
        Button { kind: Kind::Final, disabled, size: vec2(wide, 34.0), ..Button::new(text::SHOW_RANGE) };
    if button(ui, view.tokens, wish).clicked()
        && let Some(span) = span
    {
        journal.show(Range::Exact(span));
        journal.panel = None;
    }
}

fn export_ui(ui: &mut Ui, view: &View<'_>, journal: &mut JournalState) {
    let Some(search) = view.journal else { return };
    let wide = ui.available_width();
    let found = journal.answers.shown().map_or(0, |shown| shown.found);
    label(ui, &text::journal_to_write(found), face::BODY_MEDIUM, view.tokens.ink);
    let formats = [JournalFormat::Csv, JournalFormat::JsonLines];
    let chosen = formats.iter().position(|format| *format == journal.format);
    if let Some(at) = segments(ui, view.tokens, &text::JOURNAL_FORMATS, chosen, (wide, 32.0), None) {
        journal.format = formats.get(at).copied().unwrap_or_default();
        journal.name = None;
    }
    let ending = match journal.format {
        JournalFormat::Csv => "csv",
        JournalFormat::JsonLines => "jsonl",
    };
    let now = view.now.utc.format(&view.plant().zone, "%Y-%m-%d-%H%M%S");
    let mut name = journal.name.clone().unwrap_or_else(|| format!("journal-{now}.{ending}"));
    let default = name.clone();
    let size = (wide, 34.0, face::BODY);
    field(ui, view.tokens, Id::unique("journal export name"), &mut name, (text::FILE_NAME, ""), size);
    if name != default {
        journal.name = Some(name.clone());
    }
    label(ui, text::EXPORT_FOLDER, face::SMALL, view.tokens.ink2);
    let fault = if found == 0 { Some(text::JOURNAL_NO_MATCH) } else { name_fault(&name, ending) };
    let wish = Button {
        kind: Kind::Final,
        disabled: fault,
        size: vec2(wide, 34.0),
        ..Button::new(text::EXPORT_WRITE)
    };
    if button(ui, view.tokens, wish).clicked() {
        let (query, format) = (journal.query(view.now.utc), journal.format);
        search.export(JournalExport { query, format, path: PathBuf::from(name) });
        journal.name = None;
    }
    for outcome in search.exports().iter().rev().take(TOLD_MAX) {
        let path = outcome.path.display().to_string();
        let says = match &outcome.result {
            Ok(entries) => text::journal_exported(&path, *entries),
            Err(why) => text::not_exported(&path, why),
        };
        label(ui, &says, face::SMALL, view.tokens.ink);
    }
}

/// Why a name cannot be used, if it cannot: a bare file name with the right ending is wanted.
fn name_fault(name: &str, ending: &str) -> Option<&'static str> {
    let stem = name.strip_suffix(ending).and_then(|name| name.strip_suffix('.'));
    if name.contains(['/', '\\', '\0']) || name.starts_with('.') {
        Some(text::NAME_IS_PATH)
    } else if stem.is_none_or(str::is_empty) {
        Some(text::JOURNAL_NAME_ENDING)
    } else {
        None
    }
}
