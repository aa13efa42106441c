//! The file below a live segment, small enough to be played by a test that fails on purpose.

use std::fs::File;
use std::io::{self, Seek as _, SeekFrom, Write};

/// A file that is written at its end.
pub trait SegmentFile: Write {
    /// Forces what was written to the disk.
    fn sync_data(&mut self) -> io::Result<()>;

    /// Cuts the file; what is written next stands there.
    fn set_len(&mut self, length: u64) -> io::Result<()>;
}

impl SegmentFile for File {
    fn sync_data(&mut self) -> io::Result<()> {
        Self::sync_data(self)
    }

    fn set_len(&mut self, length: u64) -> io::Result<()> {
        Self::set_len(self, length)?;
        self.seek(SeekFrom::Start(length)).map(|_| ())
    }
}
