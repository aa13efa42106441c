//! Several sealed segments become one: tag by tag, in order of time.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::historian::sealed::{SealError, Sealed, SealedSummary, SealedWriter};
use crate::historian::{Dictionary, DictionaryEntry, Kind, QualityCode, Series};

/// A row on its way: time, source, bits, quality.
type Row = (i64, u64, QualityCode);

/// Merges segments into a new one at `path`. Tags are the same where their ids are; the entry of the segment
/// that ends last counts. Rows that another segment has just so are left out and counted; of two different
/// rows of one time both are kept, in the order of the sources. Holds the rows of one tag at a time.
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
    let mut all = Vec::new();
    for source in sources {
        let Some(number) = source.dictionary().number(id) else { continue };
        let stretch = source.series(number, i64::MIN, i64::MAX);
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
    let mut all = Vec::new();
    for (number, source) in sources.iter().enumerate() {
        let (events, damages) = source.events(i64::MIN, i64::MAX, usize::MAX);
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
