//! A replay beside a running station: a process of its own on the same data folder, which it reads only. The
//! station goes on whatever becomes of it.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering as Memory};

use crate::station::spawn_named;
use crate::time::Timestamp;

/// Replays that may be open beside one station: a hand that presses again and again must not fill the machine.
const OPEN_MAX: usize = 4;

/// Opens replays of a running station's own recording.
#[derive(Clone, Debug)]
pub struct ReplayWindow {
    program: PathBuf,
    /// What stands before the subcommand.
    before: Vec<OsString>,
    data: PathBuf,
    /// How the window looks.
    looks: Vec<OsString>,
    open: Arc<AtomicUsize>,
    /// Those that ended badly and were not told yet.
    failed: Arc<AtomicUsize>,
}

impl ReplayWindow {
    /// Of a data folder, with options of the window as they are typed. Fails where the program cannot be found
    /// again.
    pub fn new(data: PathBuf, looks: Vec<OsString>) -> std::io::Result<Self> {
        let program = std::env::current_exe()?;
        let (open, failed) = (Arc::default(), Arc::default());
        Ok(Self { program, before: Vec::new(), data, looks, open, failed })
    }

    /// Whether one ended badly since this was asked last: its own words stand on the terminal.
    pub fn failed(&self) -> bool {
        self.failed.swap(0, Memory::AcqRel) > 0
    }

    /// Opens one at a time. It does not wait for the window.
    pub fn open(&self, at: Timestamp) -> Result<(), String> {
        if self.open.fetch_add(1, Memory::AcqRel) >= OPEN_MAX {
            self.open.fetch_sub(1, Memory::AcqRel);
            return Err(format!("{OPEN_MAX} replays are open: close one first"));
        }
        let mut command = Command::new(&self.program);
        command.args(&self.before).arg("replay").arg(&self.data).arg("--at").arg(at.to_string());
        command.arg("--beside-live").args(&self.looks);
        // The station's own output may be a stream of samples: nothing else gets in there.
        command.stdin(Stdio::null()).stdout(Stdio::null());
        let started = command.spawn().map_err(|error| error.to_string()).and_then(|mut child| {
            let (open, failed) = (Arc::clone(&self.open), Arc::clone(&self.failed));
            // Waited for, so that nothing of it stays when it is closed.
            let waiting = spawn_named("replay window", move || {
                if !child.wait().is_ok_and(|status| status.success()) {
                    failed.fetch_add(1, Memory::AcqRel);
                }
                open.fetch_sub(1, Memory::AcqRel);
            });
            waiting.map_err(|error| error.to_string())
        });
        started.map_err(|reason| {
            self.open.fetch_sub(1, Memory::AcqRel);
            format!("{} cannot be started: {reason}", self.program.display())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn window(script: &str, folder: &std::path::Path) -> ReplayWindow {
        let file = folder.join("script");
        std::fs::write(&file, script).unwrap();
        ReplayWindow {
            program: "/bin/sh".into(),
            before: vec![file.into()],
            data: folder.join("data"),
            looks: vec!["--theme".into(), "light".into()],
            open: Arc::default(),
            failed: Arc::default(),
        }
    }

    fn until(what: &str, holds: impl Fn() -> bool) {
        let never = crossbeam_channel::never::<()>();
        for _ in 0..4_000 {
            if holds() {
                return;
            }
            let _ = never.recv_timeout(Duration::from_millis(5));
        }
        panic!("waited for {what}");
    }

    #[test]
    fn a_replay_is_a_process_of_its_own_on_the_same_folder_and_not_too_many_are_open() {
        let folder = tempfile::tempdir().unwrap();
        // Ends by itself after a while, should the test end before.
        let script = "d=$(dirname \"$0\"); echo \"$@\" >> \"$d/asked\"; n=0; \
                      while [ -d \"$d\" ] && [ ! -e \"$d/end\" ] && [ $n -lt 400 ]; do sleep 0.05; n=$((n+1)); done; \
                      [ ! -e \"$d/bad\" ]";
        let window = window(script, folder.path());
        let at = Timestamp::from_millis(1_795_392_000_000);
        for _ in 0..OPEN_MAX {
            window.open(at).unwrap();
        }
        assert!(window.open(at).unwrap_err().contains("close one first"));
        let asked = || std::fs::read_to_string(folder.path().join("asked")).unwrap_or_default();
        until("all to be started", || asked().lines().count() == OPEN_MAX);
        let data = folder.path().join("data");
        let wanted = format!("replay {} --at {at} --beside-live --theme light", data.display());
        assert_eq!(asked().lines().next(), Some(wanted.as_str()));
        std::fs::write(folder.path().join("end"), "").unwrap();
        until("all to be closed", || window.open.load(Memory::Acquire) == 0);
        assert!(!window.failed(), "all were closed well");
        std::fs::write(folder.path().join("bad"), "").unwrap();
        window.open(at).unwrap();
        until("one to end badly", || window.open.load(Memory::Acquire) == 0);
        assert!(window.failed());
        assert!(!window.failed(), "it is told once");
        let gone = ReplayWindow { program: folder.path().join("gone"), ..window };
        assert!(gone.open(at).unwrap_err().contains("cannot be started"));
    }
}
