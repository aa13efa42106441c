//! The real window under Xvfb: it opens, shows live values, and a click becomes one write at the device.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::harness::{Devices, Layout, PATIENCE, free_port, plant, until};

/// A display of its own, without a screen.
struct Display {
    server: Child,
    name: String,
}

impl Display {
    /// Lets the server choose a free number and waits until it tells it; `None` where there is no Xvfb, but
    /// never in CI.
    fn start() -> Option<Self> {
        use std::io::BufRead as _;
        if Command::new("Xvfb").arg("-help").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
            assert!(std::env::var_os("CI").is_none(), "make test installs xvfb; it is not there");
            eprintln!("skipped: Xvfb is not installed; run make test");
            return None;
        }
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1920x1080x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        std::io::BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Some(Self { server, name: format!(":{}", line.trim()) })
    }

    fn run(&self, program: &str, arguments: &[&str]) -> String {
        let done = Command::new(program).args(arguments).env("DISPLAY", &self.name).output().unwrap();
        String::from_utf8_lossy(&done.stdout).into_owned()
    }

    fn screenshot(&self, to: &Path) {
        let _ = fs::remove_file(to);
        self.run("import", &["-window", "root", &to.display().to_string()]);
        assert!(to.exists(), "a screenshot in {}", to.display());
    }

    /// How many different colours are on the screen: an empty one has one.
    fn colours(&self) -> usize {
        let text = self.run("import", &["-window", "root", "-format", "%k", "info:-"]);
        text.trim().parse().unwrap_or(0)
    }

    fn click(&self, x: u32, y: u32) {
        let (x, y) = (x.to_string(), y.to_string());
        self.run("xdotool", &["mousemove", &x, &y]);
        // The window must see where the pointer is before it is pressed.
        std::thread::sleep(Duration::from_millis(150));
        self.run("xdotool", &["click", "1"]);
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The station with its window.
struct Window(Child);

impl Drop for Window {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Window {
    fn open(display: &Display, layout: &Layout, more: &[&str]) -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_pilothouse"))
            .args(["run", "--data"])
            .arg(layout.data())
            .args(more)
            .arg(layout.path())
            .env("DISPLAY", &display.name)
            .env_remove("WAYLAND_DISPLAY")
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        Self(child)
    }

    fn end(mut self) {
        let start = Instant::now();
        let done = Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status().unwrap();
        assert!(done.success());
        let status = self.0.wait().unwrap();
        assert!(status.success(), "{status}");
        assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
    }
}

const TAGS: &str = r#"
[[tags]]
id = "SP"
title = "Setpoint"
area = "Test"
device = "PLC-1"
at = "holding:20"
type = "u16"
scan = "fast"
eng_unit = "m"
[tags.write]
minimum = 0
maximum = 100
read_back = "self"
"#;

/// One button, as large as a hand, in the middle of a display.
const DISPLAY: &str = r#"
format = 1
title = "Test"
level = 1
size = [1672, 912]
[[elements]]
kind = "button"
at = [700, 400]
size = [300, 100]
tag = "SP"
value = 42
text = "Set 42"
[[elements]]
kind = "value"
at = [700, 200]
size = [200, 58]
tag = "SP"
text_size = "huge"
"#;

fn pictures() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn a_click_on_the_screen_becomes_one_write_at_the_device() {
    let Some(display) = Display::start() else { return };
    let port = free_port();
    let layout = Layout::new(&[
        ("plant.toml", &plant("Window", port)),
        ("tags/all.toml", TAGS),
        ("displays/test.toml", DISPLAY),
    ]);
    let log = layout.path().with_file_name("writes.jsonl");
    let _devices = Devices::start(&layout, &["--writes", log.to_str().unwrap()]);
    let window = Window::open(&display, &layout, &["--size", "1920x1080"]);
    until("a window with live content", || display.colours() > 20);
    let journal = layout.data().join("journal.jsonl");
    let journalled = |what: &str| fs::read_to_string(&journal).is_ok_and(|text| text.contains(what));
    until("the link", || journalled("\"connected\""));
    display.screenshot(&pictures().join("window-live.png"));

    // The display starts at 208, 48; the button's middle is at 850, 450 of it.
    let start = Instant::now();
    while !journalled("checked: set SP") {
        assert!(start.elapsed() < PATIENCE, "a click on the button drafts a command");
        display.click(208 + 20 + 850, 48 + 450);
        std::thread::sleep(Duration::from_millis(500));
    }
    assert_eq!(fs::read_to_string(&log).unwrap_or_default(), "", "a draft writes nothing");
    display.screenshot(&pictures().join("window-draft.png"));
    // The final button is the widest of the card, in the middle of the context column; what is above and
    // below it commands nothing.
    let start = Instant::now();
    let heights: Vec<u32> = (560..940).step_by(12).collect();
    let mut next = heights.iter().cycle();
    while !journalled("confirmed: set SP") {
        assert!(start.elapsed() < PATIENCE, "a click on the final button confirms");
        display.click(1764, *next.next().unwrap());
    }
    until("the command to settle", || journalled("settled: set SP"));
    display.screenshot(&pictures().join("window-settled.png"));
    until("the write in the log", || !fs::read_to_string(&log).unwrap_or_default().is_empty());
    let frames = fs::read_to_string(&log).unwrap();
    assert_eq!(frames.lines().count(), 1, "one confirmation, one frame: {frames}");
    window.end();
}

#[test]
fn the_water_works_opens_in_a_small_window_too() {
    let Some(display) = Display::start() else { return };
    let port = free_port();
    let layout = Layout::new(&[
        ("plant.toml", &plant("Window", port)),
        ("tags/all.toml", TAGS),
        ("displays/test.toml", DISPLAY),
    ]);
    for size in ["1280x800", "640x400"] {
        let window = Window::open(&display, &layout, &["--size", size, "--theme", "light", "--simulate"]);
        until("a window with live content", || display.colours() > 20);
        display.screenshot(&pictures().join(format!("window-{size}.png")));
        window.end();
        until("the window to be gone", || display.colours() < 5);
    }
}
