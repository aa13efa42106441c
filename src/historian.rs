//! The historian: one store of every sample and everything that happened, and the answers it gives.
//!
//! `docs/recording-format.md` is the format. What is written now goes to a live segment, an MCAP file whose
//! chunks are forced to the disk each second; hours that are over are sealed into columns, and days that are
//! over are merged. The pyramid beside them can always be made again. Files are untrusted: everything read is
//! bounded and checked, and a damaged part costs itself at most.

pub mod container;
mod dictionary;
mod event;
mod live;
pub mod protobuf;
mod quality_code;
mod scale_counts;
mod series;

pub use dictionary::{Dictionary, DictionaryError, Entry as DictionaryEntry, Scale, TAGS_MAX};
pub use live::{
    LiveItem, LiveRow, LiveSummary, LiveWriter, OpenError, SegmentFile, read_live, read_live_from,
};
pub use quality_code::QualityCode;
pub use series::{Kind, Series};
