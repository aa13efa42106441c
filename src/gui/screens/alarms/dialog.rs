//! The dialogs that put an alarm aside: for how long, why, and when it comes back.

use std::sync::Arc;
use std::time::Duration;

use egui::{Align2, CornerRadius, Id, Key, Modifiers, Rect, Ui, UiBuilder, pos2, vec2};

use crate::alarm::{Action, Alarm, Row, ShelveFor, Shelving};
use crate::gui::app::{Asks, State, View};
use crate::gui::controls::{
    Button, Kind, button_at, field, floating, mark_at, said, segments, shape_at, wide, words, words_within,
};
use crate::gui::painter::{AlarmSign, Icon};
use crate::gui::screens::alarms::{refusal, row::name};
use crate::gui::shell::Shape;
use crate::gui::text;
use crate::gui::text::{alarm_row, alarms};
use crate::gui::theme::face;

/// What is asked of the alarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kept {
    /// For a while.
    Shelf,
    /// Until someone puts it back.
    OutOfService,
}

/// An open dialog and what was chosen in it.
#[derive(Clone, Debug)]
pub(super) struct Dialog {
    alarm: Arc<str>,
    kept: Kept,
    /// Which of the durations; the last is once.
    span: usize,
    reason: usize,
    note: String,
    /// Whether the list of reasons is folded out.
    reasons_open: bool,
    /// It was asked for; the dialog closes unless the station did not take it.
    sent: bool,
}

/// Spans offered, as far as the alarm allows them.
const SPANS: [Duration; 6] =
    [minutes(15), minutes(30), minutes(60), minutes(120), minutes(240), minutes(480)];

const fn minutes(count: u64) -> Duration {
    Duration::from_secs(count * 60)
}

/// The spans of an alarm: those up to its maximum, and the maximum itself.
fn spans(most: Duration) -> Vec<Duration> {
    let mut all: Vec<Duration> = SPANS.into_iter().filter(|span| *span < most).collect();
    if !most.is_zero() {
        all.push(most);
    }
    all
}

impl Dialog {
    fn new(alarm: Arc<str>, kept: Kept) -> Self {
        Self { alarm, kept, span: 0, reason: 0, note: String::new(), reasons_open: false, sent: false }
    }

    pub(super) fn shelve(alarm: Arc<str>) -> Self {
        Self::new(alarm, Kept::Shelf)
    }

    pub(super) fn service(alarm: Arc<str>) -> Self {
        Self::new(alarm, Kept::OutOfService)
    }

    fn reasons(&self) -> &'static [&'static str] {
        match self.kept {
            Kept::Shelf => &alarms::SHELVE_REASONS,
            Kept::OutOfService => &alarms::SERVICE_REASONS,
        }
    }

    fn reason(&self) -> String {
        let reason = self.reasons().get(self.reason).copied().unwrap_or_default();
        let note = self.note.trim();
        if note.is_empty() { reason.to_owned() } else { format!("{reason}: {note}") }
    }

    fn action(&self, alarm: &Alarm) -> Action {
        let reason = self.reason().into();
        match self.kept {
            Kept::OutOfService => Action::OutOfService { alarm: self.alarm.clone(), reason },
            Kept::Shelf => {
                let span = spans(alarm.shelve_at_most).get(self.span).copied();
                let duration = span.map_or(ShelveFor::Once, ShelveFor::Time);
                Action::Shelve { alarm: self.alarm.clone(), duration, reason }
            }
        }
    }
}

