//! Writes a file from its begin to its end without ever going back.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use crate::historian::container::bytes::{put_record, put_text};
use crate::historian::container::{AttachmentIndex, Channel, ChunkIndex, MAGIC, RECORD_MAX, Schema, opcode};

/// Bytes of a record before its content.
const HEAD: u64 = 9;

/// How a chunk stands in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// As it is: the data of each message lies in the file.
    Plain,
    /// Compressed by zstd at a level.
    Zstd(i32),
}

/// Whether each chunk is followed by an index of its messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageIndexes {
    /// One index record a channel.
    Written,
    /// None: for a file that is read from begin to end.
    LeftOut,
}

/// Where a finished chunk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChunkPlace {
    /// File offset of the chunk record.
    pub offset: u64,
    /// Bytes of the chunk record, its head included.
    pub length: u64,
    /// File offset of the first byte of its records; with [`Packing::Plain`] this and the offset that
    /// [`Writer::message`] gave is where a message's data lies.
    pub records: u64,
}

/// Writes an MCAP file. After an error the file is as long as the errors of `W` say, and the writer is done.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    position: u64,
    crc: crc32fast::Hasher,
    indexes: MessageIndexes,
    schemas: Vec<Schema>,
    channels: Vec<Channel>,
    written_schemas: BTreeSet<u16>,
    open: Open,
    chunks: Vec<ChunkIndex>,
    attachments: Vec<AttachmentIndex>,
    counts: BTreeMap<u16, u64>,
}

/// The chunk being filled.
#[derive(Debug, Default)]
struct Open {
    records: Vec<u8>,
    from_ns: u64,
    to_ns: u64,
    messages: BTreeMap<u16, Vec<(u64, u64)>>,
}

impl<W: Write> Writer<W> {
    /// Begins a file. `library` names the program that writes it.
    pub fn new(out: W, library: &str, indexes: MessageIndexes) -> io::Result<Self> {
        let mut writer = Self {
            out,
            position: 0,
            crc: crc32fast::Hasher::new(),
            indexes,
            schemas: Vec::new(),
            channels: Vec::new(),
            written_schemas: BTreeSet::new(),
            open: Open::default(),
            chunks: Vec::new(),
            attachments: Vec::new(),
            counts: BTreeMap::new(),
        };
        let mut start = MAGIC.to_vec();
        let mut header = Vec::new();
        put_text(&mut header, "");
        put_text(&mut header, library);
        put_record(&mut start, opcode::HEADER, &header);
        writer.put(&start)?;
        Ok(writer)
    }

    /// Bytes written so far; what is in the open chunk is not among them.
    pub const fn position(&self) -> u64 {
        self.position
    }

    /// Bytes in the open chunk, unpacked.
    pub const fn open_bytes(&self) -> usize {
        self.open.records.len()
    }

    /// What it writes to.
    pub const fn get_mut(&mut self) -> &mut W {
        &mut self.out
    }

    /// What it writes to.
    pub const fn get_ref(&self) -> &W {
        &self.out
    }

    /// A schema, from 1. It reaches the file with the first message that uses it.
    pub fn schema(&mut self, name: &str, encoding: &str, data: &[u8]) -> u16 {
        let id = u16::try_from(self.schemas.len() + 1).unwrap_or(u16::MAX);
        self.schemas.push(Schema {
            id,
            name: name.to_owned(),
            encoding: encoding.to_owned(),
            data: data.to_vec(),
        });
        id
    }

    /// A channel with a schema of this writer, or 0 for none. Its record stands in each chunk that uses it,
    /// so that a damaged chunk does not make the others unreadable.
    pub fn channel(
        &mut self,
        schema: u16,
        topic: &str,
        message_encoding: &str,
        metadata: BTreeMap<String, String>,
    ) -> u16 {
        let id = u16::try_from(self.channels.len()).unwrap_or(u16::MAX);
        self.channels.push(Channel {
            id,
            schema,
            topic: topic.to_owned(),
            message_encoding: message_encoding.to_owned(),
            metadata,
        });
        id
    }

