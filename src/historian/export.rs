//! Files for other programs: CSV, MCAP and pictures. They are written piece by piece, so that a year costs no
//! more memory than an hour, and stand under their name only when they are whole.

mod csv;
mod mcap;
mod picture;
mod pieces;
mod sample;
mod visit;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::historian::sealed::Output;
use crate::historian::store::nearest;
use crate::historian::{DictionaryEntry, Store};
use crate::trend::{ExportFormat, ExportRequest};

pub(in crate::historian) use sample::read_sample;
pub use visit::{Recorded, visit};

/// Topic of a tag's metadata in an exported file: the tag's id as it is.
pub(in crate::historian) const TAG_METADATA: &str = "tag";
/// Full name of the message of an exported sample.
pub(in crate::historian) const SAMPLE_SCHEMA: &str = "pilothouse.recording.Sample";

/// A file that goes into a recording as it is, such as one of the layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its name, with `/` between folders.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Why an export did not work. Nothing stands under its name then.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// A file of that name is there.
    #[error("{0} is there already and is never replaced: choose another name")]
    Exists(PathBuf),
    /// The file cannot be written.
    #[error("{path} cannot be written: {reason}")]
    Io {
        /// The file.
        path: PathBuf,
        /// In words.
        reason: std::io::Error,
    },
    /// A tag that was never recorded.
    #[error("{tag} was never recorded{}", near(nearest))]
    UnknownTag {
        /// The tag.
        tag: Arc<str>,
        /// Ids that look like it, at most three.
        nearest: Vec<Arc<str>>,
    },
    /// No tag was named.
    #[error("no tag is named: an export needs one at least")]
    NoTags,
    /// More tags than a file can hold.
    #[error("{0} tags are more than one file can hold: export them in parts")]
    TooManyTags(usize),
    /// A picture that has more or fewer pixels than it says.
    #[error("the picture has not as many pixels as it says")]
    Picture,
    /// It was ended before it was done.
    #[error("the export was stopped")]
    Stopped,
}

fn near(nearest: &[Arc<str>]) -> String {
    if nearest.is_empty() { String::new() } else { format!("; near it are {}", nearest.join(", ")) }
}

/// Writes what is asked for into a new file; how many samples are in it. `stop` is asked between pieces: when
/// it says so, the export ends and leaves nothing behind.
pub fn write(
    store: &Store,
    request: &ExportRequest,
    path: &Path,
    stop: &dyn Fn() -> bool,
) -> Result<u64, ExportError> {
    write_with(store, request, &[], path, stop)
}

/// The layout that the tag list of an export names.
fn layout_of(store: &Store) -> Vec<Attachment> {
    let files = store.layout_files(&store.dictionary().layout).unwrap_or_default();
    let attached = files.into_iter();
    attached
        .map(|file| Attachment { name: file.name.to_string(), bytes: file.text.as_bytes().to_vec() })
        .collect()
}

/// As [`write()`], with files that go into a recording beside the samples; without any, the layout it was
/// recorded with, where the store has it. Other formats leave them out.
pub fn write_with(
    store: &Store,
    request: &ExportRequest,
    attachments: &[Attachment],
    path: &Path,
    stop: &dyn Fn() -> bool,
) -> Result<u64, ExportError> {
    let failed = |reason: std::io::Error| {
        let path = path.to_owned();
        if reason.kind() == std::io::ErrorKind::AlreadyExists {
            ExportError::Exists(path)
        } else {
            ExportError::Io { path, reason }
        }
    };
    // What is wrong with the request shows before anything is written.
    let tags = match &request.format {
        ExportFormat::Png(_) => Vec::new(),
        ExportFormat::Csv | ExportFormat::Mcap => tags(store, &request.tags)?,
    };
    let mut out = Output::create(path).map_err(failed)?;
    let samples = match &request.format {
        ExportFormat::Csv => csv::write(store, &tags, request.span, &mut out, stop),
        ExportFormat::Mcap if attachments.is_empty() => {
            let layout = layout_of(store);
            mcap::write(store, &tags, request.span, &layout, &mut out, stop)
        }
        ExportFormat::Mcap => mcap::write(store, &tags, request.span, attachments, &mut out, stop),
        ExportFormat::Png(picture) => picture::write(picture, &mut out),
    };
    let samples = samples.map_err(|error| match error {
        Failed::Io(reason) => failed(reason),
        Failed::Stopped => ExportError::Stopped,
        Failed::Picture => ExportError::Picture,
    })?;
    out.publish().map_err(failed)?;
    Ok(samples)
}

/// Why a writer gave up.
enum Failed {
    Io(std::io::Error),
    Stopped,
    Picture,
}

impl From<std::io::Error> for Failed {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

/// What the tags mean, in the order asked for, each once.
fn tags(store: &Store, asked: &[Arc<str>]) -> Result<Vec<DictionaryEntry>, ExportError> {
    let known = store.tags();
    let mut tags: Vec<DictionaryEntry> = Vec::new();
    let mut taken = std::collections::BTreeSet::new();
    for tag in asked {
        let Some(entry) = known.get(tag) else {
            return Err(ExportError::UnknownTag {
                tag: Arc::clone(tag),
                nearest: nearest(tag, known.keys()),
            });
        };
        if taken.insert(Arc::clone(tag)) {
            tags.push(entry.clone());
        }
    }
    match tags.len() {
        0 => Err(ExportError::NoTags),
        count if count > mcap::TAGS_MAX => Err(ExportError::TooManyTags(count)),
        _ => Ok(tags),
    }
}

#[cfg(test)]
mod tests;
