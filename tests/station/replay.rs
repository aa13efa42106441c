//! Replay from outside: a session recorded over real sockets shows again what the sample stream told, and
//! nothing that comes with a recording can do harm.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use pilothouse::historian::Store;
use pilothouse::historian::container::{MessageIndexes, Writer};
use pilothouse::layout;
use pilothouse::message::{
    Bookmark, BookmarkWish, Direction, LayoutChoice, LayoutUsed, Mode, SearchState, Snapshot, Step, Transport,
};
use pilothouse::station::{Replay, ReplayOptions};
use pilothouse::time::Timestamp;
use serde_json::Value;

use crate::harness::{Devices, Layout, PATIENCE, Station, until};
use crate::recording::layout as recorded_layout;

fn options(recording: &Path) -> ReplayOptions {
    ReplayOptions { recording: recording.to_owned(), at: None, speed: 1.0, layout: None }
}

fn open(recording: &Path) -> Replay {
    let store = Arc::new(Store::read_only(recording).unwrap());
    Replay::start(store, options(recording)).unwrap()
}

/// Asks for something and waits for a picture that shows it.
fn after(replay: &Replay, wish: Transport, shows: impl Fn(&Snapshot) -> bool) -> Arc<Snapshot> {
    replay.transports().send(wish.clone()).unwrap();
    replay.latest().wait_until(PATIENCE, |snapshot| shows(snapshot)).unwrap_or_else(|| {
        panic!("waited for {wish:?}; at {:?}", replay.snapshot().map(|snapshot| snapshot.at.utc))
    })
}

fn seek(replay: &Replay, to: Timestamp) -> Arc<Snapshot> {
    after(replay, Transport::Seek(to), |snapshot| snapshot.at.utc == to)
}

fn micros(line: &Value, key: &str) -> Option<i64> {
    Some(line[key].as_str()?.parse::<jiff::Timestamp>().unwrap().as_microsecond())
}

/// What the stream told of each tag: time of its row, value and reason, in order.
type Told = BTreeMap<String, Vec<(i64, Value, String)>>;

/// The sample stream as rows: one stands where its value stood in the device, or, for a worse word about a
/// value that was told before, where that word came.
fn told(lines: &[Value]) -> Told {
    let mut told = Told::new();
    for line in lines.iter().filter(|line| line["tag"].is_string()) {
        let rows = told.entry(line["tag"].as_str().unwrap().to_owned()).or_default();
        let received = micros(line, "receive_time").unwrap();
        let source = micros(line, "source_time").unwrap_or(received);
        let newest = rows.last().map_or(i64::MIN, |(time, ..)| *time);
        let time = if source <= newest { received.max(source) } else { source };
        rows.push((time, line["value"].clone(), line["reason"].as_str().unwrap().to_owned()));
    }
    told
}

/// A session in which the device goes away, recorded by a station of its own; what its stream told.
fn record(layout: &Layout) -> Told {
    let mut devices = Devices::start(layout, &[]);
    let mut station = Station::start(layout, &[]);
    for _ in 0..12 {
        station.wait("a good level", |line| line["tag"] == "LEVEL" && line["quality"] == "good");
    }
    devices.kill();
    station.wait("a bad level", |line| line["tag"] == "LEVEL" && line["quality"] == "bad");
    for _ in 0..3 {
        station.wait("time to pass", |line| line["tag"] == "sys.PLC-1.duty");
    }
    let lines = station.seen().to_vec();
    station.end();
    told(&lines)
}

