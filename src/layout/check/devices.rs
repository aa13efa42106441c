//! A device that no tag is read from is polled for nothing, or a slip in the tag list.

use std::collections::BTreeSet;

use crate::layout::gather::Gathered;
use crate::layout::report::Report;
use crate::plant::Plant;

/// Tells about devices without tags.
pub(crate) fn check(report: &Report, gathered: &Gathered, plant: &Plant) {
    let used: BTreeSet<usize> = plant.sources.iter().map(|source| source.device.slot()).collect();
    for (slot, (at, device)) in gathered.plant.devices.iter().enumerate() {
        if !used.contains(&slot) {
            let message = format!("no tag is read from the device `{}`", device.id);
            let hint = "its link is watched all the same; remove it if it is not needed";
            report.warning_hint(*at, "unused-device", message, hint);
        }
    }
}
