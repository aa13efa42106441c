//! Equipment instances with their faceplates.

use std::sync::Arc;

use crate::display::{CommandButton, Equipment, Faceplate};
use crate::layout::fields::Fields;
use crate::layout::names::Names;
use crate::layout::type_file::Instance;
use crate::tag::TagIndex;

/// A tag that a faceplate or display means to write, and where it says so.
pub(crate) type Written = (TagIndex, crate::layout::source::At, Option<f64>);

/// One machine; `writes` takes what its faceplate writes.
pub(crate) fn equipment(names: &Names<'_>, instance: &Instance, writes: &mut Vec<Written>) -> Equipment {
    let text = &instance.equipment;
    if let Some(device) = &text.device {
        names.device(device);
    }
    Equipment {
        id: Arc::clone(&text.id.value),
        title: Arc::clone(&text.title.as_ref().unwrap_or(&text.id).value),
        type_id: Arc::clone(&instance.type_id),
        area: names.area(text.area.as_ref()),
        faceplate: instance
            .faceplate
            .as_ref()
            .map(|table| faceplate(names, Fields::new(names.report, table, "[faceplate]"), writes))
            .unwrap_or_default(),
    }
}

fn faceplate(names: &Names<'_>, mut fields: Fields<'_>, writes: &mut Vec<Written>) -> Faceplate {
    let mut one = |key| {
        let word = fields.text(key)?;
        names.tag(&word).map(|tag| (tag, word.at))
    };
    let (state, command, mode, trend) = (one("state"), one("command"), one("mode"), one("trend"));
    writes.extend(command.map(|(tag, at)| (tag, at, None)));
    let mut many = |key| -> Vec<_> {
        fields.texts(key).iter().filter_map(|word| Some((names.tag(word)?, word.at))).collect()
    };
    let (rows, setpoints) = (many("rows"), many("setpoints"));
    writes.extend(setpoints.iter().map(|(tag, at)| (*tag, *at, None)));
    let buttons = fields.tables("buttons", "a button").into_iter();
    let buttons = buttons.filter_map(|table| button(names, table, writes)).collect();
    fields.finish();
    Faceplate {
        state: state.map(|(tag, _)| tag),
        command: command.map(|(tag, _)| tag),
        mode: mode.map(|(tag, _)| tag),
        rows: rows.into_iter().map(|(tag, _)| tag).collect(),
        setpoints: setpoints.into_iter().map(|(tag, _)| tag).collect(),
        trend: trend.map(|(tag, _)| tag),
        buttons,
    }
}

fn button(names: &Names<'_>, mut fields: Fields<'_>, writes: &mut Vec<Written>) -> Option<CommandButton> {
    let text = fields.need_text("text");
    let tag = fields.need_text("tag");
    fields.need("value");
    let value = fields.number("value");
    fields.finish();
    let (tag, at) = tag.and_then(|word| Some((names.tag(&word)?, word.at)))?;
    writes.push((tag, at, value.as_ref().map(|value| value.value)));
    Some(CommandButton { text: text?.value, tag, value: value?.value })
}
