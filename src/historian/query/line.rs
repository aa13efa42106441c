//! A line: one tag over a span, one column a pixel.

use std::ops::ControlFlow;

use crate::historian::query::Shelf;
use crate::historian::query::bands::Bands;
use crate::historian::query::rows::{Row, estimate, walk};
use crate::historian::{Bucket, DictionaryEntry, Level, hold_limit_us};
use crate::tag::QualityLevel;
use crate::time::Timestamp;
use crate::trend::{Column, LineQuery, TrendReply};

/// Rows a coarse answer reads at most.
const COARSE_ROWS_MAX: u64 = 20_000;

/// The row after a span tells whether the last value held to its end; it is looked for at most this far, or
/// as far as the span is long. Microseconds.
const AHEAD_US: i64 = 600_000_000;

/// How fine an answer has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grain {
    /// At once: a level too coarse will do, and few rows are read.
    Coarse,
    /// As fine as the columns.
    Fine,
}

/// A span in columns; times in microseconds.
struct Columns {
    from: i64,
    to: i64,
    places: Vec<Option<Column>>,
    bands: Bands,
}

/// What stands until the next row.
#[derive(Clone, Copy)]
struct Stretch {
    from: i64,
    to: i64,
    number: f64,
    level: QualityLevel,
}

/// Draws a line. A coarse answer is `None` where it would have to read more than 20,000 rows; a fine one is
/// always there. A tag that nobody knows has columns without anything in them.
pub fn line(shelf: &dyn Shelf, query: &LineQuery, grain: Grain) -> Option<TrendReply> {
    let (from, to) = (query.span.from.micros(), query.span.to.micros().max(query.span.from.micros()));
    let count = usize::from(query.columns.clamp(1, 4096));
    let column = (to.saturating_sub(from) / count as i64).max(1);
    let mut line = Columns { from, to, places: vec![None; count], bands: Bands::new(from, to, column) };
    let entry = shelf.entry(&query.tag).unwrap_or_default();
    // The id that was asked for is the one the shelf knows, whatever its entry says.
    let entry = DictionaryEntry { id: query.tag.clone(), ..entry };
    let fitting = Level::ALL.into_iter().rev().find(|level| level.micros() <= column);
    let few = || estimate(shelf, &entry, from, to).is_some_and(|rows| rows <= COARSE_ROWS_MAX);
    let wish = match (grain, fitting) {
        (Grain::Fine, level) => level,
        (Grain::Coarse, Some(level)) => level.coarser().or(Some(level)),
        (Grain::Coarse, None) if few() => None,
        (Grain::Coarse, None) => Some(Level::Minute),
    };
    let finer = std::iter::successors(wish, |level| level.finer());
    let wanted: Vec<Level> = match grain {
        Grain::Fine => finer.collect(),
        Grain::Coarse => finer.chain(wish.and_then(Level::coarser)).collect(),
    };
    let end = to.saturating_add(1);
    let found =
        wanted.into_iter().find_map(|level| Some((level, shelf.buckets(&query.tag, level, from, end)?)));
    match found {
        Some((level, buckets)) => buckets.iter().for_each(|bucket| line.bucket(level, bucket)),
        None if grain == Grain::Fine || few() => line.rows(shelf, &entry),
        None => return None,
    }
    Some(TrendReply {
        from: query.span.from,
        to: query.span.to.max(query.span.from),
        columns: line.places,
        bands: line.bands.finish(),
        oldest: shelf.oldest(&query.tag).map(Timestamp::from_micros),
    })
}

