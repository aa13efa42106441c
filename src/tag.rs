//! Tags: what a plant value is, what it is worth, and how raw counts become engineering units.
//!
//! A `Sample` is the only way a process value travels: value, quality with reason, and times are one type.

mod definition;
mod quality;
mod sample;
mod scaling;
mod table;
mod value;

pub use definition::{Bands, StateText, Tag, TagIndex};
pub use quality::{Bad, Good, Quality, QualityLevel, Uncertain};
pub use sample::Sample;
pub use scaling::{CurrentLoop, Scaling};
pub use table::SampleTable;
pub use value::Value;
