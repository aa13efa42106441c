//! Open segments and pyramid files, the ones used last: opening is quick, but not for every question anew.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::historian::archivist::pyramid_path;
use crate::historian::store::Store;
use crate::historian::{PyramidFile, Sealed, SegmentLine};

/// Files of each kind held open: two months of days, at most a megabyte of index each.
const SEALED_MAX: usize = 64;
/// Pyramid files hold next to nothing in memory.
const PYRAMIDS_MAX: usize = 400;

/// Why a store cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder cannot be read.
    #[error("{folder} cannot be read as a store: {reason}")]
    Folder {
        /// The folder.
        folder: std::path::PathBuf,
        /// In words.
        reason: std::io::Error,
    },
    /// There is no recording in it.
    #[error("{0} holds no recording: a store has sealed segments (.mcap) or a live one in it")]
    Empty(std::path::PathBuf),
    /// A file that is no recording, or one that is too damaged.
    #[error("{path} cannot be read as a recording: {why}")]
    NoRecording {
        /// The file.
        path: std::path::PathBuf,
        /// In words.
        why: String,
    },
}

/// Files held open.
#[derive(Debug, Default)]
pub(in crate::historian) struct Files {
    sealed: Mutex<Shelf<Sealed>>,
    pyramids: Mutex<Shelf<PyramidFile>>,
}

/// Files of one kind with the time of their last use, counted in uses.
#[derive(Debug)]
struct Shelf<T> {
    open: BTreeMap<String, (u64, Arc<T>)>,
    uses: u64,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { open: BTreeMap::new(), uses: 0 }
    }
}

impl<T> Shelf<T> {
    fn get(&mut self, name: &str) -> Option<Arc<T>> {
        self.uses += 1;
        let uses = self.uses;
        let (used, file) = self.open.get_mut(name)?;
        *used = uses;
        Some(Arc::clone(file))
    }

    fn put(&mut self, name: &str, file: T, most: usize) -> Arc<T> {
        let file = Arc::new(file);
        self.uses += 1;
        self.open.insert(name.to_owned(), (self.uses, Arc::clone(&file)));
        if self.open.len() > most {
            let oldest = self.open.iter().min_by_key(|(_, (used, _))| *used).map(|(name, _)| name.clone());
            oldest.and_then(|oldest| self.open.remove(&oldest));
        }
        file
    }
}

impl Files {
    /// Closes what is held of a segment that is gone.
    pub(in crate::historian) fn close(&self, name: &str) {
        self.sealed.lock().unwrap_or_else(PoisonError::into_inner).open.remove(name);
        let stem = name.trim_end_matches("mcap");
        let mut pyramids = self.pyramids.lock().unwrap_or_else(PoisonError::into_inner);
        pyramids.open.retain(|file, _| !file.starts_with(stem));
    }
}

impl Store {
    /// An open sealed segment; what cannot be opened is noted.
    pub(in crate::historian) fn sealed(&self, line: &SegmentLine) -> Option<Arc<Sealed>> {
        let shelf = || self.files.sealed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = shelf().get(&line.file) {
            return Some(open);
        }
        let path = self.folder.as_deref()?.join(&line.file);
        match Sealed::open(&path) {
            Ok(sealed) => {
                for damage in sealed.damages() {
                    self.trouble(&line.file, &damage.to_string());
                }
                Some(shelf().put(&line.file, sealed, SEALED_MAX))
            }
            Err(error) => {
                if !self.has_left(line, &path) {
                    self.trouble(&line.file, &error.to_string());
                }
                None
            }
        }
    }

    /// The open pyramid of a day of a sealed segment; a missing one is no trouble, as it can be made again.
    pub(in crate::historian) fn pyramid(&self, line: &SegmentLine, day: i64) -> Option<Arc<PyramidFile>> {
        let path = pyramid_path(&self.folder.as_deref()?.join(&line.file), day);
        let name = path.file_name()?.to_str()?;
        let shelf = || self.files.pyramids.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = shelf().get(name) {
            return Some(open);
        }
        let file = PyramidFile::open(&path).ok()?;
        Some(shelf().put(name, file, PYRAMIDS_MAX))
    }
}
