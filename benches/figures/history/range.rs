//! One channel of ten million rows: smallest and largest over all of it.

use pilothouse::historian::{Effort, Grain, line, statistics};
use pilothouse::trend::{LineQuery, StatisticsQuery};

use crate::history::{make, millis, spread};

const ROWS: usize = 10_000_000;
/// Days of one segment: what merging makes of days this small.
const SEGMENT_DAYS: usize = 10;
const COLUMNS: u16 = 1_600;

pub(crate) fn ten_million_rows() {
    let folder = make::once("history-10m", |folder| {
        let segment_rows = SEGMENT_DAYS * make::DAY_ROWS;
        for (number, first) in (0..ROWS).step_by(segment_rows).enumerate() {
            let path = folder.join(format!("part-{number:02}.mcap"));
            make::seal(&path, &[7], first as i64, segment_rows.min(ROWS - first), 3);
        }
    });
    let (store, _archivist) = make::open(&folder);
    assert_eq!(store.rows(), ROWS as u64);
    let span = store.span().unwrap();
    let query = LineQuery { tag: "T-0007".into(), span, columns: COLUMNS };
    let mut drawn = 0;
    let mut draw = |_| drawn = line(&*store, &query, Grain::Fine).unwrap().columns.iter().flatten().count();
    draw(0);
    let lines = millis(50, draw);
    assert_eq!(drawn, usize::from(COLUMNS), "no column of the whole range is empty");
    println!(
        "history-range: 10 M rows of one channel, {COLUMNS} columns of min and max, warm: {} (bar 5 ms)",
        spread(lines)
    );
    let query = StatisticsQuery { tag: "T-0007".into(), span };
    let mut samples = 0;
    let mut ask = |_| samples = statistics(&*store, &query, Effort::Full).unwrap().samples;
    ask(0);
    let asked = millis(50, ask);
    assert_eq!(samples, ROWS as u64);
    println!("history-range: statistics of the same, warm: {} (bar 5 ms)", spread(asked));
}
