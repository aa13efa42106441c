//! What the answers are made from.

use crate::historian::{Bucket, DictionaryEntry, Level, Series};

/// What the queries need of a store. All rows of a tag stand in order of time, whatever segments they came
/// from. Times are microseconds since 1970, UTC.
pub trait Shelf {
    /// The newest dictionary entry of a tag.
    fn entry(&self, tag: &str) -> Option<DictionaryEntry>;
    /// Rows from `from` to `to`, both included, with the last row before `from`, as consecutive series. More
    /// rows before or after do no harm.
    fn series(&self, tag: &str, from: i64, to: i64) -> Vec<Series>;
    /// The last row at or before a time; rows before it do no harm.
    fn last_before(&self, tag: &str, time: i64) -> Option<Series>;
    /// Finished and open buckets of a level that meet a span, in order; `None` where the pyramid cannot tell
    /// for the whole span (then rows are read).
    fn buckets(&self, tag: &str, level: Level, from: i64, to: i64) -> Option<Vec<Bucket>>;
    /// The time of the oldest row of a tag.
    fn oldest(&self, tag: &str) -> Option<i64>;
}
