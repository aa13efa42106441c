//! `pilothouse bookmarks`: the bookmarks of a recording as CSV.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::cli::{Failure, Outcome, say, say_error};
use crate::historian::Store;
use crate::message::Bookmarks;
use crate::station::bookmarks_of;
use crate::time::Zone;

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
        say(csv_of(&bookmarks, &zone)?.trim_end());
        if !bookmarks.trouble.is_empty() {
            say_error(&bookmarks.trouble);
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The table.
fn csv_of(bookmarks: &Bookmarks, zone: &Zone) -> Result<String, Failure> {
    let mut lines = csv::Writer::from_writer(Vec::new());
    lines.write_record(["time_utc", "time", "title", "note"])?;
    for bookmark in &bookmarks.list {
        let local = bookmark.at.format(zone, "%Y-%m-%d %H:%M:%S%.3f%:z");
        let utc = bookmark.at.to_string();
        lines.write_record([&utc, &local, &plain(&bookmark.title), &plain(&bookmark.note)])?;
    }
    let lines = lines.into_inner().map_err(|error| Failure(error.to_string()))?;
    Ok(String::from_utf8_lossy(&lines).into_owned())
}

/// A text that no spreadsheet takes for a formula.
fn plain(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Bookmark;
    use crate::time::Timestamp;

    #[test]
    fn a_cell_is_one_cell_and_no_formula() {
        let at = Timestamp::from_millis(1_795_392_000_000);
        let bookmark = |title: &str, note: &str| {
            let (title, note): (std::sync::Arc<str>, _) = (title.into(), note.into());
            std::sync::Arc::new(Bookmark { id: title.clone(), at, title, note })
        };
        let list = vec![bookmark("Trip", ""), bookmark("Trip, \"P-103\"", "=1+1")];
        let bookmarks = Bookmarks { list, trouble: "".into() };
        let zone = Zone::named("Europe/Berlin").unwrap();
        let table = csv_of(&bookmarks, &zone).map_err(|Failure(why)| why).unwrap();
        let lines: Vec<_> = table.lines().collect();
        assert_eq!(
            lines,
            [
                "time_utc,time,title,note",
                "2026-11-23T00:00:00.000000Z,2026-11-23 01:00:00.000+01:00,Trip,",
                "2026-11-23T00:00:00.000000Z,2026-11-23 01:00:00.000+01:00,\"Trip, \"\"P-103\"\"\",'=1+1",
            ]
        );
    }
}
