//! A station: its threads, the channels between them, and how it starts and stops. The only place that wires
//! the parts together.
//!
//! Threads: `acquisition` (drivers), `engine`, `recorder` (journal and streams), `alarms` (what is kept of them
//! over a restart), `horn`, `historian` and `archivist` (the store), `history` and `export` (its answers),
//! `journal` (the search over the journal), `layout` (watches the layout's files), `simulator` where the plant
//! is simulated. A `Replay` stands beside it: it has `replay`, `history` and `export` alone.

mod acquisition;
mod alarm_memory;
mod bookmark_file;
mod channels;
mod engine_thread;
mod historian;
mod history;
mod horn;
mod journal_file;
mod journal_search;
mod latest;
mod layout_watch;
mod outlet;
mod recorder;
mod replay;
mod replay_find;
mod replay_show;
mod replay_trends;
mod second_window;
mod simulation;
mod streams;
mod threads;
mod waking;
mod written;

pub use bookmark_file::bookmarks_of;
pub use horn::Horn;
pub use journal_file::{JournalFile, JournalOpenError};
pub use latest::Latest;
pub use replay::{Replay, ReplayOptions, ReplayStartError};
pub use second_window::ReplayWindow;
pub use simulation::SimulatedDevices;
pub use streams::{StreamTarget, Streams, statistics_json};

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender};
use tokio::sync::watch;

use crate::engine;
use crate::historian::Retention;
use crate::journal::{Entry, JournalSearch};
use crate::message::{Mode, Record, Request, Snapshot};
use crate::plant::Plant;
use crate::station::outlet::Outlet;
use crate::time::{Clock, SystemClock};
use crate::trend::History;

/// The store's folder in the data folder.
const HISTORY_FOLDER: &str = "history";
/// The folder of files that can be made again, in the data folder.
const CACHE_FOLDER: &str = "cache";
/// The folder of exports in the data folder.
const EXPORT_FOLDER: &str = "exports";

/// Starts a thread with a name, for waiting on something beside the station.
pub fn spawn_named(name: &str, body: impl FnOnce() + Send + 'static) -> std::io::Result<()> {
    threads::spawn(name, body).map(drop)
}

/// Writes a file so that a reader never sees half of it.
pub fn write_whole(path: &Path, text: &str) -> std::io::Result<()> {
    let beside = path.with_extension(format!("{}.partial", std::process::id()));
    std::fs::write(&beside, text)?;
    std::fs::rename(&beside, path)
}

/// How a station is set up.
#[derive(Debug)]
pub struct Options {
    /// The layout's folder, watched for changes; `None` takes the layout as it is.
    pub layout: Option<PathBuf>,
    /// Runs the layout's own simulated devices as well.
    pub simulated: bool,
    /// Where journal and recordings are kept; `None` keeps none: history is in memory alone.
    pub data: Option<PathBuf>,
    /// Streams for scripts.
    pub streams: Streams,
    /// Whether alarms sound.
    pub horn: Horn,
    /// Bytes for the live trend memory.
    pub trend_memory_bytes: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            layout: None,
            simulated: false,
            data: None,
            streams: Streams::default(),
            horn: Horn::None,
            trend_memory_bytes: 48 << 20,
        }
    }
}

