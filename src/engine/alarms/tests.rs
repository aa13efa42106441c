//! Alarms through the engine, by messages alone.

use super::*;
use crate::alarm::{Alarm, Level, Limit, Priority, ShelveFor, State};
use crate::engine::{Input, Options};
use crate::message::{DeviceStatus, FieldMessage, Request};
use crate::plant::SystemTag;
use crate::tag::{Bands, Quality, Sample, Scaling, Tag, Value};
use crate::time::{Steady, Timestamp};

const DEVICE: DeviceIndex = DeviceIndex(0);

fn at(millis: u64) -> Moment {
    let utc = Timestamp::from_millis(1_800_000_000_000 + millis as i64);
    Moment { utc, steady: Steady::from_millis(millis) }
}

fn tag(id: &str) -> Tag {
    Tag {
        id: id.into(),
        title: id.into(),
        formerly: Vec::new(),
        equipment: None,
        area: "Test".into(),
        unit: "m".into(),
        decimals: 1,
        range: None,
        bands: Bands::default(),
        states: Vec::new(),
        scaling: Scaling::None,
        period: Duration::from_secs(1),
        stale_after: Duration::from_secs(3600),
    }
}

fn alarm(id: &str, tag: u32, condition: Condition) -> Alarm {
    Alarm {
        id: id.into(),
        tag: TagIndex(tag),
        title: "Level".into(),
        text: "High limit".into(),
        area: "Test".into(),
        equipment: None,
        condition,
        deadband: 0.0,
        on_delay: Duration::ZERO,
        off_delay: Duration::ZERO,
        priority: Priority::High,
        latching: false,
        class: "".into(),
        cause: "".into(),
        consequence: "".into(),
        response: "Look".into(),
        time_to_respond: None,
        display: None,
        suppressed_while: None,
        shelve_at_most: Duration::from_secs(3600),
    }
}

/// So many tags, each with one alarm above 10.
fn plant(tags: u32, hash: &str) -> Plant {
    let high = || Condition::Limit { level: Level::High, limit: Limit::Fixed(10.0) };
    Plant {
        hash: hash.into(),
        tags: (0..tags).map(|number| tag(&format!("T-{number}"))).collect(),
        tags_by_id: (0..tags).map(|number| (format!("T-{number}").into(), TagIndex(number))).collect(),
        alarms: (0..tags)
            .map(|number| Arc::new(alarm(&format!("T-{number}.high"), number, high())))
            .collect(),
        ..Plant::default()
    }
}

struct Bench {
    engine: Engine,
    out: Vec<Output>,
    hash: Arc<str>,
}

impl Bench {
    fn new(plant: Plant) -> Self {
        let hash = Arc::clone(&plant.hash);
        let mut engine = Engine::new(Arc::new(plant), Options::default(), at(0));
        let mut out = Vec::new();
        engine.start(at(0), &mut out);
        Self { engine, out, hash }
    }

    fn read(&mut self, values: &[(u32, f64)], millis: u64) {
        let sample = |value| Sample::new(Value::Float(value), Quality::GOOD, at(millis), at(millis));
        let samples = values.iter().map(|(tag, value)| (TagIndex(*tag), sample(*value))).collect();
        let message = FieldMessage::Samples { layout: Arc::clone(&self.hash), device: DEVICE, samples };
        self.engine.handle(at(millis), Input::Field(message), &mut self.out);
    }

    fn ask(&mut self, request: Request, millis: u64) {
        self.engine.handle(at(millis), Input::Request(request), &mut self.out);
    }

    fn act(&mut self, action: Action, millis: u64) {
        self.ask(Request::Alarm { action, by: Actor("operator".into()) }, millis);
    }

    fn tick(&mut self, millis: u64) {
        self.engine.handle(at(millis), Input::Tick, &mut self.out);
    }

    /// Changes as the journal tells them.
    fn told(&self) -> Vec<Change> {
        let entries = self.out.iter().filter_map(|output| {
            let Output::Record(Record::Journal(entry)) = output else { return None };
            (entry.kind == EntryKind::Alarm).then_some(entry)
        });
        entries
            .map(|entry| Change::read(&entry.details, entry.time, &entry.source, &entry.subject).unwrap())
            .collect()
    }

    fn words(&self) -> Vec<&'static str> {
        self.told().iter().map(|change| change.happening.word()).collect()
    }
}

