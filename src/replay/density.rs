//! Where things happened in a recording, in equal parts.

use crate::journal::EntryKind;
use crate::message::Density;
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
    let mut marks: Vec<_> = entries
        .iter()
        .filter(|entry| match entry.kind {
            EntryKind::Alarm | EntryKind::Command | EntryKind::Note => true,
            EntryKind::Link | EntryKind::Layout | EntryKind::System => false,
        })
        .map(|entry| (entry.time, entry.kind))
        .collect();
    let too_many = marks.len().saturating_sub(Density::MARKS_MAX);
    marks.drain(..too_many);
    Density { counts, marks, left_out }
}
