//! Saving a trend by name: what is to be saved, and how it ended.

use std::sync::Arc;
use std::time::Duration;

use crate::time::Moment;

/// A trend as it is shown, to be saved in the layout.
#[derive(Clone, Debug, PartialEq)]
pub struct TrendToSave {
    /// Its name in the operator's words, 1 to [`TREND_TITLE_MAX`](crate::plant::TREND_TITLE_MAX) letters.
    pub title: Arc<str>,
    /// The id of the named trend it takes the place of; `None` makes a new one.
    pub replaces: Option<Arc<str>>,
    /// How much time it shows; longer than zero.
    pub span: Duration,
    /// Ids of the tags it draws, in their order. Ids, since a reload may number tags anew meanwhile.
    pub pens: Vec<Arc<str>>,
    /// Scales set by hand by unit, low end first.
    pub axes: Vec<(Arc<str>, [f64; 2])>,
}

/// How the last saving ended.
#[derive(Clone, Debug, PartialEq)]
pub struct TrendSaved {
    /// Counts up by one, so that an asker can tell a new end from one it knew.
    pub number: u64,
    /// The name asked for.
    pub title: Arc<str>,
    /// The file below the layout's folder, or in words why there is none and what to do.
    pub result: Result<Arc<str>, Arc<str>>,
    /// When it ended.
    pub at: Moment,
}
