//! What alarms did when the station ran: from the events of a store, or from a journal's lines.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::time::Duration;

use crate::alarm::Change;
use crate::cli::Failure;
use crate::cli::alarms::figures::{Fact, Figures};
use crate::historian::Store;
use crate::journal::{Chained, Entry, EntryKind};
use crate::time::{Span, Timestamp};

/// Events read at a time: those of an hour, at most so many.
const EVENTS_MAX: usize = 500_000;
const STRETCH: Duration = Duration::from_secs(3_600);

/// What was recorded of alarms.
pub(super) struct Past {
    pub(super) figures: Figures,
    pub(super) changes: u64,
    /// Entries that could not be read or were too many.
    pub(super) lost: u64,
}

/// From a store's events; `gaps` are times in which nothing was recorded.
pub(super) fn of_store(store: &Store, span: Span, gaps: &[Span]) -> Past {
    let mut past = Past { figures: Figures::new(span), changes: 0, lost: 0 };
    let mut open = gaps.iter();
    let mut next = open.next();
    let mut from = span.from;
    while from <= span.to {
        let to = from.after(STRETCH).min(span.to);
        let (entries, left_out) = store.events(Span { from, to }, EVENTS_MAX);
        past.lost += left_out as u64;
        for entry in &entries {
            while let Some(gap) = next.filter(|gap| gap.to <= entry.time) {
                past.figures.gap(*gap);
                next = open.next();
            }
            past.take(entry);
        }
        let Some(begin) = to.nanos().checked_add(1) else { break };
        from = Timestamp::from_nanos(begin);
    }
    let lost: Duration = gaps.iter().map(|gap| gap.length()).sum();
    past.figures.finish(span.length().saturating_sub(lost));
    past
}

/// From a journal's lines, from its first to its last entry.
pub(super) fn of_journal(path: &Path) -> Result<(Past, Span), Failure> {
    let fail = |error: std::io::Error| Failure(format!("cannot read {}: {error}", path.display()));
    let read = |visit: &mut dyn FnMut(Option<Entry>)| -> Result<(), Failure> {
        for line in BufReader::new(File::open(path).map_err(fail)?).lines() {
            let line = line.map_err(fail)?;
            visit(serde_json::from_str::<Chained>(&line).ok().and_then(|chained| chained.entry()));
        }
        Ok(())
    };
    let mut ends: Option<Span> = None;
    read(&mut |entry| {
        if let Some(entry) = entry {
            let known = ends.unwrap_or(Span { from: entry.time, to: entry.time });
            ends = Some(Span { from: known.from.min(entry.time), to: known.to.max(entry.time) });
        }
    })?;
    let span = ends.ok_or_else(|| Failure(format!("{} holds no entry", path.display())))?;
    let mut past = Past { figures: Figures::new(span), changes: 0, lost: 0 };
    read(&mut |entry| match entry {
        Some(entry) => past.take(&entry),
        None => past.lost += 1,
    })?;
    past.figures.finish(span.length());
    Ok((past, span))
}

impl Past {
    fn take(&mut self, entry: &Entry) {
        if entry.kind != EntryKind::Alarm {
            return;
        }
        match fact(entry) {
            Some(fact) => {
                self.changes += 1;
                self.figures.take(&fact);
            }
            None => self.lost += 1,
        }
    }
}

/// What an alarm entry says, as far as the figures need it.
pub(super) fn fact(entry: &Entry) -> Option<Fact> {
    let change = Change::read(&entry.details, entry.time, &entry.source, &entry.subject)?;
    Some(Fact::from(&change))
}
