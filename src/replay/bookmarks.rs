//! Bookmarks as text: a line a change, of which the last one of each bookmark counts. Two replays that add to
//! one file so lose nothing of each other, and a line that was cut is left out alone. Format:
//! docs/recording-format.md.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::message::{Bookmark, BookmarkWish, Direction};
use crate::time::{Span, Timestamp};

/// Bytes of a file of bookmarks that are read at most.
pub const BYTES_MAX: usize = 16 * 1024 * 1024;
/// Bookmarks of a recording at most.
const BOOKMARKS_MAX: usize = 5_000;
const ID_MAX: usize = 64;

#[derive(Serialize, Deserialize)]
struct Line {
    id: String,
    /// RFC 3339 with microseconds; absent where it was removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    title: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    note: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    removed: bool,
}

/// Reads all lines, in order of time; and how many could not be read.
pub fn read_bookmarks(text: &str) -> (Vec<Arc<Bookmark>>, usize) {
    let mut known: BTreeMap<String, Arc<Bookmark>> = BTreeMap::new();
    let mut unread = 0;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let Some(line) = serde_json::from_str::<Line>(line).ok().filter(|line| line.id.len() <= ID_MAX)
        else {
            unread += 1;
            continue;
        };
        if line.removed {
            known.remove(&line.id);
            continue;
        }
        let Some(at) = line.at.as_deref().and_then(Timestamp::parse) else {
            unread += 1;
            continue;
        };
        if known.len() >= BOOKMARKS_MAX && !known.contains_key(&line.id) {
            unread += 1;
            continue;
        }
        let bookmark = tidy(&Bookmark {
            id: line.id.as_str().into(),
            at,
            title: line.title.into(),
            note: line.note.into(),
        });
        known.insert(line.id, Arc::new(bookmark));
    }
    let mut list: Vec<_> = known.into_values().collect();
    list.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    (list, unread)
}

/// The line that tells a change, with its end.
pub fn bookmark_line(wish: &BookmarkWish) -> String {
    let line = match wish {
        BookmarkWish::Put(bookmark) => {
            let bookmark = tidy(bookmark);
            Line {
                id: bookmark.id.to_string(),
                at: Some(bookmark.at.to_string()),
                title: bookmark.title.to_string(),
                note: bookmark.note.to_string(),
                removed: false,
            }
        }
        BookmarkWish::Remove(id) => {
            Line { id: id.to_string(), at: None, title: String::new(), note: String::new(), removed: true }
        }
    };
    serde_json::to_string(&line).unwrap_or_default() + "\n"
}

/// The next bookmark after a time, or the one before it, within a span: others cannot be gone to. A bookmark
/// has whole microseconds, so where one stands, so does the time.
pub(super) fn next_bookmark(
    list: &[Arc<Bookmark>],
    (here, span): (Timestamp, Span),
    way: Direction,
) -> Option<Timestamp> {
    let here = here.micros();
    let mut times = list.iter().map(|bookmark| bookmark.at).filter(|at| span.holds(*at));
    match way {
        Direction::Forward => times.find(|at| at.micros() > here),
        Direction::Backward => times.rfind(|at| at.micros() < here),
    }
}

/// Within its bounds, and without signs that would break or turn lines on a screen.
fn tidy(bookmark: &Bookmark) -> Bookmark {
    let plain = |text: &str, most: usize| -> Arc<str> {
        let turns = |sign: char| matches!(sign, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let signs = text.chars().filter(|sign| !turns(*sign));
        signs.map(|sign| if sign.is_control() { ' ' } else { sign }).take(most).collect::<String>().into()
    };
    Bookmark {
        id: Arc::clone(&bookmark.id),
        at: Timestamp::from_micros(bookmark.at.micros()),
        title: plain(&bookmark.title, Bookmark::TITLE_MAX),
        note: plain(&bookmark.note, Bookmark::NOTE_MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn mark(id: &str, second: i64, title: &str) -> Bookmark {
        let at = Timestamp::from_millis(1_795_392_000_000 + second * 1_000);
        Bookmark { id: id.into(), at, title: title.into(), note: "".into() }
    }

    #[test]
    fn the_last_word_of_each_counts() {
        let text: String = [
            BookmarkWish::Put(mark("b", 20, "later")),
            BookmarkWish::Put(mark("a", 10, "")),
            BookmarkWish::Put(mark("gone", 5, "x")),
            BookmarkWish::Put(mark("a", 10, "Trip \"P-103\"\u{202e}\n{}")),
            BookmarkWish::Remove("gone".into()),
            BookmarkWish::Remove("never".into()),
        ]
        .iter()
        .map(bookmark_line)
        .collect();
        assert_eq!(text.lines().count(), 6);
        let (list, unread) = read_bookmarks(&text);
        assert_eq!(unread, 0);
        let titles: Vec<_> = list.iter().map(|bookmark| &*bookmark.title).collect();
        assert_eq!(titles, ["Trip \"P-103\" {}", "later"]);
        let at = |second: i64| mark("", second, "").at;
        let all = Span { from: at(0), to: at(100) };
        let next = |here, way| next_bookmark(&list, (here, all), way);
        assert_eq!(next(at(10), Direction::Forward), Some(at(20)));
        assert_eq!(next(at(10), Direction::Backward), None);
        assert_eq!(
            next(Timestamp::from_nanos(at(10).nanos() + 999), Direction::Backward),
            None,
            "it stands there"
        );
        assert_eq!(next(at(99), Direction::Backward), Some(at(20)));
        let short = Span { from: at(0), to: at(15) };
        assert_eq!(
            next_bookmark(&list, (at(12), short), Direction::Forward),
            None,
            "outside of the recording"
        );
        let cut = &text[..text.len() - 4];
        assert_eq!(read_bookmarks(cut), (list, 1), "a line that was cut is left out alone");
    }

    proptest! {
        #[test]
        fn whatever_stands_there_is_read_or_counted(text in "[ -~\n\\u{0}-\\u{7f}]{0,400}") {
            let (list, unread) = read_bookmarks(&text);
            prop_assert!(list.len() + unread <= text.lines().count());
        }

        #[test]
        fn what_is_written_is_read(title in ".{0,200}", note in ".{0,80}", second in 0i64..1_000_000) {
            let bookmark = Bookmark { note: note.into(), ..mark("x", second, &title) };
            let line = bookmark_line(&BookmarkWish::Put(bookmark.clone()));
            prop_assert_eq!(line.lines().count(), 1);
            let (list, unread) = read_bookmarks(&line);
            prop_assert_eq!((list.len(), unread), (1, 0));
            prop_assert_eq!(&*list[0], &tidy(&bookmark));
        }
    }
}
