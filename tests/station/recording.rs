//! Recording from outside: what is on the disk after a kill, with a second writer, and when the folder cannot
//! be written at first.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use pilothouse::historian::{
    Archivist, Dictionary, LiveError, LiveItem, Retention, Shelf as _, Step, Store, read_live,
};
use pilothouse::time::{Moment, Steady, Timestamp};
use serde_json::Value;

use crate::harness::{Devices, Layout, free_port, plant, until};

/// Samples that came less than this before a kill may be missing: they are gathered for less than a second,
/// and forcing them out takes its time too.
const LOSS_MAX_US: i64 = 1_000_000;

const TAGS: [&str; 4] = ["LEVEL", "FLOW", "TOTAL", "STATE"];

const SIGNALS: &str = r#"format = 1
[[signals]]
tag = "LEVEL"
kind = "ramp"
minimum = 0
maximum = 60000
period = "20 s"
[[signals]]
tag = "FLOW"
kind = "sine"
minimum = 0
maximum = 60000
period = "7 s"
[[signals]]
tag = "TOTAL"
kind = "counter"
period = "300 ms"
[[signals]]
tag = "STATE"
kind = "square"
period = "1 s"
"#;

pub(crate) fn layout() -> Layout {
    let tag = |(place, id): (usize, &&str)| {
        format!(
            "[[tags]]\nid = \"{id}\"\ntitle = \"{id}\"\narea = \"Test\"\ndevice = \"PLC-1\"\n\
             at = \"holding:{}\"\ntype = \"u16\"\nscan = \"fast\"\n",
            place * 10
        )
    };
    let tags: String = TAGS.iter().enumerate().map(tag).collect();
    Layout::new(&[
        ("plant.toml", &plant("Recording", free_port())),
        ("tags/all.toml", &tags),
        ("simulator.toml", SIGNALS),
    ])
}

/// A station whose streams go to files, so that they outlive it.
struct Recorded {
    child: Child,
    samples: PathBuf,
    told: PathBuf,
}

impl Recorded {
    fn start(layout: &Layout, data: &Path, name: &str, more: &[&str]) -> Self {
        let samples = layout.path().with_file_name(format!("samples-{name}.jsonl"));
        let told = layout.path().with_file_name(format!("told-{name}.txt"));
        let child = Command::new(env!("CARGO_BIN_EXE_pilothouse"))
            .args(["run", "--headless", "--samples"])
            .arg(&samples)
            .arg("--data")
            .arg(data)
            .args(more)
            .arg(layout.path())
            .stdin(Stdio::null())
            .stdout(fs::File::create(&told).unwrap())
            .stderr(fs::File::create(told.with_extension("stderr")).unwrap())
            .spawn()
            .unwrap();
        Self { child, samples, told }
    }

    /// Ends it as a power cut does; tells when.
    fn kill(mut self) -> (i64, PathBuf) {
        let at = now_us();
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        (at, std::mem::take(&mut self.samples))
    }

    fn end(mut self) -> PathBuf {
        let done = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(done.success());
        assert!(self.child.wait().unwrap().success());
        std::mem::take(&mut self.samples)
    }

    fn told(&self) -> String {
        fs::read_to_string(&self.told).unwrap_or_default()
    }

    fn wait_told(&self, what: &str) {
        until(&format!("\"{what}\" on the terminal"), || self.told().contains(what));
    }

    /// Waits until so many more samples came.
    fn wait_samples(&self, more: usize) {
        let count = || fs::read_to_string(&self.samples).unwrap_or_default().lines().count();
        let before = count();
        until("samples", || count() >= before + more);
    }
}

impl Drop for Recorded {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn now_us() -> i64 {
    jiff::Timestamp::now().as_microsecond()
}

fn time_us(line: &Value, key: &str) -> Option<i64> {
    Some(line[key].as_str()?.parse::<jiff::Timestamp>().unwrap().as_microsecond())
}

/// A sample as a row: tag, and the times it may stand at. A sample that only says something worse of a value
/// that was told before stands at the time that word came.
type Row = (String, [i64; 2]);

/// The samples of a stream that were received before a time. Its last line may be cut.
fn streamed(path: &Path, before_us: i64) -> Vec<Row> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    let lines = whole.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let rows = lines.filter_map(|line| {
        let received = time_us(&line, "receive_time")?;
        let source = time_us(&line, "source_time").unwrap_or(received);
        (received < before_us).then(|| (line["tag"].as_str().unwrap().to_owned(), [source, received]))
    });
    rows.collect()
}

fn missing<'r>(rows: &'r [Row], stored: &BTreeSet<(String, i64)>) -> Vec<&'r Row> {
    let there = |(tag, times): &&Row| times.iter().any(|time| stored.contains(&(tag.clone(), *time)));
    rows.iter().filter(|row| !there(row)).collect()
}

