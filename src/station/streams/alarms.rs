//! Changes of alarms as lines of the events, and lines of scripts about alarms.

use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::alarm::{Action, Change, Occurrence, ShelveFor, Shelving};
use crate::message::Snapshot;

/// One line: what happened, and what holds from now on.
pub(super) fn alarm_json(change: &Change, text: &str) -> Value {
    let kept = &change.after;
    let (shelved, until) = match &kept.axes.shelving {
        Shelving::Unshelved => (Value::Null, None),
        Shelving::OneShot { .. } => (json!("once"), None),
        Shelving::Timed { until, .. } => (json!("timed"), Some(until.rfc3339())),
    };
    json!({
        "alarm": &*change.alarm,
        "happening": change.happening.word(),
        "state": kept.axes.state.word(),
        "priority": change.priority.word(),
        "occurrence": kept.occurrence.0,
        "value": kept.value.filter(|value| value.is_finite()),
        "shelved": shelved,
        "shelved_until": until,
        "suppressed": kept.axes.suppressed.is_some(),
        "out_of_service": kept.axes.out_of_service.is_some(),
        "while_down": kept.while_down,
        "by": &*change.by,
        "reason": &*change.reason,
        "text": text,
        "time": change.at.rfc3339(),
    })
}

/// A script's line about alarms.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AlarmLine {
    #[serde(default)]
    pub(super) id: Value,
    action: Word,
    alarm: Option<String>,
    occurrence: Option<u64>,
    minutes: Option<f64>,
    #[serde(default)]
    once: bool,
    #[serde(default)]
    reason: String,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Word {
    Acknowledge,
    Reset,
    Shelve,
    Unshelve,
    OutOfService,
    InService,
    Silence,
}

impl AlarmLine {
    /// What it asks for, or why it asks for nothing that can be done.
    pub(super) fn action(self, snapshot: &Snapshot) -> Result<Action, String> {
        if self.action == Word::Silence {
            return match self.alarm {
                None => Ok(Action::Silence),
                Some(_) => Err("silence is for the horn as a whole: leave `alarm` out".to_owned()),
            };
        }
        let name =
            self.alarm.as_deref().ok_or("`alarm` is missing: give an alarm's id, such as LIT-301.low")?;
        let defined = snapshot.plant.alarms.iter().find(|alarm| &*alarm.id == name);
        let alarm = Arc::clone(&defined.ok_or_else(|| format!("no alarm is called {name}"))?.id);
        let reason: Arc<str> = self.reason.as_str().into();
        Ok(match self.action {
            Word::Acknowledge => {
                // The picture may be behind the event that the script answers: the engine knows the present one.
                let seen = self.occurrence.map_or(Occurrence::default(), Occurrence);
                Action::Acknowledge([(alarm, seen)].into())
            }
            Word::Reset => Action::Reset(alarm),
            Word::Shelve => Action::Shelve { alarm, duration: self.duration()?, reason },
            Word::Unshelve => Action::Unshelve(alarm),
            Word::OutOfService => Action::OutOfService { alarm, reason },
            Word::InService => Action::InService(alarm),
            Word::Silence => Action::Silence,
        })
    }

    fn duration(&self) -> Result<ShelveFor, String> {
        match (self.minutes, self.once) {
            (None, true) => Ok(ShelveFor::Once),
            (Some(minutes), false) => match Duration::try_from_secs_f64(minutes * 60.0) {
                Ok(span) if span > Duration::ZERO => Ok(ShelveFor::Time(span)),
                Ok(_) | Err(_) => Err(format!("{minutes} minutes is not a span of time")),
            },
            (None, false) | (Some(_), true) => {
                Err("say for how long: either `minutes`, or `once` true".to_owned())
            }
        }
    }
}
