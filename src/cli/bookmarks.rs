//! `pilothouse bookmarks`: the bookmarks of a recording as CSV.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::cli::{Outcome, say, say_error};
use crate::historian::Store;
use crate::station::bookmarks_of;

#[derive(Debug, Args)]
#[command(
    after_help = "Columns: time in UTC, time in the plant's zone, title, note. A text that a spreadsheet would take for a\n\
                        formula gets an apostrophe before it. Reads only."
)]
pub(super) struct BookmarkList {
    /// The data folder of a station, its `history` folder, or a single recording (.mcap)
    recording: PathBuf,
}

impl BookmarkList {
    pub(super) fn run(self) -> Outcome {
        let zone = Store::read_only(&self.recording)?.zone();
        let bookmarks = bookmarks_of(&self.recording);
        say("time_utc,time,title,note");
        for bookmark in &bookmarks.list {
            let local = bookmark.at.format(&zone, "%Y-%m-%d %H:%M:%S%.3f%:z");
            let (title, note) = (cell(&bookmark.title), cell(&bookmark.note));
            say(&format!("{},{local},{title},{note}", bookmark.at));
        }
        if !bookmarks.trouble.is_empty() {
            say_error(&bookmarks.trouble);
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// A text as a cell of a table.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', ';']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_one_cell_and_no_formula() {
        assert_eq!(cell("Trip"), "Trip");
        assert_eq!(cell("Trip, \"P-103\""), "\"Trip, \"\"P-103\"\"\"");
        assert_eq!(cell("=1+1"), "'=1+1");
    }
}
