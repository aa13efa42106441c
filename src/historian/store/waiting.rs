//! Heads that are complete and wait to be sealed: a few in memory, those beyond in their live segments, which
//! are read when somebody asks. What stands in no file is given up last, and told.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::historian::store::{State, Store};
use crate::historian::{Dictionary, Head, LivePyramid, SegmentLine};
use crate::time::{Span, Timestamp};

/// Heads kept in memory when nothing can be sealed: with full ones about 100 MiB.
const FROZEN_MAX: usize = 3;

/// A head that is complete and waits to be sealed.
#[derive(Debug)]
pub(in crate::historian) struct Frozen {
    pub(in crate::historian) head: Head,
    pub(in crate::historian) pyramid: LivePyramid,
    written: Written,
    /// The file it was written to at a clean stop.
    rescued: OnceLock<PathBuf>,
}

/// What of a head stands in its live segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::historian) enum Written {
    /// It has none, or nothing of it reached the disk.
    Nothing,
    /// So many of its rows, the first that came, and maybe more.
    Part { path: PathBuf, rows: usize },
    /// All of it.
    Whole(PathBuf),
}

/// What had to be given up, as memory had no room for it and it stood in no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::historian) struct GivenUp {
    pub(in crate::historian) rows: usize,
    pub(in crate::historian) events: usize,
    /// First and last time of the head it was part of.
    pub(in crate::historian) span: Option<Span>,
}

impl fmt::Display for GivenUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} samples and {} events", self.rows, self.events)?;
        if let Some(Span { from, to }) = self.span {
            write!(f, " from {} to {}", from.rfc3339(), to.rfc3339())?;
        }
        write!(f, " were lost: more waited for the disk than memory holds")
    }
}

impl Frozen {
    pub(in crate::historian) fn new(head: Head, pyramid: LivePyramid, written: Written) -> Self {
        Self { head, pyramid, written, rescued: OnceLock::new() }
    }

    /// The live segment in which all of it stands.
    pub(in crate::historian) fn file(&self) -> Option<&Path> {
        match &self.written {
            Written::Whole(path) => Some(path),
            Written::Nothing | Written::Part { .. } => self.rescued.get().map(PathBuf::as_path),
        }
    }

    /// The live segment in which the first of its rows stand, and how many are known to.
    pub(in crate::historian) fn part(&self) -> Option<(&Path, usize)> {
        match &self.written {
            Written::Part { path, rows } => Some((path, *rows)),
            Written::Nothing | Written::Whole(_) => None,
        }
    }

    /// All live segments that hold rows of it: none of them is needed once it is sealed.
    pub(in crate::historian) fn files(&self) -> impl Iterator<Item = &Path> {
        self.file().into_iter().chain(self.part().map(|(path, _)| path))
    }
}

/// A live segment whose head is not in memory: of an earlier run, or one that memory had no room for.
#[derive(Debug)]
pub(in crate::historian) struct Aside {
    pub(in crate::historian) path: PathBuf,
    /// Known once it was read; `None` inside where it cannot be.
    pub(super) content: OnceLock<Option<Content>>,
}

/// What a live segment holds, so that it is opened only by those who need it.
#[derive(Clone, Debug)]
pub(in crate::historian) struct Content {
    pub(in crate::historian) dictionary: Arc<Dictionary>,
    /// First and last time of its rows.
    pub(in crate::historian) ends: Option<(i64, i64)>,
    /// The same of its events.
    pub(in crate::historian) event_ends: Option<(i64, i64)>,
    pub(in crate::historian) rows: usize,
}

impl Content {
    pub(super) fn of(head: &Head) -> Self {
        let times = || head.events().iter().map(|entry| entry.time.micros());
        Self {
            dictionary: Arc::clone(head.dictionary()),
            ends: head.ends(),
            event_ends: times().min().zip(times().max()),
            rows: head.rows(),
        }
    }
}

impl Aside {
    /// Of a file that nobody has read yet.
    pub(in crate::historian) fn unread(path: PathBuf) -> Self {
        Self { path, content: OnceLock::new() }
    }

    /// What is known of it without reading it.
    pub(super) fn known(&self) -> Option<&Content> {
        self.content.get()?.as_ref()
    }
}

impl State {
    /// Makes room in memory: a head that can be read from its file goes first, then the oldest. The one that
    /// is being sealed stays, as it goes by itself.
    fn make_room(&mut self) -> Option<GivenUp> {
        if self.frozen.len() <= FROZEN_MAX {
            return None;
        }
        let sealing = self.sealing.clone();
        let stays = |frozen: &Arc<Frozen>| sealing.as_ref().is_some_and(|other| Arc::ptr_eq(other, frozen));
        let in_file = self.frozen.iter().position(|frozen| !stays(frozen) && frozen.file().is_some());
        let at = in_file.or_else(|| self.frozen.iter().position(|frozen| !stays(frozen)))?;
        let frozen = self.frozen.remove(at);
        if let Some(file) = frozen.file() {
            let content = OnceLock::from(Some(Content::of(&frozen.head)));
            self.put_aside(Aside { path: file.to_owned(), content });
            return None;
        }
        let mut safe = 0;
        if let Some((path, rows)) = frozen.part() {
            safe = rows;
            self.put_aside(Aside::unread(path.to_owned()));
        }
        let span = |(from, to)| Span { from: Timestamp::from_micros(from), to: Timestamp::from_micros(to) };
        Some(GivenUp {
            rows: frozen.head.rows().saturating_sub(safe),
            events: if safe > 0 { 0 } else { frozen.head.events().len() },
            span: frozen.head.ends().map(span),
        })
    }

