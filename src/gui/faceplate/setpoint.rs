//! Setpoint entry: typed or stepped, shown against its range, refused in words and never clipped.

use egui::{Align2, Key, Rect, Sense, Ui, pos2, vec2};

use crate::command::WriteRule;
use crate::gui::app::{Asks, State, View};
use crate::gui::controls::{Button, button, field, label, said, sketch, words, words_within};
use crate::gui::faceplate::number;
use crate::gui::painter::format_value;
use crate::gui::text;
use crate::gui::theme::{face, size};
use crate::tag::{Tag, TagIndex, Value};

/// What stands in the field, judged.
#[derive(Clone, Debug, PartialEq)]
enum Entry {
    /// Nothing typed.
    Empty,
    /// Can be drafted.
    Number(f64),
    /// Cannot, and why.
    Refused(String),
}

fn judge(text: &str, rule: &WriteRule, tag: &Tag) -> Entry {
    if text.trim().is_empty() {
        return Entry::Empty;
    }
    match number::read(text) {
        Err(reason) => Entry::Refused(reason.to_owned()),
        Ok(number) if number > rule.maximum => {
            Entry::Refused(text::above(&shown(number, tag), &shown(rule.maximum, tag)))
        }
        Ok(number) if number < rule.minimum => {
            Entry::Refused(text::below(&shown(number, tag), &shown(rule.minimum, tag)))
        }
        Ok(number) => Entry::Number(number),
    }
}

fn shown(number: f64, tag: &Tag) -> String {
    // As many digits as were typed, but not fewer than the tag shows.
    let own = format!("{number}").split_once('.').map_or(0, |(_, rest)| rest.len());
    let decimals = own.clamp(usize::from(tag.decimals), 9) as u8;
    format!("{} {}", format_value(&Value::Float(number), decimals), tag.unit).trim_end().to_owned()
}

pub(super) fn setpoint_ui(ui: &mut Ui, view: &View<'_>, tag: TagIndex, state: &mut State, asks: &mut Asks) {
    let (Some((definition, _)), Some(rule)) = (view.tag(tag), view.plant().write_rules.get(&tag)) else {
        return;
    };
    let current = view.tag(rule.read_back).and_then(|(_, sample)| sample.value()).and_then(Value::number);
    ui.push_id(("setpoint", tag.0), |ui| {
        head_ui(ui, view, rule, definition);
        let mut typed = state.entries.get(&definition.id).cloned().unwrap_or_default();
        let entered = entry_row_ui(ui, view, rule, definition, current, &mut typed);
        let entry = judge(&typed, rule, definition);
        range_ui(ui, view, rule, definition, current, &entry);
        if let Entry::Refused(reason) = &entry {
            label(ui, reason, face::BODY_MEDIUM, view.tokens.ink);
        }
        let drafted = draft_ui(ui, view, definition, &entry) || entered;
        if let (true, Entry::Number(number)) = (drafted, &entry) {
            asks.draft = Some((tag, Value::Float(*number)));
        }
        state.entries.insert(definition.id.clone(), typed);
    });
}

fn head_ui(ui: &mut Ui, view: &View<'_>, rule: &WriteRule, tag: &Tag) {
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), 20.0), Sense::hover());
    let (_, now) = crate::gui::faceplate::value_words(view, rule.read_back);
    let line = text::now_set(&now);
    let at = words(ui, &line, face::BODY_MEDIUM, row.right_center(), Align2::RIGHT_CENTER, view.tokens.ink);
    let name = crate::gui::faceplate::rows::row_name(view, tag);
    let room = row.with_max_x(at.left() - 8.0);
    words_within(ui, &name, face::TAG, room, Align2::LEFT_CENTER, view.tokens.ink);
    said(ui, "now set", at, &line);
}

/// Field between step buttons; tells whether Enter was pressed in it.
fn entry_row_ui(
    ui: &mut Ui,
    view: &View<'_>,
    rule: &WriteRule,
    tag: &Tag,
    current: Option<f64>,
    typed: &mut String,
) -> bool {
    let small = number::step(rule.minimum, rule.maximum, tag.decimals);
    let large = small * 5.0;
    let height = view.target().max(34.0);
    let key = vec2(58.0, height);
    let mut entered = false;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        step_ui(ui, view, (rule, tag, current), -large, key, typed);
        step_ui(ui, view, (rule, tag, current), -small, key, typed);
        let width = (ui.available_width() - 2.0 * (key.x + 6.0)).max(70.0);
        let id = ui.scope_id().with("entry");
        let name = text::new_setpoint(&tag.id);
        let names = (&*name, text::SETPOINT_HINT);
        let response = field(ui, view.tokens, id, typed, names, (width, height, face::VALUE_SMALL));
        entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        step_ui(ui, view, (rule, tag, current), small, key, typed);
        step_ui(ui, view, (rule, tag, current), large, key, typed);
    });
    entered
}

