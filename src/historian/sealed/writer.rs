//! Writes a sealed segment: cuts rows into blocks, shares times, packs columns, and ends with the index.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use crate::historian::container::{MessageIndexes, Packing, Writer};
use crate::historian::event::{EVENT_TOPIC, event_to_json};
use crate::historian::sealed::column::{ColumnMessage, TimesMessage};
use crate::historian::sealed::index::{BLOCKS_MAX, BlockPlace, EventPlace, Index, TimesPlace};
use crate::historian::sealed::output::Output;
use crate::historian::sealed::pending::{Pending, extremes, quality_runs};
use crate::historian::sealed::{INDEX, SealError, SealedSummary, TOPIC_COLUMN, TOPIC_TAGS, TOPIC_TIMES};
use crate::historian::{Decoder, Dictionary, Encoder, Kind, Series};
use crate::journal::{Entry, EntryKind};

/// Bytes after which a chunk of columns is closed.
const CHUNK_BYTES: usize = 1 << 20;
/// Bytes of JSON after which events are written.
const EVENT_BYTES_MAX: usize = 1 << 18;
/// Writes a sealed segment. Nothing stands under its name before [`SealedWriter::finish`].
pub struct SealedWriter {
    out: Writer<Output>,
    level: i32,
    encoder: Encoder,
    decoder: Decoder,
    dictionary: Dictionary,
    channels: BTreeMap<String, u16>,
    pending: Option<Pending>,
    run: Option<Run>,
    times: Vec<TimesPlace>,
    /// Packed times by number: what a new block of the same sum is compared with.
    packed_times: Vec<Vec<u8>>,
    numbers: BTreeMap<(u32, u32), Vec<u32>>,
    starts: BTreeSet<i64>,
    blocks: Vec<(u32, BlockPlace)>,
    /// Offsets of times and blocks from these on are still within the open chunk.
    open: (usize, usize),
    lasts: BTreeMap<u32, i64>,
    events: Vec<Entry>,
    event_bytes: usize,
    event_places: Vec<EventPlace>,
    dictionary_place: (u64, u64),
    summary: SealedSummary,
}

/// A column that may go on over the next block.
struct Run {
    column: ColumnMessage,
    /// Its bits where it is constant; others never go on.
    constant: Option<u64>,
    min: f64,
    max: f64,
}

impl SealedWriter {
    /// Begins a segment at `path`, packed at zstd `level`, 1 to 22. A file of that name must not be there.
    pub fn create(path: &Path, dictionary: &Dictionary, level: i32) -> io::Result<Self> {
        let library = concat!("pilothouse ", env!("CARGO_PKG_VERSION"));
        let out = Writer::new(Output::create(path)?, library, MessageIndexes::LeftOut)?;
        let mut writer = Self {
            out,
            level,
            encoder: Encoder::new(level),
            decoder: Decoder::default(),
            dictionary: dictionary.clone(),
            channels: BTreeMap::new(),
            pending: None,
            run: None,
            times: Vec::new(),
            packed_times: Vec::new(),
            numbers: BTreeMap::new(),
            starts: BTreeSet::new(),
            blocks: Vec::new(),
            open: (0, 0),
            lasts: BTreeMap::new(),
            events: Vec::new(),
            event_bytes: 0,
            event_places: Vec::new(),
            dictionary_place: (0, 0),
            summary: SealedSummary::default(),
        };
        let tags = writer.channel(TOPIC_TAGS, "json");
        writer.out.message(tags, 0, 0, &dictionary.to_json());
        if let Some(place) = writer.out.end_chunk(Packing::Zstd(level))? {
            writer.dictionary_place = (place.offset, place.length);
        }
        Ok(writer)
    }

    /// Adds rows of a tag, tag by tag; times of a tag never fall.
    pub fn series(&mut self, tag: u32, series: &Series) -> Result<(), SealError> {
        if series.is_empty() {
            return Ok(());
        }
        self.check(tag, series)?;
        if self.pending.as_ref().is_some_and(|pending| pending.tag != tag || pending.kind != series.kind) {
            self.end_pending()?;
        }
        let mut pending =
            self.pending.take().unwrap_or_else(|| Pending::new(tag, series.kind, self.dictionary.tag(tag)));
        let result = self.fill(&mut pending, series);
        self.pending = Some(pending);
        result
    }

