//! The store as its readers see it: the head in memory, heads that wait to be sealed, and sealed segments. One
//! writer fills it; any number of readers ask it at the same time, and none waits for a disk but its own.

mod asking;
mod files;
mod order;
mod read_only;
mod settled;
mod shelf;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::historian::store::files::Files;
use crate::historian::{Dictionary, DictionaryEntry, Head, LivePyramid, Pushed, SegmentLine};
use crate::journal::Entry;
use crate::tag::Value;
use crate::time::{Span, Timestamp};

pub(in crate::historian) use asking::nearest;
pub use files::OpenError;
pub(in crate::historian) use read_only::{Opened, Part, PartKind, open};
pub(super) use shelf::LOOK_BACK;

/// Events may lie outside of their segment's rows by so much; the segment's own reader decides.
const SLACK_US: i64 = 60_000_000;
/// Heads kept when nothing can be sealed: with full ones about 100 MiB.
const FROZEN_MAX: usize = 3;

/// A store of recordings.
#[derive(Debug)]
pub struct Store {
    folder: Option<PathBuf>,
    /// The one file it was read from, where it is no folder.
    single: Option<PathBuf>,
    state: Mutex<State>,
    files: Files,
    troubles: Mutex<BTreeMap<String, String>>,
    /// Why nothing can be written to the folder; `None` once it is ours.
    detached: Mutex<Option<String>>,
}

#[derive(Debug)]
struct State {
    current: Current,
    frozen: Vec<Arc<Frozen>>,
    /// Live segments of heads that memory could not hold any longer; to be read back and sealed.
    set_aside: Vec<PathBuf>,
    sealed: Arc<[SegmentLine]>,
    /// Segments whose samples went and whose pyramids are still there.
    bygone: Arc<[SegmentLine]>,
    /// Former ids by the id of today.
    formerly: Arc<BTreeMap<Arc<str>, Vec<Arc<str>>>>,
}

/// What is recorded now.
#[derive(Debug)]
pub(super) struct Current {
    pub(super) head: Head,
    pub(super) pyramid: LivePyramid,
}

/// A head that is complete and waits to be sealed.
#[derive(Debug)]
pub(super) struct Frozen {
    pub(super) head: Head,
    pub(super) pyramid: LivePyramid,
    /// Its live segment, if it has one; a head that had none may get one at a clean stop.
    file: OnceLock<PathBuf>,
}

impl Frozen {
    /// A head that is complete, and its live segment where all of it stands in one.
    pub(super) fn new(head: Head, pyramid: LivePyramid, file: Option<PathBuf>) -> Self {
        Self { head, pyramid, file: file.map(OnceLock::from).unwrap_or_default() }
    }

    /// The live segment in which all of it stands.
    pub(super) fn file(&self) -> Option<&Path> {
        self.file.get().map(PathBuf::as_path)
    }
}

/// The parts of a store at one moment, in order of time.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    pub(super) sealed: Arc<[SegmentLine]>,
    pub(super) bygone: Arc<[SegmentLine]>,
    pub(super) frozen: Vec<Arc<Frozen>>,
}

impl Current {
    fn new(dictionary: Arc<Dictionary>) -> Self {
        let pyramid = LivePyramid::new(&dictionary.tags);
        Self { head: Head::new(dictionary), pyramid }
    }

    /// Takes one row.
    pub(super) fn push(
        &mut self,
        tag: u32,
        time: i64,
        value: Option<&Value>,
        code: crate::historian::QualityCode,
    ) -> Pushed {
        let pushed = self.head.push(tag, time, value, code);
        match pushed {
            Pushed::Newest | Pushed::Late => {
                // A late row lies in buckets that are closed; they are folded again when the head is sealed.
                self.pyramid.push(tag, time, value.and_then(Value::number), code);
            }
            Pushed::Duplicate | Pushed::Unknown => {}
        }
        pushed
    }
}

impl State {
    fn freeze(&mut self, dictionary: Arc<Dictionary>, file: Option<PathBuf>) {
        self.formerly = Arc::new(former_ids(&dictionary));
        let same_tags = self.current.head.dictionary().layout == dictionary.layout;
        let Current { head, mut pyramid } = std::mem::replace(&mut self.current, Current::new(dictionary));
        if let Some((_, end)) = head.ends() {
            if same_tags {
                self.current.pyramid.resume(&pyramid);
            }
            pyramid.end(end);
        }
        if !head.is_empty() {
            self.frozen.push(Arc::new(Frozen::new(head, pyramid, file)));
        }
    }
}

impl Store {
    /// A store in memory alone.
    pub fn in_memory(dictionary: Arc<Dictionary>) -> Self {
        Self::new(None, dictionary, Vec::new())
    }

