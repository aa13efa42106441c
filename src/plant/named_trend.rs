//! Trends that were given a name, to be opened again.

use std::sync::Arc;
use std::time::Duration;

use crate::tag::TagIndex;

/// Pens a trend may have: six colours, twice.
pub const PENS_MAX: usize = 12;

/// Letters the name of a trend may have where it is typed on a screen.
pub const TREND_TITLE_MAX: usize = 80;

/// A choice of pens and a span, under a name.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedTrend {
    /// Its file's name, unique in the layout.
    pub id: Arc<str>,
    /// Such as `Raw water and storage`.
    pub title: Arc<str>,
    /// How much time it shows, live; longer than zero.
    pub span: Duration,
    /// What it draws, at most [`PENS_MAX`], each once.
    pub pens: Vec<TagIndex>,
    /// Fixed scales by unit, low end first; the others fit what is drawn.
    pub axes: Vec<(Arc<str>, [f64; 2])>,
}
