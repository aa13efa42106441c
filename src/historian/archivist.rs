//! The archivist: takes the store's folder, seals heads and what earlier runs left, merges what is small,
//! makes pyramids again where they are missing, and lets the oldest go. One piece of work a step.

mod leftovers;
mod pyramids;
mod scan;

pub(super) use pyramids::{days, pyramid_path};

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::historian::store::Frozen;
use crate::historian::{
    Head, Manifest, Pins, Retention, Sealed, SealedSummary, SealedWriter, SegmentLine, Store, StoreLock,
    merge, to_merge, to_remove,
};
use crate::time::{Moment, Timestamp};

/// How hard a segment is packed when it is sealed; merging packs harder.
const SEAL_LEVEL: i32 = 12;
const MERGE_LEVEL: i32 = 19;
/// After a step that failed the next is tried this much later.
const RETRY_EVERY: Duration = Duration::from_secs(10);

/// Does the store's work in the background.
#[derive(Debug)]
pub struct Archivist {
    store: Arc<Store>,
    folder: PathBuf,
    retention: Retention,
    open: Option<Open>,
    failed: Option<Moment>,
    remarks: Vec<String>,
}

/// What is held while the folder is ours.
#[derive(Debug)]
struct Open {
    _lock: StoreLock,
    manifest: Manifest,
    /// Segments whose pyramid could not be made.
    bare: Vec<String>,
    /// Whether every segment was seen to have its pyramid, or to be without one for good.
    complete: bool,
    pins: Pins,
}

/// What a step did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// One piece of work is done; there may be more.
    Worked,
    /// There is nothing to do.
    Idle,
    /// It did not work: in words.
    Failed(String),
}

impl Archivist {
    /// Takes the store's folder if it can; if not, the store says why and it is tried again.
    pub fn new(store: Arc<Store>, folder: PathBuf, retention: Retention) -> Self {
        let mut archivist = Self { store, folder, retention, open: None, failed: None, remarks: Vec::new() };
        archivist.attach();
        archivist
    }

    /// What was found to be wrong with the store, in words; each is told once.
    pub fn remarks(&mut self) -> Vec<String> {
        std::mem::take(&mut self.remarks)
    }

    fn attach(&mut self) {
        let taken = std::fs::create_dir_all(&self.folder)
            .map_err(|error| format!("{} cannot be made: {error}", self.folder.display()))
            .and_then(|()| StoreLock::take(&self.folder).map_err(|error| error.to_string()));
        match taken {
            Ok(lock) => {
                let mut manifest = Manifest::read(&self.folder);
                self.remarks.extend(manifest.remarks().iter().cloned());
                let leftovers = scan::scan(&self.folder, &mut manifest, &mut self.remarks);
                let pins = Pins::read(&self.folder);
                self.store.replace(manifest.segments().values().cloned().collect(), None);
                self.store.set_bygone(manifest.bygone().values().cloned().collect());
                self.store.spend(manifest.done_live().map(str::to_owned));
                self.store.add_aside(leftovers);
                self.open = Some(Open { _lock: lock, manifest, bare: Vec::new(), complete: false, pins });
                self.store.attach(Ok(()));
            }
            Err(why) => self.store.attach(Err(why)),
        }
    }

    /// Does one piece of work.
    pub fn step(&mut self, now: Moment) -> Step {
        if self.failed.is_some_and(|failed| now.steady.since(failed.steady) < RETRY_EVERY) {
            return Step::Idle;
        }
        self.failed = None;
        if self.open.is_none() {
            self.attach();
        }
        let done = self.work(now.utc);
        match done {
            Ok(true) => Step::Worked,
            Ok(false) => {
                if self.open.is_none() {
                    self.failed = Some(now);
                }
                Step::Idle
            }
            Err(why) => {
                self.failed = Some(now);
                Step::Failed(why)
            }
        }
    }

