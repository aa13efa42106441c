//! Opens a store or a single recording for reading alone: no lock is taken and nothing is changed, so that it
//! works while a station writes to the same folder. What belongs to the store is told by the manifest and by
//! the files that are there; all of it is untrusted.

mod exported;
mod file_kind;

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::historian::head::ROWS_MAX;
use crate::historian::sealed::Sealed;
use crate::historian::store::files::OpenError;
use crate::historian::store::read_only::file_kind::FileKind;
use crate::historian::store::{Frozen, Store, Written};
use crate::historian::writer::{begun, fold};
use crate::historian::{Dictionary, Head, LiveItem, LiveRow, Manifest, SegmentLine, read_live};
use crate::journal::Entry;

/// Entries of a folder that are looked at.
const FILES_MAX: usize = 1_000_000;
/// Rows of live and exported files that are held in memory: about 130 MB.
const ROWS_HELD_MAX: usize = 4 * ROWS_MAX;
/// Events of one file that are held.
const EVENTS_HELD_MAX: usize = 500_000;
/// A live segment may be sealed while it is looked for: then the folder is looked at again.
const TRIES: usize = 5;

/// A store with what was found on opening it.
#[derive(Debug)]
pub(in crate::historian) struct Opened {
    pub(in crate::historian) store: Store,
    pub(in crate::historian) parts: Vec<Part>,
    /// What is wrong with the store as a whole, in words.
    pub(in crate::historian) remarks: Vec<String>,
    /// Head of the manifest's chain, if there is a manifest.
    pub(in crate::historian) chain: Option<String>,
}

/// One file of a store.
#[derive(Clone, Debug)]
pub(in crate::historian) struct Part {
    pub(in crate::historian) path: PathBuf,
    pub(in crate::historian) kind: PartKind,
    pub(in crate::historian) bytes: u64,
    /// First and last time of its rows, microseconds.
    pub(in crate::historian) ends: Option<(i64, i64)>,
    pub(in crate::historian) rows: u64,
    pub(in crate::historian) damage: Vec<String>,
}

/// What a file is.
#[derive(Clone, Debug)]
pub(in crate::historian) enum PartKind {
    /// A sealed segment, as the manifest tells of it, or as it tells of itself.
    Sealed { line: SegmentLine, listed: bool },
    /// What is recorded now, or was when a station ended.
    Live { finished: bool },
    /// An exported recording.
    Exported,
}

impl Store {
    /// Opens a folder or a single sealed, live or exported file for reading. What cannot be read of it is told
    /// by [`Store::troubles`]; it is an error only where nothing is left.
    pub fn read_only(path: &Path) -> Result<Self, OpenError> {
        open(path).map(|opened| opened.store)
    }
}

/// As [`Store::read_only`], with what was found.
pub(in crate::historian) fn open(path: &Path) -> Result<Opened, OpenError> {
    let unreadable = |reason| OpenError::Folder { folder: path.to_owned(), reason };
    if !std::fs::metadata(path).map_err(unreadable)?.is_dir() {
        return open_file(path);
    }
    let folder = store_folder(path);
    let mut tries = TRIES;
    loop {
        tries -= 1;
        let mut reading = Reading::default();
        let whole = reading.folder(&folder)?;
        if whole || tries == 0 {
            return reading.done(&folder, path);
        }
    }
}

/// A station's data folder has its store in a folder of its own.
fn store_folder(path: &Path) -> PathBuf {
    let inner = path.join("history");
    if inner.is_dir() { inner } else { path.to_owned() }
}

fn open_file(path: &Path) -> Result<Opened, OpenError> {
    let mut reading = Reading::default();
    let folder = path.parent().map(Path::to_owned).unwrap_or_default();
    match file_kind::look(path).map_err(|why| OpenError::NoRecording { path: path.to_owned(), why })? {
        (FileKind::Sealed, _) => {
            let line = reading.sealed(path, None);
            line.map_err(|why| OpenError::NoRecording { path: path.to_owned(), why })?;
        }
        (FileKind::Live, dictionary) => {
            reading.live(path, dictionary);
        }
        (FileKind::Exported, dictionary) => reading.exported(path, dictionary),
    }
    reading.done(&folder, path)
}

