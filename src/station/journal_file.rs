//! The journal's file: opened, verified, continued and appended to, by one station at a time.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::journal::{Chain, Entry, verify};

/// Larger journals are left alone and a new one is begun: opening must stay quick.
const SIZE_MAX: u64 = 256 << 20;

/// A lock that is held is tried so often, with this pause.
const LOCK_TRIES: u32 = 20;
const LOCK_PAUSE: Duration = Duration::from_millis(10);

/// Why a journal cannot be kept.
#[derive(Debug, thiserror::Error)]
pub enum JournalOpenError {
    /// The folder or file cannot be used.
    #[error("journal cannot be kept in {path}: {reason}")]
    Unusable {
        /// Where.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// Another station writes there.
    #[error("another station (process {pid}) keeps its journal in {path}; give this one its own with --data")]
    Locked {
        /// Where.
        path: PathBuf,
        /// Which process.
        pid: String,
    },
}

/// An open journal.
#[derive(Debug)]
pub struct JournalFile {
    file: File,
    path: PathBuf,
    chain: Chain,
    commands_seen: u64,
    remarks: Vec<String>,
    /// What stood in it on opening, until someone reads it.
    text: String,
    /// Kept for its lock, which ends with it.
    _lock: File,
}

impl JournalFile {
    /// Opens the journal in a folder, which is made if need be. The chain goes on where it ended; a line cut
    /// by a crash is moved aside, a chain that does not hold is left untouched and a new file begun.
    pub fn open(folder: &Path) -> Result<Self, JournalOpenError> {
        let unusable = |path: &Path, error: std::io::Error| JournalOpenError::Unusable {
            path: path.to_owned(),
            reason: error.to_string(),
        };
        fs::create_dir_all(folder).map_err(|error| unusable(folder, error))?;
        let lock = lock(folder)?;
        let mut remarks = Vec::new();
        for number in 1..10_000 {
            let path = folder.join(if number == 1 {
                "journal.jsonl".to_owned()
            } else {
                format!("journal-{number}.jsonl")
            });
            let mut file = OpenOptions::new()
                .create(true)
                .append(true)
                .read(true)
                .open(&path)
                .map_err(|error| unusable(&path, error))?;
            let size = file.metadata().map_err(|error| unusable(&path, error))?.len();
            if size > SIZE_MAX {
                remarks.push(format!("{} is full", path.display()));
                continue;
            }
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).map_err(|error| unusable(&path, error))?;
            let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
            let torn = bytes.split_off(whole);
            let text = String::from_utf8(bytes)
                .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
            match verify(&text) {
                Ok(chain) => {
                    if !torn.is_empty() {
                        remarks.push(
                            set_aside(&path, &file, whole as u64, &torn).map_err(|e| unusable(&path, e))?,
                        );
                    }
                    let commands_seen = commands_seen(&text);
                    return Ok(Self { file, path, chain, commands_seen, remarks, text, _lock: lock });
                }
                Err(error) => {
                    let path = path.display();
                    remarks.push(format!("{path} does not verify: {error}; it was left as it is"));
                }
            }
        }
        Err(JournalOpenError::Unusable { path: folder.to_owned(), reason: "too many journals".to_owned() })
    }

    /// Appends an entry; it is with the operating system when this returns.
    pub fn append(&mut self, entry: &Entry) -> std::io::Result<()> {
        let before = self.chain.clone();
        let mut line = self.chain.append(entry).line();
        line.push('\n');
        let length = self.file.metadata()?.len();
        if let Err(error) = self.file.write_all(line.as_bytes()) {
            // Half a line would break the chain: back to the last whole one.
            let _ = self.file.set_len(length);
            self.chain = before;
            return Err(error);
        }
        Ok(())
    }

    /// Forces what was appended to the disk.
    pub fn sync(&self) -> std::io::Result<()> {
        self.file.sync_data()
    }

    /// What stood in it on opening; once, then it is let go.
    pub(super) fn take_text(&mut self) -> String {
        std::mem::take(&mut self.text)
    }

    /// The place after its last entry.
    pub(super) fn place(&self) -> std::io::Result<Place> {
        Ok(Place {
            file: self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            sequence: self.chain.sequence(),
            hash: self.chain.head().to_owned(),
            bytes: self.file.metadata()?.len(),
        })
    }

    /// The highest command number in it.
    pub const fn commands_seen(&self) -> u64 {
        self.commands_seen
    }