    /// Puts a message into the open chunk; the offset of its data within the chunk's records.
    /// Messages of a channel this writer did not give are written without it.
    pub fn message(&mut self, channel: u16, log_time_ns: u64, publish_time_ns: u64, data: &[u8]) -> u64 {
        if !self.open.messages.contains_key(&channel) {
            self.declare(channel);
        }
        let sequence = self.counts.entry(channel).or_default();
        let open = &mut self.open;
        let first = open.messages.is_empty();
        open.from_ns = if first { log_time_ns } else { open.from_ns.min(log_time_ns) };
        open.to_ns = if first { log_time_ns } else { open.to_ns.max(log_time_ns) };
        let at = open.records.len() as u64;
        open.messages.entry(channel).or_default().push((log_time_ns, at));
        open.records.push(opcode::MESSAGE);
        open.records.extend_from_slice(&(22 + data.len() as u64).to_le_bytes());
        open.records.extend_from_slice(&channel.to_le_bytes());
        open.records.extend_from_slice(&(*sequence as u32).to_le_bytes());
        open.records.extend_from_slice(&log_time_ns.to_le_bytes());
        open.records.extend_from_slice(&publish_time_ns.to_le_bytes());
        *sequence += 1;
        let place = open.records.len() as u64;
        open.records.extend_from_slice(data);
        place
    }

    fn declare(&mut self, channel: u16) {
        let Some(channel) = self.channels.get(usize::from(channel)) else { return };
        let schema = self.schemas.iter().find(|schema| schema.id == channel.schema);
        if let Some(schema) = schema
            && self.written_schemas.insert(schema.id)
        {
            put_record(&mut self.open.records, opcode::SCHEMA, &schema.to_bytes());
        }
        put_record(&mut self.open.records, opcode::CHANNEL, &channel.to_bytes());
    }

