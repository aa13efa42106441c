//! Figures of alarms as a page for people and as JSON for programs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value as Json, json};

use crate::alarm::{Health, Priority};
use crate::cli::alarms::figures::{Figures, Tally};
use crate::time::{Span, Zone, short};

/// Gaps and tags told one by one.
const TOLD_MAX: usize = 10;

/// One of the two that are compared.
pub(super) struct Side {
    pub(super) name: String,
    pub(super) figures: Figures,
}

/// All that is told.
pub(super) struct Report {
    pub(super) span: Span,
    pub(super) zone: Zone,
    pub(super) gaps: Vec<Span>,
    pub(super) samples: u64,
    pub(super) tags: usize,
    pub(super) missing: BTreeMap<Arc<str>, Vec<Arc<str>>>,
    pub(super) before: Option<Side>,
    pub(super) after: Side,
}

/// A figure of the whole list: name, how it is written, target.
type Total = (&'static str, fn(&Health) -> String, &'static str);

const TOTALS: [Total; 14] = [
    ("raises", |health| health.by_priority.iter().sum::<u64>().to_string(), ""),
    ("mean in 10 minutes", |health| format!("{:.2}", health.per_ten_minutes), "about 1, at most 2"),
    ("mean in an hour", |health| format!("{:.2}", health.per_hour), "about 6, at most 12"),
    ("most in any 10 minutes", |health| health.most.to_string(), "at most 10"),
    ("10 minutes with more than 10", |health| percent(health.over_ten), "below 1 %"),
    ("time in flood", |health| percent(health.in_flood), "below 1 %"),
    ("share of the ten most frequent", |health| percent(health.top_ten), "1 to 5 %"),
    ("alarms that chatter", |health| health.chattering.to_string(), "0"),
    ("alarms that are fleeting", |health| health.fleeting.to_string(), "0"),
    ("alarms active over 24 h", |health| health.stale.to_string(), "below 5"),
    ("urgent", |health| of_priority(health, Priority::Urgent), "below 1 %"),
    ("high", |health| of_priority(health, Priority::High), "about 5 %"),
    ("medium", |health| of_priority(health, Priority::Medium), "about 15 %"),
    ("low", |health| of_priority(health, Priority::Low), "about 80 %"),
];

