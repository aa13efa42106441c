//! Reads a file from begin to end, whatever its end: a summary is not needed and not believed.

use std::io::{self, Read};
use std::ops::Range;

use crate::historian::container::bytes::Taker;
use crate::historian::container::chunk::Unpacker;
use crate::historian::container::{Damage, MAGIC, RECORD_MAX, Record, opcode};

/// Walks the records of a file. Damage costs the record or chunk it is in; where a length makes no sense or
/// the bytes end, the walk ends.
#[derive(Debug)]
pub struct Walker<R> {
    from: R,
    position: u64,
    /// Of the record, or of its chunk.
    offset: u64,
    content: Vec<u8>,
    chunk: Vec<u8>,
    /// Read so far of `chunk`.
    chunk_at: usize,
    unpacker: Unpacker,
    crc: crc32fast::Hasher,
    stage: Stage,
    cut: bool,
    /// Messages may stand outside chunks, where no checksum covers them.
    bare: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Start,
    Data,
    Summary,
    Over,
}

/// A record found: where its bytes are.
#[derive(Debug)]
struct Found {
    code: u8,
    content: Range<usize>,
    in_chunk: bool,
}

impl<R: Read> Walker<R> {
    /// From the first byte of a file.
    pub fn new(from: R) -> Self {
        Self {
            from,
            position: 0,
            offset: 0,
            content: Vec::new(),
            chunk: Vec::new(),
            chunk_at: 0,
            unpacker: Unpacker::default(),
            crc: crc32fast::Hasher::new(),
            stage: Stage::Start,
            cut: false,
            bare: false,
        }
    }

    /// The same for a file of another program, whose messages need not stand in chunks.
    pub fn foreign(from: R) -> Self {
        Self { bare: true, ..Self::new(from) }
    }

    /// File offset of the record told last; of its chunk, where it is in one.
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// Whether the bytes ended before the file did.
    pub const fn cut(&self) -> bool {
        self.cut
    }

    /// The next record, or damage; `None` at the end of the walk. After damage there may be more.
    pub fn next_record(&mut self) -> Option<Result<Record<'_>, Damage>> {
        let found = match self.find()? {
            Ok(found) => found,
            Err(damage) => return Some(Err(damage)),
        };
        let bytes = if found.in_chunk { &self.chunk } else { &self.content };
        let content = bytes.get(found.content).unwrap_or_default();
        let record = Record::read(found.code, content).map_err(|what| Damage::new(self.offset, what));
        Some(match record {
            Ok(Record::DataEnd { crc }) if crc != 0 && crc != self.crc.clone().finalize() => {
                Err(Damage::new(self.offset, "the checksum of everything before is wrong"))
            }
            other => other,
        })
    }

    fn find(&mut self) -> Option<Result<Found, Damage>> {
        if self.stage == Stage::Start
            && let Err(damage) = self.start()
        {
            return Some(Err(damage));
        }
        loop {
            if self.chunk_at < self.chunk.len() {
                return Some(self.find_in_chunk());
            }
            if self.stage == Stage::Over {
                return None;
            }
            self.offset = self.position;
            let code = match self.read_record()? {
                Ok(code) => code,
                Err(damage) => return Some(Err(damage)),
            };
            if code == opcode::MESSAGE && !self.bare {
                return Some(Err(Damage::new(
                    self.offset,
                    "a message stands outside the chunks, without a checksum",
                )));
            }
            if code != opcode::CHUNK {
                return Some(Ok(Found { code, content: 0..self.content.len(), in_chunk: false }));
            }
            self.chunk_at = 0;
            if let Err(what) = self.unpacker.unpack(&self.content, &mut self.chunk) {
                return Some(Err(Damage::new(self.offset, what)));
            }
        }
    }

    fn start(&mut self) -> Result<(), Damage> {
        self.stage = Stage::Over;
        if !self.fill(MAGIC.len() as u64)? {
            return Err(Damage::new(0, "the file ends before it begins"));
        }
        if self.content != MAGIC {
            return Err(Damage::new(0, "this is no MCAP file"));
        }
        self.crc.update(&self.content);
        self.stage = Stage::Data;
        Ok(())
    }

    /// A whole record into `content`; its opcode.
    fn read_record(&mut self) -> Option<Result<u8, Damage>> {
        let before = self.stage;
        // Whatever goes wrong from here ends the walk.
        self.stage = Stage::Over;
        match self.fill(9) {
            Ok(true) => {}
            Ok(false) if self.content.is_empty() => {
                self.cut = true;
                return None;
            }
            Ok(false) => return Some(Err(self.cut_here())),
            Err(damage) => return Some(Err(damage)),
        }
        let mut head = Taker::new(&self.content);
        let (Some(code), Some(length)) = (head.u8(), head.u64()) else { return None };
        if length > RECORD_MAX {
            return Some(Err(Damage::new(self.offset, "a record says that it is longer than 64 MiB")));
        }
        let mut crc = self.crc.clone();
        crc.update(&self.content);
        match self.fill(length) {
            Ok(true) => {}
            Ok(false) => return Some(Err(self.cut_here())),
            Err(damage) => return Some(Err(damage)),
        }
        if before == Stage::Data && code != opcode::DATA_END {
            crc.update(&self.content);
            self.crc = crc;
        }
        self.stage = match (before, code) {
            // A longer or shorter one is another record with a broken opcode: its length may still hold.
            (_, opcode::FOOTER) if length == 20 => Stage::Over,
            (_, opcode::DATA_END) if length == 4 => Stage::Summary,
            (stage, _) => stage,
        };
        Some(Ok(code))
    }

    fn cut_here(&mut self) -> Damage {
        self.cut = true;
        Damage::new(self.offset, "the file is cut within a record")
    }

    fn find_in_chunk(&mut self) -> Result<Found, Damage> {
        let rest = self.chunk.get(self.chunk_at..).unwrap_or_default();
        let mut from = Taker::new(rest);
        let head = from.u8().zip(from.u64().and_then(|length| usize::try_from(length).ok()));
        let fits = head.filter(|(_, length)| *length <= from.rest().len());
        let Some((code, length)) = fits else {
            self.chunk_at = self.chunk.len();
            return Err(Damage::new(self.offset, "a record in a chunk is longer than the chunk"));
        };
        let begin = self.chunk_at + 9;
        self.chunk_at = begin + length;
        if !matches!(code, opcode::SCHEMA | opcode::CHANNEL | opcode::MESSAGE) {
            return Err(Damage::new(self.offset, "a record stands in a chunk that has no place there"));
        }
        Ok(Found { code, content: begin..begin + length, in_chunk: true })
    }

    /// So many bytes into `content`; false where there are fewer. Grows only by what is really there.
    fn fill(&mut self, length: u64) -> Result<bool, Damage> {
        self.content.clear();
        let read = read_up_to(&mut self.from, length, &mut self.content);
        self.position += self.content.len() as u64;
        match read {
            Ok(()) => Ok(self.content.len() as u64 == length),
            Err(error) => {
                self.stage = Stage::Over;
                Err(Damage::new(self.position, format!("the file cannot be read: {error}")))
            }
        }
    }
}

fn read_up_to(from: &mut impl Read, length: u64, into: &mut Vec<u8>) -> io::Result<()> {
    from.by_ref().take(length).read_to_end(into).map(|_| ())
}
