//! `pilothouse gallery`: every element in every state.

use std::process::ExitCode;

use clap::Args;

use crate::cli::{Failure, Outcome};

#[derive(Debug, Args)]
pub(super) struct Gallery {
    /// Colours: dark, light or contrast
    #[cfg(feature = "gui")]
    #[arg(long, default_value = "dark", value_parser = crate::cli::window::theme)]
    theme: crate::gui::theme::ThemeMode,
}

impl Gallery {
    #[cfg(feature = "gui")]
    pub(super) fn run(self) -> Outcome {
        let clock = std::sync::Arc::new(crate::time::SystemClock::start());
        crate::gui::gallery::run(clock, self.theme).map_err(|error| Failure(error.to_string()))?;
        Ok(ExitCode::SUCCESS)
    }

    #[cfg(not(feature = "gui"))]
    #[expect(clippy::unused_self, reason = "every subcommand has the same form")]
    pub(super) fn run(self) -> Outcome {
        let _ = ExitCode::SUCCESS;
        Err(Failure("this build has no window; build it with the `gui` feature".to_owned()))
    }
}