/// Paints the open dialog, wherever the operator is. Esc closes it; a press outside does nothing.
pub(crate) fn dialog_ui(ui: &Ui, view: &View<'_>, screen: Rect, state: &mut State, asks: &mut Asks) {
    let Some(mut dialog) = state.alarms.dialog.take() else { return };
    let cancel = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    if cancel || (dialog.sent && state.trouble.is_none()) {
        return;
    }
    // The station did not take it: it stays as it was typed, to be asked for again.
    dialog.sent = false;
    let high: f32 = match dialog.kept {
        Kept::Shelf => 436.0,
        Kept::OutOfService => 346.0,
    };
    let size = vec2(560.0_f32.min(screen.width() - 24.0), high.min(screen.height() - 8.0));
    let panel = Rect::from_center_size(screen.center(), size);
    let panel = Rect::from_min_size(panel.min.round(), size);
    let open = floating(ui, view.tokens, "alarm dialog", panel, |ui| {
        let mut body = Body { view, panel, y: panel.top() + 16.0 };
        body.ui(ui, &mut dialog, state.trouble, asks)
    });
    if open {
        state.alarms.dialog = Some(dialog);
    }
}

/// The dialog from top to bottom.
struct Body<'b, 'v> {
    view: &'b View<'v>,
    panel: Rect,
    y: f32,
}

impl Body<'_, '_> {
    fn line(&mut self, high: f32, gap: f32) -> Rect {
        let (left, right) = (self.panel.left() + 24.0, self.panel.right() - 24.0);
        let rect = Rect::from_min_max(pos2(left, self.y), pos2(right, self.y + high));
        self.y += high + gap;
        rect
    }

    fn heading(&mut self, ui: &Ui, left: &str, right: &str) {
        let line = self.line(18.0, 4.0);
        let ink = self.view.tokens.ink2;
        words(ui, left, face::SMALL, line.left_center(), Align2::LEFT_CENTER, ink);
        words(ui, right, face::SMALL, line.right_center(), Align2::RIGHT_CENTER, ink);
        if !right.is_empty() {
            said(ui, left, line, &format!("{left}, {right}"));
        }
    }

    /// Whether it stays open.
    fn ui(&mut self, ui: &mut Ui, dialog: &mut Dialog, trouble: Option<&str>, asks: &mut Asks) -> bool {
        let view = self.view;
        let rows = &view.snapshot.alarms.rows;
        let row = rows.iter().find(|row| row.alarm.id == dialog.alarm);
        let defined = view.plant().alarms.iter().find(|alarm| alarm.id == dialog.alarm);
        let Some(alarm) = row.map(|row| &row.alarm).or(defined) else {
            let line = self.line(28.0, 8.0);
            words_within(ui, alarms::ALARM_GONE, face::TAG, line, Align2::LEFT_CENTER, view.tokens.ink);
            return !self.cancel_ui(ui);
        };
        if self.head_ui(ui, dialog, alarm, row.map(|row| &**row)) {
            return false;
        }
        if dialog.kept == Kept::Shelf {
            self.spans_ui(ui, dialog, alarm);
        }
        self.reasons_ui(ui, dialog);
        if !dialog.reasons_open {
            self.note_ui(ui, dialog);
            self.return_ui(ui, dialog, alarm);
        }
        self.foot_ui(ui, dialog, alarm, trouble, asks)
    }

    /// Title and close; whether it was closed.
    fn head_ui(&mut self, ui: &Ui, dialog: &Dialog, alarm: &Alarm, row: Option<&Row>) -> bool {
        let view = self.view;
        let line = self.line(44.0, 12.0);
        let mark = pos2(line.left() + 11.0, line.center().y);
        match row.and_then(|row| AlarmSign::of(row.mark())) {
            Some(sign) => mark_at(ui, view, sign, mark, 20.0),
            None => shape_at(ui, view, alarm.priority, mark, 20.0),
        }
        let tag = view.plant().tag(alarm.tag);
        let own = row.map_or(&*alarm.id, |row| name(view, row));
        let title = match dialog.kept {
            Kept::Shelf => alarms::shelve_title(own),
            Kept::OutOfService => alarms::service_title(own),
        };
        let value = row.map_or_else(String::new, |row| alarm_row::value(row, tag));
        let limit = row.map_or_else(String::new, |row| alarm_row::limit(row, tag));
        let below = text::joined(&[&alarm.title, &alarm.text, format!("{value} {limit}").trim()]);
        let room = line.with_min_x(line.left() + 36.0).with_max_x(line.right() - 40.0);
        let (upper, lower) = room.split_top_bottom_at_fraction(0.5);
        words_within(ui, &title, face::DIALOG, upper, Align2::LEFT_CENTER, view.tokens.ink);
        words_within(ui, &below, face::BODY, lower, Align2::LEFT_CENTER, view.tokens.ink2);
        said(ui, "dialog", room, &title);
        let close = Rect::from_min_size(pos2(line.right() - 32.0, line.top()), vec2(36.0, 36.0));
        let wish = Button {
            icon: Some(Icon::Close),
            kind: Kind::Bare,
            name: alarms::CLOSE_DIALOG,
            ..Button::default()
        };
        button_at(ui, view.tokens, close, "close", wish).clicked()
    }

