//! Reads of a segment by its records: chunks of events and tags, the walk that proves a file, and the walk that
//! finds everything again where the index is lost.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;

use crate::historian::container::{Record, SummaryError, Walker, read_at};
use crate::historian::event::{EVENT_TOPIC, event_from_json};
use crate::historian::sealed::column::{ColumnMessage, TimesMessage};
use crate::historian::sealed::index::{BLOCKS_MAX, BlockPlace, EventPlace, Index, TimesPlace};
use crate::historian::sealed::pending::extremes;
use crate::historian::sealed::reader::{OpenError, series, unpacked};
use crate::historian::sealed::{Damage, TOPIC_TAGS};
use crate::historian::{Decoder, QualityCode};
use crate::journal::Entry;

const MAGIC: [u8; 8] = [0x89, b'M', b'C', b'A', b'P', b'0', b'\r', b'\n'];
const CHUNK: u8 = 6;
const MESSAGE: u8 = 5;
/// Bytes of a record before its content.
const HEAD: u64 = 9;
/// Bytes of a message's content before its data.
const MESSAGE_HEAD: usize = 22;
/// Bytes of a plain chunk's content before its records: times, size, CRC-32, no compression, length.
const PLAIN_HEAD: usize = 8 + 8 + 8 + 4 + 4 + 8;
/// Numbers of times that a file may skip; more is no segment.
const LOST_MAX: usize = 1 << 20;
/// Damages that are told one by one.
const DAMAGES_MAX: usize = 1_000;

/// Some bytes of the file.
pub(super) fn piece(file: &File, offset: u64, length: u64) -> Result<Vec<u8>, Damage> {
    read_at(file, offset, length).map_err(|error| match error {
        SummaryError::Damaged(damage) => damage,
        SummaryError::Io(error) => Damage::new(offset, error.to_string()),
        SummaryError::Unfinished => Damage::new(offset, "the file is cut"),
    })
}

/// The messages of one chunk, by topic; its checksum is checked.
fn messages(file: &File, offset: u64, length: u64) -> Result<Vec<(String, Vec<u8>)>, Damage> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend(piece(file, offset, length)?);
    let mut walker = Walker::new(bytes.as_slice());
    let (mut topics, mut found) = (BTreeMap::new(), Vec::new());
    while let Some(record) = walker.next_record() {
        match record.map_err(|damage| Damage::new(offset, damage.what))? {
            Record::Channel(channel) => {
                topics.insert(channel.id, channel.topic);
            }
            Record::Message { channel, data, .. } => {
                let topic = topics.get(&channel).cloned().unwrap_or_default();
                found.push((topic, data.to_vec()));
            }
            Record::Header { .. }
            | Record::Schema(_)
            | Record::Attachment { .. }
            | Record::ChunkIndex(_)
            | Record::AttachmentIndex(_)
            | Record::DataEnd { .. }
            | Record::Footer { .. }
            | Record::Other { .. } => {}
        }
    }
    Ok(found)
}

/// The tag list's JSON.
pub(super) fn dictionary(file: &File, (offset, length): (u64, u64)) -> Result<Vec<u8>, Damage> {
    let found = messages(file, offset, length)?;
    let tags = found.into_iter().find(|(topic, _)| topic == TOPIC_TAGS);
    tags.map(|(_, json)| json).ok_or_else(|| Damage::new(offset, "the tag list is not where it should be"))
}

/// The events of a chunk.
pub(super) fn events(file: &File, offset: u64, length: u64) -> Result<Vec<Entry>, Damage> {
    let found = messages(file, offset, length)?;
    let events = found.iter().filter(|(topic, _)| topic.starts_with(EVENT_TOPIC));
    let entry = |json: &[u8]| event_from_json(json).ok_or_else(|| Damage::new(offset, "an event is broken"));
    events.map(|(_, json)| entry(json)).collect()
}

/// All damage that a walk from the begin to the end finds.
pub(super) fn walk(file: &File) -> Vec<Damage> {
    struct From<'a>(&'a File, u64);
    impl io::Read for From<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let left = self.0.metadata()?.len().saturating_sub(self.1).min(into.len() as u64);
            let bytes = piece(self.0, self.1, left).map_err(io::Error::other)?;
            into.iter_mut().zip(&bytes).for_each(|(to, byte)| *to = *byte);
            self.1 += bytes.len() as u64;
            Ok(bytes.len())
        }
    }
    let mut walker = Walker::new(io::BufReader::with_capacity(1 << 18, From(file, 0)));
    let mut damages = Vec::new();
    while let Some(record) = walker.next_record() {
        damages.extend(record.err());
    }
    damages
}

/// What a walk finds again.
#[derive(Default)]
struct Found {
    dictionary: Option<(u64, u64)>,
    times: BTreeMap<u32, TimesPlace>,
    columns: Vec<(u64, u32, ColumnMessage)>,
    events: Vec<EventPlace>,
    damages: Vec<Damage>,
}

