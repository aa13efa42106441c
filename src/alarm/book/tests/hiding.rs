//! Shelves, suppression and out of service, and how alarms come back.

use crate::alarm::book::APART;
use crate::alarm::trial::{BAD, Trial, alarm, expression, high, secs, told};
use crate::alarm::{
    Action, Alarm, Annunciation, Condition, Happening, Mark, Occurrence, Priority, ShelveFor, Shelving, State,
};
use crate::tag::TagIndex;

use Happening::{InService, OutOfService, Raised, Returned, ShelfEnded, Shelved, Suppressed, Unsuppressed};

#[test]
fn a_shelf_whose_time_is_over_gives_a_new_occurrence_and_one_taken_by_hand_none() {
    let mut trial = Trial::new(vec![alarm("A", 0, high(5.0))]);
    trial.set(0, 9.0);
    trial.acknowledge("A");
    assert_eq!(told(&trial.shelve("A", ShelveFor::Time(secs(60)))), [("A", Shelved)]);
    assert_eq!(trial.picture().counts[2].active, 0);
    assert_eq!(trial.picture().counts[2].shelved, 1);
    assert_eq!(told(&trial.pass(secs(59))), []);
    assert_eq!(told(&trial.pass(secs(1))), [("A", ShelfEnded)]);
    assert_eq!((trial.state("A"), trial.kept("A").occurrence), (State::Unacknowledged, Occurrence(2)));
    assert_eq!(trial.picture().sounds, Some(Priority::Medium));
    trial.shelve("A", ShelveFor::Time(secs(60)));
    trial.act(&Action::Unshelve("A".into())).unwrap();
    assert_eq!((trial.state("A"), trial.kept("A").occurrence), (State::Acknowledged, Occurrence(2)));
    assert_eq!(told(&trial.pass(secs(120))), [], "nothing is left of the shelf");
}

#[test]
fn a_one_shot_shelf_ends_when_the_alarm_has_cleared() {
    let latching = Alarm { latching: true, ..alarm("L", 1, high(5.0)) };
    let mut trial = Trial::new(vec![alarm("A", 0, high(5.0)), latching]);
    for id in ["A", "L"] {
        trial.shelve(id, ShelveFor::Once);
    }
    assert_eq!(told(&trial.set(0, 9.0)), [("A", Raised)]);
    assert_eq!(trial.picture().sounds, None);
    assert_eq!(told(&trial.set(0, 0.0)), [("A", Returned), ("A", ShelfEnded)]);
    assert_eq!(trial.state("A"), State::ReturnedUnacknowledged, "what nobody saw is still to be seen");
    trial.set(1, 9.0);
    assert_eq!(told(&trial.set(1, 0.0)), [("L", Returned)], "the latch holds it active");
    let reset = trial.act(&Action::Reset("L".into())).unwrap();
    assert_eq!(told(&reset), [("L", Happening::Reset), ("L", ShelfEnded)]);
}

#[test]
fn many_shelves_that_end_together_return_one_by_one_the_most_urgent_first() {
    let alarms = (0..16).map(|at| {
        let priority = if at == 9 { Priority::Urgent } else { Priority::Low };
        Alarm { priority, ..alarm(&format!("A{at:02}"), at, high(5.0)) }
    });
    let mut trial = Trial::new(alarms.collect());
    for at in 0..16 {
        trial.shelve(&format!("A{at:02}"), ShelveFor::Time(secs(60)));
    }
    for at in 0..12 {
        trial.set(at, 9.0);
    }
    let changes = trial.pass(secs(60));
    let ends: Vec<_> = changes.iter().filter(|change| change.happening == ShelfEnded).collect();
    assert_eq!(ends.len(), 5, "four that are well come back unseen, one of the twelve");
    assert_eq!(&*ends[4].alarm, "A09", "the urgent one first");
    let mut times: Vec<_> = vec![ends[4].at];
    let later = trial.pass(secs(120));
    times.extend(later.iter().map(|change| change.at));
    assert_eq!(times.len(), 12);
    assert!(times.windows(2).all(|pair| pair[1].since(pair[0]) >= APART), "{times:?}");
    assert_eq!(trial.picture().counts[3].to_acknowledge, 11);
}