    /// A store in a folder, which the [`Archivist`](crate::historian::Archivist) takes for it.
    pub fn at(folder: PathBuf, dictionary: Arc<Dictionary>) -> Self {
        Self::new(Some(folder), dictionary, Vec::new())
    }

    pub(super) fn new(
        folder: Option<PathBuf>,
        dictionary: Arc<Dictionary>,
        sealed: Vec<SegmentLine>,
    ) -> Self {
        let formerly = Arc::new(former_ids(&dictionary));
        let state = State {
            current: Current::new(dictionary),
            frozen: Vec::new(),
            sealed: sorted(sealed),
            set_aside: Vec::new(),
            bygone: Arc::from([]),
            formerly,
        };
        Self {
            folder,
            single: None,
            state: Mutex::new(state),
            files: Files::default(),
            troubles: Mutex::new(BTreeMap::new()),
            detached: Mutex::new(Some("the store is not open yet".into())),
        }
    }

    /// Whether its folder is ours to write to, or why not.
    pub(super) fn attached(&self) -> Result<(), String> {
        let detached = self.detached.lock().unwrap_or_else(PoisonError::into_inner);
        detached.clone().map_or(Ok(()), Err)
    }

    pub(super) fn attach(&self, result: Result<(), String>) {
        *self.detached.lock().unwrap_or_else(PoisonError::into_inner) = result.err();
    }

