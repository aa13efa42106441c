//! Decimated history of one value: what a trend draws, one column per pixel or coarser.

use crate::tag::QualityLevel;
use crate::time::Timestamp;

/// What happened to a value within one column of a trend. A column without any sample is a gap and stands
/// as `None` in a row of `Option<Column>`, oldest first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Column {
    /// Where the column stands.
    pub time: Timestamp,
    /// Smallest value within it.
    pub min: f64,
    /// Largest value within it.
    pub max: f64,
    /// The value at its end.
    pub last: f64,
    /// The worst quality within it.
    pub level: QualityLevel,
}