/// Compares every tag at a time with what the stream told last by then; how many were compared.
fn compare(snapshot: &Snapshot, told: &Told) -> usize {
    let at = snapshot.at.utc.micros();
    let mut compared = 0;
    for (id, rows) in told {
        let Some((time, value, reason)) = rows.iter().rev().find(|(time, ..)| *time <= at) else { continue };
        let sample = snapshot.samples.get(snapshot.plant.find(id).unwrap()).unwrap();
        let shown = sample.value().map_or(Value::Null, |value| match value.whole() {
            Some(whole) => serde_json::to_value(i64::try_from(whole).unwrap()).unwrap(),
            None => serde_json::to_value(value.number().unwrap()).unwrap(),
        });
        let same = match (shown.as_f64(), value.as_f64(), value.as_bool()) {
            (Some(shown), Some(told), _) => (shown - told).abs() < 1e-9,
            (Some(shown), None, Some(told)) => (shown - f64::from(u8::from(told))).abs() < 1e-9,
            _ => shown == *value,
        };
        assert!(same, "{id} at {at}: shown {shown}, told {value} at {time}");
        assert_eq!(sample.quality().reason(), *reason, "{id} at {at}");
        assert!(sample.source().utc <= snapshot.at.utc, "{id} is from the future");
        compared += 1;
    }
    compared
}

#[test]
fn a_session_recorded_over_sockets_shows_again_what_the_stream_told() {
    let layout = recorded_layout();
    let told = record(&layout);
    let replay = open(&layout.data());
    let first = replay.latest().wait_until(PATIENCE, |_| true).unwrap();
    assert_eq!(first.mode, Mode::Replay);
    let playback = first.replay.clone().unwrap();
    assert_eq!(playback.layout, LayoutUsed::Recorded);
    let times: Vec<i64> = told["LEVEL"].iter().map(|(time, ..)| *time).collect();
    // Times in no order, on samples and between them.
    let mut compared = 0;
    for step in 0..40_usize {
        let time = times[step * 7 % times.len()] + [0, 1, -1, 37_000, 49_999][step % 5];
        let at = Timestamp::from_micros(time).clamp(playback.span.from, playback.span.to);
        compared += compare(&seek(&replay, at), &told);
    }
    assert!(compared > 100, "{compared}");
    // A value whose device went away keeps the age it had.
    let last = seek(&replay, playback.span.to);
    let level = last.samples.get(last.plant.find("LEVEL").unwrap()).unwrap();
    let fresh = told["LEVEL"].iter().rev().find(|(_, _, reason)| reason.is_empty()).unwrap().0;
    assert_eq!(level.source().utc.micros(), fresh);
    assert_eq!(last.devices[0].link.word(), "waiting", "{:?}", last.devices[0].link);
    assert!(last.journal.iter().any(|entry| entry.text.starts_with("waiting: ")), "{:?}", last.journal);
    assert!(last.notices.is_empty() && last.commands.is_empty());
    // Before the first sample there is nothing of later: neither values nor entries.
    let begin = seek(&replay, playback.span.from);
    assert!(begin.journal.iter().all(|entry| entry.time <= begin.at.utc), "{:?}", begin.journal);
}

#[test]
fn a_replay_plays_both_ways_and_steps_from_sample_to_sample() {
    let layout = recorded_layout();
    let told = record(&layout);
    let replay = open(&layout.data());
    let span = replay.latest().wait_until(PATIENCE, |_| true).unwrap().replay.clone().unwrap().span;
    let level = &told["LEVEL"];
    let start = Timestamp::from_micros(level[3].0);
    seek(&replay, start);
    let next = after(&replay, Transport::Step(Step::Sample, Direction::Forward), |s| s.at.utc > start);
    let all = told.values().flatten().map(|(time, ..)| *time);
    assert_eq!(next.at.utc.micros(), all.filter(|time| *time > start.micros()).min().unwrap());
    let back = after(&replay, Transport::Step(Step::Sample, Direction::Backward), |s| s.at.utc < next.at.utc);
    assert_eq!(back.at.utc, start);
    compare(&next, &told);
    replay.transports().send(Transport::Speed(20.0)).unwrap();
    let end = after(&replay, Transport::Play(Direction::Forward), |s| s.at.utc == span.to);
    assert_eq!(end.replay.clone().unwrap().playing, None, "it stands at its end");
    let begin = after(&replay, Transport::Play(Direction::Backward), |s| s.at.utc == span.from);
    assert_eq!(begin.replay.clone().unwrap().speed, 20.0);
    let event = after(&replay, Transport::Step(Step::Event, Direction::Forward), |s| s.at.utc > span.from);
    assert!(event.journal.iter().any(|entry| entry.time == event.at.utc), "{:?}", event.journal);
}

