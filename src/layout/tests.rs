//! What a layout becomes, what a reload keeps, and that no file however hostile does any harm.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::device::{Encoding, UnitId};
use crate::tag::TagIndex;
use crate::time::{Clock as _, Steady, SystemClock};

const EVERYTHING: &str = "tests/layouts/good/everything";

const PLANT: &str = "format = 1\ntitle = \"T\"\n[[scan_classes]]\nid = \"fast\"\nperiod = \"250 ms\"\n\
                     [[devices]]\nid = \"PLC-1\"\naddress = \"127.0.0.1:5021\"\n";

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

fn loaded(files: &[(&str, &str)]) -> Loaded {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    load(folder(&files).path())
}

fn plant(files: &[(&str, &str)]) -> Arc<Plant> {
    let loaded = loaded(files);
    loaded.plant.unwrap_or_else(|| panic!("{:#?}", loaded.findings))
}

#[test]
fn everything_arrives_where_it_belongs() {
    let loaded = load(Path::new(EVERYTHING));
    let plant = loaded.plant.unwrap();
    assert_eq!(&*plant.id, "everything");
    assert_eq!(plant.hash.len(), 64);
    assert_eq!(loaded.files.len(), 9);
    let [levels] = &plant.trends[..] else { panic!("{:?}", plant.trends) };
    assert_eq!((&*levels.id, &*levels.title), ("levels", "Levels: clearwell and its setpoint"));
    assert_eq!(levels.span, Duration::from_secs(7_200));
    assert_eq!(levels.pens, ["LIT-301", "SP-301"].map(|id| plant.find(id).unwrap()));
    assert_eq!(levels.axes, [("m".into(), [-0.5, 5.0])]);
    assert!(plant.sources.is_sorted_by_key(|source| source.tag));

    let level = plant.find("LIT-301").unwrap();
    let (tag, source) = (plant.tag(level).unwrap(), plant.source(level).unwrap());
    assert_eq!((source.unit, source.address.offset, source.encoding), (UnitId(7), 12, Encoding::U16));
    assert_eq!((tag.period, tag.stale_after), (Duration::from_millis(250), Duration::from_secs(1)));
    assert_eq!(plant.source(plant.find("SP-301").unwrap()).unwrap().unit, UnitId(3));

    let outlet = &plant.write_rules[&plant.find("HS-301").unwrap()];
    assert_eq!((outlet.minimum, outlet.maximum), (0.0, 1.0));
    assert_eq!(outlet.permissives[0].condition.tags(), [level]);
    assert_eq!(&*plant.tag(outlet.tag).unwrap().states[1].text, "Open; wide");

    let pump = plant.find("P-102.Current").unwrap();
    assert_eq!(&*plant.tag(pump).unwrap().title, "P-102 current");
    assert_eq!(plant.tag(pump).unwrap().bands.high, Some(80.0));
    assert_eq!(plant.tag(pump).unwrap().stale_after, Duration::from_secs(15));
    let source = plant.source(pump).unwrap();
    assert_eq!((source.unit, source.address.offset), (UnitId(9), 201));
    assert_eq!(plant.equipment["P-101"].faceplate.buttons.len(), 2);

    let order: Vec<&str> = plant.derived.iter().map(|item| &*plant.tag(item.tag).unwrap().id).collect();
    assert_eq!(order, ["SUM", "SUM.Half"]);
    assert_eq!(plant.tag(plant.find("SUM").unwrap()).unwrap().period, Duration::from_secs(5));

    let displays: Vec<&str> = plant.displays.iter().map(|display| &*display.id).collect();
    assert_eq!(displays, ["10-overview", "20-intake"]);
    let units = plant.system.iter().filter_map(|item| item.unit).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(units.into_iter().map(|unit| unit.0).collect::<Vec<_>>(), [1, 3, 7, 9]);
    let (own, of_devices): (Vec<_>, Vec<_>) = plant.system.iter().partition(|item| item.device.is_none());
    assert!(of_devices.iter().all(|item| plant.tag(item.tag).unwrap().id.starts_with("sys.PLC-")));
    let own: Vec<&str> = own.iter().map(|item| &*plant.tag(item.tag).unwrap().id).collect();
    assert_eq!(own, ["sys.station.recording", "sys.station.journal", "sys.station.disk"]);
    assert_eq!(plant.tags.len(), plant.tags_by_id.len());
}

