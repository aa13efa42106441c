//! Follows the journal's files: first what earlier runs left, then each line as it is appended. The file itself
//! is the queue, so that nothing is lost between its writer and the search, and the writer waits for nobody.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use crate::journal::{Chained, Place};

/// Bytes read at a time.
const PIECE: usize = 1 << 20;
/// Bytes of all files that are read at the start, the newest of them; older ones are left out and counted.
const READ_MAX: u64 = 384 << 20;
/// A line longer than this is no journal line; it is passed over and counted.
const LINE_MAX: usize = PIECE / 2;
/// Files of one journal.
const FILES_MAX: usize = 10_000;

/// What a reading brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grown {
    /// The end of the last file was reached, and nothing was new.
    Nothing,
    /// Something was read, and there may be more.
    Something,
}

/// Where the reading stands.
#[derive(Debug)]
pub(super) struct Tail {
    files: Vec<PathBuf>,
    file: usize,
    offset: u64,
    /// Whether lines before the first one read in this file are left out.
    skipping: bool,
    skipped: u64,
    unreadable: u64,
    trouble: String,
    buffer: Vec<u8>,
}

/// The journal's files, oldest first, up to the one that is being written.
pub(super) fn files_up_to(last: &Path) -> Vec<PathBuf> {
    let folder = last.parent().unwrap_or_else(|| Path::new(""));
    let numbered = (2..FILES_MAX).map(|number| folder.join(format!("journal-{number}.jsonl")));
    let mut files: Vec<PathBuf> = std::iter::once(folder.join("journal.jsonl"))
        .chain(numbered)
        .take_while(|path| path != last && path.exists())
        .collect();
    files.push(last.to_owned());
    files
}

impl Tail {
    /// Begins at the oldest line that is still to be held.
    pub(super) fn begin(files: &[PathBuf]) -> Self {
        Self::within(files, READ_MAX)
    }

    pub(super) fn within(files: &[PathBuf], mut room: u64) -> Self {
        let (mut file, mut offset) = (files.len().saturating_sub(1), 0);
        for (at, path) in files.iter().enumerate().rev() {
            let length = std::fs::metadata(path).map_or(0, |about| about.len());
            (file, offset) = (at, length.saturating_sub(room));
            if offset > 0 {
                break;
            }
            room -= length;
        }
        // A file that is left out as a whole ends with the number of its last entry.
        let whole = files.iter().take(file).filter_map(|path| last_sequence(path)).sum();
        Self {
            files: files.to_vec(),
            file,
            offset,
            skipping: offset > 0,
            skipped: whole,
            unreadable: 0,
            trouble: String::new(),
            buffer: Vec::new(),
        }
    }

    /// Entries that are too old to be read.
    pub(super) const fn skipped(&self) -> u64 {
        self.skipped
    }

    /// Lines that are no entries.
    pub(super) const fn unreadable(&self) -> u64 {
        self.unreadable
    }

    /// What could not be read, in words; empty when all is well.
    pub(super) fn trouble(&self) -> &str {
        &self.trouble
    }

    /// Reads on, about a megabyte; `take` gets each whole line and tells whether it was an entry.
    pub(super) fn read(&mut self, take: &mut dyn FnMut(&Chained, Place) -> bool) -> Grown {
        let Some(path) = self.files.get(self.file) else { return Grown::Nothing };
        let last = self.file + 1 == self.files.len();
        match read_piece(path, self.offset, &mut self.buffer) {
            Ok(()) => {}
            Err(error) => {
                self.trouble = format!("{} cannot be read: {error}", path.display());
                self.buffer.clear();
            }
        }
        let buffer = std::mem::take(&mut self.buffer);
        let consumed = self.take_lines(&buffer, take);
        let full = buffer.len() >= PIECE;
        self.buffer = buffer;
        self.offset += consumed as u64;
        if consumed > 0 {
            return Grown::Something;
        }
        if full {
            // A megabyte without a line end: no line of ours. It is passed over in pieces.
            self.unreadable += 1;
            self.skipping = true;
            self.offset += LINE_MAX as u64;
            return Grown::Something;
        }
        if last {
            return Grown::Nothing;
        }
        (self.file, self.offset, self.skipping) = (self.file + 1, 0, false);
        Grown::Something
    }

    /// Hands on the whole lines of a piece; gives the bytes they took.
    fn take_lines(&mut self, bytes: &[u8], take: &mut dyn FnMut(&Chained, Place) -> bool) -> usize {
        let mut consumed = 0;
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let Some(text) = line.strip_suffix(b"\n") else { break };
            let offset = self.offset + consumed as u64;
            consumed += line.len();
            let place = Place { file: self.file as u16, offset, length: text.len() as u32 };
            let chained = serde_json::from_slice::<Chained>(text).ok();
            let cut = std::mem::take(&mut self.skipping);
            match chained {
                Some(chained) => {
                    if cut {
                        self.skipped += chained.sequence.saturating_sub(1);
                    }
                    self.unreadable += u64::from(!take(&chained, place));
                }
                // The first line after a skip is the rest of one: its number is told by the one after it.
                None if cut => self.skipping = true,
                None => self.unreadable += 1,
            }
        }
        consumed
    }
}

fn read_piece(path: &Path, offset: u64, buffer: &mut Vec<u8>) -> std::io::Result<()> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(offset))?;
    buffer.clear();
    file.take(PIECE as u64).read_to_end(buffer)?;
    Ok(())
}

/// The number of a file's last whole line.
fn last_sequence(path: &Path) -> Option<u64> {
    let length = std::fs::metadata(path).ok()?.len();
    let mut end = Vec::new();
    read_piece(path, length.saturating_sub(PIECE as u64), &mut end).ok()?;
    let mut lines = end.rsplit(|byte| *byte == b'\n');
    lines.find_map(|line| serde_json::from_slice::<Chained>(line).ok()).map(|chained| chained.sequence)
}
