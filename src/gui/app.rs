//! The app: `logic` takes over the newest snapshot and carries out what was asked, `ui` paints from it.

mod aged;
mod asks;
mod digest;
mod keys;
mod options;
mod screen;
mod source;
mod state;
mod view;
mod wake;

pub use asks::{Asks, Go};
pub use digest::AlarmDigest;
pub(crate) use digest::{STRIP_ROWS, urgency};
pub use options::Options;
pub use screen::{Navigation, Screen, Subject, overview};
pub(crate) use source::live_query;
pub use state::State;
pub use view::{SNAPSHOT_AGE_MAX, View};

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use egui::{Context, Ui};

use crate::gui::app::aged::aged;
use crate::gui::app::wake::Pace;
use crate::gui::{Feed, shell, text, theme};
use crate::message::{Mode, Request, Snapshot, Transport};
use crate::tag::TagIndex;
use crate::time::Moment;
use crate::trend::TrendQuery;

/// The operator's window.
pub struct App {
    feed: Feed,
    options: Options,
    pace: Pace,
    snapshot: Option<Arc<Snapshot>>,
    /// The last snapshot that grew old, by how many seconds, and what became of it.
    aged: Option<(Arc<Snapshot>, u64, Arc<Snapshot>)>,
    alarms: Arc<AlarmDigest>,
    state: State,
    watched: BTreeSet<TagIndex>,
    trended: BTreeSet<TrendQuery>,
}

impl App {
    /// Sets the window up; nothing is asked of the station yet.
    pub fn new(ctx: &Context, feed: Feed, options: Options) -> Self {
        theme::apply(ctx, options.theme);
        ctx.set_zoom_factor(options.zoom);
        let pace = Pace::new(options.frame_interval);
        let state = State::new(&options);
        let (watched, trended) = (BTreeSet::new(), BTreeSet::new());
        Self {
            feed,
            options,
            pace,
            snapshot: None,
            aged: None,
            alarms: Arc::default(),
            state,
            watched,
            trended,
        }
    }

    /// What the thread that brings news calls after each batch: it asks for one frame, within the cap.
    pub fn wake(&self, ctx: &Context) -> Box<dyn Fn() + Send + Sync> {
        self.pace.hook(ctx, self.feed.clock.clone())
    }

    /// The snapshot that frames are drawn from.
    pub const fn snapshot(&self) -> Option<&Arc<Snapshot>> {
        self.snapshot.as_ref()
    }

