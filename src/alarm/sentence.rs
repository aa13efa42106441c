//! A change in words, for the journal.

use std::time::Duration;

use crate::alarm::{Alarm, Change, Condition, Happening, Level, Limit, Shelving};
use crate::time::short;

/// A change as one line, such as `raised: Clearwell level, Low limit, 2.31 m <= 2.40 m`. `alarm` is its
/// definition if the layout still has it; `unit` and `decimals` are those of its tag.
pub fn sentence(change: &Change, alarm: Option<&Alarm>, unit: &str, decimals: u8) -> String {
    let mut words = String::from(happened(change.happening));
    if change.after.while_down && matches!(change.happening, Happening::Raised | Happening::Returned) {
        words.push_str(" while the station was down");
    }
    words.push_str(": ");
    match alarm {
        Some(alarm) => {
            words.push_str(&alarm.title);
            words.push_str(", ");
            words.push_str(&alarm.text);
        }
        None => words.push_str(&change.alarm),
    }
    if change.happening == Happening::Raised
        && let Some(compared) = alarm.and_then(|alarm| compared(change, alarm, unit, decimals))
    {
        words.push_str(", ");
        words.push_str(&compared);
    }
    if change.happening == Happening::Shelved {
        words.push_str(&for_how_long(&change.after.axes.shelving));
    }
    if !change.reason.is_empty() {
        words.push_str(" (");
        words.push_str(&change.reason);
        words.push(')');
    }
    words
}

const fn happened(happening: Happening) -> &'static str {
    match happening {
        Happening::Raised => "raised",
        Happening::Returned => "returned",
        Happening::Acknowledged => "acknowledged",
        Happening::Reset => "reset",
        Happening::Shelved => "shelved",
        Happening::Unshelved => "taken from the shelf",
        Happening::ShelfEnded => "back from the shelf",
        Happening::Suppressed => "suppressed by design",
        Happening::Unsuppressed => "no longer suppressed",
        Happening::OutOfService => "taken out of service",
        Happening::InService => "back in service",
        Happening::Removed => "removed from the layout",
    }
}

/// The value that raised it, and its limit where that is a number and about the value itself.
fn compared(change: &Change, alarm: &Alarm, unit: &str, decimals: u8) -> Option<String> {
    let value = measured(change.after.value?, unit, decimals);
    Some(match &alarm.condition {
        Condition::Limit { level, limit: Limit::Fixed(limit) } => {
            let sign = match level {
                Level::HighHigh | Level::High => ">=",
                Level::Low | Level::LowLow => "<=",
            };
            format!("{value} {sign} {}", measured(*limit, unit, decimals))
        }
        Condition::Deviation { limit: Limit::Fixed(limit), .. } => {
            format!("{value}, more than {} off", measured(*limit, unit, decimals))
        }
        Condition::Rate { limit: Limit::Fixed(limit), per, .. } => {
            format!("{value}, faster than {} per {}", measured(*limit, unit, decimals), span(*per))
        }
        Condition::Limit { .. } | Condition::Deviation { .. } | Condition::Rate { .. } => value,
        Condition::Discrete { .. } | Condition::Mismatch { .. } => {
            format!("state {}", measured(change.after.value?, "", 0))
        }
        Condition::Quality { .. } | Condition::DeviceDown | Condition::Overrun { .. } | Condition::Disk => {
            return None;
        }
    })
}

/// Numbers beyond what digits can show are written by their power of ten.
fn measured(value: f64, unit: &str, decimals: u8) -> String {
    let decimals = usize::from(decimals.min(12));
    let number = if value.abs() < 1e15 { format!("{value:.decimals$}") } else { format!("{value:e}") };
    if unit.is_empty() { number } else { format!("{number} {unit}") }
}

fn span(per: Duration) -> String {
    match per.as_secs() {
        1 => "second".into(),
        60 => "minute".into(),
        3_600 => "hour".into(),
        86_400 => "day".into(),
        _ => short(per),
    }
}

fn for_how_long(shelving: &Shelving) -> String {
    match shelving {
        Shelving::Unshelved => String::new(),
        Shelving::Timed { until, since, .. } => format!(", for {}", short(until.since(*since))),
        Shelving::OneShot { .. } => ", until it has cleared once".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alarm::trial::{Trial, alarm, low, secs};
    use crate::alarm::{Action, ShelveFor};

    #[test]
    fn says_what_happened_in_one_line() {
        let clearwell = Alarm { text: "Low limit".into(), ..alarm("LIT-301.low", 0, low(-2.4)) };
        let mut trial = Trial::new(vec![clearwell.clone()]);
        let mut said = Vec::new();
        let mut say = |changes: Vec<Change>| {
            said.extend(changes.iter().map(|change| sentence(change, Some(&clearwell), "m", 2)));
        };
        say(trial.set(0, -2.414));
        say(trial.acknowledge("LIT-301.low"));
        say(trial.shelve("LIT-301.low", ShelveFor::Time(secs(1_800))));
        say(trial.act(&Action::Unshelve("LIT-301.low".into())).unwrap());
        say(trial.shelve("LIT-301.low", ShelveFor::Once));
        say(trial.set(0, 0.0));
        assert_eq!(
            said,
            [
                "raised: Clearwell level, Low limit, -2.41 m <= -2.40 m",
                "acknowledged: Clearwell level, Low limit",
                "shelved: Clearwell level, Low limit, for 30 min (Sensor is being cleaned)",
                "taken from the shelf: Clearwell level, Low limit",
                "shelved: Clearwell level, Low limit, until it has cleared once (Sensor is being cleaned)",
                "returned: Clearwell level, Low limit",
                "back from the shelf: Clearwell level, Low limit",
            ]
        );
    }

    #[test]
    fn an_alarm_that_left_the_layout_is_told_by_its_id() {
        let mut trial = Trial::new(vec![alarm("LIT-301.low", 0, low(-2.4))]);
        trial.set(0, -3.0);
        let changes = trial.book.reload(&[], 16, trial.now);
        let [removed] = changes.as_slice() else { panic!("{changes:?}") };
        assert_eq!(sentence(removed, None, "", 0), "removed from the layout: LIT-301.low");
    }
}
