//! Rules that look at the whole model, one subject a file.

mod alarms;
mod devices;
mod formerly;
mod limits;
mod read_back;
mod units;
mod writable;
mod write_limits;

use crate::layout::build::Shown;
use crate::layout::build::alarms::Typed;
use crate::layout::gather::Gathered;
use crate::layout::report::Report;
use crate::plant::Plant;

/// All rules.
pub(crate) fn all(report: &Report, gathered: &Gathered, plant: &Plant, shown: &Shown, typed: &[Typed<'_>]) {
    alarms::check(report, gathered, plant, typed);
    devices::check(report, gathered, plant);
    formerly::check(report, &gathered.tags);
    limits::check(report, &gathered.tags);
    read_back::check(report, &gathered.tags, plant);
    units::check(report, &gathered.tags, plant, shown);
    writable::check(report, &gathered.tags, plant, shown);
    write_limits::check(report, &gathered.tags, plant, shown);
}
