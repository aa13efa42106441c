//! The conditions that are not a plain limit.

use crate::alarm::trial::{BAD, Trial, alarm, secs, told};
use crate::alarm::{Alarm, Condition, Happening, Limit, Occurrence, State};
use crate::tag::TagIndex;

use Happening::{Raised, Returned};

#[test]
fn deviation_is_more_than_its_limit_either_way() {
    let condition = Condition::Deviation { from: Limit::Tag(TagIndex(1)), limit: Limit::Fixed(2.0) };
    let mut trial = Trial::new(vec![Alarm { deadband: 0.5, ..alarm("A", 0, condition) }]);
    assert_eq!(told(&trial.set(0, 2.0)), [], "at the limit is not more");
    assert_eq!(told(&trial.set(0, -2.1)), [("A", Raised)]);
    assert_eq!(told(&trial.set(0, -1.6)), []);
    assert_eq!(told(&trial.set(0, -1.5)), [("A", Returned)]);
    assert_eq!(told(&trial.set(1, 1.0)), [("A", Raised)], "the reference moved");
    assert_eq!(told(&trial.put(1, None, BAD)), []);
    assert_eq!(told(&trial.set(1, -1.5)), [("A", Returned)]);
}

#[test]
fn a_rate_is_the_mean_over_its_span_and_unknown_until_the_span_is() {
    let condition = Condition::Rate { limit: Limit::Fixed(6.0), per: secs(60), over: secs(10) };
    let mut trial = Trial::new(vec![alarm("A", 0, condition)]);
    let mut value = 0.0;
    let mut run = |trial: &mut Trial, steps: u32, rise: f64| {
        let mut changes = Vec::new();
        for _ in 0..steps {
            trial.now = trial.now.after(secs(1));
            value += rise;
            changes.extend(trial.set(0, value));
        }
        changes
    };
    assert_eq!(told(&run(&mut trial, 9, 1.0)), [], "nine seconds are not ten");
    assert_eq!(told(&run(&mut trial, 1, 1.0)), [("A", Raised)]);
    assert_eq!(told(&run(&mut trial, 8, 0.0)), [], "the span still holds a rise");
    assert_eq!(told(&run(&mut trial, 1, 0.0)), [("A", Returned)]);
    assert_eq!(told(&run(&mut trial, 12, -0.11)), [("A", Raised)], "either way");
    trial.put(0, None, BAD);
    assert_eq!(told(&run(&mut trial, 10, 0.0)), [], "after a gap the span begins anew");
    assert_eq!(told(&run(&mut trial, 1, 0.0)), [("A", Returned)]);
    assert_eq!(told(&run(&mut trial, 400, 0.09)), [], "5.4 a minute");
}

#[test]
fn a_rate_over_many_samples_keeps_few_and_stays_right() {
    let condition = Condition::Rate { limit: Limit::Fixed(1.0), per: secs(1), over: secs(60) };
    let mut trial = Trial::new(vec![alarm("A", 0, condition)]);
    for (slope, expected) in [(0.98, State::Normal), (1.04, State::Unacknowledged)] {
        let begin = trial.now.steady;
        let from = trial.tags.borrow()[0].0.as_ref().unwrap().number().unwrap();
        for _ in 0..13_000 {
            trial.now = trial.now.after(std::time::Duration::from_millis(10));
            trial.set(0, from + slope * trial.now.steady.since(begin).as_secs_f64());
        }
        assert_eq!(trial.state("A"), expected, "{slope} a second");
    }
    let crate::alarm::judge::Memory::Rate(points) = &trial.book.cells[0].memory else { panic!() };
    assert!(points.len() <= 64, "{}", points.len());
}

#[test]
fn a_discrete_state_raises_and_another_one_raises_an_acknowledged_alarm_anew() {
    let mut trial = Trial::new(vec![alarm("A", 0, Condition::Discrete { states: vec![3, 5] })]);
    assert_eq!(told(&trial.int(0, 3)), [("A", Raised)]);
    assert_eq!(told(&trial.int(0, 5)), [], "not seen yet: it is the same raise");
    trial.int(0, 3);
    trial.acknowledge("A");
    assert_eq!(told(&trial.int(0, 3)), []);
    assert_eq!(told(&trial.int(0, 5)), [("A", Raised)]);
    assert_eq!((trial.state("A"), trial.kept("A").occurrence), (State::Unacknowledged, Occurrence(2)));
    assert_eq!(told(&trial.set(0, 3.5)), [], "no whole number is no state");
    assert_eq!(told(&trial.int(0, 4)), [("A", Returned)]);
}

#[test]
fn a_mismatch_gives_each_command_its_whole_delay() {
    let condition = Condition::Mismatch { commanded: TagIndex(1), expect: vec![(0, 0), (1, 2)] };
    let mut trial = Trial::new(vec![Alarm { on_delay: secs(5), ..alarm("A", 0, condition) }]);
    trial.int(1, 1);
    assert_eq!(told(&trial.pass(secs(4))), []);
    trial.int(0, 2);
    trial.int(1, 0);
    assert_eq!(told(&trial.pass(secs(4))), []);
    trial.int(1, 1);
    trial.int(0, 0);
    assert_eq!(told(&trial.pass(secs(4))), [], "another command, another delay");
    assert_eq!(told(&trial.pass(secs(1))), [("A", Raised)]);
    assert_eq!(told(&trial.int(1, 7)), [("A", Returned)], "a command that stands for nothing");
}

#[test]
fn devices_disks_and_overruns() {
    let mut trial = Trial::unjudged(
        &[
            alarm("down", 0, Condition::DeviceDown).into(),
            alarm("disk", 1, Condition::Disk).into(),
            alarm("slow", 2, Condition::Overrun { over: secs(60) }).into(),
        ],
        (Some(crate::tag::Value::UInt(1)), crate::tag::Quality::GOOD),
    );
    assert_eq!(told(&trial.judge()), []);
    assert_eq!(told(&trial.int(0, 0)), [("down", Raised)]);
    assert_eq!(told(&trial.int(1, 0)), [("disk", Raised)]);
    assert_eq!(told(&trial.int(2, 5)), [("slow", Raised)]);
    trial.pass(secs(30));
    trial.int(2, 6);
    assert_eq!(told(&trial.pass(secs(59))), [], "each overrun counts anew");
    assert_eq!(told(&trial.pass(secs(1))), [("slow", Returned)]);
    assert_eq!(told(&trial.int(2, 0)), [], "a counter that was reset is no overrun");
    assert_eq!(told(&trial.int(2, 1)), [("slow", Raised)]);
}
