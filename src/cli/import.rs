//! `pilothouse import`: tables and messages of another program become a recording that replays.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use crossbeam_channel::TryRecvError;

use crate::cli::{Failure, Outcome, load, say, say_error, signals};
use crate::import::{ColumnKind, Mapping, Source, Survey, TimeFormat, check, plant_for, survey, write};
use crate::plant::Plant;
use crate::time::Zone;

/// A mapping is far smaller.
const MAPPING_BYTES_MAX: u64 = 16 << 20;

#[derive(Debug, Args)]
#[command(
    after_help = "Tables are CSV with a column for each tag, or with a row for each value (time, tag, value[, quality]\n\
                        [, unit]), or MCAP files whose messages are JSON or protobuf. Delimiter, decimal sign, header and the way times are written are found and told.\n\
                        Without --into the files are only looked at. First look, then import:\n  \
                        pilothouse import log.csv --map log.toml      looks, and writes what would become of each column\n  \
                        pilothouse import log.csv --map log.toml --into data\n  \
                        pilothouse replay data\n\
                        Formats of times: rfc3339, year_first, day_first, month_first, unix_seconds, unix_millis,\n\
                        unix_micros, unix_nanos.\n\
                        An existing recording is never added to or replaced."
)]
pub(super) struct Import {
    /// The files, as one recording; columns of the same name are the same tag
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The data folder to make, for `pilothouse replay`
    #[arg(long, value_name = "FOLDER")]
    into: Option<PathBuf>,
    /// What becomes of each column: read where it exists, else written
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// A layout whose tags the columns are, by id, former id or title; without it one is made
    #[arg(long, value_name = "FOLDER")]
    layout: Option<PathBuf>,
    /// Zone of times that tell none, such as Europe/Berlin; UTC without it
    #[arg(long, value_name = "NAME")]
    zone: Option<String>,
    /// How times are written, one of the formats below; found without it
    #[arg(long, value_name = "FORMAT", value_parser = time_format)]
    time_format: Option<TimeFormat>,
    /// Title of the recording
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
}

impl Import {
    pub(super) fn run(self) -> Outcome {
        let plant = self.layout.as_deref().map(load).transpose()?;
        let known = self.map.as_deref().filter(|map| map.exists()).map(read_mapping).transpose()?;
        let zone = self.zone_name(known.as_ref(), plant.as_deref());
        let found = Zone::named(&zone).ok_or_else(|| Failure(format!("`{zone}` is no time zone")))?;
        let sources: Vec<Source> = self.files.iter().map(|file| source(file)).collect();
        let format = self.time_format.or_else(|| known.as_ref().and_then(|known| known.time_format));
        let survey = survey(&sources, &found, format)?;
        let mapping = if let Some(known) = known {
            Mapping { time_zone: zone.clone(), ..known }
        } else {
            let title = self.title.clone().unwrap_or_else(|| stem(&self.files));
            let made = Mapping::of(&survey, plant.as_deref(), &title, &zone);
            if let Some(map) = &self.map {
                std::fs::write(map, made.to_toml())
                    .map_err(|error| Failure(format!("{} cannot be written: {error}", map.display())))?;
            }
            made
        };
        say(&preview(&survey, &mapping, &found));
        let plant = match plant {
            Some(plant) => plant,
            None => plant_for(&survey, &mapping)?,
        };
        check(&survey, &mapping, &plant)?;
        let Some(into) = self.into else {
            say("only looked at: --into FOLDER makes the recording");
            return Ok(ExitCode::SUCCESS);
        };
        import(&sources, &survey, &mapping, &plant, &into)
    }

    fn zone_name(&self, known: Option<&Mapping>, plant: Option<&Plant>) -> String {
        let mapped = known.map(|known| known.time_zone.clone()).filter(|zone| !zone.is_empty());
        let laid_out = plant.map(|plant| plant.zone.name().to_owned());
        self.zone.clone().or(mapped).or(laid_out).unwrap_or_else(|| "UTC".to_owned())
    }
}

