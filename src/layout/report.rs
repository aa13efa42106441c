//! Collects findings: each once, in the order of the files, at most so many.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::{Finding, Place, Severity, has_errors};
use crate::layout::source::{At, Source};

/// More findings than this help nobody; the rest are counted.
const FINDINGS_MAX: usize = 500;
/// Searches among all names; with ten thousands of tags each takes tens of milliseconds.
const SEARCHES_MAX: usize = 40;

/// All files of a layout and what was found in them.
#[derive(Debug)]
pub(crate) struct Report {
    sources: Vec<Source>,
    gathered: RefCell<Gathered>,
}

#[derive(Debug, Default)]
struct Gathered {
    early: Vec<Finding>,
    entries: Vec<Entry>,
    /// Findings inside an equipment type count once, whatever instance they were met in.
    by_place: BTreeMap<(u32, u32, &'static str, String), usize>,
    instances: Vec<Arc<str>>,
    broken: BTreeSet<u32>,
    dropped: usize,
    told: usize,
    searches: usize,
}

#[derive(Debug)]
struct Entry {
    at: At,
    severity: Severity,
    code: &'static str,
    message: String,
    hint: Option<String>,
    instances: BTreeSet<u32>,
}

impl Report {
    /// Starts with the files that could be read and findings about those that could not.
    pub(crate) fn new(sources: Vec<Source>, early: Vec<Finding>) -> Self {
        Self { sources, gathered: RefCell::new(Gathered { early, ..Gathered::default() }) }
    }

    /// The files, in canonical order.
    pub(crate) fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// Files of one folder, or one file, with their numbers.
    pub(crate) fn sources_under<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (u32, &'a Source)> {
        (0u32..).zip(&self.sources).filter(move |(_, source)| source.relative.starts_with(prefix))
    }

    /// An error.
    pub(crate) fn error(&self, at: At, code: &'static str, message: impl Into<String>) {
        self.add(at, Severity::Error, code, message.into(), None);
    }

    /// An error with advice.
    pub(crate) fn error_hint(
        &self,
        at: At,
        code: &'static str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.add(at, Severity::Error, code, message.into(), Some(hint.into()));
    }

    /// A warning with advice.
    pub(crate) fn warning_hint(
        &self,
        at: At,
        code: &'static str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.add(at, Severity::Warning, code, message.into(), Some(hint.into()));
    }

    /// Notes that a file could not be read to its end, so that what it lacks is not held against others.
    pub(crate) fn broken(&self, file: u32) {
        self.gathered.borrow_mut().broken.insert(file);
    }

    /// Counts an equipment instance; places marked with the number it gets belong to it.
    pub(crate) fn instance(&self, id: Arc<str>) -> u32 {
        let mut gathered = self.gathered.borrow_mut();
        gathered.instances.push(id);
        u32::try_from(gathered.instances.len()).unwrap_or(u32::MAX)
    }

    /// How many errors were told so far, repeated ones too: whether reading something went well.
    pub(crate) fn told(&self) -> usize {
        self.gathered.borrow().told
    }

    /// Whether further findings are only counted.
    pub(crate) fn full(&self) -> bool {
        self.gathered.borrow().entries.len() >= FINDINGS_MAX
    }

    /// Whether one more search for a nearest name is worth its time; after the first few it is not.
    pub(crate) fn searches(&self) -> bool {
        let mut gathered = self.gathered.borrow_mut();
        gathered.searches += 1;
        gathered.searches <= SEARCHES_MAX
    }

    /// The place of character `offset` inside a text; the text's own place where that cannot be told.
    pub(crate) fn inside(&self, at: At, value: &str, offset: usize) -> At {
        self.sources
            .get(at.file as usize)
            .and_then(|source| source.inside(at, value, offset))
            .map_or(at, |start| At { start, ..at })
    }

    /// File and line of a place, for hints: `tags.csv:12`.
    pub(crate) fn line(&self, at: At) -> String {
        let file = self.sources.get(at.file as usize).map_or("", |source| source.relative.as_str());
        format!("{file}:{}", self.place(at).line)
    }

    fn add(&self, at: At, severity: Severity, code: &'static str, message: String, hint: Option<String>) {
        let mut gathered = self.gathered.borrow_mut();
        gathered.told += usize::from(severity == Severity::Error);
        let shared = if at.instance == 0 { message.clone() } else { String::new() };
        let key = (at.file, at.start, code, shared);
        if let Some(entry) =
            gathered.by_place.get(&key).copied().and_then(|slot| gathered.entries.get_mut(slot))
        {
            entry.instances.insert(at.instance);
        } else if gathered.entries.len() >= FINDINGS_MAX {
            gathered.dropped += 1;
        } else {
            let slot = gathered.entries.len();
            gathered.by_place.insert(key, slot);
            let instances = BTreeSet::from([at.instance]);
            gathered.entries.push(Entry { at, severity, code, message, hint, instances });
        }
    }

    /// All findings: files that could not be read first, then by file and place.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let gathered = self.gathered.borrow();
        let errors = has_errors(&gathered.early)
            || gathered.entries.iter().any(|entry| entry.severity == Severity::Error);
        let kept = gathered.entries.iter().filter(|entry| gathered.keeps(entry, errors));
        let mut entries: Vec<&Entry> = kept.collect();
        entries.sort_by_key(|entry| (entry.at.file, entry.at.start, entry.code));
        let mut findings = gathered.early.clone();
        findings.extend(entries.into_iter().map(|entry| Finding {
            place: self.place(entry.at),
            severity: entry.severity,
            code: entry.code,
            message: gathered.message(entry),
            hint: entry.hint.clone(),
        }));
        if gathered.dropped > 0 {
            let message = format!("{} more findings are not listed", gathered.dropped);
            findings.push(Finding::error(Place::default(), "too-many", message));
        }
        findings
    }

    fn place(&self, at: At) -> Place {
        self.sources.get(at.file as usize).map(|source| source.place(at.start)).unwrap_or_default()
    }
}

impl Gathered {
    /// What only follows from something else is not told: with a file broken, all that it would have defined
    /// looks unknown; with any error, what seems unused may be what the error is about.
    fn keeps(&self, entry: &Entry, errors: bool) -> bool {
        let follows = entry.code.starts_with("unknown-") && entry.code != "unknown-key";
        let here = self.broken.contains(&entry.at.file) && entry.code != "syntax";
        let unused = entry.code.starts_with("unused-");
        !(errors && unused) && (self.broken.is_empty() || !(follows || here))
    }

    fn message(&self, entry: &Entry) -> String {
        let first = entry.instances.first().and_then(|first| first.checked_sub(1));
        let Some(id) = first.and_then(|first| self.instances.get(first as usize)) else {
            return entry.message.clone();
        };
        match entry.instances.len() {
            1 => format!("{} (in {id})", entry.message),
            2 => format!("{} (in {id} and 1 more)", entry.message),
            count => format!("{} (in {id} and {} more)", entry.message, count - 1),
        }
    }
}
