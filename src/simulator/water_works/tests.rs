//! The works as a whole: days without leaving its bounds, water neither made nor lost, faults with their
//! consequences.

use std::collections::BTreeMap;

use super::*;

fn run(works: &mut WaterWorks, seconds: u64) {
    for _ in 0..seconds {
        works.step(Duration::from_secs(1));
    }
}

fn number(works: &WaterWorks, id: &str) -> f64 {
    works.value(id).unwrap_or_else(|| panic!("no value for {id}")).number().unwrap()
}

/// Water in the filters, lagoon and clearwell, m³.
fn volume(works: &WaterWorks) -> f64 {
    works.filtration.volume() + works.filtration.lagoon + works.clearwell * CLEARWELL_AREA
}

#[test]
fn runs_by_itself_for_48_hours_within_its_bounds() {
    let bounds = [
        ("LIT-100", 1.8, 5.2),
        ("LIT-301", 2.4, 4.5),
        ("FIT-110", 300.0, 2_100.0),
        ("FIT-611", 600.0, 1_950.0),
        ("PIT-610", 5.1, 6.1),
        ("PIT-620", 3.8, 6.0),
        ("AIT-502", 0.38, 0.8),
        ("AIT-420", 0.03, 0.2),
        ("LIT-710", 10.0, 85.0),
        ("LIT-790", 1.8, 4.6),
        ("LIT-810", 1.6, 4.6),
        ("LIT-510", 15.0, 97.0),
        ("P-101.MotorTemperature", 10.0, 90.0),
        ("P-601.MotorTemperature", 10.0, 90.0),
        ("P-602.Starts", 0.0, 3.0),
        ("P-101.Starts", 0.0, 3.0),
        ("F-3.Level", 0.8, 2.75),
        ("F-5.HeadLoss", 0.0, 2.4),
    ];
    let mut works = WaterWorks::new(1);
    let mut seen: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for second in 0..48 * 3600_u32 {
        works.step(Duration::from_secs(1));
        if second < 60 || second % 5 != 0 {
            continue;
        }
        for (id, ..) in bounds {
            let value = number(&works, id);
            let (low, high) = seen.entry(id).or_insert((value, value));
            *low = low.min(value);
            *high = high.max(value);
        }
    }
    let broken: Vec<_> = bounds
        .iter()
        .filter(|(id, low, high)| seen[id].0 < *low || seen[id].1 > *high)
        .map(|(id, ..)| (*id, seen[id]))
        .collect();
    assert!(broken.is_empty(), "{broken:?} of {seen:?}");
}

#[test]
fn water_is_neither_made_nor_lost() {
    let mut works = WaterWorks::new(2);
    let (before, network) = (volume(&works), works.network.volume());
    run(&mut works, 48 * 3600);
    let totals = works.totals;
    // Rinse water goes from the clearwell to the lagoon and comes back over the inlet: it stays inside.
    let stored = totals.raw - totals.pumped - totals.spilled - totals.overflow;
    assert!((volume(&works) - before - stored).abs() < 1e-3, "{} {stored}", volume(&works) - before);
    let held = totals.pumped - totals.used;
    assert!((works.network.volume() - network - held).abs() < 1e-3);
    assert!(totals.rinse > 1_000.0, "no backwash in two days");
}

#[test]
fn one_seed_gives_one_run() {
    let mut first = WaterWorks::new(3);
    let mut second = WaterWorks::new(3);
    run(&mut first, 1_000);
    run(&mut second, 1_000);
    for id in ["LIT-301", "PIT-610", "AIT-502", "JI-900.W", "FQ-611"] {
        assert_eq!(first.value(id), second.value(id), "{id}");
    }
}

#[test]
fn a_tripped_pump_lowers_the_clearwell_and_a_start_by_hand_helps() {
    let mut works = WaterWorks::new(4);
    run(&mut works, 120);
    assert!(works.set_fault("trip P-103", true));
    run(&mut works, 60);
    assert_eq!(works.value("P-103.State"), Some(Value::UInt(2)));
    assert_eq!(number(&works, "P-103.Current"), 0.0);
    let before = number(&works, "FIT-110");
    assert_eq!(works.accepts("P-104.Command", 1.0), Verdict::Accepted);
    works.write("P-104.Command", 1.0);
    run(&mut works, 60);
    assert_eq!(works.value("P-104.State"), Some(Value::UInt(1)));
    assert!(number(&works, "FIT-110") > before + 300.0);
}

#[test]
fn pressure_follows_its_setpoint() {
    let mut works = WaterWorks::new(5);
    works.write("PIC-610.SP", 5.3);
    run(&mut works, 300);
    assert!((number(&works, "PIT-610") - 5.3).abs() < 0.12);
    assert_eq!(works.accepts("PIC-610.SP", 7.0), Verdict::OutOfRange);
    assert_eq!(works.accepts("PIT-610", 5.0), Verdict::ReadOnly);
    assert_eq!(works.accepts("nothing", 5.0), Verdict::Unknown);
}

#[test]
fn blocked_dosing_is_seen_after_the_dead_time() {
    let mut works = WaterWorks::new(6);
    run(&mut works, 600);
    works.set_fault("block dosing", true);
    run(&mut works, 60);
    assert!(number(&works, "AIT-502") > 0.45);
    run(&mut works, 240);
    assert!(number(&works, "AIT-502") < 0.3);
}

#[test]
fn a_storm_clouds_the_river() {
    let mut works = WaterWorks::new(7);
    works.set_fault("storm", true);
    run(&mut works, 600);
    assert!(number(&works, "AIT-111") > 12.0);
    assert!(!works.set_fault("earthquake", true));
}

#[test]
fn without_raw_water_the_works_runs_dry_and_comes_back() {
    let mut works = WaterWorks::new(8);
    for pump in 1..=4 {
        works.write(&format!("P-10{pump}.Mode"), 0.0);
    }
    for _ in 0..12 * 3600 {
        works.step(Duration::from_secs(1));
        assert!(works.clearwell > 0.5 && works.network.town > -0.1);
        assert!(works.network.hill.level >= 0.0 && works.network.east.level >= 0.0);
    }
    assert_eq!(number(&works, "FIT-611"), 0.0);
    assert_eq!(works.value("P-601.State"), Some(Value::UInt(5)));
    for pump in 1..=4 {
        works.write(&format!("P-10{pump}.Mode"), 2.0);
    }
    run(&mut works, 12 * 3600);
    assert!((5.1..6.1).contains(&number(&works, "PIT-610")), "{}", number(&works, "PIT-610"));
    assert!(number(&works, "LIT-301") > 2.4);
}

#[test]
fn a_second_dosing_pump_takes_over() {
    let mut works = WaterWorks::new(9);
    run(&mut works, 60);
    assert_eq!(works.value("DP-502.State"), Some(Value::UInt(5)));
    works.set_fault("trip DP-501", true);
    run(&mut works, 600);
    assert_eq!(works.value("DP-502.State"), Some(Value::UInt(1)));
    assert!((0.45..0.65).contains(&number(&works, "AIT-502")));
}

#[test]
fn a_trip_of_a_high_service_pump_starts_the_next() {
    let mut works = WaterWorks::new(10);
    run(&mut works, 600);
    works.set_fault("trip P-602", true);
    run(&mut works, 1_200);
    assert_eq!(works.value("P-603.State"), Some(Value::UInt(1)));
    assert!((number(&works, "PIT-610") - 5.6).abs() < 0.15);
}