#[test]
fn a_reload_keeps_what_did_not_change() {
    let tags = "id,title,device,at,type,scan,eng_unit,expression\n\
                A,First,PLC-1,holding:1,u16,fast,m,\nB,Second,PLC-1,holding:2,u16,fast,m,\nS,Sum,,,,,m,[A] + [B]\n";
    let old = plant(&[("plant.toml", PLANT), ("tags.csv", tags)]);
    let check = |text: &str, plant_file: &str, expected: &[(&str, bool)]| {
        let new = plant(&[("plant.toml", plant_file), ("tags.csv", text)]);
        let kept = carry_over(&old, &new);
        assert_eq!(kept.len(), new.tags.len());
        for (id, stays) in expected {
            let found = kept[new.find(id).unwrap().slot()];
            assert_eq!(found, old.find(id).filter(|_| *stays), "{id}");
        }
    };
    check(tags, PLANT, &[("A", true), ("B", true), ("S", true), ("sys.PLC-1.connected", true)]);
    let swapped = "id,title,device,at,type,scan,eng_unit,expression\n\
                   S,Total,,,,,m,[A] + [B]\nB,Renamed,PLC-1,holding:2,u16,fast,m,\nA,First,PLC-1,holding:1,u16,fast,m,\n";
    check(swapped, PLANT, &[("A", true), ("B", true), ("S", true)]);
    check(&tags.replace("holding:2", "holding:3"), PLANT, &[("A", true), ("B", false), ("S", false)]);
    check(&tags.replace("fast,m,\nS", "fast,cm,\nS"), PLANT, &[("A", true), ("B", false), ("S", false)]);
    check(&tags.replace("[A] + [B]", "[A] - [B]"), PLANT, &[("A", true), ("B", true), ("S", false)]);
    let moved = PLANT.replace("5021", "5022");
    check(tags, &moved, &[("A", false), ("S", false), ("sys.PLC-1.connected", false)]);
}

#[test]
fn the_hash_follows_the_content_only() {
    let hash = |files: &[(&str, &str)]| plant(files).hash.clone();
    let tags = "id,device,at,type,scan\nA,PLC-1,holding:1,u16,fast\n";
    let first = hash(&[("plant.toml", PLANT), ("tags.csv", tags)]);
    assert_eq!(hash(&[("tags.csv", tags), ("plant.toml", PLANT)]), first);
    assert_ne!(hash(&[("plant.toml", PLANT), ("tags.csv", &tags.replace("A,", "B,"))]), first);
}

#[test]
fn the_whole_tag_list_of_a_layout_goes_round() {
    let typed = load(Path::new(EVERYTHING)).tags;
    let lists = [("tags.csv", write_tags_csv(&typed)), ("tags/all.toml", write_tags_toml(&typed))];
    let plant_file = fs::read_to_string(format!("{EVERYTHING}/plant.toml")).unwrap();
    let plant_file = plant_file.split_once("[[equipment]]").unwrap().0.to_owned();
    for (name, text) in lists {
        let again = loaded(&[("plant.toml", &plant_file), (name, &text)]);
        assert!(again.plant.is_some(), "{:#?}", again.findings);
        assert_eq!(write_tags_csv(&again.tags), write_tags_csv(&typed));
    }
}

#[test]
fn the_layout_in_the_documentation_loads() {
    let text = fs::read_to_string("docs/layout-format.md").unwrap();
    let mut files = Vec::new();
    for block in text.split("```toml\n").skip(1) {
        let block = block.split("```").next().unwrap();
        let name = block.lines().next().unwrap().strip_prefix("# ").unwrap_or_else(|| panic!("{block}"));
        files.push((name, block));
    }
    let list = text.split("```csv\n").nth(1).and_then(|rest| rest.split("```").next());
    files.push(("tags.csv", list.unwrap()));
    assert_eq!(files.len(), 8);
    let loaded = loaded(&files);
    assert!(loaded.findings.is_empty(), "{:#?}", loaded.findings);
}

