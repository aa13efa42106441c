//! A standalone recording for other programs: a channel a tag, one message a sample, events as JSON.

mod stood;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use crate::historian::container::{MessageIndexes, Packing, Writer};
use crate::historian::event::{EVENT_TOPIC, event_to_json};
use crate::historian::export::pieces::{Piece, walk};
use crate::historian::export::sample::{SampleRow, to_bytes};
use crate::historian::export::{Attachment, Failed, SAMPLE_SCHEMA, TAG_METADATA};
use crate::historian::layout_files::MEDIA_TYPE;
use crate::historian::{Dictionary, DictionaryEntry, Store};
use crate::journal::{Entry, EntryKind};
use crate::time::{Span, Timestamp};

/// Tags of one file: a container counts its channels in 16 bits.
pub(super) const TAGS_MAX: usize = 65_000;
/// An open chunk of this many bytes is ended.
const CHUNK_BYTES: usize = 2 << 20;
/// zstd level: exports are waited for, and read more often than kept.
const PACKING: Packing = Packing::Zstd(6);
/// Events read at a time.
const EVENTS_PIECE: usize = 50_000;

/// A file in the making.
struct Recording<'a> {
    out: Writer<&'a mut dyn Write>,
    tags: Vec<u16>,
    events: BTreeMap<EntryKind, u16>,
}

/// Writes the file; how many samples it holds.
pub(super) fn write(
    store: &Store,
    tags: &[DictionaryEntry],
    span: Span,
    attachments: &[Attachment],
    out: &mut dyn Write,
    stop: &dyn Fn() -> bool,
) -> Result<u64, Failed> {
    let mut recording = Recording::begin(store, tags, span, out)?;
    for file in attachments {
        recording.out.attachment(&file.name, MEDIA_TYPE, nanos(span.from.micros()), &file.bytes)?;
    }
    for entry in stood::before(store, span.from) {
        recording.event(&entry)?;
    }
    let mut samples = 0;
    let mut from = span.from.micros();
    walk(store, tags, span, stop, &mut |piece| {
        recording.piece(store, piece, from)?;
        samples += piece.rows.len() as u64;
        from = piece.to_us.saturating_add(1);
        Ok(())
    })?;
    // What happened after the last sample.
    for entry in events(store, from, span.to.micros()) {
        recording.event(&entry)?;
    }
    recording.out.end_chunk(PACKING)?;
    recording.out.finish()?.flush()?;
    Ok(samples)
}

impl<'a> Recording<'a> {
    fn begin(
        store: &Store,
        tags: &[DictionaryEntry],
        span: Span,
        out: &'a mut dyn Write,
    ) -> Result<Self, Failed> {
        let library = concat!("pilothouse ", env!("CARGO_PKG_VERSION"));
        let mut out = Writer::new(out, library, MessageIndexes::Written)?;
        let schema = out.schema(SAMPLE_SCHEMA, "protobuf", include_bytes!("../../../assets/recording.binpb"));
        let json = out.schema("pilothouse.recording.Event", "jsonschema", EVENT_SCHEMA);
        let list = out.channel(0, "/tags", "json", BTreeMap::new());
        let mut taken = BTreeSet::new();
        let channels = tags
            .iter()
            .map(|tag| out.channel(schema, &topic(&tag.id, &mut taken), "protobuf", metadata(tag)))
            .collect();
        let events = EntryKind::ALL
            .into_iter()
            .map(|kind| {
                (kind, out.channel(json, &format!("{EVENT_TOPIC}{}", kind.word()), "json", BTreeMap::new()))
            })
            .collect();
        let today = store.dictionary();
        let dictionary =
            Dictionary::new(today.layout.clone(), today.zone.clone(), tags.to_vec()).unwrap_or_default();
        let time = nanos(span.from.micros());
        out.message(list, time, time, &dictionary.to_json());
        // In a chunk of its own: what happens to samples does not reach what they mean.
        out.end_chunk(PACKING)?;
        Ok(Self { out, tags: channels, events })
    }

