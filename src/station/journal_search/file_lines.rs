//! Single lines of the journal's files, read again where they are needed.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;

use crate::journal::Place;
use crate::station::journal_search::name_of;

/// The files, one of them open.
#[derive(Debug)]
pub(super) struct FileLines {
    paths: Vec<PathBuf>,
    open: Option<(u16, File)>,
}

impl FileLines {
    pub(super) const fn new(paths: Vec<PathBuf>) -> Self {
        Self { paths, open: None }
    }

    /// A file's name.
    pub(super) fn name(&self, file: u16) -> Arc<str> {
        self.paths.get(usize::from(file)).map_or_else(|| "".into(), |path| name_of(path))
    }

    /// A line without its line end, or why it cannot be read, in words.
    pub(super) fn read(&mut self, place: Place) -> Result<String, String> {
        let line = self.bytes(place).map_err(|error| error.to_string())?;
        String::from_utf8(line).map_err(|_| "it is no text".to_owned())
    }

    fn bytes(&mut self, place: Place) -> std::io::Result<Vec<u8>> {
        let open = match self.open.take() {
            Some(open) if open.0 == place.file => open,
            _ => {
                let path = self.paths.get(usize::from(place.file)).ok_or(std::io::ErrorKind::NotFound)?;
                (place.file, File::open(path)?)
            }
        };
        let (_, file) = self.open.insert(open);
        file.seek(SeekFrom::Start(place.offset))?;
        let mut line = vec![0; place.length as usize];
        file.read_exact(&mut line)?;
        Ok(line)
    }
}
