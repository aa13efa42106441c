//! The historian: one store of every sample and everything that happened, and the answers it gives.
//!
//! `docs/recording-format.md` is the format. What is written now goes to a live segment, an MCAP file whose
//! chunks are forced to the disk each second; hours that are over are sealed into columns, and days that are
//! over are merged. The pyramid beside them can always be made again. Files are untrusted: everything read is
//! bounded and checked, and a damaged part costs itself at most.

mod codec;
pub mod container;
mod dictionary;
pub mod protobuf;
mod quality_code;
mod scale_counts;
pub mod sealed;
mod series;

pub use codec::{ColumnDamage, Decoder, Encoder, ROWS_MAX, decode, decode_times, encode, encode_times};
pub use dictionary::{Dictionary, DictionaryError, Entry as DictionaryEntry, Scale, TAGS_MAX};
pub use quality_code::QualityCode;
pub use series::{Kind, Series};
