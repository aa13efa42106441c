//! What exports and surveys ask of a store beside the queries: rows without look-back, tags and events, the
//! next recorded time, and the ids near to one that is not there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::historian::store::order::in_order;
use crate::historian::store::shelf::of_head;
use crate::historian::store::{Parts, Store};
use crate::historian::{Dictionary, DictionaryEntry, Series};
use crate::journal::Entry;
use crate::time::{Span, Zone};

/// Events may lie outside of their segment's rows by so much; the segment's own reader decides.
const SLACK_US: i64 = 60_000_000;

/// Ids that are told.
const NEAREST_MAX: usize = 3;

impl Store {
    /// Rows of a tag that meet a span, microseconds, in order of time. More before and after do no harm.
    pub(in crate::historian) fn rows_within(&self, tag: &str, from: i64, to: i64) -> Vec<Series> {
        let ids = self.ids(tag);
        self.settled(|parts| {
            let mut found = Vec::new();
            for line in parts.sealed.iter().filter(|line| line.from_us <= to && line.to_us >= from) {
                found.extend(self.sealed_series(line, &ids, from, to));
            }
            for frozen in self.waiting(parts, |held| meets(held.ends, from, to)) {
                found.extend(of_head(&frozen.head, &ids, from, to));
            }
            self.current(|current| found.extend(of_head(&current.head, &ids, from, to)));
            in_order(found)
        })
    }

    /// The first time at or after one, microseconds, at which there may be rows; `None` behind the last.
    pub(in crate::historian) fn next_recorded(&self, from: i64) -> Option<i64> {
        self.settled(|parts| {
            let heads = parts.frozen.iter().map(|frozen| frozen.head.ends());
            let aside = parts.aside.iter().map(|aside| self.content(aside)?.ends);
            let ends = heads.chain(aside).chain([self.current(|current| current.head.ends())]).flatten();
            let sealed = parts.sealed.iter().map(|line| (line.from_us, line.to_us));
            ends.chain(sealed).filter(|(_, to)| *to >= from).map(|(first, _)| first.max(from)).min()
        })
    }

    /// All tags that were ever recorded and can be read, with their newest meaning, by id.
    pub fn tags(&self) -> BTreeMap<Arc<str>, DictionaryEntry> {
        self.settled(|parts| self.tags_of(parts))
    }

    fn tags_of(&self, parts: &Parts) -> BTreeMap<Arc<str>, DictionaryEntry> {
        let mut tags = BTreeMap::new();
        let mut take = |dictionary: &Dictionary| {
            for tag in &dictionary.tags {
                tags.insert(Arc::clone(&tag.id), tag.clone());
            }
        };
        for line in parts.sealed.iter() {
            if let Some(sealed) = self.sealed(line) {
                take(sealed.dictionary());
            }
        }
        for aside in parts.aside.iter() {
            if let Some(held) = self.content(aside) {
                take(&held.dictionary);
            }
        }
        for frozen in &parts.frozen {
            take(frozen.head.dictionary());
        }
        let dictionary = self.current(|current| Arc::clone(current.head.dictionary()));
        take(&dictionary);
        tags
    }

    /// What happened in a span, in order of time, at most `limit`, and how many more there were.
    pub fn events(&self, span: Span, limit: usize) -> (Vec<Entry>, usize) {
        self.settled(|parts| self.events_of(parts, span, limit))
    }

    fn events_of(&self, parts: &Parts, span: Span, limit: usize) -> (Vec<Entry>, usize) {
        let (from, to) = (span.from.micros(), span.to.micros());
        let mut found: Vec<Entry> = Vec::new();
        for line in parts.sealed.iter() {
            let near = (line.from_us.saturating_sub(SLACK_US), line.to_us.saturating_add(SLACK_US));
            if let Some(sealed) = meets(Some(near), from, to).then(|| self.sealed(line)).flatten() {
                let (events, damages) = sealed.events(from, to, limit.saturating_add(1));
                found.extend(events);
                for damage in damages {
                    self.trouble(&line.file, &damage.to_string());
                }
            }
        }
        let within = |entry: &&Entry| span.holds(entry.time);
        for frozen in self.waiting(parts, |held| meets(held.event_ends, from, to)) {
            found.extend(frozen.head.events().iter().filter(within).cloned());
        }
        self.current(|current| found.extend(current.head.events().iter().filter(within).cloned()));
        found.sort_by_key(|entry| entry.time);
        let left_out = found.len().saturating_sub(limit);
        // Of too many the newest are told.
        (found.split_off(left_out), left_out)
    }

    /// The newest tag list.
    pub fn dictionary(&self) -> Arc<Dictionary> {
        self.current(|current| Arc::clone(current.head.dictionary()))
    }

    /// The plant's zone, UTC where it is not known.
    pub fn zone(&self) -> Zone {
        Zone::named(&self.dictionary().zone).unwrap_or_default()
    }

    /// Ids of all recorded tags, those left out that another tag took over under its own: its history is
    /// there already.
    pub fn ids_of_all(&self) -> Vec<Arc<str>> {
        let tags = self.tags();
        let taken: BTreeSet<Arc<str>> = tags.values().flat_map(|tag| tag.formerly.iter().cloned()).collect();
        tags.into_keys().filter(|id| !taken.contains(id)).collect()
    }
}

/// Whether what lies between two ends meets a span.
pub(super) fn meets(ends: Option<(i64, i64)>, from: i64, to: i64) -> bool {
    ends.is_some_and(|(first, last)| first <= to && last >= from)
}

/// The ids most like one that is not there, the nearest first.
pub(in crate::historian) fn nearest<'a>(
    asked: &str,
    known: impl Iterator<Item = &'a Arc<str>>,
) -> Vec<Arc<str>> {
    let asked = asked.to_lowercase();
    let mut found: Vec<(usize, &Arc<str>)> = known
        .filter_map(|id| {
            let lower = id.to_lowercase();
            let far =
                if lower.contains(&asked) || asked.contains(&lower) { 1 } else { distance(&asked, &lower) };
            (far <= 2 + asked.chars().count() / 4).then_some((far, id))
        })
        .collect();
    found.sort();
    found.into_iter().take(NEAREST_MAX).map(|(_, id)| Arc::clone(id)).collect()
}

/// How many letters must be changed, put in or taken out.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(200).collect();
    let mut before: Vec<usize> = (0..=b.len()).collect();
    for (row, letter) in (1..).zip(a.chars().take(200)) {
        let mut here = vec![row];
        for ((other, over), skipped) in b.iter().zip(&before).zip(before.iter().skip(1)) {
            let put = here.last().map_or(row, |left| left + 1);
            here.push((over + usize::from(letter != *other)).min(skipped + 1).min(put));
        }
        before = here;
    }
    before.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_what_was_probably_meant() {
        let known: Vec<Arc<str>> = ["LIT-101", "LIT-102", "FIT-101", "PUMP-7.speed"].map(Arc::from).into();
        assert_eq!(nearest("LT-101", known.iter()).first().map(|id| &**id), Some("LIT-101"));
        assert_eq!(nearest("pump-7", known.iter()).first().map(|id| &**id), Some("PUMP-7.speed"));
        assert_eq!(nearest("something else", known.iter()), Vec::<Arc<str>>::new());
    }

    #[test]
    fn counts_letters() {
        for (a, b, far) in [("", "abc", 3), ("abc", "abc", 0), ("abc", "acb", 2), ("kitten", "sitting", 3)] {
            assert_eq!(distance(a, b), far, "{a} {b}");
        }
    }
}
