//! Several sealed segments become one: tag by tag, in order of time.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::historian::sealed::{Block, SealError, Sealed, SealedSummary, SealedWriter};
use crate::historian::{Dictionary, DictionaryEntry, Kind, QualityCode, Series};

/// A row on its way: time, source, bits, quality.
type Row = (i64, u64, QualityCode);

/// Rows of a tag after which a merge writes what it holds, at the next block's begin.
const WINDOW_ROWS: u64 = if cfg!(test) { 1 << 12 } else { 1 << 18 };
/// Rows of a tag that a merge holds at most. Tests pass both bounds with few rows.
const WINDOW_ROWS_MAX: u64 = if cfg!(test) { 1 << 15 } else { 1 << 22 };

/// Merges segments into a new one at `path`. Tags are the same where their ids are; the entry of the segment
/// that ends last counts. Rows that another segment has just so are left out and counted; of two different
/// rows of one time both are kept, in the order of the sources. Holds the rows
/// of one tag at a time, and of those about half a million, and the events of about one chunk a source.
/// Damaged sources are refused.
pub fn merge(sources: &[&Sealed], path: &Path, level: i32) -> Result<SealedSummary, SealError> {
    let mut newest: Vec<&Sealed> = sources.to_vec();
    newest.sort_by_key(|source| source.span().map(|(_, last)| last));
    let mut places: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    let mut tags: Vec<DictionaryEntry> = Vec::new();
    for entry in newest.iter().flat_map(|source| &source.dictionary().tags) {
        let place = *places.entry(Arc::clone(&entry.id)).or_insert(tags.len());
        match tags.get_mut(place) {
            Some(known) => *known = entry.clone(),
            None => tags.push(entry.clone()),
        }
    }
    let (layout, zone) = newest.last().map_or_else(
        || (Arc::from(""), Arc::from("")),
        |source| (Arc::clone(&source.dictionary().layout), Arc::clone(&source.dictionary().zone)),
    );
    if let Some(damage) = sources.iter().find_map(|source| source.damages().first()) {
        return Err(SealError::Source(damage.clone()));
    }
    let dictionary = Dictionary::new(layout, zone, tags)?;
    let mut writer = SealedWriter::create(path, &dictionary, level)?;
    for (tag, entry) in (0_u32..).zip(&dictionary.tags) {
        merge_tag(sources, tag, &entry.id, &mut writer)?;
    }
    merge_events(sources, &mut writer)?;
    writer.finish()
}

fn merge_tag(sources: &[&Sealed], tag: u32, id: &str, writer: &mut SealedWriter) -> Result<(), SealError> {
    let mut blocks: Vec<Block> = sources
        .iter()
        .filter_map(|source| Some(source.blocks(source.dictionary().number(id)?)))
        .flatten()
        .collect();
    blocks.sort_by_key(|block| block.first);
    let (mut from, mut rows) = (i64::MIN, 0);
    for block in &blocks {
        // All rows of one time belong to the same window: that is where twins are looked for.
        if rows >= WINDOW_ROWS && from < block.first {
            merge_window(sources, tag, id, (from, block.first - 1), writer)?;
            (from, rows) = (block.first, 0);
        }
        rows += u64::from(block.rows);
        if rows > WINDOW_ROWS_MAX {
            return Err(SealError::Series { tag, reason: "too many of its rows have the same time" });
        }
    }
    merge_window(sources, tag, id, (from, i64::MAX), writer)
}

