//! Rows one after the other, out of series.

use crate::historian::pyramid::usable;
use crate::historian::query::Shelf;
use crate::historian::{DAY_US, DictionaryEntry, Level, QualityCode, Series};

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

/// All rows of consecutive series, in order. A row before the one before it has no place and is left out.
pub(super) fn rows(series: &[Series]) -> impl Iterator<Item = Row> {
    let mut last = i64::MIN;
    series.iter().flat_map(rows_of).filter(move |row| {
        let ordered = row.time >= last;
        last = last.max(row.time);
        ordered
    })
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
    if entry.period_us > 0 {
        return Some(span / entry.period_us);
    }
    let days = shelf.buckets(&entry.id, Level::Day, from, to)?;
    let total: u64 = days.iter().map(crate::historian::Bucket::rows).fold(0, u64::saturating_add);
    let length = (days.len() as u64).saturating_mul(DAY_US.unsigned_abs()).max(1);
    Some((total as f64 * (span as f64 / length as f64).min(1.0)) as u64)
}
