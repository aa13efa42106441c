//! The player and the pictures over a recording in memory, whose answers are known.

use std::sync::Arc;
use std::time::Duration;

use crate::alarm::Priority;
use crate::historian::{Dictionary, Store, StoreWriter};
use crate::journal::{Entry, EntryKind};
use crate::message::{Direction, LaneMark, Record, Step, Transport};
use crate::plant::Plant;
use crate::replay::{Pictures, Player, Recording, density, moment};
use crate::tag::{Bad, Bands, Quality, Sample, Scaling, Tag, TagIndex, Value};
use crate::time::{Moment, Span, Steady, Timestamp};

/// The first second of the recording.
const BEGIN: i64 = 1_795_392_000;

fn at(seconds: f64) -> Timestamp {
    Timestamp::from_micros(BEGIN * 1_000_000 + (seconds * 1e6) as i64)
}

fn tag(id: &str) -> Tag {
    Tag {
        id: id.into(),
        formerly: Vec::new(),
        period: Duration::from_secs(1),
        stale_after: Duration::from_secs(3),
        title: id.into(),
        equipment: None,
        area: "".into(),
        unit: "m".into(),
        decimals: 1,
        range: None,
        bands: Bands::default(),
        states: Vec::new(),
        scaling: Scaling::None,
    }
}

pub(super) fn plant(ids: &[&str]) -> Plant {
    let mut plant = Plant { hash: ids.concat().into(), ..Plant::default() };
    for (number, id) in (0u32..).zip(ids) {
        plant.tags_by_id.insert((*id).into(), TagIndex(number));
        plant.tags.push(tag(id));
    }
    plant
}

/// A each second for 100 s; B for 20 s, then bad; nothing from 100 to 200; A again for 50 s. An entry every 10 s.
fn recording() -> Store {
    let plant = plant(&["A", "B"]);
    let store = Arc::new(Store::in_memory(Arc::new(Dictionary::of(&plant))));
    let mut writer = StoreWriter::new(Arc::clone(&store), &plant, moment(at(0.0)));
    let mut put = |tag: u32, second: u32, sample: Sample| {
        writer.take(&Record::Samples([(TagIndex(tag), sample)].into()), moment(at(f64::from(second))));
    };
    let good = |second: u32| {
        let when = moment(at(f64::from(second)));
        Sample::new(Value::Float(f64::from(second)), Quality::GOOD, when, when)
    };
    for second in (0..100).chain(200..250) {
        put(0, second, good(second));
        if second < 20 {
            put(1, second, good(second));
        } else if second == 20 {
            put(1, 20, good(19).degraded(Quality::Bad(Bad::NoCommunication), moment(at(20.0))));
        }
    }
    for second in (0..250).step_by(10) {
        let entry = Entry {
            time: at(f64::from(second) + 0.5),
            kind: if second == 50 { EntryKind::Note } else { EntryKind::System },
            source: "station".into(),
            subject: "".into(),
            text: format!("at {second}").into(),
            details: std::collections::BTreeMap::new(),
        };
        writer.take(&Record::Journal(entry), moment(at(249.0)));
    }
    drop(writer);
    Arc::into_inner(store).unwrap()
}

fn player(recording: &Store, seconds: f64) -> Player {
    Player::new(Recording::span(recording).unwrap(), at(seconds), 1.0, Steady::from_millis(0))
}

/// Lets time pass in pieces of 100 ms.
fn pass(player: &mut Player, from_millis: u64, millis: u64) {
    for now in (from_millis..=from_millis + millis).step_by(100) {
        player.advance(Steady::from_millis(now));
    }
}

#[test]
fn time_moves_at_its_speed_in_its_direction_and_stops_at_the_end() {
    let recording = recording();
    let mut player = player(&recording, 10.0);
    pass(&mut player, 0, 1_000);
    assert_eq!(player.position(), at(10.0), "it stands until it is told to go");
    let now = |millis| Steady::from_millis(millis);
    player.take(&Transport::Play(Direction::Forward), &recording, (&[], &[]), now(1_000));
    pass(&mut player, 1_000, 2_000);
    assert_eq!(player.position(), at(12.0));
    player.take(&Transport::Speed(0.5), &recording, (&[], &[]), now(3_000));
    pass(&mut player, 3_000, 2_000);
    assert_eq!(player.position(), at(13.0));
    player.take(&Transport::Play(Direction::Backward), &recording, (&[], &[]), now(5_000));
    pass(&mut player, 5_000, 4_000);
    assert_eq!(player.position(), at(11.0));
    player.take(&Transport::Speed(1e9), &recording, (&[], &[]), now(9_000));
    assert_eq!(player.speed(), 1000.0);
    pass(&mut player, 9_000, 1_000);
    assert_eq!((player.position(), player.playing()), (at(0.0), None));
    player.take(&Transport::Speed(f64::NAN), &recording, (&[], &[]), now(10_000));
    assert_eq!(player.speed(), 1.0);
    // From the begin it can only play back from the end.
    player.take(&Transport::Play(Direction::Backward), &recording, (&[], &[]), now(10_000));
    assert_eq!(player.position(), at(249.0));
    // A machine that slept did not watch.
    player.advance(now(3_600_000));
    assert_eq!(player.position(), at(247.0));
}

