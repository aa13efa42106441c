//! The works against its own alarms: a day like any other raises none, and each fault raises its own.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::*;
use crate::alarm::{Book, Happening};
use crate::plant::Plant;
use crate::tag::{Bad, Quality, TagIndex};
use crate::time::{Moment, Steady, Timestamp};

const SECOND: Duration = Duration::from_secs(1);

/// The works, its layout's alarms, and what they told so far.
struct Watch {
    works: WaterWorks,
    plant: Arc<Plant>,
    book: Book,
    now: Moment,
    /// How often each alarm was raised where an operator would have seen it.
    raised: BTreeMap<Arc<str>, u32>,
}

impl Watch {
    fn new(seed: u64) -> Self {
        let plant = crate::layout::load(Path::new("layouts/water-works")).plant.unwrap();
        let book = Book::new(&plant.alarms, plant.tags.len());
        let utc = Timestamp::parse("2026-11-23T08:00:00Z").unwrap();
        let now = Moment { utc, steady: Steady::from_millis(1_000) };
        Self { works: WaterWorks::new(seed), plant, book, now, raised: BTreeMap::new() }
    }

    fn run(&mut self, seconds: u64) {
        for _ in 0..seconds {
            self.works.step(SECOND);
            self.now = self.now.after(SECOND);
            let values = self.values();
            let lookup = |tag: TagIndex| match values.get(&tag) {
                Some(value) => (Some(value.clone()), Quality::GOOD),
                None => (None, Quality::Bad(Bad::NotAValue)),
            };
            for tag in (0..self.plant.tags.len() as u32).map(TagIndex) {
                self.book.touch(tag);
            }
            let mut changes = self.book.judge(self.now, &lookup);
            changes.extend(self.book.tick(self.now, &lookup));
            for change in changes {
                if change.happening == Happening::Raised && !change.after.axes.hidden() {
                    *self.raised.entry(change.alarm).or_default() += 1;
                }
            }
        }
    }

    /// What the devices would show, the derived tags, and a station that is well.
    fn values(&self) -> BTreeMap<TagIndex, Value> {
        let mut values = BTreeMap::new();
        for source in &self.plant.sources {
            let id = &self.plant.tag(source.tag).unwrap().id;
            values.extend(self.works.value(id).map(|value| (source.tag, value)));
        }
        for item in &self.plant.derived {
            let outcome =
                item.expression.evaluate(&|tag: TagIndex| (values.get(&tag).cloned(), Quality::GOOD));
            values.extend(outcome.number.map(|number| (item.tag, Value::Float(number))));
        }
        for (id, tag) in self.plant.tags_by_id.iter().filter(|(id, _)| id.starts_with("sys.")) {
            let counts = id.ends_with(".overruns");
            values.insert(*tag, Value::Float(if counts { 0.0 } else { 1.0 }));
        }
        values
    }

    fn told(&self) -> Vec<&str> {
        self.raised.keys().map(|id| &**id).collect()
    }
}

#[test]
fn a_day_like_any_other_raises_no_alarm() {
    let mut watch = Watch::new(11);
    // Four hours are a day of the works.
    watch.run(5 * 3_600);
    assert_eq!(watch.raised, BTreeMap::new());
}

#[test]
fn each_fault_raises_its_own_alarms_once() {
    let check = |fault: &str, seconds: u64, expected: &[&str]| {
        let mut watch = Watch::new(12);
        watch.run(900);
        assert_eq!(watch.told(), Vec::<&str>::new(), "before {fault}");
        assert!(watch.works.set_fault(fault, true));
        watch.run(seconds);
        let missing: Vec<_> = expected.iter().filter(|id| !watch.raised.contains_key(**id)).collect();
        assert!(missing.is_empty(), "{fault}: no {missing:?} in {:?}", watch.raised);
        assert!(watch.raised.values().all(|count| *count == 1), "{fault} chatters: {:?}", watch.raised);
        assert!(watch.raised.len() <= expected.len() + 2, "{fault} floods: {:?}", watch.raised);
    };
    check("trip P-103", 300, &["P-103.Trip.discrete"]);
    check("trip P-602", 300, &["P-602.Trip.discrete"]);
    check("trip DP-501", 300, &["DP-501.Trip.discrete"]);
    check("storm", 1_800, &["AIT-111.high"]);
    check("burst main", 1_800, &["FIT-611.rate"]);
    let blocked = ["AIC-502.Deviation", "AIT-502.low", "AIT-502.low_low", "FIT-505.low"];
    check("block dosing", 1_800, &blocked);
}

#[test]
fn a_low_flow_is_no_alarm_while_the_pumps_stand_still_on_purpose() {
    let mut watch = Watch::new(13);
    watch.run(60);
    for pump in 1..=4 {
        watch.works.write(&format!("P-10{pump}.Mode"), 0.0);
    }
    watch.run(600);
    assert_eq!(watch.works.value("FIT-110"), Some(Value::Float(0.0)));
    let picture = watch.book.picture(watch.now);
    let flow = picture.rows.iter().find(|row| &*row.alarm.id == "FIT-110.low").unwrap();
    assert!(flow.kept.axes.suppressed.is_some(), "{:?}", flow.kept);
    assert!(!watch.raised.contains_key("FIT-110.low"), "{:?}", watch.raised);
}
