//! More heads than memory holds: what waits in files is seen like everything else, once.

use std::sync::Arc;

use crate::historian::store::tests::{Bench, MIDNIGHT, at, note};
use crate::historian::{Effort, Level, Retention, Shelf as _, statistics};
use crate::time::Span;
use crate::trend::StatisticsQuery;

const HEADS: i64 = 6;
const SECONDS: i64 = 100;

/// Six heads and what is recorded now; nothing was sealed.
fn bench() -> Bench {
    let mut bench = Bench::new(Retention::default());
    for head in 0..HEADS {
        bench.run(SECONDS);
        let entry = note(bench.now.utc, &format!("head {head}"));
        bench.tell(entry);
        bench.rotate();
    }
    bench.run(10);
    bench
}

/// What the store answers to every kind of question.
#[derive(Debug, PartialEq)]
struct Answers {
    rows: Vec<(i64, f64)>,
    piece: Vec<(i64, f64)>,
    before: Option<i64>,
    states: Vec<(String, i64)>,
    samples: u64,
    buckets: Vec<(i64, u64)>,
    events: Vec<String>,
    tags: Vec<Arc<str>>,
    oldest: Option<i64>,
    next: Option<i64>,
    count: u64,
    span: Option<Span>,
}

fn ask(bench: &Bench) -> Answers {
    let store = &*bench.store;
    let whole = Span { from: at(MIDNIGHT).utc, to: at(MIDNIGHT + 100_000).utc };
    let (from, to) = (whole.from.micros(), whole.to.micros());
    let asked = at(MIDNIGHT + 150).utc;
    let query = StatisticsQuery { tag: "B".into(), span: whole };
    let state = |(id, reading): (Arc<str>, crate::trend::Reading)| (id.to_string(), reading.time.micros());
    let buckets = store.buckets("A", Level::Minute, from, to).unwrap();
    Answers {
        rows: bench.rows("A", from, to),
        piece: bench.rows("B", asked.micros(), at(MIDNIGHT + 350).utc.micros()),
        before: store.last_before("A", asked.micros() + 1).and_then(|series| series.times.last().copied()),
        states: store.state_at(asked).into_iter().map(state).collect(),
        samples: statistics(store, &query, Effort::Full).unwrap().samples,
        buckets: buckets.iter().map(|bucket| (bucket.start, u64::from(bucket.good))).collect(),
        events: store.events(whole, 100).0.iter().map(|entry| entry.text.to_string()).collect(),
        tags: store.tags().into_keys().collect(),
        oldest: store.oldest("B"),
        next: store.next_recorded(from + 1),
        count: store.rows(),
        span: store.span(),
    }
}

#[test]
fn heads_beyond_memory_answer_every_question_from_their_files() {
    let mut bench = bench();
    assert_eq!(bench.store.parts().aside.len(), 3);
    assert_eq!(bench.files(".mcap"), 7);
    let waiting = ask(&bench);
    assert_eq!(waiting.rows, bench.model[&0]);
    assert_eq!(waiting.samples, bench.model[&1].len() as u64);
    assert_eq!(waiting.count, 2 * waiting.samples);
    assert_eq!(waiting.before, Some(at(MIDNIGHT + 150).utc.micros()));
    assert_eq!(waiting.buckets.iter().map(|bucket| bucket.1).sum::<u64>(), waiting.samples);
    assert_eq!(waiting.events.len(), HEADS as usize);
    bench.tidy();
    assert_eq!((bench.store.parts().aside.len(), bench.files("-0.mcap")), (0, HEADS as usize));
    assert_eq!(ask(&bench), waiting);
    assert_eq!(bench.store.troubles(), []);
}

#[test]
fn what_an_earlier_run_left_is_seen_before_it_is_sealed() {
    let mut bench = bench();
    let before = ask(&bench);
    bench.crash(&["A", "B"]);
    assert_eq!(bench.store.parts().aside.len(), HEADS as usize + 1);
    let mut left = ask(&bench);
    // Known once they were read.
    (left.count, left.span) = (bench.store.rows(), bench.store.span());
    assert_eq!(left, before);
    bench.tidy();
    assert_eq!(ask(&bench), before);
}

#[test]
fn a_file_that_cannot_be_read_costs_itself_and_is_told_once() {
    let bench = bench();
    let broken = bench.store.parts().aside[1].path.clone();
    // Read before it breaks, to know what it held.
    std::fs::write(&broken, "nothing of that kind").unwrap();
    let rows = ask(&bench).rows;
    let lost = (SECONDS..2 * SECONDS).map(|second| at(MIDNIGHT + second).utc.micros());
    let lost: Vec<i64> = lost.collect();
    let right: Vec<_> = bench.model[&0].iter().filter(|row| !lost.contains(&row.0)).copied().collect();
    assert_eq!(rows, right);
    assert_eq!(bench.store.troubles().len(), 1, "{:?}", bench.store.troubles());
}

#[test]
fn one_head_more_is_in_memory_however_many_are_asked() {
    let bench = bench();
    ask(&bench);
    let parts = bench.store.parts();
    let last = bench.store.last_aside.lock().unwrap().clone().unwrap();
    assert!(parts.aside.iter().any(|aside| Arc::ptr_eq(aside, &last.0)));
    assert_eq!(last.1.head.rows(), 2 * SECONDS as usize);
}
