//! Alarms of a whole station: kills at any moment, changes while it was down, scripts, the horn with a player
//! that writes down its calls.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use pilothouse::alarm::{Axes, Kept};
use pilothouse::layout;
use pilothouse::station;
use serde_json::{Value, json};

use crate::harness::{Devices, Layout, PATIENCE, Station, free_port, plant, until};

/// So many tags, each of which can be written.
const TAGS: usize = 6;

fn tags() -> String {
    (0..TAGS)
        .map(|number| {
            let priority = if number == 0 { "urgent" } else { "high" };
            format!(
                r#"
[[tags]]
id = "T-{number}"
title = "Tank {number}"
area = "Test"
device = "PLC-1"
at = "holding:{number}"
type = "u16"
scan = "fast"
eng_unit = "m"
range = [0, 200]
[[tags.alarms]]
kind = "high"
limit = 50
deadband = 1
priority = "{priority}"
response = "Lower it"
shelve_at_most = "8 h"
[tags.write]
minimum = 0
maximum = 200
read_back = "self"
"#
            )
        })
        .collect::<Vec<_>>()
        .concat()
}

fn layout(port: u16) -> Layout {
    let signals = (0..TAGS)
        .map(|number| format!("[[signals]]\ntag = \"T-{number}\"\nkind = \"constant\"\nvalue = 0\n"))
        .collect::<Vec<_>>()
        .concat();
    Layout::new(&[
        ("plant.toml", &(plant("Alarms", port).as_str().to_owned() + "[alarms]\nbuilt_in = false\n")),
        ("tags/all.toml", &tags()),
        ("simulator.toml", &format!("format = 1\n{signals}")),
    ])
}

fn write(station: &mut Station, number: usize, value: u32) {
    let tag = format!("T-{number}");
    station.command(&json!({"id": format!("w{number}"), "tag": tag, "value": value, "confirm": true}));
}

fn happened(line: &Value, alarm: &str, what: &str) -> bool {
    line["alarm"] == alarm && line["happening"] == what
}

/// What the journal says of each alarm in the end, by its own words.
fn proven(journal: &str) -> BTreeMap<String, Kept> {
    let mut last = BTreeMap::new();
    for line in journal.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        if line["kind"] != "alarm" {
            continue;
        }
        let details: BTreeMap<Arc<str>, Arc<str>> = serde_json::from_value(line["details"].clone()).unwrap();
        let kept = Kept::read(&details).unwrap_or_else(|| panic!("{line}"));
        last.insert(line["subject"].as_str().unwrap().to_owned(), kept);
    }
    last
}

/// Starts the station of a layout in this process, with devices that never answer, and gives what the screen
/// would show of the alarms first.
fn shown_after_restart(layout: &Layout) -> BTreeMap<String, Kept> {
    let loaded = layout::load(&layout.path());
    let mut plant = (*loaded.plant.unwrap()).clone();
    plant.devices[0].port = free_port();
    let options = station::Options { data: Some(layout.data()), ..station::Options::default() };
    let mut running = station::Station::start(&Arc::new(plant), options).unwrap();
    let snapshot = running.latest().wait_until(PATIENCE, |_| true).unwrap();
    running.stop();
    let rows = snapshot.alarms.rows.iter();
    rows.map(|row| (row.alarm.id.to_string(), row.kept.clone())).collect()
}

/// A seed's own row of numbers.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound
    }
}

fn act(station: &mut Station, dice: &mut Dice) {
    let number = dice.below(TAGS);
    let alarm = format!("T-{number}.high");
    match dice.below(8) {
        0..=2 => write(station, number, if dice.below(2) == 0 { 0 } else { 100 }),
        3 | 4 => station.command(&json!({"id": "a", "action": "acknowledge", "alarm": alarm})),
        5 => station.command(
            &json!({"id": "s", "action": "shelve", "alarm": alarm, "minutes": 30, "reason": "being cleaned"}),
        ),
        6 => station.command(&json!({"id": "u", "action": "unshelve", "alarm": alarm})),
        _ => station.command(
            &json!({"id": "o", "action": "out_of_service", "alarm": alarm, "reason": "sensor is away"}),
        ),
    }
}

