//! Thirty days of the plant set on the screen, in a process of its own: opened cold, drawn, read row by row,
//! asked for the state at a time, browsed; and the memory that takes.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use pilothouse::historian::{Effort, Grain, Shelf as _, Store, line, statistics};
use pilothouse::time::{Span, Timestamp};
use pilothouse::trend::{LineQuery, StatisticsQuery};

use crate::cpu::{resident_mib, resident_peak_mib};
use crate::history::{make, millis, spread};
use crate::plant_set::{BEGIN, Random, TAGS};

const DAYS: i64 = 30;
/// Days with all tags; the others have every tenth.
const FULL_DAYS: i64 = 3;
const LEVEL: i32 = 3;
const COLUMNS: u16 = 1_600;
const HOUR_US: i64 = 3_600_000_000;
const DAY_US: i64 = 24 * HOUR_US;
/// Measurements, a state, a counter and a derived value, each of another group.
const PENS: [u32; 8] = [7, 117, 227, 347, 457, 587, 697, 837];

/// The thirty days, made once.
pub(crate) fn month_folder() -> PathBuf {
    make::once("history-30d", fill)
}

/// Measures in processes of their own, twice cold.
pub(crate) fn month() {
    let folder = month_folder();
    let megabytes = (make::bytes(&folder, ".mcap") + make::bytes(&folder, ".pyramid")) as f64 / 1e6;
    println!(
        "history-month: {DAYS} days at 1 Hz, packed at level {LEVEL}: {TAGS} tags on {FULL_DAYS} days, {} on the \
         others, {megabytes:.0} MB",
        TAGS / 10
    );
    for _ in 0..2 {
        let status = Command::new(std::env::current_exe().unwrap()).arg("browse").arg(&folder).status();
        assert!(status.unwrap().success());
    }
}

fn fill(folder: &Path) {
    for day in 0..DAYS {
        let begun = Instant::now();
        let every = if day < FULL_DAYS { 1 } else { 10 };
        let tags: Vec<u32> = (0..TAGS).filter(|tag| every == 1 || tag % every == 7).collect();
        let path = folder.join(format!("day-{day:02}.mcap"));
        make::seal(&path, &tags, day * make::DAY_ROWS as i64, make::DAY_ROWS, LEVEL);
        println!(
            "history-month: day {day}, {} tags, sealed in {:.1} s",
            tags.len(),
            begun.elapsed().as_secs_f64()
        );
    }
}

/// What the child does.
pub(crate) fn child(folder: &Path) {
    let cache = make::drop_caches();
    let before = resident_mib();
    let begun = Instant::now();
    let (store, _archivist) = make::open(folder);
    let opened = begun.elapsed().as_secs_f64() * 1e3;
    let whole = store.span().unwrap();
    draw(&store, whole);
    println!(
        "history-month: cold ({cache}, a new process): opened in {opened:.0} ms, 8 pens over all of it drawn \
         after {:.0} ms (bar 400 ms)",
        begun.elapsed().as_secs_f64() * 1e3
    );
    println!("history-month: the same warm: {} (bar 10 ms)", spread(millis(50, |_| draw(&store, whole))));
    raw(&store);
    state(&store);
    browse(&store);
    println!(
        "history-month: resident after browsing {:.0} MiB, at most {:.0} MiB, {before:.0} MiB before (bar 300 MB)",
        resident_mib(),
        resident_peak_mib()
    );
    assert!(store.troubles().is_empty(), "{:?}", store.troubles());
}

fn id(tag: u32) -> String {
    format!("T-{tag:04}")
}

fn draw(store: &Store, span: Span) {
    for pen in PENS {
        let query = LineQuery { tag: id(pen).into(), span, columns: COLUMNS };
        let drawn = line(store, &query, Grain::Fine).unwrap();
        assert!(drawn.columns.iter().any(Option::is_some));
    }
}

fn span(from: i64, length: i64) -> Span {
    Span { from: Timestamp::from_micros(from), to: Timestamp::from_micros(from + length) }
}

fn raw(store: &Store) {
    let mut random = Random(1);
    let taken = millis(200, |_| {
        let from = BEGIN + (random.unit() * (DAYS * DAY_US - HOUR_US) as f64) as i64;
        let rows = |pen: u32| store.series(&id(pen), from, from + HOUR_US);
        let rows: usize = PENS.into_iter().flat_map(rows).map(|series| series.len()).sum();
        assert!(rows >= 8 * 3_600, "{rows}");
    });
    println!("history-month: an hour of samples of 8 tags, at a random time: {} (bar 20 ms)", spread(taken));
}

fn state(store: &Store) {
    let mut random = Random(2);
    let taken = millis(200, |_| {
        let time = BEGIN + 10_000_000 + (random.unit() * (FULL_DAYS * DAY_US) as f64) as i64;
        let state = store.state_at(Timestamp::from_micros(time));
        assert_eq!(state.len(), TAGS as usize);
    });
    println!(
        "history-month: the state of all {TAGS} tags at a random time: {} (bar p95 20 ms)",
        spread(taken)
    );
}

/// Spans from ten minutes to all of it, lines and statistics, as hands on a trend would.
fn browse(store: &Store) {
    let mut random = Random(3);
    let taken = millis(300, |_| {
        let length = (600e6 * (DAYS as f64 * 144.0).powf(random.unit())) as i64;
        let from = BEGIN + (random.unit() * (DAYS * DAY_US - length) as f64) as i64;
        draw(store, span(from, length));
        for pen in PENS {
            let query = StatisticsQuery { tag: id(pen).into(), span: span(from, length) };
            assert!(statistics(store, &query, Effort::Full).is_some());
        }
    });
    println!(
        "history-month: browsing, 8 pens with statistics, spans of 10 min to {DAYS} days: {}",
        spread(taken)
    );
}
