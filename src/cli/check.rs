//! `pilothouse check`: every finding of a layout, and nothing else.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::cli::{Outcome, say, summary};
use crate::diagnostic::has_errors;
use crate::layout;

#[derive(Debug, Args)]
#[command(
    after_help = "Findings are printed as file:line:column: error[code]: what is wrong, with a hint below.\n\
                        Exits 1 when there are errors, 0 otherwise; warnings do not fail."
)]
pub(super) struct Check {
    /// The layout's folder
    layout: PathBuf,
}

impl Check {
    #[expect(clippy::unnecessary_wraps, reason = "every subcommand has the same form")]
    pub(super) fn run(self) -> Outcome {
        let loaded = layout::load(&self.layout);
        for finding in &loaded.findings {
            say(&finding.to_string());
        }
        if let Some(plant) = loaded.plant.filter(|_| !has_errors(&loaded.findings)) {
            say(&format!(
                "{}: {} tags on {} devices, {} displays; {}",
                self.layout.display(),
                plant.sources.len() + plant.derived.len(),
                plant.devices.len(),
                plant.displays.len(),
                summary(&loaded.findings)
            ));
            return Ok(ExitCode::SUCCESS);
        }
        say(&format!("{}: {}", self.layout.display(), summary(&loaded.findings)));
        Ok(ExitCode::FAILURE)
    }
}
