//! Puts the rows of several parts in one order: parts overlap where a clock was stepped back or rows came
//! late.

use std::sync::Arc;

use crate::historian::{Kind, QualityCode, Series};

/// The same rows in order of time. Series that follow one another stay as they are; rows that are told twice
/// are told once.
pub(super) fn in_order(mut parts: Vec<Series>) -> Vec<Series> {
    parts.retain(|series| !series.is_empty());
    let first = |series: &Series| series.times.first().copied().unwrap_or(0);
    let last = |series: &Series| series.times.last().copied().unwrap_or(0);
    parts.sort_by_key(first);
    if parts.is_sorted_by(|a, b| last(a) < first(b)) {
        return parts;
    }
    let mut rows: Vec<Row> = parts.iter().flat_map(rows_of).collect();
    rows.sort_by_key(|row| row.time);
    let mut ordered: Vec<Series> = Vec::new();
    let mut open: Vec<Row> = Vec::new();
    for row in rows {
        let same_time = open.iter().rev().take_while(|before| before.time == row.time);
        if same_time.into_iter().any(|before| *before == row) {
            continue;
        }
        if open.last().is_some_and(|before| before.kind != row.kind) {
            ordered.push(series_of(std::mem::take(&mut open)));
        }
        open.push(row);
    }
    if !open.is_empty() {
        ordered.push(series_of(open));
    }
    ordered
}

#[derive(Clone, Debug, PartialEq)]
struct Row {
    time: i64,
    kind: Kind,
    bits: u64,
    code: QualityCode,
    text: Option<Arc<str>>,
}

fn rows_of(series: &Series) -> impl Iterator<Item = Row> + '_ {
    series.stretches().flat_map(move |(from, to, code)| {
        (from..to).filter_map(move |row| {
            let bits = *series.bits.get(row)?;
            let text = match series.kind {
                Kind::Text => series.texts.get(usize::try_from(bits).ok()?).cloned(),
                Kind::Bool | Kind::Int | Kind::UInt | Kind::Float => None,
            };
            Some(Row { time: *series.times.get(row)?, kind: series.kind, bits, code, text })
        })
    })
}

fn series_of(rows: Vec<Row>) -> Series {
    let kind = rows.first().map_or(Kind::Float, |row| row.kind);
    let mut series =
        Series { kind, times: Arc::from([]), bits: Vec::new(), qualities: Vec::new(), texts: Vec::new() };
    for (number, row) in (0u32..).zip(&rows) {
        if series.qualities.last().is_none_or(|(_, code)| *code != row.code) {
            series.qualities.push((number, row.code));
        }
        series.bits.push(match &row.text {
            Some(text) => {
                let known = series.texts.iter().position(|known| known == text);
                let place = known.unwrap_or_else(|| {
                    series.texts.push(Arc::clone(text));
                    series.texts.len() - 1
                });
                place as u64
            }
            None => row.bits,
        });
    }
    series.times = rows.iter().map(|row| row.time).collect();
    series
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(kind: Kind, times: &[i64]) -> Series {
        Series {
            kind,
            times: times.into(),
            bits: times.iter().map(|time| time.cast_unsigned()).collect(),
            qualities: vec![(0, QualityCode::GOOD)],
            texts: Vec::new(),
        }
    }

    fn times(parts: &[Series]) -> Vec<i64> {
        parts.iter().flat_map(|series| series.times.to_vec()).collect()
    }

    #[test]
    fn parts_that_follow_stay_and_parts_that_overlap_are_merged_without_doubles() {
        let apart = vec![series(Kind::Int, &[30, 40]), series(Kind::Int, &[10, 20])];
        let ordered = in_order(apart);
        assert_eq!((ordered.len(), times(&ordered)), (2, vec![10, 20, 30, 40]));
        let over = vec![series(Kind::Int, &[10, 20, 40]), series(Kind::Int, &[20, 30])];
        let ordered = in_order(over);
        assert_eq!((ordered.len(), times(&ordered)), (1, vec![10, 20, 30, 40]));
        assert_eq!(ordered[0].bits, [10, 20, 30, 40]);
    }

    #[test]
    fn another_kind_begins_another_series() {
        let ordered = in_order(vec![series(Kind::Int, &[10, 30]), series(Kind::Bool, &[20])]);
        assert_eq!(
            ordered.iter().map(|series| series.kind).collect::<Vec<_>>(),
            [Kind::Int, Kind::Bool, Kind::Int]
        );
    }
}
