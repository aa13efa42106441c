//! Requests against the simulated devices, without sockets: faults, refusals, layouts without a model.

use super::*;
use crate::device::{ByteOrder, Encoding};
use crate::plant::{Fault, Signal, SignalKind};
use crate::simulator::test_plant::{DEVICE, TestPlant, water_works};
use crate::time::{Steady, Timestamp};

const READ_FIRST: [u8; 5] = [3, 0, 0, 0, 2];

fn at(seconds: u64) -> Moment {
    Moment {
        utc: Timestamp::from_millis(seconds as i64 * 1_000),
        steady: Steady::from_millis(seconds * 1_000),
    }
}

fn plant() -> TestPlant {
    TestPlant::new().tag("wide", "holding:0", Encoding::U32, ByteOrder::Abcd).tag(
        "far",
        "holding:0@7",
        Encoding::U32,
        ByteOrder::Abcd,
    )
}

fn world_with(kind: FaultKind, unit: Option<u8>) -> World {
    let mut test = plant();
    let signal = |tag| Signal { tag, kind: SignalKind::Counter { period: Duration::from_secs(1) } };
    test.plant.simulation.signals = vec![signal(TagIndex(0)), signal(TagIndex(1))];
    test.plant.simulation.faults = vec![Fault {
        id: "fault".into(),
        title: "A fault".into(),
        device: DEVICE,
        unit: unit.map(UnitId),
        kind,
        active: false,
    }];
    World::new(test.done(), None, at(0))
}

/// The function code and data of an answer, while nothing else than an answer at once is expected.
fn ask(world: &mut World, unit: u8, pdu: &[u8], now: Moment) -> Vec<u8> {
    let asked = Asked { transaction: 9, unit, pdu: pdu.to_vec() };
    match world.reply(DEVICE, &asked, now) {
        Reply::Now(frame) => {
            assert_eq!(frame[..4], [0, 9, 0, 0]);
            frame[7..].to_vec()
        }
        other @ (Reply::Late(..) | Reply::Silence) => panic!("{other:?}"),
    }
}

fn silent(world: &mut World, unit: u8) -> bool {
    let asked = Asked { transaction: 9, unit, pdu: READ_FIRST.to_vec() };
    world.reply(DEVICE, &asked, at(5)) == Reply::Silence
}

#[test]
fn a_fault_strikes_its_unit_only_and_ends_when_it_is_switched_off() {
    let mut world = world_with(FaultKind::Exception(11), Some(7));
    assert_eq!(ask(&mut world, 7, &READ_FIRST, at(5)), [3, 4, 0, 0, 0, 5]);
    assert!(world.set_fault("fault", true));
    assert_eq!(ask(&mut world, 7, &READ_FIRST, at(5)), [0x83, 11]);
    assert_eq!(ask(&mut world, 1, &READ_FIRST, at(5)), [3, 4, 0, 0, 0, 5]);
    assert!(world.set_fault("fault", false));
    assert_eq!(ask(&mut world, 7, &READ_FIRST, at(6)), [3, 4, 0, 0, 0, 6]);
    assert!(!world.set_fault("no such fault", true));
}

#[test]
fn frozen_values_stand_at_the_moment_of_freezing() {
    let mut world = world_with(FaultKind::Frozen(Vec::new()), None);
    world.step(at(4));
    world.set_fault("fault", true);
    assert_eq!(ask(&mut world, 1, &READ_FIRST, at(5)), [3, 4, 0, 0, 0, 4]);
    world.set_fault("fault", false);
    assert_eq!(ask(&mut world, 1, &READ_FIRST, at(5)), [3, 4, 0, 0, 0, 5]);
}

#[test]
fn listed_tags_alone_are_frozen() {
    let mut world = world_with(FaultKind::Frozen(vec![TagIndex(1)]), None);
    world.step(at(4));
    world.set_fault("fault", true);
    assert_eq!(ask(&mut world, 7, &READ_FIRST, at(5)), [3, 4, 0, 0, 0, 4]);
    assert_eq!(ask(&mut world, 1, &READ_FIRST, at(5)), [3, 4, 0, 0, 0, 5]);
}

#[test]
fn a_long_pause_is_not_made_up_for() {
    let plant = Arc::new(water_works());
    let total = plant.find("FQ-110").unwrap();
    let mut world = World::new(plant, crate::simulator::built_in("water_works", 1), at(0));
    let number = |world: &World| world.value(total).unwrap().number().unwrap();
    let before = number(&world);
    world.step(at(3_600));
    // 1,434 m³/h for 5 seconds, not for an hour.
    assert!((1.0..3.0).contains(&(number(&world) - before)), "{}", number(&world) - before);
}

#[test]
fn words_of_wide_values_change_places() {
    let mut world = world_with(FaultKind::SwappedWords, None);
    world.set_fault("fault", true);
    assert_eq!(ask(&mut world, 1, &READ_FIRST, at(5)), [3, 4, 0, 5, 0, 0]);
}

#[test]
fn a_hung_unit_says_nothing_and_does_nothing() {
    let mut world = world_with(FaultKind::Hung, Some(7));
    world.set_fault("fault", true);
    assert!(silent(&mut world, 7));
    assert!(!silent(&mut world, 1));
}

