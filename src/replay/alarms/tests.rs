//! Long recordings, whose changes are more than are kept in memory or read at once.

use std::cell::Cell;
use std::sync::Mutex;

use super::*;
use crate::alarm::{Alarm, AlarmIndex, Condition, Happening, Level, Limit, Occurrence, Priority, State};
use crate::historian::{LastRow, LayoutError};
use crate::plant::LayoutFile;

const DAY_US: i64 = 86_400_000_000;
const DAYS: i64 = 100;
const ALARMS: usize = 40;
/// 2026-08-01, 00:00 UTC.
const BEGIN: i64 = 1_785_542_400_000_000;

/// Alarm entries in order of time, and how many were handed out.
struct Long {
    entries: Vec<Entry>,
    told: Mutex<usize>,
}

impl Recording for Long {
    fn span(&self) -> Option<Span> {
        let at = Timestamp::from_micros;
        Some(Span { from: at(BEGIN), to: at(BEGIN + DAYS * DAY_US) })
    }

    fn events(&self, span: Span, limit: usize) -> (Vec<Entry>, usize) {
        let first = self.entries.partition_point(|entry| entry.time < span.from);
        let end = self.entries.partition_point(|entry| entry.time <= span.to).max(first);
        let left_out = (end - first).saturating_sub(limit);
        *self.told.lock().unwrap() += end - first - left_out;
        (self.entries[first + left_out..end].to_vec(), left_out)
    }

    fn last_rows(&self, _: Timestamp) -> Vec<(Arc<str>, LastRow)> {
        Vec::new()
    }

    fn fresh(&self, _: &str, _: Span) -> Option<Timestamp> {
        None
    }

    fn first_after(&self, _: &str, _: Timestamp, _: Timestamp) -> Option<Timestamp> {
        None
    }

    fn layout_at(&self, _: Timestamp) -> Arc<str> {
        "".into()
    }

    fn layout_files(&self, _: &str) -> Result<Vec<LayoutFile>, LayoutError> {
        Ok(Vec::new())
    }

    fn trouble(&self) -> Arc<str> {
        "".into()
    }
}

fn id(alarm: usize) -> Arc<str> {
    format!("T-{alarm:02}.high").into()
}

fn plant() -> Plant {
    let alarm = |number: usize| Alarm {
        id: id(number),
        tag: TagIndex(0),
        title: "Level".into(),
        text: "High".into(),
        area: "".into(),
        equipment: None,
        condition: Condition::Limit { level: Level::High, limit: Limit::Fixed(1.0) },
        deadband: 0.0,
        on_delay: Duration::ZERO,
        off_delay: Duration::ZERO,
        priority: Priority::High,
        latching: false,
        class: "".into(),
        cause: "".into(),
        consequence: "".into(),
        response: "Look.".into(),
        time_to_respond: None,
        display: None,
        suppressed_while: None,
        shelve_at_most: Duration::ZERO,
    };
    Plant { alarms: (0..ALARMS).map(|number| Arc::new(alarm(number))).collect(), ..Plant::default() }
}

/// The first alarm is raised on the first day and never heard of again; the others come and go, now in a trickle
/// and every tenth day in a flood.
fn long(a_day: i64) -> Long {
    let state = Cell::new(20_261_124_u64);
    let dice = || {
        state
            .set(state.get().wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407));
        (state.get() >> 33) as usize
    };
    let mut entries = vec![entry(BEGIN + 5_000_000, 0, State::Unacknowledged, 1)];
    for day in 0..DAYS {
        let count = if day % 10 == 9 { a_day * 15 } else { a_day };
        for number in 0..count {
            let time = BEGIN + day * DAY_US + 10_000_000 + number * (DAY_US - 20_000_000) / count;
            let to = if dice() % 2 == 0 { State::Unacknowledged } else { State::Normal };
            entries.push(entry(time, 1 + dice() % (ALARMS - 1), to, entries.len() as u64));
        }
    }
    Long { entries, told: Mutex::new(0) }
}