#[test]
fn what_may_not_be_shelved_is_refused_in_words() {
    let never = Alarm { shelve_at_most: secs(0), ..alarm("never", 1, high(5.0)) };
    let mut trial = Trial::new(vec![alarm("A", 0, high(5.0)), never]);
    let mut refused = |alarm: &str, duration, reason: &str| {
        let action = Action::Shelve { alarm: alarm.into(), duration, reason: reason.into() };
        trial.act(&action).unwrap_err().to_string()
    };
    let minute = ShelveFor::Time(secs(60));
    assert_eq!(refused("A", ShelveFor::Time(secs(3_601)), "x"), "A may be shelved for 60 min at most");
    assert_eq!(
        refused("A", ShelveFor::Time(secs(0)), "x"),
        "A cannot be shelved for no time: say for how long"
    );
    assert_eq!(refused("A", minute, " \t "), "say why: a reason is needed");
    assert_eq!(refused("A", minute, &"ä".repeat(501)), "the reason is too long: 500 letters at most");
    assert_eq!(refused("A", minute, "a\nb"), "the reason holds control characters: write it on one line");
    assert_eq!(
        refused("never", ShelveFor::Once, "x"),
        "never may not be shelved: the layout allows no time for it"
    );
    assert_eq!(
        refused("gone", minute, "x"),
        "there is no alarm `gone` in the layout that runs: look at the list anew"
    );
    assert_eq!(trial.kept("A").axes.shelving, Shelving::Unshelved);
    let longest = Action::Shelve { alarm: "A".into(), duration: minute, reason: "ä".repeat(500).into() };
    assert_eq!(told(&trial.act(&longest).unwrap()), [("A", Shelved)]);
}

#[test]
fn suppression_by_design_hides_and_an_active_alarm_comes_back_anew() {
    let by_design = Alarm { suppressed_while: Some(expression("[1] == 0")), ..alarm("A", 0, high(5.0)) };
    let mut trial = Trial::unjudged(
        &[by_design.into()],
        (Some(crate::tag::Value::Float(0.0)), crate::tag::Quality::GOOD),
    );
    assert_eq!(told(&trial.judge()), [("A", Suppressed)]);
    let resting = trial.picture();
    assert_eq!((resting.rows.len(), resting.by_tag.len()), (1, 0), "listed, but nothing is hidden yet");
    assert_eq!(told(&trial.set(0, 9.0)), [("A", Raised)]);
    let picture = trial.picture();
    assert_eq!((picture.sounds, picture.counts[2].active, picture.counts[2].suppressed), (None, 0, 1));
    assert_eq!(picture.by_tag[&TagIndex(0)], Mark::Suppressed(Priority::Medium));
    assert_eq!(told(&trial.put(1, None, BAD)), [("A", Unsuppressed)], "what cannot be told hides nothing");
    assert_eq!(trial.picture().sounds, Some(Priority::Medium));
    trial.acknowledge("A");
    assert_eq!(told(&trial.set(1, 0.0)), [("A", Suppressed)]);
    assert_eq!(told(&trial.set(1, 1.0)), [("A", Unsuppressed)]);
    assert_eq!(trial.state("A"), State::Unacknowledged, "it was seen before it was hidden, not now");
}

#[test]
fn a_device_that_falls_silent_leaves_suppressed_alarms_as_they_are() {
    let by_design = Alarm { suppressed_while: Some(expression("[1] == 0")), ..alarm("A", 0, high(5.0)) };
    let mut trial = Trial::unjudged(
        &[by_design.into()],
        (Some(crate::tag::Value::Float(0.0)), crate::tag::Quality::GOOD),
    );
    assert_eq!(told(&trial.judge()), [("A", Suppressed)]);
    assert_eq!(told(&trial.set(0, 9.0)), [("A", Raised)]);
    assert_eq!(told(&trial.put(0, None, BAD)), []);
    assert_eq!(told(&trial.put(1, None, BAD)), []);
    assert_eq!(trial.picture().sounds, None);
    assert_eq!(told(&trial.set(0, 9.0)), [("A", Unsuppressed)], "it can be judged, its suppression cannot");
}

