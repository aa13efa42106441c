//! `pilothouse find`: when a condition held in a recording.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::cli::times::parse_ends;
use crate::cli::{Failure, Outcome, say, say_error};
use crate::historian::{Shelf as _, Store};
use crate::replay::{Condition, Found, find};
use crate::time::{Timestamp, Zone, short};

#[derive(Debug, Args)]
#[command(
    after_help = "A condition is one comparison, with the tag's own unit if one likes, or an expression of a layout:\n  \
                  pilothouse find data \"LT-101 < 2 m\" --after \"2026-11-23 03:00\"\n  \
                  pilothouse find night.mcap \"[LT-101] < 2 and not [P-601.Running]\" --all\n\n\
                  A value counts while it is neither bad nor stale. Times are those of the plant's zone.\n\
                  Exits 1 when it never held. Reads only, and works while a station records."
)]
pub(super) struct Find {
    /// The data folder of a station, its `history` folder, or a single recording (.mcap)
    recording: PathBuf,
    /// What is searched for
    condition: String,
    /// Search from here on; without it from the begin of the recording
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    after: Option<String>,
    /// Search up to here; without it to the end of the recording
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    before: Option<String>,
    /// Print every span in which it held, and for how long
    #[arg(long)]
    all: bool,
}

impl Find {
    pub(super) fn run(self) -> Outcome {
        let store = Store::read_only(&self.recording)?;
        let Some(recorded) = store.span() else {
            return Err(Failure(format!("{} holds no samples", self.recording.display())));
        };
        let span = parse_ends((self.after.as_deref(), self.before.as_deref()), &store, recorded)?;
        let condition = Condition::parse(&self.condition, &|id| store.entry(id))?;
        let zone = store.zone();
        let mut since = None;
        let mut count = 0_u64;
        let searched = find(&store, &condition, span, &|_| ControlFlow::Continue(()), &mut |found| {
            match found {
                Found::Holds(time) => {
                    count += 1;
                    since = Some(time);
                    if !self.all {
                        say(&told(time, &zone));
                        return ControlFlow::Break(());
                    }
                }
                Found::Ends(time) => {
                    if let Some(since) = since.take() {
                        say(&line(since, time, &zone, ""));
                    }
                }
            }
            ControlFlow::Continue(())
        });
        if let Some(since) = since.filter(|_| self.all) {
            say(&line(since, span.to, &zone, " or longer"));
        }
        for (file, what) in store.troubles() {
            say_error(&format!("{file} is damaged, and what is lost was not searched: {what}"));
        }
        if !searched.unknown.is_zero() {
            let long = short(searched.unknown);
            say_error(&format!(
                "of {long} only totals are kept: it may have held there, and when is not known"
            ));
        }
        if count == 0 {
            let (from, to) = (told(span.from, &zone), told(span.to, &zone));
            say_error(&format!("never: `{}` did not hold from {from} to {to}", condition.text()));
            return Ok(ExitCode::FAILURE);
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn told(time: Timestamp, zone: &Zone) -> String {
    time.format(zone, "%Y-%m-%d %H:%M:%S%.3f%:z")
}

fn line(from: Timestamp, to: Timestamp, zone: &Zone, more: &str) -> String {
    format!("{}  {}  {}{more}", told(from, zone), told(to, zone), short(to.since(from)))
}