#[test]
fn a_loop_goes_round_and_is_within_the_recording() {
    let recording = recording();
    let mut player = player(&recording, 0.0);
    let now = Steady::from_millis;
    let span = Span { from: at(30.0), to: at(32.0) };
    player.take(&Transport::Loop(Some(span)), &recording, (&[], &[]), now(0));
    assert_eq!(player.position(), at(30.0));
    player.take(&Transport::Play(Direction::Forward), &recording, (&[], &[]), now(0));
    let mut seen = Vec::new();
    for millis in (0..10_000).step_by(500) {
        player.advance(now(millis));
        assert!(span.holds(player.position()));
        seen.push(player.position());
    }
    assert!(seen.iter().filter(|time| **time == at(30.0)).count() >= 4, "{seen:?}");
    let outside = Span { from: at(-500.0), to: at(-400.0) };
    player.take(&Transport::Loop(Some(outside)), &recording, (&[], &[]), now(10_000));
    assert_eq!(player.looped(), None);
}

#[test]
fn steps_go_from_sample_to_sample_and_from_event_to_event() {
    let recording = recording();
    let mut player = player(&recording, 98.5);
    let mut step = |what, way| {
        player.take(&Transport::Step(what, way), &recording, (&["A", "B"], &[]), Steady::from_millis(0));
        player.position()
    };
    assert_eq!(step(Step::Sample, Direction::Forward), at(99.0));
    assert_eq!(step(Step::Sample, Direction::Forward), at(200.0), "over the gap");
    assert_eq!(step(Step::Sample, Direction::Backward), at(99.0));
    assert_eq!(step(Step::Event, Direction::Forward), at(100.5));
    assert_eq!(step(Step::Event, Direction::Backward), at(90.5));
    assert_eq!(step(Step::Event, Direction::Backward), at(80.5));
}

#[test]
fn a_picture_is_of_its_time_alone_in_whatever_order_it_is_asked_for() {
    let recording = recording();
    // One tag was never recorded.
    let plant = plant(&["A", "B", "C"]);
    let mut pictures = Pictures::default();
    let mut check = |seconds: f64, a: Option<f64>, b: (Quality, f64), entries: usize| {
        let picture = pictures.at(&plant, &recording, at(seconds));
        let sample = |tag| picture.samples.get(TagIndex(tag)).unwrap().clone();
        assert_eq!(sample(0).value().and_then(Value::number), a, "A at {seconds}");
        assert_eq!(sample(1).quality(), b.0, "B at {seconds}");
        if sample(1).value().is_some() {
            assert_eq!(sample(1).source().utc, at(b.1), "age of B at {seconds}");
        }
        assert_eq!(sample(2).quality(), Quality::NOT_RECORDED);
        assert_eq!(picture.journal.len(), entries, "journal at {seconds}");
        assert_eq!(picture.at, moment(at(seconds)));
        assert_eq!(picture.recorded, a.is_some());
    };
    let lost = Quality::Bad(Bad::NoCommunication);
    check(10.4, Some(10.0), (Quality::GOOD, 10.0), 1);
    check(99.9, Some(99.0), (lost, 19.0), 10);
    check(5.0, Some(5.0), (Quality::GOOD, 5.0), 1);
    check(60.0, Some(60.0), (lost, 19.0), 6);
    check(150.0, None, (Quality::NOT_RECORDED, 0.0), 15);
    check(25.0, Some(25.0), (lost, 19.0), 3);
    check(240.2, Some(240.0), (lost, 19.0), 24);
}

#[test]
fn the_lane_counts_what_happened_and_marks_what_people_did() {
    let recording = recording();
    let lane = density(&recording, Recording::span(&recording).unwrap());
    assert_eq!((lane.counts.iter().sum::<u32>(), lane.left_out), (25, 0));
    let note = LaneMark { time: at(50.5), kind: EntryKind::Note, priority: None };
    assert_eq!(lane.marks, [note]);
}

