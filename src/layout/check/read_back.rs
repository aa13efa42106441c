//! A read-back shows what the device made of a command, so written tags cannot vouch for each other.

use crate::layout::cycle::{cycles, words};
use crate::layout::report::Report;
use crate::layout::tag_text::TagText;
use crate::plant::Plant;
use crate::tag::TagIndex;

/// Tells about read-backs that lead back to the written tag over others.
pub(crate) fn check(report: &Report, tags: &[TagText], plant: &Plant) {
    // A tag that is its own read-back is read from the device, which is as it should be.
    let next = |tag: TagIndex| plant.write_rules.get(&tag).map(|rule| rule.read_back).filter(|to| *to != tag);
    for cycle in cycles(plant.write_rules.keys().copied(), next) {
        let text = cycle.first().and_then(|first| tags.get(first.slot()));
        let Some(read_back) = text.and_then(|text| text.write.as_ref()?.read_back.as_ref()) else { continue };
        let id = |tag: TagIndex| tags.get(tag.slot()).map_or("", TagText::id).to_owned();
        let message = format!("the read-backs go in a circle: {}", words(&cycle, ", ", id));
        let hint = "name the tag that shows what the device made of the command, or \"self\"";
        report.error_hint(read_back.at, "read-back-loop", message, hint);
    }
}
