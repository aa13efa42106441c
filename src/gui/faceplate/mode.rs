//! Mode as segments, drawn from the tag's own state texts; pressing one drafts where it can be written.

use egui::{Align2, Sense, Ui, vec2};

use crate::command::WriteRule;
use crate::gui::app::{Asks, View};
use crate::gui::controls::{segments, words};
use crate::gui::text;
use crate::gui::theme::face;
use crate::tag::{StateText, Tag, TagIndex, Value};

/// More than this do not fit beside each other.
const SEGMENTS_MAX: usize = 5;

pub(super) fn mode_ui(ui: &mut Ui, view: &View<'_>, tag: TagIndex, asks: &mut Asks) {
    let Some((definition, _)) = view.tag(tag) else { return };
    let rule = view.plant().write_rules.get(&tag);
    chooser_ui(ui, view, tag, definition, rule, asks);
}

/// The writable states of a plain tag.
pub(super) fn states_ui(ui: &mut Ui, view: &View<'_>, tag: TagIndex, rule: &WriteRule, asks: &mut Asks) {
    let Some((definition, _)) = view.tag(tag) else { return };
    chooser_ui(ui, view, tag, definition, Some(rule), asks);
}

fn chooser_ui(
    ui: &mut Ui,
    view: &View<'_>,
    tag: TagIndex,
    definition: &Tag,
    rule: Option<&WriteRule>,
    asks: &mut Asks,
) {
    let offered: Vec<&StateText> = definition
        .states
        .iter()
        .filter(|state| rule.is_none_or(|rule| (rule.minimum..=rule.maximum).contains(&(state.value as f64))))
        .take(SEGMENTS_MAX)
        .collect();
    let names: Vec<&str> = offered.iter().map(|state| &*state.text).collect();
    let shown = rule.map_or(tag, |rule| if readable(view, tag) { tag } else { rule.read_back });
    let actual = view.tag(shown).and_then(|(_, sample)| sample.value()).and_then(Value::whole);
    let chosen = offered.iter().position(|state| Some(i128::from(state.value)) == actual);
    let known = view.quality(shown).is_good();
    let disabled = match (view.updated, rule) {
        (false, _) => Some(text::NO_ACTION_WHILE_OLD),
        (true, None) => Some(text::MODE_READ_ONLY),
        (true, Some(_)) => None,
    };
    let width = ui.available_width();
    let pressed = segments(
        ui,
        view.tokens,
        &names,
        chosen.filter(|_| known),
        (width, view.target().max(32.0)),
        disabled,
    );
    if !known {
        let (row, _) = ui.allocate_exact_size(vec2(width, 16.0), Sense::hover());
        let line = text::mode_unknown(&view.quality(shown).reason());
        words(ui, &line, face::SMALL, row.left_center(), Align2::LEFT_CENTER, view.tokens.ink);
    }
    let wished = pressed.filter(|at| Some(*at) != chosen).and_then(|at| offered.get(at));
    if let Some(state) = wished {
        asks.draft = Some((tag, Value::Int(state.value)));
    }
}

fn readable(view: &View<'_>, tag: TagIndex) -> bool {
    view.tag(tag).is_some_and(|(_, sample)| sample.value().is_some())
}
