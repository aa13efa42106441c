//! The store as the queries want it: rows and buckets of a tag, from whatever parts they come.

use std::sync::Arc;

use crate::historian::archivist::days;
use crate::historian::pyramid::join;
use crate::historian::query::Shelf;
use crate::historian::store::asking::meets;
use crate::historian::store::order::in_order;
use crate::historian::store::waiting::Content;
use crate::historian::store::{Parts, Store};
use crate::historian::{Bucket, Dictionary, DictionaryEntry, Head, Level, SegmentLine, Series};

/// Parts looked into for a row before a span: beyond them a value is too old to count.
pub(in crate::historian) const LOOK_BACK: usize = 8;

impl Shelf for Store {
    fn entry(&self, tag: &str) -> Option<DictionaryEntry> {
        let ids = self.ids(tag);
        let of = |dictionary: &Dictionary| {
            ids.iter().find_map(|id| dictionary.tag(dictionary.number(id)?).cloned())
        };
        self.settled(|parts| {
            let current = self.current(|current| of(current.head.dictionary()));
            let frozen = || parts.frozen.iter().rev().find_map(|frozen| of(frozen.head.dictionary()));
            let aside = || parts.aside.iter().rev().find_map(|aside| of(&self.content(aside)?.dictionary));
            let sealed = || parts.sealed.iter().rev().find_map(|line| of(self.sealed(line)?.dictionary()));
            current.or_else(frozen).or_else(aside).or_else(sealed)
        })
    }

    fn series(&self, tag: &str, from: i64, to: i64) -> Vec<Series> {
        let ids = self.ids(tag);
        self.settled(|parts| self.series_of(parts, &ids, from, to))
    }

    fn last_before(&self, tag: &str, time: i64) -> Option<Series> {
        let ids = self.ids(tag);
        self.settled(|parts| self.before(parts, &ids, time))
    }

    fn buckets(&self, tag: &str, level: Level, from: i64, to: i64) -> Option<Vec<Bucket>> {
        let ids = self.ids(tag);
        self.settled(|parts| self.buckets_of(parts, &ids, level, (from, to)))
    }

    fn oldest(&self, tag: &str) -> Option<i64> {
        let ids = self.ids(tag);
        self.settled(|parts| self.oldest_of(parts, &ids))
    }
}

impl Store {
    fn buckets_of(
        &self,
        parts: &Parts,
        ids: &[Arc<str>],
        level: Level,
        (from, to): (i64, i64),
    ) -> Option<Vec<Bucket>> {
        let mut all = Vec::new();
        let first = level.start(from);
        let meets = |line: &&SegmentLine| line.from_us < to && line.to_us >= first;
        for line in parts.bygone.iter().chain(parts.sealed.iter()).filter(meets) {
            self.sealed_buckets(line, ids, level, (from, to), &mut all)?;
        }
        let of =
            |dictionary: &Dictionary| ids.iter().filter_map(|id| dictionary.number(id)).collect::<Vec<_>>();
        for frozen in self.waiting(parts, |held| held.ends.is_some_and(|(a, b)| a < to && b >= first)) {
            for number in of(frozen.head.dictionary()) {
                all.extend(frozen.pyramid.buckets(number, level, from, to)?);
            }
        }
        let live = self.current(|current| {
            let numbers = of(current.head.dictionary());
            let live = numbers.iter().map(|number| current.pyramid.buckets(*number, level, from, to));
            live.collect::<Option<Vec<_>>>()
        })?;
        all.extend(live.into_iter().flatten());
        Some(join(all))
    }

    fn oldest_of(&self, parts: &Parts, ids: &[Arc<str>]) -> Option<i64> {
        let sealed = parts.sealed.iter().find_map(|line| {
            let sealed = self.sealed(line)?;
            let first = |id: &Arc<str>| Some(sealed.blocks(sealed.dictionary().number(id)?).next()?.first);
            ids.iter().filter_map(first).min()
        });
        let of = |head: &Head| ids.iter().filter_map(|id| head.oldest(head.dictionary().number(id)?)).min();
        let bygone = parts.bygone.iter().find_map(|line| {
            let day = days(line.from_us, line.to_us).next()?;
            let pyramid = self.pyramid(line, day)?;
            ids.iter().any(|id| pyramid.find(id).ok().flatten().is_some()).then_some(line.from_us)
        });
        let known = [bygone, sealed].into_iter().flatten().min();
        let older =
            move |held: &Content| held.ends.is_some_and(|(first, _)| known.is_none_or(|known| first < known));
        let waiting = self.waiting(parts, older).filter_map(|frozen| of(&frozen.head)).min();
        let live = self.current(|current| of(&current.head));
        [known, waiting, live].into_iter().flatten().min()
    }

