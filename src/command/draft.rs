//! What was asked for, by whom, before anything is checked.

use std::fmt;
use std::sync::Arc;

use crate::tag::{TagIndex, Value};

/// A command's number, unique within the station's run and journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommandId(pub u64);

impl fmt::Display for CommandId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "C-{}", self.0)
    }
}

/// A wish to write a tag.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The tag.
    pub tag: TagIndex,
    /// The value, engineering units.
    pub value: Value,
    /// Who asks.
    pub origin: Origin,
    /// The requester's own id for it, given back in every event; empty from a screen.
    pub requester_id: Arc<str>,
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Someone at the screen.
    Operator,
    /// A line of `--commands`.
    Script,
}

impl Origin {
    /// As it stands in the journal.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Script => "script",
        }
    }
}