#[test]
fn killed_at_twenty_moments_it_comes_back_with_every_state_that_was_shown() {
    let layout = layout(free_port());
    let _devices = Devices::start(&layout, &[]);
    let mut dice = Dice(20_261_123);
    let mut changes = 0;
    for round in 0..20 {
        let mut station = Station::start(&layout, &[]);
        station.wait("values", |line| line["tag"] == "T-5" && line["quality"] == "good");
        let ends = Instant::now() + Duration::from_millis(dice.below(600) as u64);
        while Instant::now() < ends {
            act(&mut station, &mut dice);
            station.listen(Duration::from_millis(dice.below(12) as u64));
        }
        station.signal("KILL");
        let shown = station.rest();
        let journal = fs::read_to_string(layout.data().join("journal.jsonl")).unwrap();
        // What a script saw stands in the journal.
        for line in shown.iter().filter(|line| line["alarm"].is_string()) {
            changes += 1;
            let entry =
                journal.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()).any(|entry| {
                    entry["subject"] == line["alarm"]
                        && entry["time"] == line["time"]
                        && entry["details"]["happening"] == line["happening"]
                        && entry["details"]["occurrence"].as_str() == Some(&line["occurrence"].to_string())
                });
            assert!(entry, "round {round}: shown and not in the journal: {line}");
        }
        // And what the journal proves is what the next start shows: every second round without the file.
        if round % 2 == 1 {
            let _ = fs::remove_file(layout.data().join("alarms.json"));
        }
        let mut expected = proven(&journal);
        expected.retain(|_, kept| kept.axes != Axes::default());
        assert_eq!(shown_after_restart(&layout), expected, "round {round}");
    }
    assert!(changes > 40, "only {changes} changes in all rounds");
}

#[test]
fn a_change_while_the_station_was_down_is_told_as_such() {
    let layout = layout(free_port());
    let _devices = Devices::start(&layout, &[]);
    let mut station = Station::start(&layout, &[]);
    station.wait_value("T-5", &json!(0));
    write(&mut station, 1, 100);
    station.wait("the first alarm", |line| happened(line, "T-1.high", "raised"));
    station.command(&json!({"id": "a", "action": "acknowledge", "alarm": "T-1.high"}));
    station.wait("its answer", |line| line["command"] == "a" && line["state"] == "done");
    station.signal("KILL");
    station.rest();
    // Another station, with data of its own, moves the process meanwhile.
    let elsewhere = tempfile::tempdir().unwrap();
    let mut other = Station::start_with_data(&layout, elsewhere.path(), &[]);
    other.wait_value("T-5", &json!(0));
    write(&mut other, 1, 0);
    write(&mut other, 2, 100);
    other.wait_command("w1");
    other.wait_command("w2");
    other.end();

    let mut station = Station::start(&layout, &[]);
    let returned = station.wait("the return", |line| happened(line, "T-1.high", "returned"));
    assert_eq!((&returned["while_down"], &returned["state"]), (&json!(true), &json!("normal")));
    let seen = station.seen().iter().find(|line| happened(line, "T-2.high", "raised")).cloned();
    let raised =
        seen.unwrap_or_else(|| station.wait("the raise", |line| happened(line, "T-2.high", "raised")));
    assert_eq!((&raised["while_down"], &raised["state"]), (&json!(true), &json!("unacknowledged")));
    station.end();
}

