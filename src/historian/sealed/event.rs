//! Events as they stand in segments: a journal entry as one JSON object.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::journal::{Entry, EntryKind};
use crate::time::Timestamp;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    time: String,
    kind: String,
    source: Arc<str>,
    #[serde(default)]
    subject: Arc<str>,
    text: Arc<str>,
    #[serde(default)]
    details: BTreeMap<Arc<str>, Arc<str>>,
}

/// As JSON. Times keep their microseconds.
pub(super) fn to_json(entry: &Entry) -> Vec<u8> {
    let text = Text {
        time: entry.time.rfc3339(),
        kind: entry.kind.word().to_owned(),
        source: Arc::clone(&entry.source),
        subject: Arc::clone(&entry.subject),
        text: Arc::clone(&entry.text),
        details: entry.details.clone(),
    };
    serde_json::to_vec(&text).unwrap_or_default()
}

/// From JSON; `None` for anything else.
pub(super) fn from_json(json: &[u8]) -> Option<Entry> {
    let text: Text = serde_json::from_slice(json).ok()?;
    Some(Entry {
        time: Timestamp::parse(&text.time)?,
        kind: EntryKind::parse(&text.kind)?,
        source: text.source,
        subject: text.subject,
        text: text.text,
        details: text.details,
    })
}
