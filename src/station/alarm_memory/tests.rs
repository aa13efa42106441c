//! What a restart finds: whole, cut, forged, foreign, newer, moved on.

use std::fs;
use std::time::Duration;

use super::*;
use crate::alarm::{AlarmIndex, Happening, Occurrence, Priority, Shelving, State};
use crate::station::alarm_memory::recovery::recover;
use crate::station::alarm_memory::state_file;
use crate::time::Timestamp;

fn time(seconds: i64) -> Timestamp {
    Timestamp::from_millis(1_800_000_000_000 + seconds * 1000)
}

fn entry(alarm: &str, state: State, occurrence: u64, seconds: i64) -> Entry {
    let shelving = Shelving::Timed {
        until: time(seconds + 600),
        since: time(seconds),
        reason: "being cleaned \"twice\"".into(),
        by: "operator".into(),
    };
    let change = Change {
        index: AlarmIndex(0),
        alarm: alarm.into(),
        priority: Priority::High,
        happening: Happening::Raised,
        at: time(seconds),
        by: "station".into(),
        reason: "".into(),
        after: Kept {
            axes: Axes { state, shelving, ..Axes::default() },
            occurrence: Occurrence(occurrence),
            raised: Some(time(seconds)),
            value: Some(0.1 + 0.2),
            ..Kept::default()
        },
    };
    Entry {
        time: change.at,
        kind: EntryKind::Alarm,
        source: Arc::clone(&change.by),
        subject: Arc::clone(&change.alarm),
        text: "raised".into(),
        details: change.entry_details(),
    }
}

/// A folder with a journal of these entries, of which so many stand in the file.
fn folder(entries: &[Entry], saved: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = JournalFile::open(folder.path()).unwrap();
    let mut memory = AlarmMemory::default();
    for (at, entry) in entries.iter().enumerate() {
        journal.append(entry).unwrap();
        memory.take(entry);
        if at + 1 == saved {
            let saved = Saved { place: journal.place().unwrap(), memory: memory.clone() };
            state_file::write(folder.path(), &state_file::text(&saved, entry.time)).unwrap();
        }
    }
    folder
}

fn recovered(folder: &Path) -> (KeptAlarms, AlarmMemory) {
    let mut journal = JournalFile::open(folder).unwrap();
    recover(folder, &mut journal, time(100))
}

fn history() -> Vec<Entry> {
    vec![
        entry("A", State::Unacknowledged, 1, 1),
        entry("B", State::Unacknowledged, 1, 2),
        entry("A", State::Acknowledged, 1, 3),
        entry("C", State::Unacknowledged, 7, 4),
        entry("B", State::ReturnedUnacknowledged, 1, 5),
    ]
}

fn expected(entries: &[Entry]) -> BTreeMap<Arc<str>, Kept> {
    let changes = entries.iter().map(|entry| change_of(entry).unwrap());
    changes.map(|change| (change.alarm, change.after)).collect()
}

#[test]
fn the_file_and_the_journal_after_it_give_what_the_journal_alone_gives() {
    let history = history();
    for saved in 0..=history.len() {
        let folder = folder(&history, saved);
        let (kept, memory) = recovered(folder.path());
        assert_eq!(kept.kept, expected(&history), "{saved} entries saved");
        assert_eq!(memory.kept(), kept.kept);
        assert!(kept.remarks.is_empty(), "{:?}", kept.remarks);
        assert_eq!(kept.remembered.len(), history.len());
    }
}

