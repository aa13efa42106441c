//! The horn: plays the most urgent new alarm until it is acknowledged or silenced, through the system's own
//! player, on the thread `horn`. That it cannot be heard is told on the screen, and it goes on trying.

mod player;
#[cfg(test)]
mod tests;
mod tone;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::Sender;
use tokio::sync::watch;

use crate::alarm::Priority;
use crate::message::Request;
use crate::station::horn::player::{Ended, Player, Playing, installed};
use crate::station::latest::Latest;
use crate::station::threads::{self, Running};
use crate::time::{Clock, Moment};

/// The alarms and the player are looked at this often.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// While nothing can be played, this often it is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(30);
/// Said while the horn is switched off.
const MUTED: &str = "the horn is switched off (--mute): alarms make no sound on this machine";

/// Whether alarms sound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Horn {
    /// No, and nobody is at this station to miss it.
    #[default]
    None,
    /// No, on purpose: the screen says so.
    Muted,
    /// Yes.
    Sounds,
}

pub(super) struct Parts {
    pub(super) horn: Horn,
    /// Where the sounds are kept as files.
    pub(super) folder: PathBuf,
    /// Where players are looked for.
    pub(super) path: Option<OsString>,
    pub(super) latest: Arc<Latest>,
    pub(super) requests: Sender<Request>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) stopped: watch::Receiver<bool>,
}

/// Starts it, where there is one.
pub(super) fn start(parts: Parts) -> std::io::Result<Option<Running>> {
    match parts.horn {
        Horn::None => return Ok(None),
        Horn::Muted => {
            // The queue is new and empty: this finds room.
            let _ = parts.requests.try_send(Request::HornTrouble(MUTED.into()));
            return Ok(None);
        }
        Horn::Sounds => {}
    }
    let Parts { folder, path, latest, requests, clock, stopped, .. } = parts;
    let running = threads::spawn("horn", move || {
        let mut sounder = Sounder::new(folder, path);
        let mut told = String::new();
        while !*stopped.borrow() && stopped.has_changed().is_ok() {
            let heard = sounder.sounds;
            latest.wait_until(LOOK_EVERY, |snapshot| snapshot.alarms.sounds != heard);
            let sounds = latest.get().and_then(|snapshot| snapshot.alarms.sounds);
            sounder.step(clock.now(), sounds);
            if sounder.trouble != told
                && requests.try_send(Request::HornTrouble(sounder.trouble.as_str().into())).is_ok()
            {
                told.clone_from(&sounder.trouble);
            }
        }
    })?;
    Ok(Some(running))
}

/// Plays what must sound: one call at a time.
struct Sounder {
    folder: PathBuf,
    path: Option<OsString>,
    /// Those not yet found to fail; the first plays.
    players: Vec<Player>,
    /// Why those that failed did.
    failures: Vec<String>,
    playing: Option<Playing>,
    /// What sounded last, and when it began.
    last: Option<(Priority, Moment)>,
    /// When it was tried last whether anything can be played.
    tried: Option<Moment>,
    sounds: Option<Priority>,
    /// Why nothing can be heard, in words; empty while all is well.
    trouble: String,
}

impl Sounder {
    fn new(folder: PathBuf, path: Option<OsString>) -> Self {
        Self {
            folder,
            path,
            players: Vec::new(),
            failures: Vec::new(),
            playing: None,
            last: None,
            tried: None,
            sounds: None,
            trouble: String::new(),
        }
    }

    /// Does what is due now.
    fn step(&mut self, now: Moment, sounds: Option<Priority>) {
        self.sounds = sounds;
        if sounds.is_none() {
            self.last = None;
        }
        self.look_at_player(now);
        if self.playing.is_some() {
            return;
        }
        if self.players.is_empty() {
            if self.tried.is_none_or(|tried| now.steady.since(tried.steady) >= TRY_AGAIN) {
                self.find_players(now);
                // A short silence finds out at once whether a device is there, not only at the first alarm.
                if sounds.is_none() {
                    self.play(None, now);
                }
            }
            if self.players.is_empty() {
                return;
            }
        }
        if let Some(priority) = sounds.filter(|priority| self.due(*priority, now)) {
            self.last = Some((priority, now));
            self.play(Some(priority), now);
        }
    }

    /// A more urgent one sounds at once, the same one again after its time.
    fn due(&self, priority: Priority, now: Moment) -> bool {
        self.last.is_none_or(|(before, since)| {
            priority < before || now.steady.since(since.steady) >= tone::every(priority)
        })
    }

    fn find_players(&mut self, now: Moment) {
        self.tried = Some(now);
        self.failures.clear();
        if let Err(error) = keep_sounds(&self.folder) {
            let folder = self.folder.display();
            self.trouble = format!("the sounds cannot be kept in {folder}: {error}; {SILENT}");
            return;
        }
        self.players = installed(self.path.as_deref());
        if self.players.is_empty() {
            self.trouble = format!(
                "no player was found: install alsa-utils, pulseaudio-utils or pipewire-bin; {SILENT}"
            );
        }
    }

    fn look_at_player(&mut self, now: Moment) {
        let Some(playing) = &mut self.playing else { return };
        match playing.look(now) {
            Ended::NotYet => {}
            Ended::Well => {
                self.playing = None;
                self.trouble.clear();
            }
            Ended::Badly(why) => {
                self.playing = None;
                self.failed(why, now);
            }
        }
    }

    /// The next player has its turn at once; with none left it is tried again later.
    fn failed(&mut self, why: String, now: Moment) {
        self.failures.push(why);
        if !self.players.is_empty() {
            self.players.remove(0);
        }
        self.last = None;
        if self.players.is_empty() {
            self.tried = Some(now);
            let why = self.failures.join("; ");
            self.trouble = format!("no sound can be played ({why}); {SILENT}");
        } else if self.sounds.is_none() {
            self.play(None, now);
        }
    }

    fn play(&mut self, priority: Option<Priority>, now: Moment) {
        let file = self.folder.join(file_name(priority));
        let Some(player) = self.players.first() else { return };
        match player.play(&file, now) {
            Ok(playing) => self.playing = Some(playing),
            Err(why) => self.failed(why, now),
        }
    }
}

/// What follows from every trouble.
const SILENT: &str = "alarms make no sound on this machine";

fn file_name(priority: Option<Priority>) -> String {
    format!("horn-{}.wav", priority.map_or("silence", Priority::word))
}

/// Writes the sounds' files, as they are made by this version.
fn keep_sounds(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    for priority in Priority::ALL.into_iter().map(Some).chain([None]) {
        fs::write(folder.join(file_name(priority)), tone::wav(priority))?;
    }
    Ok(())
}
