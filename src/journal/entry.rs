//! One line of the journal.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::time::Timestamp;

/// What happened, before it is chained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub time: Timestamp,
    /// What kind of thing.
    pub kind: EntryKind,
    /// Who or what did it: `operator`, `script`, `station`, a device.
    pub source: Arc<str>,
    /// What it happened to: a command id, a device, a file; empty for the station as a whole.
    pub subject: Arc<str>,
    /// In words.
    pub text: Arc<str>,
    /// Details by name, in order of name.
    pub details: BTreeMap<Arc<str>, Arc<str>>,
}

/// Kinds of entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    /// An alarm changed, or someone did something to it; `details` hold all of it.
    Alarm,
    /// A command's step.
    Command,
    /// A link or unit changed.
    Link,
    /// The layout was loaded, taken over or refused.
    Layout,
    /// Someone pinned a note to a time; `details.at` says to which.
    Note,
    /// The station started, stopped, or noticed something about itself.
    System,
}

impl EntryKind {
    /// As it stands in the file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Alarm => "alarm",
            Self::Command => "command",
            Self::Link => "link",
            Self::Layout => "layout",
            Self::Note => "note",
            Self::System => "system",
        }
    }

    /// All kinds.
    pub const ALL: [Self; 6] =
        [Self::Alarm, Self::Command, Self::Link, Self::Layout, Self::Note, Self::System];

    /// From the file.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}