#[test]
fn a_file_that_was_cut_forged_or_is_not_ours_is_set_aside_and_told() {
    let history = history();
    let check = |what: &str, spoil: &dyn Fn(&mut Vec<u8>)| {
        let folder = folder(&history, 3);
        let path = folder.path().join(state_file::NAME);
        let mut bytes = fs::read(&path).unwrap();
        spoil(&mut bytes);
        fs::write(&path, &bytes).unwrap();
        let (kept, _) = recovered(folder.path());
        assert_eq!(kept.kept, expected(&history), "{what}");
        assert_eq!(kept.remarks.len(), 1, "{what}: {:?}", kept.remarks);
        assert!(kept.remarks[0].contains("set aside as"), "{what}: {:?}", kept.remarks);
        assert_eq!(fs::read(folder.path().join("alarms.unused-1.json")).unwrap(), bytes, "{what}");
        assert!(!path.exists(), "{what}");
        kept.remarks[0].to_string()
    };
    let replace = |bytes: &mut Vec<u8>, from: &str, to: &str| {
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.contains(from), "{from} in {text}");
        *bytes = text.replacen(from, to, 1).into_bytes();
    };
    check("empty", &|bytes| bytes.clear());
    check("a blank more", &|bytes| bytes.push(b' '));
    check("not UTF-8", &|bytes| bytes[0] = 0xff);
    check("foreign", &|bytes| *bytes = b"{\"format\":1,\"name\":\"something else\"}".to_vec());
    check("deep", &|bytes| *bytes = vec![b'['; 100_000]);
    let forged = check("forged", &|bytes| replace(bytes, "\"acknowledged\"", "\"normal\""));
    assert!(forged.contains("changed after it was written"), "{forged}");
    let newer = check("newer", &|bytes| replace(bytes, "\"format\":1", "\"format\":2"));
    assert!(newer.contains("newer version (format 2"), "{newer}");
    for cut in [1, 40, 300, 700] {
        check("cut", &|bytes| bytes.truncate(bytes.len() - cut));
    }
}

#[test]
fn a_huge_file_is_not_read() {
    let folder = folder(&history(), 3);
    let file = fs::OpenOptions::new().write(true).open(folder.path().join(state_file::NAME)).unwrap();
    // Sparse: it takes no room.
    file.set_len(1 << 40).unwrap();
    drop(file);
    let (kept, _) = recovered(folder.path());
    assert_eq!(kept.kept, expected(&history()));
    assert!(kept.remarks[0].contains("bytes, more than any station writes"), "{:?}", kept.remarks);
}

#[test]
fn a_file_of_another_journal_is_not_believed() {
    let folder = folder(&history(), 2);
    let mut other = history();
    other[1] = entry("X", State::Acknowledged, 3, 9);
    let foreign = self::folder(&other, 2);
    fs::copy(foreign.path().join(state_file::NAME), folder.path().join(state_file::NAME)).unwrap();
    let (kept, _) = recovered(folder.path());
    assert_eq!(kept.kept, expected(&history()));
    assert!(kept.remarks[0].contains("does not belong to this journal"), "{:?}", kept.remarks);
}

#[test]
fn a_journal_that_was_taken_away_leaves_the_file() {
    let folder = folder(&history(), 4);
    fs::remove_file(folder.path().join("journal.jsonl")).unwrap();
    let (kept, _) = recovered(folder.path());
    assert_eq!(kept.kept, expected(&history()[..4]));
    assert!(kept.remarks.is_empty(), "{:?}", kept.remarks);
}

#[test]
fn a_new_journal_goes_on_from_the_file_and_from_the_end_of_the_old_one() {
    let history = history();
    let folder = folder(&history, 2);
    // The first line is forged: the whole does not verify any more and a new journal is begun. What came after
    // the file's place still proves itself.
    let path = folder.path().join("journal.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("raised", "Raised", 1)).unwrap();
    let later = entry("A", State::ReturnedUnacknowledged, 2, 50);
    {
        let mut journal = JournalFile::open(folder.path()).unwrap();
        assert!(journal.path().ends_with("journal-2.jsonl"));
        let (kept, _) = recover(folder.path(), &mut journal, time(60));
        assert_eq!(kept.kept, expected(&history), "before anything new: {:?}", kept.remarks);
        journal.append(&later).unwrap();
    }
    let (kept, _) = recovered(folder.path());
    let mut all = history;
    all.push(later);
    assert_eq!(kept.kept, expected(&all));
}

#[test]
fn only_the_last_thirty_days_are_remembered() {
    let folder =
        folder(&[entry("A", State::Unacknowledged, 1, 1), entry("B", State::Unacknowledged, 1, 90)], 0);
    let mut journal = JournalFile::open(folder.path()).unwrap();
    let now = time(2 + 30 * 86_400);
    let (kept, _) = recover(folder.path(), &mut journal, now);
    assert_eq!(kept.remembered.iter().map(|change| &*change.alarm).collect::<Vec<_>>(), ["B"]);
    assert_eq!(kept.kept.len(), 2, "the states themselves never grow old");
    assert_eq!(now.since(time(1)), Duration::from_secs(1 + 30 * 86_400));
}
