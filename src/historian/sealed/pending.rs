//! Rows of one tag on their way into blocks: where the next block ends, and what is told of its rows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::historian::{DictionaryEntry, Kind, QualityCode};

/// Rows of a block of a tag that is sampled often: one is read for a look at minutes to an hour.
const ROWS_BLOCK: usize = 4_096;
/// Rows of a block of a tag that is sampled seldom. What a block costs in itself would weigh more than its
/// rows, and longer blocks still are read in a fraction of a millisecond.
const ROWS_BLOCK_SLOW: usize = 16_384;
/// From this period on a tag is sampled seldom.
const PERIOD_SLOW_US: u64 = 10_000_000;

/// Rows of the tag that is being written, not yet cut.
pub(super) struct Pending {
    pub(super) tag: u32,
    pub(super) kind: Kind,
    /// 0 where nobody says.
    period_us: u64,
    pub(super) times: Vec<i64>,
    pub(super) bits: Vec<u64>,
    pub(super) codes: Vec<QualityCode>,
    texts: Vec<Arc<str>>,
    numbers: BTreeMap<Arc<str>, u64>,
}

impl Pending {
    pub(super) fn new(tag: u32, kind: Kind, entry: Option<&DictionaryEntry>) -> Self {
        let (times, bits, codes) = (Vec::new(), Vec::new(), Vec::new());
        let period_us = entry.map_or(0, |entry| entry.period_us);
        Self { tag, kind, period_us, times, bits, codes, texts: Vec::new(), numbers: BTreeMap::new() }
    }

    /// Adds a row; `texts` are those that its bits count in.
    pub(super) fn push(&mut self, time: i64, bits: u64, texts: &[Arc<str>], code: QualityCode) {
        let bits = match self.kind {
            Kind::Text => self.text(texts.get(bits as usize)),
            Kind::Bool | Kind::Int | Kind::UInt | Kind::Float => bits,
        };
        self.times.push(time);
        self.bits.push(bits);
        self.codes.push(code);
    }

    /// Whether the next block can be cut. One row more than a block is needed: where a block may be cut
    /// depends on the time behind it.
    pub(super) fn is_full(&self) -> bool {
        self.times.len() > ROWS_BLOCK && self.times.len() > self.rows_max()
    }

    /// Rows of the longest block: by the period, or where there is none by how dense the rows are.
    fn rows_max(&self) -> usize {
        let period_us = match (self.period_us, self.times.first(), self.times.get(ROWS_BLOCK)) {
            (0, Some(first), Some(last)) => last.abs_diff(*first) / ROWS_BLOCK as u64,
            (period_us, ..) => period_us,
        };
        if period_us < PERIOD_SLOW_US { ROWS_BLOCK } else { ROWS_BLOCK_SLOW }
    }

    /// Rows of the next block. It is cut where an earlier block of times began, if it has a quarter of its
    /// rows by then: tags that lost step by a missing row share their times again.
    pub(super) fn next_rows(&self, starts: &BTreeSet<i64>) -> usize {
        let rows_max = self.rows_max();
        let rows_min = rows_max / 4;
        let rows = self.times.len().min(rows_max);
        let ends = (self.times.get(rows_min), self.times.get(rows.saturating_sub(1)));
        let (Some(earliest), Some(latest)) = ends else { return rows };
        if earliest > latest {
            return rows;
        }
        let Some(start) = starts.range(*earliest..=*latest).next_back() else { return rows };
        let at = self.times.partition_point(|time| time < start);
        if at >= rows_min { at } else { rows }
    }

    fn text(&mut self, text: Option<&Arc<str>>) -> u64 {
        let text = text.map_or_else(|| Arc::from(""), Arc::clone);
        let next = self.texts.len() as u64;
        let number = *self.numbers.entry(Arc::clone(&text)).or_insert(next);
        if number == next {
            self.texts.push(text);
        }
        number
    }

    /// Keeps the first rows; the rest is a block to come.
    pub(super) fn split_off(&mut self, rows: usize) -> Self {
        Self {
            tag: self.tag,
            kind: self.kind,
            period_us: self.period_us,
            times: self.times.split_off(rows.min(self.times.len())),
            bits: self.bits.split_off(rows.min(self.bits.len())),
            codes: self.codes.split_off(rows.min(self.codes.len())),
            texts: self.texts.clone(),
            numbers: self.numbers.clone(),
        }
    }

    /// The bits and texts of a block that stands alone: only the texts that it uses, in order of use.
    pub(super) fn own_texts(&self) -> (Vec<u64>, Vec<Arc<str>>) {
        if self.kind != Kind::Text {
            return (self.bits.clone(), Vec::new());
        }
        let mut texts = Vec::new();
        let mut numbers = BTreeMap::new();
        let bits = self.bits.iter().map(|bits| {
            *numbers.entry(*bits).or_insert_with(|| {
                texts.push(self.texts.get(*bits as usize).map_or_else(|| Arc::from(""), Arc::clone));
                texts.len() as u64 - 1
            })
        });
        (bits.collect(), texts)
    }
}

/// Smallest and largest Good number, NaN where there is none.
pub(super) fn extremes(kind: Kind, bits: &[u64], codes: &[QualityCode]) -> (f64, f64) {
    let good = bits.iter().zip(codes).filter(|(_, code)| code.is_good());
    good.filter_map(|(bits, _)| kind.number(*bits))
        .fold((f64::NAN, f64::NAN), |(min, max), number| (number.min(min), number.max(max)))
}

/// Where a quality begins to hold; nothing for Good throughout.
pub(super) fn quality_runs(codes: &[QualityCode]) -> Vec<(u32, QualityCode)> {
    let mut runs: Vec<(u32, QualityCode)> = Vec::new();
    for (row, code) in (0_u32..).zip(codes) {
        if runs.last().is_none_or(|(_, before)| before != code) {
            runs.push((row, *code));
        }
    }
    if let [(_, QualityCode::GOOD)] = runs.as_slice() {
        runs.clear();
    }
    runs
}
