//! The historian: one store of every sample and everything that happened, and the answers it gives.
//!
//! `docs/recording-format.md` is the format. What is written now goes to a live segment, an MCAP file whose
//! chunks are forced to the disk each second; hours that are over are sealed into columns, and days that are
//! over are merged. The pyramid beside them can always be made again. Files are untrusted: everything read is
//! bounded and checked, and a damaged part costs itself at most.

mod dictionary;
mod pyramid;
mod quality_code;
mod query;
mod series;

pub use dictionary::{Dictionary, DictionaryError, Entry as DictionaryEntry, Scale, TAGS_MAX};
pub use pyramid::{
    Bucket, DAY_US, Folder, Found, Level, LivePyramid, PyramidError, PyramidFile, TagDay, Taken, day_of,
    hold_limit_us, write as write_pyramid,
};
pub use quality_code::QualityCode;
pub use query::{Condition, Effort, Grain, Shelf, first_time, line, statistics};
pub use series::{Kind, Series};
