//! Over a restart and over a reload.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::alarm::trial::{BAD, Trial, alarm, expression, high, secs, told};
use crate::alarm::{
    Alarm, AlarmIndex, Condition, Happening, Kept, Level, Limit, Occurrence, ShelveFor, State,
};
use crate::tag::{Quality, TagIndex, Value};

use Happening::{Acknowledged, Raised, Removed, Returned, ShelfEnded};

fn listed(alarms: &[Alarm]) -> Vec<Arc<Alarm>> {
    alarms.iter().cloned().map(Arc::new).collect()
}

fn three() -> [Alarm; 3] {
    [alarm("A", 0, high(5.0)), alarm("B", 1, high(5.0)), alarm("C", 2, high(5.0))]
}

#[test]
fn what_changed_while_the_station_was_down_is_told_as_such() {
    let mut trial = Trial::new(three().into());
    trial.set(0, 9.0);
    trial.acknowledge("A");
    trial.set(1, 9.0);
    let before = trial.book.kept();
    for tag in 0..3 {
        trial.tags.borrow_mut()[tag] = (None, Quality::WAITING);
    }
    trial.restart(&listed(&three()));
    assert_eq!(trial.book.kept(), before);
    assert_eq!(told(&trial.judge()), []);
    assert_eq!(trial.book.kept(), before, "nothing usable was seen yet");
    assert_eq!(told(&trial.set(0, 9.0)), [], "as it was, acknowledgement included");
    let changes = trial.set(1, 0.0);
    assert_eq!(told(&changes), [("B", Returned)]);
    assert!(changes[0].after.while_down);
    let changes = trial.set(2, 9.0);
    assert_eq!(told(&changes), [("C", Raised)]);
    assert!(changes[0].after.while_down);
    let changes = trial.set(2, 0.0);
    assert!(!changes[0].after.while_down, "from then on it was watched");
}

#[test]
fn a_first_start_tells_nothing_as_while_down() {
    let mut trial = Trial::unjudged(&listed(&three()), (Some(Value::Float(9.0)), Quality::GOOD));
    let changes = trial.judge();
    assert_eq!(changes.len(), 3);
    assert!(changes.iter().all(|change| !change.after.while_down));
}

#[test]
fn an_alarm_whose_tag_never_comes_back_stays_as_it_was() {
    let mut trial = Trial::new(three().into());
    trial.set(0, 9.0);
    trial.tags.borrow_mut()[0] = (Some(Value::Float(0.0)), BAD);
    trial.restart(&listed(&three()));
    assert_eq!(told(&trial.pass(secs(86_400))), []);
    assert_eq!(trial.state("A"), State::Unacknowledged);
    assert_eq!(trial.picture().counts[2].to_acknowledge, 1);
}

#[test]
fn occurrences_go_on_counting_so_that_an_old_acknowledgement_meets_nothing() {
    let mut trial = Trial::new(three().into());
    for value in [9.0, 0.0, 9.0, 0.0] {
        trial.set(0, value);
    }
    trial.acknowledge("A");
    assert_eq!(trial.state("A"), State::Normal);
    trial.restart(&listed(&three()));
    trial.set(0, 9.0);
    assert_eq!(trial.kept("A").occurrence, Occurrence(3));
    assert_eq!(trial.acknowledge_occurrence("A", Occurrence(1)), []);
}

#[test]
fn a_shelf_goes_on_over_a_restart_and_ends_at_its_time() {
    let mut trial = Trial::new(three().into());
    trial.set(0, 9.0);
    trial.shelve("A", ShelveFor::Time(secs(60)));
    trial.now = trial.now.after(secs(30));
    trial.restart(&listed(&three()));
    assert_eq!(told(&trial.pass(secs(29))), []);
    assert_eq!(told(&trial.pass(secs(2))), [("A", ShelfEnded)]);
}

