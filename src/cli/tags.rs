//! `pilothouse tags`: a layout's tag list as CSV or TOML, as it was typed, equipment unfolded.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::cli::{Failure, Outcome, print_findings, say, summary};
use crate::diagnostic::has_errors;
use crate::layout;

#[derive(Debug, Args)]
#[command(after_help = "Both forms load again as tags.csv or tags/*.toml and mean the same.")]
pub(super) struct Tags {
    /// The layout's folder
    layout: PathBuf,
    /// Print TOML instead of CSV
    #[arg(long)]
    toml: bool,
}

impl Tags {
    pub(super) fn run(self) -> Outcome {
        let loaded = layout::load(&self.layout);
        print_findings(&loaded.findings);
        if has_errors(&loaded.findings) {
            return Err(Failure(format!(
                "{} is refused: {}",
                self.layout.display(),
                summary(&loaded.findings)
            )));
        }
        let text = if self.toml {
            layout::write_tags_toml(&loaded.tags)
        } else {
            layout::write_tags_csv(&loaded.tags)
        };
        say(text.trim_end());
        Ok(ExitCode::SUCCESS)
    }
}