fn import(
    sources: &[Source],
    survey: &Survey,
    mapping: &Mapping,
    plant: &Arc<Plant>,
    into: &Path,
) -> Outcome {
    if into.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("mcap")) {
        let why = "names a file: an import makes a data folder, and `pilothouse export` an .mcap of it";
        return Err(Failure(format!("{} {why}", into.display())));
    }
    if std::fs::read_dir(into).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Failure(format!("{} is not empty: a recording is never added to", into.display())));
    }
    let asked = signals::listen()?;
    let stop = || !matches!(asked.try_recv(), Err(TryRecvError::Empty));
    let done = write(sources, survey, mapping, plant, &into.join("history"), &stop)?;
    say(&format!(
        "{}: {} samples of {} tags",
        into.display(),
        done.samples,
        mapping.tags.iter().filter(|tag| !tag.skip).count()
    ));
    for (count, what) in [
        (done.without_value, "cells hold no value of their column's kind: recorded as bad, not a value"),
        (done.repeated, "values stand at a time their tag has one for already: left out"),
        (done.late, "values are older than one of their tag before them: put in their place"),
    ] {
        if count > 0 {
            say_error(&format!("{count} {what}"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn source(path: &Path) -> Source {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let path = path.to_owned();
    Source { name, open: Box::new(move || Ok(Box::new(File::open(&path)?))) }
}

fn read_mapping(path: &Path) -> Result<Mapping, Failure> {
    let fail = |why: String| Failure(format!("{}: {why}", path.display()));
    let length = std::fs::metadata(path).map_err(|error| fail(error.to_string()))?.len();
    if length > MAPPING_BYTES_MAX {
        return Err(fail("it is too large for a mapping".into()));
    }
    let text = std::fs::read_to_string(path).map_err(|error| fail(error.to_string()))?;
    Mapping::from_toml(&text).map_err(|error| fail(error.to_string()))
}

/// What a recording is called: by its file, or by the folder of several.
fn stem(files: &[PathBuf]) -> String {
    let first = files.first();
    let stem = if files.len() > 1 {
        first.and_then(|file| file.parent()).and_then(Path::file_name)
    } else {
        first.and_then(|file| file.file_stem())
    };
    stem.map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
}

/// What was found, for people.
fn preview(survey: &Survey, mapping: &Mapping, zone: &Zone) -> String {
    let mut lines = Vec::new();
    for file in &survey.files {
        lines.push(format!("{}: {} rows, {}", file.name, file.rows, file.words));
        if file.ambiguous {
            lines.push("  day and month could be the other way round: --time-format month_first".into());
        }
        if file.bad_times.0 > 0 {
            let (count, line) = file.bad_times;
            lines.push(format!(
                "  {count} rows without a time that can be read, or with one that the zone leaves out, first in line {line}: left out"
            ));
        }
        if file.open_quotes.0 > 0 {
            let (count, line) = file.open_quotes;
            lines.push(format!(
                "  {count} lines with a quote that is never closed, first line {line}: that cell ends with its line"
            ));
        }
        lines.extend(file.remarks.iter().map(|remark| format!("  {remark}")));
        if file.backward > 0 {
            lines.push(format!("  {} rows are older than the one before them", file.backward));
        }
    }
    if let Some(span) = survey.span {
        let show = |time: crate::time::Timestamp| time.format(zone, "%Y-%m-%d %H:%M:%S%:z");
        lines.push(format!("from {} to {}, {}", show(span.from), show(span.to), zone.name()));
    }
    lines.push(format!(
        "  {:<28} {:<24} {:<8} {:<7} {:>9} {:>22}  first values",
        "column", "tag", "unit", "kind", "values", "least to greatest"
    ));
    for column in &survey.columns {
        let mapped = mapping.tags.iter().find(|tag| tag.source == column.source);
        let tag = match mapped {
            Some(tag) if !tag.skip => tag.id.as_str(),
            Some(_) | None => "(left out)",
        };
        let kind = match column.kind {
            ColumnKind::Number => "number",
            ColumnKind::Truth => "truth",
            ColumnKind::Text => "text",
            ColumnKind::Empty => "empty",
        };
        let unit = mapped.map_or("", |tag| tag.eng_unit.as_str());
        let range = column.range.filter(|_| column.kind == ColumnKind::Number);
        let range = range.map_or_else(String::new, |[low, high]| format!("{low} to {high}"));
        let first = column.first.join(", ");
        let bad = match column.unreadable {
            0 => String::new(),
            count => format!("; {count} not a value"),
        };
        lines.push(format!(
            "  {:<28} {tag:<24} {unit:<8} {kind:<7} {:>9} {range:>22}  {first}{bad}",
            column.source, column.values
        ));
        if !column.unit.is_empty() && !unit.is_empty() && column.unit != unit {
            let told = &column.unit;
            lines
                .push(format!("    in {told} there and {unit} here: gain and offset of the mapping say how"));
        }
    }
    for tag in mapping.tags.iter().filter(|tag| !tag.skip) {
        if !survey.columns.iter().any(|column| column.source == tag.source) {
            lines.push(format!("  no file has the column {:?} that the mapping names", tag.source));
        }
    }
    // Names come from files: nothing in them moves the terminal's cursor or colours it.
    let shown = |line: String| line.replace(|letter: char| letter.is_control(), "?");
    lines.into_iter().map(shown).collect::<Vec<_>>().join("\n")
}

fn time_format(text: &str) -> Result<TimeFormat, String> {
    toml::Value::String(text.to_owned())
        .try_into()
        .map_err(|_| format!("`{text}` is none of the formats that `pilothouse import --help` lists"))
}