/// What is being found.
#[derive(Debug, Default)]
struct Reading {
    parts: Vec<Part>,
    lines: Vec<SegmentLine>,
    frozen: Vec<Arc<Frozen>>,
    remarks: Vec<String>,
    chain: Option<String>,
    /// The newest tag list and the time it stands for.
    newest: Option<(i64, Arc<Dictionary>)>,
    rows: usize,
}

impl Reading {
    /// Reads a folder; false where a file went away meanwhile.
    fn folder(&mut self, folder: &Path) -> Result<bool, OpenError> {
        let names = mcap_files(folder)?;
        let manifest = Manifest::read(folder);
        self.remarks = manifest.remarks().to_vec();
        self.chain =
            Some(manifest.head().to_owned()).filter(|head| head.bytes().any(|letter| letter != b'0'));
        let mut whole = true;
        for line in manifest.segments().values() {
            if plain_name(&line.file) {
                whole &= self.listed(folder, line);
            } else {
                self.remarks.push(format!("the manifest names {:?}, which is no file name", line.file));
            }
        }
        let strange =
            |name: &&String| !manifest.segments().contains_key(*name) && !manifest.is_done_with(name);
        for name in names.iter().filter(strange) {
            let path = folder.join(name);
            if begun(&path).is_some() {
                whole &= match file_kind::look(&path) {
                    Ok((_, dictionary)) => self.live(&path, dictionary),
                    // A live segment that was only just begun has nothing in it.
                    Err(_) => path.exists(),
                };
            } else if let Err(why) = self.sealed(&path, None) {
                self.lost(path, why);
            }
        }
        Ok(whole)
    }

    /// A segment of the manifest; false where it is not there.
    fn listed(&mut self, folder: &Path, line: &SegmentLine) -> bool {
        let path = folder.join(&line.file);
        let there = path.exists();
        if let Err(why) = self.sealed(&path, Some(line)) {
            let why = if there { why } else { "it is missing: its samples are lost".to_owned() };
            self.lost(path, why);
        }
        there
    }

    fn sealed(&mut self, path: &Path, listed: Option<&SegmentLine>) -> Result<(), String> {
        let sealed = Sealed::open(path).map_err(|error| error.to_string())?;
        let mut damage: Vec<String> = sealed.damages().iter().map(ToString::to_string).collect();
        let line = listed.cloned().unwrap_or_else(|| line_of(path, &sealed));
        if line.bytes != sealed.bytes() {
            damage.push(format!("it has {} bytes, the manifest says {}", sealed.bytes(), line.bytes));
        }
        let at = line.to_us;
        self.dictionary(at, Arc::new(sealed.dictionary().clone()));
        self.parts.push(Part {
            path: path.to_owned(),
            kind: PartKind::Sealed { line: line.clone(), listed: listed.is_some() },
            bytes: sealed.bytes(),
            ends: (line.rows > 0).then_some((line.from_us, line.to_us)),
            rows: line.rows,
            damage,
        });
        self.lines.push(line);
        Ok(())
    }

    /// Reads a live segment; false where it is not there any more.
    fn live(&mut self, path: &Path, dictionary: Dictionary) -> bool {
        let (mut rows, mut events, mut left_out) = (Vec::new(), Vec::new(), 0_u64);
        let room = ROWS_HELD_MAX.saturating_sub(self.rows);
        let summary = read_live(path, &mut |item| match item {
            LiveItem::Row(row) if rows.len() < room => rows.push(row),
            LiveItem::Event(entry) if events.len() < EVENTS_HELD_MAX => events.push(entry),
            LiveItem::Row(_) | LiveItem::Event(_) => left_out += 1,
        });
        let summary = match summary {
            Ok(summary) => summary,
            Err(_) if !path.exists() => return false,
            Err(error) => {
                self.lost(path.to_owned(), error.to_string());
                return true;
            }
        };
        let mut damage: Vec<String> = summary.damage.iter().map(ToString::to_string).collect();
        // The last chunk of a file that grows may be half there: that is no damage.
        if summary.cut && damage.last().is_some_and(|what| what.ends_with("cut within a record")) {
            damage.pop();
        }
        if left_out > 0 {
            damage.push(format!("{left_out} samples and events are more than can be held and are left out"));
        }
        let head = self.freeze(Arc::new(dictionary), rows, events);
        self.parts.push(Part {
            path: path.to_owned(),
            kind: PartKind::Live { finished: !summary.cut },
            bytes: length(path),
            ends: head,
            rows: summary.rows,
            damage,
        });
        true
    }

