//! What the summary repeats: schemas, channels, and where chunks and attachments are.

use std::collections::BTreeMap;

use crate::historian::container::bytes::{Taker, put_map, put_short, put_text};

/// How the data of messages is to be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    /// From 1.
    pub id: u16,
    /// Such as a message's full name.
    pub name: String,
    /// Such as `protobuf` or `jsonschema`.
    pub encoding: String,
    /// The schema itself.
    pub data: Vec<u8>,
}

/// A stream of messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// Unique in its file.
    pub id: u16,
    /// Its schema; 0 for none.
    pub schema: u16,
    /// Name.
    pub topic: String,
    /// Such as `protobuf` or `json`.
    pub message_encoding: String,
    /// More, by name.
    pub metadata: BTreeMap<String, String>,
}

/// Where a chunk is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChunkIndex {
    /// Earliest message, nanoseconds since 1970.
    pub from_ns: u64,
    /// Latest message.
    pub to_ns: u64,
    /// Of the chunk record.
    pub offset: u64,
    /// Of the chunk record, its head included.
    pub length: u64,
    /// Of each channel's message index; empty where there are none.
    pub indexes: BTreeMap<u16, u64>,
    /// Bytes of all message indexes.
    pub indexes_length: u64,
    /// Empty or `zstd`.
    pub compression: String,
    /// As it is in the file.
    pub packed_size: u64,
    /// Unpacked.
    pub size: u64,
}

/// Where an attachment is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttachmentIndex {
    /// Of the attachment record.
    pub offset: u64,
    /// Of the attachment record, its head included.
    pub length: u64,
    /// When, nanoseconds since 1970.
    pub time_ns: u64,
    /// Bytes of its data.
    pub size: u64,
    /// Name.
    pub name: String,
    /// Media type.
    pub media_type: String,
}

impl Schema {
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut out = self.id.to_le_bytes().to_vec();
        put_text(&mut out, &self.name);
        put_text(&mut out, &self.encoding);
        put_short(&mut out, &self.data);
        out
    }

    pub(super) fn take(mut from: Taker<'_>) -> Option<Self> {
        Some(Self {
            id: from.u16()?,
            name: from.text()?.to_owned(),
            encoding: from.text()?.to_owned(),
            data: from.short()?.to_vec(),
        })
    }
}

impl Channel {
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut out = self.id.to_le_bytes().to_vec();
        out.extend_from_slice(&self.schema.to_le_bytes());
        put_text(&mut out, &self.topic);
        put_text(&mut out, &self.message_encoding);
        put_map(&mut out, &self.metadata);
        out
    }

    pub(super) fn take(mut from: Taker<'_>) -> Option<Self> {
        Some(Self {
            id: from.u16()?,
            schema: from.u16()?,
            topic: from.text()?.to_owned(),
            message_encoding: from.text()?.to_owned(),
            metadata: from.map()?,
        })
    }
}

impl ChunkIndex {
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for number in [self.from_ns, self.to_ns, self.offset, self.length] {
            out.extend_from_slice(&number.to_le_bytes());
        }
        let mut indexes = Vec::new();
        for (channel, offset) in &self.indexes {
            indexes.extend_from_slice(&channel.to_le_bytes());
            indexes.extend_from_slice(&offset.to_le_bytes());
        }
        put_short(&mut out, &indexes);
        out.extend_from_slice(&self.indexes_length.to_le_bytes());
        put_text(&mut out, &self.compression);
        out.extend_from_slice(&self.packed_size.to_le_bytes());
        out.extend_from_slice(&self.size.to_le_bytes());
        out
    }

    pub(super) fn take(mut from: Taker<'_>) -> Option<Self> {
        let [from_ns, to_ns, offset, length] = [from.u64()?, from.u64()?, from.u64()?, from.u64()?];
        let mut list = Taker::new(from.short()?);
        let mut indexes = BTreeMap::new();
        while !list.is_empty() {
            indexes.insert(list.u16()?, list.u64()?);
        }
        Some(Self {
            from_ns,
            to_ns,
            offset,
            length,
            indexes,
            indexes_length: from.u64()?,
            compression: from.text()?.to_owned(),
            packed_size: from.u64()?,
            size: from.u64()?,
        })
    }
}

impl AttachmentIndex {
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        // MCAP knows a time of logging and one of making; here they are the same.
        for number in [self.offset, self.length, self.time_ns, self.time_ns, self.size] {
            out.extend_from_slice(&number.to_le_bytes());
        }
        put_text(&mut out, &self.name);
        put_text(&mut out, &self.media_type);
        out
    }

    pub(super) fn take(mut from: Taker<'_>) -> Option<Self> {
        let [offset, length, time_ns, _made] = [from.u64()?, from.u64()?, from.u64()?, from.u64()?];
        Some(Self {
            offset,
            length,
            time_ns,
            size: from.u64()?,
            name: from.text()?.to_owned(),
            media_type: from.text()?.to_owned(),
        })
    }
}
