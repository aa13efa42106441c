//! `pilothouse alarms`: what alarms a layout has, how healthy their list was, and what other settings would have
//! made of the recorded past.

mod describe;
mod figures;
mod health;
mod judge;
mod list;
mod recorded;
mod report;
#[cfg(test)]
mod tests;
mod what_if;

use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};

use crate::cli::Outcome;

#[derive(Debug, Args)]
pub(super) struct Alarms {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Judge a layout's alarms over a recording and compare their figures with those of before
    WhatIf(what_if::WhatIf),
    /// The figures of the alarms that were recorded, against their targets
    Health(health::HealthOf),
    /// All alarm definitions of a layout, as a table or CSV, for a rationalisation
    List(list::List),
}

/// How it is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs: one JSON object.
    Json,
}

impl Alarms {
    pub(super) fn run(self) -> Outcome {
        match self.command {
            Command::WhatIf(command) => command.run(),
            Command::Health(command) => command.run(),
            Command::List(command) => command.run(),
        }?;
        Ok(ExitCode::SUCCESS)
    }
}
