//! The figures against counts made by hand.

use std::sync::Arc;
use std::time::Duration;

use crate::alarm::trial::{Trial, alarm, high, secs};
use crate::alarm::{Alarm, Priority, ShelveFor};
use crate::tag::TagIndex;
use crate::time::Timestamp;

fn twenty() -> Vec<Alarm> {
    (0..20)
        .map(|at| Alarm {
            tag: TagIndex(at % 16),
            ..alarm(&format!("A{at:02}"), at % 16, high(f64::from(at + 1)))
        })
        .collect()
}

/// Raises one alarm and lets it return.
fn once(trial: &mut Trial) {
    trial.set(0, 9.0);
    trial.pass(secs(11));
    trial.set(0, 0.0);
}

#[test]
fn counts_are_by_ten_minutes_and_over_what_is_known() {
    let mut trial = Trial::new(vec![alarm("A", 0, high(5.0))]);
    trial.picture();
    for _ in 0..3 {
        once(&mut trial);
        trial.pass(secs(600));
    }
    once(&mut trial);
    trial.pass(secs(2));
    let health = Arc::clone(&trial.picture().health);
    assert_eq!(health.over, secs(4 * 600));
    assert_eq!(health.recent.len(), 48);
    assert_eq!(health.recent[44..], [1, 1, 1, 1]);
    assert_eq!((health.per_ten_minutes, health.per_hour, health.most), (1.0, 6.0, 1));
    assert_eq!(health.by_priority, [0, 0, 4, 0]);
    assert_eq!(health.now, 1);
    assert_eq!((health.top_ten, health.fleeting, health.chattering, health.stale), (1.0, 0, 0, 0));
    assert_eq!((&*health.frequent[0].alarm, health.frequent[0].count), ("A", 4));
}

#[test]
fn chatter_fleeting_and_stale_are_told_for_a_day() {
    let mut trial = Trial::new(vec![
        alarm("chatters", 0, high(5.0)),
        alarm("twice", 1, high(5.0)),
        Alarm { priority: Priority::Low, ..alarm("stands", 2, high(5.0)) },
    ]);
    for step in 0..6 {
        trial.set(0, if step % 2 == 0 { 9.0 } else { 0.0 });
        trial.set(1, if step % 3 == 0 { 9.0 } else { 0.0 });
        trial.pass(secs(11));
    }
    trial.set(2, 9.0);
    trial.pass(secs(2));
    let health = Arc::clone(&trial.picture().health);
    assert_eq!((health.chattering, health.fleeting, health.stale), (1, 0, 0));
    trial.set(0, 9.0);
    trial.set(0, 0.0);
    trial.pass(secs(2));
    assert_eq!(trial.picture().health.fleeting, 1);
    trial.pass(secs(86_500));
    let health = Arc::clone(&trial.picture().health);
    assert_eq!((health.chattering, health.fleeting, health.stale), (0, 0, 1));
    trial.shelve("stands", ShelveFor::Time(secs(600)));
    trial.pass(secs(2));
    assert_eq!(trial.picture().health.stale, 0, "one that is hidden stands in nobody's way");
}

#[test]
fn a_flood_begins_above_ten_ends_below_five_and_names_the_first_out() {
    let mut trial = Trial::new((0..14).map(|at| alarm(&format!("A{at:02}"), at, high(5.0))).collect());
    let begin = trial.now.utc;
    for at in [3, 0, 1, 2, 4, 5, 6, 7, 8, 9] {
        trial.set(at, 9.0);
        trial.now = trial.now.after(secs(1));
    }
    assert_eq!(trial.picture().flood, None, "ten are no flood");
    trial.set(10, 9.0);
    let flood = trial.picture().flood.clone().unwrap();
    assert_eq!((&*flood.first_out, flood.since, flood.raised, flood.ended), ("A03", begin, 11, None));
    let areas: Vec<_> = flood.areas.iter().map(|area| (&*area.area, &*area.first_out, area.raised)).collect();
    assert_eq!(areas, [("Filters", "A03", 5), ("Intake", "A00", 6)]);
    trial.pass(secs(300));
    for at in [11, 12, 13] {
        trial.set(at, 9.0);
    }
    assert_eq!(trial.picture().flood.as_ref().unwrap().raised, 14);
    trial.pass(secs(310));
    let ended = trial.picture().flood.clone().unwrap();
    assert_eq!(ended.ended, Some(begin.after(secs(609))), "the tenth went out of the ten minutes");
    let share = trial.picture().health.in_flood;
    assert!(share > 0.0 && share <= 1.0, "{share}");
    trial.pass(secs(620));
    assert_eq!(trial.picture().flood, None);
}

