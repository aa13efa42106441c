//! What a replay reads.

use std::sync::Arc;

use crate::historian::{LastRow, LayoutError, Shelf as _, Store};
use crate::journal::Entry;
use crate::plant::LayoutFile;
use crate::tag::{Quality, QualityLevel};
use crate::time::{Span, Timestamp};

/// A recording, as a replay reads it. Times are of the recording; nothing is ever written.
pub trait Recording: Send + Sync {
    /// From the first to the last row; `None` where there is none.
    fn span(&self) -> Option<Span>;
    /// The last row of every tag at or before a time, in order of ids.
    fn last_rows(&self, at: Timestamp) -> Vec<(Arc<str>, LastRow)>;
    /// When a value of a tag came fresh from its device last, in a span; `None` where none did.
    fn fresh(&self, tag: &str, within: Span) -> Option<Timestamp>;
    /// The first row of a tag after a time and not after another.
    fn first_after(&self, tag: &str, after: Timestamp, until: Timestamp) -> Option<Timestamp>;
    /// What happened in a span, in order of time: of more than `limit` the newest, and how many more there were.
    fn events(&self, span: Span, limit: usize) -> (Vec<Entry>, usize);
    /// Hash of the layout in force at a time.
    fn layout_at(&self, at: Timestamp) -> Arc<str>;
    /// The files of a layout, as the recording carries them.
    fn layout_files(&self, hash: &str) -> Result<Vec<LayoutFile>, LayoutError>;
    /// What could not be read so far, in words; empty when all is well.
    fn trouble(&self) -> Arc<str>;
}

impl Recording for Store {
    fn span(&self) -> Option<Span> {
        Self::span(self)
    }

    fn last_rows(&self, at: Timestamp) -> Vec<(Arc<str>, LastRow)> {
        Self::last_rows(self, at)
    }

    fn fresh(&self, tag: &str, within: Span) -> Option<Timestamp> {
        let (from, to) = (within.from.micros(), within.to.micros());
        let mut newest = None;
        for series in self.series(tag, from, to) {
            for (first, end, code) in series.stretches() {
                if !is_fresh(code.quality()) || !code.has_value() {
                    continue;
                }
                let rows = series.times.get(first..end).unwrap_or_default();
                let before = rows.partition_point(|time| *time <= to);
                let last = before.checked_sub(1).and_then(|row| rows.get(row)).copied();
                newest = newest.max(last.filter(|time| *time >= from));
            }
        }
        newest.map(Timestamp::from_micros)
    }

    fn first_after(&self, tag: &str, after: Timestamp, until: Timestamp) -> Option<Timestamp> {
        let (after, until) = (after.micros(), until.micros());
        let found = self.series(tag, after.saturating_add(1), until);
        let times = found.iter().filter_map(|series| {
            let row = series.times.partition_point(|time| *time <= after);
            series.times.get(row).copied()
        });
        times.filter(|time| *time <= until).min().map(Timestamp::from_micros)
    }

    fn events(&self, span: Span, limit: usize) -> (Vec<Entry>, usize) {
        Self::events(self, span, limit)
    }

    fn layout_at(&self, at: Timestamp) -> Arc<str> {
        Self::layout_at(self, at)
    }

    fn layout_files(&self, hash: &str) -> Result<Vec<LayoutFile>, LayoutError> {
        Self::layout_files(self, hash)
    }

    fn trouble(&self) -> Arc<str> {
        match self.troubles().as_slice() {
            [] => "".into(),
            [(file, what)] => format!("{file} cannot be read: {what}").into(),
            [(file, what), ..] => format!("some files cannot be read, such as {file}: {what}").into(),
        }
    }
}

/// Whether a row says that its value was read at its time: a bad or stale one repeats the value before.
pub(super) const fn is_fresh(quality: Quality) -> bool {
    !matches!((quality.level(), quality), (QualityLevel::Bad, _) | (_, Quality::STALE))
}
