//! What alarms become: defaults, types with what instances change, and those that nobody typed.

use std::fmt::Write as _;
use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::alarm::Limit;
use crate::diagnostic::has_errors;
use crate::layout::alarm_text::KINDS;
use crate::layout::load;

/// A plant with one device, and `alarms` in a list.
fn plant(rules: &str, alarms: &str) -> Arc<Plant> {
    let folder = tempfile::tempdir().unwrap();
    let plant_file = format!(
        "format = 1\ntitle = \"T\"\nareas = [\"Hall\", \"Yard\"]\n{rules}\n[[scan_classes]]\nid = \"fast\"\n\
         period = \"250 ms\"\n[[devices]]\nid = \"PLC-1\"\ntitle = \"Cabinet\"\naddress = \"127.0.0.1:5021\"\n"
    );
    let tags = "id,title,area,device,unit,at,type,scan,eng_unit,range,bands.high\n\
                LIT-1,Level,Hall,PLC-1,,holding:1,u16,fast,m,0; 5,4.5\n\
                LIT-2,Level,Yard,PLC-1,7,holding:2,u16,fast,m,0; 5,\n\
                TIT-1,Heat,Yard,PLC-1,7,holding:3,u16,fast,°C,0; 90,\n\
                TIT-2,Heat,Yard,PLC-1,7,holding:4,u16,fast,°C,,\n";
    let files = [("plant.toml", plant_file.as_str()), ("tags.csv", tags)];
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    std::fs::create_dir(folder.path().join("alarms")).unwrap();
    std::fs::write(folder.path().join("alarms/a.toml"), format!("format = 1\n{alarms}")).unwrap();
    let loaded = load(folder.path());
    loaded.plant.unwrap_or_else(|| panic!("{:#?}", loaded.findings))
}

fn find<'a>(plant: &'a Plant, id: &str) -> &'a Alarm {
    let all = || plant.alarms.iter().map(|alarm| &*alarm.id).collect::<Vec<_>>();
    plant.alarms.iter().find(|alarm| &*alarm.id == id).unwrap_or_else(|| panic!("{id} in {:?}", all()))
}

fn seconds(alarm: &Alarm) -> (u64, u64) {
    (alarm.on_delay.as_secs(), alarm.off_delay.as_secs())
}

#[test]
fn a_type_gives_its_alarms_to_all_its_machines_and_one_may_differ() {
    let plant = load(Path::new("tests/layouts/good/everything")).plant.unwrap();
    let trip = find(&plant, "P-101.Trip");
    assert_eq!(trip.condition, Condition::Discrete { states: vec![2] });
    assert_eq!(trip.tag, plant.find("P-101.State").unwrap());
    assert_eq!(trip.equipment.as_deref(), Some("P-101"));
    assert_eq!(&*trip.response, "Start P-101 again once it is found out why it stopped");
    assert_eq!((trip.priority, trip.latching, &*trip.class), (Priority::High, true, "equipment"));
    assert_eq!(trip.display.as_deref(), Some("20-intake"));

    let high = |id| {
        let alarm = find(&plant, id);
        (alarm.condition.clone(), alarm.priority, seconds(alarm), alarm.deadband)
    };
    let at = |limit| Condition::Limit { level: Level::High, limit: Limit::Fixed(limit) };
    assert_eq!(high("P-101.Current.high"), (at(84.0), Priority::Medium, (20, 10), 2.0));
    assert_eq!(high("P-102.Current.high"), (at(80.0), Priority::Low, (5, 10), 2.0));
    assert_eq!(&*find(&plant, "P-101.Current.high").response, "Look for a blockage");

    let mismatch = find(&plant, "P-102.Command.mismatch");
    let (command, state) = (plant.find("P-102.Command").unwrap(), plant.find("P-102.State").unwrap());
    assert_eq!(mismatch.tag, state);
    assert_eq!(mismatch.condition, Condition::Mismatch { commanded: command, expect: vec![(0, 0), (1, 1)] });
    assert_eq!(mismatch.on_delay, plant.write_rules[&command].settle_within);
    assert_eq!(mismatch.suppressed_while.as_ref().unwrap().tags(), [state]);
    assert!(plant.alarms.iter().all(|alarm| &*alarm.id != "P-101.Command.mismatch"), "switched off");

    let rates: Vec<&str> =
        plant.alarms.iter().map(|alarm| &*alarm.id).filter(|id| id.ends_with("SumRate")).collect();
    assert_eq!(rates, ["P-101.SumRate", "P-102.SumRate"]);
}

