//! Reads an exported recording back into memory.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::Arc;

use crate::historian::container::{Record, Walker};
use crate::historian::event::{EVENT_TOPIC, event_from_json};
use crate::historian::export::{TAG_METADATA, read_sample};
use crate::historian::head::ROWS_MAX;
use crate::historian::store::read_only::{EVENTS_HELD_MAX, Part, PartKind, ROWS_HELD_MAX, Reading, length};
use crate::historian::{Dictionary, LiveRow};
use crate::journal::Entry;

/// Damages that are told one by one.
const DAMAGE_MAX: usize = 1_000;

/// What a channel carries.
enum Topic {
    Tag(u32),
    Events,
    Other,
}

/// What was read and is not held yet.
struct Batch {
    dictionary: Arc<Dictionary>,
    topics: BTreeMap<u16, Topic>,
    rows: Vec<LiveRow>,
    events: Vec<Entry>,
    part: Part,
    left_out: u64,
}

impl Reading {
    /// Reads an exported file as far as it can be held.
    pub(super) fn exported(&mut self, path: &Path, dictionary: Dictionary) {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) => return self.lost(path.to_owned(), error.to_string()),
        };
        let part = Part {
            path: path.to_owned(),
            kind: PartKind::Exported,
            bytes: length(path),
            ends: None,
            rows: 0,
            damage: Vec::new(),
        };
        let mut batch = Batch {
            dictionary: Arc::new(dictionary),
            topics: BTreeMap::new(),
            rows: Vec::new(),
            events: Vec::new(),
            part,
            left_out: 0,
        };
        let mut walker = Walker::new(BufReader::new(file));
        while let Some(record) = walker.next_record() {
            match record {
                Ok(Record::Channel(channel)) => {
                    let tag = channel.metadata.get(TAG_METADATA).and_then(|id| batch.dictionary.number(id));
                    let topic = match tag {
                        Some(number) => Topic::Tag(number),
                        None if channel.topic.starts_with(EVENT_TOPIC) => Topic::Events,
                        None => Topic::Other,
                    };
                    batch.topics.insert(channel.id, topic);
                }
                Ok(Record::Message { channel, data, .. }) => {
                    if !batch.message(channel, data, self.rows) {
                        batch.damaged("a message is broken");
                    }
                }
                Ok(_) => {}
                Err(damage) => batch.damaged(&damage.to_string()),
            }
            if batch.rows.len() >= ROWS_MAX {
                self.take(&mut batch);
            }
        }
        if walker.cut() {
            batch.damaged("the file has no end: it is cut");
        }
        self.take(&mut batch);
        if batch.left_out > 0 {
            let text = format!("{} samples are more than can be held and are left out", batch.left_out);
            batch.damaged(&text);
        }
        self.parts.push(batch.part);
    }

    /// Holds what was read.
    fn take(&mut self, batch: &mut Batch) {
        let (rows, events) = (std::mem::take(&mut batch.rows), std::mem::take(&mut batch.events));
        if let Some((from, to)) = self.freeze(Arc::clone(&batch.dictionary), rows, events) {
            let (first, last) = batch.part.ends.unwrap_or((from, to));
            batch.part.ends = Some((first.min(from), last.max(to)));
        }
    }
}

impl Batch {
    /// Takes a message; false where it is broken.
    fn message(&mut self, channel: u16, data: &[u8], held: usize) -> bool {
        match self.topics.get(&channel) {
            Some(Topic::Tag(tag)) => {
                let Some(row) = read_sample(data) else { return false };
                self.part.rows += 1;
                if held + self.rows.len() < ROWS_HELD_MAX {
                    self.rows.push(LiveRow { tag: *tag, time: row.time, code: row.code, value: row.value });
                } else {
                    self.left_out += 1;
                }
            }
            Some(Topic::Events) => {
                let Some(entry) = event_from_json(data) else { return false };
                if self.events.len() < EVENTS_HELD_MAX {
                    self.events.push(entry);
                }
            }
            Some(Topic::Other) => {}
            None => return false,
        }
        true
    }

    fn damaged(&mut self, what: &str) {
        if self.part.damage.len() < DAMAGE_MAX {
            self.part.damage.push(what.to_owned());
        }
    }
}
