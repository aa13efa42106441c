//! Every change reads back as it was, and nothing that is not one reads as one.

use proptest::prelude::*;

use super::*;

fn text() -> impl Strategy<Value = Arc<str>> {
    "\\PC{1,40}".prop_map(Arc::from)
}

fn time() -> impl Strategy<Value = Timestamp> {
    (-2_000_000_000_000_000_i64..4_000_000_000_000_000).prop_map(Timestamp::from_micros)
}

fn shelving() -> impl Strategy<Value = Shelving> {
    prop_oneof![
        Just(Shelving::Unshelved),
        (time(), time(), text(), text()).prop_map(|(until, since, reason, by)| Shelving::Timed {
            until,
            since,
            reason,
            by
        }),
        (time(), text(), text()).prop_map(|(since, reason, by)| Shelving::OneShot { since, reason, by }),
    ]
}

fn axes() -> impl Strategy<Value = Axes> {
    let out = proptest::option::of((time(), text(), text()));
    (0..6_usize, shelving(), proptest::option::of(time()), out).prop_map(
        |(state, shelving, suppressed, out_of_service)| Axes {
            state: State::ALL[state],
            shelving,
            suppressed,
            out_of_service,
        },
    )
}

fn kept() -> impl Strategy<Value = Kept> {
    let times = (proptest::option::of(time()), proptest::option::of(time()));
    let acknowledged = proptest::option::of((time(), text()));
    let value = proptest::option::of(any::<f64>().prop_filter("finite", |value| value.is_finite()));
    (axes(), any::<u64>(), times, acknowledged, value, any::<bool>()).prop_map(
        |(axes, occurrence, (raised, returned), acknowledged, value, while_down)| Kept {
            axes,
            occurrence: Occurrence(occurrence),
            raised,
            returned,
            acknowledged,
            value,
            while_down,
        },
    )
}

fn change() -> impl Strategy<Value = Change> {
    (0..4_usize, 0..12_usize, time(), text(), text(), prop_oneof![Just("".into()), text()], kept()).prop_map(
        |(priority, happening, at, alarm, by, reason, after)| Change {
            index: AlarmIndex::UNKNOWN,
            alarm,
            priority: Priority::ALL[priority],
            happening: Happening::ALL[happening],
            at,
            by,
            reason,
            after,
        },
    )
}

proptest! {
    #[test]
    fn a_change_reads_back_as_it_was_written(change in change()) {
        let details = change.entry_details();
        prop_assert_eq!(Change::read(&details, change.at, &change.by, &change.alarm), Some(change));
    }

    #[test]
    fn reading_is_total_on_spoilt_details(
        change in change(),
        place in any::<prop::sample::Index>(),
        word in prop_oneof![Just(None), "\\PC{0,30}".prop_map(Some)],
    ) {
        let mut details = change.entry_details();
        let name = place.get(&details.keys().cloned().collect::<Vec<_>>()).clone();
        match word {
            Some(word) => details.insert(name, word.into()),
            None => details.remove(&name),
        };
        if let Some(read) = Change::read(&details, change.at, &change.by, &change.alarm) {
            let again = read.entry_details();
            let reread = Change::read(&again, read.at, &read.by, &read.alarm);
            prop_assert!(reread.is_some());
        }
    }
}

#[test]
fn what_is_no_change_reads_as_none() {
    let whole = Change {
        index: AlarmIndex::UNKNOWN,
        alarm: "A".into(),
        priority: Priority::High,
        happening: Happening::Raised,
        at: Timestamp::default(),
        by: "station".into(),
        reason: "".into(),
        after: Kept { value: Some(1.5), ..Kept::default() },
    };
    for (name, word) in [
        ("state", "on fire"),
        ("occurrence", "-1"),
        ("occurrence", "99999999999999999999"),
        ("raised", "yesterday"),
        ("value", "NaN"),
        ("value", "inf"),
        ("shelved", "forever"),
        ("shelved", "timed"),
        ("acknowledged_by", "nobody said when"),
        ("out_of_service_since", "2026-11-23T08:00:00Z"),
        ("while_down", "perhaps"),
        ("priority", "1"),
        ("happening", ""),
    ] {
        let mut details = whole.entry_details();
        details.insert(name.into(), word.into());
        assert_eq!(Change::read(&details, whole.at, &whole.by, &whole.alarm), None, "{name} = {word}");
    }
    let mut details = whole.entry_details();
    details.insert("reason".into(), "x".repeat(5_000).into());
    assert_eq!(Change::read(&details, whole.at, &whole.by, &whole.alarm), None);
    assert_eq!(Change::read(&whole.entry_details(), whole.at, &whole.by, &"".into()), None);
    assert_eq!(Kept::read(&Details::new()), None);
}