    fn check(&mut self, tag: u32, series: &Series) -> Result<(), SealError> {
        let refuse = |reason| Err(SealError::Series { tag, reason });
        if self.dictionary.tag(tag).is_none() {
            return refuse("it is not in the tag list");
        }
        if series.bits.len() != series.len() {
            return refuse("it has more or fewer values than times");
        }
        let rises = series.qualities.windows(2).all(|pair| matches!(pair, [(a, _), (b, _)] if a < b));
        if !rises || series.qualities.first().is_none_or(|(row, _)| *row != 0) {
            return refuse("its qualities do not begin at its first row and rise");
        }
        let text_missing = |bits: &u64| usize::try_from(*bits).is_ok_and(|at| series.texts.get(at).is_some());
        if series.kind == Kind::Text && !series.bits.iter().all(text_missing) {
            return refuse("a text is missing");
        }
        let before = self.lasts.get(&tag).copied().unwrap_or(i64::MIN);
        let first = series.times.first().copied().unwrap_or(before);
        if first < before || !series.times.is_sorted() {
            return refuse("its times fall back");
        }
        self.lasts.insert(tag, series.times.last().copied().unwrap_or(before));
        Ok(())
    }

    fn fill(&mut self, pending: &mut Pending, series: &Series) -> Result<(), SealError> {
        for (from, to, code) in series.stretches() {
            for (time, bits) in series.times.iter().zip(&series.bits).take(to).skip(from) {
                if pending.is_full() {
                    self.cut(pending)?;
                }
                pending.push(*time, *bits, &series.texts, code);
            }
        }
        Ok(())
    }

    fn end_pending(&mut self) -> Result<(), SealError> {
        if let Some(mut pending) = self.pending.take() {
            while !pending.times.is_empty() {
                self.cut(&mut pending)?;
            }
        }
        self.end_run()
    }

    /// Writes the first block of the pending rows.
    fn cut(&mut self, pending: &mut Pending) -> Result<(), SealError> {
        let rest = pending.split_off(pending.next_rows(&self.starts));
        let block = std::mem::replace(pending, rest);
        self.block(block)
    }

    fn block(&mut self, block: Pending) -> Result<(), SealError> {
        let tag = block.tag;
        let number = self.times_number(tag, &block.times)?;
        self.summary.rows += block.times.len() as u64;
        let scale = self.dictionary.tag(tag).and_then(|entry| entry.scale);
        let (bits, texts) = block.own_texts();
        let (min, max) = extremes(block.kind, &bits, &block.codes);
        let qualities = quality_runs(&block.codes);
        let single = bits.windows(2).all(|pair| matches!(pair, [a, b] if a == b)) && qualities.len() <= 1;
        let constant = bits.first().copied().filter(|_| single);
        if let Some(run) = &mut self.run
            && constant.is_some()
            && run.constant == constant
            && (run.column.tag, run.column.kind) == (tag, block.kind)
            && run.column.times.checked_add(run.column.run + 1) == Some(number)
            && run.column.qualities == qualities
            && run.column.texts == texts
        {
            run.column.run += 1;
            return Ok(());
        }
        self.end_run()?;
        let payload = self.encoder.column(block.kind, &bits, scale);
        if self.decoder.column(block.kind, &payload, bits.len()).as_deref() != Ok(bits.as_slice()) {
            return Err(SealError::Mismatch(tag));
        }
        let column =
            ColumnMessage { tag, times: number, run: 0, kind: block.kind, qualities, texts, payload };
        self.run = Some(Run { column, constant, min, max });
        Ok(())
    }

    fn end_run(&mut self) -> Result<(), SealError> {
        let Some(run) = self.run.take() else { return Ok(()) };
        let bytes = run.column.to_bytes();
        let times = self.times.get(run.column.times as usize).copied().unwrap_or_default();
        let offset = self.message(TOPIC_COLUMN, times.first, times.last, &bytes)?;
        if self.blocks.len() + run.column.run as usize >= BLOCKS_MAX {
            let reason = "the segment has more blocks than one may have: seal or merge less at once";
            return Err(SealError::Series { tag: run.column.tag, reason });
        }
        for number in run.column.times..=run.column.times + run.column.run {
            let place =
                BlockPlace { offset, length: bytes.len() as u32, times: number, min: run.min, max: run.max };
            self.blocks.push((run.column.tag, place));
        }
        Ok(())
    }

    /// The number of a block of times: of one written before, where that is the same.
    fn times_number(&mut self, tag: u32, times: &[i64]) -> Result<u32, SealError> {
        let mut hash = crc32fast::Hasher::new();
        for time in times {
            hash.update(&time.to_le_bytes());
        }
        let key = (hash.finalize(), times.len() as u32);
        for number in self.numbers.get(&key).into_iter().flatten() {
            let packed = self.packed_times.get(*number as usize).map(Vec::as_slice).unwrap_or_default();
            if self.decoder.times(packed, times.len()).as_deref() == Ok(times) {
                return Ok(*number);
            }
        }
        let payload = self.encoder.times(times);
        if self.decoder.times(&payload, times.len()).as_deref() != Ok(times) {
            return Err(SealError::Mismatch(tag));
        }
        // A run that is not written yet must stand before times that it does not hold for.
        self.end_run_if_other(tag)?;
        let number = self.times.len() as u32;
        let message = TimesMessage { number, rows: times.len() as u32, payload };
        let bytes = message.to_bytes();
        let first = times.first().copied().unwrap_or_default();
        let last = times.last().copied().unwrap_or_default();
        let offset = self.message(TOPIC_TIMES, first, last, &bytes)?;
        let rows = times.len() as u32;
        self.times.push(TimesPlace { offset, length: bytes.len() as u32, rows, first, last });
        self.packed_times.push(message.payload);
        self.numbers.entry(key).or_default().push(number);
        self.starts.insert(first);
        Ok(number)
    }

