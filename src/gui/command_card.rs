//! The command card: one object from draft to settled, always beside the actual value.

mod about;
mod buttons;
mod checks;
mod confirm;
mod final_button;
mod open;
mod outcome;
mod steps;

pub use about::About;
pub(crate) use about::shown;
pub(crate) use checks::checks_ui;
pub use confirm::{Confirm, HOLD, Hand, Manner, Press, SECOND_ENTER_MAX, SEEN_MIN};
pub use open::OpenCard;

use egui::{Align2, CornerRadius, Frame, Margin, Stroke, Ui, vec2};

use crate::command::{CommandStatus, Stage};
use crate::gui::app::{Asks, State, View};
use crate::gui::controls::{field, label, sketch, words, words_within};
use crate::gui::painter::{Icon, icon};
use crate::gui::text;
use crate::gui::theme::{face, size};

/// The card of the command that stands open, or what became of the wish for one.
pub(crate) fn card_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, asks: &mut Asks) {
    if state.card.awaiting() {
        label(ui, text::DRAFT_AWAITED, face::BODY, view.tokens.ink2);
        return;
    }
    if let Some(trouble) = state.card.trouble {
        trouble_ui(ui, view, trouble);
    }
    let Some(status) = state.card.shown(view.snapshot) else { return };
    let about = About::of(status, view);
    let loud = matches!(status.stage, Stage::Refused | Stage::Failed | Stage::Expired);
    let stroke = if loud { Stroke::new(2.0, view.tokens.ink) } else { Stroke::new(1.0, view.tokens.edge) };
    let card = Frame::new()
        .fill(view.tokens.raised)
        .stroke(stroke)
        .corner_radius(size::RADIUS_CARD)
        .inner_margin(Margin::same(12));
    let response = card.show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(8.0, 6.0);
        ui.set_width(ui.available_width());
        head_ui(ui, view, status, &about);
        steps::steps_ui(ui, view.tokens, status);
        body_ui(ui, view, status, state);
        buttons::buttons_ui(ui, view, status, &about, state, asks);
    });
    // Whoever drafts must see all of it.
    let fresh = view.now.age_of(status.stage_since).as_millis() < 300;
    if fresh && matches!(status.stage, Stage::Draft | Stage::Checked) {
        ui.scroll_to_rect(response.response.rect, None);
    }
}

fn trouble_ui(ui: &mut Ui, view: &View<'_>, trouble: &str) {
    Frame::new()
        .fill(view.tokens.ink)
        .corner_radius(size::RADIUS_CELL)
        .inner_margin(Margin::symmetric(10, 6))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            label(ui, trouble, face::BODY_MEDIUM, view.tokens.ground);
        });
}

fn head_ui(ui: &mut Ui, view: &View<'_>, status: &CommandStatus, about: &About) {
    let tokens = view.tokens;
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), 20.0), egui::Sense::hover());
    let title = match text::stage_suffix(status.stage) {
        Some(suffix) => format!("{}, {suffix}", about.title),
        None => about.title.clone(),
    };
    let id = status.id.to_string();
    let id_place = words(ui, &id, face::MONO, row.right_center(), Align2::RIGHT_CENTER, tokens.ink2);
    let room = row.with_max_x(id_place.left() - 8.0);
    let shown = words_within(ui, &title, face::TITLE, room, Align2::LEFT_CENTER, tokens.ink);
    crate::gui::controls::said(ui, "card title", shown, &format!("{title}, {id}"));
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), 18.0), egui::Sense::hover());
    let from = words(ui, &status.from, face::BODY, row.left_center(), Align2::LEFT_CENTER, tokens.ink2);
    let arrow = from.right_center() + vec2(14.0, 0.0);
    sketch(ui.painter(), tokens, |canvas| icon(canvas, Icon::ChevronRight, arrow, 10.0, tokens.ink2));
    let to = arrow + vec2(12.0, 0.0);
    words(ui, &about.to, face::TAG, to, Align2::LEFT_CENTER, tokens.ink);
}

fn body_ui(ui: &mut Ui, view: &View<'_>, status: &CommandStatus, state: &mut State) {
    match status.stage {
        Stage::Draft | Stage::Checked => {
            checks_ui(ui, view.tokens, &status.checks);
            if status.critical {
                reason_ui(ui, view, state);
            }
            let left = text::draft_left(status, view.now);
            label(ui, &left, face::SMALL, view.tokens.ink2);
        }
        Stage::Confirmed
        | Stage::Sent
        | Stage::Accepted
        | Stage::ReadBack
        | Stage::Settled
        | Stage::Refused
        | Stage::Failed
        | Stage::Expired
        | Stage::Cancelled => outcome::outcome_ui(ui, view, status),
    }
}

fn reason_ui(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    label(ui, text::REASON_NEEDED, face::SMALL, view.tokens.ink2);
    let id = egui::Id::unique("command reason");
    let names = (text::REASON, text::REASON_HINT);
    let width = ui.available_width();
    field(ui, view.tokens, id, &mut state.card.reason, names, (width, 32.0, face::BODY));
}

/// A filled strip with a word in it, for what must not be overlooked.
fn strip_ui(ui: &mut Ui, view: &View<'_>, words: &str) {
    let width = ui.available_width();
    let galley =
        ui.painter().layout(words.to_owned(), face::BODY_MEDIUM.font(1.0), view.tokens.ink, width - 20.0);
    let (rect, _) = ui.allocate_exact_size(vec2(width, galley.size().y + 14.0), egui::Sense::hover());
    ui.painter().rect_filled(rect, CornerRadius::same(4), view.tokens.band);
    ui.painter().galley(rect.min + vec2(10.0, 7.0), galley, view.tokens.ink);
    crate::gui::controls::said(ui, "outcome", rect, words);
}
