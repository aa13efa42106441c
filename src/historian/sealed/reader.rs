//! Reads a sealed segment: opened by its index, or by a walk through the file where the index is damaged.
//!
//! All reads are positioned and need no lock, so one segment serves many threads. A damaged block is left out
//! and named; it never hides the others.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::historian::container::{self, SummaryError, attachment, read_summary};
use crate::historian::sealed::column::{ColumnMessage, TimesMessage};
use crate::historian::sealed::index::{BlockPlace, Index};
use crate::historian::sealed::{Damage, INDEX, scan};
use crate::historian::{Decoder, Dictionary, DictionaryError, QualityCode, Series};
use crate::journal::Entry;

/// Why a segment cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file cannot be read.
    #[error("the segment cannot be read: {0}")]
    Io(#[from] io::Error),
    /// Its tag list is damaged or missing: nothing says what its numbers mean.
    #[error("the segment is damaged {0}: its tag list is lost")]
    Damaged(#[from] Damage),
    /// Its tag list makes no sense.
    #[error("the segment's tag list is wrong: {0}")]
    Dictionary(#[from] DictionaryError),
}

/// Of blocks left out on opening so many are named.
const LEFT_OUT_TOLD: usize = 1_000;

/// A sealed segment, open.
#[derive(Debug)]
pub struct Sealed {
    file: File,
    length: u64,
    dictionary: Dictionary,
    index: Index,
    damages: Vec<Damage>,
}

/// A block without its rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Block {
    /// First and last time, microseconds since 1970.
    pub first: i64,
    /// See `first`.
    pub last: i64,
    /// Rows, 1 to 65,536.
    pub rows: u32,
    /// Smallest and largest Good number; `None` for text and where nothing is Good.
    pub range: Option<(f64, f64)>,
}

/// What was read of one tag.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stretch {
    /// Whole blocks in order of time: rows outside the span asked for are not cut off.
    pub series: Vec<Series>,
    /// Blocks left out.
    pub damages: Vec<Damage>,
}

/// Times read in one call, by number.
type TimesRead = BTreeMap<u32, Result<Arc<[i64]>, Damage>>;

