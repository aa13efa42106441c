//! What a clean stop still finds in memory alone is written to live segments of its own, so that the next
//! start seals it; what the disk refuses to the end is counted and told.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::historian::{Head, LiveRow, LiveWriter, Series, Store, StoreLock};
use crate::time::{Moment, Span, Timestamp};

/// Rows and events brought to the disk at a time; a live segment holds no more of them in memory.
const ROWS_PIECE: usize = 16_384;
const EVENTS_PIECE: usize = 1_024;

/// Samples that were still in memory when the recording ended and that the disk did not take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unwritten {
    /// How many.
    pub samples: u64,
    /// From the first to the last of them.
    pub span: Span,
    /// Why, in words.
    pub why: String,
}

impl fmt::Display for Unwritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Span { from, to } = self.span;
        let (from, to) = (from.rfc3339(), to.rfc3339());
        write!(f, "{} samples from {from} to {to} were lost: {}", self.samples, self.why)
    }
}

/// Where a row stands: time, tag, series of the tag, row of the series.
type Place = (i64, u32, u32, u32);

/// Why a head could not be written, and how far it was.
struct Refused {
    /// How many of its rows reached the disk.
    written: usize,
    /// The file they stand in.
    file: Option<PathBuf>,
    why: String,
}

/// Writes every waiting head that stands in no file to one. `late` ends it: a stop must end too.
pub(super) fn rescue(store: &Store, now: Moment, late: &dyn Fn() -> bool) -> Option<Unwritten> {
    let folder = store.folder()?;
    let waiting: Vec<_> = store.parts().frozen.into_iter().filter(|frozen| frozen.file().is_none()).collect();
    if waiting.is_empty() {
        return None;
    }
    let lock = ours(store, folder);
    let mut unwritten = None;
    for frozen in &waiting {
        let places = places(&frozen.head);
        let result = match &lock {
            Ok(_) => write(store, &frozen.head, &places, now, late),
            Err(why) => Err(Refused { written: 0, file: None, why: why.clone() }),
        };
        match result {
            Ok(path) if store.has_file(frozen, &path) => remove(frozen.part().map(|(path, _)| path)),
            // It was sealed meanwhile. If the file stays, its rows are told twice and read once.
            Ok(path) => remove(Some(&path)),
            Err(refused) if store.waits(frozen) => {
                let (part, safe) = frozen.part().unzip();
                let safe = safe.unwrap_or(0);
                // Of two files that hold the same rows the one that holds more of them stays.
                remove(if refused.written > safe { part } else { refused.file.as_deref() });
                let lost = places.get(refused.written.max(safe)..).unwrap_or_default();
                add(&mut unwritten, lost, refused.why);
            }
            Err(refused) => remove(refused.file.as_deref()),
        }
    }
    unwritten
}

fn remove(file: Option<&Path>) {
    // Where the disk refuses this as well, the next start seals what is in it.
    let _ = file.map(std::fs::remove_file);
}

/// Makes sure that the folder is ours to write to. Where the archivist never got it, it is tried once more.
fn ours(store: &Store, folder: &Path) -> Result<Option<StoreLock>, String> {
    if store.attached().is_ok() {
        return Ok(None);
    }
    let taken = std::fs::create_dir_all(folder)
        .map_err(|error| format!("{} cannot be made: {error}", folder.display()))
        .and_then(|()| StoreLock::take(folder).map_err(|error| error.to_string()));
    match taken {
        Ok(lock) => Ok(Some(lock)),
        // The archivist may have got it at this very moment.
        Err(why) => store.attached().map(|()| None).map_err(|_| why),
    }
}

fn add(unwritten: &mut Option<Unwritten>, lost: &[Place], why: String) {
    let (Some(first), Some(last)) = (lost.first(), lost.last()) else { return };
    let span = Span { from: Timestamp::from_micros(first.0), to: Timestamp::from_micros(last.0) };
    let samples = lost.len() as u64;
    *unwritten = Some(match unwritten.take() {
        None => Unwritten { samples, span, why },
        Some(before) => Unwritten {
            samples: before.samples + samples,
            span: Span { from: before.span.from.min(span.from), to: before.span.to.max(span.to) },
            why: before.why,
        },
    });
}

/// The rows of a head in order of time; those of one tag and time stay in their order.
fn places(head: &Head) -> Vec<Place> {
    let mut places = Vec::with_capacity(head.rows());
    for tag in 0..head.dictionary().tags.len() as u32 {
        for (part, series) in (0_u32..).zip(head.series(tag)) {
            places.extend((0_u32..).zip(series.times.iter()).map(|(row, time)| (*time, tag, part, row)));
        }
    }
    places.sort_unstable();
    places
}

/// Writes a head to a live segment of its own; or how many of its rows reached the disk, and why no more did.
fn write(
    store: &Store,
    head: &Head,
    places: &[Place],
    now: Moment,
    late: &dyn Fn() -> bool,
) -> Result<PathBuf, Refused> {
    let path = store.free_live_path(store.folder().unwrap_or(Path::new("")), now.utc);
    let why = |error: std::io::Error| format!("{} cannot be written: {error}", path.display());
    let mut live = LiveWriter::create(&path, head.dictionary(), now.utc).map_err(|error| Refused {
        written: 0,
        file: None,
        why: why(error),
    })?;
    let result = fill(&mut live, head, places, late);
    let result = result.and_then(|()| live.finish().map_err(|error| (places.len(), error)));
    match result {
        Ok(()) => Ok(path),
        Err((written, error)) => Err(Refused { written, why: why(error), file: Some(path) }),
    }
}

fn fill(
    live: &mut LiveWriter,
    head: &Head,
    places: &[Place],
    late: &dyn Fn() -> bool,
) -> Result<(), (usize, std::io::Error)> {
    let tags = 0..head.dictionary().tags.len() as u32;
    let series: Vec<Vec<Series>> = tags.map(|tag| head.series(tag)).collect();
    let mut written = 0;
    for piece in places.chunks(ROWS_PIECE) {
        if late() {
            return Err((written, std::io::Error::other("there was no time left for it")));
        }
        let rows: Vec<LiveRow> = piece.iter().filter_map(|place| row(&series, *place)).collect();
        live.samples(&rows);
        live.sync().map_err(|error| (written, error))?;
        if live.lost() > 0 {
            return Err((written, std::io::Error::other("its values are too long for one piece")));
        }
        written += piece.len();
    }
    for events in head.events().chunks(EVENTS_PIECE) {
        for entry in events {
            live.event(entry);
        }
        live.sync().map_err(|error| (written, error))?;
    }
    Ok(())
}

fn row(series: &[Vec<Series>], (time, tag, part, row): Place) -> Option<LiveRow> {
    let series = series.get(tag as usize)?.get(part as usize)?;
    Some(LiveRow { tag, time, code: series.code(row as usize), value: series.value(row as usize) })
}

#[cfg(test)]
mod partly;
#[cfg(test)]
mod tests;
