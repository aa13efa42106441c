//! What every tag was at a time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use crate::historian::query::statistics::told;
use crate::historian::store::{Content, LOOK_BACK, Parts};
use crate::historian::{
    Dictionary, DictionaryEntry, Head, Sealed, SegmentLine, Series, Store, hold_limit_us,
};
use crate::tag::{Quality, Value};
use crate::time::Timestamp;
use crate::trend::Reading;

/// The last row of a tag at a time, however long ago.
#[derive(Clone, Debug, PartialEq)]
pub struct LastRow {
    /// When it stands.
    pub time: Timestamp,
    /// Its value, if it had one.
    pub value: Option<Value>,
    /// Its quality as it was told.
    pub quality: Quality,
    /// Longer than this after it is a gap.
    pub hold: Duration,
}

/// What is known so far, from the newest part back.
struct State {
    time: i64,
    /// Rows before a gap count too.
    through_gaps: bool,
    /// Present ids by former ones.
    present: BTreeMap<Arc<str>, Arc<str>>,
    tags: BTreeMap<Arc<str>, Known>,
}

/// A tag with its last row.
struct Known {
    entry: DictionaryEntry,
    series: Option<Series>,
}

impl Store {
    /// What every tag was at a time, by its present id, in order of ids: the last row at or before it, stale
    /// where that was too old by then. A tag that had no row yet, or lay in a gap, is left out. Tags that are
    /// no longer in the layout are told too. One pass a segment; of each tag one block at most is unpacked in it.
    pub fn state_at(&self, time: Timestamp) -> Vec<(Arc<str>, Reading)> {
        self.seen(time, false).readings()
    }

    /// The last row of every tag at or before a time, by its present id, in order of ids, however long ago:
    /// what a screen still showed then, for a replay. One pass a segment, as for [`Store::state_at`].
    pub fn last_rows(&self, time: Timestamp) -> Vec<(Arc<str>, LastRow)> {
        self.seen(time, true).rows()
    }

    fn seen(&self, time: Timestamp, through_gaps: bool) -> State {
        let time = time.micros();
        self.settled(|parts| self.state_of(parts, time, through_gaps))
    }

    fn state_of(&self, parts: &Parts, time: i64, through_gaps: bool) -> State {
        let mut state = State { time, through_gaps, present: BTreeMap::new(), tags: BTreeMap::new() };
        self.current(|current| {
            state.rename(current.head.dictionary());
            state.head(&current.head);
        });
        let begun = |held: &Content| held.ends.is_some_and(|(first, _)| first <= time);
        for frozen in self.waiting(parts, begun).rev() {
            state.head(&frozen.head);
        }
        let mut earlier: Vec<&SegmentLine> =
            parts.sealed.iter().filter(|line| line.from_us <= time).collect();
        // The one that reaches farthest holds most of what is looked for.
        earlier.sort_by_key(|line| std::cmp::Reverse((line.to_us.min(time), line.from_us)));
        let mut left = LOOK_BACK;
        for line in earlier {
            if left == 0 {
                break;
            }
            if let Some(sealed) = self.sealed(line) {
                left -= 1;
                for damage in state.sealed(&sealed, line) {
                    self.trouble(&line.file, &damage);
                }
            }
        }
        state
    }

    /// Hash of the layout in force at a time: that of the part which began last by then, or of the first.
    pub fn layout_at(&self, time: Timestamp) -> Arc<str> {
        let time = time.micros();
        let parts = self.parts();
        let (current, begins) =
            self.current(|current| (Arc::clone(current.head.dictionary()), current.head.ends()));
        let mut known: Vec<(i64, Arc<str>)> =
            begins.map(|(from, _)| (from, current.layout.clone())).into_iter().collect();
        for frozen in &parts.frozen {
            let begins = frozen.head.ends().map(|(from, _)| from);
            known.extend(begins.map(|from| (from, frozen.head.dictionary().layout.clone())));
        }
        // Segments stand in order of their begin; the last before the time is enough.
        let line = parts.sealed.iter().rev().find(|line| line.from_us <= time).or(parts.sealed.first());
        if let Some((line, sealed)) = line.and_then(|line| Some((line, self.sealed(line)?))) {
            known.push((line.from_us, sealed.dictionary().layout.clone()));
        }
        let before = known.iter().filter(|(from, _)| *from <= time).max_by_key(|(from, _)| *from);
        let found = before.or_else(|| known.iter().min_by_key(|(from, _)| *from));
        found.map_or(current.layout.clone(), |(_, hash)| Arc::clone(hash))
    }
}