    fn spans_ui(&mut self, ui: &mut Ui, dialog: &mut Dialog, alarm: &Alarm) {
        let most = alarm_row::plain_span(alarm.shelve_at_most);
        self.heading(ui, alarms::FOR_HOW_LONG, &alarms::at_most(&most, alarm.priority));
        let line = self.line(40.0, 10.0);
        let mut names: Vec<String> =
            spans(alarm.shelve_at_most).into_iter().map(alarm_row::plain_span).collect();
        names.push(alarms::ONCE.to_owned());
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut child = ui.new_child(UiBuilder::new().id_salt("spans").max_rect(line));
        let size = (line.width(), line.height());
        if let Some(pressed) = segments(&mut child, self.view.tokens, &names, Some(dialog.span), size, None) {
            dialog.span = pressed;
        }
    }

    fn reasons_ui(&mut self, ui: &Ui, dialog: &mut Dialog) {
        self.heading(ui, alarms::REASON, "");
        let line = self.line(36.0, 10.0);
        let says = dialog.reasons().get(dialog.reason).copied().unwrap_or_default();
        let name = alarms::about(alarms::REASON, says);
        let wish = Button { icon: Some(Icon::ChevronDown), name: &name, ..Button::new(says) };
        if button_at(ui, self.view.tokens, line, "reason", wish).clicked() {
            dialog.reasons_open = !dialog.reasons_open;
        }
        if !dialog.reasons_open {
            return;
        }
        for (at, reason) in dialog.reasons().iter().enumerate() {
            let line = self.line(30.0, 2.0);
            let kind = if at == dialog.reason { Kind::Chosen } else { Kind::Bare };
            let wish = Button { kind, ..Button::new(reason) };
            if button_at(ui, self.view.tokens, line, ("reason", at), wish).clicked() {
                dialog.reason = at;
                dialog.reasons_open = false;
            }
        }
    }

    fn note_ui(&mut self, ui: &mut Ui, dialog: &mut Dialog) {
        self.heading(ui, alarms::NOTE, "");
        let line = self.line(38.0, 12.0);
        let mut child = ui.new_child(UiBuilder::new().id_salt("note").max_rect(line));
        let names = (alarms::NOTE, alarms::NOTE_SHELVE_HINT);
        let size = (line.width(), line.height(), face::BODY);
        field(&mut child, self.view.tokens, Id::unique("alarm note"), &mut dialog.note, names, size);
    }

