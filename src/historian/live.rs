//! The live segment: what is recorded now, forced to the disk each second, readable whatever cuts it.

mod poll;
mod reader;
mod segment_file;
mod writer;

pub use reader::{LiveItem, LiveSummary, OpenError, read_live, read_live_from};
pub use segment_file::SegmentFile;
pub use writer::LiveWriter;

use crate::historian::QualityCode;
use crate::tag::Value;

/// Rows a chunk may have, so that a small hostile one cannot become endless.
const CHUNK_ROWS_MAX: usize = 1 << 22;

/// Topic of the tag list.
const TAGS_TOPIC: &str = "/tags";

/// Topic of the samples.
const POLL_TOPIC: &str = "/poll";

/// One sample of one tag.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveRow {
    /// Its number in the dictionary.
    pub tag: u32,
    /// Microseconds since 1970, UTC.
    pub time: i64,
    /// Its quality.
    pub code: QualityCode,
    /// Its value, if it has one.
    pub value: Option<Value>,
}

#[cfg(test)]
mod tests;
