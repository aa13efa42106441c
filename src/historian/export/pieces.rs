//! The rows of several tags in order of time, a piece of time after the other.

use crate::historian::export::Failed;
use crate::historian::{DictionaryEntry, QualityCode, Series, Store};
use crate::tag::Value;
use crate::time::Span;

/// Rows that a piece is planned to have: about 30 MB.
const ROWS_PIECE: u64 = 400_000;
/// A piece is not longer than this, microseconds: a day.
const PIECE_MAX_US: i64 = 86_400_000_000;
/// Nor shorter: a second.
const PIECE_MIN_US: i64 = 1_000_000;
/// A tag without a planned period is taken to have a row a second.
const PERIOD_UNKNOWN_US: u64 = 1_000_000;

/// The rows of one piece of time.
pub(super) struct Piece {
    /// By tag, in the order asked for.
    series: Vec<Vec<Series>>,
    /// In order of time, then of tags.
    pub(super) rows: Vec<Row>,
    /// Events up to here belong to this piece, those from the one before on.
    pub(super) to_us: i64,
}

/// Where a row stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Row {
    pub(super) time: i64,
    /// Place in the list of tags.
    pub(super) tag: u32,
    part: u32,
    place: u32,
}

impl Piece {
    fn read(store: &Store, tags: &[DictionaryEntry], from: i64, to: i64) -> Self {
        let series: Vec<Vec<Series>> =
            tags.iter().map(|entry| store.rows_within(&entry.id, from, to)).collect();
        let mut rows = Vec::new();
        for (tag, parts) in (0_u32..).zip(&series) {
            for (part, series) in (0_u32..).zip(parts) {
                let begin = series.times.partition_point(|time| *time < from);
                let within = series.times.iter().enumerate().skip(begin).take_while(|(_, time)| **time <= to);
                rows.extend(within.map(|(row, time)| Row { time: *time, tag, part, place: row as u32 }));
            }
        }
        rows.sort_unstable();
        Self { series, rows, to_us: to }
    }

    /// Value and quality of a row.
    pub(super) fn sample(&self, row: Row) -> (Option<Value>, QualityCode) {
        let series = self.series.get(row.tag as usize).and_then(|parts| parts.get(row.part as usize));
        series.map_or((None, QualityCode::GOOD), |series| {
            (series.value(row.place as usize), series.code(row.place as usize))
        })
    }
}

/// Visits the pieces of a span in order; time in which nothing was recorded is skipped.
pub(super) fn walk(
    store: &Store,
    tags: &[DictionaryEntry],
    span: Span,
    stop: &dyn Fn() -> bool,
    visit: &mut dyn FnMut(&Piece) -> Result<(), Failed>,
) -> Result<(), Failed> {
    let to = span.to.micros();
    let mut length = piece_us(tags);
    let mut next = store.next_recorded(span.from.micros());
    while let Some(from) = next.filter(|from| *from <= to) {
        if stop() {
            return Err(Failed::Stopped);
        }
        let end = to.min(from.saturating_add(length));
        let piece = Piece::read(store, tags, from, end);
        visit(&piece)?;
        // Plans are only plans: pieces become shorter or longer with what is really there.
        let rows = piece.rows.len() as u64;
        if rows > ROWS_PIECE {
            length = (length / 2).max(PIECE_MIN_US);
        } else if rows < ROWS_PIECE / 4 {
            length = length.saturating_mul(2).min(PIECE_MAX_US);
        }
        next = end.checked_add(1).and_then(|begin| store.next_recorded(begin));
    }
    Ok(())
}

/// How long the first piece is.
fn piece_us(tags: &[DictionaryEntry]) -> i64 {
    let rows_a_second: f64 = tags
        .iter()
        .map(|tag| if tag.period_us == 0 { PERIOD_UNKNOWN_US } else { tag.period_us })
        .map(|period| 1e6 / period as f64)
        .sum();
    let seconds = ROWS_PIECE as f64 / 2.0 / rows_a_second.max(1e-6);
    ((seconds * 1e6) as i64).clamp(PIECE_MIN_US, PIECE_MAX_US)
}
