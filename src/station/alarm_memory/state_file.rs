//! The file `alarms.json`: whole or not there, with its own hash, untrusted when it is read.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::journal::{Entry, EntryKind};
use crate::station::alarm_memory::{ALARMS_MAX, AlarmMemory, Saved, change_of};
use crate::station::journal_file::Place;
use crate::time::Timestamp;

/// Its name in the data folder.
pub(super) const NAME: &str = "alarms.json";
/// This format.
const FORMAT: u64 = 1;
/// Larger files are not read.
const BYTES_MAX: u64 = 128 << 20;

/// Why a file is not used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unusable {
    /// The system does not give it.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
    /// Too large.
    #[error("it has {0} bytes, more than any station writes")]
    Huge(u64),
    /// Of a later version.
    #[error("it was written by a newer version (format {0}, this one reads {FORMAT})")]
    Newer(u64),
    /// Not what a station writes.
    #[error("it is not what a station writes: {0}")]
    Foreign(String),
    /// Changed or cut after it was written.
    #[error("it was changed after it was written")]
    Changed,
}

#[derive(Deserialize)]
struct Version {
    format: u64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: u64,
    saved: String,
    journal: Place,
    alarms: BTreeMap<String, Line>,
    sha256: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    time: String,
    source: String,
    text: String,
    details: BTreeMap<String, String>,
}

impl Document {
    fn text(&self) -> String {
        let mut text = serde_json::to_string(self).unwrap_or_default();
        text.push('\n');
        text
    }

    fn sealed(mut self) -> Self {
        self.sha256 = String::new();
        let digest = Sha256::digest(self.text());
        self.sha256 = digest.iter().fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        self
    }
}

/// The text of a file.
pub(super) fn text(saved: &Saved, now: Timestamp) -> String {
    let line = |entry: &Entry| Line {
        time: entry.time.rfc3339(),
        source: entry.source.to_string(),
        text: entry.text.to_string(),
        details: entry.details.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect(),
    };
    let alarms = saved.memory.last.iter().map(|(alarm, entry)| (alarm.to_string(), line(entry)));
    let document = Document {
        format: FORMAT,
        saved: now.rfc3339(),
        journal: saved.place.clone(),
        alarms: alarms.collect(),
        sha256: String::new(),
    };
    document.sealed().text()
}

/// Writes it: beside, forced to the disk, and then in its place.
pub(super) fn write(folder: &Path, text: &str) -> std::io::Result<()> {
    let beside = folder.join(format!("{NAME}.partial"));
    let mut file = File::create(&beside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&beside, folder.join(NAME))?;
    // The name is on the disk once its folder is.
    File::open(folder)?.sync_all()
}

/// Reads it, with the time at which it was saved; `None` where there is none.
pub(super) fn read(folder: &Path) -> Result<Option<(Saved, Timestamp)>, Unusable> {
    let unreadable = |error: std::io::Error| Unusable::Unreadable(error.to_string());
    let file = match File::open(folder.join(NAME)) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(error)),
    };
    let size = file.metadata().map_err(unreadable)?.len();
    if size > BYTES_MAX {
        return Err(Unusable::Huge(size));
    }
    let mut bytes = Vec::new();
    file.take(BYTES_MAX).read_to_end(&mut bytes).map_err(unreadable)?;
    let text = String::from_utf8(bytes).map_err(|_| Unusable::Foreign("not UTF-8".to_owned()))?;
    parse(&text).map(Some)
}

/// From the text of a file.
pub(super) fn parse(text: &str) -> Result<(Saved, Timestamp), Unusable> {
    let foreign = |error: serde_json::Error| Unusable::Foreign(error.to_string());
    let Version { format } = serde_json::from_str(text).map_err(foreign)?;
    if format > FORMAT {
        return Err(Unusable::Newer(format));
    }
    let document: Document = serde_json::from_str(text).map_err(foreign)?;
    if document.alarms.len() > ALARMS_MAX {
        return Err(Unusable::Foreign(format!("{} alarms", document.alarms.len())));
    }
    let hash = document.sha256.clone();
    let document = document.sealed();
    // The text itself is compared, not a reading of it: a byte that parses alike is a change all the same.
    if document.sha256 != hash || document.text() != text {
        return Err(Unusable::Changed);
    }
    let saved = Timestamp::parse(&document.saved).ok_or_else(|| Unusable::Foreign("its time".to_owned()))?;
    let mut last = BTreeMap::new();
    for (alarm, line) in document.alarms {
        let entry = entry(&alarm, line).filter(|entry| change_of(entry).is_some());
        let entry = entry.ok_or_else(|| Unusable::Foreign(format!("its alarm {alarm}")))?;
        last.insert(Arc::clone(&entry.subject), Arc::new(entry));
    }
    Ok((Saved { place: document.journal, memory: AlarmMemory { last } }, saved))
}

fn entry(alarm: &str, line: Line) -> Option<Entry> {
    Some(Entry {
        time: Timestamp::parse(&line.time)?,
        kind: EntryKind::Alarm,
        source: line.source.into(),
        subject: alarm.into(),
        text: line.text.into(),
        details: line.details.into_iter().map(|(name, text)| (name.into(), text.into())).collect(),
    })
}

/// Puts a file that is not used under another name; tells which.
pub(super) fn set_aside(folder: &Path) -> std::io::Result<PathBuf> {
    for number in 1..1_000 {
        let aside = folder.join(format!("alarms.unused-{number}.json"));
        if !aside.exists() {
            fs::rename(folder.join(NAME), &aside)?;
            return Ok(aside);
        }
    }
    Err(std::io::Error::other("too many files alarms.unused-*.json; remove old ones"))
}