    /// Holds rows in memory; their first and last time.
    fn freeze(
        &mut self,
        dictionary: Arc<Dictionary>,
        mut rows: Vec<LiveRow>,
        events: Vec<Entry>,
    ) -> Option<(i64, i64)> {
        self.rows += rows.len();
        // In order each row goes to its end; one by one out of order would take forever in a hostile file.
        rows.sort_by_key(|row| row.time);
        let mut head = Head::new(Arc::clone(&dictionary));
        for row in rows {
            head.push(row.tag, row.time, row.value.as_ref(), row.code);
        }
        for entry in events {
            head.event(entry);
        }
        let ends = head.ends();
        self.dictionary(ends.map_or(i64::MIN, |(_, to)| to), dictionary);
        let pyramid = fold(&head);
        self.frozen.push(Arc::new(Frozen::new(head, pyramid, Written::Nothing)));
        ends
    }

    fn dictionary(&mut self, at: i64, dictionary: Arc<Dictionary>) {
        if self.newest.as_ref().is_none_or(|(newest, _)| *newest <= at) {
            self.newest = Some((at, dictionary));
        }
    }

    fn lost(&mut self, path: PathBuf, why: String) {
        let kind = PartKind::Live { finished: false };
        let bytes = length(&path);
        self.parts.push(Part { path, kind, bytes, ends: None, rows: 0, damage: vec![why] });
    }

    fn done(self, folder: &Path, asked: &Path) -> Result<Opened, OpenError> {
        let Some((_, dictionary)) = self.newest else {
            let why = self.parts.into_iter().find_map(|part| part.damage.into_iter().next());
            return Err(match why {
                Some(why) => OpenError::NoRecording { path: asked.to_owned(), why },
                None => OpenError::Empty(asked.to_owned()),
            });
        };
        let mut store = Store::new(Some(folder.to_owned()), dictionary, self.lines);
        store.single = asked.is_file().then(|| asked.to_owned());
        for frozen in self.frozen.into_iter().rev() {
            store.add_frozen(frozen);
        }
        for part in &self.parts {
            if let Some(what) = part.damage.first() {
                store.trouble(&part.path.display().to_string(), what);
            }
        }
        Ok(Opened { store, parts: self.parts, remarks: self.remarks, chain: self.chain })
    }
}

/// The line of a segment that no manifest knows.
fn line_of(path: &Path, sealed: &Sealed) -> SegmentLine {
    let (from_us, to_us) = sealed.span().unwrap_or_default();
    let blocks = sealed.tags().flat_map(|tag| sealed.blocks(tag));
    SegmentLine {
        file: path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned(),
        sha256: String::new(),
        bytes: sealed.bytes(),
        from_us,
        to_us,
        rows: blocks.map(|block| u64::from(block.rows)).sum(),
        generation: 0,
    }
}

/// Names of the recordings in a folder, in order; sealed segments come before live ones.
fn mcap_files(folder: &Path) -> Result<BTreeSet<String>, OpenError> {
    let unreadable = |reason| OpenError::Folder { folder: folder.to_owned(), reason };
    let entries = std::fs::read_dir(folder).map_err(unreadable)?.take(FILES_MAX).flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    Ok(names.filter(|name| Path::new(name).extension().is_some_and(|ending| ending == "mcap")).collect())
}

/// Whether a name stays in its folder.
fn plain_name(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    matches!((parts.next(), parts.next()), (Some(Component::Normal(only)), None) if only == name)
}

fn length(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |found| found.len())
}
