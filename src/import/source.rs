//! A file to import, as it is given: by name, and with a way to read it from its begin as often as needed.

use std::io::{self, Read};

/// Opens a file at its begin.
pub(super) type Open = Box<dyn Fn() -> io::Result<Box<dyn Read>>>;

/// A file to import.
pub struct Source {
    /// Its name as it is told.
    pub name: String,
    /// Opens it anew.
    pub open: Open,
}
