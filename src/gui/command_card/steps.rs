//! The six-step bar.

use egui::accesskit::Role;
use egui::{Align2, CornerRadius, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::command::{CommandStatus, Stage};
use crate::gui::controls::words;
use crate::gui::text;
use crate::gui::theme::{Tokens, face};

/// How far a command is: the step it stands at, and whether it ended there without success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Progress {
    /// 0 to 5; 6 when all is done.
    pub(super) step: usize,
    /// Whether it stopped there.
    pub(super) stopped: bool,
}

impl Progress {
    pub(super) fn of(status: &CommandStatus) -> Self {
        let was = |stage| status.history.iter().any(|(past, _)| *past == stage);
        let at = |step, stopped| Self { step, stopped };
        match status.stage {
            Stage::Draft => at(1, true),
            Stage::Checked => at(2, false),
            Stage::Confirmed | Stage::Sent => at(3, false),
            Stage::Accepted => at(4, false),
            Stage::ReadBack => at(5, false),
            Stage::Settled => at(6, false),
            Stage::Refused => at(if was(Stage::Confirmed) { 4 } else { 1 }, true),
            Stage::Failed if was(Stage::Accepted) => at(5, true),
            Stage::Failed => at(if was(Stage::Sent) { 4 } else { 3 }, true),
            Stage::Expired => at(if was(Stage::Confirmed) { 3 } else { 2 }, true),
            Stage::Cancelled => at(2, true),
        }
    }
}

pub(super) fn steps_ui(ui: &mut Ui, tokens: &Tokens, status: &CommandStatus) {
    let progress = Progress::of(status);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, text::progress(status.stage)));
    let gap = 4.0;
    let width = (rect.width() - 5.0 * gap) / 6.0;
    for (at, name) in text::STEPS.iter().enumerate() {
        let left = rect.left() + at as f32 * (width + gap);
        let bar = Rect::from_min_size(pos2(left, rect.top() + 2.0), vec2(width, 4.0));
        let here = at == progress.step;
        if here && progress.stopped {
            let bar = bar.expand2(vec2(0.0, 1.0));
            ui.painter().rect_stroke(
                bar,
                CornerRadius::same(1),
                Stroke::new(1.5, tokens.ink),
                StrokeKind::Inside,
            );
            let middle = bar.center();
            let slash = [middle + vec2(-3.0, -5.0), middle + vec2(3.0, 5.0)];
            ui.painter().line_segment(slash, Stroke::new(2.0, tokens.ink));
        } else {
            let colour = match at.cmp(&progress.step) {
                std::cmp::Ordering::Less => tokens.ink3,
                std::cmp::Ordering::Equal => tokens.ink,
                std::cmp::Ordering::Greater => tokens.divider,
            };
            ui.painter().rect_filled(bar, CornerRadius::same(1), colour);
        }
        let (weight, ink) = match at.cmp(&progress.step) {
            std::cmp::Ordering::Less => (face::TICK, tokens.ink2),
            std::cmp::Ordering::Equal => (face::PLATE, tokens.ink),
            std::cmp::Ordering::Greater => (face::TICK, tokens.ink3),
        };
        words(ui, name, weight, pos2(bar.center().x, rect.bottom() - 7.0), Align2::CENTER_CENTER, ink);
    }
}
