//! `pilothouse replay`: shows a recorded session as the operator saw it.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use crate::cli::headless::Ending;
use crate::cli::run::{display_here, seconds};
use crate::cli::times::parse_time;
use crate::cli::{Failure, Outcome, load, say, say_error, signals, values};
use crate::historian::Store;
use crate::message::{Direction, LayoutChoice, LayoutUsed, Snapshot, Transport};
use crate::station::{Replay as Running, ReplayOptions};

/// The first picture is there long before this.
const FIRST_MAX: Duration = Duration::from_secs(60);
/// So much after the end counts as the end.
const LAST_WAY: Duration = Duration::from_secs(10);

#[derive(Debug, Args)]
#[command(
    after_help = "Times are RFC 3339 (2026-11-23T13:00:00Z), a time in the plant's zone (\"2026-11-23 14:00\"),\n\
                        or a span before the end of the recording (-90s, -30m, -2h, -7d).\n\
                        Reads only, opens no connection, and works while a station records into the same folder;\n\
                        it shows what was recorded until it was opened. Nothing in it can command the plant."
)]
pub(super) struct Replay {
    /// The data folder of a station, its `history` folder, or a single recording (.mcap)
    recording: PathBuf,
    /// The time to open at; without it the begin of the recording
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    at: Option<String>,
    /// Seconds of the recording a second, 0.1 to 1000
    #[arg(long, value_name = "N", default_value = "1", value_parser = speed)]
    speed: f64,
    /// Show it with this layout in place of the one it was recorded with; the screen says so, and has a button for
    /// each
    #[arg(long, value_name = "FOLDER")]
    with_layout: Option<PathBuf>,
    /// The layout of the running station, to choose on the screen
    #[arg(long, value_name = "FOLDER", hide = true, conflicts_with = "with_layout")]
    today: Option<PathBuf>,
    /// Print the values of that time instead of opening a window
    #[arg(long)]
    headless: bool,
    /// Play, and end after so many seconds
    #[arg(long = "for", value_name = "SECONDS", value_parser = seconds)]
    duration: Option<Duration>,
    /// Opened by a running station: its own window stands beside this one
    #[arg(long, hide = true)]
    beside_live: bool,
    #[cfg(feature = "gui")]
    #[command(flatten)]
    window: crate::cli::window::Window,
}

impl Replay {
    pub(super) fn run(self) -> Outcome {
        let store = Store::read_only(&self.recording)?;
        let Some(recorded) = store.span() else {
            return Err(Failure(format!("{} holds no samples", self.recording.display())));
        };
        let at = self.at.as_deref().map(|at| parse_time(at, &store, recorded.to)).transpose()?;
        // The newest second is on its way to the disk: what is asked for from a running station is its end.
        let at = at.map(|at| if at.since(recorded.to) <= LAST_WAY { at.min(recorded.to) } else { at });
        if let Some(at) = at.filter(|at| !recorded.holds(*at)) {
            let (from, to) = (recorded.from, recorded.to);
            return Err(Failure(format!("{at} is not in the recording, which goes from {from} to {to}")));
        }
        let named = self.with_layout.as_deref().map(load).transpose()?;
        // One that is being edited, and broken just now, is no reason not to show what was recorded.
        let today = self
            .today
            .as_deref()
            .and_then(|folder| load(folder).map_err(|Failure(why)| say_error(&why)).ok());
        let layout = match (named, today) {
            (Some(named), _) => Some((named, LayoutChoice::Today)),
            (None, today) => today.map(|today| (today, LayoutChoice::Recorded)),
        };
        let asked = signals::listen()?;
        let options = ReplayOptions { recording: self.recording, at, speed: self.speed, layout };
        let replay = Running::start(Arc::new(store), options)?;
        let ending = Ending { asked, after: self.duration, stats: None };
        if self.duration.is_some() {
            let _ = replay.transports().try_send(Transport::Play(Direction::Forward));
        }
        if self.headless {
            return headless(&replay, &ending);
        }
        if !display_here() {
            say_error("no display here (DISPLAY and WAYLAND_DISPLAY are not set): printing the values");
            return headless(&replay, &ending);
        }
        #[cfg(feature = "gui")]
        {
            let beside_live = self.beside_live;
            let options = crate::gui::Options { beside_live, ..self.window.options() };
            windowed(replay, &ending, options)
        }
        #[cfg(not(feature = "gui"))]
        headless(&replay, &ending)
    }
}

/// Prints the picture of the time; where it plays for a while, that of the end too.
fn headless(replay: &Running, ending: &Ending) -> Outcome {
    let Some(first) = replay.latest().wait_until(FIRST_MAX, |_| true) else {
        return Err(Failure(format!(
            "no picture came in {} s: the disk does not answer",
            FIRST_MAX.as_secs()
        )));
    };
    print_picture(&first);
    if ending.after.is_some() {
        ending.wait(replay.clock(), replay.latest());
        if let Some(last) = replay.snapshot() {
            print_picture(&last);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn print_picture(snapshot: &Snapshot) {
    let time = snapshot.at.utc.format(&snapshot.plant.zone, "%Y-%m-%d %H:%M:%S%.3f%:z");
    say(&format!("{}, replay of {time}: {}", snapshot.plant.title, values::counts(snapshot)));
    if let Some(playback) = &snapshot.replay {
        match playback.layout {
            LayoutUsed::Recorded => {}
            LayoutUsed::Attached | LayoutUsed::Named => {
                say("  shown with a layout that is not the one it was recorded with");
            }
        }
        if !playback.recorded {
            say("  nothing was recorded at this time");
        }
        if !playback.trouble.is_empty() {
            say_error(&playback.trouble);
        }
    }
    for line in values::main_values(snapshot, snapshot.at) {
        say(&line);
    }
}

#[cfg(feature = "gui")]
fn windowed(mut replay: Running, ending: &Ending, options: crate::gui::Options) -> Outcome {
    use crate::cli::headless::Waker;
    use crate::gui;

    let latest = Arc::clone(replay.latest());
    let waker = Waker::default();
    let closing = Some(ending.watch((replay.clock(), replay.latest()), Arc::clone(&waker))?);
    let feed = gui::Feed {
        closing,
        latest: Box::new(move || latest.get()),
        history: Some(replay.history()),
        journal: None,
        requests: replay.requests().clone(),
        transports: Some(replay.transports().clone()),
        replay_from: None,
        clock: Arc::clone(replay.clock()),
    };
    let ready = |wake: Box<dyn Fn() + Send + Sync>| {
        let wake: Arc<dyn Fn() + Send + Sync> = Arc::from(wake);
        let _ = waker.set(Arc::clone(&wake));
        // Without the wake-up the window still looks once a second.
        let _ = replay.on_snapshot(Box::new(move || wake()));
    };
    let done = gui::run("Replay · Pilothouse", feed, options, ready);
    replay.stop();
    done.map(|()| ExitCode::SUCCESS)
        .map_err(|reason| Failure(format!("no window can be opened here: {reason}")))
}

fn speed(text: &str) -> Result<f64, String> {
    let speed: f64 = text.parse().map_err(|_| format!("`{text}` is not a number"))?;
    if (0.1..=1000.0).contains(&speed) {
        Ok(speed)
    } else {
        Err("the speed is between 0.1 and 1000".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_speed_is_a_number_within_its_bounds() {
        assert_eq!(speed("0.1"), Ok(0.1));
        assert_eq!(speed("1000"), Ok(1000.0));
        for wrong in ["0", "-1", "1001", "NaN", "inf", "fast", ""] {
            assert!(speed(wrong).is_err(), "{wrong}");
        }
    }
}
