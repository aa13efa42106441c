//! Rules that look at the whole model; each tells what a tired operator would be misled by.

use crate::layout::build::Shown;
use crate::layout::gather::Gathered;
use crate::layout::report::Report;
use crate::plant::Plant;

/// All rules.
pub(crate) fn all(report: &Report, gathered: &Gathered, plant: &Plant, shown: &Shown) {
    let _ = (report, gathered, plant, shown);
}
