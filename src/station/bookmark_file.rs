//! The file of bookmarks beside a recording. It is added to line by line, so that two replays of one recording
//! keep each other's; where it cannot be written, bookmarks last as long as the window, and that is said.

use std::fs::OpenOptions;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::message::{BookmarkWish, Bookmarks};
use crate::replay::{BYTES_MAX, bookmark_line, read_bookmarks};

/// Bookmarks of one recording.
#[derive(Debug)]
pub(super) struct BookmarkFile {
    path: PathBuf,
    /// Bytes of the file when it was read last.
    seen: u64,
    /// What could not be written, to be shown nevertheless.
    unwritten: String,
    /// Why, in words.
    unwritable: Arc<str>,
    shown: Arc<Bookmarks>,
}

impl BookmarkFile {
    /// Reads those of a recording: a single file, a station's data folder or its `history`.
    pub(super) fn of(recording: &Path) -> Self {
        let mut file = Self {
            path: bookmark_path(recording),
            seen: 0,
            unwritten: String::new(),
            unwritable: "".into(),
            shown: Arc::default(),
        };
        file.read();
        file
    }

    /// All of them.
    pub(super) const fn shown(&self) -> &Arc<Bookmarks> {
        &self.shown
    }

    /// Writes a wish down, with those that could not be written before, and reads what others wrote.
    pub(super) fn take(&mut self, wish: &BookmarkWish) {
        self.unwritten.push_str(&bookmark_line(wish));
        match append(&self.path, &self.unwritten) {
            Ok(()) => {
                self.unwritten.clear();
                self.unwritable = "".into();
            }
            // What was written in part is written again: the last line of each counts.
            Err(reason) => {
                let path = self.path.display();
                self.unwritable =
                    format!("{path} cannot be written ({reason}): new bookmarks last as long as this window")
                        .into();
            }
        }
        self.read();
    }

    /// Reads it where another window wrote to it.
    pub(super) fn refresh(&mut self) {
        if std::fs::metadata(&self.path).map_or(0, |data| data.len()) != self.seen {
            self.read();
        }
    }

    fn read(&mut self) {
        let mut text = Vec::new();
        let mut trouble = Arc::clone(&self.unwritable);
        if is_file(&self.path) {
            let open = OpenOptions::new().read(true).open(&self.path);
            let read = open.and_then(|file| file.take(BYTES_MAX as u64 + 1).read_to_end(&mut text));
            let path = self.path.display();
            if let Err(reason) = read {
                trouble = format!("{path} cannot be read: {reason}").into();
            } else if text.len() > BYTES_MAX {
                trouble =
                    format!("{path} is larger than {} MiB and is read up to there", BYTES_MAX >> 20).into();
            }
        }
        self.seen = std::fs::metadata(&self.path).map_or(0, |data| data.len());
        text.truncate(BYTES_MAX);
        let mut text = String::from_utf8_lossy(&text).into_owned();
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(&self.unwritten);
        let (list, unread) = read_bookmarks(&text);
        if unread > 0 && trouble.is_empty() {
            trouble = format!("{} has {unread} lines that are no bookmarks", self.path.display()).into();
        }
        let bookmarks = Bookmarks { list, trouble };
        if *self.shown != bookmarks {
            self.shown = Arc::new(bookmarks);
        }
    }
}

/// The bookmarks of a recording: a single file, a station's data folder or its `history`.
pub fn bookmarks_of(recording: &Path) -> Arc<Bookmarks> {
    BookmarkFile::of(recording).shown
}

/// Where the bookmarks of a recording stand: beside a single file, or in a station's data folder.
fn bookmark_path(recording: &Path) -> PathBuf {
    if recording.join("history").is_dir() {
        return recording.join("bookmarks.jsonl");
    }
    if recording.is_dir() {
        let data = recording.parent().filter(|_| recording.file_name().is_some_and(|name| name == "history"));
        return data.unwrap_or(recording).join("bookmarks.jsonl");
    }
    let mut name = recording.file_name().unwrap_or_default().to_owned();
    name.push(".bookmarks.jsonl");
    recording.with_file_name(name)
}

/// Whether a file stands there. A pipe would be waited for, and a link that came with a recording could lead
/// anywhere.
fn is_file(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|data| data.is_file())
}

