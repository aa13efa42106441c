//! A replay in place of a station: the same pictures for the same screens, out of a recording. Nothing is
//! acquired, decided or written: there is no driver, no engine and no order, and no socket is opened.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, bounded};
use tokio::sync::watch;

use crate::historian::Store;
use crate::message::{Density, Direction, Mode, Playback, Request, Snapshot, Step, Transport};
use crate::plant::Plant;
use crate::replay::{
    Layouts, Picture, Pictures, Player, Recording as _, ReplayError, Shown, density, next_bookmark,
};
use crate::station::bookmark_file::BookmarkFile;
use crate::station::latest::Latest;
use crate::station::replay_find::{Answer, FindDesk};
use crate::station::replay_trends::ReplayTrends;
use crate::station::threads::{self, Running};
use crate::station::{EXPORT_FOLDER, history, waking};
use crate::time::{Clock, Moment, SystemClock, Timestamp};
use crate::trend::History;

/// Wishes of the operator that wait. Full: the screen says so and the operator asks again.
const TRANSPORTS: usize = 64;
/// What screens tell to be on them. Full: the screen tells it again.
const REQUESTS: usize = 64;
/// From picture to picture while it moves.
const FRAME: Duration = Duration::from_millis(50);
/// While not all alarms before the time were read.
const ALARMS_READ: &str = "the alarms of this time are still being read: some may be missing";
/// Standing still, a snapshot goes out this often: its age proves that the thread is alive.
const ALIVE: Duration = Duration::from_millis(500);

/// How a replay is set up.
#[derive(Debug)]
pub struct ReplayOptions {
    /// Where the store was opened: a station's data folder, its `history`, or a single file.
    pub recording: PathBuf,
    /// The time it opens at; the begin without one.
    pub at: Option<Timestamp>,
    /// Seconds of the recording a second, 0.1 to 1,000.
    pub speed: f64,
    /// A layout to show it with in place of its own.
    pub layout: Option<Arc<Plant>>,
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
        let span = store.span().ok_or(ReplayError::Empty)?;
        let at = options.at.unwrap_or(span.from);
        let player = Player::new(span, at, options.speed, clock.now().steady);
        let mut layouts = Layouts::new(options.layout);
        let hash = store.layout_at(player.position());
        let shown = layouts.get(&*store, &hash)?;
        let (stop, stopped) = watch::channel(false);
        let (transports, transports_out) = bounded(TRANSPORTS);
        let (requests, requests_out) = bounded(REQUESTS);
        let latest = Arc::new(Latest::default());
        let name = options.recording.file_name().map(|name| name.to_string_lossy().into_owned());
        let (find, finding) = FindDesk::start(Arc::clone(&store))?;
        let mut show = Show {
            name: name.unwrap_or_else(|| options.recording.display().to_string()).into(),
            player,
            layouts,
            hash,
            shown,
            pictures: Pictures::default(),
            picture: None,
            trends: ReplayTrends::default(),
            density: Arc::default(),
            bookmarks: BookmarkFile::of(&options.recording),
            find,
            missed: None,
            trouble: "".into(),
            sequence: 0,
            beat: 0,
            store: Arc::clone(&store),
            clock: Arc::clone(&clock),
            latest: Arc::clone(&latest),
        };
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

/// What the thread holds.
struct Show {
    name: Arc<str>,
    player: Player,
    layouts: Layouts,
    /// Of the layout that was in force at the time shown.
    hash: Arc<str>,
    shown: Shown,
    pictures: Pictures,
    picture: Option<Picture>,
    trends: ReplayTrends,
    density: Arc<Density>,
    bookmarks: BookmarkFile,
    find: FindDesk,
    /// The last step, where it led nowhere.
    missed: Option<(Step, Direction)>,
    trouble: Arc<str>,
    sequence: u64,
    beat: u64,
    store: Arc<Store>,
    clock: Arc<dyn Clock>,
    latest: Arc<Latest>,
}

impl Show {
    fn run(
        &mut self,
        transports: &Receiver<Transport>,
        requests: &Receiver<Request>,
        stopped: &watch::Receiver<bool>,
    ) {
        self.look();
        self.publish();
        // The first picture does not wait for it.
        self.density = Arc::new(density(&*self.store, self.player.span()));
        self.publish();
        let mut published = self.clock.now();
        let mut answered = true;
        while !*stopped.borrow() {
            let moving = self.player.playing().is_some();
            let patience = if moving || !answered { FRAME } else { ALIVE };
            let waited = self.clock.now().steady.since(published.steady);
            let mut asked = false;
            crossbeam_channel::select! {
                recv(transports) -> wish => if let Ok(wish) = wish {
                    self.wish(wish);
                    asked = true;
                },
                recv(self.find.answers()) -> answer => if let Ok(answer) = answer {
                    self.found(answer);
                    asked = true;
                },
                recv(requests) -> request => if let Ok(request) = request {
                    self.told(request);
                    asked = true;
                },
                default(patience.saturating_sub(waited)) => {}
            }
            // A scrubber that is dragged asks often: only where it ends up is drawn.
            asked |= self.drain(transports, requests);
            let now = self.clock.now();
            self.player.advance(now.steady);
            if !asked && now.steady.since(published.steady) < patience {
                continue;
            }
            self.bookmarks.refresh();
            answered = self.look();
            self.publish();
            published = self.clock.now();
        }
    }