#[test]
fn what_came_and_went_is_one_row_an_alarm_for_a_day() {
    let mut trial =
        Trial::new(vec![alarm("A", 0, high(5.0)), alarm("B", 1, high(5.0)), alarm("C", 2, high(5.0))]);
    let ids = |trial: &mut Trial| -> Vec<String> {
        trial.picture().came_and_went.iter().map(|row| row.alarm.id.to_string()).collect()
    };
    for tag in [0, 1, 0] {
        trial.set(tag, 9.0);
        trial.set(tag, 0.0);
    }
    trial.set(2, 9.0);
    trial.acknowledge("C");
    trial.set(2, 0.0);
    assert_eq!(ids(&mut trial), ["A", "B"], "newest first; C was seen");
    let alarms: Vec<_> = [alarm("new", 5, high(5.0)), alarm("B", 1, high(5.0))].map(Arc::new).into();
    trial.book.reload(&alarms, 16, trial.now);
    assert_eq!(ids(&mut trial), ["B"]);
    assert_eq!(trial.picture().came_and_went[0].index.0, 1);
    trial.pass(secs(86_500));
    assert_eq!(ids(&mut trial), [""; 0]);
}

#[test]
fn changes_of_an_earlier_run_give_the_same_figures() {
    let mut trial = Trial::new(twenty());
    let mut changes = Vec::new();
    for step in 0..200_u32 {
        changes.extend(trial.set(step * 7 % 16, f64::from(step * 13 % 25)));
        changes.extend(trial.pass(secs(20)));
    }
    let before = trial.picture();
    let alarms: Vec<_> = twenty().into_iter().map(Arc::new).collect();
    trial.restart(&alarms);
    for change in &changes {
        trial.book.remember(&change.clone());
    }
    let after = trial.picture();
    let with_over = |health: &crate::alarm::Health| (health.by_priority, health.most, health.recent.clone());
    assert_eq!(with_over(&after.health), with_over(&before.health));
    assert_eq!(after.health.frequent, before.health.frequent);
    assert_eq!((after.health.now, after.health.chattering), (before.health.now, before.health.chattering));
    let ids = |picture: &crate::alarm::Picture| -> Vec<_> {
        picture.came_and_went.iter().map(|row| (Arc::clone(&row.alarm.id), row.kept.clone())).collect()
    };
    assert_eq!(ids(&after), ids(&before));
}

#[test]
fn a_clock_that_steps_leaves_the_figures_sane() {
    for step in [-30_i64 * 86_400, -3_600, -5, 5, 3_600, 14 * 365 * 86_400] {
        let mut trial = Trial::new(vec![alarm("A", 0, high(5.0))]);
        once(&mut trial);
        trial.now.utc = Timestamp::from_nanos(trial.now.utc.nanos() + step * 1_000_000_000);
        once(&mut trial);
        trial.pass(Duration::from_secs(2));
        let health = Arc::clone(&trial.picture().health);
        assert!(health.now >= 1 && health.now <= 2, "{step}: {}", health.now);
        assert!(health.over <= crate::alarm::PERIOD_HEALTH, "{step}");
        assert!(health.by_priority[2] >= 1 && health.by_priority[2] <= 2, "{step}");
        let flood_share = health.in_flood;
        assert!((0.0..=1.0).contains(&flood_share), "{step}");
    }
}
