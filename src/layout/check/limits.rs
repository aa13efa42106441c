//! Ranges run upward, and limits stand in their order.

use crate::layout::report::Report;
use crate::layout::source::Located;
use crate::layout::tag_text::{BandsText, TagText};

/// Tells about ranges and limits that are out of order.
pub(crate) fn check(report: &Report, tags: &[TagText]) {
    for tag in tags {
        let (of, normal) = (&tag.range, &tag.bands.normal);
        for (key, range) in [("range", of), ("bands.normal", normal)] {
            let Some(range) = range else { continue };
            let [low, high] = range.value;
            if low >= high {
                let message = format!("`{key}` runs from {low} to {high}, which is not upward");
                report.error(range.at, "range", message);
            }
        }
        order(report, &tag.bands);
    }
}

fn order(report: &Report, bands: &BandsText) {
    let limits: [(&str, &Option<Located<f64>>); 4] = [
        ("low_low", &bands.low_low),
        ("low", &bands.low),
        ("high", &bands.high),
        ("high_high", &bands.high_high),
    ];
    let mut below: Option<(&str, f64)> = None;
    for (key, limit) in limits {
        let Some(limit) = limit else { continue };
        if let Some((lower, value)) = below.filter(|(_, value)| *value >= limit.value) {
            let message = format!("`{key}` {} is not above `{lower}` {value}", limit.value);
            let hint = "low_low < low < high < high_high";
            report.error_hint(limit.at, "limits-order", message, hint);
        }
        below = Some((key, limit.value));
    }
}
