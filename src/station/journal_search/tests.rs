//! The search over real journal files: earlier runs, live entries, bounds, damage and exports.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::*;
use crate::journal::{EntryKind, JournalExport, JournalFormat, JournalSearch as _, Query, verify};
use crate::station::JournalFile;
use crate::time::{ManualClock, Moment, Steady, Timestamp};

fn entry(number: u64) -> Entry {
    let kind = if number.is_multiple_of(4) { EntryKind::Alarm } else { EntryKind::Command };
    Entry {
        time: Timestamp::from_millis(1_795_392_000_000 + number as i64 * 1_000),
        kind,
        source: "operator".into(),
        subject: format!("T-{}", number % 7).into(),
        text: format!("step <{number}>").into(),
        details: BTreeMap::from([("reason".into(), format!("Grund, \"{number}\"").into())]),
    }
}

fn searcher(folder: &Path, journal: &JournalFile) -> Searcher {
    let start = Moment { utc: Timestamp::from_millis(0), steady: Steady::from_millis(0) };
    let (_stop, stopped) = watch::channel(false);
    let parts = Parts {
        journal: journal.path().to_owned(),
        exports: folder.join("exports"),
        zone: Zone::named("Europe/Berlin").unwrap(),
        clock: Arc::new(ManualClock::at(start)),
        stopped,
    };
    let mut searcher = Searcher::new(Arc::new(Desk::default()), parts);
    while searcher.loading {
        searcher.turn();
    }
    searcher
}

fn ask(
    searcher: &mut Searcher,
    serial: u64,
    text: &str,
    (first, count): (usize, usize),
) -> Arc<JournalReply> {
    let query = Query { text: text.into(), ..Query::default() };
    searcher.desk.ask(JournalRequest { serial, query, first, count });
    searcher.turn();
    searcher.desk.answer().unwrap()
}

fn texts(reply: &JournalReply) -> Vec<String> {
    reply.rows.iter().map(|listed| listed.entry.text.to_string()).collect()
}

fn journal(folder: &Path, count: u64) -> JournalFile {
    let mut journal = JournalFile::open(folder).unwrap();
    for number in 0..count {
        journal.append(&entry(number)).unwrap();
    }
    journal
}

#[test]
fn finds_newest_first_with_chain_numbers_and_details() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(folder.path(), 300);
    let mut searcher = searcher(folder.path(), &journal);
    let reply = ask(&mut searcher, 1, "ALARM", (0, 3));
    assert_eq!((reply.found, reply.searched, reply.loading), (75, 300, false));
    assert_eq!(texts(&reply), ["step <296>", "step <292>", "step <288>"]);
    assert_eq!(reply.rows[0].sequence, 297);
    assert_eq!(reply.rows[0].entry, entry(296));
    assert_eq!(&*reply.rows[0].file, "journal.jsonl");
    assert_eq!(reply.rows[0].hash.len(), 64);
    let further = ask(&mut searcher, 1, "ALARM", (73, 10));
    assert_eq!((further.first, texts(&further)), (73, vec!["step <4>".to_owned(), "step <0>".to_owned()]));
    let beyond = ask(&mut searcher, 1, "ALARM", (1_000, 10));
    assert_eq!((beyond.first, beyond.rows.len()), (75, 0));
}

#[test]
fn what_is_written_later_comes_in_and_is_counted_apart() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = journal(folder.path(), 100);
    let mut searcher = searcher(folder.path(), &journal);
    assert_eq!(ask(&mut searcher, 7, "alarm", (0, 2)).arrived, 0);
    for number in 100..110 {
        journal.append(&entry(number)).unwrap();
    }
    searcher.desk.grown(0);
    searcher.turn();
    let reply = searcher.desk.answer().unwrap();
    assert_eq!((reply.serial, reply.found, reply.arrived, reply.searched), (7, 28, 3, 110));
    assert_eq!(texts(&reply), ["step <108>", "step <104>"]);
    // Another question counts anew.
    assert_eq!(ask(&mut searcher, 8, "step", (0, 1)).arrived, 0);
}