    /// Samples and events of a piece in one order of time.
    fn piece(&mut self, store: &Store, piece: &Piece, from: i64) -> Result<(), Failed> {
        let mut events = events(store, from, piece.to_us).into_iter().peekable();
        for row in &piece.rows {
            while let Some(entry) = events.next_if(|entry| entry.time.micros() <= row.time) {
                self.event(&entry)?;
            }
            let Some(channel) = self.tags.get(row.tag as usize) else { continue };
            let (value, code) = piece.sample(*row);
            let time = nanos(row.time);
            self.out.message(*channel, time, time, &to_bytes(&SampleRow { time: row.time, value, code }));
            self.end_full_chunk()?;
        }
        for entry in events {
            self.event(&entry)?;
        }
        Ok(())
    }

    fn event(&mut self, entry: &Entry) -> Result<(), Failed> {
        if let Some(channel) = self.events.get(&entry.kind) {
            let time = nanos(entry.time.micros());
            self.out.message(*channel, time, time, &event_to_json(entry));
        }
        self.end_full_chunk()
    }

    fn end_full_chunk(&mut self) -> Result<(), Failed> {
        if self.out.open_bytes() >= CHUNK_BYTES {
            self.out.end_chunk(PACKING)?;
        }
        Ok(())
    }
}

/// What an event's JSON is, for programs that ask.
const EVENT_SCHEMA: &[u8] = br#"{"type":"object","properties":{"time":{"type":"string"},"kind":{"type":"string"},"source":{"type":"string"},"subject":{"type":"string"},"text":{"type":"string"},"details":{"type":"object"}}}"#;

/// All events of a span in order. A store tells the newest of too many, so a span with too many is halved.
fn events(store: &Store, from: i64, to: i64) -> Vec<Entry> {
    if from > to {
        return Vec::new();
    }
    let span = Span { from: Timestamp::from_micros(from), to: Timestamp::from_nanos(end_nanos(to)) };
    let (found, left_out) = store.events(span, EVENTS_PIECE);
    if left_out == 0 || from == to {
        return found;
    }
    let middle = from + (to - from) / 2;
    let mut all = events(store, from, middle);
    all.extend(events(store, middle + 1, to));
    all
}

/// The last nanosecond of a microsecond: events have finer times than rows.
const fn end_nanos(micros: i64) -> i64 {
    micros.saturating_mul(1_000).saturating_add(999)
}

/// Times before 1970 cannot be said in a container; messages carry their own.
fn nanos(micros: i64) -> u64 {
    u64::try_from(micros).unwrap_or(0).saturating_mul(1_000)
}

/// A topic that every program takes, and no other tag has: letters, digits, `.`, `_`, `-`, `/`.
fn topic(id: &str, taken: &mut BTreeSet<String>) -> String {
    let safe = |letter: char| if letter.is_alphanumeric() || "._-/".contains(letter) { letter } else { '_' };
    let mut name: String = format!("/{id}").chars().map(safe).collect();
    // These are the recording's own.
    if name == "/tags" || name.starts_with(EVENT_TOPIC) {
        name.push('_');
    }
    let plain = name.clone();
    let mut number = 2;
    while !taken.insert(name.clone()) {
        name = format!("{plain}_{number}");
        number += 1;
    }
    name
}

fn metadata(tag: &DictionaryEntry) -> BTreeMap<String, String> {
    let pairs = [(TAG_METADATA, &tag.id), ("title", &tag.title), ("unit", &tag.unit), ("area", &tag.area)];
    pairs.into_iter().map(|(name, text)| (name.to_owned(), text.to_string())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_are_safe_and_unique() {
        let mut taken = BTreeSet::new();
        let topics: Vec<_> = ["PUMP-1.flow", "a b", "a\tb", "tags", "event/x", "../etc"]
            .map(|id| topic(id, &mut taken))
            .into();
        assert_eq!(topics, ["/PUMP-1.flow", "/a_b", "/a_b_2", "/tags_", "/event/x_", "/../etc"]);
    }
}
