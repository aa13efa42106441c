//! What is open and typed in the column of a replay.

use std::sync::Arc;

use crate::gui::app::Asks;
use crate::gui::shell::Shape;
use crate::message::{Bookmark, BookmarkWish, Transport};
use crate::time::Timestamp;

/// The column of a replay.
#[derive(Debug, Default)]
pub struct ReplayState {
    /// Whether it was opened or closed; before that the shape of the window decides.
    opened: Option<bool>,
    /// The condition that is searched for.
    pub(super) condition: String,
    /// The bookmark that is chosen, as it is being typed.
    pub(super) chosen: Option<Typed>,
    /// The one that was removed last, to be put back.
    pub(super) removed: Option<Arc<Bookmark>>,
}

/// A bookmark whose words are being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) id: Arc<str>,
    pub(super) at: Timestamp,
    pub(super) title: String,
    pub(super) note: String,
    /// As it was handed over last.
    kept: Bookmark,
    /// Its title takes the keyboard at once.
    pub(super) fresh: bool,
}

impl Typed {
    pub(super) fn of(bookmark: &Bookmark) -> Self {
        Self {
            id: Arc::clone(&bookmark.id),
            at: bookmark.at,
            title: bookmark.title.to_string(),
            note: bookmark.note.to_string(),
            kept: bookmark.clone(),
            fresh: false,
        }
    }

    fn bookmark(&self) -> Bookmark {
        Bookmark {
            id: Arc::clone(&self.id),
            at: self.at,
            title: self.title.trim().into(),
            note: self.note.trim().into(),
        }
    }
}

impl Typed {
    /// Hands over what was typed, if that is something new.
    pub(super) fn keep(&mut self, asks: &mut Asks) {
        let typed = self.bookmark();
        if typed != self.kept {
            self.kept = typed.clone();
            asks.transport(Transport::Bookmark(BookmarkWish::Put(typed)));
        }
    }
}

impl ReplayState {
    /// Whether the column is open. On a panel it is opened when it is wanted.
    pub(in crate::gui) fn is_open(&self, shape: Shape) -> bool {
        self.opened.unwrap_or(shape == Shape::Desk)
    }

    /// Opens or closes it.
    pub(super) fn set_open(&mut self, open: bool) {
        self.opened = Some(open);
    }

    /// Chooses a bookmark; what was typed for another one is kept.
    pub(super) fn choose(&mut self, bookmark: &Bookmark, asks: &mut Asks) {
        if self.chosen.as_ref().is_none_or(|typed| typed.id != bookmark.id) {
            self.keep(asks);
            self.chosen = Some(Typed::of(bookmark));
        }
    }

    fn keep(&mut self, asks: &mut Asks) {
        if let Some(typed) = &mut self.chosen {
            typed.keep(asks);
        }
    }

    /// A new bookmark at a time: it is kept at once, and its title can be typed.
    /// Where one stands already, that is chosen.
    pub(in crate::gui) fn bookmark(
        &mut self,
        list: &[Arc<Bookmark>],
        (at, real): (Timestamp, Timestamp),
        asks: &mut Asks,
    ) {
        self.opened = Some(true);
        if let Some(there) = list.iter().find(|bookmark| bookmark.at.micros() == at.micros()) {
            self.choose(there, asks);
            return;
        }
        self.keep(asks);
        // The real time makes it unique; who makes two in one nanosecond is not a person.
        let id = format!("{:x}", real.nanos()).into();
        let bookmark = Bookmark { id, at, title: "".into(), note: "".into() };
        self.chosen = Some(Typed { fresh: true, ..Typed::of(&bookmark) });
        asks.transport(Transport::Bookmark(BookmarkWish::Put(bookmark)));
    }
}
