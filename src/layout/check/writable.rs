//! What is written can be written: a coil or holding register, with a rule.

use crate::device::{Encoding, Source, Table};
use crate::layout::build::Shown;
use crate::layout::report::Report;
use crate::layout::tag_text::TagText;
use crate::layout::write_text::WriteText;
use crate::plant::Plant;
use crate::tag::TagIndex;

/// Tells about tags, buttons and setpoints that could never send anything.
pub(crate) fn check(report: &Report, tags: &[TagText], plant: &Plant, shown: &Shown) {
    for (index, text) in (0u32..).map(TagIndex).zip(tags) {
        let Some(write) = &text.write else { continue };
        let id = &text.id.value;
        let wrong = match plant.source(index) {
            Some(source) => refusal(plant, source, write),
            None if text.expression.is_some() => Some(("it is calculated", None)),
            None => None,
        };
        if let Some((reason, hint)) = wrong {
            let message = format!("`{id}` cannot be written: {reason}");
            match hint {
                Some(hint) => report.error_hint(write.place(), "write-not-writable", message, hint),
                None => report.error(write.place(), "write-not-writable", message),
            }
        }
    }
    for (tag, at, _) in &shown.writes {
        let rule = tags.get(tag.slot()).is_some_and(|text| text.write.is_some());
        if let Some(tag) = plant.tag(*tag).filter(|_| !rule) {
            let message = format!("`{}` cannot be written: it has no rule", tag.id);
            let hint = "add [tags.write] to the tag, with the tag that reads it back";
            report.error_hint(*at, "write-not-writable", message, hint);
        }
    }
}

fn refusal(
    plant: &Plant,
    source: &Source,
    write: &WriteText,
) -> Option<(&'static str, Option<&'static str>)> {
    if matches!(source.address.table, Table::DiscreteInput | Table::InputRegister) {
        return Some(("its table is read-only", Some("coils and holding registers can be written")));
    }
    if matches!(source.encoding, Encoding::Text { .. }) {
        return Some(("it is text", None));
    }
    if source.mask().is_some() && write.shared_register.as_ref().is_none_or(|shared| !shared.value) {
        let hint = "`shared_register = true` reads the register, changes these bits and writes it back; what \
                    the device changes meanwhile is lost";
        return Some(("it is a part of a register", Some(hint)));
    }
    let limits = plant.device(source.device).map(|device| device.limits).unwrap_or_default();
    if !source.address.table.holds_bits() && source.width() > limits.write_registers {
        return Some(("it has more registers than its device takes in one write", None));
    }
    None
}
