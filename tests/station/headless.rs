//! The headless contract from outside: streams, statistics, signals, bad input, faults.

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::{Devices, Layout, Station, free_port, plant, until};

const SIMPLE_TAGS: &str = r#"
[[tags]]
id = "LEVEL"
title = "Level"
area = "Test"
device = "PLC-1"
at = "holding:0"
type = "u16"
scan = "fast"
eng_unit = "m"
[[tags]]
id = "TOTAL"
title = "Total"
area = "Test"
device = "PLC-1"
at = "holding:10"
type = "u64"
scan = "fast"
[[tags]]
id = "SP"
title = "Setpoint"
area = "Test"
device = "PLC-1"
at = "holding:20"
type = "u16"
scan = "fast"
eng_unit = "m"
[tags.write]
minimum = 0
maximum = 100
read_back = "self"
[[tags.write.permissives]]
title = "Level below 50 m"
condition = "[LEVEL] < 50"
"#;

const SIGNALS: &str = r#"format = 1
[[signals]]
tag = "LEVEL"
kind = "constant"
value = 7
[[signals]]
tag = "TOTAL"
kind = "constant"
value = 9007199254740992
[[faults]]
id = "gone"
title = "PLC-1 is gone"
device = "PLC-1"
kind = "gone"
"#;

fn layout(port: u16) -> Layout {
    Layout::new(&[
        ("plant.toml", &plant("Headless", port)),
        ("tags/all.toml", SIMPLE_TAGS),
        ("simulator.toml", SIGNALS),
    ])
}

fn time(line: &Value, key: &str) -> f64 {
    let text = line[key].as_str().unwrap();
    let stamp: jiff::Timestamp = text.parse().unwrap();
    stamp.as_microsecond() as f64 / 1e6
}

#[test]
fn samples_begin_waiting_then_carry_value_quality_and_both_times() {
    let layout = layout(free_port());
    let mut station = Station::start(&layout, &["--simulate"]);
    let first = station.wait("the first state of LEVEL", |line| line["tag"] == "LEVEL");
    assert_eq!(first["reason"], "waiting for first value");
    assert!(first["value"].is_null());
    let good = station.wait_value("LEVEL", &json!(7));
    assert!(time(&good, "source_time") <= time(&good, "receive_time"));
    let total = station.wait_value("TOTAL", &json!(9_007_199_254_740_992_u64));
    assert_eq!(total["value"].as_u64(), Some(9_007_199_254_740_992), "a whole number stays one");
    let later = station.wait("a later sample", |line| {
        line["tag"] == "LEVEL" && time(line, "receive_time") > time(&good, "receive_time") + 0.2
    });
    assert!(time(&later, "source_time") > time(&good, "source_time"));
}

#[test]
fn a_dead_device_takes_the_good_and_keeps_the_value_and_its_age() {
    let port = free_port();
    let layout = layout(port);
    let mut device = Devices::start(&layout, &[]);
    let mut station = Station::start(&layout, &[]);
    let good = station.wait_value("LEVEL", &json!(7));
    let killed = Instant::now();
    device.kill();
    let dead = station.wait("LEVEL not good", |line| line["tag"] == "LEVEL" && line["quality"] != "good");
    assert!(killed.elapsed() < Duration::from_secs(2), "{:?}", killed.elapsed());
    assert_eq!(dead["value"], 7);
    assert!(time(&dead, "source_time") < time(&dead, "receive_time"));
    assert!(time(&dead, "source_time") >= time(&good, "source_time"));
    station.wait("the link down", |line| line["device"] == "PLC-1" && line["state"] == "waiting");
    let _again = Devices::start(&layout, &[]);
    station.wait_value("LEVEL", &json!(7));
}

