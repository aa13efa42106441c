//! `pilothouse alarms list`: all definitions in one table, for those who go through them.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::alarm::Alarm;
use crate::cli::alarms::describe::{condition, exact, id};
use crate::cli::{Failure, load, say};
use crate::plant::Plant;

/// Columns of the CSV.
const COLUMNS: [&str; 21] = [
    "id",
    "tag",
    "area",
    "equipment",
    "title",
    "text",
    "kind",
    "condition",
    "deadband",
    "on_delay",
    "off_delay",
    "priority",
    "latching",
    "class",
    "cause",
    "consequence",
    "response",
    "time_to_respond",
    "display",
    "suppressed_while",
    "shelve_at_most",
];

#[derive(Debug, Args)]
#[command(after_help = "The CSV has every column of a definition; the table has those that fit a page.")]
pub(super) struct List {
    /// The layout's folder
    layout: PathBuf,
    /// How it is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For a spreadsheet.
    Csv,
}

impl List {
    pub(super) fn run(self) -> Result<(), Failure> {
        let plant = load(&self.layout)?;
        match self.format {
            Format::Text => table(&plant).iter().for_each(|line| say(line)),
            Format::Csv => say(csv(&plant)?.trim_end()),
        }
        Ok(())
    }
}

/// For people.
pub(super) fn table(plant: &Plant) -> Vec<String> {
    let wide = plant.alarms.iter().map(|alarm| alarm.id.chars().count()).max().unwrap_or(0);
    let mut lines: Vec<String> = plant
        .alarms
        .iter()
        .map(|alarm| {
            let delays = format!("{}/{}", exact(alarm.on_delay), exact(alarm.off_delay));
            format!(
                "{:wide$}  {:6}  {delays:>12}  {}  {}: {}",
                alarm.id,
                alarm.priority.word(),
                condition(plant, alarm),
                alarm.title,
                alarm.text
            )
        })
        .collect();
    let count = |word: &str| plant.alarms.iter().filter(|alarm| alarm.priority.word() == word).count();
    lines.push(format!(
        "{} alarms: {} urgent, {} high, {} medium, {} low",
        plant.alarms.len(),
        count("urgent"),
        count("high"),
        count("medium"),
        count("low")
    ));
    lines
}

/// For a spreadsheet.
pub(super) fn csv(plant: &Plant) -> Result<String, Failure> {
    let mut lines = csv::Writer::from_writer(Vec::new());
    lines.write_record(COLUMNS)?;
    for alarm in &plant.alarms {
        lines.write_record(record(plant, alarm))?;
    }
    let bytes = lines.into_inner().map_err(|error| Failure(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| Failure(error.to_string()))
}

fn record(plant: &Plant, alarm: &Alarm) -> [String; 21] {
    let text = |text: &str| text.to_owned();
    [
        text(&alarm.id),
        text(id(plant, alarm.tag)),
        text(&alarm.area),
        text(alarm.equipment.as_deref().unwrap_or_default()),
        text(&alarm.title),
        text(&alarm.text),
        text(alarm.condition.word()),
        condition(plant, alarm),
        alarm.deadband.to_string(),
        exact(alarm.on_delay),
        exact(alarm.off_delay),
        text(alarm.priority.word()),
        alarm.latching.to_string(),
        text(&alarm.class),
        text(&alarm.cause),
        text(&alarm.consequence),
        text(&alarm.response),
        alarm.time_to_respond.map(exact).unwrap_or_default(),
        text(alarm.display.as_deref().unwrap_or_default()),
        text(alarm.suppressed_while.as_ref().map_or("", |expression| expression.text())),
        exact(alarm.shelve_at_most),
    ]
}