/// The rows of the live segment that was written last.
fn newest_live(history: &Path) -> BTreeSet<(String, i64)> {
    let live = fs::read_dir(history).into_iter().flatten().map(|file| file.unwrap().path());
    let live = live.filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with("live-"));
    let Some(newest) = live.max() else { return BTreeSet::new() };
    let mut rows = Vec::new();
    match read_live(&newest, &mut |item| {
        if let LiveItem::Row(row) = item {
            rows.push(row);
        }
    }) {
        Ok(summary) => {
            assert!(summary.damage.is_empty(), "{}: {:?}", newest.display(), summary.damage);
            let id = |tag: u32| summary.dictionary.tag(tag).unwrap().id.to_string();
            rows.iter().map(|row| (id(row.tag), row.time)).collect()
        }
        // Nothing had reached the disk when the kill came.
        Err(LiveError::NoDictionary) if fs::metadata(&newest).unwrap().len() == 0 => BTreeSet::new(),
        Err(error) => panic!("{}: {error}", newest.display()),
    }
}

/// All rows in a store, after everything was sealed that lay there.
fn stored(history: &Path) -> BTreeSet<(String, i64)> {
    let store = Arc::new(Store::at(history.to_owned(), Arc::new(Dictionary::default())));
    let mut archivist = Archivist::new(Arc::clone(&store), history.to_owned(), Retention::default());
    let utc = Timestamp::from_micros(now_us());
    let mut steps = 0;
    loop {
        steps += 1;
        let step = archivist.step(Moment { utc, steady: Steady::from_millis(steps) });
        match step {
            Step::Worked => {}
            Step::Idle => break,
            Step::Failed(why) => panic!("{why}"),
        }
    }
    let remarks = archivist.remarks();
    assert!(remarks.is_empty(), "{remarks:?}");
    let files = fs::read_dir(history).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let refused: Vec<_> = files.filter(|name| name.ends_with(".damaged")).collect();
    assert!(refused.is_empty(), "{refused:?}");
    let mut rows = BTreeSet::new();
    for tag in store.tags().into_keys() {
        let mut last = i64::MIN;
        for series in store.series(&tag, i64::MIN / 4, i64::MAX / 4) {
            for time in series.times.iter() {
                assert!(*time >= last, "rows of {tag} fall back");
                last = *time;
                rows.insert((tag.to_string(), *time));
            }
        }
    }
    assert!(store.troubles().is_empty(), "{:?}", store.troubles());
    rows
}

/// What the station wrote about its store into the journal.
fn remarks(data: &Path) -> Vec<String> {
    let journal = fs::read_to_string(data.join("journal.jsonl")).unwrap_or_default();
    journal.lines().filter(|line| line.contains("\"archivist\"")).map(str::to_owned).collect()
}

/// Kills stations of one store at random moments; every start finds what the kills before left.
fn kill_again_and_again(lane: u64, kills: usize) {
    let layout = layout();
    let (data, history) = (layout.data(), layout.data().join("history"));
    let mut random = lane.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut safe: Vec<Row> = Vec::new();
    for kill in 0..kills {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let station = Recorded::start(&layout, &data, &kill.to_string(), &["--simulate"]);
        std::thread::sleep(Duration::from_millis(500 + random % 2_500));
        let (at, samples) = station.kill();
        let rows = streamed(&samples, at - LOSS_MAX_US);
        let live = newest_live(&history);
        // What an earlier kill left is sealed by now or not; the newest segment holds this run.
        let lost = missing(&rows, &live);
        assert!(
            lost.is_empty(),
            "kill {kill}: {} of {} samples, such as {:?}",
            lost.len(),
            rows.len(),
            lost[0]
        );
        safe.extend(rows);
    }
    assert!(safe.len() > kills * 20, "{} samples in {kills} runs", safe.len());
    let all = stored(&history);
    let lost = missing(&safe, &all);
    assert!(lost.is_empty(), "{} of {} samples, such as {:?}", lost.len(), safe.len(), lost[0]);
    assert_eq!(remarks(&data), [""; 0]);
}

#[test]
fn killed_at_any_moment_a_store_opens_and_has_all_but_the_last_second() {
    // Two stores at a time: 50 kills in half of the time.
    let lanes = [1, 2].map(|lane| std::thread::spawn(move || kill_again_and_again(lane, 25)));
    for lane in lanes {
        if let Err(panic) = lane.join() {
            std::panic::resume_unwind(panic);
        }
    }
}

