//! The manifest: which sealed segments belong to a store, each line chained to the one before by SHA-256, so
//! that a segment that was changed, removed or put in shows. It is written after the segment and can be made
//! again from the segments; only the proof is lost then, never the data.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::historian::writer::begun;

/// The manifest's file in the store's folder.
pub(super) const NAME: &str = "manifest.jsonl";
/// Larger than this is not read: about two hundred thousand segments.
const BYTES_MAX: u64 = 64 << 20;

/// A sealed segment, as the manifest tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SegmentLine {
    /// File name in the store's folder.
    pub file: String,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// Its bytes.
    pub bytes: u64,
    /// Time of its first row, microseconds since 1970 UTC.
    pub from_us: i64,
    /// Time of its last row.
    pub to_us: i64,
    /// Rows in it.
    pub rows: u64,
    /// Counts up when neighbours are merged.
    pub generation: u32,
}

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Statement {
    /// A segment was sealed; it takes the place of others, live ones or those it was merged from.
    Sealed { segment: SegmentLine, replaces: Vec<String> },
    /// A segment was removed, as it was too old or the disk too full. Its pyramid stays.
    Removed { file: String, why: String },
    /// The pyramid of a removed segment was removed too.
    Forgotten { file: String },
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    sequence: u64,
    statement: Statement,
    previous: String,
    hash: String,
}

/// The manifest of a store that is written to.
#[derive(Debug)]
pub struct Manifest {
    path: PathBuf,
    sequence: u64,
    head: String,
    segments: BTreeMap<String, SegmentLine>,
    /// Removed segments whose pyramid is still there.
    bygone: BTreeMap<String, SegmentLine>,
    /// Files that were replaced or removed: one that is still there is only left over.
    done: BTreeSet<String>,
    remarks: Vec<String>,
}

