//! Foreign recordings: tables and messages that another program wrote become a session like any other, with a
//! layout of their own, so that they can be replayed, searched and exported. Pure but for what it is given to
//! read; everything in it is untrusted, and memory is bounded whatever the files' size.

mod cell;
mod dialect;
mod layout_text;
mod mapping;
mod messages;
mod names;
mod protobuf;
mod records;
mod rows;
mod source;
mod survey;
#[cfg(test)]
mod tests;
mod time_format;
mod writing;

pub use mapping::{MappedTag, Mapping, MappingError};
pub use source::Source;
pub use survey::{Column, ColumnKind, Survey, survey};
pub use time_format::TimeFormat;
pub use writing::{Imported, check, plant_for, write};

/// Why an import cannot be done.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file cannot be read.
    #[error("{file} cannot be read: {why}")]
    Read {
        /// The file.
        file: String,
        /// In words.
        why: String,
    },
    /// A file is no table that can be understood.
    #[error("{file} cannot be imported: {why}")]
    Table {
        /// The file.
        file: String,
        /// In words, with what to do.
        why: String,
    },
    /// More columns or tags than a recording may have here.
    #[error("more than {0} different tags: split the files")]
    TooMany(usize),
    /// Nothing is left to import.
    #[error("no column holds values that can be imported")]
    Nothing,
    /// The mapping is wrong.
    #[error(transparent)]
    Mapping(#[from] MappingError),
    /// The layout that was made or given does not fit.
    #[error("the layout is refused: {0}")]
    Layout(String),
    /// The recording cannot be written.
    #[error("the recording cannot be written: {0}")]
    Write(String),
}
