//! The figures of the journal list: how soon a hundred thousand entries are filtered, and what they take.

use std::collections::{BTreeMap, VecDeque};
use std::hint::black_box;
use std::time::Instant;

use pilothouse::journal::{Chain, Entry, EntryKind, Index, Place, Query};
use pilothouse::time::{Timestamp, Zone};

use crate::cpu::percentile;

const ROWS: u64 = 100_000;
const ROUNDS: usize = 40;

/// An entry as an alarm leaves it: a dozen details.
fn entry(number: u64) -> Entry {
    let details = [
        ("happening", "raised".to_owned()),
        ("state", "unacknowledged".to_owned()),
        ("occurrence", number.to_string()),
        ("priority", "high".to_owned()),
        ("raised", "2026-11-23T13:00:05.250000Z".to_owned()),
        ("acknowledged", "2026-11-23T13:01:05.250000Z".to_owned()),
        ("acknowledged_by", "operator".to_owned()),
        ("reason", format!("sensor {} is being cleaned, see the log book", number % 977)),
        ("value", format!("{:.3}", number as f64 / 7.0)),
    ];
    Entry {
        time: Timestamp::from_millis(1_795_392_000_000 + number as i64 * 700),
        kind: EntryKind::ALL[number as usize % EntryKind::ALL.len()],
        source: "operator".into(),
        subject: format!("LIT-{}.low", number % 500).into(),
        text: format!("raised: Clearwell {} level, low limit, {:.2} m", number % 40, number as f64 / 1e4)
            .into(),
        details: details
            .into_iter()
            .map(|(name, text)| (name.into(), text.into()))
            .collect::<BTreeMap<_, _>>(),
    }
}

/// One search over all rows, each kind of question.
pub(crate) fn filter() {
    let zone = Zone::named("Europe/Berlin").unwrap();
    let (mut index, mut chain, mut bytes) = (Index::default(), Chain::default(), 0);
    let begun = Instant::now();
    for number in 0..ROWS {
        let chained = chain.append(&entry(number));
        let length = chained.line().len() as u32;
        index.push(&chained, Place { file: 0, offset: bytes, length }, &zone).unwrap();
        bytes += u64::from(length);
    }
    let made = begun.elapsed();
    println!(
        "journal: {} rows of {} bytes made, chained and taken in {:.2} s",
        index.len(),
        bytes / ROWS,
        made.as_secs_f64()
    );
    let text = |text: &str| Query { text: text.into(), ..Query::default() };
    let questions = [
        ("everything", Query::default()),
        ("a word that most have", text("operator")),
        ("a word that few have", text("lit-317")),
        ("a word that none has", text("chlorination")),
        ("one letter", text("q")),
        ("four words", text("raised sensor 9 clearwell")),
        ("a kind and a word", Query { kinds: [EntryKind::Alarm].into(), ..text("cleaned") }),
        ("a subject", Query { subject: "LIT-317.low".into(), ..Query::default() }),
    ];
    let mut worst: f64 = 0.0;
    for (name, query) in questions {
        let mut found = VecDeque::new();
        let mut millis: Vec<f64> = (0..ROUNDS)
            .map(|_| {
                found.clear();
                let begun = Instant::now();
                index.search(&black_box(&query).compile(), (0, index.end()), &mut found);
                begun.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        let (p50, p95) = (percentile(&mut millis, 0.5), percentile(&mut millis, 0.95));
        worst = worst.max(p95);
        println!("  {name}: {} found, p50 {p50:.1} ms, p95 {p95:.1} ms", found.len());
    }
    println!("  worst p95 {worst:.1} ms; the bar is 50 ms");
}
