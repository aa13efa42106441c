//! One record of a file, read from its bytes.

use crate::historian::container::bytes::Taker;
use crate::historian::container::{AttachmentIndex, Channel, ChunkIndex, Schema, opcode};

/// A record as a reader meets it. Chunks are opened by the reader; their records come in their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record<'a> {
    /// The begin: the program that wrote the file.
    Header {
        /// Program and version.
        library: &'a str,
    },
    /// A schema.
    Schema(Schema),
    /// A channel.
    Channel(Channel),
    /// A message.
    Message {
        /// Its channel.
        channel: u16,
        /// When, nanoseconds since 1970.
        log_time_ns: u64,
        /// What its channel's encoding says.
        data: &'a [u8],
    },
    /// An attachment whose checksum was right.
    Attachment {
        /// Name.
        name: &'a str,
        /// Media type.
        media_type: &'a str,
        /// Its content.
        data: &'a [u8],
    },
    /// Where a chunk is; in the summary.
    ChunkIndex(ChunkIndex),
    /// Where an attachment is; in the summary.
    AttachmentIndex(AttachmentIndex),
    /// The end of the data, with the checksum of everything before it; 0 for none.
    DataEnd {
        /// CRC-32.
        crc: u32,
    },
    /// The end of the file: where the summary begins, 0 for none, and the checksum of the summary.
    Footer {
        /// File offset of the summary.
        summary: u64,
        /// CRC-32 of the summary and the footer before this field; 0 for none.
        crc: u32,
    },
    /// A record no reader here needs.
    Other {
        /// Its first byte.
        opcode: u8,
    },
}

impl<'a> Record<'a> {
    /// From an opcode and a content; what is wrong in words.
    pub(super) fn read(code: u8, content: &'a [u8]) -> Result<Self, &'static str> {
        let from = Taker::new(content);
        match code {
            opcode::HEADER => header(from).ok_or("the header is broken"),
            opcode::FOOTER => footer(from).ok_or("the footer is broken"),
            opcode::SCHEMA => Schema::take(from).map(Self::Schema).ok_or("a schema is broken"),
            opcode::CHANNEL => Channel::take(from).map(Self::Channel).ok_or("a channel is broken"),
            opcode::MESSAGE => message(from).ok_or("a message is shorter than its head"),
            opcode::CHUNK_INDEX => {
                ChunkIndex::take(from).map(Self::ChunkIndex).ok_or("a chunk index is broken")
            }
            opcode::ATTACHMENT => attachment(content),
            opcode::ATTACHMENT_INDEX => {
                AttachmentIndex::take(from).map(Self::AttachmentIndex).ok_or("an attachment index is broken")
            }
            opcode::DATA_END => data_end(from).ok_or("the end of the data is broken"),
            0 => Err("no record begins with a zero"),
            other => Ok(Self::Other { opcode: other }),
        }
    }
}

fn header(mut from: Taker<'_>) -> Option<Record<'_>> {
    let _profile = from.text()?;
    Some(Record::Header { library: from.text()? })
}

fn footer(mut from: Taker<'_>) -> Option<Record<'_>> {
    let (summary, _offsets, crc) = (from.u64()?, from.u64()?, from.u32()?);
    from.is_empty().then_some(Record::Footer { summary, crc })
}

fn data_end(mut from: Taker<'_>) -> Option<Record<'_>> {
    let crc = from.u32()?;
    from.is_empty().then_some(Record::DataEnd { crc })
}

fn message(mut from: Taker<'_>) -> Option<Record<'_>> {
    let (channel, _sequence, log_time_ns, _publish) = (from.u16()?, from.u32()?, from.u64()?, from.u64()?);
    Some(Record::Message { channel, log_time_ns, data: from.rest() })
}

fn attachment(content: &[u8]) -> Result<Record<'_>, &'static str> {
    let split = content.len().saturating_sub(4);
    let (summed, crc) = content.split_at_checked(split).unwrap_or_default();
    let crc = Taker::new(crc).u32().ok_or("an attachment is broken")?;
    if crc != 0 && crc != crc32fast::hash(summed) {
        return Err("an attachment's checksum is wrong");
    }
    let mut from = Taker::new(summed);
    let mut read = || {
        let (_logged, _made) = (from.u64()?, from.u64()?);
        Some(Record::Attachment { name: from.text()?, media_type: from.text()?, data: from.long()? })
    };
    read().ok_or("an attachment is broken")
}
