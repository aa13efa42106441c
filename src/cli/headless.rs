//! The station without a window: live values, link changes and a summary on the terminal.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
#[cfg(feature = "gui")]
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError};

use crate::alarm::PriorityCount;
use crate::cli::signals::Asked;
use crate::cli::{say, say_error, values};
use crate::message::Snapshot;
use crate::plant::Plant;
use crate::station::{self, Latest, Station, statistics_json};
use crate::time::{Clock, Moment, short};

/// The main values are printed this often.
const VALUES_EVERY: Duration = Duration::from_secs(5);
/// Notices are looked at this often.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// What wakes the window, once there is one.
#[cfg(feature = "gui")]
pub(super) type Waker = Arc<std::sync::OnceLock<Arc<dyn Fn() + Send + Sync>>>;

/// When a run ends, and what is written then.
#[derive(Clone, Debug)]
pub(super) struct Ending {
    pub(super) asked: Receiver<Asked>,
    pub(super) after: Option<Duration>,
    pub(super) stats: Option<PathBuf>,
}

impl Ending {
    /// Watches beside a window; the flag is set, and the window woken, when it is to close.
    #[cfg(feature = "gui")]
    pub(super) fn watch(
        &self,
        (clock, latest): (&Arc<dyn Clock>, &Arc<Latest>),
        waker: Waker,
    ) -> std::io::Result<Arc<AtomicBool>> {
        let closing = Arc::new(AtomicBool::new(false));
        let (ending, latest, clock) = (self.clone(), Arc::clone(latest), Arc::clone(clock));
        let flag = Arc::clone(&closing);
        station::spawn_named("ending", move || {
            ending.wait(&clock, &latest);
            flag.store(true, Ordering::Relaxed);
            if let Some(wake) = waker.get() {
                wake();
            }
        })?;
        Ok(closing)
    }

    /// Waits until it is over.
    pub(super) fn wait(&self, clock: &Arc<dyn Clock>, latest: &Latest) {
        let started = clock.now();
        while !self.over(clock.now(), started, latest) {}
    }

    /// Waits a little; tells whether the run is over.
    fn over(&self, now: Moment, started: Moment, latest: &Latest) -> bool {
        let left = self.after.map(|after| after.saturating_sub(now.steady.since(started.steady)));
        if left == Some(Duration::ZERO) {
            return true;
        }
        match self.asked.recv_timeout(left.unwrap_or(LOOK_EVERY).min(LOOK_EVERY)) {
            Ok(Asked::End) | Err(RecvTimeoutError::Disconnected) => true,
            Ok(Asked::Statistics) => {
                self.write(latest.get().as_deref());
                false
            }
            Err(RecvTimeoutError::Timeout) => false,
        }
    }

    /// Writes the statistics, if they were asked for.
    pub(super) fn write_statistics(&self, station: &Station) {
        self.write(station.snapshot().as_deref());
    }

    fn write(&self, snapshot: Option<&Snapshot>) {
        let (Some(path), Some(snapshot)) = (&self.stats, snapshot) else { return };
        if let Err(error) = station::write_whole(path, &statistics_json(snapshot)) {
            say_error(&format!("the statistics cannot be written to {}: {error}", path.display()));
        }
    }
}

/// Runs until it is over. `quiet` keeps the terminal for a stream that goes there.
pub(super) fn run(mut station: Station, plant: &Arc<Plant>, ending: Ending, quiet: bool) {
    let clock = Arc::clone(station.clock());
    let started = clock.now();
    let print = |text: &str| if quiet { say_error(text) } else { say(text) };
    print(&format!(
        "{}: {}, {}, headless; end with Ctrl-C",
        plant.title,
        count((plant.sources.len() + plant.derived.len()) as u64, "tag"),
        count(plant.devices.len() as u64, "device")
    ));
    let latest = Arc::clone(station.latest());
    let mut told = Told { notices: BTreeSet::new(), values_at: started };
    while !ending.over(clock.now(), started, &latest) {
        let Some(snapshot) = latest.get() else { continue };
        told.look(&snapshot, clock.now(), quiet, &print);
    }
    station.stop();
    ending.write_statistics(&station);
    if let Some(snapshot) = station.snapshot() {
        summary(&snapshot, clock.now().age_of(started), &print);
    }
}

struct Told {
    notices: BTreeSet<Arc<str>>,
    values_at: Moment,
}

impl Told {
    fn look(&mut self, snapshot: &Snapshot, now: Moment, quiet: bool, print: &dyn Fn(&str)) {
        let zone = &snapshot.plant.zone;
        let time = now.utc.format(zone, "%H:%M:%S");
        let notices = troubles(snapshot);
        for new in notices.difference(&self.notices) {
            print(&format!("{time} ! {new}"));
        }
        for gone in self.notices.difference(&notices) {
            print(&format!("{time} ended: {gone}"));
        }
        self.notices = notices;
        if !quiet && now.steady.since(self.values_at.steady) >= VALUES_EVERY {
            self.values_at = now;
            print(&format!("{time} {}", values::counts(snapshot)));
            for line in values::main_values(snapshot, now) {
                print(&line);
            }
        }
    }
}

/// What is wrong now: notices, why nothing is recorded, and active alarms that nothing hides.
fn troubles(snapshot: &Snapshot) -> BTreeSet<Arc<str>> {
    let notices = snapshot.notices.iter().map(|notice| Arc::clone(&notice.text));
    let recording = snapshot.recording.iter().map(|recording| Arc::clone(&recording.trouble));
    let active = snapshot.alarms.rows.iter().filter(|row| {
        let axes = &row.kept.axes;
        axes.state.active() && !axes.hidden()
    });
    let alarms = active.map(|row| {
        let alarm = &row.alarm;
        Arc::from(format!("{}: {} ({}, {})", alarm.title, alarm.text, alarm.id, alarm.priority.word()))
    });
    notices.chain(recording.filter(|trouble| !trouble.is_empty())).chain(alarms).collect()
}

fn summary(snapshot: &Snapshot, ran: Duration, print: &dyn Fn(&str)) {
    print(&format!("ran {}; {}", short(ran), values::counts(snapshot)));
    if snapshot.alarms.defined > 0 {
        let total = |pick: fn(&PriorityCount) -> u32| {
            snapshot.alarms.counts.iter().map(|count| u64::from(pick(count))).sum::<u64>()
        };
        print(&format!(
            "  {} defined: {} to acknowledge, {} active, {} shelved, {} suppressed, {} out of service",
            count(snapshot.alarms.defined as u64, "alarm"),
            total(|count| count.to_acknowledge),
            total(|count| count.active),
            total(|count| count.shelved),
            total(|count| count.suppressed),
            total(|count| count.out_of_service)
        ));
    }
    for (device, status) in snapshot.plant.devices.iter().zip(&snapshot.devices) {
        let units = status.statistics.units.values();
        let (requests, answers, timeouts) =
            units.fold((0_u64, 0_u64, 0_u64), |(requests, answers, timeouts), unit| {
                (requests + unit.requests, answers + unit.answers, timeouts + unit.timeouts)
            });
        print(&format!(
            "  {}: {}, {}, {}, {}, {}",
            device.id,
            status.link.word(),
            count(requests, "request"),
            count(answers, "answer"),
            count(timeouts, "time-out"),
            count(status.statistics.connects, "connect")
        ));
    }
}

/// `1 tag`, `242 tags`.
fn count(number: u64, word: &str) -> String {
    if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") }
}
