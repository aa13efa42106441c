//! What is compared or drawn on one scale has one engineering unit.

use crate::layout::build::Shown;
use crate::layout::report::Report;
use crate::layout::source::At;
use crate::layout::tag_text::TagText;
use crate::plant::Plant;
use crate::tag::TagIndex;

/// Tells about pairs of tags whose units differ.
pub(crate) fn check(report: &Report, tags: &[TagText], plant: &Plant, shown: &Shown) {
    for rule in plant.write_rules.values() {
        let write = tags.get(rule.tag.slot()).and_then(|text| text.write.as_ref());
        // A table of expected values says what the read-back shows, so it need not be the same number.
        let Some(read_back) =
            write.and_then(|write| write.read_back.as_ref()).filter(|_| rule.expect.is_empty())
        else {
            continue;
        };
        pair(report, plant, read_back.at, rule.tag, rule.read_back, "is read back from");
    }
    for (tag, setpoint, at) in &shown.pairs {
        pair(report, plant, *at, *tag, *setpoint, "is drawn with the setpoint");
    }
}

fn pair(report: &Report, plant: &Plant, at: At, first: TagIndex, second: TagIndex, how: &str) {
    let (Some(first), Some(second)) = (plant.tag(first), plant.tag(second)) else { return };
    if first.unit != second.unit {
        let unit = |unit: &str| if unit.is_empty() { "no unit".to_owned() } else { format!("`{unit}`") };
        let (of_first, of_second) = (unit(&first.unit), unit(&second.unit));
        let message = format!("`{}` in {of_first} {how} `{}` in {of_second}", first.id, second.id);
        report.error_hint(at, "unit-clash", message, "both need the same `eng_unit`");
    }
}
