//! What a sample takes on the disk: a day of the plant set, sealed and merged as the station does.

use std::time::Instant;

use crate::history::{make, thread_cpu};
use crate::plant_set::TAGS;

/// Rows at which the station seals, spread over all tags.
const SEALED_ROWS: usize = 2_000_000 / TAGS as usize;
/// The station's level for sealing.
const SEAL_LEVEL: i32 = 12;

pub(crate) fn a_day() {
    let folder = make::folder("history-24h");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let rows = (make::DAY_ROWS * TAGS as usize) as f64;
    let tags: Vec<u32> = (0..TAGS).collect();
    let (begun, cpu) = (Instant::now(), thread_cpu());
    for (number, first) in (0..make::DAY_ROWS).step_by(SEALED_ROWS).enumerate() {
        let path = folder.join(format!("part-{number:02}.mcap"));
        make::seal(&path, &tags, first as i64, SEALED_ROWS.min(make::DAY_ROWS - first), SEAL_LEVEL);
    }
    println!(
        "history-size: 24 h of {TAGS} tags at 1 Hz sealed at level {SEAL_LEVEL} in pieces of {} rows: \
         {:.3} bytes a sample; {:.0} s, {:.0} s of CPU, making the rows included",
        SEALED_ROWS * TAGS as usize,
        make::bytes(&folder, ".mcap") as f64 / rows,
        begun.elapsed().as_secs_f64(),
        (thread_cpu() - cpu).as_secs_f64()
    );
    // A day later it is over: the archivist merges it at its own level and makes the pyramid.
    let (begun, cpu) = (Instant::now(), thread_cpu());
    let (store, mut archivist) = make::open(&folder);
    make::tidy(&mut archivist, make::moment(2 * make::DAY_ROWS as i64));
    assert_eq!(store.rows() as f64, rows, "every row is still there");
    let (segments, pyramid) = (make::bytes(&folder, ".mcap"), make::bytes(&folder, ".pyramid"));
    println!(
        "history-size: merged: {:.3} bytes a sample, pyramid {:.3}, together {:.3} (bar 0.9); {:.0} s, \
         {:.0} s of CPU, {:.2} % of a core over the day",
        segments as f64 / rows,
        pyramid as f64 / rows,
        (segments + pyramid) as f64 / rows,
        begun.elapsed().as_secs_f64(),
        (thread_cpu() - cpu).as_secs_f64(),
        (thread_cpu() - cpu).as_secs_f64() / 864.0
    );
}