/// One write, at the end of the file wherever that is by then. A line that was cut is ended first.
fn append(path: &Path, line: &str) -> std::io::Result<()> {
    if std::fs::symlink_metadata(path).is_ok() && !is_file(path) {
        return Err(std::io::Error::other("it is no plain file"));
    }
    let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
    let length = file.metadata()?.len();
    let mut last = [b'\n'];
    if length > 0 {
        use std::io::Seek as _;
        file.seek(std::io::SeekFrom::Start(length - 1))?;
        file.read_exact(&mut last)?;
    }
    let begin = if last == [b'\n'] { "" } else { "\n" };
    file.write_all(format!("{begin}{line}").as_bytes())?;
    file.sync_data()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Bookmark;
    use crate::time::Timestamp;

    fn put(id: &str, title: &str) -> BookmarkWish {
        let at = Timestamp::from_millis(1_795_392_000_000);
        BookmarkWish::Put(Bookmark { id: id.into(), at, title: title.into(), note: "".into() })
    }

    fn titles(file: &BookmarkFile) -> Vec<&str> {
        file.shown().list.iter().map(|bookmark| &*bookmark.title).collect()
    }

    #[test]
    fn two_windows_keep_each_others() {
        let folder = tempfile::tempdir().unwrap();
        let recording = folder.path().join("night.mcap");
        std::fs::write(&recording, b"x").unwrap();
        let mut one = BookmarkFile::of(&recording);
        let mut other = BookmarkFile::of(&recording);
        one.take(&put("a", "Trip"));
        other.take(&put("b", "Started"));
        assert_eq!(titles(&other), ["Trip", "Started"]);
        assert_eq!(titles(&one), ["Trip"]);
        one.refresh();
        assert_eq!(titles(&one), ["Trip", "Started"]);
        other.take(&BookmarkWish::Remove("a".into()));
        one.refresh();
        assert_eq!(titles(&one), ["Started"]);
        assert_eq!(titles(&BookmarkFile::of(&recording)), ["Started"]);
        assert!(folder.path().join("night.mcap.bookmarks.jsonl").is_file());
    }

    #[test]
    fn a_cut_line_costs_itself_alone_and_a_folder_that_cannot_be_written_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let recording = folder.path().join("night.mcap");
        let path = bookmark_path(&recording);
        std::fs::write(&path, "{\"id\":\"cut\",\"at\":\"2026").unwrap();
        let mut file = BookmarkFile::of(&recording);
        file.take(&put("a", "Trip"));
        assert_eq!(titles(&file), ["Trip"]);
        assert!(file.shown().trouble.contains("1 lines that are no bookmarks"));
        std::fs::remove_file(&path).unwrap();
        std::fs::create_dir(&path).unwrap();
        file.take(&put("b", "Kept here"));
        assert_eq!(titles(&file), ["Kept here"]);
        assert!(file.shown().trouble.contains("as long as this window"), "{}", file.shown().trouble);
        // As soon as it can be written, nothing is lost.
        std::fs::remove_dir(&path).unwrap();
        file.take(&put("c", "Later"));
        assert_eq!((titles(&file), &*file.shown().trouble), (vec!["Kept here", "Later"], ""));
        assert_eq!(titles(&BookmarkFile::of(&recording)), ["Kept here", "Later"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_came_with_a_recording_leads_nowhere() {
        let folder = tempfile::tempdir().unwrap();
        let recording = folder.path().join("night.mcap");
        let elsewhere = folder.path().join("elsewhere");
        std::fs::write(&elsewhere, "mine\n").unwrap();
        for target in [elsewhere.clone(), folder.path().join("not there yet")] {
            let path = bookmark_path(&recording);
            std::os::unix::fs::symlink(&target, &path).unwrap();
            let mut file = BookmarkFile::of(&recording);
            file.take(&put("a", "Trip"));
            assert_eq!(titles(&file), ["Trip"]);
            assert!(file.shown().trouble.contains("no plain file"), "{}", file.shown().trouble);
            std::fs::remove_file(&path).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&elsewhere).unwrap(), "mine\n");
        assert!(!folder.path().join("not there yet").exists());
    }

    #[test]
    fn they_stand_beside_the_recording() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("data/history")).unwrap();
        let beside = folder.path().join("data/bookmarks.jsonl");
        assert_eq!(bookmark_path(&folder.path().join("data")), beside);
        assert_eq!(bookmark_path(&folder.path().join("data/history")), beside);
    }
}
