//! Rows one after the other, out of series.

use std::ops::ControlFlow;

use crate::historian::pyramid::usable;
use crate::historian::query::Shelf;
use crate::historian::{Bucket, DAY_US, DictionaryEntry, Level, QualityCode, Series};

/// Planned rows that are read at a time.
const PIECE_ROWS: i64 = 250_000;

/// One row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) time: i64,
    /// Its number, if it is Good or Uncertain and has one.
    pub(super) number: Option<f64>,
    pub(super) code: QualityCode,
}

impl Row {
    /// Its number, if it is Good.
    pub(super) fn good(&self) -> Option<f64> {
        self.number.filter(|_| self.code.is_good())
    }
}

/// Visits the rows from one time to another, both included, in order, after those a store gives with them from
/// before. They are read piece by piece, so that a long span costs no more memory than a short one, and no
/// longer than the visitor goes on. A row before the one before it has no place and is left out.
pub(super) fn walk(
    shelf: &dyn Shelf,
    entry: &DictionaryEntry,
    (from, to): (i64, i64),
    visit: &mut dyn FnMut(Row) -> ControlFlow<()>,
) {
    let piece = piece_us(entry);
    let (mut begin, mut last) = (from, i64::MIN);
    while begin <= to {
        let end = to.min(begin.saturating_add(piece));
        let skipped = if begin == from { i64::MIN } else { begin };
        for row in shelf.series(&entry.id, begin, end).iter().flat_map(rows_of) {
            if row.time < skipped.max(last) {
                continue;
            }
            if row.time > end {
                break;
            }
            last = row.time;
            if visit(row).is_break() {
                return;
            }
        }
        let Some(next) = end.checked_add(1) else { return };
        begin = next;
    }
}

/// How much is read at a time, microseconds: a quarter of a million planned rows, or a day.
fn piece_us(entry: &DictionaryEntry) -> i64 {
    let planned = i64::try_from(entry.period_us).unwrap_or(i64::MAX).saturating_mul(PIECE_ROWS);
    if planned == 0 { DAY_US } else { planned.max(Level::Hour.micros()) }
}

fn rows_of(series: &Series) -> impl Iterator<Item = Row> {
    series.stretches().flat_map(move |(from, to, code)| {
        let times = series.times.get(from..to).unwrap_or_default();
        let bits = series.bits.get(from..to).unwrap_or_default();
        times.iter().zip(bits).map(move |(time, bits)| {
            let number = usable(series.kind.number(*bits), code);
            Row { time: *time, number, code }
        })
    })
}

/// About how many rows a span holds: by plan, or else by the totals of its days; `None` where neither tells.
pub(super) fn estimate(shelf: &dyn Shelf, entry: &DictionaryEntry, from: i64, to: i64) -> Option<u64> {
    let span = to.abs_diff(from);
    if let Some(planned) = span.checked_div(entry.period_us) {
        return Some(planned);
    }
    let days = shelf.buckets(&entry.id, Level::Day, from, to)?;
    let total: u64 = days.iter().map(Bucket::rows).fold(0, u64::saturating_add);
    let length = (days.len() as u64).saturating_mul(DAY_US.unsigned_abs()).max(1);
    Some((total as f64 * (span as f64 / length as f64).min(1.0)) as u64)
}
