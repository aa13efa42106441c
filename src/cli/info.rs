//! `pilothouse info`: what a recording holds, and whether it is whole.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::cli::{Outcome, say};
use crate::historian::{Survey, SurveyFile, Verify, gap_total};
use crate::time::{Span, Timestamp, Zone, short};

/// Gaps and damages of a file that are told one by one.
const TOLD_MAX: usize = 20;

#[derive(Debug, Args)]
#[command(
    after_help = "Times are those of the plant's zone. A gap is a minute or more in which no tag has a sample.\n\
                        Exits 1 when something is damaged or missing. Reads only, and works while a station records."
)]
pub(super) struct Info {
    /// The data folder of a station, its `history` folder, or a single recording (.mcap)
    recording: PathBuf,
    /// Read every byte: all checksums, all columns, the SHA-256 of every sealed file
    #[arg(long)]
    verify: bool,
}

impl Info {
    pub(super) fn run(self) -> Outcome {
        let verify = if self.verify { Verify::Full } else { Verify::Quick };
        let survey = Survey::of(&self.recording, verify, &mut |_| {})?;
        say(&format!("{}", self.recording.display()));
        head(&survey);
        for file in &survey.files {
            file_lines(file, &survey.zone);
        }
        gaps(&survey);
        integrity(&survey, verify);
        Ok(if survey.is_whole() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn head(survey: &Survey) {
    if let Some(span) = survey.span {
        let (from, to) = ends(span, &survey.zone);
        say(&format!("  from     {from}  {}", survey.zone.name()));
        say(&format!("  to       {to}  {}", short(span.length())));
    }
    say(&format!("  tags     {}", survey.tags));
    say(&format!("  samples  {}", survey.samples));
    let each = match survey.samples {
        0 => String::new(),
        samples => format!("  {:.3} a sample", survey.bytes as f64 / samples as f64),
    };
    say(&format!("  bytes    {}{each}", survey.bytes));
    say(&format!("  files    {}", survey.files.len()));
}

fn file_lines(file: &SurveyFile, zone: &Zone) {
    let name = file.path.file_name().unwrap_or_default().to_string_lossy();
    let span = file.span.map_or_else(String::new, |span| {
        let (from, to) = ends(span, zone);
        format!("  {from} to {to}")
    });
    say(&format!("    {name}: {}, {} samples, {} bytes{span}", file.kind, file.samples, file.bytes));
    for what in file.damage.iter().take(TOLD_MAX) {
        say(&format!("      damaged: {what}"));
    }
    more(file.damage.len(), "      ");
}

fn gaps(survey: &Survey) {
    if survey.gaps.is_empty() {
        say("  gaps     none longer than a minute");
        return;
    }
    let total = short(gap_total(&survey.gaps));
    say(&format!("  gaps     {} longer than a minute, {total} together", survey.gaps.len()));
    for gap in survey.gaps.iter().take(TOLD_MAX) {
        let (from, to) = ends(*gap, &survey.zone);
        say(&format!("    {from} to {to}  {}", short(gap.length())));
    }
    more(survey.gaps.len(), "    ");
}

fn integrity(survey: &Survey, verify: Verify) {
    for remark in &survey.remarks {
        say(&format!("  damaged: {remark}"));
    }
    if let Some(chain) = &survey.chain {
        let holds = if survey.remarks.is_empty() { "chain holds" } else { "chain does not hold" };
        say(&format!("  manifest {holds}, head {chain}"));
    }
    let looked = match verify {
        Verify::Quick => "nothing damaged was found; --verify reads every byte",
        Verify::Full => "every byte was read; nothing is damaged",
    };
    let damaged = survey.files.iter().filter(|file| !file.damage.is_empty()).count();
    let told = match damaged {
        0 if survey.remarks.is_empty() => looked.to_owned(),
        damaged => format!("DAMAGED: {damaged} of {} files", survey.files.len()),
    };
    say(&format!("  {told}"));
}

fn more(count: usize, indent: &str) {
    if count > TOLD_MAX {
        say(&format!("{indent}and {} more", count - TOLD_MAX));
    }
}

fn ends(span: Span, zone: &Zone) -> (String, String) {
    let text = |time: Timestamp| time.format(zone, "%Y-%m-%d %H:%M:%S%:z");
    (text(span.from), text(span.to))
}
