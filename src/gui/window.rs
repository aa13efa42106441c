//! The native window around the app.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam_channel::Sender;

use crate::gui::{App, Options};
use crate::journal::JournalSearch;
use crate::message::{Request, Snapshot, Transport};
use crate::time::{Clock, Timestamp};
use crate::trend::History;

/// The ends of the station that a window holds.
pub struct Feed {
    /// The newest snapshot, if there is one yet.
    pub latest: Box<dyn Fn() -> Option<Arc<Snapshot>>>,
    /// History, live and stored, where there is one.
    pub history: Option<Arc<dyn History>>,
    /// The whole journal, where one is kept.
    pub journal: Option<Arc<dyn JournalSearch>>,
    /// To the engine; bounded. What finds it full is told to the operator, not kept.
    pub requests: Sender<Request>,
    /// To the replay, where this is one; bounded. There is none beside a live plant.
    pub transports: Option<Sender<Transport>>,
    /// Replays in windows of their own; `None` where nothing is recorded on a disk, or where this is a replay.
    pub replay_from: Option<ReplayFrom>,
    /// Where `now` comes from.
    pub clock: Arc<dyn Clock>,
    /// Set when the station ends: the window closes.
    pub closing: Option<Arc<AtomicBool>>,
}

/// Replays of a running station's recording.
pub struct ReplayFrom {
    /// Opens one at a time; tells whether it could.
    pub open: Box<dyn Fn(Timestamp) -> bool>,
    /// Whether one ended badly since this was asked last.
    pub failed: Box<dyn Fn() -> bool>,
}

/// Opens the window and returns when it is closed. `on_ready` gets the hook that the thread which brings
/// news calls after each batch.
pub fn run(
    title: &str,
    feed: Feed,
    options: Options,
    on_ready: impl FnOnce(Box<dyn Fn() + Send + Sync>),
) -> Result<(), String> {
    let viewport = egui::ViewportBuilder::default()
        .with_title(title)
        .with_app_id("pilothouse")
        .with_inner_size(options.size)
        .with_min_inner_size([640.0, 400.0]);
    let native = eframe::NativeOptions { viewport, ..Default::default() };
    let create = Box::new(move |creation: &eframe::CreationContext<'_>| {
        let closing = feed.closing.clone();
        let app = App::new(&creation.egui_ctx, feed, options);
        on_ready(app.wake(&creation.egui_ctx));
        let boxed: Box<dyn eframe::App> = Box::new(Window { app, closing });
        Ok(boxed)
    });
    eframe::run_native(title, native, create).map_err(|error| error.to_string())
}

struct Window {
    app: App,
    closing: Option<Arc<AtomicBool>>,
}

impl eframe::App for Window {
    fn logic(&mut self, ctx: &egui::Context, frame: &mut eframe::Frame) {
        if let Some(seconds) = frame.info().cpu_usage {
            self.app.frame_took(std::time::Duration::from_secs_f32(seconds.clamp(0.0, 60.0)));
        }
        if self.closing.as_ref().is_some_and(|closing| closing.load(Ordering::Relaxed)) {
            ctx.send_viewport_cmd(egui::ViewportCommand::Close);
        }
        self.app.logic(ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.app.ui(ui);
    }
}
