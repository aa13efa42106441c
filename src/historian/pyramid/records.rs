//! The fixed parts of a day's file, field by field. `file` says where they stand.

use sha2::{Digest as _, Sha256};

use crate::historian::QualityCode;
use crate::historian::pyramid::{Bucket, DAY_US, Level};

/// Tags of a file at most.
pub(super) const FILE_TAGS_MAX: u32 = 1_000_000;
/// Bytes of an id at most.
pub(super) const ID_BYTES_MAX: usize = 4_096;
const MAGIC: &[u8; 8] = b"PLTHPYR1";
const VERSION: u32 = 1;
/// Bytes of the header.
pub(super) const HEADER_BYTES: usize = 40;
/// Bytes of a directory entry.
pub(super) const ENTRY_BYTES: usize = 104;
/// Bytes of a tag's stretch before its id.
pub(super) const BEGIN_BYTES: usize = 3;
/// Bytes of a level in a tag's table.
pub(super) const SLOT_BYTES: usize = 13;

/// The head of the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Header {
    pub(super) day: i64,
    pub(super) tags: u32,
    pub(super) directory: u64,
}

/// A tag in the directory, with the totals of its day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) hash: u64,
    pub(super) offset: u64,
    pub(super) length: u32,
    pub(super) totals: Bucket,
}

/// Where the packed buckets of a level are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    pub(super) level: Level,
    pub(super) count: u32,
    pub(super) offset: u64,
    pub(super) length: u32,
    pub(super) crc: u32,
}

/// The place of an id in the directory: the first 8 bytes of its SHA-256.
pub(super) fn hash(id: &str) -> u64 {
    let digest = Sha256::digest(id.as_bytes());
    digest.iter().take(8).fold(0, |hash, byte| hash << 8 | u64::from(*byte))
}

impl Header {
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend(self.day.to_le_bytes());
        bytes.extend(self.tags.to_le_bytes());
        bytes.extend(self.directory.to_le_bytes());
        sealed(bytes)
    }

    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut fields = Fields(unsealed(bytes)?);
        let known = fields.take(MAGIC.len())? == MAGIC && fields.u32()? == VERSION;
        let header = Self { day: fields.i64()?, tags: fields.u32()?, directory: fields.u64()? };
        let start = header.day.checked_mul(DAY_US).and_then(|start| start.checked_add(DAY_US));
        (known && start.is_some() && header.tags <= FILE_TAGS_MAX).then_some(header)
    }
}

impl Entry {
    pub(super) fn bytes(&self) -> Vec<u8> {
        let totals = &self.totals;
        let mut bytes = self.hash.to_le_bytes().to_vec();
        bytes.extend(self.offset.to_le_bytes());
        for number in [self.length, totals.good, totals.other] {
            bytes.extend(number.to_le_bytes());
        }
        for code in [totals.worst, totals.last_code] {
            bytes.extend(code.0.to_le_bytes());
        }
        let Bucket { min, max, low, high, last, mean, deviation, .. } = *totals;
        for number in [min, max, low, high, last, mean, deviation] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(totals.held.to_le_bytes());
        sealed(bytes)
    }

    pub(super) fn read(bytes: &[u8], start: i64) -> Option<Self> {
        let mut fields = Fields(unsealed(bytes)?);
        let (hash, offset, length) = (fields.u64()?, fields.u64()?, fields.u32()?);
        let totals = Bucket {
            start,
            good: fields.u32()?,
            other: fields.u32()?,
            worst: QualityCode(fields.u16()?),
            last_code: QualityCode(fields.u16()?),
            min: fields.f64()?,
            max: fields.f64()?,
            low: fields.f64()?,
            high: fields.f64()?,
            last: fields.f64()?,
            mean: fields.f64()?,
            deviation: fields.f64()?,
            held: fields.i64()?,
        };
        let numbers = [totals.min, totals.max, totals.low, totals.high];
        let known = numbers.iter().all(|number| !number.is_nan())
            && [totals.last, totals.mean, totals.deviation].iter().all(|number| number.is_finite())
            && (0..=DAY_US).contains(&totals.held);
        known.then_some(Self { hash, offset, length, totals })
    }
}

/// With four zero bytes, so that fields stay aligned, and the CRC-32 of everything.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.extend([0; 4]);
    bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
    bytes
}

fn unsealed(bytes: &[u8]) -> Option<&[u8]> {
    let (content, crc) = bytes.split_last_chunk::<4>()?;
    (crc32fast::hash(content) == u32::from_le_bytes(*crc)).then_some(content)
}

/// Fields from the front of some bytes.
pub(super) struct Fields<'b>(pub(super) &'b [u8]);

impl<'b> Fields<'b> {
    pub(super) fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let (field, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(field)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        self.array().map(u8::from_le_bytes)
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    fn i64(&mut self) -> Option<i64> {
        self.array().map(i64::from_le_bytes)
    }

    fn f64(&mut self) -> Option<f64> {
        self.array().map(f64::from_le_bytes)
    }

    /// A level whose packed bytes begin at an offset.
    pub(super) fn slot(&mut self, offset: u64) -> Option<Slot> {
        let level = Level::from_code(self.u8()?).filter(|level| *level < Level::Day)?;
        Some(Slot { level, count: self.u32()?, length: self.u32()?, crc: self.u32()?, offset })
    }
}
