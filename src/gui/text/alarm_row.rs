//! The words of one alarm in a list: the same in strip, summary and faceplate.

use std::time::Duration;

use crate::alarm::{Condition, Level, Limit, Row, Shelving, State};
use crate::gui::painter::format_value;
use crate::gui::text::alarms;
use crate::tag::{Tag, Value};
use crate::time::{Timestamp, Zone, short};

/// What is wrong, and what became of it.
pub fn condition(row: &Row, zone: &Zone) -> String {
    let kept = &row.kept;
    let what = &row.alarm.text;
    let says = if let Some((_, reason, _)) = &kept.axes.out_of_service {
        alarms::out_of_service(reason)
    } else if kept.axes.suppressed.is_some() {
        format!("{}: {what}", alarms::SUPPRESSED_BY_DESIGN)
    } else {
        match (kept.axes.state, kept.returned) {
            (State::ReturnedUnacknowledged | State::Normal, Some(at)) => {
                alarms::normal_again(what, &at.format(zone, "%H:%M:%S"))
            }
            (State::LatchedUnacknowledged | State::LatchedAcknowledged, _) => alarms::latched(what),
            (
                State::Normal | State::Unacknowledged | State::Acknowledged | State::ReturnedUnacknowledged,
                _,
            ) => what.to_string(),
        }
    };
    if kept.while_down { format!("{says}, {}", alarms::WHILE_DOWN) } else { says }
}

/// The value that judges now, with its unit or as its state.
pub fn value(row: &Row, tag: Option<&Tag>) -> String {
    let (Some(number), Some(tag)) = (row.value, tag) else { return String::new() };
    let whole = number.round() as i64;
    if let Some(state) = tag.states.iter().find(|state| state.value == whole && number.fract() == 0.0) {
        return state.text.to_string();
    }
    format!("{} {}", format_value(&Value::Float(number), tag.decimals), tag.unit).trim_end().to_owned()
}

/// The limit with the side it is on.
pub fn limit(row: &Row, tag: Option<&Tag>) -> String {
    let (Some(limit), Some(tag)) = (row.limit, tag) else { return String::new() };
    let side = match &row.alarm.condition {
        Condition::Limit { level: Level::Low | Level::LowLow, .. } => "<",
        Condition::Limit { level: Level::High | Level::HighHigh, .. }
        | Condition::Deviation { .. }
        | Condition::Rate { .. }
        | Condition::Discrete { .. }
        | Condition::Quality { .. }
        | Condition::Mismatch { .. }
        | Condition::DeviceDown
        | Condition::Overrun { .. }
        | Condition::Disk => ">",
    };
    format!("{side} {}", format_value(&Value::Float(limit), tag.decimals))
}

/// How long it has been there; empty for one that was never raised.
pub fn age(row: &Row, now: Timestamp) -> String {
    let since = row.kept.raised.or(row.kept.axes.suppressed);
    let since = since.or(row.kept.axes.out_of_service.as_ref().map(|(since, _, _)| *since));
    since.map_or_else(String::new, |since| short(now.since(since)))
}

/// When it was raised; a date where that is not within a day.
pub fn time(row: &Row, now: Timestamp, zone: &Zone) -> String {
    let since = row.kept.raised.or(row.kept.axes.suppressed);
    let Some(at) = since.or(row.kept.axes.out_of_service.as_ref().map(|(since, _, _)| *since)) else {
        return String::new();
    };
    let recent = now.since(at) < Duration::from_secs(86_400);
    at.format(zone, if recent { "%H:%M:%S" } else { "%-d %b" })
}

/// How long it stays on the shelf.
pub fn left(row: &Row, now: Timestamp) -> Option<String> {
    match &row.kept.axes.shelving {
        Shelving::Unshelved => None,
        Shelving::Timed { until, .. } => Some(alarms::time_left(&short(until.since(now)))),
        Shelving::OneShot { .. } => Some(alarms::UNTIL_CLEAR.to_owned()),
    }
}

/// What the layout sets: limit, deadband, delays.
pub fn settings(row: &Row, tag: Option<&Tag>) -> String {
    let alarm = &row.alarm;
    let mut parts = Vec::new();
    let from_tag = matches!(alarm.condition, Condition::Limit { limit: Limit::Tag(_), .. });
    if let (Some(limit), Some(tag)) = (row.limit, tag) {
        let number = format_value(&Value::Float(limit), tag.decimals);
        let words = format!("Limit {number} {}", tag.unit).trim_end().to_owned();
        parts.push(if from_tag { format!("{words} from a tag") } else { words });
    }
    if alarm.deadband > 0.0 {
        let decimals = tag.map_or(2, |tag| tag.decimals);
        parts.push(format!("band {}", format_value(&Value::Float(alarm.deadband), decimals)));
    }
    if !alarm.on_delay.is_zero() {
        parts.push(format!("delay {}", plain_span(alarm.on_delay)));
    }
    if !alarm.off_delay.is_zero() {
        parts.push(format!("off delay {}", plain_span(alarm.off_delay)));
    }
    if alarm.latching {
        parts.push("latching".to_owned());
    }
    parts.join(", ")
}

/// A span as people set it: `30 s`, `15 min`, `2 h`, `1 h 30 min`.
pub fn plain_span(span: Duration) -> String {
    let seconds = span.as_secs();
    match seconds {
        0 => format!("{} ms", span.as_millis()),
        _ if !seconds.is_multiple_of(60) => format!("{seconds} s"),
        _ if seconds < 3600 => format!("{} min", seconds / 60),
        _ if seconds.is_multiple_of(86_400) => format!("{} d", seconds / 86_400),
        _ if seconds.is_multiple_of(3600) => format!("{} h", seconds / 3600),
        _ => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_reads_as_it_was_set() {
        let says = |seconds| plain_span(Duration::from_secs(seconds));
        assert_eq!([says(30), says(900), says(7200), says(5400)], ["30 s", "15 min", "2 h", "1 h 30 min"]);
        assert_eq!(says(86_400), "1 d");
    }
}
