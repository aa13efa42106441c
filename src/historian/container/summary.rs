//! Reads the summary at the end of a finished file, and single pieces by their places.

use std::fs::File;
use std::io;

use crate::historian::container::bytes::Taker;
use crate::historian::container::positioned::read_exact_at;
use crate::historian::container::{
    AttachmentIndex, Channel, ChunkIndex, Damage, MAGIC, RECORD_MAX, Record, Schema, opcode,
};

/// Footer record and closing magic.
const END: u64 = 9 + 20 + 8;

/// What the end of a file tells about it. Offsets and lengths are within the file and in no overflow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Schemas.
    pub schemas: Vec<Schema>,
    /// Channels.
    pub channels: Vec<Channel>,
    /// Chunks in the order they stand.
    pub chunks: Vec<ChunkIndex>,
    /// Attachments in the order they stand.
    pub attachments: Vec<AttachmentIndex>,
}

/// Why a summary or a piece cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SummaryError {
    /// The file cannot be read.
    #[error("the file cannot be read: {0}")]
    Io(#[from] io::Error),
    /// No whole MCAP file with a summary: one that is not finished, or cut.
    #[error("the file has no end with a summary: read it from its begin")]
    Unfinished,
    /// Something does not fit.
    #[error("the file is damaged {0}: read it from its begin")]
    Damaged(#[from] Damage),
}

/// The summary of a finished file.
pub fn read_summary(file: &File) -> Result<Summary, SummaryError> {
    let length = file.metadata()?.len();
    let footer_at = length.checked_sub(END).ok_or(SummaryError::Unfinished)?;
    let end = read_exact_at(file, END as usize, footer_at)?;
    let mut from = Taker::new(&end);
    let head = (from.u8(), from.u64());
    let content = from.bytes(20).unwrap_or_default();
    if head != (Some(opcode::FOOTER), Some(20)) || from.rest() != MAGIC {
        return Err(SummaryError::Unfinished);
    }
    let Ok(Record::Footer { summary: start, crc }) = Record::read(opcode::FOOTER, content) else {
        return Err(SummaryError::Unfinished);
    };
    if start == 0 {
        return Err(SummaryError::Unfinished);
    }
    let size = footer_at.checked_sub(start).filter(|size| *size <= RECORD_MAX);
    let size = size.ok_or_else(|| Damage::new(footer_at, "the footer points to no summary"))?;
    let bytes = read_exact_at(file, size as usize, start)?;
    let mut sum = crc32fast::Hasher::new();
    sum.update(&bytes);
    sum.update(end.get(..25).unwrap_or_default());
    if crc != 0 && crc != sum.finalize() {
        return Err(Damage::new(start, "the summary's checksum is wrong").into());
    }
    Ok(parse(&bytes, start)?)
}

fn parse(bytes: &[u8], start: u64) -> Result<Summary, Damage> {
    let mut summary = Summary::default();
    let mut from = Taker::new(bytes);
    while !from.is_empty() {
        let at = start + (bytes.len() - from.rest().len()) as u64;
        let damage = |what: &str| Damage::new(at, what);
        let (code, content) = from
            .u8()
            .zip(from.long())
            .ok_or_else(|| damage("a record of the summary is longer than the summary"))?;
        match Record::read(code, content).map_err(damage)? {
            Record::Schema(schema) => summary.schemas.push(schema),
            Record::Channel(channel) => summary.channels.push(channel),
            Record::ChunkIndex(chunk) => {
                within(chunk.offset, chunk.length, start).ok_or_else(|| damage("a chunk lies outside"))?;
                summary.chunks.push(chunk);
            }
            Record::AttachmentIndex(attachment) => {
                within(attachment.offset, attachment.length, start)
                    .ok_or_else(|| damage("an attachment lies outside"))?;
                summary.attachments.push(attachment);
            }
            Record::Header { .. }
            | Record::Message { .. }
            | Record::Attachment { .. }
            | Record::DataEnd { .. }
            | Record::Footer { .. } => return Err(damage("a record has no place in the summary")),
            Record::Other { .. } => {}
        }
    }
    Ok(summary)
}

/// Whether a record lies before the summary and is not longer than one may be.
fn within(offset: u64, length: u64, summary: u64) -> Option<()> {
    let end = offset.checked_add(length)?;
    (end <= summary && (9..=RECORD_MAX + 9).contains(&length)).then_some(())
}

/// The data of an attachment, its checksum checked.
pub fn attachment(file: &File, index: &AttachmentIndex) -> Result<Vec<u8>, SummaryError> {
    let bytes = read_at(file, index.offset, index.length)?;
    let damage = |what: &str| Damage::new(index.offset, what);
    let mut from = Taker::new(&bytes);
    let (code, content) =
        from.u8().zip(from.long()).ok_or_else(|| damage("an attachment is not where it should be"))?;
    if code != opcode::ATTACHMENT {
        return Err(damage("an attachment is not where it should be").into());
    }
    if let Record::Attachment { name, data, .. } = Record::read(code, content).map_err(damage)?
        && name == index.name
    {
        return Ok(data.to_vec());
    }
    Err(damage("another attachment is where one should be").into())
}

/// Bytes of a file, checked against its length before anything is allocated.
pub fn read_at(file: &File, offset: u64, length: u64) -> Result<Vec<u8>, SummaryError> {
    let end = offset.checked_add(length).filter(|_| length <= RECORD_MAX + 9);
    if end.is_none_or(|end| file.metadata().map_or(0, |meta| meta.len()) < end) {
        return Err(Damage::new(offset, "a piece lies outside the file").into());
    }
    Ok(read_exact_at(file, length as usize, offset)?)
}