/// Why a station did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The simulated devices could not be started.
    #[error("the simulated devices did not start: {0}")]
    Simulation(String),
    /// A stream could not be opened.
    #[error("cannot open {path}: {reason}")]
    Stream {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
    /// A thread could not be started.
    #[error("a thread could not be started: {0}")]
    Thread(#[from] std::io::Error),
}

/// A running station. Dropping it stops it.
#[derive(Debug)]
pub struct Station {
    latest: Arc<Latest>,
    requests: Sender<Request>,
    clock: Arc<dyn Clock>,
    history: Arc<history::Desk>,
    journal: Option<Arc<journal_search::Desk>>,
    stop_field: watch::Sender<bool>,
    acquisition: Option<threads::Running>,
    stop: watch::Sender<bool>,
    threads: Vec<threads::Running>,
}

impl Station {
    /// Starts everything; values arrive from now on.
    pub fn start(plant: &Arc<Plant>, options: Options) -> Result<Self, StartError> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::start());
        let (stop, stopped) = watch::channel(false);
        let (stop_field, field_stopped) = watch::channel(false);
        let latest = Arc::new(Latest::default());
        let mut threads = Vec::new();

        // The simulated devices listen before anything dials them.
        let (plant, faults) = simulated(plant, &options, &clock, &stopped, &mut threads)?;

        let mut journal = options.data.as_deref().map(JournalFile::open);
        let first_command = journal.iter().flatten().map(JournalFile::commands_seen).sum::<u64>() + 1;
        let search = search_journal(journal.as_ref(), &plant, &options, &clock, &stopped, &mut threads)?;
        let channels = channels::Channels::new();
        let streams = options.streams.open()?;
        let wants_samples = streams.wants_samples();
        let scripts = scripts(&channels, &streams, &latest, &clock);
        let alarms =
            alarm_memory::open(options.data.as_deref(), &mut journal, &channels.requests_in, &clock)?;
        threads.extend(alarms.running);
        let written = written::Written::default();
        threads.push(recorder::start(recorder::Parts {
            records: channels.records_out,
            requests: channels.requests_in.clone(),
            last_words: channels.last_words_out,
            journal,
            alarms: (alarms.memory, alarms.saver),
            written: written.clone(),
            search: search.clone(),
            streams,
            plant: Arc::clone(&plant),
            clock: Arc::clone(&clock),
        })?);
        threads.extend(start_horn(&options, &channels.requests_in, &latest, (&clock, &stopped))?);

        let (history, historians) = keep_history(
            &plant,
            &options,
            (channels.history_out, channels.requests_in.clone(), channels.last_words_in),
            (&clock, &stopped),
        )?;
        threads.extend(historians);

        let (acquisition, drivers) =
            acquisition::start(Arc::clone(&plant), Arc::clone(&clock), channels.field_in, field_stopped)?;
        let (watching, saver) =
            watch_layout(&options, faults.clone(), channels.requests_in.clone(), &stopped)?.unzip();
        threads.extend(watching);
        threads.push(engine_thread::start(engine_thread::Parts {
            plant: Arc::clone(&plant),
            options: engine_options(&options, first_command),
            clock: Arc::clone(&clock),
            field: channels.field_out,
            requests: channels.requests_out,
            alarms: alarms.kept,
            written,
            outlets: vec![
                Outlet::new(channels.records_in, wants_samples),
                Outlet::new(channels.history_in, true),
            ],
            drivers,
            faults,
            saver,
            latest: Arc::clone(&latest),
            stopped,
        })?);
        if let Some(commands) = options.streams.commands {
            streams::read_commands(&commands, scripts)?;
        }
        let acquisition = Some(acquisition);
        let requests = channels.requests_in;
        Ok(Self { latest, requests, clock, history, journal: search, stop_field, acquisition, stop, threads })
    }

    /// The newest snapshot, once there is one.
    pub fn snapshot(&self) -> Option<Arc<Snapshot>> {
        self.latest.get()
    }

    /// Where snapshots appear, and where to be told of them.
    pub const fn latest(&self) -> &Arc<Latest> {
        &self.latest
    }

    /// Where requests go.
    pub const fn requests(&self) -> &Sender<Request> {
        &self.requests
    }

    /// The station's clock.
    pub const fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// History, live and stored.
    pub fn history(&self) -> Arc<dyn History> {
        Arc::clone(&self.history) as Arc<dyn History>
    }

    /// The whole journal, where one is kept.
    pub fn journal(&self) -> Option<Arc<dyn JournalSearch>> {
        self.journal.clone().map(|desk| desk as Arc<dyn JournalSearch>)
    }

    /// Calls this after each new snapshot that looks different, from a thread of its own: a screen that hangs
    /// holds up that thread, never the engine, and a plant that stands still costs no frames.
    pub fn on_snapshot(&self, wake: Box<dyn Fn() + Send + Sync>) -> std::io::Result<()> {
        let wake: Arc<dyn Fn() + Send + Sync> = Arc::from(wake);
        self.history.on_answer(Arc::clone(&wake));
        if let Some(journal) = &self.journal {
            journal.on_answer(Arc::clone(&wake));
        }
        waking::start(Arc::clone(&self.latest), self.stop.subscribe(), wake)
    }

    /// Stops everything, the devices first, so that the last snapshot holds their last statistics. Threads
    /// that do not end in time are left behind.
    pub fn stop(&mut self) {
        let _ = self.stop_field.send(true);
        if let Some(acquisition) = self.acquisition.take() {
            acquisition.join();
        }
        let _ = self.stop.send(true);
        for thread in self.threads.drain(..).rev() {
            thread.join();
        }
    }
}

fn engine_options(options: &Options, first_command: u64) -> engine::Options {
    engine::Options {
        mode: if options.simulated { Mode::Simulated } else { Mode::Live },
        record_samples: true,
        memory_bytes: options.trend_memory_bytes,
        first_command,
    }
}