    /// Where it is; `None` for one in memory alone.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// The file it was read from, where it is a single one.
    pub(super) fn single(&self) -> Option<&Path> {
        self.single.as_deref()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Works on what is recorded now; quick work only, since readers wait for it.
    pub(super) fn current<R>(&self, work: impl FnOnce(&mut Current) -> R) -> R {
        work(&mut self.state().current)
    }

    /// Begins a new head; the old one stays readable until it is sealed. Gives the rows that had to be given
    /// up, as too many heads wait and their rows stand in no file.
    pub(super) fn freeze(&self, dictionary: Arc<Dictionary>, file: Option<PathBuf>) -> usize {
        let mut state = self.state();
        state.freeze(dictionary, file);
        if state.frozen.len() <= FROZEN_MAX {
            return 0;
        }
        let oldest = state.frozen.remove(0);
        match oldest.file() {
            Some(file) => {
                state.set_aside.push(file.to_owned());
                0
            }
            None => oldest.head.rows(),
        }
    }

    /// As [`Store::freeze`], when nothing comes any more: no head is given up, and the last one has no file.
    pub(super) fn freeze_last(&self, dictionary: Arc<Dictionary>) {
        self.state().freeze(dictionary, None);
    }

    /// Live segments whose heads are not in memory any longer.
    pub(super) fn take_set_aside(&self) -> Vec<PathBuf> {
        std::mem::take(&mut self.state().set_aside)
    }

    /// Adds a head that was read from a live segment of an earlier run.
    pub(super) fn add_frozen(&self, frozen: Arc<Frozen>) {
        self.state().frozen.insert(0, frozen);
    }

    /// Enters the file that a waiting head was written to; false where the head was sealed meanwhile and the
    /// file is not needed.
    pub(super) fn has_file(&self, frozen: &Arc<Frozen>, file: &Path) -> bool {
        let state = self.state();
        let waits = state.frozen.iter().any(|waiting| Arc::ptr_eq(waiting, frozen));
        waits && frozen.file.set(file.to_owned()).is_ok()
    }

    /// Puts sealed segments in the place of what they were made from.
    pub(super) fn replace(&self, sealed: Vec<SegmentLine>, done: Option<&Arc<Frozen>>) {
        let mut state = self.state();
        state.sealed = sorted(sealed);
        if let Some(done) = done {
            state.frozen.retain(|frozen| !Arc::ptr_eq(frozen, done));
        }
    }

    /// Says which segments are gone but for their pyramids.
    pub(super) fn set_bygone(&self, bygone: Vec<SegmentLine>) {
        self.state().bygone = sorted(bygone);
    }

    pub(super) fn parts(&self) -> Parts {
        let state = self.state();
        Parts {
            sealed: Arc::clone(&state.sealed),
            bygone: Arc::clone(&state.bygone),
            frozen: state.frozen.clone(),
        }
    }

    pub(super) const fn files(&self) -> &Files {
        &self.files
    }

    /// The ids a tag was recorded under, the present one first.
    fn ids(&self, tag: &str) -> Vec<Arc<str>> {
        let formerly = Arc::clone(&self.state().formerly);
        let old = formerly.get(tag).cloned().unwrap_or_default();
        std::iter::once(Arc::from(tag)).chain(old).collect()
    }

    /// Notes that a file cannot be read.
    pub(super) fn trouble(&self, file: &str, what: &str) {
        let mut troubles = self.troubles.lock().unwrap_or_else(PoisonError::into_inner);
        if troubles.len() < 1_000 {
            troubles.entry(file.to_owned()).or_insert_with(|| what.to_owned());
        }
    }

    /// What could not be read so far: file and reason.
    pub fn troubles(&self) -> Vec<(String, String)> {
        let troubles = self.troubles.lock().unwrap_or_else(PoisonError::into_inner);
        troubles.iter().map(|(file, what)| (file.clone(), what.clone())).collect()
    }

    /// From the first to the last row; `None` while there is none.
    pub fn span(&self) -> Option<Span> {
        let state = self.state();
        let frozen = state.frozen.iter().map(|frozen| &frozen.head);
        let heads = frozen.chain([&state.current.head]).filter_map(Head::ends);
        let sealed = state.sealed.iter().filter(|line| line.rows > 0).map(|line| (line.from_us, line.to_us));
        heads
            .chain(sealed)
            .reduce(|(a, b), (c, d)| (a.min(c), b.max(d)))
            .map(|(from, to)| Span { from: Timestamp::from_micros(from), to: Timestamp::from_micros(to) })
    }

    /// Bytes of all sealed segments.
    pub fn sealed_bytes(&self) -> u64 {
        self.parts().sealed.iter().map(|line| line.bytes).sum()
    }

    /// Bytes a row takes in sealed segments, one until that is known.
    pub fn bytes_a_row(&self) -> f64 {
        let parts = self.parts();
        let rows: u64 = parts.sealed.iter().map(|line| line.rows).sum();
        if rows < 10_000 { 1.0 } else { self.sealed_bytes() as f64 / rows as f64 }
    }

    /// Rows in the store, those in memory included.
    pub fn rows(&self) -> u64 {
        let state = self.state();
        let heads = state.frozen.iter().map(|frozen| frozen.head.rows()).sum::<usize>();
        let sealed: u64 = state.sealed.iter().map(|line| line.rows).sum();
        sealed + (heads + state.current.head.rows()) as u64
    }

    /// All tags that were ever recorded and can be read, with their newest meaning, by id.
    pub fn tags(&self) -> BTreeMap<Arc<str>, DictionaryEntry> {
        let parts = self.parts();
        let mut tags = BTreeMap::new();
        let mut take = |dictionary: &Dictionary| {
            for tag in &dictionary.tags {
                tags.insert(Arc::clone(&tag.id), tag.clone());
            }
        };
        for line in parts.sealed.iter() {
            if let Some(sealed) = self.sealed(line) {
                take(sealed.dictionary());
            }
        }
        for frozen in &parts.frozen {
            take(frozen.head.dictionary());
        }
        let dictionary = self.current(|current| Arc::clone(current.head.dictionary()));
        take(&dictionary);
        tags
    }

    /// What happened in a span, in order of time, at most `limit`, and how many more there were.
    pub fn events(&self, span: Span, limit: usize) -> (Vec<Entry>, usize) {
        let parts = self.parts();
        let mut found: Vec<Entry> = Vec::new();
        for line in parts.sealed.iter() {
            let meets = line.from_us.saturating_sub(SLACK_US) <= span.to.micros()
                && line.to_us.saturating_add(SLACK_US) >= span.from.micros();
            if let Some(sealed) = meets.then(|| self.sealed(line)).flatten() {
                let (events, damages) =
                    sealed.events(span.from.micros(), span.to.micros(), limit.saturating_add(1));
                found.extend(events);
                for damage in damages {
                    self.trouble(&line.file, &damage.to_string());
                }
            }
        }
        let within = |entry: &&Entry| span.holds(entry.time);
        for frozen in &parts.frozen {
            found.extend(frozen.head.events().iter().filter(within).cloned());
        }
        self.current(|current| found.extend(current.head.events().iter().filter(within).cloned()));
        found.sort_by_key(|entry| entry.time);
        let left_out = found.len().saturating_sub(limit);
        // Of too many the newest are told.
        (found.split_off(left_out), left_out)
    }
}

fn sorted(mut sealed: Vec<SegmentLine>) -> Arc<[SegmentLine]> {
    sealed.sort_by(|a, b| (a.from_us, a.to_us, &a.file).cmp(&(b.from_us, b.to_us, &b.file)));
    sealed.into()
}

fn former_ids(dictionary: &Dictionary) -> BTreeMap<Arc<str>, Vec<Arc<str>>> {
    let renamed = dictionary.tags.iter().filter(|tag| !tag.formerly.is_empty());
    renamed.map(|tag| (Arc::clone(&tag.id), tag.formerly.clone())).collect()
}

#[cfg(test)]
mod changing;
#[cfg(test)]
mod month;
#[cfg(test)]
mod tests;
