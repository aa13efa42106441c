//! Conditions and limits of alarms in words.

use std::time::Duration;

use crate::alarm::{Alarm, Condition, Limit};
use crate::plant::Plant;
use crate::tag::TagIndex;

/// When an alarm is abnormal: `at or above 2.4 m`, `state 3 or 4`.
pub(super) fn condition(plant: &Plant, alarm: &Alarm) -> String {
    let unit = plant.tag(alarm.tag).map_or("", |tag| &*tag.unit);
    let limit = |limit: &Limit| match limit {
        Limit::Fixed(number) => format!("{number} {unit}").trim_end().to_owned(),
        Limit::Tag(tag) => format!("[{}]", id(plant, *tag)),
    };
    match &alarm.condition {
        Condition::Limit { level, limit: at } if level.above() => format!("at or above {}", limit(at)),
        Condition::Limit { limit: at, .. } => format!("at or below {}", limit(at)),
        Condition::Deviation { from, limit: at } => {
            format!("more than {} from {}", limit(at), limit(from))
        }
        Condition::Rate { limit: at, per, over } => {
            format!("faster than {} per {}, over {}", limit(at), exact(*per), exact(*over))
        }
        Condition::Discrete { states } => format!("state {}", numbers(states.iter())),
        Condition::Quality { bad_only: true } => "bad".to_owned(),
        Condition::Quality { bad_only: false } => "bad or stale".to_owned(),
        Condition::Mismatch { commanded, expect } => {
            let pairs: Vec<String> =
                expect.iter().map(|(command, state)| format!("{command} stands for {state}")).collect();
            format!("not what [{}] asks: {}", id(plant, *commanded), pairs.join(", "))
        }
        Condition::DeviceDown => "does not answer".to_owned(),
        Condition::Overrun { over } => format!("overruns within {}", exact(*over)),
        Condition::Disk => "in trouble".to_owned(),
    }
}

/// A duration without loss: `90 s`, `250 ms`.
pub(super) fn exact(span: Duration) -> String {
    match (span.as_secs(), span.subsec_millis()) {
        (seconds, 0) if seconds > 0 && seconds.is_multiple_of(3_600) => format!("{} h", seconds / 3_600),
        (seconds, 0) if seconds > 0 && seconds.is_multiple_of(60) => format!("{} min", seconds / 60),
        (seconds, 0) => format!("{seconds} s"),
        (_, _) => format!("{} ms", span.as_millis()),
    }
}

/// A tag's id.
pub(super) fn id(plant: &Plant, tag: TagIndex) -> &str {
    plant.tag(tag).map_or("", |tag| &tag.id)
}

fn numbers<'a>(numbers: impl Iterator<Item = &'a i64>) -> String {
    numbers.map(i64::to_string).collect::<Vec<_>>().join(" or ")
}
