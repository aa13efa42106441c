//! CPU time, memory and percentiles, read from the system.

use std::time::{Duration, Instant};

/// What the machine is, in one line.
pub(crate) fn machine() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model =
        info.lines().find(|line| line.starts_with("model name")).and_then(|line| line.split(": ").nth(1));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!("machine: {}, {cores} cores, no GPU", model.unwrap_or("unknown processor"))
}

/// CPU seconds of this process's threads whose name starts with one of `names`; of all with none.
pub(crate) fn seconds(names: &[&str]) -> f64 {
    let threads = std::fs::read_dir("/proc/self/task").unwrap();
    let ticks = threads.filter_map(|thread| {
        let text = std::fs::read_to_string(thread.ok()?.path().join("stat")).ok()?;
        let (head, tail) = text.rsplit_once(')')?;
        let name = head.split_once('(')?.1;
        if !names.is_empty() && !names.iter().any(|wanted| name.starts_with(wanted)) {
            return None;
        }
        let fields: Vec<&str> = tail.split_whitespace().collect();
        Some(fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?)
    });
    ticks.sum::<f64>() / 100.0
}

/// Resident memory of this process in MiB.
pub(crate) fn resident_mib() -> f64 {
    of_status("VmRSS:")
}

/// The most that was ever resident, in MiB.
pub(crate) fn resident_peak_mib() -> f64 {
    of_status("VmHWM:")
}

fn of_status(key: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(key)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
}

/// CPU of the named threads over a span, as a share of one core.
pub(crate) struct Share {
    names: Vec<&'static str>,
    cpu: f64,
    started: Instant,
}

impl Share {
    pub(crate) fn start(names: &[&'static str]) -> Self {
        Self { names: names.to_vec(), cpu: seconds(names), started: Instant::now() }
    }

    pub(crate) fn percent(&self) -> f64 {
        (seconds(&self.names) - self.cpu) / self.started.elapsed().as_secs_f64() * 100.0
    }
}

/// The value below which a share of all lies.
pub(crate) fn percentile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = ((values.len() as f64 - 1.0) * share).round() as usize;
    values.get(at).copied().unwrap_or(f64::NAN)
}

/// Waits, as an operator's shift does.
pub(crate) fn pass(span: Duration) {
    std::thread::sleep(span);
}
