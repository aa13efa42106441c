//! Writes the live segment. Nothing reaches the file before `sync`; what a failed `sync` did not bring there
//! is kept, within a bound, and written whole by a later one.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::Path;

use crate::historian::Dictionary;
use crate::historian::container::{MessageIndexes, Packing, Writer};
use crate::historian::event::{EVENT_TOPIC, event_to_json};
use crate::historian::live::poll::Encoder;
use crate::historian::live::{CHUNK_ROWS_MAX, LiveRow, POLL_TOPIC, SegmentFile, TAGS_TOPIC};
use crate::journal::{Entry, EntryKind};
use crate::time::Timestamp;

/// Kept in memory while the disk takes nothing; beyond it samples are refused.
const PENDING_MAX: usize = 7 << 20;

/// Events are refused only beyond this.
const PENDING_MAX_EVENTS: usize = 8 << 20;

/// An open chunk of this many bytes is ended before its second is over, in memory.
const OPEN_MAX: usize = 2 << 20;

/// Rows a message may have.
const POLL_ROWS_MAX: usize = 1 << 16;

/// zstd level of live chunks: they are packed again when the segment is sealed.
const PACKING: Packing = Packing::Zstd(1);

/// Writes one live segment.
#[derive(Debug)]
pub struct LiveWriter<F = File> {
    file: F,
    /// What is not in the file yet: `get_ref` are the bytes of ended chunks.
    writer: Writer<Vec<u8>>,
    encoder: Encoder,
    dictionary: Dictionary,
    chunk_rows: usize,
    polls: u16,
    events: BTreeMap<EntryKind, u16>,
    /// Bytes known to be on the disk.
    safe: u64,
    /// Whether there may be more in the file than that.
    ragged: bool,
    lost: u64,
}

impl LiveWriter {
    /// Makes a new file; one that is there already is an error and left alone.
    pub fn create(path: &Path, dictionary: &Dictionary, now: Timestamp) -> io::Result<Self> {
        let file = File::options().write(true).create_new(true).open(path)?;
        Self::on(file, dictionary, now)
    }
}

impl<F: SegmentFile> LiveWriter<F> {
    /// On an empty file.
    pub fn on(file: F, dictionary: &Dictionary, now: Timestamp) -> io::Result<Self> {
        let library = concat!("pilothouse ", env!("CARGO_PKG_VERSION"));
        let mut writer = Writer::new(Vec::new(), library, MessageIndexes::LeftOut)?;
        let schema = writer.schema(
            "pilothouse.recording.Poll",
            "protobuf",
            include_bytes!("../../../assets/recording.binpb"),
        );
        let tags = writer.channel(0, TAGS_TOPIC, "json", BTreeMap::new());
        let polls = writer.channel(schema, POLL_TOPIC, "protobuf", BTreeMap::new());
        let events = EntryKind::ALL
            .into_iter()
            .map(|kind| {
                let topic = format!("{EVENT_TOPIC}{}", kind.word());
                (kind, writer.channel(0, &topic, "json", BTreeMap::new()))
            })
            .collect();
        let time = log_time_ns(now.micros());
        writer.message(tags, time, time, &dictionary.to_json());
        // In a chunk of its own: what happens to samples does not reach what they mean.
        writer.end_chunk(PACKING)?;
        Ok(Self {
            file,
            writer,
            encoder: Encoder::default(),
            dictionary: dictionary.clone(),
            chunk_rows: 0,
            polls,
            events,
            safe: 0,
            ragged: false,
            lost: 0,
        })
    }

    /// Takes rows; those that share a time and follow one another become one message. Rows of tags that are
    /// not in the dictionary, and rows beyond the bound while the disk takes nothing, are counted as lost.
    pub fn samples(&mut self, rows: &[LiveRow]) {
        for group in rows.chunk_by(|a, b| a.time == b.time).flat_map(|group| group.chunks(POLL_ROWS_MAX)) {
            if group.iter().all(|row| self.dictionary.tag(row.tag).is_some()) {
                self.poll(group);
            } else {
                let known: Vec<_> =
                    group.iter().filter(|row| self.dictionary.tag(row.tag).is_some()).cloned().collect();
                self.lost += (group.len() - known.len()) as u64;
                self.poll(&known);
            }
        }
    }

    fn poll(&mut self, rows: &[LiveRow]) {
        let Some(first) = rows.first() else { return };
        if self.pending() >= PENDING_MAX || self.end_full_chunk(rows.len()).is_err() {
            self.lost += rows.len() as u64;
            return;
        }
        let time = log_time_ns(first.time);
        let message = self.encoder.poll(rows, &self.dictionary);
        self.writer.message(self.polls, time, time, &message);
        self.chunk_rows += rows.len();
    }

    /// Takes an event. One beyond the bound while the disk takes nothing is counted as lost.
    pub fn event(&mut self, entry: &Entry) {
        let channel = self.events.get(&entry.kind).copied();
        let full = self.pending() >= PENDING_MAX_EVENTS || self.end_full_chunk(0).is_err();
        let Some(channel) = channel.filter(|_| !full) else {
            self.lost += 1;
            return;
        };
        let time = log_time_ns(entry.time.micros());
        self.writer.message(channel, time, time, &event_to_json(entry));
    }

    fn end_full_chunk(&mut self, rows: usize) -> io::Result<()> {
        let full = self.writer.open_bytes() >= OPEN_MAX || self.chunk_rows + rows > CHUNK_ROWS_MAX;
        if full { self.end_chunk() } else { Ok(()) }
    }

    fn end_chunk(&mut self) -> io::Result<()> {
        self.encoder = Encoder::default();
        self.chunk_rows = 0;
        self.writer.end_chunk(PACKING).map(|_| ())
    }

    /// Brings everything taken to the disk. After an error it is kept, and the next call tries again; the
    /// file is cut back first, so that no half chunk stays within it.
    pub fn sync(&mut self) -> io::Result<()> {
        self.end_chunk()?;
        self.flush()
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.writer.get_ref().is_empty() {
            return Ok(());
        }
        if self.ragged {
            self.file.set_len(self.safe)?;
        }
        // From here the file may hold more than is known to be safe. A failed sync leaves the same doubt:
        // the system may have dropped the pages, so they are written again.
        self.ragged = true;
        self.file.write_all(self.writer.get_ref())?;
        self.file.flush()?;
        self.file.sync_data()?;
        self.ragged = false;
        self.safe += self.writer.get_ref().len() as u64;
        self.writer.get_mut().clear();
        Ok(())
    }

    /// Bytes on the disk and waiting.
    pub const fn bytes(&self) -> u64 {
        self.writer.position() + self.writer.open_bytes() as u64
    }

    /// Rows and events that were refused.
    pub const fn lost(&self) -> u64 {
        self.lost
    }

    /// Plays a disk that goes or comes back: what is written from now on goes to another file.
    #[cfg(test)]
    pub(in crate::historian) const fn swap_file(&mut self, file: F) -> F {
        std::mem::replace(&mut self.file, file)
    }

    fn pending(&self) -> usize {
        self.writer.get_ref().len() + self.writer.open_bytes()
    }

    /// Ends the segment with its summary. After an error the file is one without an end, which reads as well.
    pub fn finish(mut self) -> io::Result<()> {
        self.sync()?;
        self.writer.close()?;
        self.flush()
    }
}

/// Times before 1970 cannot be said in a container; messages carry their own.
fn log_time_ns(micros: i64) -> u64 {
    u64::try_from(micros).unwrap_or(0).saturating_mul(1_000)
}
