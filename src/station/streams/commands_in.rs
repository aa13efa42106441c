//! Commands of scripts: one JSON line each, `{"id","tag","value","confirm":true,"reason"}` to write, and
//! `{"id","action","alarm",…}` about alarms.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use crossbeam_channel::Sender;
use serde::Deserialize;

use crate::command::{Draft, Origin};
use crate::message::{Record, Request};
use crate::station::latest::Latest;
use crate::station::streams::alarms::AlarmLine;
use crate::station::streams::{Confirmations, StreamTarget};
use crate::station::{StartError, threads};
use crate::tag::Value;
use crate::time::Clock;

/// Longer lines are refused.
const LINE_MAX: u64 = 64 * 1024;

/// Everything the reader needs.
pub(in crate::station) struct Scripts {
    pub(in crate::station) requests: Sender<Request>,
    pub(in crate::station) records: Sender<Record>,
    pub(in crate::station) confirmations: Confirmations,
    pub(in crate::station) latest: Arc<Latest>,
    pub(in crate::station) clock: Arc<dyn Clock>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    #[serde(default)]
    id: serde_json::Value,
    tag: String,
    value: serde_json::Value,
    #[serde(default)]
    confirm: bool,
    #[serde(default)]
    reason: String,
}

/// Starts reading; the thread ends with its input, or with the process.
pub(in crate::station) fn read_commands(target: &StreamTarget, scripts: Scripts) -> Result<(), StartError> {
    let target = target.clone();
    if let StreamTarget::File(path) = &target
        && !path.exists()
    {
        let reason = "no such file".to_owned();
        return Err(StartError::Stream { path: path.display().to_string(), reason });
    }
    // Opening a pipe waits for its writer, so it is opened in the thread; blocked reads end with the process.
    threads::spawn("commands", move || {
        let input: Box<dyn Read> = match target {
            StreamTarget::Standard => Box::new(std::io::stdin()),
            StreamTarget::File(path) => match File::open(&path) {
                Ok(file) => Box::new(file),
                Err(error) => {
                    return scripts.refuse("null", &format!("cannot open {}: {error}", path.display()));
                }
            },
        };
        // Lines before the first snapshot would meet a plant that does not answer yet.
        scripts.latest.wait_until(Duration::from_secs(5), |_| true);
        scripts.read(BufReader::new(input));
    })?;
    Ok(())
}

impl Scripts {
    fn read(&self, mut input: impl BufRead) {
        loop {
            let mut line = String::new();
            match input.by_ref().take(LINE_MAX).read_line(&mut line) {
                Ok(0) => return,
                Ok(_) if line.trim().is_empty() => {}
                Ok(_) if line.len() as u64 >= LINE_MAX => {
                    return self
                        .refuse("null", &format!("a line is longer than {LINE_MAX} bytes; reading ended"));
                }
                Ok(_) => self.take(&line),
                Err(error) => return self.refuse("null", &format!("commands cannot be read: {error}")),
            }
        }
    }

    fn take(&self, text: &str) {
        let line = serde_json::from_str::<serde_json::Value>(text).ok();
        let has = |key: &str| line.as_ref().and_then(|line| line.get(key));
        let unread = |error: serde_json::Error| {
            let id = has("id").map_or_else(|| "null".to_owned(), serde_json::Value::to_string);
            self.refuse(&id, &format!("not a command line: {error}"));
        };
        if has("action").is_some() {
            match serde_json::from_str(text) {
                Ok(line) => self.take_alarm(line),
                Err(error) => unread(error),
            }
        } else {
            match serde_json::from_str(text) {
                Ok(line) => self.take_write(line),
                Err(error) => unread(error),
            }
        }
    }

    fn take_alarm(&self, line: AlarmLine) {
        let requester_id: Arc<str> = line.id.to_string().into();
        let Some(snapshot) = self.latest.get() else {
            return self.refuse(&requester_id, "the station has not started");
        };
        match line.action(&snapshot) {
            Ok(action) => {
                let id = Arc::clone(&requester_id);
                self.ask(&id, Request::ScriptAlarm { action, requester_id });
            }
            Err(why) => self.refuse(&requester_id, &why),
        }
    }

    fn take_write(&self, line: Line) {
        let id: Arc<str> = line.id.to_string().into();
        let Some(snapshot) = self.latest.get() else {
            return self.refuse(&id, "the station has not started");
        };
        let Some(tag) = snapshot.plant.find(&line.tag) else {
            return self.refuse(&id, &format!("no tag is called {}", line.tag));
        };
        let Some(value) = value(&line.value) else {
            return self.refuse(&id, "the value must be a number, true, false or text");
        };
        if line.confirm {
            let mut waiting = self.confirmations.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.entry(Arc::clone(&id)).or_default().push_back(line.reason.into());
        }
        let draft = Draft { tag, value, origin: Origin::Script, requester_id: Arc::clone(&id) };
        self.ask(&id, Request::Draft(draft));
    }

    /// Waits when the engine is behind: a script is told each outcome, so it may wait for its turn.
    fn ask(&self, id: &str, request: Request) {
        if self.requests.send_timeout(request, Duration::from_secs(5)).is_err() {
            self.refuse(id, "the station is too busy");
        }
    }

    fn refuse(&self, id: &str, why: &str) {
        let record = Record::LineRefused { requester_id: id.into(), why: why.into(), at: self.clock.now() };
        let _ = self.records.send_timeout(record, Duration::from_secs(5));
    }
}

fn value(value: &serde_json::Value) -> Option<Value> {
    match value {
        serde_json::Value::Bool(bit) => Some(Value::Bool(*bit)),
        serde_json::Value::Number(number) => number
            .as_i64()
            .map(Value::Int)
            .or_else(|| number.as_u64().map(Value::UInt))
            .or_else(|| number.as_f64().map(Value::Float)),
        serde_json::Value::String(text) => Some(Value::Text(text.as_str().into())),
        serde_json::Value::Null | serde_json::Value::Array(_) | serde_json::Value::Object(_) => None,
    }
}