impl Sealed {
    /// Opens a segment.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        let (mut index, mut damages) = match by_index(&file, length) {
            Ok(index) => (index, Vec::new()),
            Err(SummaryError::Io(error)) => return Err(error.into()),
            Err(SummaryError::Unfinished) => {
                let why = Damage::new(length, "the file has no end: its index was made again");
                scan::rebuild(&file, length, why)?
            }
            Err(SummaryError::Damaged(why)) => scan::rebuild(&file, length, why)?,
        };
        let json = scan::dictionary(&file, index.dictionary)?;
        let dictionary = Dictionary::from_json(&json)?;
        let left_out = index.left_out(|tag| dictionary.tag(tag).is_some());
        damages.extend(left_out.into_iter().take(LEFT_OUT_TOLD).map(|(at, what)| Damage::new(at, what)));
        Ok(Self { file, length, dictionary, index, damages })
    }

    /// Its tag list.
    pub const fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// What opening it found wrong; empty for a whole file.
    pub fn damages(&self) -> &[Damage] {
        &self.damages
    }

    /// Bytes of the file.
    pub const fn bytes(&self) -> u64 {
        self.length
    }

    /// Numbers of the tags that have rows.
    pub fn tags(&self) -> impl Iterator<Item = u32> {
        self.index.tags.keys().copied()
    }

    /// First and last time of rows, microseconds since 1970.
    pub fn span(&self) -> Option<(i64, i64)> {
        let first = self.index.times.iter().map(|times| times.first).min()?;
        Some((first, self.index.times.iter().map(|times| times.last).max()?))
    }

    /// When each chunk of events begins.
    pub(super) fn event_starts(&self) -> impl Iterator<Item = i64> {
        self.index.events.iter().map(|place| place.first)
    }

    /// How many blocks of times there are.
    #[cfg(test)]
    pub(super) fn index_times(&self) -> usize {
        self.index.times.len()
    }

    /// The blocks of a tag without their rows, in order of time; nothing is read.
    pub fn blocks(&self, tag: u32) -> impl Iterator<Item = Block> {
        self.index.of(tag).iter().map(|block| {
            let times = self.index.times_of(block);
            let range = (!block.min.is_nan()).then_some((block.min, block.max));
            Block { first: times.first, last: times.last, rows: times.rows, range }
        })
    }

    /// The blocks of a tag that meet `from..=to`, and the one with the last row at or before `from`.
    pub fn series(&self, tag: u32, from: i64, to: i64) -> Stretch {
        self.series_of(&[tag], from, to).pop().unwrap_or_default()
    }

    /// As [`Sealed::series`] for several tags, in their order; times they share are read once.
    pub fn series_of(&self, tags: &[u32], from: i64, to: i64) -> Vec<Stretch> {
        let mut decoder = Decoder::default();
        let mut times = TimesRead::new();
        let read = |tag: &u32| {
            let mut stretch = Stretch::default();
            for block in self.met(*tag, from, to) {
                match self.read(*tag, block, &mut decoder, &mut times) {
                    Ok(series) => stretch.series.push(series),
                    Err(damage) => stretch.damages.push(damage),
                }
            }
            stretch
        };
        tags.iter().map(read).collect()
    }

    fn met(&self, tag: u32, from: i64, to: i64) -> &[BlockPlace] {
        let blocks = self.index.of(tag);
        let reaching = blocks.partition_point(|block| self.index.times_of(block).last < from);
        let before = blocks.partition_point(|block| self.index.times_of(block).first <= from);
        let end = blocks.partition_point(|block| self.index.times_of(block).first <= to);
        blocks.get(reaching.min(before.saturating_sub(1))..end.max(before)).unwrap_or_default()
    }

    /// The last row of a tag at or before a time, as a series of one row. One block is unpacked at most, and
    /// of its values one alone.
    pub fn last_before(&self, tag: u32, time: i64) -> Result<Option<Series>, Damage> {
        self.last_before_of(&[tag], time).pop().unwrap_or(Ok(None))
    }

    /// As [`Sealed::last_before`] for several tags, in their order; times they share are read once.
    pub fn last_before_of(&self, tags: &[u32], time: i64) -> Vec<Result<Option<Series>, Damage>> {
        let mut decoder = Decoder::default();
        let mut times = TimesRead::new();
        tags.iter().map(|tag| self.last_row(*tag, time, &mut decoder, &mut times)).collect()
    }

    fn last_row(
        &self,
        tag: u32,
        time: i64,
        decoder: &mut Decoder,
        read: &mut TimesRead,
    ) -> Result<Option<Series>, Damage> {
        let blocks = self.index.of(tag);
        let before = blocks.partition_point(|block| self.index.times_of(block).first <= time);
        let Some(block) = before.checked_sub(1).and_then(|at| blocks.get(at)) else { return Ok(None) };
        let times = self.times(block.times, decoder, read)?;
        let row = times.partition_point(|at| *at <= time).saturating_sub(1);
        let column = self.column(tag, block)?;
        let bits = decoder
            .value(column.kind, &column.payload, times.len(), row)
            .map_err(|what| Damage::new(block.offset, what.to_string()))?;
        let at = column.qualities.partition_point(|(from, _)| *from as usize <= row);
        let code =
            at.checked_sub(1).and_then(|at| column.qualities.get(at)).map_or(QualityCode::GOOD, |q| q.1);
        Ok(Some(Series {
            kind: column.kind,
            times: times.get(row..=row).unwrap_or_default().into(),
            bits: vec![bits],
            qualities: vec![(0, code)],
            texts: column.texts,
        }))
    }

    /// Events of `from..=to` in order of time, the first `limit` of them, and what of them is damaged. Holds
    /// `limit` events and those of one chunk.
    pub fn events(&self, from: i64, to: i64, limit: usize) -> (Vec<Entry>, Vec<Damage>) {
        let (mut events, mut damages) = (Vec::new(), Vec::new());
        for place in &self.index.events {
            if place.first <= to && from <= place.last {
                match scan::events(&self.file, place.offset, place.length) {
                    Ok(found) => {
                        events.extend(
                            found.into_iter().filter(|entry| (from..=to).contains(&entry.time.micros())),
                        );
                        if events.len() > limit {
                            events.sort_by_key(|entry| entry.time);
                            events.truncate(limit);
                        }
                    }
                    Err(damage) => damages.push(damage),
                }
            }
        }
        events.sort_by_key(|entry| entry.time);
        events.truncate(limit);
        (events, damages)
    }

    /// Visits all blocks of times, each once; what of them is damaged, in words.
    pub(in crate::historian) fn visit_times(&self, visit: &mut dyn FnMut(&[i64])) -> Vec<String> {
        let mut decoder = Decoder::default();
        let mut damages = Vec::new();
        for number in 0..self.index.times.len() as u32 {
            match self.read_times(number, &mut decoder) {
                Ok(times) => visit(&times),
                Err(damage) => damages.push(damage.to_string()),
            }
        }
        damages
    }

    /// Reads everything, with all checksums; what is wrong.
    pub fn verify(&self) -> Vec<Damage> {
        let mut damages = self.damages.clone();
        damages.extend(scan::walk(&self.file));
        for tag in self.tags() {
            damages.extend(self.series(tag, i64::MIN, i64::MAX).damages);
        }
        damages.extend(self.events(i64::MIN, i64::MAX, 0).1);
        damages
    }

    fn read(
        &self,
        tag: u32,
        block: &BlockPlace,
        decoder: &mut Decoder,
        read: &mut TimesRead,
    ) -> Result<Series, Damage> {
        let times = self.times(block.times, decoder, read)?;
        let column = self.column(tag, block)?;
        series(column, times, decoder).map_err(|what| Damage::new(block.offset, what))
    }

    fn column(&self, tag: u32, block: &BlockPlace) -> Result<ColumnMessage, Damage> {
        let bytes = self.bytes_at(block.offset, block.length)?;
        let column = ColumnMessage::from_bytes(&bytes).map_err(|what| Damage::new(block.offset, what))?;
        let holds = column.times <= block.times && block.times - column.times <= column.run;
        if column.tag != tag || !holds {
            return Err(Damage::new(block.offset, "another column is where one should be"));
        }
        Ok(column)
    }

    fn times(&self, number: u32, decoder: &mut Decoder, read: &mut TimesRead) -> Result<Arc<[i64]>, Damage> {
        if let Some(times) = read.get(&number) {
            return times.clone();
        }
        let times = self.read_times(number, decoder);
        read.insert(number, times.clone());
        times
    }

    fn read_times(&self, number: u32, decoder: &mut Decoder) -> Result<Arc<[i64]>, Damage> {
        let place = self.index.times.get(number as usize).copied().unwrap_or_default();
        let damage = |what: &str| Damage::new(place.offset, what);
        let message =
            TimesMessage::from_bytes(&self.bytes_at(place.offset, place.length)?).map_err(damage)?;
        if message.number != number || message.rows != place.rows {
            return Err(damage("another block of times is where one should be"));
        }
        let times = unpacked(&message, decoder).map_err(damage)?;
        if times.first() != Some(&place.first) || times.last() != Some(&place.last) {
            return Err(damage("a block of times is not what the index says"));
        }
        Ok(times.into())
    }

    fn bytes_at(&self, offset: u64, length: u32) -> Result<Vec<u8>, Damage> {
        scan::piece(&self.file, offset, u64::from(length))
    }
}