impl State {
    fn rename(&mut self, dictionary: &Dictionary) {
        for tag in &dictionary.tags {
            self.present.extend(tag.formerly.iter().map(|old| (Arc::clone(old), Arc::clone(&tag.id))));
        }
    }

    /// Enters a tag of a part under its present id.
    fn known(&mut self, entry: &DictionaryEntry) -> &mut Known {
        let id = self.present.get(&entry.id).unwrap_or(&entry.id);
        self.tags.entry(Arc::clone(id)).or_insert_with(|| Known { entry: entry.clone(), series: None })
    }

    fn head(&mut self, head: &Head) {
        let time = self.time;
        for (number, entry) in (0u32..).zip(&head.dictionary().tags) {
            let found = head.last_before(number, time);
            self.known(entry).take(found);
        }
    }

    /// Looks into a segment for those tags of which it may hold a later row; tells what is damaged.
    fn sealed(&mut self, sealed: &Sealed, line: &SegmentLine) -> Vec<String> {
        let (time, through_gaps) = (self.time, self.through_gaps);
        let reach = line.to_us.min(time);
        let recorded: BTreeSet<u32> = sealed.tags().collect();
        let (mut numbers, mut ids) = (Vec::new(), Vec::new());
        for (number, entry) in (0u32..).zip(&sealed.dictionary().tags) {
            if recorded.contains(&number) && self.known(entry).may_change(time, reach, through_gaps) {
                numbers.push(number);
                ids.push(entry);
            }
        }
        let mut damages = Vec::new();
        for (entry, found) in ids.into_iter().zip(sealed.last_before_of(&numbers, time)) {
            match found {
                Ok(found) => self.known(entry).take(found),
                Err(damage) => damages.push(damage.to_string()),
            }
        }
        damages
    }

    fn rows(self) -> Vec<(Arc<str>, LastRow)> {
        let time = self.time;
        let row = |(id, known): (Arc<str>, Known)| Some((id, known.row(time)?));
        self.tags.into_iter().filter_map(row).collect()
    }

    fn readings(self) -> Vec<(Arc<str>, Reading)> {
        let time = self.time;
        let reading = |(id, known): (Arc<str>, Known)| Some((id, told(&known.series?, &known.entry, time)?));
        self.tags.into_iter().filter_map(reading).collect()
    }
}

impl Known {
    fn last(&self) -> Option<i64> {
        self.series.as_ref()?.times.last().copied()
    }

    fn row(&self, time: i64) -> Option<LastRow> {
        let series = self.series.as_ref()?;
        let row = series.times.partition_point(|at| *at <= time).checked_sub(1)?;
        Some(LastRow {
            time: Timestamp::from_micros(*series.times.get(row)?),
            value: series.value(row).filter(|_| series.code(row).has_value()),
            quality: series.quality(row),
            hold: Duration::from_micros(hold_limit_us(&self.entry).unsigned_abs()),
        })
    }

    /// Whether a part that reaches to a time may hold a later row that still counts.
    fn may_change(&self, time: i64, reach: i64, through_gaps: bool) -> bool {
        (through_gaps || reach >= time.saturating_sub(hold_limit_us(&self.entry)))
            && self.last().is_none_or(|last| last <= reach)
    }

    /// The later row counts; of two of one time that from the newer part, which came first.
    fn take(&mut self, found: Option<Series>) {
        let time = found.as_ref().and_then(|series| series.times.last().copied());
        if time.is_some() && time > self.last() {
            self.series = found;
        }
    }
}