/// The index of a file whose own is lost, and what is wrong with the file.
pub(super) fn rebuild(file: &File, length: u64, why: Damage) -> Result<(Index, Vec<Damage>), OpenError> {
    let mut found = Found { damages: vec![why], ..Found::default() };
    let mut decoder = Decoder::default();
    let mut at = MAGIC.len() as u64;
    while let Ok(head) = piece(file, at, HEAD) {
        let Some(size) = head.last_chunk::<8>().map(|size| u64::from_le_bytes(*size)) else { break };
        let Some(end) = at.checked_add(HEAD).and_then(|content| content.checked_add(size)) else { break };
        if head.first() == Some(&CHUNK)
            && let Ok(content) = piece(file, at + HEAD, size.min(length - at - HEAD))
        {
            found.chunk(file, at, &content, end.min(length) - at, &mut decoder);
        }
        if end > length {
            found.damages.push(Damage::new(at, "the file is cut within a record"));
            break;
        }
        at = end;
    }
    let lost = Damage::new(0, "no tag list was found");
    let dictionary = found.dictionary.ok_or(lost)?;
    let count = found.times.keys().next_back().map_or(0, |number| *number as usize + 1);
    if count > found.times.len() + LOST_MAX {
        return Err(Damage::new(0, "the numbers of its times make no sense").into());
    }
    let mut times = vec![TimesPlace::default(); count];
    for (number, place) in &found.times {
        if let Some(slot) = times.get_mut(*number as usize) {
            *slot = *place;
        }
    }
    let mut blocks = Vec::new();
    for (offset, length, column) in std::mem::take(&mut found.columns) {
        if let Err(what) = found.blocks_of(offset, length, column, &mut decoder, &mut blocks) {
            found.damage(offset, what);
        }
    }
    Ok((Index::new(dictionary, times, blocks, found.events), found.damages))
}

impl Found {
    fn damage(&mut self, offset: u64, what: impl Into<String>) {
        if self.damages.len() < DAMAGES_MAX {
            self.damages.push(Damage::new(offset, what));
        }
    }

    /// The places of a column: one, or one for each number of its run. Only the times that were found are
    /// visited, however long it claims to be, and it is unpacked once.
    fn blocks_of(
        &self,
        offset: u64,
        length: u32,
        column: ColumnMessage,
        decoder: &mut Decoder,
        blocks: &mut Vec<(u32, BlockPlace)>,
    ) -> Result<(), String> {
        let (tag, first, run) = (column.tag, column.times, column.run);
        let last = first.checked_add(run).ok_or("a column claims more times than there can be")?;
        let mut held = self.times.range(first..=last).peekable();
        let Some((_, place)) = held.peek() else { return Err("the times of a column are lost".into()) };
        let series = series(column, vec![0; place.rows as usize].into(), decoder)?;
        let constant = series.bits.windows(2).all(|pair| matches!(pair, [a, b] if a == b));
        if run > 0 && !(constant && series.qualities.len() <= 1) {
            return Err("a column that is not constant claims to hold for several blocks".into());
        }
        let codes: Vec<QualityCode> = (0..series.len()).map(|row| series.code(row)).collect();
        let (min, max) = extremes(series.kind, &series.bits, &codes);
        let mut count = 0;
        for (number, _) in held {
            if blocks.len() >= BLOCKS_MAX {
                return Err("the file has more blocks than a segment may have".into());
            }
            blocks.push((tag, BlockPlace { offset, length, times: *number, min, max }));
            count += 1;
        }
        if count == u64::from(run) + 1 { Ok(()) } else { Err("times of a column are lost".into()) }
    }

    /// A chunk at a file offset: its content as far as it is there.
    fn chunk(&mut self, file: &File, at: u64, content: &[u8], length: u64, decoder: &mut Decoder) {
        let compression = content.get(28..32).and_then(|bytes| bytes.first_chunk::<4>());
        if compression == Some(&[0; 4]) {
            let records = content.get(PLAIN_HEAD..).unwrap_or_default();
            return self.plain(at + HEAD + PLAIN_HEAD as u64, records, decoder);
        }
        match messages(file, at, length) {
            Ok(found) => self.packed(at, length, &found),
            Err(damage) => self.damage(damage.offset, damage.what),
        }
    }

    fn packed(&mut self, offset: u64, length: u64, found: &[(String, Vec<u8>)]) {
        if found.iter().any(|(topic, _)| topic == TOPIC_TAGS) {
            self.dictionary = Some((offset, length));
        }
        let events = found.iter().filter(|(topic, _)| topic.starts_with(EVENT_TOPIC));
        let times: Vec<i64> =
            events.filter_map(|(_, json)| Some(event_from_json(json)?.time.micros())).collect();
        if let (Some(first), Some(last)) = (times.iter().min(), times.iter().max()) {
            let count = times.len() as u64;
            self.events.push(EventPlace { offset, length, first: *first, last: *last, count });
        }
    }

    /// The records of a plain chunk. Each message proves itself, so the chunk's checksum is not asked.
    fn plain(&mut self, mut at: u64, mut records: &[u8], decoder: &mut Decoder) {
        while let Some((head, rest)) = records.split_first_chunk::<9>() {
            let [code, size @ ..] = *head;
            let size = usize::try_from(u64::from_le_bytes(size)).unwrap_or(usize::MAX);
            let Some((content, rest)) = rest.split_at_checked(size) else {
                self.damage(at, "a record is longer than its chunk");
                return;
            };
            if code == MESSAGE {
                let data = content.get(MESSAGE_HEAD..).unwrap_or_default();
                self.message(at + HEAD + MESSAGE_HEAD as u64, data, decoder);
            }
            at += HEAD + size as u64;
            records = rest;
        }
    }

    fn message(&mut self, offset: u64, data: &[u8], decoder: &mut Decoder) {
        // Times have no kind, columns always do: the two never read as each other with a right checksum.
        let length = data.len() as u32;
        if let Ok(column) = ColumnMessage::from_bytes(data) {
            self.columns.push((offset, length, column));
            return;
        }
        let read = TimesMessage::from_bytes(data).and_then(|message| {
            let times = unpacked(&message, decoder)?;
            let (Some(first), Some(last)) = (times.first(), times.last()) else {
                return Err("a block of times is empty");
            };
            let place = TimesPlace { offset, length, rows: message.rows, first: *first, last: *last };
            Ok((message.number, place))
        });
        match read {
            Ok((number, place)) => {
                self.times.insert(number, place);
            }
            Err(what) => self.damages.push(Damage::new(offset, what)),
        }
    }
}