    fn work(&mut self, now: Timestamp) -> Result<bool, String> {
        let Some(open) = &mut self.open else { return Ok(false) };
        // What makes room comes first: on a full disk nothing else can go on.
        if let Some(work) = remove(&self.store, &self.folder, open, self.retention, now) {
            return work.map(|()| true);
        }
        if let Some(work) = forget(&self.store, &self.folder, open, self.retention, now) {
            return work.map(|()| true);
        }
        if let Some(frozen) = self.store.next_to_seal() {
            let sealed = seal(&self.store, &self.folder, open, &frozen);
            return sealed.map(|()| true).inspect_err(|_| self.store.unsealed());
        }
        if let Some(path) = self.store.next_aside() {
            match leftovers::read(&path, &mut self.remarks) {
                Some(frozen) => self.store.add_frozen(Arc::new(frozen)),
                None => self.store.drop_aside(&path),
            }
            return Ok(true);
        }
        let segments: Vec<_> = open.manifest.segments().values().collect();
        if let Some(files) = to_merge(&segments, now) {
            let chosen = segments.into_iter().filter(|line| files.contains(&line.file)).cloned().collect();
            return merge_all(&self.store, &self.folder, open, chosen).map(|()| true);
        }
        if open.complete {
            return Ok(false);
        }
        open.complete = !pyramids::make_missing(&self.store, &self.folder, &lines(open), &mut open.bare);
        Ok(!open.complete)
    }
}

/// Seals a head.
fn seal(store: &Store, folder: &Path, open: &mut Open, frozen: &Arc<Frozen>) -> Result<(), String> {
    let head = &frozen.head;
    let Some((from, _)) = head.ends().or_else(|| first_event(head)) else {
        remove_live(frozen);
        store.replace(lines(open), Some(frozen));
        return Ok(());
    };
    let path = free_path(folder, &segment_name(from, 0));
    let summary =
        write(&path, head).map_err(|error| format!("{} cannot be sealed: {error}", path.display()))?;
    pyramids::of_head(&path, frozen);
    let done: Vec<String> = frozen.files().filter_map(file_name).collect();
    // The names go with it: a live segment that a crash leaves behind is known to be sealed.
    store.spend(done.iter().cloned());
    enter(open, &path, &summary, 0, done)?;
    store.replace(lines(open), Some(frozen));
    remove_live(frozen);
    Ok(())
}

fn first_event(head: &Head) -> Option<(i64, i64)> {
    let times = head.events().iter().map(|entry| entry.time.micros());
    Some((times.clone().min()?, times.max()?))
}

fn write(path: &Path, head: &Head) -> Result<SealedSummary, String> {
    let mut writer =
        SealedWriter::create(path, head.dictionary(), SEAL_LEVEL).map_err(|error| error.to_string())?;
    for number in 0..head.dictionary().tags.len() as u32 {
        for series in head.series(number) {
            writer.series(number, &series).map_err(|error| error.to_string())?;
        }
    }
    for entry in head.events() {
        writer.event(entry).map_err(|error| error.to_string())?;
    }
    writer.finish().map_err(|error| error.to_string())
}

/// The live segments of a head that is sealed now.
fn remove_live(frozen: &Frozen) {
    for path in frozen.files() {
        // If it stays, the next start finds in the manifest that it is sealed and removes it then.
        let _ = std::fs::remove_file(path);
    }
}

fn file_name(path: &Path) -> Option<String> {
    path.file_name()?.to_str().map(str::to_owned)
}

fn enter(
    open: &mut Open,
    path: &Path,
    summary: &SealedSummary,
    generation: u32,
    replaces: Vec<String>,
) -> Result<(), String> {
    let line = line_of(path, summary, generation);
    open.manifest.sealed(line, replaces).map_err(|error| format!("the manifest cannot be written: {error}"))
}

fn line_of(path: &Path, summary: &SealedSummary, generation: u32) -> SegmentLine {
    SegmentLine {
        file: file_name(path).unwrap_or_default(),
        sha256: summary.sha256.clone(),
        bytes: summary.bytes,
        from_us: summary.span.map_or(0, |(from, _)| from),
        to_us: summary.span.map_or(0, |(_, to)| to),
        rows: summary.rows,
        generation,
    }
}

fn lines(open: &Open) -> Vec<SegmentLine> {
    open.manifest.segments().values().cloned().collect()
}

