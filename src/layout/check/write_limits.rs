//! What may be written fits into the registers it is written to.

use crate::device::{EncodeError, Source};
use crate::layout::build::Shown;
use crate::layout::report::Report;
use crate::layout::source::At;
use crate::layout::tag_text::TagText;
use crate::plant::Plant;
use crate::tag::{Tag, Value};

/// Tells about values that a rule, button or condition names and that can never be sent.
pub(crate) fn check(report: &Report, tags: &[TagText], plant: &Plant, shown: &Shown) {
    for rule in plant.write_rules.values() {
        let Some(write) = tags.get(rule.tag.slot()).and_then(|text| text.write.as_ref()) else { continue };
        let (Some(tag), Some(source)) = (plant.tag(rule.tag), plant.source(rule.tag)) else { continue };
        let typed = [("minimum", rule.minimum, &write.minimum), ("maximum", rule.maximum, &write.maximum)];
        for (key, value, typed) in typed {
            if let Some(error) = misfit(plant, tag, source, value) {
                let at = typed.as_ref().map_or(write.place(), |typed| typed.at);
                let message = format!("`{key}` {value} does not fit into its registers: {error}");
                report.error(at, "write-limits", message);
            }
        }
        let guarded = write.permissives.iter().flat_map(|permissive| &permissive.for_values);
        let named = guarded.map(|value| (value.value, value.at));
        let expected = write.expect.iter().map(|pair| (pair.value.0, pair.at));
        for (value, at) in named.chain(expected) {
            within(report, at, value as f64, [rule.minimum, rule.maximum]);
        }
    }
    for (tag, at, value) in &shown.writes {
        if let (Some(rule), Some(value)) = (plant.write_rules.get(tag), value) {
            within(report, *at, *value, [rule.minimum, rule.maximum]);
        }
    }
}

fn within(report: &Report, at: At, value: f64, [minimum, maximum]: [f64; 2]) {
    if !(minimum..=maximum).contains(&value) {
        let message = format!("{value} can never be written: the limits are {minimum} to {maximum}");
        report.error(at, "write-limits", message);
    }
}

/// Why the device's registers cannot hold a value, by the very code that will write it.
fn misfit(plant: &Plant, tag: &Tag, source: &Source, value: f64) -> Option<EncodeError> {
    let limits = plant.device(source.device).map(|device| device.limits).unwrap_or_default();
    let written = source.write_request(tag, &Value::Float(value), Some(0), Some(0), &limits);
    written.err().filter(|error| matches!(error, EncodeError::OutOfRange { .. } | EncodeError::TooLarge(_)))
}
