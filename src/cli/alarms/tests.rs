//! What-if over a store with known crossings: every count is known beforehand.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use crate::alarm::{
    Alarm, AlarmIndex, Change, Condition, Happening, Kept, Level, Limit, Occurrence, Priority,
};
use crate::cli::alarms::figures::Fact;
use crate::cli::alarms::judge::{Judged, judge};
use crate::cli::alarms::list;
use crate::cli::alarms::recorded::{fact, of_journal, of_store};
use crate::cli::alarms::report::{Report, Side};
use crate::expression::Expression;
use crate::historian::{Archivist, Dictionary, Retention, Step, Store, StoreWriter};
use crate::journal::{Chain, Entry, EntryKind};
use crate::message::Record;
use crate::plant::{Derived, Plant};
use crate::tag::{Bands, Quality, Sample, Scaling, Tag, TagIndex, Value};
use crate::time::{Moment, Span, Steady, Timestamp, Zone};

/// 2026-11-23 00:00 UTC.
const MIDNIGHT: i64 = 1_795_392_000;
/// When the level is too high, seconds of the recording; the first for 5 s only.
const HIGH: [Range<i64>; 4] = [100..105, 200..260, 1_000..1_900, 3_500..3_600];

fn at(second: i64) -> Moment {
    let utc = Timestamp::from_millis((MIDNIGHT + second) * 1_000);
    Moment { utc, steady: Steady::from_millis((1_000_000 + second) as u64 * 1_000) }
}

fn tag(id: &str) -> Tag {
    Tag {
        id: id.into(),
        title: id.into(),
        formerly: Vec::new(),
        equipment: None,
        area: "".into(),
        unit: "m".into(),
        decimals: 1,
        range: None,
        bands: Bands::default(),
        states: Vec::new(),
        scaling: Scaling::None,
        period: Duration::from_secs(1),
        stale_after: Duration::from_secs(3),
    }
}

fn high(id: &str, tag: TagIndex, on_delay: u64) -> Alarm {
    Alarm {
        id: id.into(),
        tag,
        title: "Level".into(),
        text: "High limit".into(),
        area: "".into(),
        equipment: None,
        condition: Condition::Limit { level: Level::High, limit: Limit::Fixed(80.0) },
        deadband: 0.0,
        on_delay: Duration::from_secs(on_delay),
        off_delay: Duration::ZERO,
        priority: Priority::High,
        latching: false,
        class: "".into(),
        cause: "".into(),
        consequence: "".into(),
        response: "Open, \"slowly\"".into(),
        time_to_respond: Some(Duration::from_secs(600)),
        display: None,
        suppressed_while: None,
        shelve_at_most: Duration::from_secs(28_800),
    }
}

/// A plant with a level, the double of it, and a tag that nobody ever recorded.
fn plant(alarms: Vec<Alarm>) -> Plant {
    let tags = vec![tag("LEVEL"), tag("DOUBLE"), tag("NEVER")];
    let tags_by_id: BTreeMap<Arc<str>, TagIndex> =
        (0..).map(TagIndex).zip(&tags).map(|(index, tag)| (Arc::clone(&tag.id), index)).collect();
    let expression = Expression::parse("[LEVEL] * 2", &|id| tags_by_id.get(id).copied()).unwrap();
    Plant {
        derived: vec![Derived { tag: TagIndex(1), expression: Arc::new(expression) }],
        alarms: alarms.into_iter().map(Arc::new).collect(),
        tags,
        tags_by_id,
        ..Plant::default()
    }
}

