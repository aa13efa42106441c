//! A replay in place of a station: the same pictures for the same screens, out of a recording. Nothing is
//! acquired, decided or written: there is no driver, no engine and no order, and no socket is opened.

use std::path::PathBuf;
use std::sync::Arc;

use crossbeam_channel::{Sender, bounded};
use tokio::sync::watch;

use crate::historian::Store;
use crate::message::{LayoutChoice, Request, Snapshot, Transport};
use crate::plant::Plant;
use crate::replay::ReplayError;
use crate::station::latest::Latest;
use crate::station::replay_find::FindDesk;
use crate::station::replay_show::Show;
use crate::station::threads::{self, Running};
use crate::station::{EXPORT_FOLDER, history, waking};
use crate::time::{Clock, SystemClock, Timestamp};
use crate::trend::History;

/// Wishes of the operator that wait. Full: the screen says so and the operator asks again.
pub(super) const TRANSPORTS: usize = 64;
/// What screens tell to be on them. Full: the screen tells it again.
pub(super) const REQUESTS: usize = 64;

/// How a replay is set up.
#[derive(Debug)]
pub struct ReplayOptions {
    /// Where the store was opened: a station's data folder, its `history`, or a single file.
    pub recording: PathBuf,
    /// The time it opens at; the begin without one.
    pub at: Option<Timestamp>,
    /// Seconds of the recording a second, 0.1 to 1,000.
    pub speed: f64,
    /// Today's layout, to choose in place of its own; and which to begin with.
    pub layout: Option<(Arc<Plant>, LayoutChoice)>,
}

/// Why a replay did not start.
#[derive(Debug, thiserror::Error)]
pub enum ReplayStartError {
    /// It cannot be shown.
    #[error(transparent)]
    Replay(#[from] ReplayError),
    /// A thread could not be started.
    #[error("a thread could not be started: {0}")]
    Thread(#[from] std::io::Error),
}

/// A running replay. Dropping it stops it. What it holds are the ends of screens: a time to go to and what is
/// on screen; no way leads from here to a device.
#[derive(Debug)]
pub struct Replay {
    latest: Arc<Latest>,
    transports: Sender<Transport>,
    requests: Sender<Request>,
    clock: Arc<dyn Clock>,
    history: Arc<history::Desk>,
    stop: watch::Sender<bool>,
    threads: Vec<Running>,
}

impl Replay {
    /// Shows a store that was opened for reading, also while a station writes it; the first picture follows at
    /// once.
    pub fn start(store: Arc<Store>, options: ReplayOptions) -> Result<Self, ReplayStartError> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::start());
        let (stop, stopped) = watch::channel(false);
        let (transports, transports_out) = bounded(TRANSPORTS);
        let (requests, requests_out) = bounded(REQUESTS);
        let latest = Arc::new(Latest::default());
        let (find, finding) = FindDesk::start(Arc::clone(&store))?;
        let ends = (Arc::clone(&clock), Arc::clone(&latest));
        let mut show = Show::new(Arc::clone(&store), options, find, ends)?;
        let exports = std::env::temp_dir().join(EXPORT_FOLDER);
        let (history, mut threads) = history::start(store, exports, Arc::clone(&clock), stopped.clone())?;
        threads.push(finding);
        threads.push(threads::spawn("replay", move || show.run(&transports_out, &requests_out, &stopped))?);
        Ok(Self { latest, transports, requests, clock, history, stop, threads })
    }

    /// The newest snapshot, once there is one.
    pub fn snapshot(&self) -> Option<Arc<Snapshot>> {
        self.latest.get()
    }

    /// Where snapshots appear, and where to be told of them.
    pub const fn latest(&self) -> &Arc<Latest> {
        &self.latest
    }

    /// Where the operator's wishes about time go.
    pub const fn transports(&self) -> &Sender<Transport> {
        &self.transports
    }

    /// Where screens tell what is on them; whatever else is asked here is not heard.
    pub const fn requests(&self) -> &Sender<Request> {
        &self.requests
    }

    /// The clock of this station, not that of the recording.
    pub const fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// History: the recording itself.
    pub fn history(&self) -> Arc<dyn History> {
        Arc::clone(&self.history) as Arc<dyn History>
    }

    /// Calls this after each new snapshot that looks different, from a thread of its own.
    pub fn on_snapshot(&self, wake: Box<dyn Fn() + Send + Sync>) -> std::io::Result<()> {
        let wake: Arc<dyn Fn() + Send + Sync> = Arc::from(wake);
        self.history.on_answer(Arc::clone(&wake));
        waking::start(Arc::clone(&self.latest), self.stop.subscribe(), wake)
    }

    /// Stops everything.
    pub fn stop(&mut self) {
        let _ = self.stop.send(true);
        for thread in self.threads.drain(..).rev() {
            thread.join();
        }
    }
}

impl Drop for Replay {
    fn drop(&mut self) {
        self.stop();
    }
}
