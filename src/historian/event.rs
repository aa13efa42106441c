//! A journal entry as it stands in a recording: JSON on the topic of its kind.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::journal::{Entry, EntryKind};
use crate::time::Timestamp;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    time: String,
    kind: String,
    source: Arc<str>,
    #[serde(default)]
    subject: Arc<str>,
    text: Arc<str>,
    #[serde(default)]
    details: BTreeMap<Arc<str>, Arc<str>>,
}

/// What the topics of events begin with; the word of the kind follows.
pub(crate) const EVENT_TOPIC: &str = "/event/";

/// An entry as it stands in a file. Its time has microseconds there.
pub(crate) fn event_to_json(entry: &Entry) -> Vec<u8> {
    let line = Line {
        time: entry.time.rfc3339(),
        kind: entry.kind.word().to_owned(),
        source: Arc::clone(&entry.source),
        subject: Arc::clone(&entry.subject),
        text: Arc::clone(&entry.text),
        details: entry.details.clone(),
    };
    serde_json::to_vec(&line).unwrap_or_default()
}

/// From a file; `None` where it is no entry.
pub(crate) fn event_from_json(json: &[u8]) -> Option<Entry> {
    let line: Line = serde_json::from_slice(json).ok()?;
    Some(Entry {
        time: Timestamp::parse(&line.time)?,
        kind: EntryKind::parse(&line.kind)?,
        source: line.source,
        subject: line.subject,
        text: line.text,
        details: line.details,
    })
}
