//! `pilothouse gallery`: every element in every state.

use std::process::ExitCode;

use clap::Args;

use crate::cli::{Failure, Outcome};

#[derive(Debug, Args)]
pub(super) struct Gallery {}

impl Gallery {
    #[cfg(feature = "gui")]
    #[expect(clippy::unused_self, reason = "every subcommand has the same form")]
    pub(super) fn run(self) -> Outcome {
        crate::gui::gallery::run().map_err(Failure)?;
        Ok(ExitCode::SUCCESS)
    }

    #[cfg(not(feature = "gui"))]
    #[expect(clippy::unused_self, reason = "every subcommand has the same form")]
    pub(super) fn run(self) -> Outcome {
        let _ = ExitCode::SUCCESS;
        Err(Failure("this build has no window; build it with the `gui` feature".to_owned()))
    }
}