fn retention(plant: &Plant) -> Retention {
    let keep = plant.keep;
    Retention {
        samples: keep.samples,
        pyramid: keep.trends,
        bytes: keep.bytes,
        free_bytes: keep.free_bytes.unwrap_or(Retention::default().free_bytes),
    }
}

/// Starts the simulated devices where they are asked for; the plant with the ports they got.
fn simulated(
    plant: &Arc<Plant>,
    options: &Options,
    clock: &Arc<dyn Clock>,
    stopped: &watch::Receiver<bool>,
    threads: &mut Vec<threads::Running>,
) -> Result<(Arc<Plant>, Option<simulation::Faults>), StartError> {
    if !options.simulated {
        return Ok((Arc::clone(plant), None));
    }
    let (thread, faults) = simulation::start(Arc::clone(plant), Arc::clone(clock), stopped.clone())?;
    threads.push(thread);
    Ok((faults.relocated(plant), Some(faults)))
}

/// Starts what watches the layout's files and saves trends there, if the layout is watched.
fn watch_layout(
    options: &Options,
    faults: Option<simulation::Faults>,
    requests: Sender<Request>,
    stopped: &watch::Receiver<bool>,
) -> std::io::Result<Option<(threads::Running, layout_watch::Saver)>> {
    let Some(folder) = options.layout.clone() else { return Ok(None) };
    layout_watch::start(folder, faults, requests, stopped.clone()).map(Some)
}

fn scripts(
    channels: &channels::Channels,
    streams: &streams::Open,
    latest: &Arc<Latest>,
    clock: &Arc<dyn Clock>,
) -> streams::Scripts {
    streams::Scripts {
        requests: channels.requests_in.clone(),
        records: channels.records_in.clone(),
        confirmations: Arc::clone(&streams.confirmations),
        latest: Arc::clone(latest),
        clock: Arc::clone(clock),
    }
}

fn start_horn(
    options: &Options,
    requests: &Sender<Request>,
    latest: &Arc<Latest>,
    (clock, stopped): (&Arc<dyn Clock>, &watch::Receiver<bool>),
) -> std::io::Result<Option<threads::Running>> {
    horn::start(horn::Parts {
        horn: options.horn,
        folder: options.data.clone().unwrap_or_else(std::env::temp_dir).join(CACHE_FOLDER),
        path: std::env::var_os("PATH"),
        latest: Arc::clone(latest),
        requests: requests.clone(),
        clock: Arc::clone(clock),
        stopped: stopped.clone(),
    })
}

/// The folder of exports.
fn exports(options: &Options) -> PathBuf {
    options.data.clone().unwrap_or_else(std::env::temp_dir).join(EXPORT_FOLDER)
}

/// Starts what answers from the journal.
fn search_journal(
    journal: Option<&Result<JournalFile, JournalOpenError>>,
    plant: &Plant,
    options: &Options,
    clock: &Arc<dyn Clock>,
    stopped: &watch::Receiver<bool>,
    threads: &mut Vec<threads::Running>,
) -> std::io::Result<Option<Arc<journal_search::Desk>>> {
    let Some(Ok(journal)) = journal else { return Ok(None) };
    let (desk, thread) = journal_search::start(journal_search::Parts {
        journal: journal.path().to_owned(),
        exports: exports(options),
        zone: plant.zone.clone(),
        clock: Arc::clone(clock),
        stopped: stopped.clone(),
    })?;
    threads.push(thread);
    Ok(Some(desk))
}

/// Starts the store and what answers from it.
fn keep_history(
    plant: &Arc<Plant>,
    options: &Options,
    (records, requests, last_words): (Receiver<Record>, Sender<Request>, Sender<Entry>),
    (clock, stopped): (&Arc<dyn Clock>, &watch::Receiver<bool>),
) -> std::io::Result<(Arc<history::Desk>, Vec<threads::Running>)> {
    let (store, mut running) = historian::start(historian::Parts {
        plant: Arc::clone(plant),
        folder: options.data.as_deref().map(|data| data.join(HISTORY_FOLDER)),
        retention: retention(plant),
        records,
        requests,
        last_words,
        clock: Arc::clone(clock),
        stopped: stopped.clone(),
    })?;
    let (history, answering) = history::start(store, exports(options), Arc::clone(clock), stopped.clone())?;
    running.extend(answering);
    Ok((history, running))
}

impl Drop for Station {
    fn drop(&mut self) {
        self.stop();
    }
}
