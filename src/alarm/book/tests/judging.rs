//! Conditions, deadbands, delays and acknowledgements.

use crate::alarm::trial::{BAD, Trial, alarm, high, low, secs, told};
use crate::alarm::{Alarm, Condition, Happening, Level, Limit, Occurrence, State};
use crate::tag::{Quality, TagIndex, Value};

use Happening::{Acknowledged, Raised, Returned};

#[test]
fn a_limit_holds_at_the_limit_and_until_the_deadband_is_passed() {
    for (condition, steps) in [
        (high(5.0), [(4.99, ""), (5.0, "raised"), (4.6, ""), (4.51, ""), (4.5, "returned"), (4.9, "")]),
        (low(-5.0), [(-4.99, ""), (-5.0, "raised"), (-4.6, ""), (-4.51, ""), (-4.5, "returned"), (-4.9, "")]),
    ] {
        let mut trial = Trial::new(vec![Alarm { deadband: 0.5, ..alarm("A", 0, condition) }]);
        for (value, expected) in steps {
            let changes = trial.set(0, value);
            let words: Vec<_> = changes.iter().map(|change| change.happening.word()).collect();
            assert_eq!(words.join(" "), expected, "at {value}");
        }
    }
}

#[test]
fn without_a_deadband_the_limit_itself_decides() {
    let mut trial = Trial::new(vec![alarm("A", 0, high(5.0))]);
    assert_eq!(told(&trial.set(0, 5.0)), [("A", Raised)]);
    assert_eq!(told(&trial.set(0, 5.0)), []);
    assert_eq!(told(&trial.set(0, 4.999)), [("A", Returned)]);
}

#[test]
fn delays_ask_for_the_whole_time_without_a_break() {
    let delayed = Alarm { on_delay: secs(5), off_delay: secs(3), ..alarm("A", 0, high(5.0)) };
    let mut trial = Trial::new(vec![delayed]);
    assert_eq!(told(&trial.set(0, 6.0)), []);
    assert_eq!(told(&trial.pass(secs(4))), []);
    trial.set(0, 4.0);
    trial.set(0, 6.0);
    assert_eq!(told(&trial.pass(secs(4))), [], "a break starts the delay anew");
    assert_eq!(told(&trial.pass(secs(1))), [("A", Raised)]);
    trial.set(0, 1.0);
    assert_eq!(told(&trial.pass(secs(2))), []);
    trial.put(0, None, BAD);
    trial.set(0, 1.0);
    assert_eq!(told(&trial.pass(secs(2))), [], "a value that cannot be used is a break too");
    assert_eq!(told(&trial.pass(secs(1))), [("A", Returned)]);
}

#[test]
fn a_dead_sensor_neither_raises_nor_clears() {
    let mut trial = Trial::new(vec![alarm("A", 0, high(5.0))]);
    assert_eq!(told(&trial.put(0, Some(Value::Float(9.0)), BAD)), []);
    assert_eq!(told(&trial.put(0, Some(Value::Float(9.0)), Quality::STALE)), []);
    trial.set(0, 9.0);
    assert_eq!(told(&trial.put(0, Some(Value::Float(0.0)), BAD)), []);
    assert_eq!(trial.state("A"), State::Unacknowledged);
}

#[test]
fn a_limit_from_a_tag_moves_and_without_a_usable_value_keeps_the_state() {
    let from_tag = Condition::Limit { level: Level::High, limit: Limit::Tag(TagIndex(1)) };
    let mut trial =
        Trial::unjudged(&[alarm("A", 0, from_tag).into()], (Some(Value::Float(5.0)), Quality::GOOD));
    assert_eq!(told(&trial.judge()), [("A", Raised)], "at the limit");
    assert_eq!(told(&trial.set(1, 6.0)), [("A", Returned)], "the limit moved up");
    for (value, quality) in
        [(f64::NAN, Quality::GOOD), (f64::INFINITY, Quality::GOOD), (1.0, BAD), (1.0, Quality::STALE)]
    {
        assert_eq!(told(&trial.put(1, Some(Value::Float(value)), quality)), []);
        assert_eq!(trial.state("A"), State::ReturnedUnacknowledged);
    }
    assert_eq!(told(&trial.set(1, 4.0)), [("A", Raised)]);
    assert_eq!(told(&trial.put(1, None, BAD)), []);
    assert_eq!(trial.state("A"), State::Unacknowledged);
}

#[test]
fn quality_judges_bad_and_stale_and_waits_before_it_calls_a_start_bad() {
    let both = alarm("A", 0, Condition::Quality { bad_only: false });
    let bad = alarm("B", 0, Condition::Quality { bad_only: true });
    let mut trial = Trial::new(vec![both, bad]);
    assert_eq!(told(&trial.put(0, None, Quality::STALE)), [("A", Raised)]);
    assert_eq!(told(&trial.put(0, None, BAD)), [("B", Raised)]);
    assert_eq!(told(&trial.set(0, 1.0)), [("A", Returned), ("B", Returned)]);
    trial.put(0, None, Quality::WAITING);
    assert_eq!(told(&trial.pass(secs(9))), []);
    assert_eq!(told(&trial.pass(secs(1))), [("A", Raised), ("B", Raised)]);
}

#[test]
fn an_acknowledgement_meets_only_the_occurrence_that_was_seen() {
    let mut trial = Trial::new(vec![alarm("A", 0, high(5.0))]);
    trial.set(0, 6.0);
    trial.set(0, 1.0);
    trial.set(0, 6.0);
    assert_eq!(trial.kept("A").occurrence, Occurrence(2));
    assert_eq!(told(&trial.acknowledge_occurrence("A", Occurrence(1))), []);
    assert_eq!(trial.state("A"), State::Unacknowledged);
    assert_eq!(told(&trial.acknowledge_occurrence("A", Occurrence(2))), [("A", Acknowledged)]);
    assert_eq!(trial.state("A"), State::Acknowledged);
    assert_eq!(told(&trial.acknowledge_occurrence("A", Occurrence(2))), [], "it is acknowledged already");
}
