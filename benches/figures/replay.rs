//! The figures of a replay, in a process of its own over the thirty days of the plant set, of which three have
//! all tags: how soon the first picture is there, how long a seek takes, what playing at a hundredfold costs,
//! and the memory all that takes.

use std::ops::ControlFlow;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use pilothouse::gui::Feed;
use pilothouse::historian::{Shelf as _, Store};
use pilothouse::message::{Direction, LayoutChoice, Transport};
use pilothouse::plant::Plant;
use pilothouse::replay::{Condition, find};
use pilothouse::station::{Replay, ReplayOptions};
use pilothouse::tag::TagIndex;
use pilothouse::time::Timestamp;

use crate::cpu;
use crate::frames::Screen;
use crate::history;
use crate::plant_set::{BEGIN, Random, TAGS, dictionary};
use crate::plants;

const SEEKS: usize = 200;
const PLAYED: Duration = Duration::from_secs(5);
/// The days on which every tag has its samples.
const FULL_US: i64 = 3 * 24 * 3_600_000_000;
const PATIENCE: Duration = Duration::from_secs(120);

/// Measures in processes of their own, twice cold.
pub(crate) fn month() {
    let folder = history::month_folder();
    for _ in 0..2 {
        let cache = history::drop_caches();
        println!("replay: {TAGS} tags at 1 Hz, a new process, {cache}");
        let status = Command::new(std::env::current_exe().unwrap()).arg("replay-of").arg(&folder).status();
        assert!(status.unwrap().success());
    }
}

/// What the child does; `begun` is when its process did.
pub(crate) fn child(folder: &Path, begun: Instant) {
    let store = Arc::new(Store::read_only(folder).unwrap());
    let at = Some(Timestamp::from_micros(BEGIN + FULL_US / 2));
    let options = ReplayOptions {
        recording: folder.to_owned(),
        at,
        speed: 100.0,
        layout: Some((Arc::new(plant()), LayoutChoice::Today)),
    };
    let replay = Replay::start(Arc::clone(&store), options).unwrap();
    let first = replay.latest().wait_until(PATIENCE, |_| true).unwrap();
    assert_eq!(first.counts.good, TAGS as usize, "{:?}", first.counts);
    let pictured = begun.elapsed();
    let mut screen = screen(&replay);
    println!(
        "replay: first picture {:.0} ms after the process began, first frame painted {:.0} ms (bar 1,000 ms)",
        pictured.as_secs_f64() * 1e3,
        begun.elapsed().as_secs_f64() * 1e3
    );
    seeks(&replay);
    playing(&replay, &mut screen);
    finding(&store);
    println!("replay: resident at most {:.0} MiB (bar 300 MB)", cpu::resident_peak_mib());
}

fn seeks(replay: &Replay) {
    let mut random = Random(7);
    let taken = history::millis(SEEKS, |_| {
        let to = Timestamp::from_micros(
            BEGIN + 10_000_000 + (random.unit() * (FULL_US - 20_000_000) as f64) as i64,
        );
        replay.transports().send(Transport::Seek(to)).unwrap();
        replay.latest().wait_until(PATIENCE, |snapshot| snapshot.at.utc == to).unwrap();
    });
    println!(
        "replay: a seek to a random time until its picture is there: {} (bar p95 100 ms)",
        history::spread(taken)
    );
}

/// Searches all of the recording: for what the totals rule out, and for what they leave open everywhere.
fn finding(store: &Store) {
    let span = store.span().unwrap();
    for (what, text) in [
        ("that the totals rule out", "T-0000 > 1000000000"),
        ("that they leave open in every hour", "[T-0000] == [T-0000] + 0.000001"),
    ] {
        let condition = Condition::parse(text, &|id| store.entry(id)).unwrap();
        let begun = Instant::now();
        let mut times = 0;
        let going = |_: Timestamp| ControlFlow::Continue(());
        let searched = find(store, &condition, span, &going, &mut |_| {
            times += 1;
            ControlFlow::Continue(())
        });
        assert_eq!((times, searched.unknown), (0, Duration::ZERO));
        println!(
            "replay: searching {:.1} days for a condition {what}: {:.0} ms, {} rows read",
            span.length().as_secs_f64() / 86_400.0,
            begun.elapsed().as_secs_f64() * 1e3,
            searched.rows
        );
    }
}

/// The window without its renderer, on the display with every tag.
fn screen(replay: &Replay) -> Screen {
    let latest = Arc::clone(replay.latest());
    let feed = Feed {
        latest: Box::new(move || latest.get()),
        history: Some(replay.history()),
        transports: Some(replay.transports().clone()),
        replay_from: None,
        journal: None,
        requests: replay.requests().clone(),
        clock: Arc::clone(replay.clock()),
        closing: None,
    };
    Screen::of(feed, "all", |wake| replay.on_snapshot(wake).unwrap())
}

/// Plays a hundredfold and paints each picture.
fn playing(replay: &Replay, screen: &mut Screen) {
    let mut painted = Vec::new();
    let (before, begun) = (cpu::seconds(&["replay"]), Instant::now());
    let mut sequence = replay.snapshot().unwrap().sequence;
    replay.transports().send(Transport::Play(Direction::Forward)).unwrap();
    while begun.elapsed() < PLAYED {
        let next = replay.latest().wait_until(PATIENCE, |snapshot| snapshot.sequence > sequence).unwrap();
        sequence = next.sequence;
        painted.push(screen.paint().as_secs_f64() * 1e3);
    }
    let pictures = painted.len() as f64;
    let made = (cpu::seconds(&["replay"]) - before) * 1e3 / pictures;
    let mean = painted.iter().sum::<f64>() / pictures;
    println!(
        "replay: playing at 100 times the speed, {} values on screen: {:.1} pictures a second; of one core \
         {made:.1} ms for each picture and {mean:.1} ms for its frame (p95 {:.1}), together {:.1} ms (bar 33 ms)",
        TAGS,
        pictures / begun.elapsed().as_secs_f64(),
        cpu::percentile(&mut painted, 0.95),
        made + mean
    );
}

/// The plant set as a layout with every tag on one display.
fn plant() -> Plant {
    let (_folder, rows) = plants::rows(1, TAGS as usize, "1 s");
    let mut plant = Plant::clone(&rows);
    let entries = dictionary();
    let shown = plant.tags.iter_mut().filter(|tag| tag.id.starts_with('T'));
    for (tag, entry) in shown.zip(&entries.tags) {
        tag.id = Arc::clone(&entry.id);
        tag.period = Duration::from_micros(entry.period_us);
        tag.stale_after = Duration::from_micros(entry.stale_us);
    }
    plant.tags_by_id =
        (0u32..).map(TagIndex).zip(&plant.tags).map(|(index, tag)| (Arc::clone(&tag.id), index)).collect();
    plant
}
