//! One writer a store: a lock on a file in its folder, which ends with the process, however that ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

/// The file that is locked; it holds the writer's process id in words.
const NAME: &str = "lock";

/// Held while a process writes to a store.
#[derive(Debug)]
pub struct StoreLock {
    _file: File,
}

/// Why a store cannot be written to.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another process writes to it.
    #[error(
        "{folder} is written to by process {pid}; end that one, or give this one a folder of its own with --data"
    )]
    Taken {
        /// The store.
        folder: PathBuf,
        /// The other process.
        pid: String,
    },
    /// The folder or the file cannot be made.
    #[error("{folder} cannot be used for recording: {reason}")]
    Unusable {
        /// The store.
        folder: PathBuf,
        /// In words.
        reason: std::io::Error,
    },
}

impl StoreLock {
    /// Takes the lock, or says who has it.
    pub fn take(folder: &Path) -> Result<Self, LockError> {
        let unusable = |reason| LockError::Unusable { folder: folder.to_owned(), reason };
        let path = folder.join(NAME);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(unusable)?;
        match file.try_lock() {
            // A file system without locks: recording matters more than the guard against a second writer.
            Ok(()) | Err(TryLockError::Error(_)) => {}
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                let _ = (&file).take(20).read_to_string(&mut pid);
                let pid = pid.trim().to_owned();
                let pid = if pid.is_empty() { "unknown".into() } else { pid };
                return Err(LockError::Taken { folder: folder.to_owned(), pid });
            }
        }
        let written = file
            .set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| writeln!(file, "{}", std::process::id()));
        // A full disk must not keep the station from holding the lock.
        let _ = written;
        Ok(Self { _file: file })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_writer_is_refused_with_the_first_ones_pid() {
        let folder = tempfile::tempdir().unwrap();
        let first = StoreLock::take(folder.path()).unwrap();
        let refused = StoreLock::take(folder.path()).unwrap_err().to_string();
        assert!(refused.contains(&format!("process {};", std::process::id())), "{refused}");
        drop(first);
        assert!(StoreLock::take(folder.path()).is_ok());
    }
}