/// Times of a message; they never fall.
pub(super) fn unpacked(message: &TimesMessage, decoder: &mut Decoder) -> Result<Vec<i64>, &'static str> {
    let times = decoder
        .times(&message.payload, message.rows as usize)
        .map_err(|_| "a block of times cannot be unpacked")?;
    if times.is_sorted() { Ok(times) } else { Err("the times of a block fall back") }
}

/// The rows of a column.
pub(super) fn series(
    column: ColumnMessage,
    times: Arc<[i64]>,
    decoder: &mut Decoder,
) -> Result<Series, String> {
    let bits = decoder.column(column.kind, &column.payload, times.len()).map_err(|what| what.to_string())?;
    let mut qualities = column.qualities;
    if qualities.is_empty() {
        qualities.push((0, QualityCode::GOOD));
    }
    if qualities.last().is_some_and(|(row, _)| *row as usize >= times.len()) {
        return Err("a column's qualities have more rows than it".into());
    }
    Ok(Series { kind: column.kind, times, bits, qualities, texts: column.texts })
}

fn by_index(file: &File, length: u64) -> Result<Index, SummaryError> {
    let summary = read_summary(file)?;
    let missing = || container::Damage::new(length, "the file has no index");
    let place = summary.attachments.iter().find(|place| place.name == INDEX).ok_or_else(missing)?;
    let bytes = attachment(file, place)?;
    let index = Index::from_bytes(&bytes, length);
    Ok(index.map_err(|what| container::Damage::new(place.offset, what))?)
}
