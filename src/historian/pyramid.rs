//! The pyramid: smallest, largest, mean and quality of every tag over fixed stretches of time, so that a month
//! is drawn without reading its rows. It is a cache: everything in it can be made again from the segments.

mod bucket;
mod compact;
mod file;
mod folder;
mod level;
mod live;
mod pack;
mod records;
mod write;

pub use bucket::Bucket;
pub(crate) use bucket::{Part, join};
pub use file::{Found, PyramidError, PyramidFile};
pub(crate) use folder::usable;
pub use folder::{Folder, Taken, hold_limit_us};
pub use level::{DAY_US, Level, day_of};
pub use live::LivePyramid;
pub use write::{TagDay, write};

#[cfg(test)]
mod tests;
