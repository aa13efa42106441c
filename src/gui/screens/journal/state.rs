//! What is chosen on the journal screen.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use crate::gui::screens::journal::answers::Answers;
use crate::gui::screens::trends::RangeForm;
use crate::journal::{EntryKind, JournalFormat, Listed, Query};
use crate::time::{Span, Timestamp};

/// Spans that can be chosen with one press, in the order of their words; the first is all time.
pub(super) const SPANS: [Option<Duration>; 5] = [
    None,
    Some(Duration::from_secs(3_600)),
    Some(Duration::from_secs(8 * 3_600)),
    Some(Duration::from_secs(86_400)),
    Some(Duration::from_secs(7 * 86_400)),
];
/// The begin of a span that ends now moves in steps of this, so that not every frame asks anew.
const GRAIN: i64 = 60_000_000_000;

/// Which time is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Range {
    /// All of it.
    #[default]
    All,
    /// So long until now, and what comes.
    Last(Duration),
    /// From one time to another.
    Exact(Span),
}

/// A panel over the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Panel {
    Range,
    Export,
}

/// What is chosen on the journal screen.
#[derive(Debug, Default)]
pub struct JournalState {
    /// Words that are looked for.
    pub(super) filter: String,
    /// Kinds that are shown; all where it is empty.
    pub(super) kinds: BTreeSet<EntryKind>,
    pub(super) range: Range,
    /// The begin of a span that ends now.
    begin: Option<Timestamp>,
    /// The one subject that is shown; all where it is empty.
    pub(super) subject: String,
    pub(super) selected: Option<Arc<Listed>>,
    pub(super) panel: Option<Panel>,
    pub(super) form: RangeForm,
    pub(super) format: JournalFormat,
    /// The file name, where it was typed; a sensible one otherwise.
    pub(super) name: Option<String>,
    pub(super) answers: Answers,
    /// How far the table is scrolled.
    pub(super) scrolled: f32,
    /// The first row in sight, and how many are.
    pub(super) sight: (usize, usize),
}

impl JournalState {
    /// What is looked for.
    pub(super) fn query(&mut self, now: Timestamp) -> Query {
        let (from, to) = match self.range {
            Range::All => (None, None),
            Range::Last(span) => {
                let begin = Timestamp::from_nanos(now.before(span).nanos().div_euclid(GRAIN) * GRAIN);
                // Whoever reads further down is not disturbed by an end that moves.
                let keeps = self.scrolled > 0.0 || self.begin == Some(begin);
                let begin = self.begin.filter(|_| keeps).unwrap_or(begin);
                self.begin = Some(begin);
                (Some(begin), None)
            }
            Range::Exact(span) => (Some(span.from), Some(span.to)),
        };
        Query {
            text: self.filter.trim().to_owned(),
            kinds: self.kinds.clone(),
            from,
            to,
            subject: self.subject.clone(),
        }
    }

    /// Shows another time, from the newest entry on.
    pub(super) fn show(&mut self, range: Range) {
        (self.range, self.begin, self.scrolled) = (range, None, 0.0);
        self.answers.to_top = true;
    }

    /// Shows a kind or leaves it out.
    pub(super) fn toggle(&mut self, kind: EntryKind) {
        if !self.kinds.remove(&kind) {
            self.kinds.insert(kind);
        }
        // All of them is the same as none of them.
        if self.kinds.len() == EntryKind::ALL.len() {
            self.kinds.clear();
        }
        self.answers.to_top = true;
    }

    /// Opens a panel, or closes it where it is open.
    pub(super) fn open(&mut self, panel: Panel) {
        self.panel = if self.panel == Some(panel) { None } else { Some(panel) };
    }
}