#[test]
fn what_is_left_out_has_a_sensible_value() {
    let alarms = "[[alarms]]\ntag = \"LIT-1\"\nkind = \"high\"\nresponse = \"Act\"\n\
                  [[alarms]]\ntag = \"LIT-2\"\nkind = \"low\"\nlimit = \"[LIT-1]\"\nresponse = \"Act\"\n\
                  [[alarms]]\ntag = \"TIT-1\"\nkind = \"high\"\nlimit = 50\nresponse = \"Act\"\n\
                  [[alarms]]\ntag = \"TIT-2\"\nkind = \"rate\"\nlimit = 5\nper = \"1 min\"\nresponse = \"Act\"\n\
                  [[alarms]]\ntag = \"TIT-2\"\nkind = \"quality\"\npriority = \"high\"\nresponse = \"Act\"\n";
    let rules = "[alarms]\nshelve_at_most = { high = \"3 h\" }\n[[alarms.defaults]]\neng_unit = \"°C\"\n\
                 deadband = 1.5\non_delay = \"30 s\"\n";
    let plant = plant(rules, alarms);
    let high = find(&plant, "LIT-1.high");
    assert_eq!(high.condition, Condition::Limit { level: Level::High, limit: Limit::Fixed(4.5) });
    assert_eq!((high.deadband, seconds(high), high.priority), (0.05, (0, 0), Priority::Low));
    assert_eq!((&*high.title, &*high.text, &*high.area), ("Level", "High limit", "Hall"));
    assert_eq!((high.display.as_ref(), high.shelve_at_most.as_secs()), (None, 8 * 3_600));
    let low = find(&plant, "LIT-2.low");
    assert_eq!(
        low.condition,
        Condition::Limit { level: Level::Low, limit: Limit::Tag(plant.find("LIT-1").unwrap()) }
    );
    let heat = find(&plant, "TIT-1.high");
    assert_eq!((heat.deadband, seconds(heat)), (1.5, (30, 0)));
    let rate = find(&plant, "TIT-2.rate");
    let expected = Condition::Rate {
        limit: Limit::Fixed(5.0),
        per: Duration::from_secs(60),
        over: Duration::from_secs(60),
    };
    assert_eq!((&rate.condition, rate.deadband), (&expected, 0.0));
    let quality = find(&plant, "TIT-2.quality");
    assert_eq!(quality.condition, Condition::Quality { bad_only: false });
    assert_eq!((seconds(quality), quality.shelve_at_most.as_secs()), ((10, 0), 3 * 3_600));
}

#[test]
fn links_units_and_overruns_have_alarms_without_a_word() {
    let plant = plant("", "");
    let device = find(&plant, "sys.PLC-1.connected.device_down");
    assert_eq!((&*device.title, &*device.text), ("PLC-1 Cabinet", "Does not answer"));
    assert_eq!((device.priority, &*device.area), (Priority::Medium, "Yard"), "most of its tags");
    let units: Vec<&str> =
        plant.alarms.iter().map(|alarm| &*alarm.id).filter(|id| id.contains("online")).collect();
    assert_eq!(units, ["sys.PLC-1.1.online.device_down", "sys.PLC-1.7.online.device_down"]);
    let unit = find(&plant, units[0]);
    assert_eq!((&*unit.area, unit.priority), ("Hall", Priority::Low));
    assert_eq!(unit.suppressed_while.as_ref().unwrap().text(), "[sys.PLC-1.connected] == 0");
    let overrun = find(&plant, "sys.PLC-1.overruns.overrun");
    assert_eq!(overrun.condition, Condition::Overrun { over: Duration::from_secs(60) });
    let well = |alarm: &Arc<Alarm>| {
        !alarm.response.is_empty() && plant.tag(alarm.tag).unwrap().id.starts_with("sys.")
    };
    assert!(plant.alarms.iter().all(well));
}

#[test]
fn a_built_in_alarm_gives_way_to_one_with_its_id() {
    let check = |rules: &str, alarms: &str, expected: &[&str]| {
        let plant = plant(rules, alarms);
        let of_device = plant.alarms.iter().filter(|alarm| alarm.id.starts_with("sys.PLC-1."));
        let ids: Vec<String> =
            of_device.map(|alarm| format!("{} {}", alarm.id, alarm.priority.word())).collect();
        assert_eq!(ids, expected);
    };
    let down = "[[alarms]]\ntag = \"sys.PLC-1.connected\"\nkind = \"device_down\"\n";
    let others = [
        "sys.PLC-1.1.online.device_down low",
        "sys.PLC-1.7.online.device_down low",
        "sys.PLC-1.overruns.overrun low",
    ];
    let urgent = format!("{down}priority = \"urgent\"\nresponse = \"Run\"\n");
    let own = "sys.PLC-1.connected.device_down urgent";
    check("", &urgent, &[&[own], &others[..]].concat());
    check("", &format!("{down}enabled = false\n"), &others);
    check("[alarms]\nbuilt_in = false", &urgent, &[own]);
    check("[alarms]\nbuilt_in = false", "", &[]);
}

