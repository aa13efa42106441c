//! A read-back shows what the device made of a command, so two written tags cannot vouch for each other.

use std::collections::BTreeSet;

use crate::layout::report::Report;
use crate::layout::tag_text::TagText;
use crate::plant::Plant;
use crate::tag::TagIndex;

/// Tells about read-backs that lead back to the written tag over others.
pub(crate) fn check(report: &Report, tags: &[TagText], plant: &Plant) {
    let next = |tag: TagIndex| plant.write_rules.get(&tag).map(|rule| rule.read_back).filter(|to| *to != tag);
    let mut seen: BTreeSet<TagIndex> = BTreeSet::new();
    for start in plant.write_rules.keys() {
        let mut path = vec![*start];
        let mut loops = false;
        while let Some(to) = path.last().and_then(|last| next(*last)) {
            loops = to == *start;
            if loops || path.contains(&to) || seen.contains(&to) {
                break;
            }
            path.push(to);
        }
        seen.extend(path.iter().copied());
        let write = tags.get(start.slot()).and_then(|text| text.write.as_ref());
        let Some(read_back) = write.and_then(|write| write.read_back.as_ref()).filter(|_| loops) else {
            continue;
        };
        let ids: Vec<&str> = path
            .iter()
            .chain([start])
            .filter_map(|tag| tags.get(tag.slot()))
            .map(|text| &*text.id.value)
            .collect();
        let message = format!("the read-backs go in a circle: {}", ids.join(", "));
        let hint = "name the tag that shows what the device made of the command, or \"self\"";
        report.error_hint(read_back.at, "read-back-loop", message, hint);
    }
}
