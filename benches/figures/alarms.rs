//! Alarms: what judging ten thousand costs, and a burst of five thousand transitions in one second.

use std::sync::Arc;
use std::time::{Duration, Instant};

use pilothouse::alarm::{Alarm, Book, Condition, Level, Limit, Priority};
use pilothouse::tag::{Quality, TagIndex, Value};
use pilothouse::time::{Moment, Steady, Timestamp};

use crate::cpu::{Share, percentile};

const ALARMS: u32 = 10_000;
const BURST: u32 = 5_000;
const HIGH: f64 = 90.0;

fn definitions() -> Vec<Arc<Alarm>> {
    (0..ALARMS)
        .map(|at| {
            Arc::new(Alarm {
                id: format!("LIT-{at}.high").into(),
                tag: TagIndex(at),
                title: "Clearwell level".into(),
                text: "High limit".into(),
                area: format!("Area {}", at % 20).into(),
                equipment: None,
                condition: Condition::Limit { level: Level::High, limit: Limit::Fixed(HIGH) },
                deadband: 1.0,
                on_delay: Duration::ZERO,
                off_delay: Duration::ZERO,
                priority: Priority::ALL[at as usize % 4],
                latching: false,
                class: "".into(),
                cause: "".into(),
                consequence: "".into(),
                response: "Look.".into(),
                time_to_respond: None,
                display: None,
                suppressed_while: None,
                shelve_at_most: Duration::from_secs(3_600),
            })
        })
        .collect()
}

fn begin() -> Moment {
    Moment { utc: Timestamp::from_millis(1_795_000_000_000), steady: Steady::from_millis(1) }
}

/// Ten thousand definitions over ten thousand tags at 1 s, every value new each second, one alarm in a hundred
/// raised or returned each second; judged in a hundred batches, ten ticks and twelve pictures a second.
pub(crate) fn ten_thousand_definitions() {
    const SECONDS: u32 = 300;
    let mut book = Book::new(&definitions(), ALARMS as usize);
    let mut values = vec![50.0; ALARMS as usize];
    let mut now = begin();
    let mut changes = 0;
    let mut pictures = Vec::new();
    let share = Share::start(&[]);
    let started = Instant::now();
    for second in 0..SECONDS {
        for batch in 0..100_u32 {
            for tag in batch * 100..(batch + 1) * 100 {
                let beyond = (tag / 100 + second) % 200 < 100 && tag % 100 == second % 100;
                values[tag as usize] = if beyond { 95.0 } else { 50.0 } + f64::from((second + tag) % 7) * 0.1;
                book.touch(TagIndex(tag));
            }
            now = now.after(Duration::from_millis(10));
            let lookup = |tag: TagIndex| (Some(Value::Float(values[tag.slot()])), Quality::GOOD);
            changes += book.judge(now, &lookup).len();
            if batch % 10 == 0 {
                changes += book.tick(now, &lookup).len();
            }
            if batch % 8 == 0 {
                let before = Instant::now();
                std::hint::black_box(book.picture(now));
                pictures.push(before.elapsed().as_secs_f64() * 1e3);
            }
        }
    }
    let spent = share.percent() / 100.0 * started.elapsed().as_secs_f64();
    println!(
        "alarms: {ALARMS} definitions over {ALARMS} tags at 1 s, {} changes a second: {:.2} % of a core (bar 5 %); \
         {} rows, a picture p50 {:.2} ms, p99 {:.2} ms",
        changes / SECONDS as usize,
        spent / f64::from(SECONDS) * 100.0,
        book.picture(now).rows.len(),
        percentile(&mut pictures, 0.5),
        percentile(&mut pictures, 0.99),
    );
}

/// Five thousand transitions in one second, in batches as samples come, with a picture after each.
pub(crate) fn burst() {
    let mut book = Book::new(&definitions(), ALARMS as usize);
    let mut now = begin();
    let calm = |_: TagIndex| (Some(Value::Float(50.0)), Quality::GOOD);
    assert!(book.judge(now, &calm).is_empty());
    book.picture(now);
    let mut told = 0;
    let mut judged = Vec::new();
    let mut pictures = Vec::new();
    for batch in 0..100 {
        for tag in batch * (BURST / 100)..(batch + 1) * (BURST / 100) {
            book.touch(TagIndex(tag));
        }
        now = now.after(Duration::from_millis(10));
        let before = Instant::now();
        told += book.judge(now, &|_| (Some(Value::Float(95.0)), Quality::GOOD)).len();
        judged.push(before.elapsed().as_secs_f64() * 1e3);
        let before = Instant::now();
        let picture = book.picture(now);
        pictures.push(before.elapsed().as_secs_f64() * 1e3);
        let counted: u32 = picture.counts.iter().map(|count| count.to_acknowledge).sum();
        assert_eq!(
            (picture.rows.len(), counted as usize),
            (told, told),
            "the picture after the batch is right"
        );
    }
    assert_eq!(told, BURST as usize, "none is lost");
    let all = (judged.iter().sum::<f64>(), pictures.iter().sum::<f64>());
    println!(
        "alarms: {BURST} transitions in a second, none lost, picture right after each of 100 batches: judging {:.1} ms \
         and pictures {:.0} ms in all; a batch p99 {:.2} ms, a picture p50 {:.2} ms, p99 {:.2} ms (bar one frame)",
        all.0,
        all.1,
        percentile(&mut judged, 0.99),
        percentile(&mut pictures, 0.5),
        percentile(&mut pictures, 0.99),
    );
    let mut whole = Book::new(&definitions(), ALARMS as usize);
    whole.judge(begin(), &calm);
    whole.picture(begin());
    (0..BURST).for_each(|tag| whole.touch(TagIndex(tag)));
    let before = Instant::now();
    let changes = whole.judge(now, &|_| (Some(Value::Float(95.0)), Quality::GOOD));
    let rows = whole.picture(now).rows.len();
    println!(
        "alarms: {} in one batch, judge and picture of {rows} rows: {:.1} ms",
        changes.len(),
        before.elapsed().as_secs_f64() * 1e3
    );
}
