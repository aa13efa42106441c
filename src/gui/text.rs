//! Every word an operator reads: sentence case, no trailing colon, what to do where something can be done.

pub mod alarm_row;
pub mod alarms;
mod command;
mod devices;
mod faceplate;
mod journal;
mod recording;
mod replay;
mod shell;
mod trends;

pub use command::*;
pub use devices::*;

pub use faceplate::*;
pub use journal::*;
pub use recording::*;
pub use replay::*;
pub use shell::*;
pub use trends::*;

/// Parts with a point between them; empty parts are left out.
pub fn joined(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" \u{b7} ")
}

/// A count with its noun.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