#[test]
fn a_sample_raises_an_alarm_at_once_and_the_journal_holds_all_of_it() {
    let mut bench = Bench::new(plant(1, "a"));
    bench.read(&[(0, 12.5)], 100);
    let row = Arc::clone(&bench.engine.snapshot(at(100)).alarms.rows[0]);
    assert_eq!(row.kept.axes.state, State::Unacknowledged);
    bench.act(Action::Acknowledge([("T-0.high".into(), row.kept.occurrence)].into()), 200);
    let row = Arc::clone(&bench.engine.snapshot(at(200)).alarms.rows[0]);
    assert_eq!(bench.words(), ["raised", "acknowledged"]);
    assert_eq!(bench.told()[1].after, row.kept);
    let journal = bench.engine.snapshot(at(200)).journal;
    let entry = journal.iter().find(|entry| entry.kind == EntryKind::Alarm).unwrap();
    assert_eq!((&*entry.subject, &*entry.source), ("T-0.high", "station"));
    assert!(entry.text.contains("12.5") && entry.text.contains("High limit"), "{}", entry.text);
}

#[test]
fn a_restart_takes_every_state_back_and_a_change_while_down_is_told_as_such() {
    let mut bench = Bench::new(plant(3, "a"));
    bench.read(&[(0, 12.0), (1, 12.0), (2, 0.0)], 100);
    bench.act(Action::Acknowledge([("T-0.high".into(), Occurrence(1))].into()), 200);
    let shelve = Action::Shelve {
        alarm: "T-1.high".into(),
        duration: ShelveFor::Time(Duration::from_secs(600)),
        reason: "being cleaned".into(),
    };
    bench.act(shelve, 300);
    let kept: BTreeMap<_, _> =
        bench.told().into_iter().map(|change| (Arc::clone(&change.alarm), change.after)).collect();

    let mut engine = Engine::new(Arc::new(plant(3, "a")), Options::default(), at(1000));
    let mut out = Vec::new();
    let remarks = vec!["alarms.json is not used".into()];
    engine.restore(at(1000), KeptAlarms { kept: kept.clone(), remarks, ..KeptAlarms::default() }, &mut out);
    engine.start(at(1000), &mut out);
    let snapshot = engine.snapshot(at(1000));
    let back: BTreeMap<_, _> =
        snapshot.alarms.rows.iter().map(|row| (Arc::clone(&row.alarm.id), row.kept.clone())).collect();
    assert_eq!(back, kept);
    assert!(snapshot.notices.iter().any(|notice| &*notice.text == "alarms.json is not used"));

    let mut bench = Bench { engine, out, hash: "a".into() };
    bench.read(&[(0, 0.0), (1, 12.0), (2, 12.0)], 1100);
    let told: Vec<_> = bench
        .told()
        .into_iter()
        .map(|change| (change.alarm.to_string(), change.happening.word(), change.after.while_down))
        .collect();
    assert_eq!(told, [("T-0.high".into(), "returned", true), ("T-2.high".into(), "raised", true)]);
}

#[test]
fn where_no_station_ran_before_nothing_happened_while_it_was_down() {
    for (ran_before, while_down) in [(false, false), (true, true)] {
        let mut engine = Engine::new(Arc::new(plant(1, "a")), Options::default(), at(1000));
        let mut out = Vec::new();
        engine.restore(at(1000), KeptAlarms { ran_before, ..KeptAlarms::default() }, &mut out);
        engine.start(at(1000), &mut out);
        let mut bench = Bench { engine, out, hash: "a".into() };
        bench.read(&[(0, 12.0)], 1100);
        let told: Vec<_> = bench.told().iter().map(|change| change.after.while_down).collect();
        assert_eq!(told, [while_down]);
    }
}

#[test]
fn five_thousand_changes_in_a_second_are_all_in_the_journal_and_in_the_picture() {
    let mut bench = Bench::new(plant(5_000, "a"));
    for batch in 0..100_u32 {
        let values: Vec<_> = (batch * 50..(batch + 1) * 50).map(|tag| (tag, 11.0)).collect();
        bench.read(&values, u64::from(batch) * 10);
        assert_eq!(
            bench.engine.snapshot(at(u64::from(batch) * 10)).alarms.counts[1].active,
            (batch + 1) * 50
        );
    }
    assert_eq!(bench.told().len(), 5_000);
    let told: BTreeSet<_> = bench.told().into_iter().map(|change| change.alarm).collect();
    assert_eq!(told.len(), 5_000);
    let picture = bench.engine.snapshot(at(1000)).alarms;
    assert_eq!((picture.rows.len(), picture.counts[1].to_acknowledge), (5_000, 5_000));
}