/// Internet sockets a process has open.
fn sockets(pid: u32) -> usize {
    let tables = ["tcp", "tcp6", "udp", "udp6"].map(|table| format!("/proc/{pid}/net/{table}"));
    let tables = tables.map(|table| fs::read_to_string(table).unwrap_or_default());
    let fds = fs::read_dir(format!("/proc/{pid}/fd")).into_iter().flatten().flatten();
    let inodes = fds.filter_map(|fd| {
        let target = fs::read_link(fd.path()).ok()?;
        Some(target.to_str()?.strip_prefix("socket:[")?.trim_end_matches(']').to_owned())
    });
    inodes.filter(|inode| tables.iter().any(|table| table.contains(&format!(" {inode} ")))).count()
}

#[test]
fn a_replay_of_a_store_that_is_written_opens_no_socket() {
    let layout = recorded_layout();
    let _devices = Devices::start(&layout, &[]);
    let mut station = Station::start(&layout, &[]);
    station.wait("a good level", |line| line["tag"] == "LEVEL" && line["quality"] == "good");
    until("rows on the disk", || Store::read_only(&layout.data()).is_ok_and(|store| store.rows() > 0));
    assert!(sockets(station.pid()) > 0, "the count sees no socket where one is");
    let mut replay = Command::new(env!("CARGO_BIN_EXE_pilothouse"))
        .args(["replay", "--headless", "--for", "2"])
        .arg(layout.data())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut looked = 0;
    while replay.try_wait().unwrap().is_none() {
        assert_eq!(sockets(replay.id()), 0);
        looked += 1;
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(looked > 10, "{looked}");
    let done = replay.wait_with_output().unwrap();
    let told = String::from_utf8(done.stdout).unwrap();
    assert!(done.status.success() && told.matches("replay of ").count() == 2, "{told}");
    station.wait("the station to go on", |line| line["tag"] == "LEVEL" && line["quality"] == "good");
}

#[test]
fn an_exported_file_carries_its_layout_and_opens_elsewhere() {
    let layout = recorded_layout();
    let told = record(&layout);
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("session.mcap");
    let done = Command::new(env!("CARGO_BIN_EXE_pilothouse"))
        .arg("export")
        .arg(layout.data())
        .args(["--tags", "all", "-o"])
        .arg(&file)
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(done.success());
    fs::remove_dir_all(layout.data()).unwrap();
    let replay = open(&file);
    let first = replay.latest().wait_until(PATIENCE, |_| true).unwrap();
    let playback = first.replay.clone().unwrap();
    assert_eq!(playback.layout, LayoutUsed::Recorded);
    assert_eq!(first.plant.hash, layout::load(&layout.path()).plant.unwrap().hash);
    let middle = Timestamp::from_micros(told["LEVEL"][6].0);
    assert!(compare(&seek(&replay, middle), &told) >= 4);
    // Cut anywhere it is told or shows what is left, and ends nothing.
    let whole = fs::read(&file).unwrap();
    for share in [1, 3, 5, 7, 9] {
        let cut = elsewhere.path().join(format!("cut-{share}.mcap"));
        fs::write(&cut, &whole[..whole.len() * share / 10]).unwrap();
        let Ok(store) = Store::read_only(&cut) else { continue };
        if let Ok(replay) = Replay::start(Arc::new(store), options(&cut)) {
            let shown = replay.latest().wait_until(PATIENCE, |_| true).unwrap();
            assert!(!shown.replay.clone().unwrap().trouble.is_empty(), "a cut file says so");
        }
    }
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 6, "nothing else was written");
}

