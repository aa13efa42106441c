//! A frame of the trend screen over 100 million samples: the real application on a running station, panned by
//! a pointer that drags, without a renderer.

use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{Event, Key, Modifiers, PointerButton, Pos2, pos2};

use pilothouse::gui::{App, Feed, Options};
use pilothouse::station::Station;
use pilothouse::trend::{History, HistoryRequest, LineQuery, StatisticsQuery};

use crate::cpu::percentile;
use crate::history::{spread, thread_cpu};
use crate::rates::wait_good;
use crate::server::Device;
use crate::trend_store::{self, PENS, Signal};

const SIZE: [f32; 2] = [1920.0, 1080.0];
const FRAMES: usize = 900;
/// As a screen of 60 Hz asks.
const APART: Duration = Duration::from_millis(16);
/// Where the plot is at this size.
const PLOT: Pos2 = pos2(1000.0, 400.0);

/// Both sorts of signal.
pub(crate) fn hundred_million() {
    for signal in [Signal::Smooth, Signal::Noisy] {
        measure(signal);
    }
}

fn measure(signal: Signal) {
    let device = Device::start(Duration::from_millis(1));
    let (_layout, plant) = trend_store::plant(device.port);
    let data = trend_store::data(&plant, signal);
    let options = pilothouse::station::Options { data: Some(data.path().to_owned()), ..Default::default() };
    let mut station = Station::start(&plant, options).unwrap();
    wait_good(&station);
    let mut hand = Hand::new(&station);
    let name = signal.name();

    // The shell alone: the same window on a display with nothing on it, under the same pointer.
    let shell = hand.drag();
    shell.tell(name, "shell alone, an empty display");

    hand.press("Trends");
    hand.press("Trends…");
    hand.press("All pens");
    let history = station.history();
    hand.key(Key::Home);
    hand.settle(&*history);
    let columns = history.answer(0).map_or(0, |reply| {
        let lines = reply.lines.iter().flatten();
        lines.map(|line| line.columns.iter().flatten().count()).sum::<usize>()
    });
    assert!(columns > PENS * 1_000, "the screen shows {columns} columns, not eight pens over all of it");
    let still = hand.still();
    still.tell(name, "8 pens over 100 M samples, pointer moves, nothing pans");
    let panned = hand.drag();
    panned.tell(name, "8 pens over 100 M samples, panning (bar 2 ms, the whole frame)");
    answers(&*history, name);
    station.stop();
}

/// What frames took.
struct Took {
    logic_and_pass: Vec<f64>,
    tessellation: Vec<f64>,
    whole: Vec<f64>,
    cpu_mean: f64,
    /// Corners of a frame on average: how much was really drawn.
    vertices: usize,
}

impl Took {
    fn tell(mut self, signal: &str, what: &str) {
        println!(
            "trend: {signal}, {what}: {}; of it logic and pass p50 {:.2} ms, tessellation p50 {:.2} ms; \
             CPU of the thread {:.2} ms and {} vertices a frame on average",
            spread(self.whole),
            percentile(&mut self.logic_and_pass, 0.5),
            percentile(&mut self.tessellation, 0.5),
            self.cpu_mean,
            self.vertices
        );
    }
}

/// The application under a pointer and a keyboard.
struct Hand {
    context: egui::Context,
    app: App,
    started: Instant,
    events: Vec<Event>,
    vertices: usize,
}

impl Hand {
    fn new(station: &Station) -> Self {
        let context = egui::Context::default();
        let latest = Arc::clone(station.latest());
        let feed = Feed {
            latest: Box::new(move || latest.get()),
            history: Some(station.history()),
            transports: None,
            replay_from: None,
            journal: None,
            requests: station.requests().clone(),
            clock: Arc::clone(station.clock()),
            closing: None,
        };
        let app = App::new(&context, feed, Options { display: Some("empty".into()), ..Options::default() });
        let mut hand = Self { context, app, started: Instant::now(), events: Vec::new(), vertices: 0 };
        for _ in 0..10 {
            hand.frame();
        }
        hand
    }

    /// One frame: what logic and pass took, and what tessellation took.
    fn frame(&mut self) -> (f64, f64, Option<egui::accesskit::TreeUpdate>) {
        let input = egui::RawInput {
            screen_rect: Some(egui::Rect::from_min_size(Pos2::ZERO, SIZE.into())),
            time: Some(self.started.elapsed().as_secs_f64()),
            events: std::mem::take(&mut self.events),
            ..egui::RawInput::default()
        };
        let begun = Instant::now();
        self.app.logic(&self.context);
        let app = &mut self.app;
        let mut output = self.context.run_ui(input, |ui| app.ui(ui));
        let pass = begun.elapsed().as_secs_f64() * 1e3;
        let begun = Instant::now();
        let shapes = self.context.tessellate(std::mem::take(&mut output.shapes), output.pixels_per_point);
        let tessellation = begun.elapsed().as_secs_f64() * 1e3;
        let vertices = shapes.iter().map(|shape| match &shape.primitive {
            egui::epaint::Primitive::Mesh(mesh) => mesh.vertices.len(),
            egui::epaint::Primitive::Callback(_) => 0,
        });
        self.vertices = vertices.sum();
        let tree = output.platform_output.accesskit_update.take();
        output.drop_without_applying_deltas();
        (pass, tessellation, tree)
    }