#[test]
fn of_too_many_marks_notes_and_the_most_urgent_alarms_stay() {
    let plant = plant(&["A"]);
    let store = Arc::new(Store::in_memory(Arc::new(Dictionary::of(&plant))));
    let mut writer = StoreWriter::new(Arc::clone(&store), &plant, moment(at(0.0)));
    let words = ["urgent", "high", "medium", "low"];
    for number in 0..1_000_u32 {
        let happening = if number % 2 == 0 { "raised" } else { "acknowledged" };
        let word = words[(number / 2 % 4) as usize];
        let word = if word == "urgent" && number > 100 { "low" } else { word };
        let details = [("happening", happening), ("priority", word)];
        let entry = Entry {
            time: at(f64::from(number)),
            kind: if number == 3 { EntryKind::Note } else { EntryKind::Alarm },
            source: "station".into(),
            subject: "A.high".into(),
            text: "".into(),
            details: details.map(|(key, word)| (key.into(), word.into())).into_iter().collect(),
        };
        writer.take(&Record::Journal(entry), moment(at(999.0)));
    }
    let lane = density(&*store, Span { from: at(0.0), to: at(1_000.0) });
    assert_eq!(lane.marks.len(), crate::message::Density::MARKS_MAX);
    assert!(lane.marks.is_sorted_by_key(|mark| mark.time));
    let of = |priority| lane.marks.iter().filter(|mark| mark.priority == priority).count();
    assert_eq!((of(Some(Priority::Urgent)), of(Some(Priority::High)), of(None)), (13, 125, 1));
    assert_eq!((of(Some(Priority::Medium)), of(Some(Priority::Low))), (61, 0));
}

#[test]
fn a_moment_of_a_recording_has_one_age() {
    let age = |later: f64| moment(at(later)).age_of(moment(at(0.0)));
    assert_eq!(age(2.5), Duration::from_millis(2_500));
    assert_eq!(
        moment(Timestamp::from_nanos(-5)),
        Moment { utc: Timestamp::from_nanos(-5), ..Moment::default() }
    );
}

#[test]
fn steps_to_alarms_and_actions_pass_over_everything_else() {
    let plant = plant(&["A"]);
    let store = Arc::new(Store::in_memory(Arc::new(Dictionary::of(&plant))));
    let mut writer = StoreWriter::new(Arc::clone(&store), &plant, moment(at(0.0)));
    let sample = |second: f64| {
        Sample::new(Value::Float(second), Quality::GOOD, moment(at(second)), moment(at(second)))
    };
    for second in [0.0, 1_000.0] {
        writer.take(&Record::Samples([(TagIndex(0), sample(second))].into()), moment(at(second)));
    }
    let kinds = |second: u32| match second % 100 {
        40 => (EntryKind::Alarm, "station", "raised"),
        60 => (EntryKind::Alarm, "operator", "acknowledged"),
        70 => (EntryKind::Command, "operator", ""),
        80 => (EntryKind::Alarm, "station", "returned"),
        _ => (EntryKind::System, "station", ""),
    };
    for second in 0..1_000 {
        let (kind, source, happening) = kinds(second);
        let entry = Entry {
            time: at(f64::from(second)),
            kind,
            source: source.into(),
            subject: "A.high".into(),
            text: "".into(),
            details: [("happening".into(), happening.into())].into(),
        };
        writer.take(&Record::Journal(entry), moment(at(f64::from(second))));
    }
    let mut player = Player::new(Recording::span(&*store).unwrap(), at(0.0), 1.0, Steady::from_millis(0));
    let mut step = |step, way| {
        player.take(&Transport::Step(step, way), &*store, (&["A"], &[]), Steady::from_millis(0));
        player.position()
    };
    for hundred in 0..10 {
        let at_second = |second: i32| at(f64::from(hundred * 100 + second));
        assert_eq!(step(Step::Alarm, Direction::Forward), at_second(40));
        assert_eq!(step(Step::Action, Direction::Forward), at_second(60));
        assert_eq!(step(Step::Command, Direction::Forward), at_second(70));
        assert_eq!(step(Step::Action, Direction::Backward), at_second(60));
        assert_eq!(step(Step::Alarm, Direction::Backward), at_second(40));
        assert_eq!(step(Step::Command, Direction::Forward), at_second(70));
    }
    assert_eq!(step(Step::Alarm, Direction::Forward), at(970.0), "there is none: it stays");
    assert_eq!(step(Step::Event, Direction::Forward), at(971.0));
}

/// A high alarm over A at 60 without delays.
fn high() -> crate::alarm::Alarm {
    crate::alarm::Alarm {
        id: "A.high".into(),
        tag: TagIndex(0),
        title: "A".into(),
        text: "High".into(),
        area: "".into(),
        equipment: None,
        condition: crate::alarm::Condition::Limit {
            level: crate::alarm::Level::High,
            limit: crate::alarm::Limit::Fixed(60.0),
        },
        deadband: 0.0,
        on_delay: Duration::ZERO,
        off_delay: Duration::ZERO,
        priority: crate::alarm::Priority::High,
        latching: false,
        class: "".into(),
        cause: "".into(),
        consequence: "".into(),
        response: "Look.".into(),
        time_to_respond: None,
        display: None,
        suppressed_while: None,
        shelve_at_most: Duration::from_secs(3_600),
    }
}

