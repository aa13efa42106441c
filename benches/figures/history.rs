//! The figures of the historian: what recording costs, what a sample takes on the disk, and how soon months of
//! it are on the screen. All on files the historian's own code wrote, below `target/tmp`.

mod browse;
mod make;
mod range;
mod record;
mod size;

pub(crate) use browse::{child, month, month_folder};
pub(crate) use make::drop_caches;
pub(crate) use range::ten_million_rows;
pub(crate) use record::a_thousand_tags;
pub(crate) use size::a_day;

use std::time::{Duration, Instant};

/// CPU time of this thread so far, as the scheduler counts it.
pub(crate) fn thread_cpu() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(text.split_whitespace().next().unwrap().parse().unwrap())
}

/// Milliseconds of each of some rounds.
pub(crate) fn millis(rounds: usize, mut round: impl FnMut(usize)) -> Vec<f64> {
    let time = |number| {
        let begun = Instant::now();
        round(number);
        begun.elapsed().as_secs_f64() * 1e3
    };
    (0..rounds).map(time).collect()
}

/// Percentiles of milliseconds, in words.
pub(crate) fn spread(mut millis: Vec<f64>) -> String {
    use crate::cpu::percentile;
    let (p50, p95) = (percentile(&mut millis, 0.5), percentile(&mut millis, 0.95));
    format!("p50 {p50:.2} ms, p95 {p95:.2} ms, max {:.2} ms", percentile(&mut millis, 1.0))
}
