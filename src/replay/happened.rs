//! The journal as it stood at a time: the last entries before it. What was read is kept for the time around.

use std::sync::Arc;
use std::time::Duration;

use crate::journal::Entry;
use crate::replay::Recording;
use crate::time::{Span, Timestamp};

/// Entries a screen shows.
pub(super) const SHOWN: usize = 500;
/// Entries that are read at once.
const READ_MAX: usize = 20_000;
/// So far ahead of the time is read, so that playing on reads nothing for a while.
const AHEAD: Duration = Duration::from_secs(600);

/// Entries around a time.
#[derive(Debug, Default)]
pub(super) struct Happened {
    /// Complete from its begin, or from the oldest entry, to its end.
    span: Option<Span>,
    entries: Vec<Entry>,
    shown: Arc<[Entry]>,
}

impl Happened {
    /// The last entries at or before a time, oldest first. The same list as before where it did not change.
    pub(super) fn before(&mut self, recording: &dyn Recording, at: Timestamp) -> Arc<[Entry]> {
        let begin = recording.span().map_or(at, |span| span.from.before(AHEAD));
        let count = |entries: &[Entry]| entries.partition_point(|entry| entry.time <= at);
        let enough = self
            .span
            .is_some_and(|span| span.holds(at) && (count(&self.entries) >= SHOWN || span.from <= begin));
        if !enough {
            self.read(recording, begin, at);
        }
        let end = count(&self.entries);
        let last = self.entries.get(end.saturating_sub(SHOWN)..end).unwrap_or_default();
        if last.len() != self.shown.len()
            || last.last() != self.shown.last()
            || last.first() != self.shown.first()
        {
            self.shown = last.into();
        }
        Arc::clone(&self.shown)
    }

    fn read(&mut self, recording: &dyn Recording, begin: Timestamp, at: Timestamp) {
        let to = at.after(AHEAD);
        let mut back = AHEAD;
        loop {
            let from = at.before(back).max(begin);
            let (entries, left_out) = recording.events(Span { from, to }, READ_MAX);
            let before = entries.partition_point(|entry| entry.time <= at);
            if before >= SHOWN || from <= begin {
                return self.keep(recording, Span { from, to }, entries, left_out, at);
            }
            back = back.saturating_mul(8);
        }
    }

    fn keep(
        &mut self,
        recording: &dyn Recording,
        span: Span,
        entries: Vec<Entry>,
        left_out: usize,
        at: Timestamp,
    ) {
        let from = if left_out == 0 { Some(span.from) } else { entries.first().map(|entry| entry.time) };
        if let Some(from) = from.filter(|from| *from <= at) {
            self.span = Some(Span { from, to: span.to });
            self.entries = entries;
            return;
        }
        // A flood fills the time ahead: the list that ends at the time itself always fits.
        let (entries, _) = recording.events(Span { from: span.from, to: at }, READ_MAX);
        self.span = Some(Span { from: entries.first().map_or(span.from, |entry| entry.time), to: at });
        self.entries = entries;
    }
}
