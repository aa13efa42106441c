//! A question to history and its answer, one column a pixel.

use std::time::Duration;

use crate::tag::{Quality, QualityLevel, TagIndex};
use crate::time::{Span, Timestamp};

/// What is asked: one tag over a span, in so many columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TrendQuery {
    /// The tag.
    pub tag: TagIndex,
    /// The end of the span; `None` is now, and moves.
    pub to: Option<Timestamp>,
    /// How far back.
    pub span: Duration,
    /// Columns, 1 to 4096.
    pub columns: u16,
}

/// The answer.
#[derive(Clone, Debug, PartialEq)]
pub struct TrendReply {
    /// Start of the span.
    pub from: Timestamp,
    /// End of the span.
    pub to: Timestamp,
    /// Columns, oldest first; `None` where nothing was received: a gap, never interpolated.
    pub columns: Vec<Option<Column>>,
    /// Where the value was not Good, oldest first: stretches of one quality each, at least a column long,
    /// at most [`TrendReply::BANDS_MAX`].
    pub bands: Vec<Band>,
    /// The oldest sample remembered at all, if any.
    pub oldest: Option<Timestamp>,
}

impl TrendReply {
    /// Bands in one answer; of more, the longest are told.
    pub const BANDS_MAX: usize = 512;
}

/// A stretch in which a value was not Good.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// From when to when.
    pub span: Span,
    /// The quality, the worst where columns hold several.
    pub quality: Quality,
}

/// One pixel column of a trend: what happened within it, never an average.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Column {
    /// Where the column begins.
    pub time: Timestamp,
    /// Smallest value in it.
    pub min: f64,
    /// Largest value in it.
    pub max: f64,
    /// Last value in it.
    pub last: f64,
    /// Worst quality in it.
    pub level: QualityLevel,
}