    /// When it comes back, and with how many others.
    fn return_ui(&mut self, ui: &Ui, dialog: &Dialog, alarm: &Alarm) {
        let (view, tokens) = (self.view, self.view.tokens);
        let span = spans(alarm.shelve_at_most).get(dialog.span).copied();
        let (first, second) = match (dialog.kept, span) {
            (Kept::OutOfService, _) => {
                (alarms::COMES_BACK_BY_HAND.to_owned(), alarms::KEEPS_WORKING.to_owned())
            }
            (Kept::Shelf, None) => (alarms::COMES_BACK_ONCE.to_owned(), alarms::KEEPS_WORKING.to_owned()),
            (Kept::Shelf, Some(span)) => {
                let until = view.now.utc.after(span);
                let near = |row: &&Arc<Row>| match row.kept.axes.shelving {
                    Shelving::Timed { until: other, .. } => {
                        other.since(until).max(until.since(other)) < minutes(2)
                    }
                    Shelving::Unshelved | Shelving::OneShot { .. } => false,
                };
                let others = view.snapshot.alarms.rows.iter().filter(near).count();
                (alarms::comes_back(&view.clock(until)), alarms::others_return(others))
            }
        };
        let card = self.line(58.0, 12.0);
        ui.painter().rect_filled(card, CornerRadius::same(4), tokens.card);
        let (upper, lower) = card.shrink2(vec2(14.0, 8.0)).split_top_bottom_at_fraction(0.5);
        words_within(ui, &first, face::BODY_MEDIUM, upper, Align2::LEFT_CENTER, tokens.ink);
        words_within(ui, &second, face::SMALL, lower, Align2::LEFT_CENTER, tokens.ink2);
        said(ui, "return", card, &format!("{first}. {second}"));
    }

    /// Cancel at the left; whether it was pressed.
    fn cancel_ui(&mut self, ui: &Ui) -> bool {
        let foot = self.foot();
        let rect = foot.with_max_x(foot.left() + 116.0);
        let wish = Button::new(alarms::CANCEL_DIALOG);
        button_at(ui, self.view.tokens, rect, "cancel", wish).clicked()
    }

    fn foot(&self) -> Rect {
        let high = if self.view.shape == Shape::Touch { 60.0 } else { 40.0 };
        let (left, right) = (self.panel.left() + 24.0, self.panel.right() - 24.0);
        let bottom = self.panel.bottom() - 16.0;
        Rect::from_min_max(pos2(left, bottom - high), pos2(right, bottom))
    }

    /// The buttons, and why it was not taken; whether the dialog stays open.
    fn foot_ui(
        &mut self,
        ui: &Ui,
        dialog: &mut Dialog,
        alarm: &Alarm,
        trouble: Option<&str>,
        asks: &mut Asks,
    ) -> bool {
        let (view, foot) = (self.view, self.foot());
        if self.cancel_ui(ui) {
            return false;
        }
        let span = spans(alarm.shelve_at_most).get(dialog.span).copied();
        let says = match (dialog.kept, span) {
            (Kept::OutOfService, _) => alarms::TAKE_OUT.to_owned(),
            (Kept::Shelf, Some(span)) => alarms::shelve_for(&alarm_row::plain_span(span)),
            (Kept::Shelf, None) => alarms::SHELVE_ONCE.to_owned(),
        };
        let own = (wide(ui, &says, face::BODY_MEDIUM) + 40.0).max(200.0);
        let place = foot.with_min_x(foot.right() - own);
        let disabled = (!view.updated).then_some(text::NO_ACTION_WHILE_OLD);
        let wish = Button { kind: Kind::Final, disabled, ..Button::new(&says) };
        if button_at(ui, view.tokens, place, "final", wish).clicked() {
            asks.alarm(dialog.action(alarm));
            dialog.sent = true;
        }
        let note = trouble.or_else(|| refusal(view)).unwrap_or(alarms::GOES_INTO_JOURNAL);
        let room = foot.with_min_x(foot.left() + 130.0).with_max_x(place.left() - 12.0);
        words_within(ui, note, face::SMALL, room, Align2::LEFT_CENTER, view.tokens.ink2);
        said(ui, "foot", room, note).on_hover_text(note);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_span_is_longer_than_the_alarm_allows() {
        let spans = |count: u64| spans(minutes(count)).iter().map(Duration::as_secs).collect::<Vec<_>>();
        assert_eq!(spans(60), [900, 1800, 3600]);
        assert_eq!(spans(45), [900, 1800, 2700]);
        assert_eq!(spans(0), [0; 0]);
        assert_eq!(spans(1440).last(), Some(&86_400));
    }
}
