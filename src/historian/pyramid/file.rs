//! The pyramid of a day as a file, read in single places. Little-endian throughout.
//!
//! - Header, 40 bytes: `PLTHPYR1`, version u32 = 1, day i64 (counted from 1970), tags u32, offset of the
//!   directory u64, 4 zero bytes, CRC-32 of what stands before it.
//! - One stretch a tag: length of its id u16, levels u8, id; a level: code u8, buckets u32, packed bytes u32,
//!   their CRC-32; CRC-32 of all that; then the packed levels in that order.
//! - Directory, 104 bytes a tag, in order of the hash of the id: hash u64, offset u64 and length u32 of the
//!   tag's stretch, then the totals of the day: good u32, other u32, worst u16, last quality u16, min, max, low,
//!   high, last, mean, deviation f64, held i64; 4 zero bytes, CRC-32 of what stands before it.

use std::fs::File;
use std::path::{Path, PathBuf};

use crate::historian::pyramid::pack::unpack;
use crate::historian::pyramid::records::{
    BEGIN_BYTES, ENTRY_BYTES, Entry, Fields, HEADER_BYTES, Header, ID_BYTES_MAX, SLOT_BYTES, Slot, hash,
};
use crate::historian::pyramid::{Bucket, DAY_US, Level};

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
            let guess = ((u128::from(self.header.tags) * u128::from(wanted)) >> 64) as u32;
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