#[test]
fn a_refusal_is_shown_ten_seconds_and_scripts_get_their_answer() {
    let mut bench = Bench::new(plant(1, "a"));
    bench.act(Action::Unshelve("no such alarm".into()), 0);
    assert!(bench.engine.snapshot(at(0)).alarm_refused.is_some());
    bench.tick(9_900);
    assert!(bench.engine.snapshot(at(9_900)).alarm_refused.is_some());
    bench.tick(10_000);
    assert_eq!(bench.engine.snapshot(at(10_000)).alarm_refused, None);

    bench.read(&[(0, 12.0)], 10_100);
    let seen = Action::Acknowledge([("T-0.high".into(), Occurrence(0))].into());
    bench.out.clear();
    bench.ask(Request::ScriptAlarm { action: seen, requester_id: "7".into() }, 10_200);
    bench
        .ask(Request::ScriptAlarm { action: Action::Reset("none".into()), requester_id: "8".into() }, 10_300);
    // The entry comes before its answer: what a script is told stands in the journal.
    assert!(matches!(&bench.out[0], Output::Record(Record::Journal(entry)) if &*entry.source == "script"));
    assert!(matches!(&bench.out[1], Output::Record(Record::LineDone { changes: 1, .. })));
    assert!(matches!(&bench.out[2], Output::Record(Record::LineRefused { why, .. }) if !why.is_empty()));
}

#[test]
fn a_tag_that_a_reload_removes_takes_its_active_alarm_with_it_and_that_is_told() {
    let mut bench = Bench::new(plant(2, "a"));
    bench.read(&[(0, 12.0), (1, 12.0)], 100);
    bench.out.clear();
    bench.ask(Request::Reload(Arc::new(plant(1, "b"))), 200);
    let told = bench.told();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((&*told[0].alarm, told[0].happening.word()), ("T-1.high", "removed"));
    let picture = bench.engine.snapshot(at(200)).alarms;
    assert_eq!((picture.rows.len(), picture.defined), (1, 1));
}

/// One device whose link is a tag, with the alarm that it is down.
fn linked(delay: Duration) -> Plant {
    let down = Alarm { on_delay: delay, off_delay: delay, ..alarm("down", 0, Condition::DeviceDown) };
    let system =
        SystemTag { tag: TagIndex(0), device: Some(DEVICE), unit: None, measure: Measure::Connected };
    Plant { system: vec![system], alarms: vec![Arc::new(down)], ..plant(1, "a") }
}

fn status(bench: &mut Bench, link: crate::device::LinkState, millis: u64) {
    let status = DeviceStatus { link, ..crate::engine::idle(at(millis)) };
    let layout = Arc::clone(&bench.hash);
    let message = FieldMessage::Status { layout, device: DEVICE, status: Arc::new(status) };
    bench.engine.handle(at(millis), Input::Field(message), &mut bench.out);
}

#[test]
fn a_flapping_link_makes_as_many_entries_as_its_delays_allow_and_its_end_is_told() {
    use crate::device::LinkState;
    let mut bench = Bench::new(linked(Duration::from_secs(2)));
    status(&mut bench, LinkState::Connected, 0);
    // Ten minutes of half a second up, half a second down.
    for millis in (0..600_000).step_by(500) {
        let up = (millis / 500) % 2 == 0;
        status(&mut bench, if up { LinkState::Connected } else { LinkState::Silent }, millis);
        bench.tick(millis + 100);
    }
    assert_eq!(bench.words(), [""; 0], "never down for two seconds");
    for millis in (600_000..610_000).step_by(500) {
        status(&mut bench, LinkState::Silent, millis);
        bench.tick(millis + 100);
    }
    for millis in (610_000..620_000).step_by(500) {
        status(&mut bench, LinkState::Connected, millis);
        bench.tick(millis + 100);
    }
    assert_eq!(bench.words(), ["raised", "returned"]);
}

#[test]
fn what_an_alarm_tells_is_no_notice_as_well() {
    let covered = Covered::new(&linked(Duration::ZERO));
    assert!(covered.link(DEVICE, None) && !covered.link(DEVICE, Some(UnitId(1))));
    assert!(!covered.overrun(DEVICE) && !covered.recording() && !covered.journal());
    let mut quality = linked(Duration::ZERO);
    quality.alarms = vec![Arc::new(alarm("bad", 0, Condition::Quality { bad_only: false }))];
    assert!(!Covered::new(&quality).link(DEVICE, None), "a quality alarm says nothing of the link");
}
