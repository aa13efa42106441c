//! Displays: what stands where, bound to which tags. How it is painted is `gui`'s business.
//!
//! Levels by ISA-101 practice: 1 overview, 2 unit, 3 detail, 4 support.

mod element;
mod equipment;

pub use element::{
    AreaRow, Direction, Element, ElementKind, Orientation, PipeKind, Place, SymbolSize, ValueSize,
};
pub use equipment::{CommandButton, Equipment, Faceplate};

use std::sync::Arc;
use std::time::Duration;

use crate::tag::TagIndex;

/// One display of a layout.
#[derive(Clone, Debug, PartialEq)]
pub struct Display {
    /// Stable id, the file's name.
    pub id: Arc<str>,
    /// As it stands in the navigation.
    pub title: Arc<str>,
    /// 1 to 4.
    pub level: u8,
    /// Drawing area in grid pixels at zoom 1: level 1 uses 1712 x 912, level 2 1332 x 912.
    pub size: [f32; 2],
    /// Back to front.
    pub elements: Vec<Element>,
    /// Trends in the context column of a level 2 display, top to bottom.
    pub key_trends: Vec<KeyTrend>,
}

/// A trend beside the process.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyTrend {
    /// What it draws.
    pub tag: TagIndex,
    /// How far back.
    pub span: Duration,
}
