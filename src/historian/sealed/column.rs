//! The messages of a sealed segment: one block of times, one block of a tag's values. Each ends with the CRC-32
//! of all its bytes before, so that damage is found without the rest of the file.

use std::sync::Arc;

use crate::historian::protobuf::{Message, Wire, fields, put_varint, take_varint};
use crate::historian::sealed::ROWS_BLOCK_MAX;
use crate::historian::{Kind, QualityCode};

/// Key of the field that ends each message: number 15, four bytes.
const CRC_KEY: u8 = 15 << 3 | 5;

/// One block of times, shared by all tags that were sampled together.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct TimesMessage {
    /// Counts from 0 in its file.
    pub(super) number: u32,
    pub(super) rows: u32,
    pub(super) payload: Vec<u8>,
}

/// One block of a tag's values, or a run of such blocks that all hold the same constant.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ColumnMessage {
    pub(super) tag: u32,
    /// Its [`TimesMessage`].
    pub(super) times: u32,
    /// How many of the following numbers it holds for as well.
    pub(super) run: u32,
    pub(super) kind: Kind,
    /// Where a quality begins to hold; empty for Good throughout.
    pub(super) qualities: Vec<(u32, QualityCode)>,
    pub(super) texts: Vec<Arc<str>>,
    pub(super) payload: Vec<u8>,
}

impl TimesMessage {
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut message = Message::new();
        message.varint(1, u64::from(self.number));
        message.varint(2, u64::from(self.rows));
        message.bytes(3, &self.payload);
        summed(message)
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, &'static str> {
        let mut message = Self::default();
        for field in fields(checked(bytes)?) {
            match field.map_err(|_| "a block of times is no message")? {
                (1, Wire::Varint(number)) => message.number = number as u32,
                (2, Wire::Varint(rows)) if rows <= ROWS_BLOCK_MAX as u64 => message.rows = rows as u32,
                (2, _) => return Err("a block of times claims too many rows"),
                (3, Wire::Bytes(payload)) => message.payload = payload.to_vec(),
                _ => {}
            }
        }
        Ok(message)
    }
}

impl ColumnMessage {
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut message = Message::new();
        message.varint(1, u64::from(self.tag));
        message.varint(2, u64::from(self.times));
        if self.run > 0 {
            message.varint(3, u64::from(self.run));
        }
        message.varint(4, u64::from(self.kind.code()));
        let qualities = self.qualities.iter().flat_map(|(row, code)| [u64::from(*row), u64::from(code.0)]);
        message.packed(5, qualities);
        for text in &self.texts {
            message.bytes(6, text.as_bytes());
        }
        message.bytes(7, &self.payload);
        summed(message)
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, &'static str> {
        let (mut tag, mut times, mut run, mut kind) = (0, 0, 0, None);
        let (mut qualities, mut texts, mut payload) = (Vec::new(), Vec::new(), Vec::new());
        for field in fields(checked(bytes)?) {
            match field.map_err(|_| "a column is no message")? {
                (1, Wire::Varint(number)) => tag = number as u32,
                (2, Wire::Varint(number)) => times = number as u32,
                (3, Wire::Varint(number)) => run = number as u32,
                (4, Wire::Varint(code)) => {
                    let known = u8::try_from(code).ok().and_then(Kind::from_code);
                    kind = Some(known.ok_or("a column of unknown kind")?);
                }
                (5, Wire::Bytes(list)) => {
                    qualities = take_qualities(list).ok_or("a column's qualities are broken")?;
                }
                (6, Wire::Bytes(text)) => {
                    texts.push(std::str::from_utf8(text).map_err(|_| "a column's text is broken")?.into());
                }
                (7, Wire::Bytes(bytes)) => payload = bytes.to_vec(),
                _ => {}
            }
        }
        let kind = kind.ok_or("a column has no kind")?;
        Ok(Self { tag, times, run, kind, qualities, texts, payload })
    }
}

/// Rows rise from 0; at most one a row of a block.
fn take_qualities(mut list: &[u8]) -> Option<Vec<(u32, QualityCode)>> {
    let mut qualities: Vec<(u32, QualityCode)> = Vec::new();
    while !list.is_empty() {
        let row = u32::try_from(take_varint(&mut list)?).ok()?;
        let code = u16::try_from(take_varint(&mut list)?).ok()?;
        let rises = qualities.last().map_or(row == 0, |(before, _)| *before < row);
        if !rises || row as usize >= ROWS_BLOCK_MAX {
            return None;
        }
        qualities.push((row, QualityCode(code)));
    }
    Some(qualities)
}

fn summed(message: Message) -> Vec<u8> {
    let mut bytes = message.into_bytes();
    let crc = crc32fast::hash(&bytes);
    put_varint(&mut bytes, u64::from(CRC_KEY));
    bytes.extend_from_slice(&crc.to_le_bytes());
    bytes
}

/// The message before its checksum, if that is right.
fn checked(bytes: &[u8]) -> Result<&[u8], &'static str> {
    let (rest, crc) = bytes.split_last_chunk::<4>().ok_or("a message is too short")?;
    match rest.split_last() {
        Some((&CRC_KEY, rest)) if crc32fast::hash(rest) == u32::from_le_bytes(*crc) => Ok(rest),
        _ => Err("a message's checksum is wrong"),
    }
}