impl Columns {
    /// Draws from rows, in one pass.
    fn rows(&mut self, shelf: &dyn Shelf, entry: &DictionaryEntry) {
        let limit = hold_limit_us(entry);
        let ahead = limit.min(AHEAD_US.max(self.to.saturating_sub(self.from)));
        let mut before: Option<Row> = None;
        walk(shelf, entry, (self.from, self.to.saturating_add(ahead)), &mut |row| {
            if let Some(before) = before.replace(row) {
                self.row(&before, Some(row.time), limit);
            }
            if row.time > self.to {
                before = None;
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        });
        if let Some(last) = before {
            self.row(&last, None, limit);
        }
    }

    /// A row and when the next one came. A value holds until then, unless a gap lies between.
    fn row(&mut self, row: &Row, next: Option<i64>, limit: i64) {
        let gap_begins = row.time.saturating_add(limit);
        if !row.code.is_good() {
            self.bands.add(row.time, next.unwrap_or(self.to).min(gap_begins), row.code.quality());
        }
        if let Some(number) = row.number {
            let to = next.filter(|next| *next <= gap_begins).unwrap_or(row.time);
            self.draw(Stretch { from: row.time, to, number, level: row.code.quality().level() });
        }
    }

    /// Fills the columns that a value stood in.
    fn draw(&mut self, stretch: Stretch) {
        let Stretch { from, to, number, level } = stretch;
        // What ended when the span begins is not in it.
        if (to <= self.from && from < self.from) || from > self.to {
            return;
        }
        let (first, last) = (self.place(from), self.place(to));
        self.fill(first, last, (number, number, number), level);
    }

    /// Puts a bucket where it belongs: into the column that holds its middle, or into all that it meets where
    /// it is the longer one.
    fn bucket(&mut self, level: Level, bucket: &Bucket) {
        let end = bucket.start.saturating_add(level.micros());
        if end <= self.from || bucket.start > self.to {
            return;
        }
        let worst = bucket.worst.quality();
        // A single bad row among many good ones does not make the whole bucket bad.
        if worst.level() > QualityLevel::Good && bucket.held < level.micros() / 2 {
            self.bands.add(bucket.start, end, worst);
        }
        if bucket.drawn() {
            let middle = bucket.start.saturating_add(level.micros() / 2);
            let wide = level.micros() > self.start(1) - self.start(0);
            let (first, last) = if wide { (bucket.start, end - 1) } else { (middle, middle) };
            let (first, last) = (self.place(first), self.place(last));
            self.fill(first, last, (bucket.low, bucket.high, bucket.last), doubt(bucket));
        }
    }

    fn fill(&mut self, first: usize, last: usize, (low, high, end): (f64, f64, f64), level: QualityLevel) {
        for at in first..=last {
            let time = Timestamp::from_micros(self.start(at));
            let Some(column) = self.places.get_mut(at) else { return };
            let column = column.get_or_insert(Column { time, min: low, max: high, last: end, level });
            column.min = column.min.min(low);
            column.max = column.max.max(high);
            column.last = end;
            column.level = column.level.max(level);
        }
    }

    /// The column of a time, the nearest if it lies outside.
    fn place(&self, time: i64) -> usize {
        let count = self.places.len();
        let passed = i128::from(time.clamp(self.from, self.to)) - i128::from(self.from);
        let span = (i128::from(self.to) - i128::from(self.from)).max(1);
        ((passed * count as i128 / span) as usize).min(count.saturating_sub(1))
    }

    /// Begin of a column.
    fn start(&self, at: usize) -> i64 {
        let span = i128::from(self.to) - i128::from(self.from);
        self.from.saturating_add((span * at as i128 / self.places.len().max(1) as i128) as i64)
    }
}

/// The worst quality of what is drawn. Of a bucket whose worst rows have no value it is told by the others.
fn doubt(bucket: &Bucket) -> QualityLevel {
    let good_only = bucket.good > 0 && (bucket.low, bucket.high) == (bucket.min, bucket.max);
    match bucket.worst.quality().level() {
        QualityLevel::Bad if good_only => QualityLevel::Good,
        QualityLevel::Good => QualityLevel::Good,
        QualityLevel::Bad | QualityLevel::Uncertain => QualityLevel::Uncertain,
    }
}
