//! What every command of a machine depends on, live: the answer to "Why can't I?" before it is asked.

use std::collections::BTreeSet;

use egui::{Ui, vec2};

use crate::command::examine;
use crate::display::CommandButton;
use crate::gui::app::View;
use crate::gui::command_card::{About, checks_ui};
use crate::gui::controls::label;
use crate::gui::faceplate::buttons::value_for;
use crate::gui::faceplate::lookup::Shown;
use crate::gui::text;
use crate::gui::theme::face;
use crate::tag::{TagIndex, Value};

pub(super) fn interlocks_ui(ui: &mut Ui, view: &View<'_>, buttons: &[CommandButton], tags: &[TagIndex]) {
    let mut wishes: Vec<(TagIndex, Value)> =
        buttons.iter().map(|button| (button.tag, value_for(view, button.tag, button.value))).collect();
    let listed: BTreeSet<TagIndex> = wishes.iter().map(|(tag, _)| *tag).collect();
    for tag in tags.iter().filter(|tag| !listed.contains(tag)) {
        wishes.extend(samples_of(view, *tag));
    }
    if wishes.is_empty() {
        label(ui, text::NO_COMMANDS, face::BODY, view.tokens.ink2);
        return;
    }
    label(ui, text::INTERLOCKS_HINT, face::SMALL, view.tokens.ink2);
    for (tag, value) in wishes {
        let Some(rule) = view.plant().write_rules.get(&tag) else { continue };
        let verdict = examine(rule, &value, &Shown(view), view.now);
        let about = About::new(view.plant(), tag, &value);
        ui.add_space(6.0);
        let state = if verdict.passed() { text::POSSIBLE } else { text::NOT_POSSIBLE };
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing = vec2(8.0, 0.0);
            label(ui, &about.title, face::TITLE, view.tokens.ink);
            let ink = if verdict.passed() { view.tokens.ink2 } else { view.tokens.ink };
            label(ui, state, face::SMALL_MEDIUM, ink);
        });
        checks_ui(ui, view.tokens, verdict.checks());
    }
}

/// For a writable tag without a button: each state it offers, or its present value.
fn samples_of(view: &View<'_>, tag: TagIndex) -> Vec<(TagIndex, Value)> {
    let (Some(rule), Some((definition, _))) = (view.plant().write_rules.get(&tag), view.tag(tag)) else {
        return Vec::new();
    };
    if definition.states.is_empty() {
        let now = view.tag(rule.read_back).and_then(|(_, sample)| sample.value()).and_then(Value::number);
        let value = now.unwrap_or(rule.minimum).clamp(rule.minimum.min(rule.maximum), rule.maximum);
        return vec![(tag, Value::Float(value))];
    }
    let allowed = |value: i64| (rule.minimum..=rule.maximum).contains(&(value as f64));
    let states = definition.states.iter().filter(|state| allowed(state.value));
    states.map(|state| (tag, Value::Int(state.value))).collect()
}
