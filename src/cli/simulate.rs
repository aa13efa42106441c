//! `pilothouse simulate`: a layout's own devices as real Modbus/TCP servers, with faults switched from the
//! terminal.

use std::fs::OpenOptions;
use std::io::{BufRead as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use crossbeam_channel::{Receiver, RecvTimeoutError, bounded};

use crate::cli::{Failure, Outcome, load, say, say_error, signals};
use crate::station::{self, SimulatedDevices};

/// New write frames are looked for this often.
const LOOK_EVERY: Duration = Duration::from_millis(50);

#[derive(Debug, Args)]
#[command(
    after_help = "Lines on standard input: `faults` lists them, `on ID` and `off ID` switch one, `quit` ends.\n\
                        Devices whose host is not loopback are served on free ports of 127.0.0.1, which are printed."
)]
pub(super) struct Simulate {
    /// The layout's folder
    layout: PathBuf,
    /// Append each write frame that arrives as one JSON line
    #[arg(long, value_name = "FILE")]
    writes: Option<PathBuf>,
    /// Switch a fault on from the start; may be given more than once
    #[arg(long, value_name = "ID")]
    fault: Vec<String>,
}

impl Simulate {
    pub(super) fn run(self) -> Outcome {
        let plant = load(&self.layout)?;
        let asked = signals::listen()?;
        let devices = SimulatedDevices::start(&plant)?;
        for fault in &self.fault {
            devices.set_fault(fault, true).map_err(Failure)?;
        }
        for (device, address) in devices.addresses(&plant) {
            say(&format!("{device} listens on {address}"));
        }
        let mut log = WriteLog::open(self.writes)?;
        let lines = terminal()?;
        loop {
            log.look(&devices);
            match lines.recv_timeout(LOOK_EVERY) {
                Ok(line) => {
                    if obey(&line, &devices) {
                        break;
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                // Input that ended is no reason to stop: services run without one.
                Err(RecvTimeoutError::Disconnected) => match asked.recv_timeout(LOOK_EVERY) {
                    Ok(signals::Asked::End) | Err(RecvTimeoutError::Disconnected) => break,
                    Ok(signals::Asked::Statistics) | Err(RecvTimeoutError::Timeout) => {}
                },
            }
            if asked.try_iter().any(|asked| asked == signals::Asked::End) {
                break;
            }
        }
        log.look(&devices);
        Ok(ExitCode::SUCCESS)
    }
}

/// Carries out one line; tells whether it was the last.
fn obey(line: &str, devices: &SimulatedDevices) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words.as_slice() {
        ["quit"] => return true,
        ["faults"] => {
            for (id, active) in devices.faults() {
                say(&format!("{:3} {id}", if active { "on" } else { "off" }));
            }
        }
        [switch @ ("on" | "off"), id] => match devices.set_fault(id, *switch == "on") {
            Ok(()) => say(&format!("{id} is {switch}")),
            Err(reason) => say_error(&reason),
        },
        [] => {}
        _ => say_error("lines are `faults`, `on ID`, `off ID` or `quit`"),
    }
    false
}

fn terminal() -> std::io::Result<Receiver<String>> {
    let (sender, lines) = bounded(16);
    station::spawn_named("terminal", move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    })?;
    Ok(lines)
}

/// Write frames that arrived, as lines of a file.
struct WriteLog {
    file: Option<(std::fs::File, Arc<str>)>,
    told: u64,
}

impl WriteLog {
    fn open(path: Option<PathBuf>) -> Result<Self, Failure> {
        let Some(path) = path else { return Ok(Self { file: None, told: 0 }) };
        let name: Arc<str> = path.display().to_string().into();
        let file = OpenOptions::new().create(true).append(true).open(&path);
        let file = file.map_err(|error| Failure(format!("cannot open {name}: {error}")))?;
        Ok(Self { file: Some((file, name)), told: 0 })
    }

    fn look(&mut self, devices: &SimulatedDevices) {
        let Some((file, name)) = &mut self.file else { return };
        let count = devices.write_count();
        if count == self.told {
            return;
        }
        let frames = devices.writes();
        let new = usize::try_from(count - self.told).unwrap_or(usize::MAX).min(frames.len());
        self.told = count;
        for frame in frames.iter().skip(frames.len() - new) {
            let line = serde_json::json!({
                "time": frame.at.utc.rfc3339(),
                "device": frame.device.0,
                "unit": frame.unit.0,
                "function": frame.function,
                "address": frame.address,
                "contents": frame.contents,
            });
            if let Err(error) = writeln!(file, "{line}") {
                say_error(&format!("{name} cannot be written: {error}"));
            }
        }
    }
}