    fn put_aside(&mut self, aside: Aside) {
        self.aside = self.aside.iter().cloned().chain([Arc::new(aside)]).collect();
    }
}

impl Store {
    /// Begins a new head; the old one stays readable until it is sealed. Gives what had to be given up, as too
    /// many heads wait and their rows stand in no file.
    pub(in crate::historian) fn freeze(
        &self,
        dictionary: Arc<Dictionary>,
        written: Written,
    ) -> Option<GivenUp> {
        let mut state = self.state();
        state.freeze(dictionary, written);
        state.make_room()
    }

    /// As [`Store::freeze`], when nothing comes any more: no head is given up.
    pub(in crate::historian) fn freeze_last(&self, dictionary: Arc<Dictionary>, written: Written) {
        self.state().freeze(dictionary, written);
    }

    /// The oldest head that waits in memory. It stays there until [`Store::replace`] or [`Store::unsealed`].
    pub(in crate::historian) fn next_to_seal(&self) -> Option<Arc<Frozen>> {
        let mut state = self.state();
        state.sealing = state.frozen.first().cloned();
        state.sealing.clone()
    }

    /// Says that the head could not be sealed.
    pub(in crate::historian) fn unsealed(&self) {
        self.state().sealing = None;
    }

    /// Adds live segments that an earlier run left, in order of time.
    pub(in crate::historian) fn add_aside(&self, files: Vec<PathBuf>) {
        let mut state = self.state();
        let found = files.into_iter().map(|path| Arc::new(Aside::unread(path)));
        state.aside = found.chain(state.aside.iter().cloned()).collect();
    }

    /// The oldest live segment whose head is not in memory.
    pub(in crate::historian) fn next_aside(&self) -> Option<PathBuf> {
        self.state().aside.first().map(|aside| aside.path.clone())
    }

    /// Forgets a live segment that holds nothing that can be read.
    pub(in crate::historian) fn drop_aside(&self, path: &Path) {
        let mut state = self.state();
        state.aside = state.aside.iter().filter(|aside| aside.path != path).cloned().collect();
    }

    /// Adds a head that was read from a live segment, in the place of the segment.
    pub(in crate::historian) fn add_frozen(&self, frozen: Arc<Frozen>) {
        let mut state = self.state();
        if let Some(file) = frozen.file() {
            state.aside = state.aside.iter().filter(|aside| aside.path != file).cloned().collect();
        }
        state.frozen.insert(0, frozen);
    }

    /// Enters the file that a waiting head was written to; false where the head was sealed meanwhile and the
    /// file is not needed.
    pub(in crate::historian) fn has_file(&self, frozen: &Arc<Frozen>, file: &Path) -> bool {
        let state = self.state();
        let waits = state.frozen.iter().any(|waiting| Arc::ptr_eq(waiting, frozen));
        waits && frozen.rescued.set(file.to_owned()).is_ok()
    }

    /// Whether a head was not sealed yet.
    pub(in crate::historian) fn waits(&self, frozen: &Arc<Frozen>) -> bool {
        self.state().frozen.iter().any(|waiting| Arc::ptr_eq(waiting, frozen))
    }

    /// Puts sealed segments in the place of what they were made from.
    pub(in crate::historian) fn replace(&self, sealed: Vec<SegmentLine>, done: Option<&Arc<Frozen>>) {
        let mut state = self.state();
        state.sealed = super::sorted(sealed);
        if let Some(done) = done {
            state.frozen.retain(|frozen| !Arc::ptr_eq(frozen, done));
            state.sealing = None;
        }
    }

    /// Notes names of live segments that are sealed: none of them may be given again.
    pub(in crate::historian) fn spend(&self, names: impl Iterator<Item = String>) {
        self.state().spent.extend(names);
    }

    /// A path for a live segment that nobody has and nobody had: a clock that was stepped back may come to one
    /// that is there, and one that was sealed is taken for done at the next start.
    pub(in crate::historian) fn free_live_path(&self, folder: &Path, now: Timestamp) -> PathBuf {
        let state = self.state();
        let named = |later: i64| format!("live-{}.mcap", now.micros().saturating_add(later));
        let free = |name: &String| !state.spent.contains(name) && !folder.join(name).exists();
        folder.join((0..1_000).map(named).find(free).unwrap_or_else(|| named(1_000)))
    }
}