#[test]
fn a_script_does_to_alarms_what_an_operator_does_and_is_told_why_not() {
    let layout = layout(free_port());
    let stats = layout.path().with_file_name("stats.json");
    let mut station = Station::start(&layout, &["--simulate", "--stats", stats.to_str().unwrap()]);
    station.wait_value("T-5", &json!(0));
    write(&mut station, 3, 100);
    let raised = station.wait("the alarm", |line| happened(line, "T-3.high", "raised"));
    assert_eq!((&raised["priority"], &raised["value"]), (&json!("high"), &json!(100.0)));
    let mut ask = |line: Value, state: &str, words: &str| {
        station.command(&line);
        let answer = station.wait(&line.to_string(), |answer| answer["command"] == line["id"]);
        assert_eq!(answer["state"], state, "{line}: {answer}");
        assert!(answer["detail"].as_str().unwrap().contains(words), "{line}: {answer}");
    };
    ask(
        json!({"id": 1, "action": "acknowledge", "alarm": "T-9.high"}),
        "refused",
        "no alarm is called T-9.high",
    );
    ask(json!({"id": 2, "action": "acknowledge"}), "refused", "`alarm` is missing");
    ask(json!({"id": 3, "action": "dance", "alarm": "T-3.high"}), "refused", "not a command line");
    ask(json!({"id": 4, "action": "shelve", "alarm": "T-3.high", "reason": "x"}), "refused", "for how long");
    ask(json!({"id": 5, "action": "shelve", "alarm": "T-3.high", "minutes": 5, "reason": ""}), "refused", "");
    ask(json!({"id": 6, "action": "acknowledge", "alarm": "T-3.high", "occurrence": 99}), "done", "nothing");
    ask(json!({"id": 7, "action": "acknowledge", "alarm": "T-3.high"}), "done", "1 alarm changed");
    ask(json!({"id": 8, "action": "shelve", "alarm": "T-3.high", "minutes": 5, "reason": "x"}), "done", "1");
    ask(json!({"id": 9, "action": "silence"}), "done", "");
    ask(json!({"id": 10, "action": "out_of_service", "alarm": "T-3.high", "reason": "x"}), "done", "1");
    station.end();
    let stats: Value = serde_json::from_str(&fs::read_to_string(stats).unwrap()).unwrap();
    assert_eq!(stats["alarms"]["defined"], TAGS);
    assert_eq!(stats["alarms"]["by_priority"]["high"]["out_of_service"], 1);
}

