//! Reads a live segment from begin to end, finished or cut anywhere.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use crate::historian::container::{Damage, Record, Walker};
use crate::historian::event::{EVENT_TOPIC, event_from_json};
use crate::historian::live::poll::Decoder;
use crate::historian::live::{LiveRow, POLL_TOPIC, TAGS_TOPIC};
use crate::historian::{Dictionary, DictionaryError};
use crate::journal;

/// Damages that are told one by one; the rest would say the same.
const DAMAGE_MAX: usize = 1_000;

/// What a live segment holds.
#[derive(Clone, Debug, PartialEq)]
pub enum LiveItem {
    /// A sample.
    Row(LiveRow),
    /// Something that happened.
    Event(journal::Entry),
}

/// What reading a live segment came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LiveSummary {
    /// What the tag numbers mean.
    pub dictionary: Dictionary,
    /// Samples read.
    pub rows: u64,
    /// Events read.
    pub events: u64,
    /// What could not be read: the first thousand.
    pub damage: Vec<Damage>,
    /// Whether the file has no end: it was not finished, or cut.
    pub cut: bool,
}

/// Why a live segment cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file cannot be opened.
    #[error("the segment cannot be opened: {0}")]
    Io(#[from] io::Error),
    /// Its tag list is broken.
    #[error("the segment cannot be read: {0}")]
    Dictionary(#[from] DictionaryError),
    /// It has no tag list: nothing was recorded yet, or its begin is lost.
    #[error("the segment has no tag list, so nothing in it can be told")]
    NoDictionary,
}

/// Reads a live segment in the order it was written. Damage costs the chunk it is in and is told.
pub fn read_live(path: &Path, take: &mut dyn FnMut(LiveItem)) -> Result<LiveSummary, OpenError> {
    read_live_from(BufReader::new(File::open(path)?), take)
}

/// As [`read_live`], from bytes.
pub fn read_live_from(from: impl Read, take: &mut dyn FnMut(LiveItem)) -> Result<LiveSummary, OpenError> {
    let mut reading = Reading::default();
    let mut walker = Walker::new(from);
    while let Some(record) = walker.next_record() {
        match record {
            Ok(Record::Channel(channel)) => {
                reading.topics.insert(channel.id, channel.topic);
            }
            Ok(Record::Message { channel, data, .. }) => {
                // The offset stands still within a chunk; the record borrows the walker until here.
                let message = (channel, data.to_vec());
                let offset = walker.offset();
                reading.message(message.0, &message.1, offset, take)?;
            }
            Ok(_) => {}
            Err(damage) => reading.damaged(damage),
        }
    }
    let mut summary = reading.summary;
    summary.cut = walker.cut();
    summary.dictionary = reading.dictionary.ok_or(OpenError::NoDictionary)?;
    Ok(summary)
}

#[derive(Default)]
struct Reading {
    topics: BTreeMap<u16, String>,
    dictionary: Option<Dictionary>,
    decoder: Decoder,
    chunk: u64,
    summary: LiveSummary,
}

impl Reading {
    fn message(
        &mut self,
        channel: u16,
        data: &[u8],
        offset: u64,
        take: &mut dyn FnMut(LiveItem),
    ) -> Result<(), OpenError> {
        if self.chunk != offset {
            // Shapes hold within their chunk only.
            (self.chunk, self.decoder) = (offset, Decoder::default());
        }
        let topic = self.topics.get(&channel).map_or("", String::as_str);
        if topic == TAGS_TOPIC {
            if self.dictionary.is_some() {
                self.damaged(Damage::new(offset, "a second tag list"));
            } else {
                self.dictionary = Some(Dictionary::from_json(data)?);
            }
        } else if topic == POLL_TOPIC {
            let dictionary = self.dictionary.as_ref().ok_or(OpenError::NoDictionary)?;
            let Some(rows) = self.decoder.poll(data, dictionary) else {
                self.damaged(Damage::new(offset, "a poll is broken"));
                return Ok(());
            };
            self.summary.rows += rows.len() as u64;
            for row in rows {
                take(LiveItem::Row(row));
            }
        } else if topic.starts_with(EVENT_TOPIC) {
            let Some(entry) = event_from_json(data) else {
                self.damaged(Damage::new(offset, "an event is broken"));
                return Ok(());
            };
            self.summary.events += 1;
            take(LiveItem::Event(entry));
        } else {
            self.damaged(Damage::new(offset, "a message of a channel that was not told"));
        }
        Ok(())
    }

    fn damaged(&mut self, damage: Damage) {
        if self.summary.damage.len() < DAMAGE_MAX {
            self.summary.damage.push(damage);
        }
    }
}