#[test]
fn a_second_station_is_told_who_records_and_takes_over_when_that_one_ends() {
    let layout = layout();
    let (data, other) = (layout.data(), layout.path().with_file_name("other"));
    let history = data.join("history");
    let _devices = Devices::start(&layout, &[]);
    let first = Recorded::start(&layout, &data, "first", &[]);
    first.wait_samples(20);
    // A journal of its own, and the first one's store.
    fs::create_dir_all(&other).unwrap();
    std::os::unix::fs::symlink(&history, other.join("history")).unwrap();
    let second = Recorded::start(&layout, &other, "second", &[]);
    second.wait_told(&format!("is written to by process {}", first.child.id()));
    second.wait_samples(100);
    let from_first = first.end();
    second.wait_told("ended: ");
    second.wait_samples(40);
    let from_second = second.end();
    let rows = stored(&history);
    // Both ended in order, so nothing is missing, not even what the second held in memory.
    for samples in [from_first, from_second] {
        let streamed = streamed(&samples, i64::MAX);
        let lost = missing(&streamed, &rows);
        assert!(lost.is_empty(), "{} of {} samples, such as {:?}", lost.len(), streamed.len(), lost[0]);
    }
}

#[test]
fn recording_begins_by_itself_when_what_was_in_its_way_is_removed() {
    let layout = layout();
    let history = layout.data().join("history");
    fs::create_dir_all(layout.data()).unwrap();
    fs::write(&history, "in the way").unwrap();
    let station = Recorded::start(&layout, &layout.data(), "blocked", &["--simulate"]);
    station.wait_told(" ! ");
    assert!(station.told().contains(&history.display().to_string()), "{}", station.told());
    station.wait_samples(100);
    fs::remove_file(&history).unwrap();
    station.wait_told("ended: ");
    station.wait_samples(40);
    let samples = streamed(&station.end(), i64::MAX);
    let rows = stored(&history);
    let lost = missing(&samples, &rows);
    assert!(lost.is_empty(), "{} of {} samples, such as {:?}", lost.len(), samples.len(), lost[0]);
}

/// A file system of two megabytes, where the machine lets one be mounted.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(at: &Path) -> Option<Self> {
        fs::create_dir_all(at).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"]).arg(at).stderr(Stdio::null());
        mount.status().is_ok_and(|status| status.success()).then(|| Self(at.to_owned()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_is_told_and_costs_no_sample_once_there_is_room() {
    let layout = layout();
    let Some(disk) = SmallDisk::mount(&layout.data()) else {
        eprintln!("skipped: no disk can be mounted here; tests of the live writer inject the fault instead");
        return;
    };
    let (history, ballast) = (disk.0.join("history"), disk.0.join("ballast"));
    let station = Recorded::start(&layout, &disk.0, "full", &["--simulate"]);
    station.wait_samples(40);
    let mut fill = Command::new("dd");
    fill.args(["if=/dev/zero", "bs=4096"]).arg(format!("of={}", ballast.display()));
    assert!(!fill.stderr(Stdio::null()).status().unwrap().success(), "the disk is full");
    station.wait_told("cannot be written");
    station.wait_samples(100);
    fs::remove_file(&ballast).unwrap();
    until("recording to go on", || {
        station.told().lines().any(|line| line.contains("ended: ") && line.contains("cannot be written"))
    });
    station.wait_samples(40);
    let samples = streamed(&station.end(), i64::MAX);
    let rows = stored(&history);
    let lost = missing(&samples, &rows);
    assert!(lost.is_empty(), "{} of {} samples, such as {:?}", lost.len(), samples.len(), lost[0]);
}

#[test]
fn what_a_disk_refuses_to_the_end_is_told_on_the_terminal_and_in_the_journal() {
    let layout = layout();
    let Some(disk) = SmallDisk::mount(&layout.data().join("history")) else {
        eprintln!(
            "skipped: no disk can be mounted here; tests of the store's writer inject the fault instead"
        );
        return;
    };
    let mut fill = Command::new("dd");
    fill.args(["if=/dev/zero", "bs=4096"]).arg(format!("of={}", disk.0.join("ballast").display()));
    assert!(!fill.stderr(Stdio::null()).status().unwrap().success(), "the disk is full");
    let station = Recorded::start(&layout, &layout.data(), "refused", &["--simulate"]);
    station.wait_told("cannot be written");
    station.wait_samples(40);
    let stderr = station.told.with_extension("stderr");
    let rows = streamed(&station.end(), i64::MAX).len();
    let text = fs::read_to_string(&stderr).unwrap();
    let line = text.lines().find(|line| line.contains("were lost")).unwrap_or_else(|| panic!("{text}"));
    let words: Vec<&str> = line.split(' ').collect();
    let [_, samples, "samples", "from", from, "to", to, ..] = words[..] else { panic!("{line}") };
    assert_eq!(samples.parse::<usize>().unwrap(), rows, "{line}");
    assert!(from < to, "{line}");
    let journal = fs::read_to_string(layout.data().join("journal.jsonl")).unwrap();
    let told = line.trim_start_matches("pilothouse: ");
    assert!(journal.lines().any(|entry| entry.contains(told)), "{journal}");
}
