//! The file of a segment in the making: under a temporary name, hashed as it grows, and renamed when it is whole.

use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

/// Writes, counts and hashes. Dropped before [`Output::publish`], it takes its file away again.
pub(in crate::historian) struct Output {
    file: BufWriter<File>,
    path: PathBuf,
    temporary: PathBuf,
    hash: Sha256,
    bytes: u64,
}

/// What was published.
pub(in crate::historian) struct Published {
    pub(in crate::historian) bytes: u64,
    pub(in crate::historian) sha256: String,
}

impl Output {
    /// Begins `path` under a temporary name beside it. What an interrupted try left there is overwritten.
    pub(in crate::historian) fn create(path: &Path) -> io::Result<Self> {
        if path.try_exists()? {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".partial");
        let temporary = path.with_file_name(name);
        let file = OpenOptions::new().write(true).create(true).truncate(true).open(&temporary)?;
        let file = BufWriter::with_capacity(1 << 18, file);
        Ok(Self { file, path: path.to_owned(), temporary, hash: Sha256::new(), bytes: 0 })
    }

    /// Forces everything to the disk and gives the file its name, unless a file has that name already.
    pub(in crate::historian) fn publish(mut self) -> io::Result<Published> {
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        match fs::hard_link(&self.temporary, &self.path) {
            Ok(()) => fs::remove_file(&self.temporary)?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(error),
            // A file system without links: nothing but the historian writes here, so the check suffices.
            Err(_) if self.path.try_exists()? => return Err(io::ErrorKind::AlreadyExists.into()),
            Err(_) => fs::rename(&self.temporary, &self.path)?,
        }
        #[cfg(unix)]
        if let Some(folder) = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            File::open(folder)?.sync_all()?;
        }
        let mut sha256 = String::new();
        for byte in self.hash.clone().finalize() {
            // Writing into a string cannot fail.
            let _ = write!(sha256, "{byte:02x}");
        }
        Ok(Published { bytes: self.bytes, sha256 })
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        // After a publication the temporary name is gone, and there is nothing to remove.
        let _ = fs::remove_file(&self.temporary);
    }
}
