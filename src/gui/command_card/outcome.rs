//! What became of a confirmed command, in words and times.

use egui::{Align2, Sense, Ui, vec2};

use crate::command::{CommandStatus, Stage};
use crate::gui::app::View;
use crate::gui::command_card::about::shown;
use crate::gui::command_card::strip_ui;
use crate::gui::controls::{said, words, words_within};
use crate::gui::text;
use crate::gui::theme::face;
use crate::time::{Moment, short};

pub(super) fn outcome_ui(ui: &mut Ui, view: &View<'_>, status: &CommandStatus) {
    let when = |stage| status.history.iter().find(|(past, _)| *past == stage).map(|(_, at)| *at);
    let outcome = text::outcome(status.stage, &status.detail);
    if let Some(outcome) = outcome {
        strip_ui(ui, view, &outcome);
    }
    let time = |at: Moment| view.clock_millis(at.utc);
    if let Some(at) = when(Stage::Sent) {
        row_ui(ui, view, text::SENT_AT, &time(at));
    }
    if let Some(to) = target(view, status) {
        row_ui(ui, view, text::SENT_TO, &to);
    }
    if let (Some(sent), Some(accepted)) = (when(Stage::Sent), when(Stage::Accepted)) {
        row_ui(ui, view, text::REPLY, &text::reply_after(accepted.steady.since(sent.steady)));
    }
    match (status.stage, status.deadline) {
        (Stage::Confirmed, Some(deadline)) => {
            let left = deadline.steady.since(view.now.steady);
            row_ui(ui, view, text::NOT_SENT_AFTER, &text::deadline(&time(deadline), &short(left)));
        }
        (Stage::Sent, _) => {
            row_ui(ui, view, text::WAITING_FOR_REPLY, &short(view.now.age_of(status.stage_since)));
        }
        _ => {}
    }
    let commanded = view.plant().tag(status.draft.tag).map(|tag| shown(tag, &status.draft.value));
    row_ui(ui, view, text::COMMANDED, &commanded.unwrap_or_else(|| status.draft.value.to_string()));
    let read_back =
        view.plant().write_rules.get(&status.draft.tag).map_or(status.draft.tag, |rule| rule.read_back);
    row_ui(ui, view, text::ACTUAL, &text::actual(view, read_back));
    if !status.reason.is_empty() {
        row_ui(ui, view, text::REASON, &status.reason);
    }
}

/// `PLC-1, unit 1, 00261`.
fn target(view: &View<'_>, status: &CommandStatus) -> Option<String> {
    let source = view.plant().source(status.draft.tag)?;
    let device = view.plant().device(source.device)?;
    Some(text::write_target(&device.id, source.unit.0, &source.address.typed))
}

fn row_ui(ui: &mut Ui, view: &View<'_>, name: &str, value: &str) {
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), 18.0), Sense::hover());
    let left = words(ui, name, face::BODY, row.left_center(), Align2::LEFT_CENTER, view.tokens.ink2);
    let room = row.with_min_x(left.right() + 12.0);
    words_within(ui, value, face::BODY_MEDIUM, room, Align2::RIGHT_CENTER, view.tokens.ink);
    said(ui, name, row, &format!("{name} {value}"));
}
