//! The export panel: what goes into which file, and how the last exports ended.

use std::path::PathBuf;
use std::sync::Arc;

use egui::{Id, Ui, vec2};

use crate::gui::app::View;
use crate::gui::controls::{Button, Kind as Look, button, field, label, segments};
use crate::gui::screens::trends::export::{Kind, default_name, name_fault, picture};
use crate::gui::screens::trends::panels::row;
use crate::gui::screens::trends::pens::Pen;
use crate::gui::screens::trends::state::TrendsState;
use crate::gui::text;
use crate::gui::theme::face;
use crate::time::Span;
use crate::trend::{ExportFormat, ExportRequest, History};

/// Outcomes told at once.
const TOLD_MAX: usize = 3;

pub(super) fn export_ui(ui: &mut Ui, view: &View<'_>, trends: &mut TrendsState, pens: &[Pen<'_>]) {
    let Some(history) = view.history else { return };
    let wide = ui.available_width();
    let kind = Kind::ALL.iter().position(|kind| *kind == trends.export.kind);
    if let Some(at) = segments(ui, view.tokens, &text::EXPORT_KINDS, kind, (wide, row(view)), None) {
        trends.export.kind = Kind::ALL.get(at).copied().unwrap_or_default();
        trends.export.name = None;
    }
    let all = usize::from(trends.export.all_pens);
    if let Some(at) = segments(ui, view.tokens, &text::EXPORT_PENS, Some(all), (wide, row(view)), None) {
        trends.export.all_pens = at == 1;
    }
    let cursors = trends.cursors.span();
    let between = trends.export.between && cursors.is_some();
    let lacking = cursors.is_none().then_some(text::NO_CURSORS);
    let chosen = Some(usize::from(between));
    if let Some(at) = segments(ui, view.tokens, &text::EXPORT_SPANS, chosen, (wide, row(view)), lacking) {
        trends.export.between = at == 1;
    }
    let window = trends.window.ends(view.now.utc);
    let span = if between { cursors.unwrap_or(window) } else { window };
    let kind = trends.export.kind;
    let default = default_name(&view.plant().title, span, &view.plant().zone, kind);
    let mut name = trends.export.name.clone().unwrap_or_else(|| default.clone());
    let size = (wide, row(view), face::BODY);
    field(ui, view.tokens, Id::unique("export name"), &mut name, (text::FILE_NAME, ""), size);
    trends.export.name = (name != default).then(|| name.clone());
    label(ui, text::EXPORT_FOLDER, face::SMALL, view.tokens.ink2);
    let tags: Vec<Arc<str>> = pens
        .iter()
        .filter(|pen| trends.export.all_pens || !pen.hidden)
        .map(|pen| pen.tag.id.clone())
        .collect();
    let fault = if tags.is_empty() { Some(text::NO_PENS) } else { name_fault(&name, kind) };
    let wish = Button {
        kind: Look::Final,
        disabled: fault,
        size: vec2(wide, row(view)),
        ..Button::new(text::EXPORT_WRITE)
    };
    if button(ui, view.tokens, wish).clicked() {
        let path = PathBuf::from(name);
        let format = match kind {
            Kind::Csv => Some(ExportFormat::Csv),
            Kind::Mcap => Some(ExportFormat::Mcap),
            Kind::Png => None,
        };
        if let Some(format) = format {
            history.export(ExportRequest { tags, span, format, path });
        } else {
            // The panel itself is not part of the picture.
            trends.export.picture = Some((path, tags, span));
            trends.panel = None;
        }
        trends.export.name = None;
    }
    outcomes_ui(ui, view, &**history);
}

/// How the last exports ended, newest first.
fn outcomes_ui(ui: &mut Ui, view: &View<'_>, history: &dyn History) {
    for outcome in history.exports().iter().rev().take(TOLD_MAX) {
        let path = outcome.path.display().to_string();
        let says = match &outcome.result {
            Ok(samples) => text::exported(&path, *samples),
            Err(why) => text::not_exported(&path, why),
        };
        label(ui, &says, face::SMALL, view.tokens.ink);
    }
}

/// Takes the picture that was asked for, now that the panel is gone.
pub(super) fn take_picture(ui: &Ui, history: Option<&Arc<dyn History>>, trends: &mut TrendsState) {
    let (Some((path, tags, span)), Some(history), Some(place)) =
        (trends.export.picture.take(), history, trends.place)
    else {
        return;
    };
    let (history, pixels) = (history.clone(), ui.ctx().pixels_per_point());
    let rest: Span = span;
    ui.ctx().request_screenshot(move |image| {
        if let Some(picture) = picture(&image, place, pixels) {
            let format = ExportFormat::Png(picture);
            history.export(ExportRequest { tags, span: rest, format, path });
        }
    });
}
