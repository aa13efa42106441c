//! The horn with players that are scripts and write down their calls: real processes, no sound.

use std::os::unix::fs::PermissionsExt as _;

use super::*;
use crate::time::SystemClock;

struct Bench {
    folder: tempfile::TempDir,
    clock: Arc<SystemClock>,
    sounder: Sounder,
}

impl Bench {
    /// With these players, each a shell script that first writes down what it was called with.
    fn new(players: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let bin = folder.path().join("bin");
        fs::create_dir_all(&bin).unwrap();
        let sounder = Sounder::new(folder.path().join("cache"), Some(bin.into_os_string()));
        let bench = Self { folder, clock: Arc::new(SystemClock::start()), sounder };
        for (name, body) in players {
            bench.install(name, body);
        }
        bench
    }

    fn install(&self, name: &str, body: &str) {
        let program = self.folder.path().join("bin").join(name);
        let calls = self.folder.path().join("calls");
        // The interpreter by its full path: the search path is the test's own.
        let text = format!("#!/bin/sh\necho \"{name} ${{*##*/}}\" >> '{}'\n{body}\n", calls.display());
        let draft = self.folder.path().join("draft");
        fs::write(&draft, text).unwrap();
        fs::set_permissions(&draft, fs::Permissions::from_mode(0o755)).unwrap();
        let _ = fs::remove_file(&program);
        // Copied by another process: what this one has open for writing, even in a fork of another test,
        // cannot be run.
        let copied = std::process::Command::new("/bin/cp").arg(&draft).arg(&program).status().unwrap();
        assert!(copied.success());
    }

    fn calls(&self) -> Vec<String> {
        let text = fs::read_to_string(self.folder.path().join("calls")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    /// Steps in real time until something holds.
    fn until(&mut self, sounds: Option<Priority>, what: &str, holds: impl Fn(&Self) -> bool) {
        let start = self.clock.now();
        let never = crossbeam_channel::never::<()>();
        while !holds(self) {
            let now = self.clock.now();
            assert!(
                now.steady.since(start.steady) < Duration::from_secs(20),
                "waited for {what}; calls {:?}, trouble `{}`",
                self.calls(),
                self.sounder.trouble
            );
            self.sounder.step(now, sounds);
            let _ = never.recv_timeout(Duration::from_millis(5));
        }
    }
}

fn count(bench: &Bench, call: &str) -> usize {
    bench.calls().iter().filter(|made| made.contains(call)).count()
}

#[test]
fn an_alarm_sounds_again_and_again_until_it_is_silenced_and_a_new_one_sounds_anew() {
    let mut bench = Bench::new(&[("aplay", "exit 0")]);
    bench.until(Some(Priority::Urgent), "three calls", |bench| count(bench, "horn-urgent") >= 3);
    bench.until(None, "the end of the last", |bench| bench.sounder.playing.is_none());
    let silent = bench.calls().len();
    let start = bench.clock.now();
    let clock = Arc::clone(&bench.clock);
    bench.until(None, "two seconds", |_| clock.now().steady.since(start.steady) > Duration::from_secs(2));
    assert_eq!(bench.calls().len(), silent, "{:?}", bench.calls());
    bench.until(Some(Priority::Low), "a new alarm", |bench| count(bench, "horn-low") == 1);
    // A more urgent one does not wait for the low one's turn.
    bench.until(Some(Priority::High), "a more urgent one", |bench| count(bench, "horn-high") == 1);
    assert_eq!(bench.sounder.trouble, "");
}

#[test]
fn a_player_that_hangs_is_stopped_and_the_next_one_plays() {
    let mut bench = Bench::new(&[("pw-play", "exec /bin/sleep 600"), ("paplay", "exit 0")]);
    bench.until(Some(Priority::High), "the second player", |bench| count(bench, "paplay horn-high") >= 1);
    assert_eq!(count(&bench, "pw-play"), 1, "{:?}", bench.calls());
}

#[test]
fn without_a_player_it_says_what_to_install_and_finds_one_that_comes_later() {
    let mut bench = Bench::new(&[]);
    bench.until(None, "the trouble", |bench| bench.sounder.trouble.starts_with("no player was found"));
    bench.install("aplay", "exit 1");
    let clock = Arc::clone(&bench.clock);
    let mut later = clock.now();
    later.steady = later.steady.after(TRY_AGAIN);
    bench.sounder.step(later, None);
    let failed = |bench: &Bench| bench.sounder.trouble.starts_with("no sound can be played (aplay: exit");
    bench.until(None, "a player without a device", failed);
    bench.install("aplay", "exit 0");
    let mut later = clock.now();
    later.steady = later.steady.after(TRY_AGAIN * 3);
    bench.sounder.step(later, Some(Priority::Medium));
    bench.until(Some(Priority::Medium), "the sound", |bench| bench.sounder.trouble.is_empty());
    assert!(count(&bench, "horn-medium") >= 1);
}
