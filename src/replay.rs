//! Replay: a recorded session as a picture at any time, and the player that moves the time.
//!
//! A picture is made from the recording alone, whole at once: the state of every tag before the time, links
//! and journal as they were then. So a seek, a step back and a thousandfold speed are one and the same, and
//! nothing of another time is ever left over. Pure but for reading through `Recording`; there is no driver,
//! no order and no device here.

mod ages;
mod alarms;
mod bookmarks;
mod commands;
mod condition;
mod density;
mod devices;
mod find;
mod happened;
mod layouts;
mod picture;
mod player;
mod recording;
#[cfg(test)]
mod tests;

pub use bookmarks::{BYTES_MAX, bookmark_line, read_bookmarks};
pub use condition::{Condition, ConditionError};
pub use density::density;
pub use find::{Found, Searched, find, find_before};
pub use layouts::{Layouts, ReplayError, Shown};
pub use picture::{Picture, Pictures, moment};
pub use player::{Player, SPEEDS};
pub use recording::Recording;