#[test]
fn every_code_is_in_the_documentation() {
    let text = fs::read_to_string("docs/layout-format.md").unwrap();
    let mut checked = 0;
    for folder in fs::read_dir("tests/layouts/bad").unwrap() {
        for finding in load(&folder.unwrap().path()).findings {
            assert!(text.contains(&format!("| `{}` |", finding.code)), "{}", finding.code);
            checked += 1;
        }
    }
    assert!(checked > 50);
}

#[test]
fn ten_thousand_tags_load_at_once() {
    let mut tags = String::from("id,title,device,at,type,scan,eng_unit,range\n");
    for count in 0..10_000 {
        let _ = writeln!(tags, "LIT-{count},Level {count},PLC-1,holding:{count},u16,fast,m,0; 5");
    }
    let clock = SystemClock::start();
    let plant = plant(&[("plant.toml", PLANT), ("tags.csv", &tags)]);
    assert!(plant.tags.len() > 10_000);
    let taken = clock.now().steady.since(Steady::default());
    assert!(taken < Duration::from_secs(5), "{taken:?} in a slow build");
}

#[test]
fn more_tags_than_the_limit_are_refused() {
    let mut tags = String::from("id,device,at,type,scan\n");
    for count in 0..=gather::TAGS_MAX {
        let _ = writeln!(tags, "T{count},PLC-1,holding:1,u16,fast");
    }
    let found = loaded(&[("plant.toml", PLANT), ("tags.csv", &tags)]);
    assert_eq!(found.findings[0].code, "too-many");
    let many = format!(
        "format = 1\nid = \"t\"\ntags = [{}]\n",
        "{ id = \".A\", expression = \"1\" },".repeat(2_000)
    );
    let instances: Vec<String> =
        (0..2_000).map(|count| format!("[[equipment]]\nid = \"E{count}\"\ntype = \"t\"\n")).collect();
    let found = loaded(&[("plant.toml", &(PLANT.to_owned() + &instances.concat())), ("types/t.toml", &many)]);
    assert!(found.findings.iter().any(|finding| finding.code == "too-many"));
}

#[test]
fn hostile_files_are_refused_and_nothing_else_happens() {
    let deep = format!("{PLANT}x = {}1{}\n", "[".repeat(100_000), "]".repeat(100_000));
    let keys = format!("{PLANT}{}x = 1\n", "a.".repeat(100_000));
    let tables = format!("{PLANT}{}\n", "[a.b]\n".repeat(100_000));
    let nested = format!("{PLANT}x = {}{}\n", "{a.a.a.a.a.a = ".repeat(70), "}".repeat(70));
    let text = format!("{PLANT}x = \"{}\"\n", "ä".repeat(5_000_000));
    let garbage = "=\n".repeat(1_000_000);
    let short = "[[tags]]\n".repeat(50_000);
    let wide = format!("{}\n", "a,".repeat(1_000_000));
    let quotes = "\"".repeat(3_999_999);
    let braces =
        format!("format = 1\nid = \"t\"\n[[tags]]\nid = \".A\"\ntitle = \"{}\"\n", "{id}".repeat(500_000));
    for files in [
        vec![("plant.toml", deep.as_str())],
        vec![("plant.toml", &keys)],
        vec![("plant.toml", &tables)],
        vec![("plant.toml", &nested)],
        vec![("plant.toml", &text)],
        vec![("plant.toml", &garbage)],
        vec![("plant.toml", PLANT), ("tags/a.toml", &short)],
        vec![("plant.toml", PLANT), ("tags.csv", &wide)],
        vec![("plant.toml", PLANT), ("tags.csv", &quotes)],
        vec![("plant.toml", PLANT), ("tags.csv", "id,expression\nA,[B]\nA,\0\n")],
        vec![
            ("plant.toml", &(PLANT.to_owned() + "[[equipment]]\nid = \"E\"\ntype = \"t\"\n")),
            ("types/t.toml", &braces),
        ],
    ] {
        let found = loaded(&files);
        assert!(found.plant.is_none());
        assert!(found.findings.len() <= 501, "{}", found.findings.len());
    }
}