    fn drain(&mut self, transports: &Receiver<Transport>, requests: &Receiver<Request>) -> bool {
        let mut any = false;
        for wish in transports.try_iter().take(TRANSPORTS) {
            self.wish(wish);
            any = true;
        }
        for request in requests.try_iter().take(REQUESTS) {
            self.told(request);
            any = true;
        }
        any
    }

    fn wish(&mut self, wish: Transport) {
        let now = self.clock.now().steady;
        self.missed = None;
        match &wish {
            Transport::Bookmark(wish) => return self.bookmarks.take(wish),
            Transport::FindNoMore => return self.find.stop(),
            Transport::Find(text, way) => {
                self.player.take(&Transport::Pause, &*self.store, &[], now);
                let place = (self.player.span(), self.player.position());
                return self.find.ask(&self.store, text, place, *way);
            }
            Transport::Step(Step::Bookmark, way) => {
                self.player.take(&Transport::Pause, &*self.store, &[], now);
                let list = &self.bookmarks.shown().list;
                match next_bookmark(list, self.player.position(), *way) {
                    Some(at) => self.go_to(at),
                    None => self.missed = Some((Step::Bookmark, *way)),
                }
                return;
            }
            Transport::Step(..)
            | Transport::Play(_)
            | Transport::Pause
            | Transport::Speed(_)
            | Transport::Seek(_)
            | Transport::Loop(_) => {}
        }
        let mut tags: Vec<&str> = Vec::new();
        if let Transport::Step(Step::Sample, _) = wish {
            tags.extend(self.shown.plant.tags.iter().map(|tag| &*tag.id));
        }
        if !self.player.take(&wish, &*self.store, &tags, now)
            && let Transport::Step(step, way) = wish
        {
            self.missed = Some((step, way));
        }
    }

    fn go_to(&mut self, at: Timestamp) {
        let now = self.clock.now().steady;
        self.player.take(&Transport::Seek(at), &*self.store, &[], now);
    }

    /// Goes where a search led.
    fn found(&mut self, answer: Answer) {
        if let Some(at) = self.find.take(answer) {
            self.go_to(at);
        }
    }

    /// Takes what is on screen. There is nothing else that a replay could do for a screen.
    fn told(&mut self, request: Request) {
        if let Request::Trends(queries) = request {
            self.trends.ask(&queries);
        }
    }

    /// Makes the picture of the time; whether all trends are answered.
    fn look(&mut self) -> bool {
        let time = self.player.position();
        let stands = |picture: &Picture| picture.at.utc == time && picture.alarms_complete;
        let moved = !self.picture.as_ref().is_some_and(stands);
        if moved {
            self.follow_layout(time);
            self.picture = Some(self.pictures.at(&self.shown.plant, &*self.store, time));
            self.beat += 1;
        }
        let moving = self.player.playing().is_some();
        let complete = self.picture.as_ref().is_some_and(|picture| picture.alarms_complete);
        self.trends.refresh((&self.shown.plant, &self.store), time, moving, &*self.clock) && complete
    }

    /// A session may have known several layouts: that of the time counts.
    fn follow_layout(&mut self, time: Timestamp) {
        let hash = self.store.layout_at(time);
        if hash == self.hash {
            return;
        }
        self.trouble = match self.layouts.get(&*self.store, &hash) {
            Ok(shown) => {
                if shown.plant.hash != self.shown.plant.hash {
                    self.trends.clear();
                }
                self.shown = shown;
                "".into()
            }
            Err(error) => error.to_string().into(),
        };
        self.hash = hash;
    }

    fn publish(&mut self) {
        let Some(picture) = self.picture.clone() else { return };
        self.sequence += 1;
        let trouble = if !self.trouble.is_empty() {
            Arc::clone(&self.trouble)
        } else if picture.alarms_complete {
            self.store.trouble()
        } else {
            ALARMS_READ.into()
        };
        let playback = Playback {
            recording: Arc::clone(&self.name),
            span: self.player.span(),
            playing: self.player.playing(),
            speed: self.player.speed(),
            looped: self.player.looped(),
            recorded: picture.recorded,
            layout: self.shown.used,
            bookmarks: Arc::clone(self.bookmarks.shown()),
            search: self.find.shown(),
            missed: self.missed,
            trouble,
            density: Arc::clone(&self.density),
            made: self.clock.now(),
        };
        let snapshot = self.snapshot(picture, playback);
        self.latest.put(Arc::new(snapshot));
    }

    fn snapshot(&self, picture: Picture, playback: Playback) -> Snapshot {
        let at: Moment = picture.at;
        let plant: Arc<Plant> = Arc::clone(&self.shown.plant);
        Snapshot {
            sequence: self.sequence,
            at,
            plant,
            mode: Mode::Replay,
            samples: picture.samples,
            counts: picture.counts,
            devices: picture.devices,
            commands: picture.commands,
            trends: self.trends.shown(),
            journal: picture.journal,
            alarms: picture.alarms,
            alarm_refused: None,
            notices: Vec::new(),
            faults: Vec::new(),
            recording: None,
            trend_saved: None,
            replay: Some(Arc::new(playback)),
            beat: self.beat,
        }
    }
}