/// Merges segments into one of the next generation.
fn merge_all(
    store: &Store,
    folder: &Path,
    open: &mut Open,
    mut chosen: Vec<SegmentLine>,
) -> Result<(), String> {
    chosen.sort_by_key(|line| (line.from_us, line.to_us));
    let sources: Option<Vec<Arc<Sealed>>> = chosen.iter().map(|line| store.sealed(line)).collect();
    let Some(sources) = sources else { return Err("a segment to be merged cannot be read".into()) };
    let sources: Vec<&Sealed> = sources.iter().map(|sealed| &**sealed).collect();
    let generation = chosen.iter().map(|line| line.generation).max().unwrap_or(0) + 1;
    let from = chosen.iter().map(|line| line.from_us).min().unwrap_or(0);
    let path = free_path(folder, &segment_name(from, generation));
    let summary = merge(&sources, &path, MERGE_LEVEL)
        .map_err(|error| format!("{} cannot be merged: {error}", path.display()))?;
    if let Ok(sealed) = Sealed::open(&path) {
        pyramids::of_segment(store, &path, &sealed, &line_of(&path, &summary, generation));
    }
    let files: Vec<String> = chosen.iter().map(|line| line.file.clone()).collect();
    enter(open, &path, &summary, generation, files.clone())?;
    store.replace(lines(open), None);
    for line in &chosen {
        store.files().close(&line.file);
        let _ = std::fs::remove_file(folder.join(&line.file));
        pyramids::discard(&folder.join(&line.file), line);
    }
    Ok(())
}

/// Lets the oldest go where it must; `None` when all may stay.
fn remove(
    store: &Store,
    folder: &Path,
    open: &mut Open,
    retention: Retention,
    now: Timestamp,
) -> Option<Result<(), String>> {
    let segments: Vec<_> = open.manifest.segments().values().collect();
    let free = free_bytes(folder);
    let (file, why) = to_remove(&segments, open.pins.spans(), retention, free, now)?;
    let mut left = lines(open);
    left.retain(|line| line.file != file);
    let mut bygone: Vec<SegmentLine> = open.manifest.bygone().values().cloned().collect();
    bygone.extend(open.manifest.segments().get(&file).cloned());
    // Readers learn of it first, so that none misses a file that it still knows.
    store.retire(left, bygone);
    // The file goes even when the manifest cannot be written: a full disk is the usual reason for both.
    let _ = std::fs::remove_file(folder.join(&file));
    let entered = open.manifest.removed(&file, &why);
    store.files().close(&file);
    store.set_bygone(open.manifest.bygone().values().cloned().collect());
    Some(entered.map_err(|error| format!("the manifest cannot be written: {error}")))
}

/// Lets the pyramid of a removed segment go when it is too old as well.
fn forget(
    store: &Store,
    folder: &Path,
    open: &mut Open,
    retention: Retention,
    now: Timestamp,
) -> Option<Result<(), String>> {
    let limit = retention.pyramid?;
    let old = |line: &&SegmentLine| now.since(Timestamp::from_micros(line.to_us)) > limit;
    let line = open.manifest.bygone().values().find(old)?.clone();
    pyramids::discard(&folder.join(&line.file), &line);
    store.files().close(&line.file);
    let entered = open.manifest.forgotten(&line.file);
    store.set_bygone(open.manifest.bygone().values().cloned().collect());
    Some(entered.map_err(|error| format!("the manifest cannot be written: {error}")))
}

/// Bytes free on the disk of a folder, where the system tells.
pub fn free_bytes(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// Bytes of the whole disk of a folder, where the system tells.
pub fn disk_bytes(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_blocks.saturating_mul(disk.f_frsize))
}

fn segment_name(from_us: i64, generation: u32) -> String {
    let time = Timestamp::from_micros(from_us);
    let time: String = time.rfc3339().chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{time}-{generation}")
}

/// A path that nobody has yet.
fn free_path(folder: &Path, name: &str) -> PathBuf {
    let named = |number: u32| match number {
        0 => folder.join(format!("{name}.mcap")),
        number => folder.join(format!("{name}-{number}.mcap")),
    };
    (0..1_000).map(named).find(|path| !path.exists()).unwrap_or_else(|| named(1_000))
}
