//! What goes wrong in the field: a burst, steps of the clock, flapping, crossed limits.

use std::sync::Arc;
use std::time::Duration;

use crate::alarm::trial::{Trial, alarm, high, low, secs, start, told};
use crate::alarm::{Alarm, Book, Happening, Occurrence, ShelveFor, State};
use crate::tag::{Quality, TagIndex, Value};
use crate::time::Timestamp;

use Happening::{Raised, ShelfEnded};

fn step(trial: &mut Trial, seconds: i64) {
    trial.now.utc = Timestamp::from_nanos(trial.now.utc.nanos() + seconds * 1_000_000_000);
}

#[test]
fn a_thousand_alarms_in_one_second_are_all_there() {
    let alarms: Vec<_> = (0..1_000).map(|at| Arc::new(alarm(&format!("A{at:04}"), at, high(5.0)))).collect();
    let mut book = Book::new(&alarms, 1_000);
    let zero = |_: TagIndex| (Some(Value::Float(0.0)), Quality::GOOD);
    let nine = |_: TagIndex| (Some(Value::Float(9.0)), Quality::GOOD);
    let mut now = start();
    assert_eq!(book.judge(now, &zero), []);
    let mut raised = 0;
    for tag in 0..1_000 {
        now = now.after(Duration::from_millis(1));
        book.touch(TagIndex(tag));
        raised += book.judge(now, &nine).len();
    }
    let picture = book.picture(now);
    assert_eq!((raised, picture.rows.len(), picture.counts[2].to_acknowledge), (1_000, 1_000, 1_000));
    assert_eq!(&*picture.rows[0].alarm.id, "A0999", "newest first");
    let flood = picture.flood.clone().unwrap();
    assert_eq!((flood.raised, &*flood.first_out), (1_000, "A0000"));
    assert_eq!(flood.areas.iter().map(|area| area.raised).sum::<u32>(), 1_000);
    assert!(Arc::ptr_eq(&picture, &book.picture(now)), "nothing changed since");
}

#[test]
fn a_clock_stepped_back_lengthens_no_shelf_and_no_delay() {
    let delayed = Alarm { on_delay: secs(10), ..alarm("D", 1, high(5.0)) };
    let mut trial = Trial::new(vec![alarm("A", 0, high(5.0)), delayed]);
    trial.set(0, 9.0);
    trial.shelve("A", ShelveFor::Time(secs(600)));
    trial.set(1, 9.0);
    step(&mut trial, -86_400);
    assert_eq!(told(&trial.pass(secs(10))), [("D", Raised)]);
    assert_eq!(told(&trial.pass(secs(580))), []);
    assert_eq!(told(&trial.pass(secs(10))), [("A", ShelfEnded)]);
}

#[test]
fn a_clock_stepped_forward_ends_shelves_staggered_and_no_delay() {
    let delayed = Alarm { on_delay: secs(10), ..alarm("D", 3, high(5.0)) };
    let mut trial =
        Trial::new((0..3).map(|at| alarm(&format!("A{at}"), at, high(5.0))).chain([delayed]).collect());
    for at in 0..3 {
        trial.set(at, 9.0);
        trial.shelve(&format!("A{at}"), ShelveFor::Time(secs(600)));
    }
    trial.set(3, 9.0);
    step(&mut trial, 86_400);
    assert_eq!(told(&trial.judge()), [("A0", ShelfEnded)]);
    assert_eq!(told(&trial.pass(secs(5))), [("A1", ShelfEnded)]);
    assert_eq!(told(&trial.pass(secs(5))), [("D", Raised), ("A2", ShelfEnded)]);
}

#[test]
fn a_flapping_condition_is_raised_anew_each_time_and_an_off_delay_ends_that() {
    let calm = Alarm { off_delay: secs(5), ..alarm("calm", 0, high(5.0)) };
    let mut trial = Trial::new(vec![alarm("raw", 0, high(5.0)), calm]);
    for _ in 0..50 {
        trial.set(0, 9.0);
        trial.acknowledge("raw");
        trial.pass(Duration::from_millis(500));
        trial.set(0, 0.0);
        trial.pass(Duration::from_millis(500));
    }
    trial.set(0, 9.0);
    assert_eq!((trial.state("raw"), trial.kept("raw").occurrence), (State::Unacknowledged, Occurrence(51)));
    assert_eq!((trial.state("calm"), trial.kept("calm").occurrence), (State::Unacknowledged, Occurrence(1)));
    trial.pass(secs(2));
    assert_eq!(trial.picture().health.chattering, 1);
}

#[test]
fn crossed_limits_answer_each_for_themselves() {
    let mut trial = Trial::unjudged(
        &[alarm("high", 0, high(2.0)).into(), alarm("low", 0, low(4.0)).into()],
        (Some(Value::Float(3.0)), Quality::GOOD),
    );
    assert_eq!(told(&trial.judge()), [("high", Raised), ("low", Raised)]);
    assert_eq!(told(&trial.set(0, 5.0)), [("low", Happening::Returned)]);
}

#[test]
fn touching_what_the_layout_does_not_have_is_nothing() {
    let mut trial = Trial::new(vec![alarm("A", 0, high(5.0))]);
    trial.book.touch(TagIndex(u32::MAX));
    assert_eq!(trial.judge(), []);
}