fn entry(time: i64, alarm: usize, state: State, occurrence: u64) -> Entry {
    let time = Timestamp::from_micros(time);
    let mut after = Kept { occurrence: Occurrence(occurrence), raised: Some(time), ..Kept::default() };
    after.axes.state = state;
    let happening = if state == State::Normal { Happening::Returned } else { Happening::Raised };
    let change = Change {
        index: AlarmIndex::UNKNOWN,
        alarm: id(alarm),
        priority: Priority::High,
        happening,
        at: time,
        by: "station".into(),
        reason: "".into(),
        after,
    };
    Entry {
        time,
        kind: EntryKind::Alarm,
        source: "station".into(),
        subject: id(alarm),
        text: "".into(),
        details: change.entry_details(),
    }
}

/// The alarms that stand at a time, from all entries before it.
fn naive(long: &Long, at: Timestamp) -> BTreeMap<Arc<str>, Kept> {
    let end = long.entries.partition_point(|entry| entry.time <= at);
    let changes = long.entries[..end].iter().filter_map(change_of);
    let mut last: BTreeMap<Arc<str>, Kept> = changes.map(|change| (change.alarm, change.after)).collect();
    last.retain(|_, kept| kept.axes.state != State::Normal);
    last
}

/// Looks until all is read; how many pictures that took.
fn look(alarms: &mut Alarms, plant: &Plant, long: &Long, at: i64) -> usize {
    let at = crate::replay::moment(Timestamp::from_micros(at));
    let samples = SampleTable::waiting(0, at);
    for pictures in 1..100 {
        let (picture, complete) = alarms.at(plant, long, &samples, at);
        if complete {
            let shown: BTreeMap<_, _> =
                picture.rows.iter().map(|row| (Arc::clone(&row.alarm.id), row.kept.clone())).collect();
            assert_eq!(shown, naive(long, at.utc), "at {}", at.utc);
            assert!(alarms.held <= HELD_MAX + ENTRIES_MAX, "{}", alarms.held);
            let held = alarms.chunks.iter().filter_map(|chunk| chunk.changes.as_ref()).map(Vec::len);
            assert_eq!(held.sum::<usize>(), alarms.held);
            return pictures;
        }
    }
    panic!("it never ended");
}

#[test]
fn a_recording_that_is_read_over_several_pictures_shows_all_of_it_in_the_end() {
    let (plant, long) = (plant(), long(20));
    let mut alarms = Alarms::default();
    let pictures = look(&mut alarms, &plant, &long, BEGIN + DAYS * DAY_US);
    assert!((2..10).contains(&pictures), "{pictures}");
    // What came while it was read is in the next pictures too.
    for day in [99, 3, 50, 98, 0] {
        look(&mut alarms, &plant, &long, BEGIN + day * DAY_US + DAY_US / 3);
    }
}

#[test]
fn more_changes_than_are_held_are_read_again_where_they_are_looked_at() {
    let (plant, long) = (plant(), long(600));
    assert!(long.entries.len() > HELD_MAX + 20_000, "{}", long.entries.len());
    let mut alarms = Alarms::default();
    for day in [100, 2, 99, 40, 41, 0, 77, 9, 10] {
        look(&mut alarms, &plant, &long, BEGIN + day * DAY_US - day % 7 * 1_234_567_891);
    }
    // Playing on may come to a chunk that was let go; it reads that once and not for each picture.
    let before = *long.told.lock().unwrap();
    for second in 0..400 {
        let at = crate::replay::moment(Timestamp::from_micros(BEGIN + 10 * DAY_US + second * 1_000_000));
        assert!(alarms.at(&plant, &long, &SampleTable::waiting(0, at), at).1);
    }
    let read = *long.told.lock().unwrap() - before;
    assert!(read <= 10_000, "{read}");
    look(&mut alarms, &plant, &long, BEGIN + 10 * DAY_US + 400_000_000);
}