#[test]
fn what_a_file_says_of_an_unknown_alarm_is_told_as_removed() {
    let mut trial = Trial::new(three().into());
    trial.set(0, 9.0);
    trial.set(1, 9.0);
    trial.set(1, 0.0);
    trial.acknowledge("B");
    let kept = trial.book.kept();
    trial.book = crate::alarm::Book::new(&listed(&three()[2..]), 16);
    trial.book.restore(kept);
    let changes = trial.judge();
    assert_eq!(told(&changes), [("A", Removed)], "B was normal, there is nothing to tell");
    assert_eq!(changes[0].index, AlarmIndex::UNKNOWN);
    assert_eq!(changes[0].after.axes, crate::alarm::Axes::default());
    assert_eq!(trial.book.kept(), BTreeMap::new());
}

#[test]
fn a_hand_edited_file_cannot_stop_the_count_of_occurrences() {
    let mut trial = Trial::new(three().into());
    let kept = Kept { occurrence: Occurrence(u64::MAX), ..Kept::default() };
    trial.book.restore([("A".into(), kept)].into());
    trial.set(0, 9.0);
    let first = trial.kept("A").occurrence;
    trial.set(0, 0.0);
    trial.set(0, 9.0);
    assert!(trial.kept("A").occurrence > first);
    assert_eq!(told(&trial.acknowledge_occurrence("A", first)), []);
}

#[test]
fn a_reload_carries_states_by_id_and_tells_what_is_gone() {
    let mut trial = Trial::new(three().into());
    trial.set(0, 9.0);
    trial.set(1, 9.0);
    trial.acknowledge("B");
    let [_, b, c] = three();
    // B moves to another place, another tag's number and another limit; A is gone while it is active.
    let new = [c, Alarm { tag: TagIndex(7), priority: crate::alarm::Priority::High, ..b }];
    trial.set(7, 9.0);
    let changes = trial.book.reload(&listed(&new), 16, trial.now);
    assert_eq!(told(&changes), [("A", Removed)]);
    assert_eq!(changes[0].index, AlarmIndex(0));
    assert_eq!(told(&trial.judge()), []);
    assert_eq!(trial.state("B"), State::Acknowledged);
    let picture = trial.picture();
    assert_eq!(picture.rows.len(), 1);
    assert_eq!((picture.defined, picture.counts[1].active, picture.counts[2].active), (2, 1, 0));
    assert_eq!(told(&trial.set(7, 0.0)), [("B", Returned)]);
    assert_eq!(told(&trial.acknowledge("B")), [] as [(&str, Happening); 0]);
}

#[test]
fn a_reload_keeps_delays_shelves_and_the_end_of_a_suppression() {
    let delayed = Alarm { on_delay: secs(10), ..alarm("A", 0, high(5.0)) };
    let hidden = Alarm { suppressed_while: Some(expression("[3] == 0")), ..alarm("B", 1, high(5.0)) };
    let alarms = [delayed, hidden];
    let mut trial = Trial::unjudged(&listed(&alarms), (Some(Value::Float(0.0)), Quality::GOOD));
    trial.judge();
    trial.set(0, 9.0);
    trial.set(1, 9.0);
    trial.pass(secs(6));
    trial.shelve("B", ShelveFor::Time(secs(60)));
    let [delayed, hidden] = alarms;
    let alarms = listed(&[Alarm { suppressed_while: None, ..hidden }, delayed]);
    assert_eq!(trial.book.reload(&alarms, 16, trial.now), []);
    assert_eq!(told(&trial.judge()), [("B", Happening::Unsuppressed)]);
    assert_eq!(told(&trial.pass(secs(4))), [("A", Raised)], "six seconds were over before");
    assert_eq!(told(&trial.pass(secs(56))), [("B", ShelfEnded)]);
    assert_eq!(told(&trial.acknowledge("B")), [("B", Acknowledged)]);
}

#[test]
fn a_limit_from_a_tag_that_the_layout_lost_keeps_the_state() {
    let condition = Condition::Limit { level: Level::High, limit: Limit::Tag(TagIndex(900)) };
    let mut book = crate::alarm::Book::new(&listed(&[alarm("A", 0, condition)]), 1);
    let now = crate::alarm::trial::start();
    let lookup = |tag: TagIndex| match tag.0 {
        0 => (Some(Value::Float(9.0)), Quality::GOOD),
        _ => (None, Quality::WAITING),
    };
    book.touch(TagIndex(900));
    assert_eq!(book.judge(now, &lookup), []);
}
