//! Values as lines of text, each with what it is worth.

use std::collections::BTreeSet;

use crate::display::ElementKind;
use crate::message::Snapshot;
use crate::tag::{Quality, Sample, Tag, TagIndex, Value};
use crate::time::{Moment, short};

/// Lines printed at most.
const LINES_MAX: usize = 24;

/// `163 values: 160 good, 3 stale`.
pub(super) fn counts(snapshot: &Snapshot) -> String {
    let counts = snapshot.counts;
    let parts = [
        (counts.good, "good"),
        (counts.stale, "stale"),
        (counts.uncertain, "uncertain"),
        (counts.bad, "bad"),
        (counts.waiting, "waiting for their first value"),
    ];
    let words: Vec<_> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    format!("{} values: {}", counts.total, words.join(", "))
}

/// The values of the first overview display, or the first tags where there is none.
pub(super) fn main_values(snapshot: &Snapshot, now: Moment) -> Vec<String> {
    let plant = &snapshot.plant;
    let overview = plant.displays.first().map(|display| &display.elements);
    let mut tags: BTreeSet<TagIndex> =
        overview.into_iter().flatten().filter_map(|element| shown_tag(&element.kind)).collect();
    if tags.is_empty() {
        tags.extend(plant.sources.iter().map(|source| source.tag).take(LINES_MAX));
    }
    let lines = tags.into_iter().take(LINES_MAX);
    lines.filter_map(|tag| Some(line(plant.tag(tag)?, snapshot.samples.get(tag)?, now))).collect()
}

fn shown_tag(kind: &ElementKind) -> Option<TagIndex> {
    match kind {
        ElementKind::Value { tag, .. }
        | ElementKind::Kpi { tag, .. }
        | ElementKind::Tank { tag, .. }
        | ElementKind::StateText { tag }
        | ElementKind::MiniTrend { tag, .. }
        | ElementKind::Trend { tag, .. } => Some(*tag),
        ElementKind::Bar { .. }
        | ElementKind::Sparkline { .. }
        | ElementKind::Pump { .. }
        | ElementKind::Motor { .. }
        | ElementKind::Valve { .. }
        | ElementKind::Breaker { .. }
        | ElementKind::Lamp { .. }
        | ElementKind::Pipe { .. }
        | ElementKind::Setpoint { .. }
        | ElementKind::Button { .. }
        | ElementKind::Heading { .. }
        | ElementKind::Label { .. }
        | ElementKind::Area { .. } => None,
    }
}

fn line(tag: &Tag, sample: &Sample, now: Moment) -> String {
    let value = match sample.value() {
        None => "---".to_owned(),
        Some(Value::Float(number)) => format!("{number:.*}", usize::from(tag.decimals)),
        Some(value) => value.to_string(),
    };
    let quality = sample.quality_at(now, tag.stale_after);
    let worth = match quality {
        Quality::Good(_) => String::new(),
        Quality::Uncertain(_) | Quality::Bad(_) => {
            format!("  [{quality}, {} old]", short(sample.age(now)))
        }
    };
    format!("  {:14} {value:>12} {:6} {}{worth}", tag.id, tag.unit, tag.title)
}