impl Report {
    /// For people.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines = self.head();
        lines.push(String::new());
        self.table(&mut lines);
        lines.push(String::new());
        self.totals(&mut lines);
        lines
    }

    fn head(&self) -> Vec<String> {
        let time = |time: crate::time::Timestamp| time.format(&self.zone, "%Y-%m-%d %H:%M:%S%:z");
        let over = self.after.figures.health().over;
        let mut lines = vec![format!(
            "{} to {}, {} of it recorded",
            time(self.span.from),
            time(self.span.to),
            short(over)
        )];
        for gap in self.gaps.iter().take(TOLD_MAX) {
            lines.push(format!("  nothing recorded for {} from {}", short(gap.length()), time(gap.from)));
        }
        more(&mut lines, self.gaps.len(), "gaps");
        if let Some(before) = &self.before {
            lines.push(format!("  before   {}", before.name));
            lines.push(format!("  after    {}", self.after.name));
        } else {
            lines.push(format!("  alarms   {}", self.after.name));
        }
        if self.samples > 0 {
            lines.push(format!("  judged   {} samples of {} tags", self.samples, self.tags));
            if self.before.is_none() {
                lines
                    .push("  no alarm was recorded in this time; --before compares with a layout".to_owned());
            }
        }
        for (tag, alarms) in self.missing.iter().take(TOLD_MAX) {
            lines.push(format!("  {tag} was never recorded: {} cannot be judged by it", alarms.join(", ")));
        }
        more(&mut lines, self.missing.len(), "tags that were never recorded");
        lines
    }

    fn table(&self, lines: &mut Vec<String>) {
        let mut rows = vec![
            [
                "alarm",
                "priority",
                "raises",
                "",
                "per hour",
                "most in 10 min",
                "chatter",
                "fleeting",
                "active",
            ]
            .map(str::to_owned),
        ];
        for id in self.ids() {
            let (before, after) = self.tallies(&id);
            let Some(priority) = after.or(before).map(|tally| tally.priority) else { continue };
            let pair = |of: &dyn Fn(&Figures, Option<&Tally>) -> String| {
                let after = of(&self.after.figures, after);
                match &self.before {
                    None => after,
                    Some(side) => format!("{} > {after}", of(&side.figures, before)),
                }
            };
            let count = |of: fn(&Tally) -> u64| pair(&|_, tally| tally.map_or(0, of).to_string());
            let raises = |tally: Option<&Tally>| tally.map_or(0, |tally| tally.raises);
            let difference = raises(after).cast_signed() - raises(before).cast_signed();
            rows.push([
                id.to_string(),
                priority.word().to_owned(),
                count(|tally| tally.raises),
                self.before.as_ref().map_or_else(String::new, |_| format!("{difference:+}")),
                pair(&|figures, tally| format!("{:.2}", figures.per_hour(raises(tally)))),
                count(|tally| tally.most as u64),
                count(|tally| tally.chattering),
                count(|tally| tally.fleeting),
                pair(&|_, tally| short_or_none(tally.map_or(Duration::ZERO, |tally| tally.active))),
            ]);
        }
        if rows.len() == 1 {
            lines.push("no alarm was raised".to_owned());
            return;
        }
        lines.extend(aligned(&rows, 2));
    }

    fn totals(&self, lines: &mut Vec<String>) {
        let after = self.after.figures.health();
        let before = self.before.as_ref().map(|side| side.figures.health());
        let mut rows = vec![match before {
            None => ["all alarms", "", "", "target"].map(str::to_owned),
            Some(_) => ["all alarms", "before", "after", "target"].map(str::to_owned),
        }];
        for (name, write, target) in TOTALS {
            let first = before.as_ref().map_or_else(String::new, write);
            rows.push([name.to_owned(), first, write(&after), target.to_owned()]);
        }
        lines.extend(aligned(&rows, 1));
    }

    fn ids(&self) -> BTreeSet<Arc<str>> {
        let sides = self.before.iter().chain([&self.after]);
        sides.flat_map(|side| side.figures.alarms().keys().cloned()).collect()
    }

    fn tallies(&self, id: &str) -> (Option<&Tally>, Option<&Tally>) {
        let before = self.before.as_ref().and_then(|side| side.figures.alarms().get(id));
        (before, self.after.figures.alarms().get(id))
    }

    /// For programs: seconds, counts and shares from 0 to 1.
    pub(super) fn json(&self) -> Json {
        let side = |side: &Side| {
            let alarms: serde_json::Map<String, Json> = side
                .figures
                .alarms()
                .iter()
                .map(|(id, tally)| (id.to_string(), tally_json(&side.figures, tally)))
                .collect();
            json!({ "name": side.name, "alarms": alarms, "total": health_json(&side.figures.health()) })
        };
        let gap = |gap: &Span| json!({ "from": gap.from.rfc3339(), "to": gap.to.rfc3339() });
        json!({
            "from": self.span.from.rfc3339(),
            "to": self.span.to.rfc3339(),
            "gaps": self.gaps.iter().map(gap).collect::<Vec<_>>(),
            "samples": self.samples,
            "missing_tags": self.missing.iter().map(|(tag, alarms)| (tag.to_string(), json!(alarms))).collect::<serde_json::Map<_, _>>(),
            "before": self.before.as_ref().map(side),
            "after": side(&self.after),
        })
    }
}

fn tally_json(figures: &Figures, tally: &Tally) -> Json {
    json!({
        "priority": tally.priority.word(),
        "raises": tally.raises,
        "raises_hidden": tally.hidden,
        "per_hour": figures.per_hour(tally.raises),
        "most_in_ten_minutes": tally.most,
        "chattering": tally.chattering,
        "fleeting": tally.fleeting,
        "active_seconds": tally.active.as_secs_f64(),
    })
}

fn health_json(health: &Health) -> Json {
    let [urgent, high, medium, low] = health.by_priority;
    json!({
        "over_seconds": health.over.as_secs_f64(),
        "per_ten_minutes": health.per_ten_minutes,
        "per_hour": health.per_hour,
        "most_in_ten_minutes": health.most,
        "over_ten": health.over_ten,
        "in_flood": health.in_flood,
        "top_ten": health.top_ten,
        "chattering": health.chattering,
        "fleeting": health.fleeting,
        "stale": health.stale,
        "raises": { "urgent": urgent, "high": high, "medium": medium, "low": low },
    })
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

fn of_priority(health: &Health, priority: Priority) -> String {
    let all: u64 = health.by_priority.iter().sum();
    let count = health.by_priority.get(priority.slot()).copied().unwrap_or(0);
    if all == 0 { "0".to_owned() } else { format!("{count}, {}", percent(count as f64 / all as f64)) }
}

fn short_or_none(span: Duration) -> String {
    if span.is_zero() { "0".to_owned() } else { short(span) }
}

fn more(lines: &mut Vec<String>, count: usize, what: &str) {
    if count > TOLD_MAX {
        lines.push(format!("  and {} more {what}", count - TOLD_MAX));
    }
}

/// Columns side by side, the first few to the left and the rest to the right.
fn aligned<const N: usize>(rows: &[[String; N]], left: usize) -> Vec<String> {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |row: &[String; N]| {
        let cells: Vec<String> = (0..)
            .zip(row.iter().zip(widths))
            .map(
                |(at, (cell, width))| {
                    if at < left { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
                },
            )
            .collect();
        format!("  {}", cells.join("  ")).trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}
