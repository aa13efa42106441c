//! The whole table, written out by hand from the standard's facts, and all three axes together.

use super::*;

/// State, event, what follows, what follows where the alarm latches.
const TABLE: [(&str, Event, &str, &str); 24] = [
    ("normal", Event::Raise, "unacknowledged", "unacknowledged"),
    ("normal", Event::Return, "normal", "normal"),
    ("normal", Event::Acknowledge, "normal", "normal"),
    ("normal", Event::Reset, "normal", "normal"),
    ("unacknowledged", Event::Raise, "unacknowledged", "unacknowledged"),
    ("unacknowledged", Event::Return, "returned_unacknowledged", "latched_unacknowledged"),
    ("unacknowledged", Event::Acknowledge, "acknowledged", "acknowledged"),
    ("unacknowledged", Event::Reset, "unacknowledged", "unacknowledged"),
    ("acknowledged", Event::Raise, "unacknowledged", "unacknowledged"),
    ("acknowledged", Event::Return, "normal", "latched_acknowledged"),
    ("acknowledged", Event::Acknowledge, "acknowledged", "acknowledged"),
    ("acknowledged", Event::Reset, "acknowledged", "acknowledged"),
    ("returned_unacknowledged", Event::Raise, "unacknowledged", "unacknowledged"),
    ("returned_unacknowledged", Event::Return, "returned_unacknowledged", "returned_unacknowledged"),
    ("returned_unacknowledged", Event::Acknowledge, "normal", "normal"),
    ("returned_unacknowledged", Event::Reset, "returned_unacknowledged", "returned_unacknowledged"),
    ("latched_unacknowledged", Event::Raise, "unacknowledged", "unacknowledged"),
    ("latched_unacknowledged", Event::Return, "latched_unacknowledged", "latched_unacknowledged"),
    ("latched_unacknowledged", Event::Acknowledge, "latched_acknowledged", "latched_acknowledged"),
    ("latched_unacknowledged", Event::Reset, "returned_unacknowledged", "returned_unacknowledged"),
    ("latched_acknowledged", Event::Raise, "unacknowledged", "unacknowledged"),
    ("latched_acknowledged", Event::Return, "latched_acknowledged", "latched_acknowledged"),
    ("latched_acknowledged", Event::Acknowledge, "latched_acknowledged", "latched_acknowledged"),
    ("latched_acknowledged", Event::Reset, "normal", "normal"),
];

#[test]
fn every_state_and_event_gives_what_the_table_says() {
    let mut seen = std::collections::BTreeSet::new();
    for (state, event, plain, latching) in TABLE {
        let from = State::parse(state).unwrap();
        assert_eq!(next(from, event, false).word(), plain, "{state} {event:?}");
        assert_eq!(next(from, event, true).word(), latching, "{state} {event:?}, latching");
        seen.insert((from, event));
    }
    assert_eq!(seen.len(), State::ALL.len() * 4, "the table leaves nothing out");
}

#[test]
fn states_say_what_the_process_does_and_what_an_operator_sees() {
    use Annunciation as A;
    for (state, abnormal, active, to_acknowledge, shown) in [
        (State::Normal, false, false, false, A::None),
        (State::Unacknowledged, true, true, true, A::New),
        (State::Acknowledged, true, true, false, A::Seen),
        (State::ReturnedUnacknowledged, false, false, true, A::Returned),
        (State::LatchedUnacknowledged, false, true, true, A::New),
        (State::LatchedAcknowledged, false, true, false, A::Seen),
    ] {
        let says = (state.abnormal(), state.active(), state.to_acknowledge(), state.annunciation());
        assert_eq!(says, (abnormal, active, to_acknowledge, shown), "{state:?}");
        assert_eq!(State::parse(state.word()), Some(state));
    }
}

#[test]
fn on_all_three_axes_together_anything_that_hides_hides_and_the_state_stays() {
    let at = Timestamp::default();
    let (reason, by): (Arc<str>, Arc<str>) = ("x".into(), "y".into());
    let shelves = [
        Shelving::Unshelved,
        Shelving::Timed { until: at, since: at, reason: Arc::clone(&reason), by: Arc::clone(&by) },
        Shelving::OneShot { since: at, reason: Arc::clone(&reason), by: Arc::clone(&by) },
    ];
    let mut count = 0;
    for state in State::ALL {
        for shelving in &shelves {
            for suppressed in [None, Some(at)] {
                for out_of_service in [None, Some((at, Arc::clone(&reason), Arc::clone(&by)))] {
                    let hides =
                        [*shelving != Shelving::Unshelved, suppressed.is_some(), out_of_service.is_some()];
                    let axes = Axes { state, shelving: shelving.clone(), suppressed, out_of_service };
                    let hidden = hides.contains(&true);
                    assert_eq!(axes.hidden(), hidden);
                    let shown = if hidden { Annunciation::None } else { state.annunciation() };
                    assert_eq!(axes.annunciation(), shown);
                    count += 1;
                }
            }
        }
    }
    assert_eq!(count, 6 * 3 * 2 * 2);
}
