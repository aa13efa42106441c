//! The alarms as they stood at a time: the last recorded change of each, never judged anew.
//!
//! Changes are read once, piece by piece from the begin of the recording, and kept in chunks that each know
//! what stood before them. So the state at any time is a chunk and what happened in it, however long ago an
//! alarm was put aside.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::alarm::{Book, Change, Kept, PERIOD_HEALTH, Picture};
use crate::journal::{Entry, EntryKind};
use crate::plant::Plant;
use crate::replay::Recording;
use crate::replay::player::first_entries;
use crate::tag::{Quality, SampleTable, TagIndex, Value};
use crate::time::{Moment, Span, Timestamp};

/// So much time is read at once.
const PIECE: Duration = Duration::from_secs(24 * 3_600);
/// Entries of a piece; of one that has more, a part is read.
const ENTRIES_MAX: usize = 20_000;
/// Pieces that are read for one picture; more go on with the next.
const PIECES_MAX: usize = 40;
/// A chunk with so many changes is full.
const CHANGES_FULL: usize = 4_096;
/// Changes that are kept in memory; the others are read again when they are looked at.
const HELD_MAX: usize = 100_000;
/// More changes than this are not gone through to come from one picture to the next.
const FOLLOWED_MAX: usize = 4_096;

/// The last change of each alarm.
type Known = BTreeMap<Arc<str>, Arc<Change>>;

/// Changes in order of time.
#[derive(Debug)]
struct Chunk {
    /// What was read for it.
    span: Span,
    /// What stood before it.
    before: Known,
    /// `None` where they were let go.
    changes: Option<Vec<Arc<Change>>>,
}

/// A book that stands at a time.
#[derive(Debug)]
struct Standing {
    layout: Arc<str>,
    at: Timestamp,
    book: Book,
}

/// The alarms of a recording at any time.
#[derive(Debug, Default)]
pub(super) struct Alarms {
    chunks: Vec<Chunk>,
    /// After everything that was read.
    known: Known,
    /// All before this was read; `None` while nothing was.
    read: Option<Timestamp>,
    held: usize,
    standing: Option<Standing>,
}

impl Alarms {
    /// The alarms at a time, and whether all that came before it was read: the rest follows with the next
    /// pictures of the same time.
    pub(super) fn at(
        &mut self,
        plant: &Plant,
        recording: &dyn Recording,
        samples: &SampleTable,
        at: Moment,
    ) -> (Arc<Picture>, bool) {
        let complete = self.read_until(recording, at.utc);
        self.stand(plant, recording, at.utc);
        let Some(standing) = &mut self.standing else { return (Arc::default(), complete) };
        standing.book.look(at, &|tag| current(plant, samples, tag, at));
        let picture = standing.book.picture(at);
        if !complete {
            // What is read next came before this time: a book that stands there would never take it.
            self.standing = None;
        }
        (picture, complete)
    }

    /// Reads on until a time, a piece ahead so that playing on reads nothing for a while.
    fn read_until(&mut self, recording: &dyn Recording, at: Timestamp) -> bool {
        for _ in 0..PIECES_MAX {
            let from = match self.read {
                Some(read) if read > at => return true,
                Some(read) => read,
                // What an excerpt says of the time before it.
                None => Timestamp::from_nanos(i64::MIN),
            };
            let begin = recording.span().map_or(at, |span| span.from);
            let to = if self.read.is_none() { begin } else { from.after(PIECE) };
            let (to, entries) = first_entries(recording, Span { from, to }, ENTRIES_MAX);
            self.take(Span { from, to }, entries);
            self.read = Some(Timestamp::from_micros(to.micros().saturating_add(1)));
        }
        self.read.is_some_and(|read| read > at)
    }

    fn take(&mut self, span: Span, entries: Vec<Entry>) {
        let changes: Vec<Arc<Change>> = entries.iter().filter_map(change_of).map(Arc::new).collect();
        let room = |chunk: &Chunk| chunk.changes.as_ref().is_some_and(|held| held.len() < CHANGES_FULL);
        if !self.chunks.last().is_some_and(room) {
            self.chunks.push(Chunk { span, before: self.known.clone(), changes: Some(Vec::new()) });
        }
        for change in &changes {
            self.known.insert(Arc::clone(&change.alarm), Arc::clone(change));
        }
        self.held += changes.len();
        if let Some(chunk) = self.chunks.last_mut() {
            chunk.span.to = span.to;
            chunk.changes.get_or_insert_default().extend(changes);
        }
        let last = self.chunks.len().saturating_sub(1);
        self.let_go(last);
    }