#[test]
fn a_hostile_layout_beside_a_recording_is_refused_in_words_and_touches_nothing() {
    let layout = recorded_layout();
    record(&layout);
    let history = layout.data().join("history");
    let kept = fs::read_dir(&history).unwrap().map(|file| file.unwrap().path());
    let kept = kept.filter(|path| path.extension().is_some_and(|end| end == "layout")).collect::<Vec<_>>();
    let [kept] = &kept[..] else { panic!("{kept:?}") };
    let put = |files: &[(&str, &[u8])]| {
        let mut writer = Writer::new(Vec::new(), "hostile", MessageIndexes::LeftOut).unwrap();
        for (name, text) in files {
            writer.attachment(name, "text/plain", 0, text).unwrap();
        }
        fs::write(kept, writer.finish().unwrap()).unwrap();
    };
    let refused = |what: &str| {
        let store = Arc::new(Store::read_only(&layout.data()).unwrap());
        let why = Replay::start(store, options(&layout.data())).unwrap_err().to_string();
        assert!(why.contains(what), "{why}");
    };
    put(&[("../../plant.toml", b"format = 1"), ("/tmp/plant.toml", b"format = 1")]);
    refused("no plant.toml");
    put(&[("plant.toml", b"format = 1\ntitle = [[[[[[[[")]);
    refused("refused");
    put(&[("plant.toml", &[0xff; 100])]);
    refused("is no text");
    put(&[("plant.toml", &vec![b'#'; (16 << 20) + 1])]);
    refused("more than a layout may have");
    put(&[]);
    refused("--with-layout");
    fs::write(kept, b"no container at all").unwrap();
    refused("--with-layout");
    // A layout that is another one shows, and says that it is.
    let other = fs::read_to_string(layout.path().join("plant.toml")).unwrap().replace("Recording", "Other");
    let tags = fs::read(layout.path().join("tags/all.toml")).unwrap();
    put(&[("plant.toml", other.as_bytes()), ("tags/all.toml", &tags)]);
    let shown = open(&layout.data()).latest().wait_until(PATIENCE, |_| true).unwrap();
    assert_eq!((&*shown.plant.title, shown.replay.clone().unwrap().layout), ("Other", LayoutUsed::Attached));
    assert!(!layout.data().parent().unwrap().join("plant.toml").exists());
}

#[test]
fn todays_layout_is_a_choice_that_is_told() {
    let layout = recorded_layout();
    record(&layout);
    let plant = layout.path().join("plant.toml");
    let changed = fs::read_to_string(&plant).unwrap().replace("Recording", "Today");
    fs::write(&plant, changed).unwrap();
    let today = pilothouse::layout::load(&layout.path()).plant.unwrap();
    let store = Arc::new(Store::read_only(&layout.data()).unwrap());
    let options = ReplayOptions { layout: Some((today, LayoutChoice::Recorded)), ..options(&layout.data()) };
    let replay = Replay::start(store, options).unwrap();
    let stands = |snapshot: &Snapshot| {
        let playback = snapshot.replay.clone().unwrap();
        (snapshot.plant.title.to_string(), playback.layout, playback.choice)
    };
    let first = replay.latest().wait_until(PATIENCE, |_| true).unwrap();
    let as_recorded = ("Recording".to_owned(), LayoutUsed::Recorded, Some(LayoutChoice::Recorded));
    assert_eq!(stands(&first), as_recorded);
    let todays = ("Today".to_owned(), LayoutUsed::Named, Some(LayoutChoice::Today));
    after(&replay, Transport::Layout(LayoutChoice::Today), |snapshot| stands(snapshot) == todays);
    after(&replay, Transport::Layout(LayoutChoice::Recorded), |snapshot| stands(snapshot) == as_recorded);
}

#[test]
fn what_is_no_recording_or_no_time_of_it_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let foreign = folder.path().join("foreign.mcap");
    fs::write(&foreign, b"\x89MCAP0\r\nand then something else").unwrap();
    let run = |more: &[&str], path: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pilothouse"));
        let done = command.args(["replay", "--headless"]).args(more).arg(path).output().unwrap();
        (done.status.code(), String::from_utf8(done.stderr).unwrap())
    };
    let (code, why) = run(&[], &foreign);
    assert_eq!(code, Some(1));
    assert!(why.contains("foreign.mcap cannot be read as a recording"), "{why}");
    let (code, why) = run(&[], folder.path().join("nowhere").as_path());
    assert!(code == Some(1) && why.contains("nowhere"), "{why}");
    let layout = recorded_layout();
    record(&layout);
    let (code, why) = run(&["--at", "2020-01-01T00:00:00Z"], &layout.data());
    assert!(code == Some(1) && why.contains("is not in the recording, which goes from"), "{why}");
    let (code, why) = run(&["--speed", "0"], &layout.data());
    assert!(code == Some(2) && why.contains("between 0.1 and 1000"), "{why}");
}