#[test]
fn half_a_line_waits_for_its_other_half_and_entries_that_wait_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(folder.path(), 3);
    let mut searcher = searcher(folder.path(), &journal);
    let line = fs::read_to_string(journal.path()).unwrap().lines().last().unwrap().to_owned();
    let append = |text: &str| {
        use std::io::Write as _;
        fs::OpenOptions::new().append(true).open(journal.path()).unwrap().write_all(text.as_bytes()).unwrap();
    };
    append(&line[..40]);
    assert_eq!(ask(&mut searcher, 1, "", (0, 9)).found, 3);
    append(&line[40..]);
    append("\n");
    searcher.desk.grown(2);
    searcher.turn();
    let reply = searcher.desk.answer().unwrap();
    assert_eq!((reply.found, &*reply.trouble), (4, "2 newer entries wait to be written"));
}

#[test]
fn earlier_files_are_searched_and_damage_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    drop(journal(folder.path(), 50));
    let first = folder.path().join("journal.jsonl");
    let text = fs::read_to_string(&first).unwrap().replacen("\"command\"", "\"commanded\"", 1);
    fs::write(&first, format!("{text}not a line\n")).unwrap();
    let second = journal(folder.path(), 20);
    assert_eq!(second.path(), folder.path().join("journal-2.jsonl"));
    let mut searcher = searcher(folder.path(), &second);
    let reply = ask(&mut searcher, 1, "", (0, 100));
    assert_eq!((reply.found, reply.unreadable, reply.left_out), (69, 2, 0));
    assert_eq!((&*reply.rows[0].file, reply.rows[0].sequence), ("journal-2.jsonl", 20));
    assert_eq!((&*reply.rows[20].file, reply.rows[20].sequence), ("journal.jsonl", 50));
}

#[test]
fn what_is_too_old_is_left_out_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(folder.path(), 400);
    let second = folder.path().join("journal-2.jsonl");
    fs::copy(journal.path(), &second).unwrap();
    let length = fs::metadata(&second).unwrap().len();
    let files = tail::files_up_to(&second);
    assert_eq!(files.len(), 2);
    for (room, kept) in [(length / 2, 190..=210_u64), (length + length / 4, 490..=510)] {
        let mut tail = Tail::within(&files, room);
        let mut seen = 0;
        let mut count = |_: &Chained, _: crate::journal::Place| {
            seen += 1;
            true
        };
        while tail.read(&mut count) == Grown::Something {}
        assert!(kept.contains(&seen), "{seen}");
        assert_eq!(tail.skipped() + seen, 800);
        assert_eq!(tail.unreadable(), 0);
    }
}

#[test]
fn a_file_without_line_ends_is_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    fs::write(&path, vec![b'x'; 5 << 20]).unwrap();
    let mut tail = Tail::begin(&[path]);
    let mut rounds = 0;
    while tail.read(&mut |_, _| true) == Grown::Something {
        rounds += 1;
        assert!(rounds < 100);
    }
    assert!(tail.unreadable() > 0);
}

#[test]
fn exports_hold_what_was_found_and_replace_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(folder.path(), 5_000);
    let mut searcher = searcher(folder.path(), &journal);
    let export = |searcher: &mut Searcher, text: &str, format, name: &str| {
        let query = Query { text: text.into(), ..Query::default() };
        searcher.desk.export(JournalExport { query, format, path: name.into() });
        let before = searcher.desk.exports().len();
        for _ in 0..20 {
            searcher.turn();
            if searcher.desk.exports().len() > before {
                break;
            }
        }
        searcher.desk.exports().last().unwrap().clone()
    };
    let whole = export(&mut searcher, "", JournalFormat::JsonLines, "all.jsonl");
    assert_eq!(whole.result, Ok(5_000));
    assert_eq!(verify(&fs::read_to_string(&whole.path).unwrap()).unwrap().sequence(), 5_000);
    let some = export(&mut searcher, "\"step <17>\"", JournalFormat::Csv, "some.csv");
    assert_eq!(some.result, Ok(1));
    let mut rows = csv::Reader::from_path(&some.path).unwrap();
    let row = rows.records().next().unwrap().unwrap();
    assert_eq!(&row[1], "18");
    assert_eq!(&row[3], "2026-11-23 01:00:17.000+01:00");
    assert_eq!((&row[7], &row[8]), ("step <17>", "reason=Grund, \"17\""));
    let again = export(&mut searcher, "", JournalFormat::Csv, "some.csv");
    assert!(again.result.unwrap_err().contains("never replaced"));
    let outside = export(&mut searcher, "", JournalFormat::Csv, "../x.csv");
    assert!(outside.result.unwrap_err().contains("is not a file name"));
    let left: Vec<_> = fs::read_dir(folder.path().join("exports")).unwrap().collect();
    assert_eq!(left.len(), 2, "{left:?}");
}
