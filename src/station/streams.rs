//! The streams of the headless contract: samples and events out, commands in, statistics on demand. Their
//! form is fixed by docs/headless.md; scripts rely on it.

mod alarms;
mod commands_in;
mod statistics;
mod writer;

pub(super) use commands_in::{Scripts, read_commands};
pub use statistics::statistics_json;

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::json;

use crate::alarm::Change;
use crate::command::{CommandId, Stage};
use crate::message::Request;
use crate::plant::Plant;
use crate::station::StartError;
use crate::station::streams::writer::LineWriter;
use crate::tag::{Sample, TagIndex, Value};
use crate::time::Moment;

/// Where a stream goes or comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StreamTarget {
    /// `-`: standard output or input.
    Standard,
    /// A file, pipe or device.
    File(PathBuf),
}

/// The streams asked for.
#[derive(Clone, Debug, Default)]
pub struct Streams {
    /// One JSON line a sample.
    pub samples: Option<StreamTarget>,
    /// One JSON line a change of a link, command or alarm.
    pub events: Option<StreamTarget>,
    /// One JSON line a command.
    pub commands: Option<StreamTarget>,
}

/// Commands of scripts that are to be confirmed as soon as they are drafted: reasons by requester id.
pub(super) type Confirmations = Arc<Mutex<BTreeMap<Arc<str>, VecDeque<Arc<str>>>>>;

/// The outgoing streams, open.
pub(super) struct Open {
    samples: Option<LineWriter>,
    events: Option<LineWriter>,
    plant: Arc<Plant>,
    pub(super) confirmations: Confirmations,
}

impl Streams {
    pub(super) fn open(&self) -> Result<Open, StartError> {
        let open = |target: &Option<StreamTarget>| target.as_ref().map(LineWriter::open).transpose();
        Ok(Open {
            samples: open(&self.samples)?,
            events: open(&self.events)?,
            plant: Arc::default(),
            confirmations: Confirmations::default(),
        })
    }
}

impl Open {
    pub(super) const fn wants_samples(&self) -> bool {
        self.samples.is_some()
    }

    /// From now on tags are numbered by this layout.
    pub(super) fn plant(&mut self, plant: Arc<Plant>) {
        self.plant = plant;
    }

    pub(super) fn samples(&mut self, samples: &[(TagIndex, Sample)]) {
        let Some(writer) = &mut self.samples else { return };
        for (tag, sample) in samples {
            if let Some(tag) = self.plant.tag(*tag) {
                writer.line(&sample_json(&tag.id, sample));
            }
        }
    }

    pub(super) fn samples_lost(&mut self, count: u64, at: Moment) {
        self.event(&json!({ "lost_samples": count, "time": at.utc.rfc3339() }));
    }

    pub(super) fn link(&mut self, device: &str, unit: Option<u8>, state: &str, detail: &str, at: Moment) {
        let time = at.utc.rfc3339();
        self.event(
            &json!({ "device": device, "unit": unit, "state": state, "detail": detail, "time": time }),
        );
    }

    /// Tells a command's stage; gives the confirmation if its script asked for one.
    pub(super) fn command(
        &mut self,
        requester_id: &Arc<str>,
        command: CommandId,
        stage: Stage,
        detail: &str,
        at: Moment,
    ) -> Option<Request> {
        let id = if requester_id.is_empty() { json!(command.to_string()) } else { raw(requester_id) };
        let time = at.utc.rfc3339();
        let number = command.to_string();
        self.event(&json!({
            "command": id, "state": stage.word(), "detail": detail, "number": number, "time": time
        }));
        if stage != Stage::Draft {
            return None;
        }
        let mut waiting = self.confirmations.lock().unwrap_or_else(PoisonError::into_inner);
        let reason = waiting.get_mut(requester_id)?.pop_front()?;
        if waiting.get(requester_id).is_some_and(VecDeque::is_empty) {
            waiting.remove(requester_id);
        }
        Some(Request::Confirm { command, reason })
    }

    /// Tells a script that its line was not taken.
    pub(super) fn refused(&mut self, requester_id: &str, why: &str, at: Moment) {
        let time = at.utc.rfc3339();
        self.event(&json!({
            "command": raw(requester_id), "state": "refused", "detail": why, "number": null, "time": time
        }));
    }

    /// Tells a change of an alarm, with its sentence.
    pub(super) fn alarm(&mut self, change: &Change, text: &str) {
        if self.events.is_some() {
            self.event(&alarms::alarm_json(change, text));
        }
    }

    /// Tells a script that its line about alarms was carried out.
    pub(super) fn done(&mut self, requester_id: &str, changes: usize, at: Moment) {
        let detail = match changes {
            0 => "nothing had to change".to_owned(),
            1 => "1 alarm changed".to_owned(),
            more => format!("{more} alarms changed"),
        };
        let time = at.utc.rfc3339();
        self.event(&json!({
            "command": raw(requester_id), "state": "done", "detail": detail, "number": null, "time": time
        }));
    }

    pub(super) fn flush(&mut self) {
        for writer in [&mut self.samples, &mut self.events].into_iter().flatten() {
            writer.flush();
        }
    }

    fn event(&mut self, event: &serde_json::Value) {
        if let Some(writer) = &mut self.events {
            writer.line(&event.to_string());
        }
    }
}

/// A requester's id as it was given: any JSON value.
fn raw(requester_id: &str) -> serde_json::Value {
    serde_json::from_str(requester_id).unwrap_or_else(|_| json!(requester_id))
}

/// One sample as one line of JSON; integers exact to 64 bits.
pub(crate) fn sample_json(tag: &str, sample: &Sample) -> String {
    let value = match sample.value() {
        None => serde_json::Value::Null,
        Some(Value::Bool(bit)) => json!(bit),
        Some(Value::Int(int)) => json!(int),
        Some(Value::UInt(int)) => json!(int),
        Some(Value::Float(float)) => json!(float),
        Some(Value::Text(text)) => json!(text),
    };
    // Without a value there is no time at which it stood in a device.
    let source = sample.value().map(|_| sample.source().utc.rfc3339());
    json!({
        "tag": tag,
        "value": value,
        "quality": sample.quality().word(),
        "reason": sample.quality().reason(),
        "source_time": source,
        "receive_time": sample.received().utc.rfc3339(),
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tag::Quality;

    #[test]
    fn integers_keep_all_64_bits() {
        let sample = Sample::new(Value::UInt(u64::MAX), Quality::GOOD, Moment::default(), Moment::default());
        assert!(sample_json("T", &sample).contains("18446744073709551615"));
    }

    #[test]
    fn waiting_is_null_and_never_zero() {
        let line = sample_json("T", &Sample::waiting(Moment::default()));
        let read: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert!(read["value"].is_null() && read["source_time"].is_null());
        assert_eq!(read["reason"], "waiting for first value");
    }
}
