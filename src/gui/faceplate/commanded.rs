//! Commanded and actual, side by side and never mixed up.

use egui::{Align2, CornerRadius, Rect, Sense, Ui, pos2, vec2};

use crate::command::{CommandStatus, Stage};
use crate::gui::app::View;
use crate::gui::command_card::{About, shown};
use crate::gui::controls::{said, words, words_within};
use crate::gui::faceplate::rows::value_words;
use crate::gui::text;
use crate::gui::theme::{face, size};
use crate::tag::{QualityLevel, TagIndex, Value};
use crate::time::short;

/// What was asked of a tag last, as far as is known.
#[derive(Clone, Debug, PartialEq)]
struct Commanded {
    value: Value,
    /// Where it is known from.
    note: String,
}

pub(super) fn commanded_ui(ui: &mut Ui, view: &View<'_>, actual: TagIndex, command: Option<TagIndex>) {
    let tokens = view.tokens;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 74.0), Sense::hover());
    let gap = 24.0;
    let width = if command.is_some() { (rect.width() - gap) / 2.0 } else { rect.width() };
    let right = Rect::from_min_max(pos2(rect.right() - width, rect.top()), rect.max);
    let (state, _) = value_words(view, actual);
    let quality = view.quality(actual);
    let age = view.tag(actual).map(|(_, sample)| short(sample.age(view.now))).unwrap_or_default();
    let note = if quality.is_good() { text::read_back_ago(&age) } else { text::not_good(&quality, &age) };
    let worth = match quality.level() {
        QualityLevel::Good => Worth::Known,
        QualityLevel::Uncertain => Worth::Doubtful,
        QualityLevel::Bad => Worth::Struck,
    };
    cell(ui, view, right, text::ACTUAL, (&state, &note), worth);
    let Some(command) = command else { return };
    let left = rect.with_max_x(rect.left() + width);
    let known = commanded(view, command);
    let (value, note) = match &known {
        Some(known) => (command_words(view, command, &known.value), known.note.clone()),
        None => (text::NONE_YET.to_owned(), text::NO_COMMAND_YET.to_owned()),
    };
    cell(ui, view, left, text::COMMANDED, (&value, &note), Worth::Known);
    let equal = known.and_then(|known| agrees(view, command, actual, &known.value));
    if let Some(equal) = equal {
        let plate = Rect::from_center_size(rect.center(), vec2(20.0, 18.0));
        let sign = if equal { "=" } else { "\u{2260}" };
        if !equal {
            ui.painter().rect_filled(plate, CornerRadius::same(3), tokens.ink);
        }
        let ink = if equal { tokens.ink2 } else { tokens.ground };
        words(ui, sign, face::TAG, plate.center(), Align2::CENTER_CENTER, ink);
        said(ui, "agrees", plate, if equal { text::AGREES } else { text::DIFFERS });
    }
}

/// What was asked, in the command's own words: `Start`, not what should come of it.
fn command_words(view: &View<'_>, command: TagIndex, value: &Value) -> String {
    view.plant().tag(command).map_or_else(|| value.to_string(), |tag| shown(tag, value))
}

/// How far what stands in a cell can be trusted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Worth {
    Known,
    Doubtful,
    Struck,
}

fn cell(ui: &Ui, view: &View<'_>, rect: Rect, name: &str, (value, note): (&str, &str), worth: Worth) {
    let tokens = view.tokens;
    ui.painter().rect_filled(rect, CornerRadius::same(size::RADIUS_CELL as u8), tokens.card);
    let inner = rect.shrink2(vec2(10.0, 8.0));
    let line = |y: f32, height: f32| {
        Rect::from_min_size(pos2(inner.left(), inner.top() + y), vec2(inner.width(), height))
    };
    words_within(ui, name, face::SMALL, line(0.0, 14.0), Align2::LEFT_CENTER, tokens.ink2);
    let (ink, note_ink) =
        if worth == Worth::Known { (tokens.ink, tokens.ink2) } else { (tokens.ink2, tokens.ink) };
    let shown = words_within(ui, value, face::DIALOG, line(18.0, 22.0), Align2::LEFT_CENTER, ink);
    if worth == Worth::Struck {
        let across = shown.expand2(vec2(3.0, 0.0)).x_range();
        ui.painter().hline(across, shown.center().y, egui::Stroke::new(1.5, tokens.ink));
    }
    words_within(ui, note, face::SMALL, line(43.0, 16.0), Align2::LEFT_CENTER, note_ink);
    said(ui, name, rect, &format!("{name} {value}, {note}"));
}

/// The command tag's own read-back where the device has one, else the last command that left.
fn commanded(view: &View<'_>, command: TagIndex) -> Option<Commanded> {
    let sent = last_sent(view, command);
    let readable = view.tag(command).filter(|_| view.quality(command).is_good());
    if let Some((_, sample)) = readable
        && let Some(value) = sample.value()
    {
        let note = match sent {
            Some(status) if status.draft.value.matches(value, 0.0) => text::asked_at(&when(view, status)),
            Some(_) | None => text::as_read_from_device(&short(sample.age(view.now))),
        };
        return Some(Commanded { value: value.clone(), note });
    }
    let status = sent?;
    Some(Commanded { value: status.draft.value.clone(), note: text::asked_at(&when(view, status)) })
}

fn when(view: &View<'_>, status: &CommandStatus) -> String {
    let sent = status.history.iter().find(|(stage, _)| *stage == Stage::Sent);
    view.clock(sent.map_or(status.stage_since, |(_, at)| *at).utc)
}

fn last_sent<'v>(view: &View<'v>, command: TagIndex) -> Option<&'v CommandStatus> {
    let snapshot = view.snapshot;
    snapshot
        .commands
        .iter()
        .rev()
        .find(|status| {
            status.draft.tag == command
                && status.history.iter().any(|(stage, _)| *stage == Stage::Sent)
                && status.stage != Stage::Refused
        })
        .map(|status| &**status)
}

/// Whether the actual state is the commanded one; not told while the actual state is not known.
fn agrees(view: &View<'_>, command: TagIndex, actual: TagIndex, value: &Value) -> Option<bool> {
    if !view.quality(actual).is_good() {
        return None;
    }
    let is = view.tag(actual)?.1.value()?;
    let rule = view.plant().write_rules.get(&command)?;
    if rule.read_back != actual {
        let (definition, _) = view.tag(actual)?;
        let words = About::new(view.plant(), command, value).to;
        let state = definition.states.iter().find(|state| Some(i128::from(state.value)) == is.whole())?;
        return Some(*state.text == *words);
    }
    let whole = value.whole().and_then(|whole| i64::try_from(whole).ok());
    let expected =
        whole.and_then(|whole| rule.expect.get(&whole)).map_or(value.clone(), |read| Value::Int(*read));
    Some(is.matches(&expected, rule.tolerance))
}