#[test]
fn out_of_service_hides_until_someone_puts_it_back() {
    let mut trial = Trial::new(vec![alarm("A", 0, high(5.0))]);
    let out = Action::OutOfService { alarm: "A".into(), reason: "Removed for calibration".into() };
    assert_eq!(told(&trial.act(&out).unwrap()), [("A", OutOfService)]);
    assert_eq!(told(&trial.act(&out).unwrap()), [], "it is out already");
    trial.set(0, 9.0);
    assert_eq!(trial.kept("A").axes.annunciation(), Annunciation::None);
    assert_eq!(told(&trial.act(&Action::InService("A".into())).unwrap()), [("A", InService)]);
    assert_eq!(trial.kept("A").axes.annunciation(), Annunciation::New);
}

#[test]
fn what_is_hidden_twice_comes_back_once() {
    let by_design = Alarm { suppressed_while: Some(expression("[1] > 0")), ..alarm("A", 0, high(5.0)) };
    let mut trial = Trial::new(vec![by_design]);
    trial.set(0, 9.0);
    trial.set(1, 1.0);
    trial.shelve("A", ShelveFor::Time(secs(60)));
    let occurrence = trial.kept("A").occurrence;
    trial.pass(secs(60));
    assert_eq!(trial.kept("A").axes.shelving, Shelving::Unshelved);
    assert_eq!(trial.kept("A").occurrence, occurrence, "still suppressed, so nobody was told");
    trial.set(1, 0.0);
    assert_eq!(trial.kept("A").occurrence, Occurrence(occurrence.0 + 1));
}

#[test]
fn a_latch_holds_until_it_is_reset_and_not_before_the_condition_is_gone() {
    let condition = Condition::Discrete { states: vec![1] };
    let mut trial = Trial::new(vec![Alarm { latching: true, ..alarm("A", 0, condition) }]);
    trial.int(0, 1);
    let refused = trial.act(&Action::Reset("A".into())).unwrap_err();
    assert_eq!(refused.to_string(), "A is still abnormal: reset it once its condition is gone");
    trial.int(0, 0);
    assert_eq!(trial.state("A"), State::LatchedUnacknowledged);
    trial.acknowledge("A");
    trial.act(&Action::Reset("A".into())).unwrap();
    assert_eq!(trial.state("A"), State::Normal);
    assert_eq!(trial.act(&Action::Reset("A".into())).unwrap(), []);
}

#[test]
fn silence_quiets_what_sounds_and_the_next_raise_sounds_again() {
    let urgent = Alarm { priority: Priority::Urgent, ..alarm("U", 1, high(5.0)) };
    let mut trial = Trial::new(vec![alarm("A", 0, high(5.0)), urgent]);
    trial.set(0, 9.0);
    assert_eq!((trial.picture().sounds, trial.picture().silenced), (Some(Priority::Medium), false));
    assert_eq!(trial.act(&Action::Silence).unwrap(), []);
    assert_eq!((trial.picture().sounds, trial.picture().silenced), (None, true));
    assert_eq!(trial.state("A"), State::Unacknowledged, "silence acknowledges nothing");
    trial.set(1, 9.0);
    assert_eq!(trial.picture().sounds, Some(Priority::Urgent));
    trial.acknowledge("U");
    trial.set(0, 0.0);
    trial.set(0, 9.0);
    assert_eq!(trial.picture().sounds, Some(Priority::Medium), "the same alarm anew");
    trial.acknowledge("A");
    assert_eq!((trial.picture().sounds, trial.picture().silenced), (None, false));
}
