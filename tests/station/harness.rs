//! What the tests need: layouts in a folder of their own, the program under test, lines of JSON with a time
//! limit, servers that are not ours.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// Longer than anything takes on a busy machine; a test that needs it has failed anyway.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A port that is free now.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Waits until something holds.
pub(crate) fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < PATIENCE, "waited {PATIENCE:?} for {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A plant of one device with one scan class of 100 ms.
pub(crate) fn plant(title: &str, port: u16) -> String {
    format!(
        r#"format = 1
title = "{title}"
time_zone = "UTC"
areas = ["Test"]
[[scan_classes]]
id = "fast"
period = "100 ms"
[[devices]]
id = "PLC-1"
title = "Test device"
address = "127.0.0.1:{port}"
"#
    )
}

/// A layout in a folder of its own.
pub(crate) struct Layout {
    folder: TempDir,
}

impl Layout {
    /// With these files.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let layout = Self { folder: tempfile::tempdir().unwrap() };
        for (name, text) in files {
            layout.write(name, text);
        }
        layout
    }

    /// Replaces a file as editors do.
    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// The layout's folder.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("plant")
    }

    /// Where the station under test keeps its data.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }
}

/// The program under test with its streams.
pub(crate) struct Station {
    child: Child,
    input: Option<ChildStdin>,
    lines: Receiver<Value>,
    /// Lines taken from the stream and not asked for yet.
    seen: Vec<Value>,
}

impl Station {
    /// Runs a layout headless; samples and events both come as lines, commands go in.
    pub(crate) fn start(layout: &Layout, more: &[&str]) -> Self {
        Self::start_with_data(layout, &layout.data(), more)
    }

    /// The same, with data of its own.
    pub(crate) fn start_with_data(layout: &Layout, data: &Path, more: &[&str]) -> Self {
        Self::spawn(Command::new(env!("CARGO_BIN_EXE_pilothouse")), layout, data, more)
    }

    /// The same, where programs are found in one folder only.
    pub(crate) fn start_on_path(layout: &Layout, path: &Path, more: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pilothouse"));
        command.env("PATH", path);
        Self::spawn(command, layout, &layout.data(), more)
    }

    fn spawn(mut command: Command, layout: &Layout, data: &Path, more: &[&str]) -> Self {
        command
            .args(["run", "--headless", "--samples", "-", "--events", "-", "--commands", "-"])
            .arg("--data")
            .arg(data)
            .args(more)
            .arg(layout.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                // The last line of a killed station may be cut.
                let Ok(value) = serde_json::from_str(&line) else {
                    let _ = sender.send(Value::String(line));
                    return;
                };
                if sender.send(value).is_err() {
                    return;
                }
            }
        });
        let input = child.stdin.take();
        Self { child, input, lines, seen: Vec::new() }
    }

    /// Sends a command line.
    pub(crate) fn command(&mut self, line: &Value) {
        let input = self.input.as_mut().unwrap();
        writeln!(input, "{line}").unwrap();
        input.flush().unwrap();
    }

    /// Waits for a line that fulfils a condition; lines before it are dropped.
    pub(crate) fn wait(&mut self, what: &str, holds: impl Fn(&Value) -> bool) -> Value {
        let start = Instant::now();
        loop {
            match self.lines.recv_timeout(Duration::from_millis(100)) {
                Ok(line) => {
                    self.seen.push(line.clone());
                    if holds(&line) {
                        return line;
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => panic!("the station ended before {what}"),
            }
            assert!(
                start.elapsed() < PATIENCE,
                "waited {PATIENCE:?} for {what}; last {:?}",
                self.seen.last()
            );
        }
    }

    /// Takes what comes for so long.
    pub(crate) fn listen(&mut self, span: Duration) {
        let end = Instant::now() + span;
        while let Ok(line) = self.lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
            self.seen.push(line);
        }
    }

    /// Waits until it has ended, and gives every line it ever wrote.
    pub(crate) fn rest(mut self) -> Vec<Value> {
        let _ = self.child.wait();
        self.seen.extend(self.lines.iter());
        std::mem::take(&mut self.seen)
    }

    /// Waits for a good sample of a tag with this value.
    pub(crate) fn wait_value(&mut self, tag: &str, value: &Value) -> Value {
        self.wait(&format!("{tag} = {value}"), |line| {
            line["tag"] == tag && line["quality"] == "good" && same(&line["value"], value)
        })
    }

    /// Waits for the end of a command and gives all its states.
    pub(crate) fn wait_command(&mut self, id: &str) -> Vec<String> {
        let ended = ["settled", "refused", "failed", "expired", "cancelled"];
        self.wait(&format!("the end of {id}"), |line| {
            line["command"] == id && ended.contains(&line["state"].as_str().unwrap_or_default())
        });
        let states = self.seen.iter().filter(|line| line["command"] == id);
        states.map(|line| line["state"].as_str().unwrap().to_owned()).collect()
    }

    /// All lines taken so far.
    pub(crate) fn seen(&self) -> &[Value] {
        &self.seen
    }

    /// Its process id.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal by name.
    pub(crate) fn signal(&self, name: &str) {
        let done = Command::new("kill").args([format!("-{name}"), self.pid().to_string()]).status();
        assert!(done.unwrap().success());
    }

    /// Ends it by SIGTERM; tells how long that took.
    pub(crate) fn end(mut self) -> Duration {
        let start = Instant::now();
        self.signal("TERM");
        let status = self.child.wait().unwrap();
        assert!(status.success(), "{status}");
        start.elapsed()
    }
}

impl Drop for Station {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The layout's own devices in a process of their own.
pub(crate) struct Devices(Child);

impl Devices {
    /// Starts them and waits until they listen.
    pub(crate) fn start(layout: &Layout, more: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_pilothouse"))
            .arg("simulate")
            .args(more)
            .arg(layout.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let start = Instant::now();
        while !lines.next().unwrap().unwrap().contains("listens") {
            assert!(start.elapsed() < PATIENCE);
        }
        Self(child)
    }

    /// Ends them as a power cut does.
    pub(crate) fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Devices {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn same(a: &Value, b: &Value) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => (a - b).abs() < 1e-6,
        _ => a == b,
    }
}

/// A server of somebody else's.
pub(crate) struct Server {
    child: Child,
}

impl Server {
    /// Starts it and waits until it says that it listens.
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line.trim(), "listening", "{command:?}");
        Self { child }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where `make test` puts the third-party servers.
pub(crate) fn interop(file: &str) -> PathBuf {
    let folder = std::env::var_os("INTEROP_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target/interop"), PathBuf::from);
    folder.join(file)
}

/// One register read over a bare socket, with no code of ours in between.
pub(crate) fn read_holding(port: u16, unit: u8, address: u16) -> u16 {
    use std::io::Read as _;
    let target = SocketAddr::from(([127, 0, 0, 1], port));
    let mut socket = TcpStream::connect_timeout(&target, PATIENCE).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    let [high, low] = address.to_be_bytes();
    socket.write_all(&[0, 1, 0, 0, 0, 6, unit, 3, high, low, 0, 1]).unwrap();
    let mut answer = [0; 11];
    socket.read_exact(&mut answer).unwrap();
    u16::from_be_bytes([answer[9], answer[10]])
}
