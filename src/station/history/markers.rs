//! Journal entries as the trend screen shows them: what happened when, and how an alarm stood after it.

use std::sync::Arc;

use crate::alarm::{Change, Happening, Mark};
use crate::historian::Store;
use crate::journal::{Entry, EntryKind};
use crate::time::{Span, Timestamp};
use crate::trend::{Marker, MarkerKind};

/// Markers of one answer.
const MARKERS_MAX: usize = 2_000;

/// The markers of a span, and how many more there are.
pub(super) fn markers(store: &Store, span: Option<Span>) -> (Arc<[Marker]>, usize) {
    let Some(span) = span else { return (Arc::from([]), 0) };
    let (entries, left_out) = store.events(span, MARKERS_MAX);
    (entries.iter().filter_map(marker).collect(), left_out)
}

/// What the screen shows of an entry. That an alarm is suppressed by design or no longer is stands in the
/// journal alone: it comes and goes with the machines and would bury what happened.
fn marker(entry: &Entry) -> Option<Marker> {
    let change = (entry.kind == EntryKind::Alarm)
        .then(|| Change::read(&entry.details, entry.time, &entry.source, &entry.subject))
        .flatten();
    let kind = match entry.kind {
        EntryKind::Alarm => {
            change.as_ref().map_or(Some(MarkerKind::Alarm), |change| lane(change.happening))?
        }
        EntryKind::Command => MarkerKind::Command,
        EntryKind::Link => MarkerKind::Link,
        EntryKind::Note => MarkerKind::Note,
        EntryKind::Layout | EntryKind::System => MarkerKind::System,
    };
    // A note is about the time it was pinned to, not about when it was written.
    let at = entry.details.get("at").filter(|_| entry.kind == EntryKind::Note);
    Some(Marker {
        time: at.and_then(|at| Timestamp::parse(at)).unwrap_or(entry.time),
        kind,
        source: Arc::clone(&entry.source),
        subject: Arc::clone(&entry.subject),
        text: Arc::clone(&entry.text),
        mark: change.map(|change| Mark::of(&change.after.axes, change.priority)),
    })
}

/// Whether the process or an operator did it.
const fn lane(happening: Happening) -> Option<MarkerKind> {
    match happening {
        Happening::Raised | Happening::Returned | Happening::ShelfEnded | Happening::Removed => {
            Some(MarkerKind::Alarm)
        }
        Happening::Acknowledged
        | Happening::Reset
        | Happening::Shelved
        | Happening::Unshelved
        | Happening::OutOfService
        | Happening::InService => Some(MarkerKind::Command),
        Happening::Suppressed | Happening::Unsuppressed => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alarm::{AlarmIndex, Annunciation, Axes, Kept, Occurrence, Priority, State};

    fn told(happening: Happening, state: State, suppressed: bool) -> Option<Marker> {
        let at = Timestamp::from_millis(1_795_000_000_000);
        let axes = Axes { state, suppressed: suppressed.then_some(at), ..Axes::default() };
        let change = Change {
            index: AlarmIndex(0),
            alarm: "P-103.trip".into(),
            priority: Priority::High,
            happening,
            at,
            by: "station".into(),
            reason: "".into(),
            after: Kept { axes, occurrence: Occurrence(1), raised: Some(at), ..Kept::default() },
        };
        marker(&Entry {
            time: at,
            kind: EntryKind::Alarm,
            source: Arc::clone(&change.by),
            subject: Arc::clone(&change.alarm),
            text: "tripped".into(),
            details: change.entry_details(),
        })
    }

    #[test]
    fn an_alarm_is_marked_as_it_stood_and_what_an_operator_did_stands_with_the_operator() {
        let raised = told(Happening::Raised, State::Unacknowledged, false).unwrap();
        assert_eq!(raised.kind, MarkerKind::Alarm);
        assert_eq!(raised.mark, Some(Mark::Shown(Annunciation::New, Priority::High)));
        let back = told(Happening::Returned, State::ReturnedUnacknowledged, false).unwrap();
        assert_eq!(back.mark, Some(Mark::Shown(Annunciation::Returned, Priority::High)));
        let hidden = told(Happening::Raised, State::Unacknowledged, true).unwrap();
        assert_eq!(hidden.mark, Some(Mark::Suppressed(Priority::High)));
        let seen = told(Happening::Acknowledged, State::Acknowledged, false).unwrap();
        assert_eq!(seen.kind, MarkerKind::Command);
        assert_eq!(told(Happening::Suppressed, State::Normal, true), None);
    }
}
