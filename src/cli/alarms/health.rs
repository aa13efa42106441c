//! `pilothouse alarms health`: the figures of the alarms that were recorded.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use crate::cli::alarms::Format;
use crate::cli::alarms::recorded::{of_journal, of_store};
use crate::cli::alarms::report::{Report, Side};
use crate::cli::times::parse_ends;
use crate::cli::{Failure, say, say_error};
use crate::historian::{Store, Survey, Verify};
use crate::time::Zone;

#[derive(Debug, Args)]
#[command(
    after_help = "Figures by ISA-18.2-2016, for one operator position. Only annunciated alarms count.\n\
                        Times are as for export; a journal (.jsonl) is taken from its first to its last entry."
)]
pub(super) struct HealthOf {
    /// The data folder of a station, its `history` folder, a recording (.mcap), or a journal (.jsonl)
    recorded: PathBuf,
    /// Begin; without it the begin of the recording
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    from: Option<String>,
    /// End; without it the end of the recording
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    to: Option<String>,
    /// How it is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

impl HealthOf {
    pub(super) fn run(self) -> Result<(), Failure> {
        let journal = self.recorded.extension().is_some_and(|ending| ending == "jsonl");
        let (past, span, zone, gaps) = if journal {
            if self.from.is_some() || self.to.is_some() {
                return Err(Failure("a journal is taken as a whole: leave --from and --to out".into()));
            }
            let (past, span) = of_journal(&self.recorded)?;
            (past, span, Zone::default(), Vec::new())
        } else {
            let store = Store::read_only(&self.recorded)?;
            let Some(recorded) = store.span() else {
                return Err(Failure(format!("{} holds no samples", self.recorded.display())));
            };
            let span = parse_ends((self.from.as_deref(), self.to.as_deref()), &store, recorded)?;
            let survey = Survey::of(&self.recorded, Verify::Quick, &mut |_| {})?;
            let within = |gap: &&crate::time::Span| span.from <= gap.from && gap.to <= span.to;
            let gaps: Vec<_> = survey.gaps.iter().filter(within).copied().collect();
            (of_store(&store, span, &gaps), span, store.zone(), gaps)
        };
        if past.lost > 0 {
            say_error(&format!("{} entries cannot be read and do not count", past.lost));
        }
        let name = format!("{} recorded changes", past.changes);
        let report = Report {
            span,
            zone,
            gaps,
            samples: 0,
            tags: 0,
            missing: BTreeMap::new(),
            before: None,
            after: Side { name, figures: past.figures },
        };
        match self.format {
            Format::Text => report.lines().iter().for_each(|line| say(line)),
            Format::Json => say(&report.json().to_string()),
        }
        Ok(())
    }
}
