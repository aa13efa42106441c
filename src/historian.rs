//! The historian: one store of every sample and everything that happened, and the answers it gives.
//!
//! `docs/recording-format.md` is the format. What is written now goes to a live segment, an MCAP file whose
//! chunks are forced to the disk each second; hours that are over are sealed into columns, and days that are
//! over are merged. The pyramid beside them can always be made again. Files are untrusted: everything read is
//! bounded and checked, and a damaged part costs itself at most.

mod archivist;
mod codec;
/// The MCAP container: its records, written and read.
pub mod container;
mod dictionary;
mod event;
/// Files for other programs.
pub mod export;
mod head;
mod housekeeping;
mod layout_files;
mod live;
mod lock;
mod manifest;
mod pins;
/// The wire form of protobuf messages.
pub mod protobuf;
mod pyramid;
mod quality_code;
mod query;
mod scale_counts;
/// Sealed segments: columns in blocks, an index, merging.
pub mod sealed;
mod series;
mod store;
mod survey;
mod writer;

pub use archivist::{Archivist, Step, disk_bytes, free_bytes};
pub use codec::{ColumnDamage, Decoder, Encoder, ROWS_MAX, decode, decode_times, encode, encode_times};
pub use dictionary::{Dictionary, DictionaryError, Entry as DictionaryEntry, Scale, TAGS_MAX};
pub use head::{Head, Pushed};
pub use housekeeping::{Retention, to_merge, to_remove};
pub use layout_files::LayoutError;
pub use live::{
    LiveItem, LiveRow, LiveSummary, LiveWriter, OpenError as LiveError, SegmentFile, read_live,
    read_live_from,
};
pub use lock::{LockError, StoreLock};
pub use manifest::{Manifest, SegmentLine};
pub use pins::Pins;
pub use pyramid::{
    Bucket, DAY_US, Folder, Found, Level, LivePyramid, PyramidError, PyramidFile, TagDay, Taken, day_of,
    hold_limit_us, write as write_pyramid,
};
pub use quality_code::QualityCode;
pub use query::{Condition, Effort, Grain, LastRow, Shelf, first_time, line, statistics};
pub use sealed::{Sealed, SealedSummary, SealedWriter, merge};
pub use series::{Kind, Series};
pub use store::{OpenError, Store};
pub use survey::{Survey, SurveyFile, Verify, gap_total};
pub use writer::{StoreWriter, Unwritten};
