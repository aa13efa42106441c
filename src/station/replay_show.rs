//! What the thread of a replay holds and does: it moves the time, makes the picture of it and hands it out.

use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::Receiver;
use tokio::sync::watch;

use crate::historian::Store;
use crate::message::{Density, Direction, Mode, Playback, Request, Snapshot, Step, Transport};
use crate::plant::Plant;
use crate::replay::{Layouts, Picture, Pictures, Player, Recording as _, ReplayError, Shown, density};
use crate::station::bookmark_file::BookmarkFile;
use crate::station::latest::Latest;
use crate::station::replay::{REQUESTS, ReplayOptions, TRANSPORTS};
use crate::station::replay_find::{Answer, FindDesk};
use crate::station::replay_trends::ReplayTrends;
use crate::time::{Clock, Moment, Timestamp};

/// From picture to picture while it moves.
const FRAME: Duration = Duration::from_millis(50);
/// While not all alarms before the time were read.
const ALARMS_READ: &str = "the alarms of this time are still being read: some may be missing";
/// Standing still, a snapshot goes out this often: its age proves that the thread is alive.
const ALIVE: Duration = Duration::from_millis(500);

/// What the thread holds.
pub(super) struct Show {
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
    /// Stands at the time it was asked for, or at the begin; fails where the recording cannot be shown.
    pub(super) fn new(
        store: Arc<Store>,
        options: ReplayOptions,
        find: FindDesk,
        (clock, latest): (Arc<dyn Clock>, Arc<Latest>),
    ) -> Result<Self, ReplayError> {
        let span = store.span().ok_or(ReplayError::Empty)?;
        let at = options.at.unwrap_or(span.from);
        let player = Player::new(span, at, options.speed, clock.now().steady);
        let (today, choice) =
            options.layout.map_or_else(Default::default, |(today, choice)| (Some(today), choice));
        let mut layouts = Layouts::new(today, choice);
        let hash = store.layout_at(player.position());
        let shown = layouts.get(&*store, &hash)?;
        let name = options.recording.file_name().map(|name| name.to_string_lossy().into_owned());
        Ok(Self {
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
            store,
            clock,
            latest,
        })
    }

    pub(super) fn run(
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
        self.missed = None;
        match &wish {
            Transport::Bookmark(wish) => self.bookmarks.take(wish),
            Transport::FindNoMore => self.find.stop(),
            Transport::Find(text, way) => {
                self.take(&Transport::Pause);
                let place = (self.player.span(), self.player.position());
                self.find.ask(&self.store, text, place, *way);
            }
            // Who goes elsewhere is not taken away again by a search that ends late.
            Transport::Step(..) | Transport::Play(_) | Transport::Seek(_) => {
                self.find.stop();
                self.take(&wish);
            }
            Transport::Pause | Transport::Speed(_) | Transport::Loop(_) => self.take(&wish),
            Transport::Layout(choice) => {
                self.layouts.choose(*choice);
                // The picture is made anew with it.
                (self.hash, self.picture) = ("".into(), None);
            }
        }
    }

    /// Does what is asked about the time.
    fn take(&mut self, wish: &Transport) {
        let now = self.clock.now().steady;
        let mut tags: Vec<&str> = Vec::new();
        if let Transport::Step(Step::Sample, _) = wish {
            tags.extend(self.shown.plant.tags.iter().map(|tag| &*tag.id));
        }
        let marks = &self.bookmarks.shown().list;
        if !self.player.take(wish, &*self.store, (&tags, marks), now)
            && let Transport::Step(step, way) = *wish
        {
            self.missed = Some((step, way));
        }
    }

    /// Goes where a search led.
    fn found(&mut self, answer: Answer) {
        if let Some(at) = self.find.take(answer) {
            self.take(&Transport::Seek(at));
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
            choice: self.layouts.choice(&self.hash),
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
