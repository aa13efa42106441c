//! Alarms that can be relied on: answered, in order, able to come and to go, and few of them urgent.

use std::collections::BTreeMap;

use crate::alarm::{Alarm, Condition, Level, Limit, Priority};
use crate::layout::build::alarms::Typed;
use crate::layout::gather::Gathered;
use crate::layout::report::Report;
use crate::layout::source::At;
use crate::plant::Plant;
use crate::tag::TagIndex;

/// Fewer alarms have no mix to speak of.
const MIX_LEAST: usize = 20;

/// All rules about alarms.
pub(crate) fn check(report: &Report, gathered: &Gathered, plant: &Plant, typed: &[Typed<'_>]) {
    let mut by_tag: BTreeMap<TagIndex, Vec<&Typed<'_>>> = BTreeMap::new();
    for item in typed {
        response(report, item);
        range(report, plant, item);
        units(report, plant, item);
        deviation(report, item);
        if fixed(&item.alarm).is_some() {
            by_tag.entry(item.alarm.tag).or_default().push(item);
        }
    }
    for items in by_tag.values() {
        let extremes = extremes(items);
        order(report, items, &extremes);
        deadbands(report, plant, items, &extremes);
    }
    if typed.len() >= MIX_LEAST {
        mix(report, gathered, plant);
    }
}

/// The level and value of a fixed limit.
fn fixed(alarm: &Alarm) -> Option<(Level, f64)> {
    match alarm.condition {
        Condition::Limit { level, limit: Limit::Fixed(limit) } => Some((level, limit)),
        Condition::Limit { limit: Limit::Tag(_), .. }
        | Condition::Deviation { .. }
        | Condition::Rate { .. }
        | Condition::Discrete { .. }
        | Condition::Quality { .. }
        | Condition::Mismatch { .. }
        | Condition::DeviceDown
        | Condition::Overrun { .. }
        | Condition::Disk => None,
    }
}

fn at_limit(item: &Typed<'_>) -> At {
    item.text.limit.as_ref().map_or(item.text.place(), |limit| limit.at)
}

fn at_deadband(item: &Typed<'_>) -> At {
    item.text.deadband.as_ref().map_or(item.text.place(), |deadband| deadband.at)
}

/// What nobody has to do anything about is no alarm.
fn response(report: &Report, item: &Typed<'_>) {
    if item.alarm.response.is_empty() && item.text.sound {
        let message = format!("the alarm `{}` has no response", item.alarm.id);
        let hint = "say what the operator does; what takes no action is no alarm";
        report.warning_hint(item.text.place(), "alarm-without-response", message, hint);
    }
}

/// A limit that the value cannot reach is no alarm either.
fn range(report: &Report, plant: &Plant, item: &Typed<'_>) {
    let Some([low, high]) = plant.tag(item.alarm.tag).and_then(|tag| tag.range) else { return };
    if let Some((_, limit)) = fixed(&item.alarm).filter(|(_, limit)| !(low..=high).contains(limit)) {
        let message = format!("the limit {limit} lies outside the range {low} to {high}");
        let hint = "the alarm would come never, or always";
        report.warning_hint(at_limit(item), "alarm-range", message, hint);
    }
}

/// What is compared has one engineering unit.
fn units(report: &Report, plant: &Plant, item: &Typed<'_>) {
    let compared = match &item.alarm.condition {
        Condition::Limit { limit, .. } => [Some((limit, &item.text.limit)), None],
        Condition::Deviation { from, limit } => {
            [Some((from, &item.text.from)), Some((limit, &item.text.limit))]
        }
        Condition::Rate { .. }
        | Condition::Discrete { .. }
        | Condition::Quality { .. }
        | Condition::Mismatch { .. }
        | Condition::DeviceDown
        | Condition::Overrun { .. }
        | Condition::Disk => return,
    };
    let Some(tag) = plant.tag(item.alarm.tag) else { return };
    for (limit, typed) in compared.into_iter().flatten() {
        let Limit::Tag(other) = limit else { continue };
        let (Some(other), Some(typed)) = (plant.tag(*other), typed) else { continue };
        if other.unit != tag.unit {
            let (of, with) = (&tag.unit, &other.unit);
            let message = format!("`{}` in `{of}` is compared with `{}` in `{with}`", tag.id, other.id);
            report.error_hint(typed.at, "unit-clash", message, "both need the same `eng_unit`");
        }
    }
}

/// A deviation returns within its limit.
fn deviation(report: &Report, item: &Typed<'_>) {
    if let Condition::Deviation { limit: Limit::Fixed(limit), .. } = item.alarm.condition
        && (0.0..=item.alarm.deadband).contains(&limit)
    {
        let message = format!("the deadband {} is not narrower than the limit {limit}", item.alarm.deadband);
        report.error_hint(at_deadband(item), "alarm-deadband", message, "the alarm would never return");
    }
}

/// The lowest and the highest alarm of each level at one tag: enough to compare any number with.
type Extremes<'a, 'b> = BTreeMap<Level, (&'a Typed<'b>, &'a Typed<'b>)>;

fn extremes<'a, 'b>(items: &[&'a Typed<'b>]) -> Extremes<'a, 'b> {
    let mut extremes: Extremes<'a, 'b> = BTreeMap::new();
    for item in items {
        let Some((level, limit)) = fixed(&item.alarm) else { continue };
        let (lowest, highest) = extremes.entry(level).or_insert((item, item));
        if limit < value(lowest) {
            *lowest = item;
        }
        if limit > value(highest) {
            *highest = item;
        }
    }
    extremes
}

fn value(item: &Typed<'_>) -> f64 {
    fixed(&item.alarm).map_or(f64::NAN, |(_, limit)| limit)
}

/// Limits of one tag rise from low-low to high-high.
fn order(report: &Report, items: &[&Typed<'_>], extremes: &Extremes<'_, '_>) {
    for item in items {
        let Some((level, limit)) = fixed(&item.alarm) else { continue };
        let below = extremes.iter().filter(|(other, _)| **other > level).map(|(_, (_, highest))| highest);
        let highest = below.max_by(|a, b| value(a).total_cmp(&value(b)));
        let Some(below) = highest.filter(|below| value(below) >= limit) else { continue };
        // Limits that both come from the tag's bands are told there.
        if item.text.limit.is_some() || below.text.limit.is_some() {
            let (id, lower, other) = (&item.alarm.id, value(below), &below.alarm.id);
            let message = format!("the limit {limit} of `{id}` is not above {lower} of `{other}`");
            report.error_hint(at_limit(item), "limits-order", message, "low_low < low < high < high_high");
        }
    }
}

/// Where a value returns there is nothing abnormal yet: short of the next limit and of the range's end.
fn deadbands(report: &Report, plant: &Plant, items: &[&Typed<'_>], extremes: &Extremes<'_, '_>) {
    for item in items {
        let Some((level, limit)) = fixed(&item.alarm) else { continue };
        let (up, band) = (level.above(), item.alarm.deadband);
        let distance = |other: f64| if up { limit - other } else { other - limit };
        let inward = extremes.iter().filter(|(other, _)| if up { **other > level } else { **other < level });
        let nearest = inward.map(|(_, (lowest, highest))| if up { highest } else { lowest });
        let nearest = nearest
            .map(|other| (distance(value(other)), &other.alarm.id))
            .filter(|(distance, _)| *distance > 0.0)
            .min_by(|a, b| a.0.total_cmp(&b.0));
        let range = plant.tag(item.alarm.tag).and_then(|tag| tag.range);
        let end = range.map(|[low, high]| if up { low } else { high });
        if let Some((distance, id)) = nearest.filter(|(distance, _)| band >= *distance) {
            let away = rounded(distance);
            let message = format!("the deadband {band} reaches to the limit of `{id}`, {away} away");
            let hint = "it must be narrower than that";
            report.error_hint(at_deadband(item), "alarm-deadband", message, hint);
        } else if let Some(end) = end.filter(|end| distance(*end) >= 0.0 && band >= distance(*end)) {
            let message = format!("the deadband {band} reaches to the end of the range, {end}");
            report.error_hint(at_deadband(item), "alarm-deadband", message, "the alarm would never return");
        }
    }
}

/// Without the last digits that only the subtraction brought.
fn rounded(number: f64) -> f64 {
    (number * 1.0e6).round() / 1.0e6
}

/// Where everything is urgent, nothing is: about 80 / 15 / 5 for low, medium, high with urgent.
fn mix(report: &Report, gathered: &Gathered, plant: &Plant) {
    let share = |priorities: &[Priority]| {
        let count = plant.alarms.iter().filter(|alarm| priorities.contains(&alarm.priority)).count();
        100.0 * count as f64 / plant.alarms.len().max(1) as f64
    };
    let (low, medium) = (share(&[Priority::Low]), share(&[Priority::Medium]));
    let high = share(&[Priority::High, Priority::Urgent]);
    if !(65.0..=95.0).contains(&low) || medium > 30.0 || high > 10.0 {
        let plant_file = report.sources_under("plant.toml").next().map(|(file, _)| file);
        let at = At { file: plant_file.unwrap_or_default(), ..At::default() };
        let message = format!(
            "of {} alarms {low:.0} % are low, {medium:.0} % medium, {high:.0} % high or urgent",
            plant.alarms.len()
        );
        let hint = "about 80 / 15 / 5 lets an operator tell what comes first";
        report.warning_hint(gathered.plant.alarms.at.unwrap_or(at), "priority-mix", message, hint);
    }
}
