//! The figures of a replay, in a process of its own over the thirty days of the plant set, of which three have
//! all tags: how soon the first picture is there, how long a seek takes, what playing at a hundredfold costs,
//! and the memory all that takes.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use pilothouse::historian::Store;
use pilothouse::message::{Direction, Transport};
use pilothouse::plant::Plant;
use pilothouse::station::{Replay, ReplayOptions};
use pilothouse::tag::{Bands, Scaling, Tag, TagIndex};
use pilothouse::time::Timestamp;

use crate::cpu;
use crate::history;
use crate::plant_set::{BEGIN, Random, TAGS, dictionary};

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
    let options =
        ReplayOptions { recording: folder.to_owned(), at, speed: 100.0, layout: Some(Arc::new(plant())) };
    let replay = Replay::start(store, options).unwrap();
    let first = replay.latest().wait_until(PATIENCE, |_| true).unwrap();
    assert_eq!(first.counts.total, TAGS as usize);
    assert_eq!(first.counts.good, TAGS as usize, "{:?}", first.counts);
    println!(
        "replay: first picture {:.0} ms after the process began (bar 1,000 ms, with the window's frame)",
        begun.elapsed().as_secs_f64() * 1e3
    );
    seeks(&replay);
    playing(&replay);
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

fn playing(replay: &Replay) {
    let before = cpu::seconds(&["replay"]);
    let sequence = replay.snapshot().unwrap().sequence;
    replay.transports().send(Transport::Play(Direction::Forward)).unwrap();
    cpu::pass(PLAYED);
    let pictures = replay.snapshot().unwrap().sequence - sequence;
    let spent = cpu::seconds(&["replay"]) - before;
    println!(
        "replay: playing at 100 times the speed: {:.1} pictures a second, {:.1} ms of one core each (bar 33 ms with the frame)",
        pictures as f64 / PLAYED.as_secs_f64(),
        spent * 1e3 / pictures.max(1) as f64
    );
}

/// The plant set as a layout without displays.
fn plant() -> Plant {
    let mut plant = Plant { hash: "plant-set".into(), ..Plant::default() };
    for (number, entry) in (0u32..).zip(&dictionary().tags) {
        plant.tags_by_id.insert(Arc::clone(&entry.id), TagIndex(number));
        plant.tags.push(Tag {
            id: Arc::clone(&entry.id),
            formerly: Vec::new(),
            period: Duration::from_micros(entry.period_us),
            stale_after: Duration::from_micros(entry.stale_us),
            title: Arc::clone(&entry.title),
            equipment: None,
            area: "".into(),
            unit: Arc::clone(&entry.unit),
            decimals: entry.decimals,
            range: None,
            bands: Bands::default(),
            states: Vec::new(),
            scaling: Scaling::None,
        });
    }
    plant
}