    /// What was noticed on opening, in words.
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// A place in a journal: after one of its entries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Place {
    /// The journal's file name in its folder.
    pub(super) file: String,
    /// The entry's number; 0 before the first.
    pub(super) sequence: u64,
    /// Its hash.
    pub(super) hash: String,
    /// Bytes of the file up to its end.
    pub(super) bytes: u64,
}

fn lock(folder: &Path) -> Result<File, JournalOpenError> {
    let path = folder.join("station.lock");
    let unusable =
        |error: std::io::Error| JournalOpenError::Unusable { path: path.clone(), reason: error.to_string() };
    let mut file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(&path)
        .map_err(unusable)?;
    match try_lock(&file) {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut pid = String::new();
            let _ = file.read_to_string(&mut pid);
            return Err(JournalOpenError::Locked { path: folder.to_owned(), pid: pid.trim().to_owned() });
        }
        Err(TryLockError::Error(error)) => return Err(unusable(error)),
    }
    file.set_len(0).map_err(unusable)?;
    writeln!(file, "{}", std::process::id()).map_err(unusable)?;
    Ok(file)
}

/// A station that was just killed, or a player that is just being started, lets go a moment later.
fn try_lock(file: &File) -> Result<(), TryLockError> {
    for _ in 0..LOCK_TRIES {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => {
                let _ = crossbeam_channel::never::<()>().recv_timeout(LOCK_PAUSE);
            }
            other => return other,
        }
    }
    file.try_lock()
}

fn set_aside(path: &Path, file: &File, whole: u64, torn: &[u8]) -> std::io::Result<String> {
    let aside = path.with_extension(format!("torn-at-{whole}"));
    fs::write(&aside, torn)?;
    file.set_len(whole)?;
    Ok(format!(
        "the last line was cut off by a crash; its {} bytes are kept in {}",
        torn.len(),
        aside.display()
    ))
}

/// The highest command number that a journal's lines name as their subject.
fn commands_seen(text: &str) -> u64 {
    const MARK: &str = "\"subject\":\"C-";
    let numbers = text.lines().filter_map(|line| {
        let (_, rest) = line.split_once(MARK)?;
        let (digits, _) = rest.split_once('"')?;
        digits.parse::<u64>().ok()
    });
    numbers.max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::EntryKind;
    use crate::time::Timestamp;

    fn entry(subject: &str) -> Entry {
        Entry {
            time: Timestamp::from_millis(1),
            kind: EntryKind::Command,
            source: "operator".into(),
            subject: subject.into(),
            text: "settled".into(),
            details: std::collections::BTreeMap::new(),
        }
    }

    #[test]
    fn goes_on_after_a_cut_at_any_byte() {
        let folder = tempfile::tempdir().unwrap();
        let path = {
            let mut journal = JournalFile::open(folder.path()).unwrap();
            for number in 1..=3 {
                journal.append(&entry(&format!("C-{number}"))).unwrap();
            }
            journal.path().to_owned()
        };
        let whole = fs::read(&path).unwrap();
        for cut in 0..whole.len() {
            fs::write(&path, &whole[..cut]).unwrap();
            let mut journal = JournalFile::open(folder.path()).unwrap();
            assert_eq!(journal.path(), path);
            let kept = String::from_utf8_lossy(&whole[..cut]).matches('\n').count() as u64;
            assert_eq!(journal.commands_seen(), kept);
            journal.append(&entry("C-9")).unwrap();
            let chain = verify(&fs::read_to_string(&path).unwrap()).unwrap();
            assert_eq!(chain.sequence(), kept + 1);
        }
    }

    #[test]
    fn a_changed_journal_is_left_alone_and_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = {
            let mut journal = JournalFile::open(folder.path()).unwrap();
            journal.append(&entry("C-1")).unwrap();
            journal.path().to_owned()
        };
        let forged = fs::read_to_string(&path).unwrap().replace("settled", "refused");
        fs::write(&path, &forged).unwrap();
        let journal = JournalFile::open(folder.path()).unwrap();
        assert_ne!(journal.path(), path);
        assert!(journal.remarks()[0].contains("line 1 was changed"));
        assert_eq!(fs::read_to_string(&path).unwrap(), forged);
    }

    #[test]
    fn two_stations_never_share_one() {
        let folder = tempfile::tempdir().unwrap();
        let _first = JournalFile::open(folder.path()).unwrap();
        let second = JournalFile::open(folder.path()).unwrap_err();
        assert!(second.to_string().contains(&format!("process {}", std::process::id())), "{second}");
    }
}