/// How the last search of a replay stands.
fn search(snapshot: &Snapshot) -> Option<SearchState> {
    Some(snapshot.replay.as_ref()?.search.as_ref()?.state.clone())
}

#[test]
fn bookmarks_stay_beside_a_recording_and_a_search_goes_where_its_condition_begins_to_hold() {
    let layout = recorded_layout();
    let told = record(&layout);
    let replay = open(&layout.data());
    let first = replay.latest().wait_until(PATIENCE, |_| true).unwrap();
    let begin = first.at.utc;
    let end = first.replay.as_ref().unwrap().span.to;
    // The first tag that moves: where it takes its second value, by what the stream told.
    let second = |rows: &Vec<(i64, Value, String)>| {
        let good = rows
            .iter()
            .filter(|row| row.2.is_empty() && row.1.is_number() && !row.1.to_string().contains('e'));
        let mut good = good.filter(|row| row.0 > begin.micros());
        let first = good.next()?.1.clone();
        good.find(|row| row.1 != first).map(|row| (row.0, row.1.clone()))
    };
    let (tag, (time, value)) =
        told.iter().find_map(|(tag, rows)| Some((tag, second(rows)?))).expect("one moves");
    let condition: Arc<str> = format!("{tag} == {value}").into();
    let at = Timestamp::from_micros(time);
    let found = after(&replay, Transport::Find(condition.clone(), Direction::Forward), |shown| {
        search(shown).is_some_and(|state| state == SearchState::Found(at)) && shown.at.utc == at
    });
    assert_eq!(found.replay.as_ref().unwrap().playing, None);
    seek(&replay, end);
    after(&replay, Transport::Find("LEVEL > 1e9".into(), Direction::Backward), |shown| {
        search(shown) == Some(SearchState::Never(Duration::ZERO)) && shown.at.utc == end
    });
    after(
        &replay,
        Transport::Find("NOTHING > 1".into(), Direction::Forward),
        |shown| matches!(search(shown), Some(SearchState::Refused(why)) if why.contains("NOTHING was not recorded")),
    );
    let put = |id: &str, at: Timestamp, title: &str| {
        let bookmark = Bookmark { id: id.into(), at, title: title.into(), note: "seen".into() };
        Transport::Bookmark(BookmarkWish::Put(bookmark))
    };
    let middle = Timestamp::from_micros(i64::midpoint(begin.micros(), end.micros()));
    let count = |shown: &Snapshot| shown.replay.as_ref().unwrap().bookmarks.list.len();
    after(&replay, put("a", middle, "middle"), |shown| count(shown) == 1);
    after(&replay, put("b", at, "found"), |shown| count(shown) == 2);
    assert!(layout.data().join("bookmarks.jsonl").is_file());
    // Another window has them too, and what it removes goes away here.
    let other = open(&layout.data().join("history"));
    seek(&other, begin);
    let marks = |one: Timestamp, two: Timestamp| if one < two { [one, two] } else { [two, one] };
    for mark in marks(middle, at).into_iter().filter(|mark| *mark > begin) {
        after(&other, Transport::Step(Step::Bookmark, Direction::Forward), |shown| shown.at.utc == mark);
    }
    after(&other, Transport::Step(Step::Bookmark, Direction::Forward), |shown| {
        shown.replay.as_ref().unwrap().missed == Some((Step::Bookmark, Direction::Forward))
    });
    after(&other, Transport::Bookmark(BookmarkWish::Remove("a".into())), |shown| count(shown) == 1);
    let seen = replay.latest().wait_until(PATIENCE, |shown| count(shown) == 1).unwrap();
    let left = &seen.replay.as_ref().unwrap().bookmarks;
    assert_eq!((&*left.list[0].title, &*left.list[0].note, &*left.trouble), ("found", "seen", ""));
}

