//! `pilothouse run`: opens a plant in a window, or headless.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use crate::cli::headless::{self, Ending};
use crate::cli::{Failure, Outcome, load, say_error, signals};
use crate::plant::Plant;
#[cfg(feature = "gui")]
use crate::station::ReplayWindow;
use crate::station::{Horn, JournalFile, JournalOpenError, Options, Station, StreamTarget, Streams};

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
#[command(
    after_help = "Streams are described in docs/headless.md and stay as they are; `-` is standard output or input.\n\
                        SIGTERM and SIGINT end cleanly; SIGUSR1 writes the statistics."
)]
pub(super) struct Run {
    /// The layout's folder
    layout: PathBuf,
    /// Run the layout's own simulated devices as well, as real Modbus/TCP servers on loopback
    #[arg(long)]
    simulate: bool,
    /// Run without a window
    #[arg(long)]
    headless: bool,
    /// Write one JSON line per sample
    #[arg(long, value_name = "FILE|-", value_parser = target)]
    samples: Option<StreamTarget>,
    /// Write one JSON line per change of a link, command or alarm
    #[arg(long, value_name = "FILE|-", value_parser = target)]
    events: Option<StreamTarget>,
    /// Read one JSON line per command: {"id","tag","value","confirm":true,"reason"}, or about an alarm:
    /// {"id","action":"acknowledge","alarm"}
    #[arg(long, value_name = "FILE|-", value_parser = target)]
    commands: Option<StreamTarget>,
    /// Write the statistics of every device and unit as JSON, on exit and on SIGUSR1
    #[arg(long, value_name = "FILE")]
    stats: Option<PathBuf>,
    /// End after so many seconds
    #[arg(long = "for", value_name = "SECONDS", value_parser = seconds)]
    duration: Option<Duration>,
    /// Make no sound for alarms; the screen says so
    #[arg(long)]
    mute: bool,
    /// Sound the horn for alarms without a window too
    #[arg(long, conflicts_with = "mute")]
    horn: bool,
    /// Keep the journal in this folder instead of the user's data folder
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    #[cfg(feature = "gui")]
    #[command(flatten)]
    window: crate::cli::window::Window,
}

impl Run {
    pub(super) fn run(self) -> Outcome {
        let plant = load(&self.layout)?;
        let asked = signals::listen()?;
        let data = match self.data {
            Some(folder) => Some(own_folder(folder)?),
            None => Some(default_folder(&plant.id)),
        };
        let headless = self.headless || !display_here();
        let quiet =
            [&self.samples, &self.events].into_iter().flatten().any(|to| *to == StreamTarget::Standard);
        let options = Options {
            layout: Some(self.layout),
            simulated: self.simulate,
            data,
            streams: Streams { samples: self.samples, events: self.events, commands: self.commands },
            horn: match (self.mute, self.horn || !headless) {
                (true, _) => Horn::Muted,
                (false, true) => Horn::Sounds,
                (false, false) => Horn::None,
            },
            ..Options::default()
        };
        let ending = Ending { asked, after: self.duration, stats: self.stats };
        if headless && !self.headless {
            say_error("no display here (DISPLAY and WAYLAND_DISPLAY are not set): running headless");
        }
        #[cfg(feature = "gui")]
        let replays = {
            let today = options.layout.clone().map(|folder| ["--today".into(), folder.into_os_string()]);
            let looks = self.window.looks().into_iter().chain(today.into_iter().flatten()).collect();
            options.data.clone().and_then(|data| ReplayWindow::new(data, looks).ok())
        };
        let station = Station::start(&plant, options)?;
        if headless {
            headless::run(station, &plant, ending, quiet);
            return Ok(ExitCode::SUCCESS);
        }
        #[cfg(feature = "gui")]
        return windowed(station, &plant, ending, quiet, (self.window.options(), replays));
        #[cfg(not(feature = "gui"))]
        windowed(station, &plant, ending, quiet)
    }
}

