//! Frames without a window: the whole GUI pass and its tessellation, on snapshots of a running station.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use pilothouse::gui::{App, Feed, Options};
use pilothouse::message::Snapshot;
use pilothouse::station::Station;

use crate::cpu::percentile;
use crate::plants;
use crate::rates::wait_good;
use crate::server::Device;

const SIZE: [f32; 2] = [1920.0, 1080.0];

/// The application on a running station, drawn when it asks to be, without a renderer: the event loop of a
/// window, and nothing else of it.
pub(crate) struct Screen {
    context: egui::Context,
    app: App,
    started: Instant,
    asked: Receiver<Instant>,
    due: Option<Instant>,
    triangles: usize,
}

impl Screen {
    pub(crate) fn new(station: &Station, display: &str) -> Self {
        let latest = Arc::clone(station.latest());
        let feed = Feed {
            latest: Box::new(move || latest.get()),
            history: Some(station.history()),
            transports: None,
            replay_from: None,
            journal: station.journal(),
            requests: station.requests().clone(),
            clock: Arc::clone(station.clock()),
            closing: None,
        };
        Self::of(feed, display, |wake| station.on_snapshot(wake).unwrap())
    }

    /// On whatever feeds it.
    pub(crate) fn of(feed: Feed, display: &str, ready: impl FnOnce(Box<dyn Fn() + Send + Sync>)) -> Self {
        let context = egui::Context::default();
        let (ask, asked) = channel();
        context.set_request_repaint_callback(move |info| {
            let _ = ask.send(Instant::now() + info.delay);
        });
        let options = Options { display: Some(display.to_owned()), ..Options::default() };
        let app = App::new(&context, feed, options);
        ready(app.wake(&context));
        let mut screen = Self { context, app, started: Instant::now(), asked, due: None, triangles: 0 };
        // Fonts and first layouts are paid at the start, not in the figure.
        for _ in 0..3 {
            screen.paint();
        }
        screen
    }

    /// One frame: logic, pass, tessellation. Tells the time it took.
    pub(crate) fn paint(&mut self) -> Duration {
        let begun = Instant::now();
        let input = egui::RawInput {
            screen_rect: Some(egui::Rect::from_min_size(egui::Pos2::ZERO, SIZE.into())),
            time: Some(self.started.elapsed().as_secs_f64()),
            ..egui::RawInput::default()
        };
        self.app.logic(&self.context);
        let app = &mut self.app;
        let mut output = self.context.run_ui(input, |ui| app.ui(ui));
        let shapes = self.context.tessellate(std::mem::take(&mut output.shapes), output.pixels_per_point);
        self.triangles = shapes
            .iter()
            .map(|shape| match &shape.primitive {
                egui::epaint::Primitive::Mesh(mesh) => mesh.indices.len() / 3,
                egui::epaint::Primitive::Callback(_) => 0,
            })
            .sum();
        output.drop_without_applying_deltas();
        begun.elapsed()
    }

    /// Waits until the application asks for a frame, and paints it.
    pub(crate) fn next_frame(&mut self) {
        loop {
            let now = Instant::now();
            if self.due.is_some_and(|due| due <= now) {
                // What was asked before this frame is answered by it; what it asks itself comes after.
                self.due = None;
                while self.asked.try_recv().is_ok() {}
                self.paint();
                return;
            }
            let patience = self.due.map_or(Duration::from_secs(2), |due| due - now);
            if let Ok(at) = self.asked.recv_timeout(patience) {
                self.due = Some(self.due.map_or(at, |due| due.min(at)));
            }
        }
    }

    /// The snapshot that the last frame was drawn from.
    pub(crate) fn shown(&self) -> Option<Arc<Snapshot>> {
        self.app.snapshot().cloned()
    }

    /// Paints for a while; tells how many frames that were.
    pub(crate) fn run(&mut self, span: Duration) -> usize {
        let started = Instant::now();
        let mut frames = 0;
        while started.elapsed() < span {
            self.next_frame();
            frames += 1;
        }
        frames
    }
}

/// CPU a frame with so many live elements.
pub(crate) fn per_frame() {
    for (count, aim) in [(1_000, 3.0), (5_000, 12.0)] {
        let device = Device::start(Duration::from_millis(1));
        let (_folder, plant) = plants::rows(device.port, count, "100 ms");
        let mut station = Station::start(&plant, pilothouse::station::Options::default()).unwrap();
        wait_good(&station);
        let mut screen = Screen::new(&station, "all");
        let mut millis: Vec<f64> = Vec::new();
        for _ in 0..60 {
            // Every value changed since the last frame: the device counts in each register.
            std::thread::sleep(Duration::from_millis(120));
            while screen.asked.try_recv().is_ok() {}
            millis.push(screen.paint().as_secs_f64() * 1e3);
        }
        println!(
            "frames: {count} live elements, all changed: pass and tessellation p50 {:.1} ms, p95 {:.1} ms, \
             {} triangles (aim {aim})",
            percentile(&mut millis, 0.5),
            percentile(&mut millis, 0.95),
            screen.triangles
        );
        station.stop();
    }
}
