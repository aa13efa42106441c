//! A file to import, as it is given: by name, and with a way to read it from its begin as often as needed.

use std::io::{self, Read};

/// Letters of one line at most: a file without line ends must not fill the memory.
const LINE_MAX: usize = 4 << 20;

/// Opens a file at its begin.
pub(super) type Open = Box<dyn Fn() -> io::Result<Box<dyn Read>>>;

/// A file to import.
pub struct Source {
    /// Its name as it is told.
    pub name: String,
    /// Opens it anew.
    pub open: Open,
}

/// Refuses lines that are too long, before anything makes room for them.
pub(super) struct ShortLines<R> {
    inner: R,
    since_end: usize,
}

impl<R: Read> ShortLines<R> {
    pub(super) const fn new(inner: R) -> Self {
        Self { inner, since_end: 0 }
    }
}

impl<R: Read> Read for ShortLines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        let read = buffer.get(..length).unwrap_or_default();
        match read.iter().rposition(|byte| *byte == b'\n') {
            Some(at) => self.since_end = length - at,
            None => self.since_end += length,
        }
        if self.since_end > LINE_MAX {
            let why = format!("a line is longer than {} MiB: it is no table", LINE_MAX >> 20);
            return Err(io::Error::new(io::ErrorKind::InvalidData, why));
        }
        Ok(length)
    }
}