impl Manifest {
    /// Reads the manifest of a folder. What cannot be read or does not follow is told in the remarks; the
    /// lines before it count.
    pub fn read(folder: &Path) -> Self {
        let path = folder.join(NAME);
        let mut manifest = Self {
            path,
            sequence: 0,
            head: "0".repeat(64),
            segments: BTreeMap::new(),
            bygone: BTreeMap::new(),
            done: BTreeSet::new(),
            remarks: Vec::new(),
        };
        let mut text = Vec::new();
        match File::open(&manifest.path) {
            Ok(file) => {
                if let Err(error) = file.take(BYTES_MAX).read_to_end(&mut text) {
                    manifest.remarks.push(format!("{} cannot be read: {error}", manifest.path.display()));
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => {
                manifest.remarks.push(format!("{} cannot be read: {error}", manifest.path.display()));
            }
        }
        let text = String::from_utf8_lossy(&text);
        for (number, line) in (1..).zip(text.split_inclusive('\n')) {
            if let Err(why) = manifest.follow(line) {
                let path = manifest.path.display();
                manifest.remarks.push(format!("{path}, line {number}: {why}"));
            }
        }
        manifest
    }

    fn follow(&mut self, line: &str) -> Result<(), String> {
        let Some(line) = line.strip_suffix('\n') else {
            return Err("the last line is cut".into());
        };
        let read: Line = serde_json::from_str(line).map_err(|error| error.to_string())?;
        let sound = read.sequence == self.sequence + 1
            && read.previous == self.head
            && hash(&read) == read.hash
            && serde_json::to_string(&read).is_ok_and(|again| again == line);
        self.sequence = read.sequence;
        self.head.clone_from(&read.hash);
        self.apply(read.statement);
        if sound { Ok(()) } else { Err("does not follow from the line before: lines were changed".into()) }
    }

    fn apply(&mut self, statement: Statement) {
        match statement {
            Statement::Sealed { segment, replaces } => {
                for file in replaces {
                    self.segments.remove(&file);
                    self.done.insert(file);
                }
                self.done.remove(&segment.file);
                self.segments.insert(segment.file.clone(), segment);
            }
            Statement::Removed { file, .. } => {
                if let Some(segment) = self.segments.remove(&file) {
                    self.bygone.insert(file.clone(), segment);
                }
                self.done.insert(file);
            }
            Statement::Forgotten { file } => {
                self.bygone.remove(&file);
            }
        }
    }

    /// Whether a file was replaced by another or removed.
    pub fn is_done_with(&self, file: &str) -> bool {
        self.done.contains(file)
    }

    /// The live segments that were sealed, by file name.
    pub(super) fn done_live(&self) -> impl Iterator<Item = &str> {
        self.done.iter().map(String::as_str).filter(|file| begun(Path::new(file)).is_some())
    }

    /// The segments that belong to the store, by file name.
    pub const fn segments(&self) -> &BTreeMap<String, SegmentLine> {
        &self.segments
    }

    /// Removed segments whose pyramid is still there, by file name.
    pub const fn bygone(&self) -> &BTreeMap<String, SegmentLine> {
        &self.bygone
    }

    /// What was wrong with it, in words.
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// Hash of the last line.
    pub fn head(&self) -> &str {
        &self.head
    }

    /// Takes a sealed segment in, in place of others.
    pub fn sealed(&mut self, segment: SegmentLine, replaces: Vec<String>) -> std::io::Result<()> {
        self.append(Statement::Sealed { segment, replaces })
    }

    /// Takes a segment out.
    pub fn removed(&mut self, file: &str, why: &str) -> std::io::Result<()> {
        self.append(Statement::Removed { file: file.to_owned(), why: why.to_owned() })
    }

    /// Gives the pyramid of a removed segment up.
    pub fn forgotten(&mut self, file: &str) -> std::io::Result<()> {
        self.append(Statement::Forgotten { file: file.to_owned() })
    }

    fn append(&mut self, statement: Statement) -> std::io::Result<()> {
        let mut line =
            Line { sequence: self.sequence + 1, statement, previous: self.head.clone(), hash: String::new() };
        line.hash = hash(&line);
        let text = serde_json::to_string(&line)?;
        let mut file = OpenOptions::new().create(true).append(true).open(&self.path)?;
        let before = file.metadata()?.len();
        let written = writeln!(file, "{text}").and_then(|()| file.sync_data());
        if let Err(error) = written {
            // Half a line would break the chain for good.
            let _ = file.set_len(before);
            return Err(error);
        }
        self.sequence = line.sequence;
        self.head = line.hash;
        self.apply(line.statement);
        Ok(())
    }
}

fn hash(line: &Line) -> String {
    let bare = Line { hash: String::new(), ..line.clone() };
    hex(&Sha256::digest(serde_json::to_string(&bare).unwrap_or_default()))
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(file: &str) -> SegmentLine {
        SegmentLine { file: file.into(), sha256: "00".into(), rows: 5, ..SegmentLine::default() }
    }

    #[test]
    fn comes_back_with_what_was_merged_and_removed() {
        let folder = tempfile::tempdir().unwrap();
        let mut manifest = Manifest::read(folder.path());
        manifest.sealed(segment("a"), vec![]).unwrap();
        manifest.sealed(segment("b"), vec![]).unwrap();
        manifest.sealed(segment("c"), vec!["a".into(), "b".into()]).unwrap();
        manifest.sealed(segment("d"), vec![]).unwrap();
        manifest.removed("d", "too old").unwrap();
        let again = Manifest::read(folder.path());
        assert_eq!(again.segments().keys().collect::<Vec<_>>(), ["c"]);
        assert_eq!(again.remarks(), [""; 0]);
        assert_eq!(again.head(), manifest.head());
    }

    #[test]
    fn a_changed_or_cut_line_shows_and_costs_only_the_proof() {
        let folder = tempfile::tempdir().unwrap();
        let mut manifest = Manifest::read(folder.path());
        manifest.sealed(segment("a"), vec![]).unwrap();
        manifest.sealed(segment("b"), vec![]).unwrap();
        let path = folder.path().join(NAME);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text.replacen("\"rows\":5", "\"rows\":6", 1)).unwrap();
        let changed = Manifest::read(folder.path());
        assert_eq!(changed.segments().len(), 2);
        assert_eq!(changed.remarks().len(), 1, "{:?}", changed.remarks());
        for cut in 0..text.len() {
            std::fs::write(&path, &text[..cut]).unwrap();
            let read = Manifest::read(folder.path());
            assert!(read.segments().len() <= 1);
            let whole = cut == 0 || text.as_bytes()[cut - 1] == b'\n';
            assert_eq!(read.remarks().is_empty(), whole, "cut at {cut}");
        }
    }
}
