//! The MCAP container: a writer that never seeks, and readers that believe nothing.
//!
//! Only the records a recording needs are here, so that the ends of chunks, the offsets of data and what
//! damage costs are exactly known. Everything read is bounded by `RECORD_MAX`.

mod bytes;
mod chunk;
mod index;
mod positioned;
mod record;
mod summary;
mod walker;
mod writer;

pub use index::{AttachmentIndex, Channel, ChunkIndex, Schema};
pub use record::Record;
pub use summary::{Summary, SummaryError, attachment, read_at, read_summary};
pub use walker::Walker;
pub use writer::{ChunkPlace, MessageIndexes, Packing, Writer};

/// The most bytes a record may have, and a chunk unpacked.
pub const RECORD_MAX: u64 = 64 << 20;

/// What every file begins and ends with.
pub(crate) const MAGIC: [u8; 8] = [0x89, b'M', b'C', b'A', b'P', b'0', b'\r', b'\n'];

/// Where a file is damaged, and what is wrong there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at byte {offset}: {what}")]
pub struct Damage {
    /// Where the damaged record begins.
    pub offset: u64,
    /// In words.
    pub what: String,
}

impl Damage {
    /// At an offset, in words.
    pub fn new(offset: u64, what: impl Into<String>) -> Self {
        Self { offset, what: what.into() }
    }
}

/// The first byte of a record.
mod opcode {
    pub(super) const HEADER: u8 = 0x01;
    pub(super) const FOOTER: u8 = 0x02;
    pub(super) const SCHEMA: u8 = 0x03;
    pub(super) const CHANNEL: u8 = 0x04;
    pub(super) const MESSAGE: u8 = 0x05;
    pub(super) const CHUNK: u8 = 0x06;
    pub(super) const MESSAGE_INDEX: u8 = 0x07;
    pub(super) const CHUNK_INDEX: u8 = 0x08;
    pub(super) const ATTACHMENT: u8 = 0x09;
    pub(super) const ATTACHMENT_INDEX: u8 = 0x0a;
    pub(super) const STATISTICS: u8 = 0x0b;
    pub(super) const SUMMARY_OFFSET: u8 = 0x0e;
    pub(super) const DATA_END: u8 = 0x0f;
}

#[cfg(test)]
mod tests;