#[test]
fn commands_tell_every_state_and_refusals_their_reason() {
    let layout = layout(free_port());
    let mut station = Station::start(&layout, &["--simulate"]);
    station.wait("a good setpoint", |line| line["tag"] == "SP" && line["quality"] == "good");
    station.command(&json!({"id": "a", "tag": "SP", "value": 42, "confirm": true, "reason": "test"}));
    let states = station.wait_command("a");
    assert_eq!(&states[..5], ["draft", "checked", "confirmed", "sent", "accepted"]);
    assert_eq!(states.last().unwrap(), "settled");
    station.wait_value("SP", &json!(42));

    station.command(&json!({"id": "b", "tag": "SP", "value": 101, "confirm": true}));
    let refused = station.wait("b refused", |line| line["command"] == "b" && line["state"] == "refused");
    assert!(refused["detail"].as_str().unwrap().contains("out of range"), "{refused}");
    station.command(&json!({"id": 3, "tag": "NOPE", "value": 1, "confirm": true}));
    let unknown = station.wait("3 refused", |line| line["command"] == 3);
    assert_eq!(unknown["detail"], "no tag is called NOPE");
    station.command(&json!({"id": "c", "tag": "LEVEL", "value": 1, "confirm": true}));
    station.wait("c refused", |line| line["command"] == "c" && line["state"] == "refused");
    station.command(&json!("rubbish"));
    station.wait("rubbish refused", |line| line["command"].is_null() && line["state"] == "refused");
    station.end();

    let journal = layout.data().join("journal.jsonl");
    let verified = pilothouse(&["journal", journal.to_str().unwrap()]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    let forged = fs::read_to_string(&journal).unwrap().replacen("\"value\":\"42\"", "\"value\":\"41\"", 1);
    fs::write(&journal, forged).unwrap();
    assert!(!pilothouse(&["journal", journal.to_str().unwrap()]).status.success());
}

#[test]
fn statistics_come_on_signal_and_at_the_end() {
    let layout = layout(free_port());
    let stats = layout.path().with_file_name("stats.json");
    let mut station = Station::start(&layout, &["--simulate", "--stats", stats.to_str().unwrap()]);
    station.wait_value("LEVEL", &json!(7));
    let read = || serde_json::from_str::<Value>(&fs::read_to_string(&stats).ok()?).ok();
    until("statistics with answers", || {
        station.signal("USR1");
        std::thread::sleep(Duration::from_millis(200));
        read().is_some_and(|stats| stats["devices"]["PLC-1"]["units"]["1"]["answers"].as_u64() > Some(0))
    });
    fs::remove_file(&stats).unwrap();
    assert!(station.end() < Duration::from_secs(1));
    let last = read().unwrap();
    assert_eq!(last["devices"]["PLC-1"]["units"]["1"]["timeouts"], 0, "{last}");
    assert_eq!(last["tags"]["good"], 3);
}

#[test]
fn it_ends_by_itself_after_the_time_given() {
    let layout = layout(free_port());
    let start = Instant::now();
    let done = pilothouse(&[
        "run",
        "--headless",
        "--for",
        "1.5",
        layout.path().to_str().unwrap(),
        "--data",
        layout.data().to_str().unwrap(),
    ]);
    assert!(done.status.success());
    assert!((1.4..4.0).contains(&start.elapsed().as_secs_f64()), "{:?}", start.elapsed());
}

#[test]
fn a_changed_layout_is_taken_over_and_a_broken_one_refused() {
    let layout = layout(free_port());
    let mut station = Station::start(&layout, &["--simulate"]);
    station.wait_value("LEVEL", &json!(7));
    layout.write("tags/all.toml", &SIMPLE_TAGS.replace("holding:20", "holding:999999"));
    let journal = layout.data().join("journal.jsonl");
    let journalled = |what: &str| fs::read_to_string(&journal).is_ok_and(|text| text.contains(what));
    until("the broken layout refused", || journalled("changed layout refused"));
    station.wait_value("LEVEL", &json!(7));
    let more = SIMPLE_TAGS.replace("id = \"TOTAL\"", "id = \"GRAND-TOTAL\"");
    layout.write("simulator.toml", &SIGNALS.replace("\"TOTAL\"", "\"GRAND-TOTAL\""));
    layout.write("tags/all.toml", &more);
    station.wait("the renamed tag", |line| line["tag"] == "GRAND-TOTAL" && line["quality"] == "good");
    let gaps = station.seen().iter().filter(|line| line["tag"] == "LEVEL" && line["quality"] != "good");
    assert_eq!(gaps.count(), 1, "only the first state of the unchanged tag was not good");
    until("the journal to tell it", || journalled("taken over, "));
}

#[test]
fn a_layout_with_errors_a_missing_one_and_a_taken_port_are_told() {
    let layout = Layout::new(&[("plant.toml", "format = 1\ntitle = 3\n")]);
    let check = pilothouse(&["check", layout.path().to_str().unwrap()]);
    assert_eq!(check.status.code(), Some(1));
    let text = String::from_utf8_lossy(&check.stdout).into_owned();
    assert!(text.contains("plant.toml:2:9: error[wrong-type]"), "{text}");
    let missing = pilothouse(&["run", "--headless", "/nowhere/at/all"]);
    assert_eq!(missing.status.code(), Some(1));

    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let layout = self::layout(port);
    let run = pilothouse(&[
        "run",
        "--headless",
        "--simulate",
        layout.path().to_str().unwrap(),
        "--data",
        layout.data().to_str().unwrap(),
    ]);
    assert_eq!(run.status.code(), Some(1));
    let text = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(text.contains(&port.to_string()) && text.contains("PLC-1"), "{text}");
}

#[test]
fn a_folder_that_cannot_be_written_is_told_and_the_station_runs_on() {
    let layout = layout(free_port());
    // A file where the folder should be cannot be written even by root.
    fs::write(layout.data(), "in the way").unwrap();
    let mut station = Station::start(&layout, &["--simulate"]);
    station.wait_value("LEVEL", &json!(7));
    station.end();
}

#[test]
fn starting_and_reconnecting_send_no_write() {
    let layout = layout(free_port());
    let log = layout.path().with_file_name("writes.jsonl");
    let mut device = Devices::start(&layout, &["--writes", log.to_str().unwrap()]);
    let mut station = Station::start(&layout, &[]);
    station.wait_value("LEVEL", &json!(7));
    device.kill();
    station.wait("the link down", |line| line["device"] == "PLC-1" && line["state"] == "waiting");
    let _device = Devices::start(&layout, &["--writes", log.to_str().unwrap()]);
    station.wait_value("LEVEL", &json!(7));
    assert_eq!(fs::read_to_string(&log).unwrap_or_default(), "");
    station.command(&json!({"id": "w", "tag": "SP", "value": 5, "confirm": true}));
    assert_eq!(station.wait_command("w").last().unwrap(), "settled");
    until("the write in the log", || !fs::read_to_string(&log).unwrap_or_default().is_empty());
    assert_eq!(fs::read_to_string(&log).unwrap().lines().count(), 1, "one confirmation, one frame");
}

fn pilothouse(arguments: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_pilothouse")).args(arguments).output().unwrap()
}