    fn series_of(&self, parts: &Parts, ids: &[Arc<str>], from: i64, to: i64) -> Vec<Series> {
        let mut found = Vec::new();
        for line in parts.sealed.iter().filter(|line| line.from_us <= to && line.to_us >= from) {
            found.extend(self.sealed_series(line, ids, from, to));
        }
        for frozen in self.waiting(parts, |held| meets(held.ends, from, to)) {
            found.extend(of_head(&frozen.head, ids, from, to));
        }
        self.current(|current| found.extend(of_head(&current.head, ids, from, to)));
        let found = in_order(found);
        let begins = found.first().and_then(|series| series.times.first().copied());
        // A head that is not in memory may be newer than one that is.
        let newer = |begins| parts.aside.iter().any(|aside| may_hold(self.content(aside), begins, from));
        if begins.is_some_and(|begins| begins <= from && !newer(begins)) {
            return found;
        }
        // The row before the span stands in an earlier part.
        let before = self.before(parts, ids, from);
        in_order(before.into_iter().chain(found).collect())
    }

    pub(super) fn sealed_series(
        &self,
        line: &SegmentLine,
        ids: &[Arc<str>],
        from: i64,
        to: i64,
    ) -> Vec<Series> {
        let Some(sealed) = self.sealed(line) else { return Vec::new() };
        let mut found = Vec::new();
        for number in ids.iter().filter_map(|id| sealed.dictionary().number(id)) {
            let stretch = sealed.series(number, from, to);
            for damage in stretch.damages {
                self.trouble(&line.file, &damage.to_string());
            }
            found.extend(stretch.series);
        }
        found
    }

    /// Adds the buckets of a segment; `None` if its pyramid cannot tell.
    fn sealed_buckets(
        &self,
        line: &SegmentLine,
        ids: &[Arc<str>],
        level: Level,
        (from, to): (i64, i64),
        all: &mut Vec<Bucket>,
    ) -> Option<()> {
        let wanted = days(line.from_us.max(level.start(from)), line.to_us.min(to));
        if wanted.is_empty() {
            return None;
        }
        for day in wanted {
            let pyramid = self.pyramid(line, day)?;
            for id in ids {
                // A tag that is not in the file had no rows that day.
                let Some(found) = pyramid.find(id).ok()? else { continue };
                if level == Level::Day {
                    all.push(found.totals);
                    continue;
                }
                let buckets = pyramid.buckets(&found, level).ok()??;
                let first = level.start(from);
                all.extend(buckets.into_iter().filter(|bucket| first <= bucket.start && bucket.start < to));
            }
        }
        Some(())
    }

    /// The last row at or before a time, from the parts that may hold it.
    fn before(&self, parts: &Parts, ids: &[Arc<str>], time: i64) -> Option<Series> {
        let of = |head: &Head| {
            let numbers = ids.iter().filter_map(|id| head.dictionary().number(id));
            numbers.filter_map(|number| head.last_before(number, time)).collect::<Vec<_>>()
        };
        let mut found = self.current(|current| of(&current.head));
        found.extend(parts.frozen.iter().flat_map(|frozen| of(&frozen.head)));
        for aside in parts.aside.iter().rev() {
            let best = found.iter().filter_map(|series| series.times.first().copied()).max();
            let later = |held: &Content| may_hold(Some(held), best.unwrap_or(i64::MIN), time);
            found.extend(self.read_aside(aside, &later).iter().flat_map(|frozen| of(&frozen.head)));
        }
        if found.is_empty() {
            let earlier = parts.sealed.iter().rev().filter(|line| line.from_us <= time).take(LOOK_BACK);
            for line in earlier {
                let Some(sealed) = self.sealed(line) else { continue };
                let numbers = ids.iter().filter_map(|id| sealed.dictionary().number(id));
                found.extend(numbers.filter_map(|number| sealed.last_before(number, time).ok().flatten()));
                if found.iter().any(|series| series.times.first().is_some_and(|at| *at >= line.from_us)) {
                    break;
                }
            }
        }
        found.into_iter().max_by_key(|series| series.times.first().copied())
    }
}

/// Whether a head may hold a row after one time, at or before another.
fn may_hold(held: Option<&Content>, after: i64, until: i64) -> bool {
    held.and_then(|held| held.ends).is_some_and(|(first, last)| first <= until && last > after)
}

pub(super) fn of_head(head: &Head, ids: &[Arc<str>], from: i64, to: i64) -> Vec<Series> {
    let numbers = ids.iter().filter_map(|id| head.dictionary().number(id));
    numbers.flat_map(|number| head.rows_of(number, from, to)).collect()
}
