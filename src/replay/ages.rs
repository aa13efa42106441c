//! How old a value is that was bad or stale when it was recorded: such a row repeats the value before it, and
//! the age counts from when that came fresh. What was found is kept, so that playing on reads little.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::replay::Recording;
use crate::time::{Span, Timestamp};

/// How far back is looked, one after the other, until a fresh value is found.
const LOOKS: [Duration; 4] = [
    Duration::from_secs(60),
    Duration::from_secs(1_800),
    Duration::from_secs(6 * 3_600),
    Duration::from_secs(48 * 3_600),
];
/// Tags that are kept; beyond that all are looked for anew.
const KEPT_MAX: usize = 100_000;

/// Stretches in which tags had no fresh value.
#[derive(Debug, Default)]
pub(super) struct Ages {
    /// When the value before came, and up to when nothing fresh did.
    known: BTreeMap<Arc<str>, (Timestamp, Timestamp)>,
}

impl Ages {
    /// When the value that a tag still shows at a time came. Where it is older than two days, it is said to be
    /// two days old: it is at least that.
    pub(super) fn source(&mut self, recording: &dyn Recording, tag: &Arc<str>, at: Timestamp) -> Timestamp {
        if let Some((came, until)) = self.known.get(tag).copied()
            && came <= at
        {
            if at <= until {
                return came;
            }
            let newer = recording.fresh(tag, Span { from: until, to: at });
            let came = newer.unwrap_or(came);
            self.known.insert(Arc::clone(tag), (came, at));
            return came;
        }
        let oldest = recording.span().map_or(at, |span| span.from);
        let mut came = None;
        for look in LOOKS {
            let from = at.before(look).max(oldest);
            came = recording.fresh(tag, Span { from, to: at });
            if came.is_some() || from <= oldest {
                break;
            }
        }
        let [.., farthest] = LOOKS;
        let came = came.unwrap_or_else(|| at.before(farthest).max(oldest));
        if self.known.len() >= KEPT_MAX {
            self.known.clear();
        }
        self.known.insert(Arc::clone(tag), (came, at));
        came
    }
}