    /// Writes the open chunk and begins the next; `None` where it is empty.
    /// A chunk of more than [`RECORD_MAX`] bytes could not be read again and is an error.
    pub fn end_chunk(&mut self, packing: Packing) -> io::Result<Option<ChunkPlace>> {
        if self.open.records.is_empty() {
            return Ok(None);
        }
        let open = std::mem::take(&mut self.open);
        let size = open.records.len() as u64;
        let (compression, packed) = match packing {
            Packing::Plain => ("", None),
            Packing::Zstd(level) => ("zstd", Some(zstd::bulk::compress(&open.records, level)?)),
        };
        let stored = packed.as_deref().unwrap_or(&open.records);
        let mut head = Vec::new();
        for number in [open.from_ns, open.to_ns, size] {
            head.extend_from_slice(&number.to_le_bytes());
        }
        head.extend_from_slice(&crc32fast::hash(&open.records).to_le_bytes());
        put_text(&mut head, compression);
        head.extend_from_slice(&(stored.len() as u64).to_le_bytes());
        let content = (head.len() + stored.len()) as u64;
        if size.max(content) > RECORD_MAX {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "a chunk became too large to be read"));
        }
        let offset = self.position;
        let mut start = vec![opcode::CHUNK];
        start.extend_from_slice(&content.to_le_bytes());
        start.extend_from_slice(&head);
        self.put(&start)?;
        let records = self.position;
        self.put(stored)?;
        let length = self.position - offset;
        let mut index = ChunkIndex {
            from_ns: open.from_ns,
            to_ns: open.to_ns,
            offset,
            length,
            compression: compression.to_owned(),
            packed_size: stored.len() as u64,
            size,
            ..ChunkIndex::default()
        };
        if self.indexes == MessageIndexes::Written {
            self.message_indexes(&open.messages, &mut index)?;
        }
        self.chunks.push(index);
        Ok(Some(ChunkPlace { offset, length, records }))
    }

    fn message_indexes(
        &mut self,
        messages: &BTreeMap<u16, Vec<(u64, u64)>>,
        index: &mut ChunkIndex,
    ) -> io::Result<()> {
        let begin = self.position;
        for (channel, places) in messages {
            index.indexes.insert(*channel, self.position);
            let mut content = channel.to_le_bytes().to_vec();
            content.extend_from_slice(&((places.len() * 16) as u32).to_le_bytes());
            for (time, at) in places {
                content.extend_from_slice(&time.to_le_bytes());
                content.extend_from_slice(&at.to_le_bytes());
            }
            self.record(opcode::MESSAGE_INDEX, &content)?;
        }
        index.indexes_length = self.position - begin;
        Ok(())
    }

    /// Writes an attachment; the file offset of its data. It stands behind the last ended chunk.
    pub fn attachment(&mut self, name: &str, media_type: &str, time_ns: u64, data: &[u8]) -> io::Result<u64> {
        let offset = self.position;
        let mut content = Vec::new();
        content.extend_from_slice(&time_ns.to_le_bytes());
        content.extend_from_slice(&time_ns.to_le_bytes());
        put_text(&mut content, name);
        put_text(&mut content, media_type);
        content.extend_from_slice(&(data.len() as u64).to_le_bytes());
        let place = offset + HEAD + content.len() as u64;
        content.extend_from_slice(data);
        let crc = crc32fast::hash(&content);
        content.extend_from_slice(&crc.to_le_bytes());
        if content.len() as u64 > RECORD_MAX {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "an attachment is too large to be read"));
        }
        self.record(opcode::ATTACHMENT, &content)?;
        self.attachments.push(AttachmentIndex {
            offset,
            length: self.position - offset,
            time_ns,
            size: data.len() as u64,
            name: name.to_owned(),
            media_type: media_type.to_owned(),
        });
        Ok(place)
    }

    /// Writes the end: summary and footer. A chunk still open is written first, as it is.
    pub fn finish(mut self) -> io::Result<W> {
        self.close()?;
        Ok(self.out)
    }

    /// Writes the end; nothing may be written after it.
    pub(crate) fn close(&mut self) -> io::Result<()> {
        self.end_chunk(Packing::Plain)?;
        let crc = self.crc.clone().finalize();
        self.record(opcode::DATA_END, &crc.to_le_bytes())?;
        let end = self.summary();
        self.put(&end)?;
        self.out.flush()
    }

    fn summary(&self) -> Vec<u8> {
        let start = self.position;
        let mut out = Vec::new();
        let mut groups = Vec::new();
        let mut group = |out: &mut Vec<u8>, opcode: u8, records: Vec<Vec<u8>>| {
            let begin = start + out.len() as u64;
            for content in &records {
                put_record(out, opcode, content);
            }
            let length = start + out.len() as u64 - begin;
            if length > 0 {
                groups.push((opcode, begin, length));
            }
        };
        group(&mut out, opcode::SCHEMA, self.schemas.iter().map(Schema::to_bytes).collect());
        group(&mut out, opcode::CHANNEL, self.channels.iter().map(Channel::to_bytes).collect());
        group(&mut out, opcode::STATISTICS, vec![self.statistics()]);
        group(&mut out, opcode::CHUNK_INDEX, self.chunks.iter().map(ChunkIndex::to_bytes).collect());
        let attachments = self.attachments.iter().map(AttachmentIndex::to_bytes).collect();
        group(&mut out, opcode::ATTACHMENT_INDEX, attachments);
        let offsets = start + out.len() as u64;
        for (group, begin, length) in groups {
            let mut content = vec![group];
            content.extend_from_slice(&begin.to_le_bytes());
            content.extend_from_slice(&length.to_le_bytes());
            put_record(&mut out, opcode::SUMMARY_OFFSET, &content);
        }
        out.push(opcode::FOOTER);
        out.extend_from_slice(&20u64.to_le_bytes());
        out.extend_from_slice(&start.to_le_bytes());
        out.extend_from_slice(&offsets.to_le_bytes());
        let crc = crc32fast::hash(&out);
        out.extend_from_slice(&crc.to_le_bytes());
        out.extend_from_slice(&MAGIC);
        out
    }

    fn statistics(&self) -> Vec<u8> {
        let mut out = Vec::new();
        out.extend_from_slice(&self.counts.values().sum::<u64>().to_le_bytes());
        out.extend_from_slice(&(self.schemas.len() as u16).to_le_bytes());
        let lists = [self.channels.len(), self.attachments.len(), 0, self.chunks.len()];
        for count in lists {
            out.extend_from_slice(&(count as u32).to_le_bytes());
        }
        let from = self.chunks.iter().map(|chunk| chunk.from_ns).min().unwrap_or(0);
        let to = self.chunks.iter().map(|chunk| chunk.to_ns).max().unwrap_or(0);
        out.extend_from_slice(&from.to_le_bytes());
        out.extend_from_slice(&to.to_le_bytes());
        out.extend_from_slice(&((self.counts.len() * 10) as u32).to_le_bytes());
        for (channel, count) in &self.counts {
            out.extend_from_slice(&channel.to_le_bytes());
            out.extend_from_slice(&count.to_le_bytes());
        }
        out
    }

    fn record(&mut self, opcode: u8, content: &[u8]) -> io::Result<()> {
        let mut record = Vec::with_capacity(content.len() + HEAD as usize);
        put_record(&mut record, opcode, content);
        self.put(&record)
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.crc.update(bytes);
        self.position += bytes.len() as u64;
        Ok(())
    }
}