/// An hour of the level, a sample a second, without those of a stretch, and with what alarms did then; written
/// to a folder as a station does, and read from there.
fn store(without: Range<i64>, events: &[Entry]) -> Store {
    let tags_by_id = BTreeMap::from([("LEVEL".into(), TagIndex(0))]);
    let plant = Plant { tags: vec![tag("LEVEL")], tags_by_id, ..Plant::default() };
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(Store::at(folder.path().to_owned(), Arc::new(Dictionary::of(&plant))));
    let mut archivist = Archivist::new(Arc::clone(&store), folder.path().to_owned(), Retention::default());
    while archivist.step(at(0)) == (Step::Worked {}) {}
    let mut writer = StoreWriter::new(Arc::clone(&store), &plant, at(0));
    writer.sync(at(0));
    for second in (0..=3_600).filter(|second| !without.contains(second)) {
        let level = if HIGH.iter().any(|high| high.contains(&second)) { 90.0 } else { 50.0 };
        let sample = Sample::new(Value::Float(level), Quality::GOOD, at(second), at(second));
        writer.take(&Record::Samples([(TagIndex(0), sample)].into()), at(second));
    }
    for event in events {
        writer.take(&Record::Journal(event.clone()), at(3_600));
    }
    assert_eq!(writer.finish(at(3_600), &|| false), None);
    Store::read_only(folder.path()).unwrap()
}

fn hour() -> Span {
    Span { from: at(0).utc, to: at(3_600).utc }
}

fn judged(plant: &Plant, store: &Store) -> Judged {
    judge(plant, store, hour()).unwrap_or_else(|failure| panic!("{}", failure.0))
}

fn report(before: Option<Judged>, after: Judged) -> Report {
    let side = |name: &str, judged: Judged| Side { name: name.into(), figures: judged.figures };
    Report {
        span: hour(),
        zone: Zone::default(),
        gaps: after.gaps.clone(),
        samples: after.samples,
        tags: after.tags,
        missing: after.missing.clone(),
        before: before.map(|before| side("before", before)),
        after: side("after", after),
    }
}

#[test]
fn raises_returns_and_active_time_are_those_of_the_samples() {
    let judged = judged(&plant(vec![high("LEVEL.high", TagIndex(0), 0)]), &store(0..0, &[]));
    assert_eq!((judged.samples, judged.tags, judged.gaps.len()), (3_601, 1, 0));
    let tally = &judged.figures.alarms()["LEVEL.high"];
    assert_eq!((tally.raises, tally.most, tally.fleeting, tally.chattering), (4, 2, 1, 0));
    assert_eq!(tally.active, Duration::from_secs(5 + 60 + 900 + 100));
    let health = judged.figures.health();
    assert_eq!((health.per_hour, health.by_priority), (4.0, [0, 4, 0, 0]));
}

#[test]
fn a_delay_takes_the_short_one_away_and_two_runs_are_the_same() {
    let store = store(0..0, &[]);
    let run = || {
        let before = judged(&plant(vec![high("LEVEL.high", TagIndex(0), 0)]), &store);
        report(Some(before), judged(&plant(vec![high("LEVEL.high", TagIndex(0), 10)]), &store))
    };
    let (first, second) = (run(), run());
    assert_eq!(first.lines(), second.lines());
    assert_eq!(first.json(), second.json());
    let json = first.json();
    assert_eq!(json["before"]["alarms"]["LEVEL.high"]["raises"], 4);
    assert_eq!(json["after"]["alarms"]["LEVEL.high"]["raises"], 3);
    assert_eq!(json["after"]["alarms"]["LEVEL.high"]["fleeting"], 0);
    assert_eq!(json["after"]["alarms"]["LEVEL.high"]["active_seconds"], 1_060.0 - 30.0);
    let page = first.lines().join("\n");
    assert!(page.contains("4 > 3") && page.contains("-1") && page.contains("below 1 %"), "{page}");
}

#[test]
fn what_was_calculated_is_calculated_anew_and_what_was_never_recorded_is_told() {
    let alarms = vec![
        high("DOUBLE.high", TagIndex(1), 0),
        high("NEVER.high", TagIndex(2), 0),
        Alarm {
            suppressed_while: Some(Arc::new(
                Expression::parse("[LEVEL] > 80", &|_| Some(TagIndex(0))).unwrap(),
            )),
            ..high("LEVEL.hidden", TagIndex(0), 0)
        },
    ];
    let judged = judged(&plant(alarms), &store(0..0, &[]));
    // The double of 50 is above 80 all the time.
    let double = &judged.figures.alarms()["DOUBLE.high"];
    assert_eq!((double.raises, double.active), (1, Duration::from_secs(3_600)));
    assert_eq!(judged.missing, BTreeMap::from([("NEVER".into(), vec![Arc::from("NEVER.high")])]));
    assert!(!judged.figures.alarms().contains_key("NEVER.high"));
    assert!(judged.figures.alarms().get("LEVEL.hidden").is_none_or(|tally| tally.raises == 0));
    let page = report(None, judged).lines().join("\n");
    assert!(page.contains("NEVER was never recorded: NEVER.high cannot be judged"), "{page}");
}

