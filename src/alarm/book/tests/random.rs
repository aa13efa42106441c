//! Random plants, operators and clocks: whatever happens, no annunciation is lost.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;

use crate::alarm::trial::{BAD, Trial, alarm, expression, high, secs};
use crate::alarm::{
    Action, Alarm, Change, Condition, Happening, Occurrence, PriorityCount, ShelveFor, Shelving,
};
use crate::tag::Quality;
use crate::time::Timestamp;

/// The tag that suppresses; the others are judged.
const SUPPRESSES: u32 = 5;

#[derive(Clone, Debug)]
enum Step {
    Set(u32, i64),
    Bad(u32),
    Pass(u64),
    /// Acknowledge an alarm, so many occurrences back.
    Acknowledge(usize, u64),
    Shelve(usize, Option<u64>),
    Unshelve(usize),
    OutOfService(usize),
    InService(usize),
    Reset(usize),
    Silence,
    Clock(i64),
    Restart,
    Reload(bool),
}

fn step() -> impl Strategy<Value = Step> {
    let which = 0..6_usize;
    prop_oneof![
        6 => (0..6_u32, 0..4_i64).prop_map(|(tag, value)| Step::Set(tag, value * 3)),
        1 => (0..6_u32).prop_map(Step::Bad),
        3 => (0..40_u64).prop_map(Step::Pass),
        3 => (which.clone(), 0..2_u64).prop_map(|(at, back)| Step::Acknowledge(at, back)),
        1 => (which.clone(), proptest::option::of(1..90_u64)).prop_map(|(at, time)| Step::Shelve(at, time)),
        1 => which.clone().prop_map(Step::Unshelve),
        1 => which.clone().prop_map(Step::OutOfService),
        1 => which.clone().prop_map(Step::InService),
        1 => which.prop_map(Step::Reset),
        1 => Just(Step::Silence),
        1 => (-4_000_i64..4_000).prop_map(Step::Clock),
        1 => Just(Step::Restart),
        1 => any::<bool>().prop_map(Step::Reload),
    ]
}

fn alarms() -> Vec<Alarm> {
    vec![
        alarm("plain", 0, high(5.0)),
        Alarm { latching: true, ..alarm("latching", 1, high(5.0)) },
        Alarm { on_delay: secs(7), off_delay: secs(4), ..alarm("delayed", 2, high(5.0)) },
        Alarm { suppressed_while: Some(expression("[5] > 4")), ..alarm("suppressed", 0, high(2.0)) },
        alarm("state", 3, Condition::Discrete { states: vec![3, 9] }),
        alarm("quality", 4, Condition::Quality { bad_only: false }),
    ]
}

/// What an operator is owed: each raise, until its acknowledgement.
#[derive(Debug, Default)]
struct Owed(BTreeMap<Arc<str>, Occurrence>);

impl Owed {
    fn take(&mut self, changes: &[Change]) {
        for change in changes {
            match change.happening {
                Happening::Raised => {
                    self.0.insert(Arc::clone(&change.alarm), change.after.occurrence);
                }
                Happening::Acknowledged | Happening::Unshelved => {
                    if !change.after.axes.state.to_acknowledge() {
                        self.0.remove(&change.alarm);
                    }
                }
                Happening::ShelfEnded | Happening::Unsuppressed | Happening::InService => {
                    if change.after.axes.annunciation() == crate::alarm::Annunciation::New {
                        self.0.insert(Arc::clone(&change.alarm), change.after.occurrence);
                    }
                }
                Happening::Returned
                | Happening::Reset
                | Happening::Shelved
                | Happening::Suppressed
                | Happening::OutOfService => {}
                Happening::Removed => panic!("nothing was removed"),
            }
        }
    }

    fn check(&self, trial: &mut Trial) {
        let picture = trial.picture();
        for (id, occurrence) in &self.0 {
            let row = picture.rows.iter().find(|row| row.alarm.id == *id);
            let row = row.unwrap_or_else(|| panic!("{id} is lost"));
            assert!(row.kept.axes.state.to_acknowledge(), "{id} was never acknowledged: {row:?}");
            assert!(row.kept.occurrence >= *occurrence);
        }
        let kept = trial.book.kept();
        let mut counts = [PriorityCount::default(); 4];
        for (id, kept) in &kept {
            let axes = &kept.axes;
            let defined = alarms().into_iter().find(|alarm| *alarm.id == **id).unwrap();
            let count = &mut counts[defined.priority.slot()];
            count.shelved += u32::from(axes.shelving != Shelving::Unshelved);
            count.suppressed += u32::from(axes.suppressed.is_some());
            count.out_of_service += u32::from(axes.out_of_service.is_some());
            if !axes.hidden() {
                count.active += u32::from(axes.state.active());
                count.to_acknowledge += u32::from(axes.state.to_acknowledge());
            }
        }
        assert_eq!(picture.counts, counts);
        for row in &*picture.rows {
            assert_eq!(Some(&row.kept), kept.get(&row.alarm.id), "a row is what is kept");
        }
    }
}