    /// Lets changes go while there are too many, the farthest from a chunk first.
    fn let_go(&mut self, around: usize) {
        while self.held > HELD_MAX {
            let held = self.chunks.iter().enumerate().filter(|(_, chunk)| chunk.changes.is_some());
            let Some((farthest, _)) = held.max_by_key(|(at, _)| at.abs_diff(around)) else { return };
            if farthest == around {
                return;
            }
            let gone = self.chunks.get_mut(farthest).and_then(|chunk| chunk.changes.take());
            self.held = self.held.saturating_sub(gone.map_or(0, |gone| gone.len()));
        }
    }

    /// Brings the book to a time: on from where it stands, or anew.
    fn stand(&mut self, plant: &Plant, recording: &dyn Recording, at: Timestamp) {
        if let Some(mut standing) = self.standing.take_if(|standing| {
            standing.layout == plant.hash
                && standing.at <= at
                && Span::between(standing.at, at).length() < PIECE
        }) {
            let next = self.changes(recording, Some(standing.at), at);
            if next.len() <= FOLLOWED_MAX {
                for change in &next {
                    standing.book.follow(change);
                }
                standing.at = at;
                self.standing = Some(standing);
                return;
            }
        }
        let (first, before) = self.begin(at);
        let mut book = Book::new(&plant.alarms, plant.tags.len());
        book.restore(before.into_iter().map(|(id, change)| (id, kept(&change))).collect());
        for change in &self.changes_from(recording, first, None, at) {
            book.follow(change);
        }
        self.standing = Some(Standing { layout: Arc::clone(&plant.hash), at, book });
    }

    /// The chunk to begin with so that the figures of a while before a time come out, and what stood before it.
    fn begin(&self, at: Timestamp) -> (usize, Known) {
        let last = self.chunk_of(at);
        let oldest = at.before(PERIOD_HEALTH);
        let mut first = last;
        let mut count = 0;
        while let Some(before) = first.checked_sub(1).and_then(|at| self.chunks.get(at)) {
            count += before.changes.as_ref().map_or(CHANGES_FULL, Vec::len);
            if before.span.to < oldest || count > FOLLOWED_MAX * 2 {
                break;
            }
            first -= 1;
        }
        (first, self.chunks.get(first).map(|chunk| chunk.before.clone()).unwrap_or_default())
    }

    fn chunk_of(&self, at: Timestamp) -> usize {
        self.chunks.partition_point(|chunk| chunk.span.from <= at).saturating_sub(1)
    }

    /// The changes after a time and not after another.
    fn changes(
        &mut self,
        recording: &dyn Recording,
        after: Option<Timestamp>,
        until: Timestamp,
    ) -> Vec<Arc<Change>> {
        let first = after.map_or(0, |after| self.chunk_of(after));
        self.changes_from(recording, first, after, until)
    }

    fn changes_from(
        &mut self,
        recording: &dyn Recording,
        first: usize,
        after: Option<Timestamp>,
        until: Timestamp,
    ) -> Vec<Arc<Change>> {
        let last = self.chunk_of(until);
        let mut found = Vec::new();
        for at in first..=last {
            let Some(chunk) = self.chunks.get_mut(at) else { break };
            if chunk.changes.is_none() {
                let again = read_again(recording, chunk.span);
                self.held += again.len();
                chunk.changes = Some(again);
            }
            let changes = chunk.changes.as_deref().unwrap_or_default();
            let begin = after.map_or(0, |after| changes.partition_point(|change| change.at <= after));
            let end = changes.partition_point(|change| change.at <= until);
            found.extend(changes.get(begin..end).unwrap_or_default().iter().map(Arc::clone));
            self.let_go(at);
        }
        found
    }
}

/// What is recorded of an alarm, as a book takes it back.
fn kept(change: &Change) -> Kept {
    change.after.clone()
}

/// The changes of a chunk that were let go.
fn read_again(recording: &dyn Recording, span: Span) -> Vec<Arc<Change>> {
    let mut found = Vec::new();
    let mut from = span.from;
    while from <= span.to {
        let (to, entries) = first_entries(recording, Span { from, to: span.to }, ENTRIES_MAX);
        found.extend(entries.iter().filter_map(change_of).map(Arc::new));
        from = Timestamp::from_micros(to.micros().saturating_add(1));
    }
    found
}

fn change_of(entry: &Entry) -> Option<Change> {
    if entry.kind != EntryKind::Alarm {
        return None;
    }
    Change::read(&entry.details, entry.time, &entry.source, &entry.subject)
}

/// A tag's value and what it is worth at a time.
fn current(plant: &Plant, samples: &SampleTable, tag: TagIndex, now: Moment) -> (Option<Value>, Quality) {
    match (plant.tag(tag), samples.get(tag)) {
        (Some(definition), Some(sample)) => {
            (sample.value().cloned(), sample.quality_at(now, definition.stale_after))
        }
        _ => (None, Quality::NOT_RECORDED),
    }
}

#[cfg(test)]
mod tests;
