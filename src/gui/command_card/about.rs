//! What a command does, in words.

use crate::command::CommandStatus;
use crate::gui::app::View;
use crate::gui::painter::format_value;
use crate::gui::text;
use crate::plant::Plant;
use crate::tag::{Tag, TagIndex, Value};

/// What a command does, in words: the same on the card, its final button and for screen readers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// `Start P-104`, `Set PIC-610.SP to 5.60 bar`.
    pub title: String,
    /// What the feedback should become: `Running`, `5.60 bar`.
    pub to: String,
}

impl About {
    /// For a command of a snapshot.
    pub fn of(status: &CommandStatus, view: &View<'_>) -> Self {
        Self::new(view.plant(), status.draft.tag, &status.draft.value)
    }

    /// For a value to be written to a tag.
    pub fn new(plant: &Plant, tag: TagIndex, value: &Value) -> Self {
        let to = expected(plant, tag, value);
        let title = match button(plant, tag, value) {
            Some((verb, equipment)) => format!("{verb} {equipment}"),
            None => text::set_to(plant.tag(tag).map_or("", |tag| &tag.id), &written(plant, tag, value)),
        };
        Self { title, to }
    }
}

/// The machine's own verb for it, where the layout has a button for it.
fn button<'p>(plant: &'p Plant, tag: TagIndex, value: &Value) -> Option<(&'p str, &'p str)> {
    plant.equipment.values().find_map(|equipment| {
        let buttons = &equipment.faceplate.buttons;
        let found = buttons
            .iter()
            .find(|button| button.tag == tag && value.matches(&Value::Float(button.value), 0.0))?;
        Some((&*found.text, &*equipment.id))
    })
}

fn written(plant: &Plant, tag: TagIndex, value: &Value) -> String {
    plant.tag(tag).map_or_else(|| value.to_string(), |tag| shown(tag, value))
}

/// What the read-back shows once the command is done.
fn expected(plant: &Plant, tag: TagIndex, value: &Value) -> String {
    let Some(rule) = plant.write_rules.get(&tag) else { return written(plant, tag, value) };
    let whole = value.whole().and_then(|whole| i64::try_from(whole).ok());
    let read =
        whole.and_then(|whole| rule.expect.get(&whole)).map_or(value.clone(), |read| Value::Int(*read));
    written(plant, rule.read_back, &read)
}

/// A value as its tag shows it: state text, or number with unit.
pub(crate) fn shown(tag: &Tag, value: &Value) -> String {
    let whole = value.whole();
    if let Some(state) = tag.states.iter().find(|state| Some(i128::from(state.value)) == whole) {
        return state.text.to_string();
    }
    format!("{} {}", format_value(value, tag.decimals), tag.unit).trim_end().to_owned()
}
