//! The pyramid of a day as a file, read in single places. Little-endian throughout.
//!
//! - Header, 40 bytes: `PLTHPYR1`, version u32 = 1, day i64 (counted from 1970), tags u32, offset of the
//!   directory u64, 4 zero bytes, CRC-32 of what stands before it.
//! - One stretch a tag: length of its id u16, levels u8, id; a level: code u8, buckets u32, packed bytes u32,
//!   their CRC-32; CRC-32 of all that; then the packed levels in that order.
//! - Directory, 104 bytes a tag, in order of the hash of the id: see [`Entry`].

use std::fs::File;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::historian::QualityCode;
use crate::historian::pyramid::pack::unpack;
use crate::historian::pyramid::write::{FILE_TAGS_MAX, ID_BYTES_MAX};
use crate::historian::pyramid::{Bucket, DAY_US, Level};

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
/// Directory entries read at once.
const WINDOW: u32 = 64;

/// Why the file of a day cannot be written or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PyramidError {
    /// The disk or what was to be written is at fault.
    #[error("the pyramid of a day cannot be written: {1}; free the disk or its rights: {0}")]
    Unwritable(PathBuf, String),
    /// The disk is at fault.
    #[error("the pyramid of a day cannot be read: {1}: {0}")]
    Unreadable(PathBuf, String),
    /// Something else, or of a newer writer.
    #[error("this is not a pyramid of a day that this program knows; remove it to have it made again: {0}")]
    Foreign(PathBuf),
    /// Cut or changed.
    #[error("the pyramid of a day is damaged in {1}; remove it to have it made again: {0}")]
    Damaged(PathBuf, &'static str),
}

/// The head of the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Header {
    pub(super) day: i64,
    pub(super) tags: u32,
    pub(super) directory: u64,
}

/// A tag in the directory: hash u64, offset u64, length u32, good u32, other u32, worst u16, last quality u16,
/// min, max, low, high, last, mean, deviation f64, held i64, 4 zero bytes, CRC-32 of what stands before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) hash: u64,
    pub(super) offset: u64,
    pub(super) length: u32,
    pub(super) totals: Bucket,
}

/// Where the packed buckets of a level are.
#[derive(Clone, Copy, Debug)]
struct Slot {
    level: Level,
    count: u32,
    offset: u64,
    length: u32,
    crc: u32,
}

/// A tag that was found in a file.
#[derive(Clone, Debug)]
pub struct Found {
    /// The whole day.
    pub totals: Bucket,
    slots: Vec<Slot>,
}

/// The pyramid of a day, open for reading. Nothing but its header is kept in memory.
#[derive(Debug)]
pub struct PyramidFile {
    path: PathBuf,
    file: File,
    length: u64,
    header: Header,
}

/// The place of an id in the directory: the first 8 bytes of its SHA-256.
pub(super) fn hash(id: &str) -> u64 {
    let digest = Sha256::digest(id.as_bytes());
    digest.iter().take(8).fold(0, |hash, byte| hash << 8 | u64::from(*byte))
}

impl PyramidFile {
    /// Opens a file and checks its header.
    pub fn open(path: &Path) -> Result<Self, PyramidError> {
        let unreadable = |error: std::io::Error| PyramidError::Unreadable(path.to_owned(), error.to_string());
        let file = File::open(path).map_err(unreadable)?;
        let length = file.metadata().map_err(unreadable)?.len();
        let header = Header { day: 0, tags: 0, directory: 0 };
        let mut opened = Self { path: path.to_owned(), file, length, header };
        let bytes = opened.bytes(0, HEADER_BYTES as u64, "its header")?;
        opened.header = Header::read(&bytes).ok_or_else(|| PyramidError::Foreign(path.to_owned()))?;
        let directory = u64::from(opened.header.tags) * ENTRY_BYTES as u64;
        if opened.header.directory.checked_add(directory).is_none_or(|end| end > length) {
            return Err(opened.damaged("its length"));
        }
        Ok(opened)
    }

    /// The day, counted from 1970.
    pub const fn day(&self) -> i64 {
        self.header.day
    }

    /// How many tags it holds.
    pub const fn tags(&self) -> u32 {
        self.header.tags
    }

    /// Looks a tag up: its totals, and where its levels are.
    pub fn find(&self, id: &str) -> Result<Option<Found>, PyramidError> {
        let wanted = hash(id);
        let (mut first, mut end) = (0, self.header.tags);
        while first < end {
            // Hashes are even, so that the place can nearly always be told at once.
            let guess = (u128::from(self.header.tags) * u128::from(wanted) >> 64) as u32;
            let at = guess.saturating_sub(WINDOW / 2).clamp(first, end.saturating_sub(WINDOW).max(first));
            let until = end.min(at.saturating_add(WINDOW));
            let entries = self.entries(at, until)?;
            let (Some(low), Some(high)) = (entries.first(), entries.last()) else { return Ok(None) };
            if wanted < low.hash {
                end = at;
            } else if wanted > high.hash {
                first = until;
            } else {
                return self.among(&entries, wanted, id);
            }
        }
        Ok(None)
    }