    /// Presses what has this name for a screen reader.
    fn press(&mut self, name: &str) {
        self.context.enable_accesskit();
        self.frame();
        let (_, _, tree) = self.frame();
        let nodes = tree.unwrap().nodes;
        let node = nodes.iter().find(|(_, node)| node.label() == Some(name));
        let bounds = node.unwrap_or_else(|| panic!("nothing is called {name}")).1.bounds().unwrap();
        self.context.disable_accesskit();
        let centre =
            pos2(f64::midpoint(bounds.x0, bounds.x1) as f32, f64::midpoint(bounds.y0, bounds.y1) as f32);
        self.events.push(Event::PointerMoved(centre));
        self.frame();
        for pressed in [true, false] {
            self.events.push(button(centre, pressed));
            self.frame();
        }
        self.frame();
    }

    fn key(&mut self, key: Key) {
        for pressed in [true, false] {
            let modifiers = Modifiers::NONE;
            self.events.push(Event::Key { key, physical_key: None, pressed, repeat: false, modifiers });
            self.frame();
        }
    }

    /// Frames until the newest question has its whole answer.
    fn settle(&mut self, history: &dyn History) {
        let mut whole = 0;
        let begun = Instant::now();
        while whole < 20 && begun.elapsed() < Duration::from_secs(30) {
            std::thread::sleep(APART);
            self.frame();
            whole = if history.answer(0).is_some_and(|reply| reply.complete) { whole + 1 } else { 0 };
        }
    }

    /// Frames under a pointer that moves, three points a frame, 450 to and fro.
    fn frames(&mut self) -> Took {
        let mut took = Took {
            logic_and_pass: Vec::new(),
            tessellation: Vec::new(),
            whole: Vec::new(),
            cpu_mean: 0.0,
            vertices: 0,
        };
        // The scheduler books what ran when the thread goes to sleep: over all frames it is exact.
        let cpu = thread_cpu();
        for frame in 0..FRAMES {
            std::thread::sleep(APART);
            let there = frame % 300;
            let x = if there < 150 { there } else { 300 - there } as f32 * 3.0;
            self.events.push(Event::PointerMoved(PLOT + egui::vec2(x, 0.0)));
            let (pass, tessellation, _) = self.frame();
            took.logic_and_pass.push(pass);
            took.tessellation.push(tessellation);
            took.whole.push(pass + tessellation);
            took.vertices += self.vertices;
        }
        std::thread::sleep(APART);
        took.cpu_mean = (thread_cpu() - cpu).as_secs_f64() * 1e3 / FRAMES as f64;
        took.vertices /= FRAMES;
        took
    }

    fn still(&mut self) -> Took {
        self.events.push(Event::PointerMoved(PLOT));
        self.frame();
        self.frames()
    }

    fn drag(&mut self) -> Took {
        self.events.push(Event::PointerMoved(PLOT));
        self.frame();
        self.events.push(button(PLOT, true));
        self.frame();
        let took = self.frames();
        self.events.push(button(PLOT, false));
        self.frame();
        took
    }
}

fn button(pos: Pos2, pressed: bool) -> Event {
    Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE }
}

/// How soon the whole screen is answered: the last question of the screen again, each time a little earlier.
fn answers(history: &dyn History, name: &str) {
    let reply = history.answer(0).unwrap();
    let line = reply.lines[0].clone().unwrap();
    let span = pilothouse::time::Span { from: line.from, to: line.to };
    let columns = line.columns.len() as u16;
    let mut millis = Vec::new();
    for serial in 1..=40 {
        let span = pilothouse::time::Span { to: span.to.before(Duration::from_secs(600 * serial)), ..span };
        let tags: Vec<Arc<str>> = (0..PENS).map(|at| format!("FIT-{at}").into()).collect();
        let line = |tag: &Arc<str>| LineQuery { tag: Arc::clone(tag), span, columns };
        let figures = |tag: &Arc<str>| StatisticsQuery { tag: Arc::clone(tag), span };
        history.ask(HistoryRequest {
            asker: 9,
            serial,
            lines: tags.iter().map(line).collect(),
            statistics: tags.iter().map(figures).collect(),
            markers: Some(span),
        });
        let whole = loop {
            let reply = history.answer(9).filter(|reply| reply.complete && reply.serial == serial);
            match reply {
                Some(reply) => break reply,
                None => std::thread::sleep(Duration::from_millis(1)),
            }
        };
        millis.push(whole.took.as_secs_f64() * 1e3);
    }
    println!(
        "trend: {name}, the whole answer, 8 lines of {columns} columns and 8 statistics: {}",
        spread(millis)
    );
}