#[test]
fn a_share_of_the_answers_is_lost() {
    let mut world = world_with(FaultKind::Lost(0.3), None);
    world.set_fault("fault", true);
    let lost = (0..1_000).filter(|_| silent(&mut world, 1)).count();
    assert!((250..350).contains(&lost), "{lost}");
}

#[test]
fn late_answers_keep_their_transaction_and_their_value() {
    let by = Duration::from_millis(2_500);
    let mut world = world_with(FaultKind::Late(by), None);
    world.set_fault("fault", true);
    let asked = Asked { transaction: 0x0102, unit: 1, pdu: READ_FIRST.to_vec() };
    let frame = vec![1, 2, 0, 0, 0, 7, 1, 3, 4, 0, 0, 0, 5];
    assert_eq!(world.reply(DEVICE, &asked, at(5)), Reply::Late(by, frame));
}

#[test]
fn an_unknown_unit_is_silent_behind_a_gateway_and_nowhere_without_one() {
    let mut gateway = World::new(plant().done(), None, at(0));
    assert_eq!(ask(&mut gateway, 8, &READ_FIRST, at(0)), [0x83, 11]);
    let alone = TestPlant::new().tag("a", "holding:0", Encoding::U32, ByteOrder::Abcd).done();
    let mut alone = World::new(alone, None, at(0));
    assert_eq!(ask(&mut alone, 8, &READ_FIRST, at(0)), [0x83, 2]);
}

#[test]
fn without_a_model_writes_are_kept_within_limits_and_the_read_back_agrees() {
    let test = TestPlant::new()
        .tag("state", "input:0", Encoding::U16, ByteOrder::Abcd)
        .tag("command", "holding:0", Encoding::U16, ByteOrder::Abcd)
        .rule(0.0, 1.0, "state", &[(1, 3)]);
    let mut world = World::new(test.done(), None, at(0));
    assert_eq!(ask(&mut world, 1, &[6, 0, 0, 0, 1], at(0)), [6, 0, 0, 0, 1]);
    assert_eq!(ask(&mut world, 1, &[4, 0, 0, 0, 1], at(0)), [4, 2, 0, 3]);
    assert_eq!(ask(&mut world, 1, &[6, 0, 0, 0, 2], at(0)), [0x86, 3]);
    assert_eq!(ask(&mut world, 1, &[3, 0, 0, 0, 1], at(0)), [3, 2, 0, 1]);
    let frames = world.log.frames();
    assert_eq!(frames.iter().map(|frame| frame.exception).collect::<Vec<_>>(), [None, Some(3)]);
    assert_eq!((frames[0].address, frames[0].contents.as_slice()), (0, [0, 1].as_slice()));
}

#[test]
fn the_shipped_model_drives_every_tag_of_its_layout() {
    let plant = Arc::new(water_works());
    let process = crate::simulator::built_in("water_works", 1).unwrap();
    let unknown: Vec<_> = plant
        .sources
        .iter()
        .filter_map(|source| plant.tag(source.tag))
        .filter(|tag| process.value(&tag.id).is_none() && &*tag.id != "PLC-1.Clock")
        .map(|tag| tag.id.clone())
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    for rule in plant.write_rules.values() {
        let tag = plant.tag(rule.tag).unwrap();
        for value in [rule.minimum, rule.maximum] {
            let verdict = process.accepts(&tag.id, value);
            assert_eq!(verdict, crate::simulator::Verdict::Accepted, "{} at {value}", tag.id);
        }
    }
    for fault in &plant.simulation.faults {
        if let FaultKind::Process { name } = &fault.kind {
            let mut process = crate::simulator::built_in("water_works", 1).unwrap();
            assert!(process.set_fault(name, true), "{name}");
        }
    }
}

#[test]
fn every_tag_of_the_shipped_layout_reads_back_what_the_model_says() {
    let plant = Arc::new(water_works());
    let process = crate::simulator::built_in("water_works", 1);
    let mut world = World::new(plant.clone(), process, at(0));
    world.step(at(3));
    for source in &plant.sources {
        let tag = plant.tag(source.tag).unwrap();
        let place = (source.device, source.unit, source.address.table);
        let values = &world.values;
        let value = |tag| values.value(tag);
        let mut read = |start, count| world.bank.read(place, start, count, false, &value).unwrap();
        let contents = read(source.address.offset, source.width());
        let exponent = source.exponent.and_then(|at| source.decode_exponent(read(at, 1)[0]));
        let bits: Vec<bool> = contents.iter().map(|content| *content != 0).collect();
        let words = if source.address.table.holds_bits() {
            crate::device::Words::Bits(&bits)
        } else {
            crate::device::Words::Registers(&contents)
        };
        let (shown, quality) = source.read(tag, words, exponent);
        assert!(quality.is_good(), "{} is {quality}", tag.id);
        let meant = world.values.value(source.tag).unwrap();
        let tolerance = meant.number().map_or(0.0, |number| 1.0 + number.abs() * 1e-3);
        assert!(shown.as_ref().unwrap().matches(&meant, tolerance), "{} {shown:?} {meant:?}", tag.id);
    }
}
