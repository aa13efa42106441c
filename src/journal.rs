//! The journal: who did what, when, and how it ended, in a hash chain that proves itself, and the search over
//! all of it.

mod chain;
mod entry;
mod index;
mod query;
mod search;

pub use chain::{Chain, ChainError, Chained, verify};
pub use entry::{Entry, EntryKind};
pub use index::{BYTES_MAX, Index, Place, ROWS_MAX, RowId};
pub use query::{Query, Search, haystack};
pub use search::{
    JournalExport, JournalFormat, JournalOutcome, JournalReply, JournalRequest, JournalSearch, Listed,
    WINDOW_MAX,
};