    fn end_run_if_other(&mut self, tag: u32) -> Result<(), SealError> {
        if self.run.as_ref().is_some_and(|run| run.column.tag != tag) { self.end_run() } else { Ok(()) }
    }

    /// Adds an event.
    pub fn event(&mut self, entry: &Entry) -> Result<(), SealError> {
        self.event_bytes += event_to_json(entry).len();
        self.events.push(entry.clone());
        if self.event_bytes >= EVENT_BYTES_MAX {
            self.write_events()?;
        }
        Ok(())
    }

    fn write_events(&mut self) -> Result<(), SealError> {
        if self.events.is_empty() {
            return Ok(());
        }
        self.end_chunk()?;
        self.event_bytes = 0;
        let mut events = std::mem::take(&mut self.events);
        events.sort_by_key(|entry| entry.time);
        for entry in &events {
            let channel = self.event_channel(entry.kind);
            let time = u64::try_from(entry.time.nanos()).unwrap_or(0);
            self.out.message(channel, time, time, &event_to_json(entry));
            self.widen(entry.time.micros(), entry.time.micros());
        }
        self.summary.events += events.len() as u64;
        let first = events.first().map_or(0, |entry| entry.time.micros());
        let last = events.last().map_or(0, |entry| entry.time.micros());
        if let Some(place) = self.out.end_chunk(Packing::Zstd(self.level))? {
            let count = events.len() as u64;
            self.event_places.push(EventPlace {
                offset: place.offset,
                length: place.length,
                first,
                last,
                count,
            });
        }
        Ok(())
    }

    fn event_channel(&mut self, kind: EntryKind) -> u16 {
        self.channel(&format!("{EVENT_TOPIC}{}", kind.word()), "json")
    }

    fn channel(&mut self, topic: &str, encoding: &str) -> u16 {
        if let Some(channel) = self.channels.get(topic) {
            return *channel;
        }
        let schema = match topic {
            TOPIC_TIMES => self.schema("pilothouse.recording.Times"),
            TOPIC_COLUMN => self.schema("pilothouse.recording.Column"),
            _ => 0,
        };
        let channel = self.out.channel(schema, topic, encoding, BTreeMap::new());
        self.channels.insert(topic.to_owned(), channel);
        channel
    }

    /// Other programs decode the messages by their schema; its few bytes stand once a kind.
    fn schema(&mut self, name: &str) -> u16 {
        self.out.schema(name, "protobuf", include_bytes!("../../../assets/sealed.binpb"))
    }

    /// Puts a message into the open chunk; its offset there. A chunk of full length is closed before.
    fn message(&mut self, topic: &str, first: i64, last: i64, data: &[u8]) -> Result<u64, SealError> {
        if self.out.open_bytes() + data.len() > CHUNK_BYTES {
            self.end_chunk()?;
        }
        self.widen(first, last);
        let nanos = |time: i64| u64::try_from(time).unwrap_or(0).saturating_mul(1_000);
        let channel = self.channel(topic, "protobuf");
        Ok(self.out.message(channel, nanos(first), nanos(last), data))
    }

    fn end_chunk(&mut self) -> Result<(), SealError> {
        if let Some(place) = self.out.end_chunk(Packing::Plain)? {
            for times in self.times.iter_mut().skip(self.open.0) {
                times.offset += place.records;
            }
            for (_, block) in self.blocks.iter_mut().skip(self.open.1) {
                block.offset += place.records;
            }
        }
        self.open = (self.times.len(), self.blocks.len());
        Ok(())
    }

    fn widen(&mut self, first: i64, last: i64) {
        let (from, to) = self.summary.span.unwrap_or((first, last));
        self.summary.span = Some((from.min(first), to.max(last)));
    }

    /// How many rows a merge left out; told by the summary.
    pub(super) const fn duplicates(&mut self, count: u64) {
        self.summary.duplicates += count;
    }

    /// Writes what is left and the index, forces it to the disk and gives the file its name.
    pub fn finish(mut self) -> Result<SealedSummary, SealError> {
        self.end_pending()?;
        self.write_events()?;
        self.end_chunk()?;
        let index = Index::new(self.dictionary_place, self.times, self.blocks, self.event_places);
        self.out.attachment(INDEX, "application/octet-stream", 0, &index.to_bytes(self.level))?;
        let published = self.out.finish()?.publish()?;
        self.summary.tags = index.tags.len() as u64;
        Ok(SealedSummary { bytes: published.bytes, sha256: published.sha256, ..self.summary })
    }
}
