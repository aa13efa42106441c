//! `pilothouse journal`: proves that a journal was not changed, and prints it for people.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::cli::{Failure, Outcome, say};
use crate::journal::Chain;

#[derive(Debug, Args)]
#[command(
    after_help = "Each entry carries the hash of the one before: a changed, missing or added line shows.\n\
                        Exits 1 at the first line that does not hold."
)]
pub(super) struct Journal {
    /// The journal file, or the data folder it lies in
    file: PathBuf,
    /// Print the entries as well
    #[arg(long)]
    print: bool,
}

impl Journal {
    pub(super) fn run(self) -> Outcome {
        let path = if self.file.is_dir() { self.file.join("journal.jsonl") } else { self.file };
        let fail = |error: std::io::Error| Failure(format!("cannot read {}: {error}", path.display()));
        let mut chain = Chain::default();
        let lines = BufReader::new(File::open(&path).map_err(fail)?).lines();
        for (number, line) in (1..).zip(lines) {
            let entry = chain
                .follow(number, &line.map_err(fail)?)
                .map_err(|error| Failure(format!("{}: {error}", path.display())))?;
            if self.print {
                say(&format!(
                    "{} {:8} {:10} {} {}",
                    entry.time, entry.kind, entry.source, entry.subject, entry.text
                ));
            }
        }
        say(&format!("{}: {} entries, chain holds, head {}", path.display(), chain.sequence(), chain.head()));
        Ok(ExitCode::SUCCESS)
    }
}
