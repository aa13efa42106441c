//! The store as its readers see it: the head in memory, heads that wait to be sealed, and sealed segments. One
//! writer fills it; any number of readers ask it at the same time, and none waits for a disk but its own.

mod aside;
mod asking;
mod files;
mod order;
mod read_only;
mod settled;
mod shelf;
mod waiting;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::historian::store::files::Files;
use crate::historian::store::waiting::Aside;
use crate::historian::{Dictionary, Head, LivePyramid, Pushed, SegmentLine};
use crate::tag::Value;
use crate::time::{Span, Timestamp};

pub(in crate::historian) use aside::read_head;
pub(in crate::historian) use asking::nearest;
pub use files::OpenError;
pub(in crate::historian) use read_only::{Opened, Part, PartKind, open};
pub(super) use shelf::LOOK_BACK;
pub(in crate::historian) use waiting::{Content, Frozen, GivenUp, Written};

/// A store of recordings.
#[derive(Debug)]
pub struct Store {
    folder: Option<PathBuf>,
    /// The one file it was read from, where it is no folder.
    single: Option<PathBuf>,
    state: Mutex<State>,
    files: Files,
    /// The head that was read last from its file.
    last_aside: Mutex<Option<(Arc<Aside>, Arc<Frozen>)>>,
    troubles: Mutex<BTreeMap<String, String>>,
    /// Why nothing can be written to the folder; `None` once it is ours.
    detached: Mutex<Option<String>>,
}

#[derive(Debug)]
struct State {
    current: Current,
    frozen: Vec<Arc<Frozen>>,
    /// The one that is being sealed.
    sealing: Option<Arc<Frozen>>,
    /// Live segments whose heads are not in memory; to be read back and sealed, the first first.
    aside: Arc<[Arc<Aside>]>,
    /// Names of live segments that were sealed.
    spent: BTreeSet<String>,
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

/// The parts of a store at one moment, in order of time.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    pub(super) sealed: Arc<[SegmentLine]>,
    pub(super) bygone: Arc<[SegmentLine]>,
    pub(super) frozen: Vec<Arc<Frozen>>,
    /// Older heads that are read from their files.
    pub(super) aside: Arc<[Arc<Aside>]>,
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
    fn freeze(&mut self, dictionary: Arc<Dictionary>, written: Written) {
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
            self.frozen.push(Arc::new(Frozen::new(head, pyramid, written)));
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
            sealing: None,
            aside: Arc::from([]),
            spent: BTreeSet::new(),
            bygone: Arc::from([]),
            formerly,
        };
        Self {
            folder,
            single: None,
            state: Mutex::new(state),
            files: Files::default(),
            last_aside: Mutex::new(None),
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

    /// Says which segments are gone but for their pyramids.
    pub(super) fn set_bygone(&self, bygone: Vec<SegmentLine>) {
        self.state().bygone = sorted(bygone);
    }

    /// Lets segments go but for their pyramids, in one step for those who read.
    pub(super) fn retire(&self, sealed: Vec<SegmentLine>, bygone: Vec<SegmentLine>) {
        let mut state = self.state();
        state.sealed = sorted(sealed);
        state.bygone = sorted(bygone);
    }

    pub(super) fn parts(&self) -> Parts {
        let state = self.state();
        Parts {
            sealed: Arc::clone(&state.sealed),
            bygone: Arc::clone(&state.bygone),
            frozen: state.frozen.clone(),
            aside: Arc::clone(&state.aside),
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
        // What an earlier run left and nobody has read yet is not waited for.
        let aside = state.aside.iter().filter_map(|aside| aside.known()?.ends);
        let heads = heads.chain(aside);
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
        let aside: usize = state.aside.iter().filter_map(|aside| Some(aside.known()?.rows)).sum();
        let sealed: u64 = state.sealed.iter().map(|line| line.rows).sum();
        sealed + (heads + aside + state.current.head.rows()) as u64
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
pub(in crate::historian) mod tests;
