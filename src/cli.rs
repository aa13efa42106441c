//! What was typed, and what it means: one file per subcommand.

mod alarms;
mod bookmarks;
mod check;
mod export;
mod find;
mod gallery;
mod headless;
mod import;
mod info;
mod journal;
mod plan;
mod recording_alone;
mod replay;
mod run;
mod signals;
mod simulate;
mod tags;
mod times;
mod values;
#[cfg(feature = "gui")]
mod window;

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};

use crate::diagnostic::{Finding, Severity, has_errors};
use crate::layout;
use crate::plant::Plant;

/// A native operator station for plants that speak Modbus.
#[derive(Debug, Parser)]
#[command(
    name = "pilothouse",
    version,
    about = "A native operator station for plants that speak Modbus",
    long_about = "Pilothouse shows a plant as it is, with the truth of every number, and writes to it only \
                  through guarded commands. A plant is described by a layout: a folder of small text files.",
    after_help = "First steps:\n  \
                  pilothouse run --simulate layouts/water-works   the shipped water works with simulated devices\n  \
                  pilothouse check layouts/water-works            what is wrong with a layout, line by line\n  \
                  pilothouse plan layouts/water-works             what would be asked of each device, before asking\n  \
                  pilothouse night.mcap                           a recording alone is replayed\n\n\
                  Exit codes: 0 well, 1 it did not work or the layout has errors, 2 the command line was wrong.\n\
                  This is an operator station, not a controller and not a safety function."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Open a plant: acquire, show and command it
    Run(run::Run),
    /// Check a layout and report every finding
    Check(check::Check),
    /// Run a layout's simulated devices alone, as real Modbus/TCP servers on loopback
    Simulate(simulate::Simulate),
    /// Show the poll plan: requests, bytes, time and slack of each device, without connecting
    Plan(plan::Plan),
    /// Print a layout's tag list as CSV or TOML
    Tags(tags::Tags),
    /// Show every element in every state
    Gallery(gallery::Gallery),
    /// Write a span of the recorded past as CSV or MCAP, for other programs
    Export(export::Export),
    /// Show a recorded session as the operator saw it, at any time and pace
    Replay(Box<replay::Replay>),
    /// Print the bookmarks of a recording as CSV
    Bookmarks(bookmarks::BookmarkList),
    /// Tell when a condition held in a recording
    Find(find::Find),
    /// Make a recording from tables (CSV) or messages (MCAP) of another program
    Import(import::Import),
    /// Tell what a recording holds and whether it is whole
    Info(info::Info),
    /// What alarms there are, how healthy their list is, and what other settings would do
    Alarms(alarms::Alarms),
    /// Verify or print a journal
    Journal(journal::Journal),
}

/// Runs the program with the process's own arguments.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse_from(recording_alone::with_subcommand(std::env::args_os()));
    let done = match arguments.command {
        Command::Run(command) => command.run(),
        Command::Check(command) => command.run(),
        Command::Simulate(command) => command.run(),
        Command::Plan(command) => command.run(),
        Command::Tags(command) => command.run(),
        Command::Gallery(command) => command.run(),
        Command::Export(command) => command.run(),
        Command::Replay(command) => command.run(),
        Command::Bookmarks(command) => command.run(),
        Command::Find(command) => command.run(),
        Command::Import(command) => command.run(),
        Command::Info(command) => command.run(),
        Command::Alarms(command) => command.run(),
        Command::Journal(command) => command.run(),
    };
    done.unwrap_or_else(|Failure(text)| {
        say_error(&text);
        ExitCode::FAILURE
    })
}

/// Why a subcommand did not work, in words for the person at the terminal.
struct Failure(String);

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

type Outcome = Result<ExitCode, Failure>;

/// Prints to standard output. A reader that went away, as `head` does, ends nothing.
fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{text}");
    let _ = out.flush();
}

/// Prints to standard error.
fn say_error(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "pilothouse: {text}");
}

/// Loads a layout; prints what was found on the way and fails when it has errors.
fn load(folder: &Path) -> Result<Arc<Plant>, Failure> {
    let loaded = layout::load(folder);
    print_findings(&loaded.findings);
    match loaded.plant {
        Some(plant) if !has_errors(&loaded.findings) => Ok(plant),
        _ => Err(Failure(format!(
            "{} is refused: {}; `pilothouse check {}` shows them alone",
            folder.display(),
            summary(&loaded.findings),
            folder.display()
        ))),
    }
}

fn print_findings(findings: &[Finding]) {
    let mut out = std::io::stderr().lock();
    for finding in findings {
        let _ = writeln!(out, "{finding}");
    }
}

/// `2 errors, 1 warning`.
fn summary(findings: &[Finding]) -> String {
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let words = |count: usize, word: &str| match count {
        1 => format!("1 {word}"),
        count => format!("{count} {word}s"),
    };
    format!("{}, {}", words(count(Severity::Error), "error"), words(count(Severity::Warning), "warning"))
}
