//! Sealed segments: MCAP files whose values stand in columns, block by block and tag by tag, never changed again.
//!
//! A block has at most 4,096 rows, or 16,384 of a tag that is sampled seldom. Tags that were sampled together share one block of times; a tag that did not
//! move over several blocks costs one column for all of them. Columns lie uncompressed in their chunks and are
//! packed one by one, so that one positioned read gets one block of one tag. `docs/recording-format.md`, Sealed.

mod column;
mod index;
mod merge;
mod output;
mod pending;
mod reader;
mod scan;
#[cfg(test)]
mod tests;
mod writer;

use std::io;

pub use crate::historian::container::Damage;
pub use merge::merge;
pub(in crate::historian) use output::Output;
pub use reader::{Block, OpenError, Sealed, Stretch};
pub use writer::SealedWriter;

/// Rows of the longest block that is read. Those that are written have 4,096, or 16,384 where a tag is sampled
/// every ten seconds or more seldom.
pub const ROWS_BLOCK_MAX: usize = 65_536;

const TOPIC_TIMES: &str = "/times";
const TOPIC_COLUMN: &str = "/column";
const TOPIC_TAGS: &str = "/tags";
const INDEX: &str = "index";

/// What a sealed segment holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SealedSummary {
    /// Bytes of the file.
    pub bytes: u64,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// First and last time of rows and events, microseconds since 1970; `None` where there are none.
    pub span: Option<(i64, i64)>,
    /// Rows of all tags.
    pub rows: u64,
    /// Tags that have rows.
    pub tags: u64,
    /// Events.
    pub events: u64,
    /// Rows left out of a merge because another segment had the very same.
    pub duplicates: u64,
}

/// Why a segment cannot be sealed. Nothing stands under its name then.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The file cannot be written, or one of its name is there already.
    #[error("the segment cannot be sealed: {0}")]
    Io(#[from] io::Error),
    /// Lists of a series do not fit each other, or its tag is not in the tag list.
    #[error("the rows of tag {tag} cannot be sealed: {reason}")]
    Series {
        /// Number of the tag.
        tag: u32,
        /// In words.
        reason: &'static str,
    },
    /// A column did not come back as it was: a fault of the codec, found before anything was lost.
    #[error("a column of tag {0} did not come back from its packing: keep the segment it came from")]
    Mismatch(u32),
    /// A source of a merge is damaged. Merging would make the loss final.
    #[error("the segment to be merged is damaged {0}: keep it as it is")]
    Source(Damage),
    /// The tag lists of the sources do not fit one segment.
    #[error("the tag lists cannot be merged: {0}")]
    Dictionary(#[from] crate::historian::DictionaryError),
}