fn run(trial: &mut Trial, step: &Step) -> Vec<Change> {
    let id = |at: usize| -> Arc<str> { Arc::clone(&alarms()[at].id) };
    let reason: Arc<str> = "because".into();
    match *step {
        Step::Set(tag, value) => trial.int(tag, value),
        Step::Bad(tag) => trial.put(tag, None, if tag == 4 { Quality::STALE } else { BAD }),
        Step::Pass(seconds) => trial.pass(secs(seconds)),
        Step::Acknowledge(at, back) => {
            let seen = trial.kept(&id(at)).occurrence.0;
            let changes = trial.acknowledge_occurrence(&id(at), Occurrence(seen.wrapping_sub(back)));
            assert!(back == 0 || changes.is_empty(), "an older occurrence acknowledged a newer one");
            changes
        }
        Step::Shelve(at, seconds) => {
            let duration = seconds.map_or(ShelveFor::Once, |seconds| ShelveFor::Time(secs(seconds)));
            trial.act(&Action::Shelve { alarm: id(at), duration, reason }).unwrap()
        }
        Step::Unshelve(at) => trial.act(&Action::Unshelve(id(at))).unwrap(),
        Step::OutOfService(at) => trial.act(&Action::OutOfService { alarm: id(at), reason }).unwrap(),
        Step::InService(at) => trial.act(&Action::InService(id(at))).unwrap(),
        Step::Reset(at) => trial.act(&Action::Reset(id(at))).unwrap_or_default(),
        Step::Silence => trial.act(&Action::Silence).unwrap(),
        Step::Clock(seconds) => {
            trial.now.utc = Timestamp::from_nanos(trial.now.utc.nanos() + seconds * 1_000_000_000);
            Vec::new()
        }
        Step::Restart => {
            let before = trial.book.kept();
            trial.restart(&alarms().into_iter().map(Arc::new).collect::<Vec<_>>());
            assert_eq!(trial.book.kept(), before, "what is kept comes back as it was");
            trial.judge()
        }
        Step::Reload(turned) => {
            let mut new: Vec<_> = alarms().into_iter().map(Arc::new).collect();
            if turned {
                new.reverse();
            }
            let before = trial.book.kept();
            let changes = trial.book.reload(&new, 16, trial.now);
            assert_eq!(trial.book.kept(), before);
            [changes, trial.judge()].concat()
        }
    }
}

/// Takes everything from what hides it and waits for the last shelf.
fn uncover(trial: &mut Trial, owed: &mut Owed) {
    let mut steps = vec![Step::Set(SUPPRESSES, 0)];
    steps.extend((0..6).map(Step::InService));
    steps.push(Step::Pass(3_700));
    for step in steps {
        let changes = run(trial, &step);
        owed.take(&changes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn no_annunciation_is_ever_lost(steps in prop::collection::vec(step(), 1..60)) {
        let mut trial = Trial::unjudged(
            &alarms().into_iter().map(Arc::new).collect::<Vec<_>>(),
            (Some(crate::tag::Value::Int(0)), Quality::GOOD),
        );
        let mut owed = Owed::default();
        owed.take(&trial.judge());
        for step in &steps {
            let changes = run(&mut trial, step);
            owed.take(&changes);
            owed.check(&mut trial);
        }
        uncover(&mut trial, &mut owed);
        owed.check(&mut trial);
        for (id, _) in owed.0 {
            let axes = trial.kept(&id).axes;
            // Only a shelf that waits for the alarm to clear may still stand.
            if !matches!(axes.shelving, Shelving::OneShot { .. }) {
                prop_assert!(!axes.hidden(), "{} is still hidden: {:?}", id, axes);
                prop_assert!(axes.state.to_acknowledge());
            }
        }
    }

    #[test]
    fn the_same_samples_and_actions_give_the_same_changes(steps in prop::collection::vec(step(), 1..40)) {
        let go = || {
            let mut trial = Trial::unjudged(
                &alarms().into_iter().map(Arc::new).collect::<Vec<_>>(),
                (Some(crate::tag::Value::Int(0)), Quality::GOOD),
            );
            let changes: Vec<_> = steps.iter().flat_map(|step| run(&mut trial, step)).collect();
            (changes, trial.picture())
        };
        prop_assert_eq!(go(), go());
    }
}
