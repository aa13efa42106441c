//! What exports and surveys ask of a store beside the queries: rows without look-back, the next recorded time,
//! and the ids near to one that is not there.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::historian::store::Store;
use crate::historian::store::order::in_order;
use crate::historian::store::shelf::of_head;
use crate::historian::{Dictionary, Series};
use crate::time::Zone;

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
            for frozen in &parts.frozen {
                found.extend(of_head(&frozen.head, &ids, from, to));
            }
            self.current(|current| found.extend(of_head(&current.head, &ids, from, to)));
            in_order(found)
        })
    }

    /// The first time at or after one, microseconds, at which there may be rows; `None` behind the last.
    pub(in crate::historian) fn next_recorded(&self, from: i64) -> Option<i64> {
        let parts = self.parts();
        let heads = parts.frozen.iter().map(|frozen| frozen.head.ends());
        let ends = heads.chain([self.current(|current| current.head.ends())]).flatten();
        let sealed = parts.sealed.iter().map(|line| (line.from_us, line.to_us));
        ends.chain(sealed).filter(|(_, to)| *to >= from).map(|(first, _)| first.max(from)).min()
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