/// The shipped incident, and the page that tells its story: each line of its tables stands in the recording.
#[test]
fn the_shipped_incident_holds_what_its_page_tells() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = root.join("layouts/water-works/recorded/pump-trip-at-night.mcap");
    let store = Store::read_only(&file).unwrap();
    assert_eq!(store.troubles(), []);
    let (events, left) = store.events(store.span().unwrap(), 100_000);
    assert_eq!(left, 0);
    let page = fs::read_to_string(root.join("docs/incident-pump-trip.md")).unwrap();
    let zone = store.zone();
    let mut lines = 0;
    for line in page.lines().filter(|line| line.starts_with("| 02:") && line.contains('`')) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let &[time, about, text] = cells.as_slice() else { panic!("{line}") };
        let found = events.iter().any(|entry| {
            entry.time.format(&zone, "%H:%M:%S%.3f").starts_with(time)
                && format!("`{}`", entry.subject) == about
                && *entry.text == *text
        });
        assert!(found, "the recording does not hold {line}");
        lines += 1;
    }
    assert!(lines > 20, "{lines} lines");

    let replay = open(&file);
    let shown = seek(&replay, Timestamp::parse("2026-11-12T01:43:30Z").unwrap());
    let playback = shown.replay.as_ref().unwrap();
    assert_eq!(playback.layout, LayoutUsed::Recorded, "it carries its layout");
    let flood = shown.alarms.flood.as_ref().expect("a flood");
    assert_eq!(&*flood.first_out, "P-103.Trip.discrete", "{flood:?}");
    let shown = seek(&replay, Timestamp::parse("2026-11-12T01:45:00Z").unwrap());
    let flood = shown.alarms.flood.as_ref().expect("a flood");
    assert_eq!(flood.raised, 16, "{flood:?}");
    assert!(page.contains("sixteen alarms come in three minutes"));
}

/// Data that was never recorded here: from a table on the command line to a picture of its time.
#[test]
fn a_foreign_table_is_looked_at_imported_and_replayed() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pilothouse"));
        let done = command.args(arguments).current_dir(folder.path()).stdin(Stdio::null()).output().unwrap();
        let out = String::from_utf8(done.stdout).unwrap() + &String::from_utf8(done.stderr).unwrap();
        (done.status.code(), out)
    };
    let table = "Zeit;Druck [bar];Pumpe\n23.11.2026 02:00;1,5;an\n23.11.2026 02:01;2,25;aus\n";
    fs::write(folder.path().join("log.csv"), table).unwrap();
    let import = ["import", "log.csv", "--zone", "Europe/Berlin", "--map", "log.toml"];
    let (code, looked) = run(&import);
    assert_eq!(code, Some(0), "{looked}");
    assert!(looked.contains("only looked at") && looked.contains("decimal comma"), "{looked}");
    assert!(!folder.path().join("data").exists());
    let map = fs::read_to_string(folder.path().join("log.toml")).unwrap();
    let named = map.replace("id = \"Druck\"", "id = \"PT-1\"");
    assert_ne!(named, map);
    fs::write(folder.path().join("log.toml"), named).unwrap();
    let into: Vec<&str> = import.iter().copied().chain(["--into", "data"]).collect();
    let (code, made) = run(&into);
    assert_eq!(code, Some(0), "{made}");
    let (code, shown) = run(&["replay", "data", "--headless", "--at", "2026-11-23 02:01"]);
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains("PT-1") && shown.contains("2.25 bar"), "{shown}");
    let (code, again) = run(&into);
    assert_eq!(code, Some(1), "{again}");
    assert!(again.contains("never added to"), "{again}");
    let (code, file) = run(&["import", "log.csv", "--into", "a.mcap"]);
    assert_eq!(code, Some(1), "{file}");
    assert!(file.contains("makes a data folder"), "{file}");
}