#[test]
fn twenty_thousand_alarms_are_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    let plant_file = "format = 1\ntitle = \"T\"\n[alarms]\nbuilt_in = false\n";
    std::fs::write(folder.path().join("plant.toml"), plant_file).unwrap();
    std::fs::create_dir_all(folder.path().join("alarms")).unwrap();
    std::fs::create_dir_all(folder.path().join("tags")).unwrap();
    std::fs::write(
        folder.path().join("tags/a.toml"),
        "[[tags]]\nid = \"A\"\nexpression = \"1\"\nrange = [0, 30000]\n",
    )
    .unwrap();
    for (more, refused) in [(0, false), (1, true)] {
        let mut text = String::from("format = 1\n");
        for count in 0..crate::layout::gather::ALARMS_MAX + more {
            // Distinct limits of one level at one tag: as hard on the checks as it gets.
            let priority = if count % 5 == 0 { "medium" } else { "low" };
            let alarm = format!(
                "[[alarms]]\ntag = \"A\"\nkind = \"high\"\nid = \"A{count}\"\nlimit = {}\ndeadband = 1\n\
                 priority = \"{priority}\"\nresponse = \"Act\"\n",
                count + 10
            );
            text.push_str(&alarm);
        }
        std::fs::write(folder.path().join("alarms/a.toml"), text).unwrap();
        let loaded = load(folder.path());
        let codes: Vec<&str> = loaded.findings.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, if refused { vec!["too-many"] } else { vec![] });
        assert_eq!(loaded.plant.map(|plant| plant.alarms.len()), (!refused).then_some(20_000));
    }
}

/// Values as they come from a slip, from another key, or from someone who means harm.
fn values() -> impl Strategy<Value = String> {
    let typed = [
        "1e308",
        "-0.0",
        "nan",
        "inf",
        "0",
        "-1",
        "true",
        "[]",
        "[2]",
        "[-9223372036854775808]",
        "{}",
        "[[1]]",
        "\"[SUM]\"",
        "\"[LIT-301]\"",
        "\"[]\"",
        "\"[[SUM]]\"",
        "\"[sys.PLC-1.duty]\"",
        "\"SUM\"",
        "\"\"",
        "\"0 s\"",
        "\"1 ms\"",
        "\"8784 h\"",
        "\"urgent\"",
        "\"[SUM] > 1 and not [SUM.Half]\"",
        "\"{id}\"",
        "\"[SUM\"",
        "\".A\"",
        "\"ä\\u0000\"",
        "1979-05-27",
        "99999999999999999999",
    ];
    prop::sample::select(typed.map(str::to_owned).to_vec())
}

fn keys() -> impl Strategy<Value = Vec<(String, String)>> {
    let keys = [
        "id",
        "enabled",
        "limit",
        "from",
        "per",
        "over",
        "states",
        "bad_only",
        "deadband",
        "on_delay",
        "off_delay",
        "priority",
        "latching",
        "class",
        "title",
        "text",
        "cause",
        "response",
        "time_to_respond",
        "display",
        "suppressed_while",
        "shelve_at_most",
        "kind",
        "tag",
        "nonsense",
    ];
    let key = prop::sample::select(keys.map(str::to_owned).to_vec());
    prop::collection::btree_map(key, values(), 0..8).prop_map(|keys| keys.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn no_alarm_however_hostile_makes_it_panic(
        alarms in prop::collection::vec((0..KINDS.len(), 0usize..6, keys()), 1..6),
    ) {
        let tags = ["A", "B", "TXT", "CMD", "sys.PLC-1.overruns", "nowhere"];
        let mut text = String::from("format = 1\n");
        for (kind, tag, keys) in alarms {
            text.push_str("[[alarms]]\n");
            let has = |key: &str| keys.iter().any(|(known, _)| known == key);
            if !has("kind") {
                let _ = writeln!(text, "kind = \"{}\"", KINDS[kind].0);
            }
            if !has("tag") {
                let _ = writeln!(text, "tag = \"{}\"", tags[tag]);
            }
            for (key, value) in keys {
                let _ = writeln!(text, "{key} = {value}");
            }
        }
        let folder = tempfile::tempdir().unwrap();
        let plant_file = "format = 1\ntitle = \"T\"\n[[scan_classes]]\nid = \"f\"\nperiod = \"1 s\"\n\
                          [[devices]]\nid = \"PLC-1\"\naddress = \"127.0.0.1:5021\"\n";
        let list = "id,device,at,type,range,states,bands.high,write.read_back\n\
                    A,PLC-1,holding:1,i16,0; 5,,4,\nB,PLC-1,holding:2,f32,,0 Off; 1 On,,\n\
                    TXT,PLC-1,holding:9,text:4,,,,\nCMD,PLC-1,holding:20,u16,,0 Off; 1 On,,B\n";
        std::fs::write(folder.path().join("plant.toml"), plant_file).unwrap();
        std::fs::write(folder.path().join("tags.csv"), list).unwrap();
        std::fs::create_dir(folder.path().join("alarms")).unwrap();
        std::fs::write(folder.path().join("alarms/a.toml"), &text).unwrap();
        let loaded = load(folder.path());
        prop_assert_eq!(loaded.plant.is_none(), has_errors(&loaded.findings), "{}", text);
        for alarm in loaded.plant.iter().flat_map(|plant| &plant.alarms) {
            prop_assert!(alarm.deadband.is_finite() && alarm.deadband >= 0.0);
            let limit = if let Condition::Limit { limit, .. }
            | Condition::Rate { limit, .. }
            | Condition::Deviation { limit, .. } = alarm.condition
            {
                Some(limit)
            } else {
                None
            };
            prop_assert!(limit.is_none_or(|limit| !matches!(limit, Limit::Fixed(at) if !at.is_finite())));
        }
    }
}
