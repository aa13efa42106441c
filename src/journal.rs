//! The journal: who did what, when, and how it ended, in a hash chain that proves itself.

mod chain;
mod entry;

pub use chain::{Chain, ChainError, Chained, verify};
pub use entry::{Entry, EntryKind};
