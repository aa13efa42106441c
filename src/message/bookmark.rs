//! Bookmarks of a recording: times that someone wants to find again, with what there is to say of them.

use std::sync::Arc;

use crate::time::Timestamp;

/// A time with a title and a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bookmark {
    /// Unique among those of a recording.
    pub id: Arc<str>,
    /// The recorded time.
    pub at: Timestamp,
    /// One line, at most [`Bookmark::TITLE_MAX`] letters.
    pub title: Arc<str>,
    /// At most [`Bookmark::NOTE_MAX`] letters.
    pub note: Arc<str>,
}

impl Bookmark {
    /// Letters of a title at most.
    pub const TITLE_MAX: usize = 120;
    /// Letters of a note at most.
    pub const NOTE_MAX: usize = 2_000;
}

/// All bookmarks of a recording.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bookmarks {
    /// In order of time.
    pub list: Vec<Arc<Bookmark>>,
    /// Why they cannot be kept, in words; empty when they are.
    pub trouble: Arc<str>,
}

/// What someone wants of a bookmark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BookmarkWish {
    /// A new one, or another title or note for the one of this id.
    Put(Bookmark),
    /// The one of this id goes away.
    Remove(Arc<str>),
}