fn fake_player(folder: &Path, calls: &Path) {
    fs::create_dir_all(folder).unwrap();
    let program = folder.join("paplay");
    fs::write(&program, format!("#!/bin/sh\necho \"${{1##*/}}\" >> '{}'\n", calls.display())).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn the_horn_sounds_until_it_is_silenced_and_a_new_alarm_sounds_again() {
    let layout = layout(free_port());
    let folder = tempfile::tempdir().unwrap();
    let (bin, calls) = (folder.path().join("bin"), folder.path().join("calls"));
    fake_player(&bin, &calls);
    let count = |sound: &str| {
        fs::read_to_string(&calls).unwrap_or_default().lines().filter(|line| *line == sound).count()
    };
    let mut station = Station::start_on_path(&layout, &bin, &["--simulate", "--horn"]);
    station.wait_value("T-5", &json!(0));
    until("the device to be tried", || count("horn-silence.wav") == 1);
    write(&mut station, 0, 100);
    until("three calls", || count("horn-urgent.wav") >= 3);
    station.command(&json!({"id": "q", "action": "silence"}));
    station.wait("its answer", |line| line["command"] == "q" && line["state"] == "done");
    // What was under way ends; after that nothing more comes for two turns.
    station.listen(Duration::from_millis(300));
    let quiet = count("horn-urgent.wav");
    station.listen(Duration::from_millis(2_200));
    assert_eq!(count("horn-urgent.wav"), quiet);
    write(&mut station, 1, 100);
    until("the new one", || count("horn-high.wav") >= 1);
    for number in [0, 1] {
        let alarm = format!("T-{number}.high");
        station.command(&json!({"id": number, "action": "acknowledge", "alarm": alarm}));
        station.wait("its answer", |line| line["command"] == number && line["state"] == "done");
    }
    station.listen(Duration::from_millis(300));
    let quiet = count("horn-high.wav");
    station.listen(Duration::from_millis(2_500));
    assert_eq!(count("horn-high.wav"), quiet);
    station.end();
}

#[test]
fn a_replay_shows_alarms_and_commands_as_they_stood() {
    use pilothouse::command::Stage;
    use pilothouse::historian::Store;
    use pilothouse::message::Transport;
    use pilothouse::station::{Replay, ReplayOptions};
    use pilothouse::time::Timestamp;

    let layout = layout(free_port());
    let _devices = Devices::start(&layout, &[]);
    let mut station = Station::start(&layout, &[]);
    station.wait("values", |line| line["tag"] == "T-5" && line["quality"] == "good");
    let mut moments = Vec::new();
    let mut note = |line: &Value, stands: &[(&str, &str, bool)]| {
        let time: jiff::Timestamp = line["time"].as_str().unwrap().parse().unwrap();
        let stands: Vec<_> = stands
            .iter()
            .map(|(id, state, shelved)| ((*id).to_owned(), (*state).to_owned(), *shelved))
            .collect();
        moments.push((time.as_microsecond(), stands));
    };
    write(&mut station, 0, 100);
    let raised = station.wait("an alarm", |line| happened(line, "T-0.high", "raised"));
    note(&raised, &[("T-0.high", "unacknowledged", false)]);
    station.command(&json!({"id": "a", "action": "acknowledge", "alarm": "T-0.high"}));
    let seen = station.wait("it seen", |line| happened(line, "T-0.high", "acknowledged"));
    note(&seen, &[("T-0.high", "acknowledged", false)]);
    write(&mut station, 3, 90);
    let second = station.wait("another", |line| happened(line, "T-3.high", "raised"));
    note(&second, &[("T-3.high", "unacknowledged", false), ("T-0.high", "acknowledged", false)]);
    station.command(
        &json!({"id": "s", "action": "shelve", "alarm": "T-3.high", "minutes": 30, "reason": "work"}),
    );
    let shelved = station.wait("it shelved", |line| happened(line, "T-3.high", "shelved"));
    note(&shelved, &[("T-3.high", "unacknowledged", true), ("T-0.high", "acknowledged", false)]);
    write(&mut station, 0, 0);
    let gone = station.wait("it gone", |line| happened(line, "T-0.high", "returned"));
    note(&gone, &[("T-3.high", "unacknowledged", true)]);
    assert_eq!(station.wait_command("w0").last().map(String::as_str), Some("settled"));
    // Rows go on until after the last change, so that its time is within the recording.
    let last = moments.last().unwrap().0;
    for _ in 0..2 {
        station.wait("a later value", |line| {
            line["tag"] == "T-5"
                && line["receive_time"]
                    .as_str()
                    .is_some_and(|time| time.parse::<jiff::Timestamp>().unwrap().as_microsecond() > last)
        });
    }
    station.end();
    let store = Arc::new(Store::read_only(&layout.data()).unwrap());
    let options = ReplayOptions { recording: layout.data(), at: None, speed: 1.0, layout: None };
    let replay = Replay::start(store, options).unwrap();
    for step in [4, 0, 3, 1, 2, 4, 2, 0_usize] {
        let (time, stands) = &moments[step];
        let to = Timestamp::from_micros(*time);
        replay.transports().send(Transport::Seek(to)).unwrap();
        let snapshot = replay.latest().wait_until(PATIENCE, |snapshot| snapshot.at.utc == to).unwrap();
        let rows = snapshot.alarms.rows.iter();
        let shown: Vec<_> = rows
            .map(|row| {
                let axes = &row.kept.axes;
                (row.alarm.id.to_string(), axes.state.word().to_owned(), axes.hidden())
            })
            .collect();
        assert_eq!(shown, *stands, "after change {step}");
        let first = snapshot.commands.first().expect("the first write");
        assert_eq!(first.draft.value.whole(), Some(100), "{first:?}");
        let done = snapshot.commands.iter().filter(|command| command.stage == Stage::Settled).count();
        assert!(done < 3 || step == 4, "after change {step}: {:?}", snapshot.commands);
    }
}
