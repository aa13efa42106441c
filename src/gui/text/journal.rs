//! Words of the journal screen.

use crate::gui::text::counted;
use crate::journal::EntryKind;

/// Journal screen, empty.
pub const JOURNAL_NONE: &str = "The journal has no entry yet";
/// Journal screen, filtered empty.
pub const JOURNAL_NO_MATCH: &str = "No entry is found";
/// Before the first answer, and in rows that are still to come.
pub const JOURNAL_READING: &str = "Reading the journal";
/// Why there is no more than the last entries.
pub const JOURNAL_NOT_KEPT: &str = "No journal is kept on a disk: these are the last entries in memory";
/// Journal filter.
pub const FILTER: &str = "Filter";
/// Hint in it.
pub const FILTER_HINT: &str = "Words in any column or detail";
/// Journal columns.
pub const JOURNAL_COLUMNS: [&str; 5] = ["Time", "Kind", "Source", "Subject", "What happened"];
/// Spans up to now.
pub const JOURNAL_SPANS: [&str; 5] = ["All", "1 h", "8 h", "24 h", "7 d"];
/// Name of the button that opens the range.
pub const JOURNAL_RANGE: &str = "Range of time";
/// Heading of the details.
pub const JOURNAL_DETAILS: &str = "Entry";
/// Closes them.
pub const CLOSE_DETAILS: &str = "Close entry";
/// Leads to the trends.
pub const TREND_AT_THIS_TIME: &str = "Trend at this time";
/// Shows what happened to the same thing.
pub const ONLY_THIS_SUBJECT: &str = "Only this subject";
/// Name of an entry's number.
pub const CHAIN_NUMBER: &str = "Number in chain";
/// Name of an entry's hash.
pub const CHAIN_HASH: &str = "Hash";
/// Kinds of files.
pub const JOURNAL_FORMATS: [&str; 2] = ["CSV table", "JSON lines with hashes"];
/// Why a name is refused.
pub const JOURNAL_NAME_ENDING: &str = "The name must end like the kind of file: .csv or .jsonl";

/// A kind of entry.
pub const fn kind(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Alarm => "Alarm",
        EntryKind::Command => "Command",
        EntryKind::Link => "Link",
        EntryKind::Layout => "Layout",
        EntryKind::Note => "Note",
        EntryKind::System => "System",
    }
}

/// Name of the button that shows a kind or leaves it out.
pub fn kind_chip(of: EntryKind) -> String {
    format!("Kind {}", kind(of))
}

/// Heading of the journal screen.
pub fn journal_entries(found: usize, all: usize) -> String {
    if found == all {
        counted(all, "entry, newest first", "entries, newest first")
    } else {
        format!("{found} of {}", counted(all, "entry", "entries"))
    }
}

/// Name of the button that shows all subjects again.
pub fn all_subjects(subject: &str) -> String {
    format!("Only {subject}. Show all subjects")
}

/// Entries that are not searched.
pub fn journal_left_out(count: u64) -> String {
    match count {
        0 => String::new(),
        count => format!(
            "{} left out here; the files hold them",
            counted(count as usize, "older entry is", "older entries are")
        ),
    }
}

/// Lines that are no entries.
pub fn journal_unreadable(count: u64) -> String {
    match count {
        0 => String::new(),
        count => format!("{} cannot be read", counted(count as usize, "line", "lines")),
    }
}

/// Where an entry stands.
pub fn chain_number(sequence: u64, file: &str) -> String {
    format!("{sequence} in {file}")
}

/// What would be written.
pub fn journal_to_write(found: usize) -> String {
    format!("{}, oldest first", counted(found, "entry that is shown", "entries that are shown"))
}

/// How an export ended.
pub fn journal_exported(path: &str, entries: u64) -> String {
    format!("Written: {path}, {}", counted(entries as usize, "entry", "entries"))
}