/// Merges the rows of `from..=to`.
fn merge_window(
    sources: &[&Sealed],
    tag: u32,
    id: &str,
    (from_us, to_us): (i64, i64),
    writer: &mut SealedWriter,
) -> Result<(), SealError> {
    let mut all = Vec::new();
    for source in sources {
        let Some(number) = source.dictionary().number(id) else { continue };
        let stretch = source.series(number, from_us, to_us);
        if let Some(damage) = stretch.damages.into_iter().next() {
            return Err(SealError::Source(damage));
        }
        all.push(stretch.series);
    }
    let mut texts = Texts::default();
    // Rows with the source they are of: the same row twice in one source is two rows.
    let mut rows: Vec<(Kind, usize, Row)> = Vec::new();
    for (source, series) in all.iter().enumerate() {
        for series in series {
            for (from, to, code) in series.stretches() {
                for (time, bits) in series.times.iter().zip(&series.bits).take(to).skip(from) {
                    if !(from_us..=to_us).contains(time) {
                        continue;
                    }
                    let bits = if series.kind == Kind::Text { texts.number(series, *bits) } else { *bits };
                    rows.push((series.kind, source, (*time, bits, code)));
                }
            }
        }
    }
    drop(all);
    rows.sort_by_key(|(_, _, (time, ..))| *time);
    let mut kept: Vec<(Kind, usize, Row)> = Vec::with_capacity(rows.len());
    let mut duplicates = 0;
    for (kind, source, row) in rows {
        let same_time = kept.iter().rev().take_while(|(_, _, (time, ..))| *time == row.0);
        let known = same_time
            .into_iter()
            .any(|(other, from, told)| (*other, *told) == (kind, row) && *from != source);
        if known {
            duplicates += 1;
        } else {
            kept.push((kind, source, row));
        }
    }
    writer.duplicates(duplicates);
    for run in kept.chunk_by(|(a, ..), (b, ..)| a == b) {
        let Some((kind, ..)) = run.first() else { continue };
        writer.series(tag, &texts.series(*kind, run))?;
    }
    Ok(())
}

/// The texts of one tag over all sources.
#[derive(Default)]
struct Texts {
    list: Vec<Arc<str>>,
    numbers: BTreeMap<Arc<str>, u64>,
}

impl Texts {
    fn number(&mut self, series: &Series, bits: u64) -> u64 {
        let text = series.texts.get(bits as usize).map_or_else(|| Arc::from(""), Arc::clone);
        let next = self.list.len() as u64;
        let number = *self.numbers.entry(Arc::clone(&text)).or_insert(next);
        if number == next {
            self.list.push(text);
        }
        number
    }

    fn series(&self, kind: Kind, rows: &[(Kind, usize, Row)]) -> Series {
        let mut qualities: Vec<(u32, QualityCode)> = Vec::new();
        for (at, (_, _, (_, _, code))) in (0_u32..).zip(rows) {
            if qualities.last().is_none_or(|(_, before)| before != code) {
                qualities.push((at, *code));
            }
        }
        Series {
            kind,
            times: rows.iter().map(|(_, _, (time, ..))| *time).collect(),
            bits: rows.iter().map(|(_, _, (_, bits, _))| *bits).collect(),
            qualities,
            texts: if kind == Kind::Text { self.list.clone() } else { Vec::new() },
        }
    }
}

fn merge_events(sources: &[&Sealed], writer: &mut SealedWriter) -> Result<(), SealError> {
    let mut starts: Vec<i64> = sources.iter().flat_map(|source| source.event_starts()).collect();
    starts.sort_unstable();
    starts.dedup();
    let ends = starts.iter().skip(1).map(|next| next - 1).chain([i64::MAX]);
    starts.iter().zip(ends).try_for_each(|(from, to)| merge_events_between(sources, *from, to, writer))
}

fn merge_events_between(
    sources: &[&Sealed],
    from: i64,
    to: i64,
    writer: &mut SealedWriter,
) -> Result<(), SealError> {
    let mut all = Vec::new();
    for (number, source) in sources.iter().enumerate() {
        let (events, damages) = source.events(from, to, usize::MAX);
        if let Some(damage) = damages.into_iter().next() {
            return Err(SealError::Source(damage));
        }
        all.extend(events.into_iter().map(|entry| (number, entry)));
    }
    all.sort_by_key(|(_, entry)| entry.time);
    let mut kept: Vec<(usize, crate::journal::Entry)> = Vec::new();
    for (source, entry) in all {
        let mut same_time = kept.iter().rev().take_while(|(_, known)| known.time == entry.time);
        if !same_time.any(|(from, known)| *from != source && *known == entry) {
            kept.push((source, entry));
        }
    }
    kept.iter().try_for_each(|(_, entry)| writer.event(entry))
}