#[test]
fn long_circles_and_many_unknown_names_take_no_time() {
    let mut tags = String::from("id,expression\n");
    for count in 0..5_000 {
        let _ = writeln!(tags, "T{count},[T{}] + [U{count}]", (count + 1) % 5_000);
    }
    let clock = SystemClock::start();
    let unknown = loaded(&[("plant.toml", PLANT), ("tags.csv", &tags)]);
    let circle = loaded(&[("plant.toml", PLANT), ("tags.csv", &tags.replace(" + [U", " + [T"))]);
    assert_eq!(unknown.findings.len(), 501);
    assert_eq!(circle.findings[0].code, "derived-cycle");
    assert!(circle.findings[0].message.len() < 200, "{}", circle.findings[0].message);
    let taken = clock.now().steady.since(Steady::default());
    assert!(taken < Duration::from_secs(15), "{taken:?} in a slow build");
}

/// The files of the fixture that says everything.
fn fixture() -> Vec<(String, Vec<u8>)> {
    let (sources, _) = file::read(Path::new(EVERYTHING));
    sources.into_iter().map(|source| (source.relative, source.text.into_bytes())).collect()
}

#[derive(Clone, Debug)]
enum Change {
    Put(u8),
    Remove(usize),
    Repeat(usize),
    Swap(usize),
}

fn changes() -> impl Strategy<Value = Vec<(usize, usize, Change)>> {
    let interesting = prop::sample::select(b"\"'{}[]=.,;\n\r\0#-+*019eE\xff\xc3 \t".to_vec());
    let change = prop_oneof![
        interesting.prop_map(Change::Put),
        (1usize..40).prop_map(Change::Remove),
        (1usize..400).prop_map(Change::Repeat),
        (0usize..10_000).prop_map(Change::Swap),
    ];
    prop::collection::vec((any::<usize>(), any::<usize>(), change), 1..8)
}

fn apply(files: &mut [(String, Vec<u8>)], changes: Vec<(usize, usize, Change)>) {
    let count = files.len();
    for (file, place, change) in changes {
        let bytes = &mut files[file % count].1;
        let place = place % (bytes.len() + 1);
        let until = |length: usize| (place + length).min(bytes.len());
        match change {
            Change::Put(byte) => bytes.insert(place, byte),
            Change::Remove(length) => drop(bytes.drain(place..until(length))),
            Change::Repeat(length) => {
                let piece = bytes[place..until(length)].to_vec();
                bytes.splice(place..place, piece);
            }
            Change::Swap(other) => {
                let other = other % (bytes.len() + 1);
                let (first, second) = (place.min(other), place.max(other));
                bytes[first..second].reverse();
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]
    #[test]
    fn no_change_to_a_layout_makes_it_panic(changes in changes()) {
        let mut files = fixture();
        apply(&mut files, changes);
        let files: Vec<(&str, &[u8])> =
            files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        let folder = folder(&files);
        let loaded = load(folder.path());
        prop_assert_eq!(loaded.plant.is_none(), has_errors(&loaded.findings));
        if let Some(plant) = loaded.plant {
            for source in &plant.sources {
                prop_assert!(source.fits_its_table() && plant.device(source.device).is_some());
            }
            let known = |tag: TagIndex| plant.tag(tag).is_some();
            let ids: std::collections::BTreeSet<&str> = plant.alarms.iter().map(|alarm| &*alarm.id).collect();
            prop_assert_eq!(ids.len(), plant.alarms.len());
            prop_assert!(plant.alarms.iter().all(|alarm| known(alarm.tag) && alarm.deadband >= 0.0));
            prop_assert!(plant.derived.iter().all(|item| item.expression.tags().into_iter().all(known)));
        }
        let shown: Vec<PathBuf> = loaded.findings.iter().map(|finding| finding.place.file.clone()).collect();
        prop_assert!(shown.iter().all(|path| path.as_os_str().is_empty() || path.starts_with(folder.path())));
    }
}