/// What is asked of the alarm in a second: acknowledged, shelved and taken back now and then.
fn asked_in(second: u32, occurrence: crate::alarm::Occurrence) -> Option<crate::alarm::Action> {
    use crate::alarm::{Action, ShelveFor};
    match second % 23 {
        5 => Some(Action::Acknowledge([("A.high".into(), occurrence)].into())),
        11 => Some(Action::Shelve {
            alarm: "A.high".into(),
            duration: ShelveFor::Time(Duration::from_secs(7)),
            reason: "noise".into(),
        }),
        15 => Some(Action::Unshelve("A.high".into())),
        _ => None,
    }
}

#[test]
fn alarms_stand_at_any_time_as_they_stood() {
    use crate::alarm::{Actor, Book};
    let mut plant = plant(&["A"]);
    plant.alarms = vec![Arc::new(high())];
    let store = Arc::new(Store::in_memory(Arc::new(Dictionary::of(&plant))));
    let mut writer = StoreWriter::new(Arc::clone(&store), &plant, moment(at(0.0)));
    let mut book = Book::new(&plant.alarms, 1);
    let mut stood = Vec::new();
    for second in 0..240_u32 {
        let now = moment(at(f64::from(second)));
        let value = f64::from(second * 37 % 120);
        let sample = Sample::new(Value::Float(value), Quality::GOOD, now, now);
        writer.take(&Record::Samples([(TagIndex(0), sample)].into()), now);
        let lookup = |_: TagIndex| (Some(Value::Float(value)), Quality::GOOD);
        book.touch(TagIndex(0));
        let mut changes = book.judge(now, &lookup);
        changes.extend(book.tick(now, &lookup));
        let occurrence = book.picture(now).rows.first().map(|row| row.kept.occurrence).unwrap_or_default();
        if let Some(action) = asked_in(second, occurrence) {
            changes.extend(book.act(now, &action, &Actor("operator".into())).unwrap());
        }
        for change in &changes {
            let entry = Entry {
                time: change.at,
                kind: EntryKind::Alarm,
                source: Arc::clone(&change.by),
                subject: Arc::clone(&change.alarm),
                text: "".into(),
                details: change.entry_details(),
            };
            writer.take(&Record::Journal(entry), now);
        }
        stood.push(book.picture(now));
    }
    let told = |picture: &crate::alarm::Picture| {
        (picture.rows.to_vec(), picture.counts, picture.flood.clone(), picture.came_and_went.to_vec())
    };
    let shown = stood.iter().filter(|picture| !picture.rows.is_empty()).count();
    assert!(shown > 60 && shown < 230, "{shown}");
    // On, back and to and fro; at a moment and a little after it.
    let forth = 0..240_usize;
    let jumps = (0..240).map(|step| step * 101 % 240);
    let mut pictures = Pictures::default();
    for second in forth.clone().chain(forth.rev()).chain(jumps) {
        let time = at(second as f64 + [0.0, 0.4][second % 2]);
        let picture = pictures.at(&plant, &*store, time);
        assert!(picture.alarms_complete);
        assert_eq!(told(&picture.alarms), told(&stood[second]), "at {second} s");
    }
    // Another window that opens there sees the same.
    let fresh = Pictures::default().at(&plant, &*store, at(200.0));
    assert_eq!(told(&fresh.alarms), told(&stood[200]));
    // So does who has only an excerpt, though most was raised or put aside before it.
    let folder = tempfile::tempdir().unwrap();
    for begin in (30..200_usize).step_by(7) {
        let file = folder.path().join(format!("{begin}.mcap"));
        let request = crate::trend::ExportRequest {
            tags: vec!["A".into()],
            span: Span { from: at(begin as f64), to: at(239.0) },
            format: crate::trend::ExportFormat::Mcap,
            path: file.clone(),
        };
        crate::historian::export::write(&store, &request, &file, &|| false).unwrap();
        let excerpt = Store::read_only(&file).unwrap();
        assert_eq!(Recording::span(&excerpt).unwrap().from, at(begin as f64));
        for second in [begin, begin + 1, begin + 3, 239] {
            let picture = Pictures::default().at(&plant, &excerpt, at(second as f64));
            let rows = picture.alarms.rows.to_vec();
            assert_eq!(rows, stood[second].rows.to_vec(), "at {second} s of what begins at {begin} s");
        }
    }
}