fn step_ui(
    ui: &mut Ui,
    view: &View<'_>,
    (rule, tag, current): (&WriteRule, &Tag, Option<f64>),
    by: f64,
    size: egui::Vec2,
    typed: &mut String,
) {
    let base = number::read(typed).ok().or(current);
    let next = base.map(|base| ((base + by) * 1e9).round() / 1e9);
    let beyond = next.is_some_and(|next| next > rule.maximum || next < rule.minimum);
    let sign = if by > 0.0 { "+" } else { "\u{2212}" };
    let step = format_value(&Value::Float(by.abs()), tag.decimals);
    let says = format!("{sign}{step}");
    let name = text::step_name(&says, &tag.id);
    let disabled = match (next, beyond) {
        (None, _) => Some(text::NO_VALUE_TO_STEP),
        (Some(_), true) => Some(text::STEP_BEYOND),
        (Some(_), false) => None,
    };
    let wish = Button { text: &says, name: &name, disabled, size, ..Button::default() };
    if button(ui, view.tokens, wish).clicked()
        && let Some(next) = next
    {
        *typed = format!("{next:.*}", usize::from(tag.decimals));
    }
}

/// The allowed range, the present setpoint hollow, the typed one solid.
fn range_ui(ui: &mut Ui, view: &View<'_>, rule: &WriteRule, tag: &Tag, current: Option<f64>, entry: &Entry) {
    let tokens = view.tokens;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 42.0), Sense::hover());
    let [low, high] = tag.range.unwrap_or([rule.minimum, rule.maximum]);
    let (low, high) = (low.min(rule.minimum), high.max(rule.maximum));
    let span = (high - low).max(f64::MIN_POSITIVE);
    let bar = Rect::from_min_size(rect.left_top() + vec2(0.0, 2.0), vec2(rect.width(), size::BAR));
    let x = |number: f64| bar.left() + bar.width() * (((number - low) / span).clamp(0.0, 1.0) as f32);
    ui.painter().rect_filled(bar, size::RADIUS_BAR, tokens.trough);
    let allowed = Rect::from_x_y_ranges(x(rule.minimum)..=x(rule.maximum), bar.y_range());
    ui.painter().rect_filled(allowed, size::RADIUS_BAR, tokens.band);
    let triangle = |tip: f32| {
        let y = bar.bottom() + 1.0;
        [pos2(tip, y), pos2(tip + 5.0, y + 8.0), pos2(tip - 5.0, y + 8.0)]
    };
    sketch(ui.painter(), tokens, |canvas| {
        if let Some(current) = current {
            canvas.polygon(
                &triangle(x(current)),
                egui::Color32::TRANSPARENT,
                tokens.strokes.symbol,
                tokens.ink,
            );
        }
        if let Entry::Number(number) = entry {
            let line = [pos2(x(*number), bar.top() - 2.0), pos2(x(*number), bar.bottom() + 2.0)];
            canvas.polyline(&line, 2.0, tokens.ink);
            canvas.polygon(&triangle(x(*number)), tokens.ink, 1.0, tokens.ink);
        }
    });
    let allowed = text::allowed(
        &shown(rule.minimum, tag),
        &shown(rule.maximum, tag),
        rule.step_maximum.map(|step| shown(step, tag)),
    );
    let below = rect.with_min_y(rect.bottom() - 18.0);
    words_within(ui, &allowed, face::SMALL, below, Align2::LEFT_CENTER, tokens.ink2);
    said(ui, "allowed", below, &allowed);
}

fn draft_ui(ui: &mut Ui, view: &View<'_>, tag: &Tag, entry: &Entry) -> bool {
    let (says, disabled) = match entry {
        _ if !view.updated => (text::SET.to_owned(), Some(text::NO_ACTION_WHILE_OLD.to_owned())),
        Entry::Empty => (text::SET.to_owned(), Some(text::TYPE_FIRST.to_owned())),
        Entry::Refused(reason) => (text::SET.to_owned(), Some(reason.clone())),
        Entry::Number(number) => (text::draft_setpoint(&shown(*number, tag)), None),
    };
    let name = text::draft_name(&format!("{says} {}", tag.id));
    let wish = Button {
        text: &says,
        name: &name,
        disabled: disabled.as_deref(),
        size: vec2(ui.available_width(), view.target().max(34.0)),
        ..Button::default()
    };
    button(ui, view.tokens, wish).clicked()
}
