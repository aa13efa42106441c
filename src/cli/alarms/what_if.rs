//! `pilothouse alarms what-if`: other settings over the recorded past.

use std::path::PathBuf;

use clap::Args;

use crate::cli::alarms::Format;
use crate::cli::alarms::judge::{Judged, judge};
use crate::cli::alarms::recorded::of_store;
use crate::cli::alarms::report::{Report, Side};
use crate::cli::times::parse_ends;
use crate::cli::{Failure, load, say, say_error};
use crate::historian::Store;
use crate::time::Span;

#[derive(Debug, Args)]
#[command(
    after_help = "The layout's alarms are judged over the recorded samples as the station would have judged them, each\n\
                        second and each delay. Nobody acknowledges, shelves or resets in it. Compared with another layout\n\
                        judged the same way (--before), or else with the alarms the station recorded.\n\
                        Tags that were not recorded are told: their alarms cannot be raised. Times are as for export.\n\
                        Works while a station records into the same folder."
)]
pub(super) struct WhatIf {
    /// The data folder of a station, its `history` folder, or a single recording (.mcap)
    store: PathBuf,
    /// The folder of the layout with the changed alarms
    layout: PathBuf,
    /// Compare with this layout's alarms instead of those that were recorded
    #[arg(long, value_name = "LAYOUT")]
    before: Option<PathBuf>,
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

impl WhatIf {
    pub(super) fn run(self) -> Result<(), Failure> {
        let plant = load(&self.layout)?;
        let store = Store::read_only(&self.store)?;
        let Some(recorded) = store.span() else {
            return Err(Failure(format!("{} holds no samples", self.store.display())));
        };
        let span = parse_ends((self.from.as_deref(), self.to.as_deref()), &store, recorded)?;
        let after = judge(&plant, &store, span)?;
        let before = self.before(&store, span, &after)?;
        let report = Report {
            span,
            zone: store.zone(),
            gaps: after.gaps.clone(),
            samples: after.samples,
            tags: after.tags,
            missing: after.missing.clone(),
            before,
            after: Side { name: self.layout.display().to_string(), figures: after.figures },
        };
        match self.format {
            Format::Text => report.lines().iter().for_each(|line| say(line)),
            Format::Json => say(&report.json().to_string()),
        }
        for (file, what) in store.troubles() {
            say_error(&format!("{file} is damaged, and what is lost was not judged: {what}"));
        }
        Ok(())
    }

    fn before(&self, store: &Store, span: Span, after: &Judged) -> Result<Option<Side>, Failure> {
        if let Some(folder) = &self.before {
            let judged = judge(&*load(folder)?, store, span)?;
            return Ok(Some(Side { name: folder.display().to_string(), figures: judged.figures }));
        }
        let past = of_store(store, span, &after.gaps);
        if past.lost > 0 {
            say_error(&format!("{} recorded alarm entries cannot be read", past.lost));
        }
        let name = format!("{} recorded changes", past.changes);
        Ok((past.changes > 0).then_some(Side { name, figures: past.figures }))
    }
}
