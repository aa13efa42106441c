//! What a layout says about a tag: name, unit, range, bands and states.

use std::sync::Arc;
use std::time::Duration;

use crate::tag::Scaling;

/// A tag's place in the layout's tag list; stable while that list is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TagIndex(pub u32);

impl TagIndex {
    /// As an index into a list that is parallel to the tag list.
    pub const fn slot(self) -> usize {
        self.0 as usize
    }
}

/// One tag as the layout defines it. Where it is read from is the device's business.
#[derive(Clone, Debug, PartialEq)]
pub struct Tag {
    /// ISA-5.1 style name, such as `LIT-301` or `P-101.Running`; unique.
    pub id: Arc<str>,
    /// What it is, in words.
    pub title: Arc<str>,
    /// Ids it had before it was renamed: their history is its own.
    pub formerly: Vec<Arc<str>>,
    /// The equipment instance it belongs to, if any.
    pub equipment: Option<Arc<str>>,
    /// The area of the plant.
    pub area: Arc<str>,
    /// Engineering unit; empty for states and plain numbers.
    pub unit: Arc<str>,
    /// Digits after the point on screens.
    pub decimals: u8,
    /// Engineering range, low to high, for bars and trends.
    pub range: Option<[f64; 2]>,
    /// Normal band and limits to be drawn.
    pub bands: Bands,
    /// Texts of discrete states.
    pub states: Vec<StateText>,
    /// From raw counts to engineering units.
    pub scaling: Scaling,
    /// Period of its scan class.
    pub period: Duration,
    /// Older than this is stale; 3 x period unless the layout says otherwise.
    pub stale_after: Duration,
}

/// The normal band and the limits drawn on bars and trends.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bands {
    /// Where the value usually is.
    pub normal: Option<[f64; 2]>,
    /// Low-low limit.
    pub low_low: Option<f64>,
    /// Low limit.
    pub low: Option<f64>,
    /// High limit.
    pub high: Option<f64>,
    /// High-high limit.
    pub high_high: Option<f64>,
}

/// The text of one discrete state.
#[derive(Clone, Debug, PartialEq)]
pub struct StateText {
    /// The value.
    pub value: i64,
    /// What it means, such as `Running`.
    pub text: Arc<str>,
    /// Whether a symbol in this state is bright: running, open, conducting.
    pub active: bool,
    /// Whether this is the usual state; unusual ones are written in full ink.
    pub normal: bool,
}