#[test]
fn time_without_a_recording_is_told_and_not_active() {
    let judged = judged(&plant(vec![high("LEVEL.high", TagIndex(0), 0)]), &store(1_300..1_600, &[]));
    assert_eq!(judged.gaps.len(), 1);
    let gap = judged.gaps[0].length();
    assert!((Duration::from_secs(299)..=Duration::from_secs(301)).contains(&gap), "{gap:?}");
    let tally = &judged.figures.alarms()["LEVEL.high"];
    assert_eq!(tally.raises, 4);
    let recorded = Duration::from_secs(1_065 - 300);
    assert!(tally.active.abs_diff(recorded) <= Duration::from_secs(1), "{:?}", tally.active);
}

fn change(second: i64, happening: Happening, hidden: bool) -> Entry {
    let mut after = Kept { occurrence: Occurrence(1), ..Kept::default() };
    after.axes.suppressed = hidden.then(|| at(0).utc);
    let change = Change {
        index: AlarmIndex(0),
        alarm: "LEVEL.high".into(),
        priority: Priority::High,
        happening,
        at: at(second).utc,
        by: "station".into(),
        reason: "".into(),
        after,
    };
    Entry {
        time: change.at,
        kind: EntryKind::Alarm,
        source: change.by.clone(),
        subject: change.alarm.clone(),
        text: "told".into(),
        details: change.entry_details(),
    }
}

#[test]
fn what_was_recorded_of_alarms_is_the_same_from_a_store_and_from_a_journal() {
    let mut events = Vec::new();
    for high in &HIGH {
        events.push(change(high.start, Happening::Raised, false));
        events.push(change(high.end, Happening::Returned, false));
    }
    events.sort_by_key(|entry| entry.time);
    let past = of_store(&store(0..0, &events), hour(), &[]);
    assert_eq!((past.changes, past.lost), (8, 0));
    let tally = past.figures.alarms()["LEVEL.high"].clone();
    assert_eq!((tally.raises, tally.fleeting, tally.active), (4, 1, Duration::from_secs(1_065)));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    let mut chain = Chain::default();
    let lines: Vec<String> = events.iter().map(|entry| chain.append(entry).line()).collect();
    std::fs::write(&path, format!("{}\nnot a line\n", lines.join("\n"))).unwrap();
    let (past, span) = of_journal(&path).unwrap_or_else(|failure| panic!("{}", failure.0));
    assert_eq!((span.from, past.changes, past.lost), (at(100).utc, 8, 1));
    assert_eq!(past.figures.alarms()["LEVEL.high"], tally);
}

#[test]
fn a_recorded_change_says_what_the_book_said() {
    for hidden in [false, true] {
        let entry = change(5, Happening::Raised, hidden);
        let expected = Fact {
            at: entry.time,
            alarm: "LEVEL.high".into(),
            priority: Priority::High,
            happening: Happening::Raised,
            hidden,
        };
        assert_eq!(fact(&entry), Some(expected));
        let broken = Entry { details: BTreeMap::new(), ..entry };
        assert_eq!(fact(&broken), None);
    }
}

#[test]
fn the_list_has_every_definition_and_its_csv_reads_back() {
    let plant = plant(vec![high("LEVEL.high", TagIndex(0), 90)]);
    let table = list::table(&plant).join("\n");
    assert!(table.contains("at or above 80 m") && table.contains("1 alarms: 0 urgent, 1 high"), "{table}");
    let csv = list::csv(&plant).unwrap_or_else(|failure| panic!("{}", failure.0));
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let row = rows.records().next().unwrap().unwrap();
    assert_eq!((&row[0], &row[1], &row[9], &row[16]), ("LEVEL.high", "LEVEL", "90 s", "Open, \"slowly\""));
    assert_eq!(&row[17], "10 min");
}