#[cfg(feature = "gui")]
fn windowed(
    mut station: Station,
    plant: &Arc<Plant>,
    ending: Ending,
    quiet: bool,
    (options, replays): (crate::gui::Options, Option<ReplayWindow>),
) -> Outcome {
    use crate::cli::headless::Waker;
    use crate::gui;

    let latest = Arc::clone(station.latest());
    let waker = Waker::default();
    let closing = Some(ending.watch((station.clock(), station.latest()), Arc::clone(&waker))?);
    let feed = gui::Feed {
        closing,
        latest: Box::new(move || latest.get()),
        history: Some(station.history()),
        transports: None,
        replay_from: replays.map(replay_from),
        journal: station.journal(),
        requests: station.requests().clone(),
        clock: Arc::clone(station.clock()),
    };
    let title = format!("{} · Pilothouse", plant.title);
    let ready = |wake: Box<dyn Fn() + Send + Sync>| {
        let wake: Arc<dyn Fn() + Send + Sync> = Arc::from(wake);
        let _ = waker.set(Arc::clone(&wake));
        // Without the wake-up the window still looks once a second.
        let _ = station.on_snapshot(Box::new(move || wake()));
    };
    match gui::run(&title, feed, options, ready) {
        Ok(()) => {
            station.stop();
            ending.write_statistics(&station);
            Ok(ExitCode::SUCCESS)
        }
        Err(reason) => {
            say_error(&format!("no window can be opened here ({reason}): running headless"));
            headless::run(station, plant, ending, quiet);
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Replays of a station's recording; why one cannot be opened is told on the terminal.
#[cfg(feature = "gui")]
fn replay_from(window: ReplayWindow) -> crate::gui::ReplayFrom {
    let same = window.clone();
    crate::gui::ReplayFrom {
        open: Box::new(move |at| window.open(at).map_err(|reason| say_error(&reason)).is_ok()),
        failed: Box::new(move || same.failed()),
    }
}

#[cfg(not(feature = "gui"))]
fn windowed(station: Station, plant: &Arc<Plant>, ending: Ending, quiet: bool) -> Outcome {
    say_error("this build has no window: running headless");
    headless::run(station, plant, ending, quiet);
    Ok(ExitCode::SUCCESS)
}

pub(super) fn display_here() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// A folder named on the command line is taken or refused, never replaced by another.
fn own_folder(folder: PathBuf) -> Result<PathBuf, Failure> {
    match JournalFile::open(&folder) {
        Err(error @ JournalOpenError::Locked { .. }) => Err(Failure(error.to_string())),
        // Anything else is shown by the running station: a full or read-only disk must not keep it from starting.
        Ok(_) | Err(JournalOpenError::Unusable { .. }) => Ok(folder),
    }
}

/// The user's data folder for this plant; a numbered one beside it while another station uses it.
fn default_folder(plant: &str) -> PathBuf {
    let base = std::env::var_os("XDG_DATA_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".local/share")))
        .unwrap_or_else(std::env::temp_dir)
        .join("pilothouse");
    let first = base.join(plant);
    for number in 2..100 {
        let folder = if number == 2 { first.clone() } else { base.join(format!("{plant}.{}", number - 1)) };
        match JournalFile::open(&folder) {
            Err(JournalOpenError::Locked { pid, .. }) => {
                say_error(&format!("process {pid} keeps its journal in {}: using another", folder.display()));
            }
            Ok(_) | Err(JournalOpenError::Unusable { .. }) => return folder,
        }
    }
    first
}

#[expect(clippy::unnecessary_wraps, reason = "the form of a value parser")]
fn target(text: &str) -> Result<StreamTarget, String> {
    Ok(if text == "-" { StreamTarget::Standard } else { StreamTarget::File(text.into()) })
}

pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| format!("`{text}` is not a number of seconds"))?;
    Duration::try_from_secs_f64(seconds).map_err(|_| format!("`{text}` is not a span of time"))
}