    /// What the operator has opened, typed and chosen.
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// Takes over what came since the last call. Paints nothing; runs while the window is hidden too.
    pub fn logic(&mut self, ctx: &Context) {
        let Some(newest) = (self.feed.latest)() else { return };
        let first = self.snapshot.is_none();
        let changed = self.snapshot.as_ref().is_none_or(|old| !Arc::ptr_eq(old, &newest));
        if !changed {
            return;
        }
        if self.snapshot.as_ref().is_some_and(|old| old.plant.hash != newest.plant.hash) {
            // Tags were numbered anew: what is on screen must be asked for again.
            self.watched.clear();
            self.trended.clear();
        }
        if first {
            self.state.navigation = Navigation::new(Some(&newest.plant));
            if let Some(display) = self.options.display.as_deref().and_then(|id| newest.plant.display(id)) {
                self.state.navigation.go(Screen::Display(display.id.clone()));
            }
            let replay = if newest.replay.is_some() { "Replay \u{b7} " } else { "" };
            let title = format!("{replay}{} {}", newest.plant.title, newest.plant.subtitle);
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.trim_end().to_owned()));
        }
        self.state.navigation.keep_to(&newest.plant);
        if self.state.subject.as_ref().is_some_and(|subject| !subject.exists(&newest.plant)) {
            self.state.close();
        }
        self.alarms = AlarmDigest::follow(&self.alarms, &newest.alarms, &newest.plant);
        self.snapshot = Some(newest);
    }

    /// Paints one frame from one snapshot, then hands over what was asked in it.
    pub fn ui(&mut self, ui: &mut Ui) {
        let real = self.feed.clock.now();
        self.pace.painted(real.steady);
        ui.request_repaint_after(wake::next_second(real.utc.nanos()));
        keys::note_hand(ui.ctx(), &mut self.state);
        let mut asks = Asks::default();
        let Some(snapshot) = self.snapshot.clone() else {
            shell::waiting_ui(ui, theme::tokens(ui.ctx()), &self.options, real);
            return;
        };
        if let Some(playback) = snapshot.replay.as_deref() {
            keys::read_replay(
                ui.ctx(),
                (playback, snapshot.at.utc, real.utc),
                &mut self.state.replay,
                &mut asks,
            );
        }
        if self.feed.replay_from.as_ref().is_some_and(|replays| (replays.failed)()) {
            self.state.trouble = Some(text::REPLAY_FAILED);
        }
        let (now, age) = moments(&snapshot, real);
        let updated = age <= SNAPSHOT_AGE_MAX;
        keys::read(ui.ctx(), &self.state, &snapshot.alarms, updated, &mut asks);
        self.state.alarms.drawn = None;
        self.state.card.follow(&snapshot, now, text::DRAFT_LOST);
        let area = ui.max_rect();
        let snapshot = if updated { snapshot } else { self.aged(&snapshot, now, age) };
        let (history, journal) = (self.feed.history.clone(), self.feed.journal.clone());
        let alarms = self.alarms.clone();
        let view = View {
            snapshot: &snapshot,
            now,
            tokens: theme::tokens(ui.ctx()),
            updated,
            age,
            shape: shell::Shape::of(area.width()),
            history: history.as_ref(),
            alarms: &alarms,
            still: self.options.still,
            journal: journal.as_ref(),
            replays: self.feed.replay_from.is_some(),
        };
        shell::ui(ui, &view, &self.options, &mut self.state, &mut asks);
        self.carry_out(ui.ctx(), asks, &snapshot, now);
        let end = self.feed.clock.now();
        self.state.frame_millis = end.steady.since(real.steady).as_secs_f32() * 1000.0;
    }

    /// The same snapshot with nothing good in it, made anew once a second.
    fn aged(&mut self, snapshot: &Arc<Snapshot>, now: Moment, age: Duration) -> Arc<Snapshot> {
        let seconds = age.as_secs();
        if let Some((of, at, aged)) = &self.aged
            && Arc::ptr_eq(of, snapshot)
            && *at == seconds
        {
            return aged.clone();
        }
        let aged = Arc::new(aged(snapshot, now));
        self.aged = Some((snapshot.clone(), seconds, aged.clone()));
        aged
    }

    /// Tells what the last whole frame cost, where the window knows it better.
    pub fn frame_took(&mut self, span: Duration) {
        self.state.frame_millis = span.as_secs_f32() * 1000.0;
    }

    fn carry_out(&mut self, ctx: &Context, asks: Asks, snapshot: &Snapshot, now: Moment) {
        let Asks { mut requests, go, watch, trends, transports, draft } = asks;
        self.wish(transports);
        if let Some(go) = go {
            requests.extend(self.go(ctx, go, snapshot));
        }
        if let Some((tag, value)) = draft.filter(|_| snapshot.mode != Mode::Replay) {
            let opened_at = self.state.pressed_at;
            requests.extend(self.state.card.draft(tag, value, opened_at, snapshot, now));
        }
        if snapshot.mode == Mode::Replay {
            // What happened cannot be asked for anything; no screen offers it, and nothing leaves this window.
            requests.clear();
            self.state.card.close();
        }
        if !requests.is_empty() {
            self.state.trouble = None;
        }
        for request in requests {
            self.send(request);
        }
        // These two are told again until they are taken: a late one does no harm.
        if watch != self.watched
            && self.feed.requests.try_send(Request::Watch(watch.iter().copied().collect())).is_ok()
        {
            self.watched = watch;
        }
        if trends != self.trended
            && self.feed.requests.try_send(Request::Trends(trends.iter().copied().collect())).is_ok()
        {
            self.trended = trends;
        }
        if theme::mode(ctx) != self.state.theme {
            theme::apply(ctx, self.state.theme);
            ctx.request_repaint_after(Duration::from_millis(2));
        }
        if ctx.zoom_factor() != self.state.zoom {
            ctx.set_zoom_factor(self.state.zoom);
        }
    }

    /// Hands wishes to the replay, if this is one. One that finds it busy is told by what stands still.
    fn wish(&mut self, transports: Vec<Transport>) {
        let Some(to) = &self.feed.transports else { return };
        for wish in transports {
            self.state.trouble = to.try_send(wish).is_err().then_some(text::REPLAY_BUSY);
        }
    }

    /// Hands a request over now or says that it was not: a wish is never kept for later.
    fn send(&mut self, request: Request) {
        if let Err(error) = self.feed.requests.try_send(request) {
            self.state.trouble = Some(match error {
                crossbeam_channel::TrySendError::Full(_) => text::STATION_BUSY,
                crossbeam_channel::TrySendError::Disconnected(_) => text::STATION_GONE,
            });
            self.state.card.confirm.retract();
            self.state.card.trouble = self.state.trouble;
        }
    }

    fn go(&mut self, ctx: &Context, go: Go, snapshot: &Snapshot) -> Option<Request> {
        let plant = &snapshot.plant;
        let leaves_draft = !matches!(go, Go::Search | Go::Pen(_) | Go::Device(_) | Go::ReplayAt(_));
        // A draft out of sight is a trap: leaving its card takes it back.
        let cancel = if leaves_draft { self.state.card.cancel(snapshot) } else { None };
        match go {
            Go::To(screen) => self.show(screen),
            Go::Overview => self.show(overview(plant)),
            Go::Back => {
                self.state.close();
                self.state.navigation.back();
            }
            Go::Up => {
                self.state.close();
                self.state.navigation.up(plant);
            }
            Go::Open(subject) => self.state.open(subject),
            Go::Close => self.state.close(),
            Go::Search => self.state.search.focus(),
            Go::Device(device) => {
                self.state.devices.choose(device);
                self.show(Screen::Devices);
            }
            Go::Pen(tag) => {
                self.state.trends.add(tag);
                self.show(Screen::Trends);
            }
            Go::Alarm(alarm) => {
                self.state.alarms.choose(alarm);
                self.show(Screen::Alarms);
            }
            Go::AlarmArea(area) => {
                self.state.alarms.of_area(area);
                self.show(Screen::Alarms);
            }
            Go::Mark(display, subject) => {
                self.show(Screen::Display(display));
                self.state.open(subject);
            }
            Go::ReplayAt(at) => {
                let opened = self.feed.replay_from.as_ref().is_some_and(|replays| (replays.open)(at));
                self.state.trouble = (!opened).then_some(text::REPLAY_NOT_OPENED);
            }
            Go::TrendAt { tag, at } => {
                self.state.trends.show_at(tag, at, self.feed.clock.now().utc);
                self.show(Screen::Trends);
            }
        }
        ctx.request_repaint_after(Duration::from_millis(2));
        cancel
    }

    fn show(&mut self, screen: Screen) {
        if self.state.navigation.screen() != &screen {
            self.state.close();
        }
        self.state.navigation.go(screen);
    }
}

/// What is now on the screen, and how old the snapshot is. A replay shows its own time, which may stand or run
/// back; whether it still does is told by the station's clock.
fn moments(snapshot: &Snapshot, real: Moment) -> (Moment, Duration) {
    match &snapshot.replay {
        Some(playback) => (snapshot.at, real.age_of(playback.made)),
        None => (real, real.age_of(snapshot.at)),
    }
}