    /// The buckets of a level, in order of time; `None` where the tag has no such level.
    pub fn buckets(&self, found: &Found, level: Level) -> Result<Option<Vec<Bucket>>, PyramidError> {
        if level == Level::Day {
            return Ok(Some(vec![found.totals]));
        }
        let Some(slot) = found.slots.iter().find(|slot| slot.level == level) else { return Ok(None) };
        let packed = self.bytes(slot.offset, u64::from(slot.length), "the buckets of a tag")?;
        let buckets = (crc32fast::hash(&packed) == slot.crc)
            .then(|| unpack(level, self.header.day * DAY_US, slot.count as usize, &packed))
            .flatten();
        buckets.map(Some).ok_or_else(|| self.damaged("the buckets of a tag"))
    }

    /// Of entries with the hash that is wanted, the one with the right id.
    fn among(&self, entries: &[Entry], wanted: u64, id: &str) -> Result<Option<Found>, PyramidError> {
        for entry in entries.iter().filter(|entry| entry.hash == wanted) {
            if let Some(slots) = self.slots(entry, id)? {
                return Ok(Some(Found { totals: entry.totals, slots }));
            }
        }
        Ok(None)
    }

    fn entries(&self, from: u32, to: u32) -> Result<Vec<Entry>, PyramidError> {
        let size = ENTRY_BYTES as u64;
        let offset = self.header.directory.saturating_add(u64::from(from) * size);
        let bytes = self.bytes(offset, u64::from(to.saturating_sub(from)) * size, "its directory")?;
        let start = self.header.day * DAY_US;
        let entries: Option<Vec<_>> =
            bytes.chunks_exact(ENTRY_BYTES).map(|entry| Entry::read(entry, start)).collect();
        entries.ok_or_else(|| self.damaged("its directory"))
    }

    /// The levels of an entry; `None` if it is another tag's.
    fn slots(&self, entry: &Entry, id: &str) -> Result<Option<Vec<Slot>>, PyramidError> {
        let what = "the table of a tag";
        let most = (BEGIN_BYTES + id.len().min(ID_BYTES_MAX) + Level::ALL.len() * SLOT_BYTES + 4) as u64;
        let bytes = self.bytes(entry.offset, most.min(u64::from(entry.length)), what)?;
        let mut fields = Fields(&bytes);
        let (id_length, levels) = (fields.u16(), fields.u8());
        if fields.take(usize::from(id_length.unwrap_or(0))) != Some(id.as_bytes()) {
            return Ok(None);
        }
        let levels = usize::from(levels.unwrap_or(0));
        let head = BEGIN_BYTES + id.len() + levels * SLOT_BYTES;
        let mut offset = entry.offset.saturating_add(head as u64 + 4);
        let end = entry.offset.saturating_add(u64::from(entry.length));
        let mut slots = Vec::new();
        for _ in 0..levels.min(Level::ALL.len()) {
            let slot = fields.slot(offset).ok_or_else(|| self.damaged(what))?;
            offset = offset.saturating_add(u64::from(slot.length));
            slots.push(slot);
        }
        let crc = bytes.get(..head).map(crc32fast::hash);
        if crc.is_none() || crc != fields.u32() || offset > end {
            return Err(self.damaged(what));
        }
        Ok(Some(slots))
    }

    /// Bytes that have to be there: nothing is made room for that the file does not hold.
    fn bytes(&self, offset: u64, length: u64, what: &'static str) -> Result<Vec<u8>, PyramidError> {
        if offset.checked_add(length).is_none_or(|end| end > self.length) {
            return Err(self.damaged(what));
        }
        let mut bytes = vec![0; length as usize];
        let read = read_exact_at(&self.file, &mut bytes, offset);
        read.map_err(|error| PyramidError::Unreadable(self.path.clone(), error.to_string()))?;
        Ok(bytes)
    }

    fn damaged(&self, what: &'static str) -> PyramidError {
        PyramidError::Damaged(self.path.clone(), what)
    }
}

#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], offset: u64) -> std::io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut bytes: &mut [u8], mut offset: u64) -> std::io::Result<()> {
    while !bytes.is_empty() {
        let read = std::os::windows::fs::FileExt::seek_read(file, bytes, offset)?;
        if read == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        bytes = bytes.get_mut(read..).unwrap_or_default();
        offset = offset.saturating_add(read as u64);
    }
    Ok(())
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

    fn read(bytes: &[u8]) -> Option<Self> {
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

    fn read(bytes: &[u8], start: i64) -> Option<Self> {
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
struct Fields<'b>(&'b [u8]);

impl<'b> Fields<'b> {
    fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let (field, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(field)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn u8(&mut self) -> Option<u8> {
        self.array().map(u8::from_le_bytes)
    }

    fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
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
    fn slot(&mut self, offset: u64) -> Option<Slot> {
        let level = Level::from_code(self.u8()?).filter(|level| *level < Level::Day)?;
        Some(Slot { level, count: self.u32()?, length: self.u32()?, crc: self.u32()?, offset })
    }
}
