//! `pilothouse check`: every finding of a layout, and nothing else.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::alarm::Priority;
use crate::cli::{Outcome, say, summary};
use crate::diagnostic::has_errors;
use crate::layout;
use crate::plant::Plant;

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
                "{}: {} tags on {} devices, {} displays, {}; {}",
                self.layout.display(),
                plant.sources.len() + plant.derived.len(),
                plant.devices.len(),
                plant.displays.len(),
                alarms(&plant),
                summary(&loaded.findings)
            ));
            return Ok(ExitCode::SUCCESS);
        }
        say(&format!("{}: {}", self.layout.display(), summary(&loaded.findings)));
        Ok(ExitCode::FAILURE)
    }
}

/// How many alarms of which priorities: `38 alarms (2 high, 6 medium, 30 low)`.
fn alarms(plant: &Plant) -> String {
    let count = |priority| plant.alarms.iter().filter(|alarm| alarm.priority == priority).count();
    let counts = Priority::ALL.into_iter().map(|priority| (count(priority), priority.word()));
    let mix: Vec<String> =
        counts.filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    match plant.alarms.len() {
        0 => "no alarms".into(),
        all => format!("{all} alarms ({})", mix.join(", ")),
    }
}
