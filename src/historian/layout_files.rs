//! The layout beside the recording: written once for each hash, so that what was recorded can be shown as it
//! was on any machine. An exported file carries it in itself. Both are untrusted when they are read.

use std::fs::File;
use std::io::{self, BufReader, Write as _};
use std::path::{Path, PathBuf};

use crate::historian::Store;
use crate::historian::container::{MessageIndexes, Record, Walker, Writer};
use crate::historian::sealed::Output;
use crate::layout::{ALL_BYTES_MAX, FILE_BYTES_MAX, FILES_MAX};
use crate::plant::LayoutFile;

/// Media type of an attached file of a layout.
pub(in crate::historian) const MEDIA_TYPE: &str = "text/plain";

/// Why a recording's layout cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum LayoutError {
    /// It carries none.
    #[error(
        "the recording carries no layout with the hash {0}; --with-layout FOLDER names one to show it with"
    )]
    None(String),
    /// The file cannot be read.
    #[error("the layout in {path} cannot be read: {why}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// In words.
        why: String,
    },
}

/// Where the layout of a hash stands; `None` for what is no hash, as it could lead anywhere.
fn beside(folder: &Path, hash: &str) -> Option<PathBuf> {
    let plain = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    plain.then(|| folder.join(format!("{hash}.layout")))
}

/// Writes a layout beside the segments, unless it is there. A plant that was made without files has none.
pub(in crate::historian) fn keep(folder: &Path, hash: &str, files: &[LayoutFile]) -> io::Result<()> {
    let Some(path) = beside(folder, hash).filter(|_| !files.is_empty()) else { return Ok(()) };
    if path.try_exists()? {
        return Ok(());
    }
    let mut out = Output::create(&path)?;
    let library = concat!("pilothouse ", env!("CARGO_PKG_VERSION"));
    let mut writer = Writer::new(&mut out, library, MessageIndexes::LeftOut)?;
    for file in files {
        writer.attachment(&file.name, MEDIA_TYPE, 0, file.text.as_bytes())?;
    }
    writer.finish()?.flush()?;
    match out.publish() {
        // Another one wrote the same meanwhile.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        done => done.map(drop),
    }
}

/// The attached files of a layout; what is too much is an error before room is made for it.
fn read(path: &Path) -> Result<Vec<LayoutFile>, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    if !file.metadata().map_err(|error| error.to_string())?.is_file() {
        return Err("it is no file".into());
    }
    let mut walker = Walker::new(BufReader::new(file));
    let mut files = Vec::new();
    let mut left = ALL_BYTES_MAX;
    while let Some(record) = walker.next_record() {
        match record {
            Ok(Record::Attachment { name, media_type: MEDIA_TYPE, data }) => {
                let bytes = data.len() as u64;
                if files.len() >= FILES_MAX || bytes > FILE_BYTES_MAX.min(left) {
                    return Err(format!("{name:?} is more than a layout may have"));
                }
                left -= bytes;
                let text = std::str::from_utf8(data).map_err(|_| format!("{name:?} is no text"))?;
                files.push(LayoutFile { name: name.into(), text: text.into() });
            }
            // They stand before the samples.
            Ok(Record::Message { .. }) if !files.is_empty() => break,
            // Damage elsewhere costs no layout; a layout that is hit does not give its hash.
            Ok(_) | Err(_) => {}
        }
    }
    Ok(files)
}

impl Store {
    /// The files of the layout with a hash, as the recording carries them: those attached to the one file that
    /// was opened, or those beside the segments. That they give this hash is for the caller to see.
    pub fn layout_files(&self, hash: &str) -> Result<Vec<LayoutFile>, LayoutError> {
        let unreadable = |path: &Path, why| LayoutError::Unreadable { path: path.to_owned(), why };
        if let Some(path) = self.single() {
            let files = read(path).map_err(|why| unreadable(path, why))?;
            if !files.is_empty() {
                return Ok(files);
            }
        }
        let none = || LayoutError::None(hash.chars().take(64).collect());
        let path = self.folder().and_then(|folder| beside(folder, hash)).ok_or_else(none)?;
        if !path.exists() {
            return Err(none());
        }
        let files = read(&path).map_err(|why| unreadable(&path, why))?;
        if files.is_empty() { Err(none()) } else { Ok(files) }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::historian::Dictionary;

    const HASH: &str = "ab00000000000000000000000000000000000000000000000000000000000000";

    fn store(folder: &Path) -> Store {
        Store::at(folder.to_owned(), Arc::new(Dictionary::default()))
    }

    fn file(name: &str, text: &str) -> LayoutFile {
        LayoutFile { name: name.into(), text: text.into() }
    }

    #[test]
    fn a_layout_is_written_once_and_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let files = [file("plant.toml", "format = 1\n"), file("tags/a.toml", "")];
        keep(folder.path(), HASH, &files).unwrap();
        keep(folder.path(), HASH, &[file("plant.toml", "other")]).unwrap();
        assert_eq!(store(folder.path()).layout_files(HASH).unwrap(), files);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        let none = store(folder.path()).layout_files(&HASH.replace('b', "c")).unwrap_err();
        assert!(none.to_string().contains("--with-layout"), "{none}");
    }

    #[test]
    fn a_hash_that_is_none_is_no_path() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("history");
        std::fs::create_dir(&folder).unwrap();
        let hostile = "../outside";
        keep(&folder, hostile, &[file("plant.toml", "x")]).unwrap();
        std::fs::write(parent.path().join("outside.layout"), "x").unwrap();
        assert!(matches!(store(&folder).layout_files(hostile), Err(LayoutError::None(_))));
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
    }

    #[test]
    fn what_is_cut_or_too_much_is_refused_in_words() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(format!("{HASH}.layout"));
        std::fs::write(&path, b"nothing of the kind").unwrap();
        assert!(store(folder.path()).layout_files(HASH).is_err());
        std::fs::remove_file(&path).unwrap();
        let many: Vec<_> = (0..=FILES_MAX).map(|at| file(&format!("tags/{at}.toml"), "")).collect();
        keep(folder.path(), HASH, &many).unwrap();
        let told = store(folder.path()).layout_files(HASH).unwrap_err().to_string();
        assert!(told.contains("more than a layout may have"), "{told}");
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, &whole[..whole.len() / 5]).unwrap();
        let cut = store(folder.path()).layout_files(HASH).unwrap();
        assert!(cut.len() < many.len(), "a part of a file gives a part of it, and so not its hash");
    }
}
