//! The hash chain: each line carries the hash of the one before, so that nothing can be changed, left out
//! or put in between without it showing.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::journal::{Entry, EntryKind};
use crate::time::Timestamp;

/// The head of a chain: what the next entry is linked to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    sequence: u64,
    head: String,
}

/// A journal line as it stands in the file: canonical JSON, keys in this order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chained {
    /// Counts from 1 without a gap.
    pub sequence: u64,
    /// RFC 3339, UTC, microseconds.
    pub time: String,
    /// `command`, `link`, `layout`, `note` or `system`.
    pub kind: String,
    /// Who or what did it.
    pub source: String,
    /// What it happened to.
    pub subject: String,
    /// In words.
    pub text: String,
    /// Details by name.
    pub details: BTreeMap<String, String>,
    /// Hash of the line before; 64 zeros on the first.
    pub previous: String,
    /// SHA-256, hexadecimal, over this line's JSON with an empty `hash`.
    pub hash: String,
}

/// Why a chain does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// Not a journal line.
    #[error("line {line} is not a journal entry: {reason}")]
    Unreadable {
        /// From 1.
        line: usize,
        /// In words.
        reason: String,
    },
    /// An entry is missing or out of place.
    #[error("line {line} has sequence {found} where {expected} belongs: entries are missing or moved")]
    Sequence {
        /// From 1.
        line: usize,
        /// What stands there.
        found: u64,
        /// What belongs there.
        expected: u64,
    },
    /// The link to the line before is broken.
    #[error("line {line} does not follow from the line before: an entry was changed, removed or put in")]
    Link {
        /// From 1.
        line: usize,
    },
    /// The line's own hash is wrong.
    #[error("line {line} was changed after it was written")]
    Changed {
        /// From 1.
        line: usize,
    },
}

impl Default for Chain {
    fn default() -> Self {
        Self { sequence: 0, head: "0".repeat(64) }
    }
}

impl Chain {
    /// A chain that goes on after an entry that is known by its place and hash.
    pub fn after(sequence: u64, head: &str) -> Self {
        Self { sequence, head: head.to_owned() }
    }

    /// Entries so far.
    pub const fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Hash of the last entry.
    pub fn head(&self) -> &str {
        &self.head
    }

    /// Links an entry to the chain.
    pub fn append(&mut self, entry: &Entry) -> Chained {
        let mut chained = Chained {
            sequence: self.sequence + 1,
            time: entry.time.rfc3339(),
            kind: entry.kind.word().to_owned(),
            source: entry.source.to_string(),
            subject: entry.subject.to_string(),
            text: entry.text.to_string(),
            details: entry.details.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect(),
            previous: self.head.clone(),
            hash: String::new(),
        };
        chained.hash = chained.digest();
        self.sequence = chained.sequence;
        self.head.clone_from(&chained.hash);
        chained
    }

    /// Checks that a line follows, and takes it over as the new head. `line` is for messages.
    pub fn follow(&mut self, line: usize, text: &str) -> Result<Chained, ChainError> {
        let chained: Chained = serde_json::from_str(text)
            .map_err(|error| ChainError::Unreadable { line, reason: error.to_string() })?;
        let expected = self.sequence + 1;
        if chained.sequence != expected {
            return Err(ChainError::Sequence { line, found: chained.sequence, expected });
        }
        if chained.previous != self.head {
            return Err(ChainError::Link { line });
        }
        // The line itself is hashed, not a reading of it: a byte that parses alike is a change all the same.
        if chained.digest() != chained.hash || chained.line() != text {
            return Err(ChainError::Changed { line });
        }
        self.sequence = expected;
        self.head.clone_from(&chained.hash);
        Ok(chained)
    }
}

impl Chained {
    /// The line without its line end.
    pub fn line(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Back to the entry it was made from.
    pub fn entry(&self) -> Option<Entry> {
        Some(Entry {
            time: Timestamp::parse(&self.time)?,
            kind: EntryKind::parse(&self.kind)?,
            source: self.source.as_str().into(),
            subject: self.subject.as_str().into(),
            text: self.text.as_str().into(),
            details: self
                .details
                .iter()
                .map(|(name, text)| (Arc::from(name.as_str()), Arc::from(text.as_str())))
                .collect(),
        })
    }

    fn digest(&self) -> String {
        let bare = Self { hash: String::new(), ..self.clone() };
        Sha256::digest(bare.line()).iter().fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

/// Checks a whole journal; gives the chain's head, or the first place where it does not hold.
pub fn verify(text: &str) -> Result<Chain, ChainError> {
    let mut chain = Chain::default();
    for (at, line) in text.lines().enumerate() {
        chain.follow(at + 1, line)?;
    }
    Ok(chain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal() -> String {
        let mut chain = Chain::default();
        (0..5).fold(String::new(), |text, count| {
            let entry = Entry {
                time: Timestamp::from_millis(count * 1_000),
                kind: EntryKind::Command,
                source: "operator".into(),
                subject: "C-1".into(),
                text: format!("step {count}").into(),
                details: BTreeMap::from([("value".into(), "1".into())]),
            };
            text + &chain.append(&entry).line() + "\n"
        })
    }

    #[test]
    fn an_untouched_journal_verifies() {
        let chain = verify(&journal()).unwrap();
        assert_eq!(chain.sequence(), 5);
    }

    #[test]
    fn every_changed_byte_shows() {
        let text = journal();
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] = if bytes[at] == b'7' { b'8' } else { b'7' };
            let changed = String::from_utf8(bytes).unwrap();
            assert!(verify(&changed).is_err(), "byte {at} of {text}");
        }
    }

    #[test]
    fn a_missing_line_shows() {
        let text = journal();
        let lines: Vec<_> = text.lines().collect();
        let without = [&lines[..2], &lines[3..]].concat().join("\n");
        assert_eq!(verify(&without), Err(ChainError::Sequence { line: 3, found: 4, expected: 3 }));
    }
}
