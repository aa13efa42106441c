//! The journal screen as an operator drives it, by its accessible names, on a journal that a test answers for.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use egui_kittest::kittest::Queryable as _;

use crate::gui::app::Screen;
use crate::gui::fixture::{Bench, start};
use crate::gui::text;
use crate::journal::{
    Entry, EntryKind, JournalExport, JournalFormat, JournalOutcome, JournalReply, JournalRequest,
    JournalSearch, Listed, RowId,
};
use crate::time::Zone;

/// A journal in memory that answers at once.
#[derive(Debug, Default)]
struct Fake {
    desk: Mutex<Desk>,
}

#[derive(Debug, Default)]
struct Desk {
    entries: Vec<Entry>,
    asked: Vec<JournalRequest>,
    exports: Vec<JournalExport>,
    /// Found when the query was first answered.
    at_first: usize,
}

impl Fake {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap()
    }
}

impl JournalSearch for Fake {
    fn ask(&self, request: JournalRequest) {
        let mut desk = self.desk();
        if desk.asked.last().is_none_or(|last| last.serial != request.serial) {
            let (search, zone) = (request.query.compile(), Zone::default());
            desk.at_first = desk.entries.iter().filter(|entry| search.finds(entry, &zone)).count();
        }
        desk.asked.push(request);
    }

    fn answer(&self) -> Option<Arc<JournalReply>> {
        let desk = self.desk();
        let request = desk.asked.last()?;
        let (search, zone) = (request.query.compile(), Zone::default());
        let found: Vec<_> =
            desk.entries.iter().enumerate().rev().filter(|(_, entry)| search.finds(entry, &zone)).collect();
        let listed = |(row, entry): &(usize, &Entry)| {
            let (hash, file) = ("ab12".into(), "journal.jsonl".into());
            let row = *row as u64;
            Arc::new(Listed { row: RowId(row), sequence: row + 1, hash, file, entry: (*entry).clone() })
        };
        Some(Arc::new(JournalReply {
            serial: request.serial,
            found: found.len(),
            arrived: (found.len() - desk.at_first) as u64,
            searched: desk.entries.len(),
            left_out: 12,
            first: request.first,
            rows: found.iter().skip(request.first).take(request.count).map(listed).collect(),
            ..JournalReply::default()
        }))
    }

    fn export(&self, request: JournalExport) {
        self.desk().exports.push(request);
    }

    fn exports(&self) -> Vec<JournalOutcome> {
        let desk = self.desk();
        let told = |export: &JournalExport| JournalOutcome { path: export.path.clone(), result: Ok(77) };
        desk.exports.iter().map(told).collect()
    }
}

fn entry(number: u64) -> Entry {
    let alarm = number.is_multiple_of(10);
    Entry {
        time: start().utc.before(Duration::from_secs(100_000 - number * 60)),
        kind: if alarm { EntryKind::Alarm } else { EntryKind::System },
        source: "operator".into(),
        subject: if alarm { "LIT-301".into() } else { "".into() },
        text: format!("event {number:04}").into(),
        details: BTreeMap::from([("reason".into(), format!("because {number:04}").into())]),
    }
}

fn open(size: [f32; 2]) -> (Bench, Arc<Fake>) {
    let fake = Arc::new(Fake::default());
    fake.desk().entries = (0..1_000).map(entry).collect();
    let mut bench = Bench::with_journal(size, fake.clone());
    click(&mut bench, text::JOURNAL);
    (bench, fake)
}

fn click(bench: &mut Bench, name: &str) {
    bench.harness.get_by_label(name).click();
    bench.steps();
}

fn has(bench: &Bench, words: &str) -> bool {
    bench.harness.query_all_by_label_contains(words).next().is_some()
}

fn type_filter(bench: &mut Bench, typed: &str) {
    bench.harness.get_by_label(text::FILTER).focus();
    bench.steps();
    bench.harness.get_by_label(text::FILTER).type_text(typed);
    bench.steps();
}

fn click_row(bench: &mut Bench, words: &str) {
    bench.harness.get_by_label_contains(words).click();
    bench.steps();
}

#[test]
fn shows_all_newest_first_and_says_what_is_left_out() {
    let (bench, _) = open([1920.0, 1080.0]);
    assert!(has(&bench, "1000 entries, newest first"));
    assert!(has(&bench, "event 0999"));
    assert!(!has(&bench, "event 0100"));
    assert!(has(&bench, "12 older entries are left out"));
}

#[test]
fn words_kinds_and_time_narrow_it_down() {
    let (mut bench, fake) = open([1920.0, 1080.0]);
    type_filter(&mut bench, "\"because 05\"");
    assert!(has(&bench, "100 of 1000 entries"));
    click(&mut bench, "Kind Alarm");
    assert!(has(&bench, "10 of 1000 entries"));
    assert!(has(&bench, "event 0590"));
    click(&mut bench, "8 h");
    assert!(has(&bench, text::JOURNAL_NO_MATCH));
    let last = fake.desk().asked.last().unwrap().query.clone();
    let span = start().utc.since(last.from.unwrap());
    assert!((28_800..28_860).contains(&span.as_secs()), "{span:?}");
    click(&mut bench, "All");
    assert!(has(&bench, "10 of 1000 entries"));
}

