//! The system's players: which are there, and one call of one of them. Never two at once, never one for ever.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::time::Moment;

/// Players in the order they are tried, with what comes before the file's name.
const KNOWN: [(&str, &[&str]); 3] = [("pw-play", &[]), ("paplay", &[]), ("aplay", &["-q"])];
/// A sound takes less than a second; a player that is not done by then hangs and is killed.
const PLAYING_MAX: Duration = Duration::from_secs(4);

/// A player that is installed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Player {
    name: &'static str,
    program: PathBuf,
    before: &'static [&'static str],
}

/// A call that goes on.
#[derive(Debug)]
pub(super) struct Playing {
    child: Child,
    name: &'static str,
    since: Moment,
    killed: bool,
}

/// How a call stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// It goes on.
    NotYet,
    /// It played.
    Well,
    /// It did not, in words.
    Badly(String),
}

/// Those that are in the folders of a search path.
pub(super) fn installed(path: Option<&OsStr>) -> Vec<Player> {
    let folders: Vec<PathBuf> = path.map(|path| std::env::split_paths(path).collect()).unwrap_or_default();
    let find = |name: &str| folders.iter().map(|folder| folder.join(name)).find(|program| program.is_file());
    KNOWN
        .into_iter()
        .filter_map(|(name, before)| find(name).map(|program| Player { name, program, before }))
        .collect()
}

impl Player {
    /// Starts to play a file.
    pub(super) fn play(&self, file: &Path, now: Moment) -> Result<Playing, String> {
        let mut command = Command::new(&self.program);
        command.args(self.before).arg(file);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        match command.spawn() {
            Ok(child) => Ok(Playing { child, name: self.name, since: now, killed: false }),
            Err(error) => Err(format!("{}: {error}", self.name)),
        }
    }
}

impl Playing {
    /// Looks at it; what takes too long is killed, and stays until the system has let it go.
    pub(super) fn look(&mut self, now: Moment) -> Ended {
        let status = match self.child.try_wait() {
            Ok(status) => status,
            Err(error) => return Ended::Badly(format!("{}: {error}", self.name)),
        };
        match status {
            Some(_) if self.killed => Ended::Badly(format!("{} did not end and was stopped", self.name)),
            Some(status) if status.success() => Ended::Well,
            Some(status) => Ended::Badly(format!("{}: {status}", self.name)),
            None => {
                if !self.killed && now.steady.since(self.since.steady) >= PLAYING_MAX {
                    self.killed = true;
                    let _ = self.child.kill();
                }
                Ended::NotYet
            }
        }
    }
}

impl Drop for Playing {
    /// Nothing sounds on after the station, and no dead process is left behind.
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}
