//! Where things happened in a recording, in equal parts.

use std::cmp::Reverse;

use crate::alarm::{Happening, Priority};
use crate::journal::{Entry, EntryKind};
use crate::message::{Density, LaneMark};
use crate::replay::Recording;
use crate::time::Span;

/// Entries that are counted; of more, the oldest are left out and told so.
const ENTRIES_MAX: usize = 50_000;

/// Counts what happened in a span.
pub fn density(recording: &dyn Recording, span: Span) -> Density {
    let (entries, left_out) = recording.events(span, ENTRIES_MAX);
    let mut counts = vec![0u32; Density::PARTS];
    let length = (i128::from(span.to.nanos()) - i128::from(span.from.nanos())).max(1);
    for entry in &entries {
        let passed = i128::from(entry.time.nanos()) - i128::from(span.from.nanos());
        let part = (passed * Density::PARTS as i128 / length).clamp(0, Density::PARTS as i128 - 1);
        if let Some(count) = counts.get_mut(part as usize) {
            *count += 1;
        }
    }
    let marks = most_telling(entries.iter().filter_map(mark).collect());
    Density { counts, marks, left_out }
}

/// The mark of an entry. What an alarm does after it was raised has none: a lane full of marks tells nothing.
fn mark(entry: &Entry) -> Option<LaneMark> {
    let mark = |priority| Some(LaneMark { time: entry.time, kind: entry.kind, priority });
    match entry.kind {
        EntryKind::Command | EntryKind::Note => mark(None),
        EntryKind::Alarm => match entry.details.get("happening") {
            Some(word) if &**word != Happening::Raised.word() => None,
            Some(_) | None => mark(entry.details.get("priority").and_then(|word| Priority::parse(word))),
        },
        EntryKind::Link | EntryKind::Layout | EntryKind::System => None,
    }
}

/// Of too many, notes and the most urgent alarms stay, of the same the newest.
fn most_telling(mut marks: Vec<LaneMark>) -> Vec<LaneMark> {
    if marks.len() > Density::MARKS_MAX {
        let rank = |mark: &LaneMark| match (mark.kind, mark.priority) {
            (EntryKind::Note, _) => 0,
            (_, Some(priority)) => 1 + priority.slot(),
            (_, None) => 3,
        };
        marks.sort_by_key(|mark| (rank(mark), Reverse(mark.time)));
        marks.truncate(Density::MARKS_MAX);
        marks.sort_by_key(|mark| mark.time);
    }
    marks
}