#[test]
fn an_exact_range_in_plant_time_is_typed() {
    let (mut bench, fake) = open([1920.0, 1080.0]);
    click(&mut bench, text::JOURNAL_RANGE);
    for (field, typed) in [(text::RANGE_FROM, "-2h"), (text::RANGE_TO, "-1h")] {
        bench.harness.get_by_label(field).focus();
        bench.steps();
        bench.harness.get_by_label(field).type_text(typed);
        bench.steps();
    }
    click(&mut bench, text::SHOW_RANGE);
    let query = fake.desk().asked.last().unwrap().query.clone();
    assert_eq!(query.to.unwrap().since(query.from.unwrap()), Duration::from_secs(3_600));
}

#[test]
fn details_tell_everything_and_lead_to_the_trend_at_that_time() {
    let (mut bench, _) = open([1920.0, 1080.0]);
    click_row(&mut bench, "event 0990");
    assert!(has(&bench, "because 0990"));
    assert!(has(&bench, "991 in journal.jsonl"));
    assert!(has(&bench, "ab12"));
    click(&mut bench, text::ONLY_THIS_SUBJECT);
    assert!(has(&bench, "100 of 1000 entries"));
    click(&mut bench, "Only LIT-301. Show all subjects");
    assert!(has(&bench, "1000 entries"));
    click(&mut bench, text::REPLAY_FROM_HERE);
    assert_eq!(bench.replays.try_iter().collect::<Vec<_>>(), [entry(990).time]);
    for _ in 0..4 {
        click(&mut bench, text::REPLAY_FROM_HERE);
    }
    assert!(!has(&bench, text::REPLAY_NOT_OPENED));
    click(&mut bench, text::REPLAY_FROM_HERE);
    assert!(has(&bench, text::REPLAY_NOT_OPENED), "what was refused is said");
    bench.replay_failed.set(true);
    bench.steps();
    assert!(has(&bench, text::REPLAY_FAILED), "one that ended badly is said");
    click(&mut bench, text::TREND_AT_THIS_TIME);
    let state = bench.harness.state().as_ref().unwrap().state();
    assert_eq!(state.navigation.screen(), &Screen::Trends);
    assert!(has(&bench, "LIT-301"));
}

#[test]
fn what_comes_in_does_not_move_what_is_read() {
    let (mut bench, fake) = open([1920.0, 1080.0]);
    let middle = bench.harness.get_by_label_contains("event 0990").rect().center();
    bench.harness.hover_at(middle);
    bench.harness.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: egui::vec2(0.0, -2_800.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers: egui::Modifiers::NONE,
    });
    for _ in 0..20 {
        bench.steps();
    }
    assert!(has(&bench, "event 0890"));
    let before = bench.harness.get_by_label_contains("event 0890").rect().top();
    fake.desk().entries.extend((1_000..1_025).map(entry));
    bench.wait(100);
    bench.wait(100);
    assert!(has(&bench, "1025 entries"));
    let after = bench.harness.get_by_label_contains("event 0890").rect().top();
    assert!((before - after).abs() < 0.5, "{before} {after}");
}

#[test]
fn at_the_top_the_newest_come_in() {
    let (mut bench, fake) = open([1920.0, 1080.0]);
    fake.desk().entries.push(entry(1_000));
    bench.wait(100);
    bench.wait(100);
    assert!(has(&bench, "event 1000"));
}

#[test]
fn what_is_shown_goes_into_a_file_and_the_outcome_is_told() {
    let (mut bench, fake) = open([1920.0, 1080.0]);
    click(&mut bench, "Kind Alarm");
    click(&mut bench, text::EXPORT);
    click(&mut bench, "JSON lines with hashes");
    click(&mut bench, text::EXPORT_WRITE);
    let export = fake.desk().exports.last().unwrap().clone();
    assert_eq!(export.format, JournalFormat::JsonLines);
    assert_eq!(export.query.kinds, [EntryKind::Alarm].into());
    assert_eq!(export.path.extension().unwrap(), "jsonl");
    assert!(has(&bench, "77 entries"));
}

#[test]
fn fits_every_size_and_works_without_a_journal_on_a_disk() {
    // The smallest window has room for the bar alone.
    let _ = open([640.0, 400.0]);
    for size in [[1280.0, 800.0], [1440.0, 900.0]] {
        let (mut bench, _) = open(size);
        click_row(&mut bench, "event 0999");
        assert!(has(&bench, text::CLOSE_DETAILS), "{size:?}");
    }
    let mut bench = Bench::new();
    bench.change(|snapshot| snapshot.journal = (0..20).map(entry).collect());
    click(&mut bench, text::JOURNAL);
    assert!(has(&bench, "20 entries, newest first"));
    assert!(has(&bench, text::JOURNAL_NOT_KEPT));
    type_filter(&mut bench, "0017");
    assert!(has(&bench, "1 of 20 entries"));
}
