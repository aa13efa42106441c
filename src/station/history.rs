//! Answers what screens ask of history, on a thread of its own: the newest request of each asker wins, a
//! coarse answer comes at once and the complete one after it.

mod markers;

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::historian::{Effort, Grain, Store, export, line, statistics};
use crate::station::history::markers::markers;
use crate::station::threads::{self, Running};
use crate::time::Clock;
use crate::trend::{ExportOutcome, ExportRequest, History, HistoryReply, HistoryRequest, StatisticsQuery};

/// Looks this often whether the station has stopped.
const PATIENCE: Duration = Duration::from_millis(500);
/// Lines and statistics of one request.
const LINES_MAX: usize = 64;
/// Exports that wait; more are refused in words.
const EXPORTS_WAITING_MAX: usize = 8;
/// Outcomes that are kept.
const EXPORTS_TOLD_MAX: usize = 8;

/// The screens' end: asking never waits.
pub(super) struct Desk {
    slots: Mutex<Slots>,
    asked: Condvar,
}

#[derive(Default)]
struct Slots {
    open: BTreeMap<u8, HistoryRequest>,
    answers: BTreeMap<u8, Arc<HistoryReply>>,
    exports: VecDeque<ExportRequest>,
    outcomes: VecDeque<ExportOutcome>,
    wake: Option<Arc<dyn Fn() + Send + Sync>>,
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Desk").finish_non_exhaustive()
    }
}

impl Desk {
    fn slots(&self) -> MutexGuard<'_, Slots> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Calls this after each answer.
    pub(super) fn on_answer(&self, wake: Arc<dyn Fn() + Send + Sync>) {
        self.slots().wake = Some(wake);
    }

    fn put(&self, asker: u8, reply: HistoryReply) {
        let wake = {
            let mut slots = self.slots();
            slots.answers.insert(asker, Arc::new(reply));
            slots.wake.clone()
        };
        if let Some(wake) = wake {
            wake();
        }
    }

    fn told(&self, outcome: ExportOutcome) {
        let wake = {
            let mut slots = self.slots();
            slots.outcomes.push_back(outcome);
            while slots.outcomes.len() > EXPORTS_TOLD_MAX {
                slots.outcomes.pop_front();
            }
            slots.wake.clone()
        };
        if let Some(wake) = wake {
            wake();
        }
    }

    /// Whether an asker asked for something newer.
    fn superseded(&self, asker: u8) -> bool {
        self.slots().open.contains_key(&asker)
    }
}

impl History for Desk {
    fn ask(&self, request: HistoryRequest) {
        self.slots().open.insert(request.asker, request);
        self.asked.notify_all();
    }

    fn answer(&self, asker: u8) -> Option<Arc<HistoryReply>> {
        self.slots().answers.get(&asker).cloned()
    }

    fn export(&self, request: ExportRequest) {
        let mut slots = self.slots();
        if slots.exports.len() < EXPORTS_WAITING_MAX {
            slots.exports.push_back(request);
            self.asked.notify_all();
            return;
        }
        drop(slots);
        let why = "too many exports wait; try again when they are done".into();
        self.told(ExportOutcome { path: request.path, result: Err(why) });
    }

    fn exports(&self) -> Vec<ExportOutcome> {
        self.slots().outcomes.iter().cloned().collect()
    }
}

/// Starts the thread that answers.
pub(super) fn start(
    store: Arc<Store>,
    exports: PathBuf,
    clock: Arc<dyn Clock>,
    stopped: watch::Receiver<bool>,
) -> std::io::Result<(Arc<Desk>, Vec<Running>)> {
    let desk = Arc::new(Desk { slots: Mutex::default(), asked: Condvar::new() });
    let (answering, writing) = (Arc::clone(&desk), Arc::clone(&desk));
    let shelf = Arc::clone(&store);
    let stop = stopped.clone();
    let history = threads::spawn("history", move || {
        while !*stop.borrow() {
            let request = answering.next(|slots| slots.open.pop_first().map(|(_, request)| request));
            if let Some(request) = request {
                answer(&answering, &shelf, &*clock, &request);
            }
        }
    })?;
    // An export of a year must not keep the screen waiting for its trends.
    let export = threads::spawn("export", move || {
        while !*stopped.borrow() {
            if let Some(request) = writing.next(|slots| slots.exports.pop_front()) {
                let path = export_path(&exports, &request.path);
                let result = path.clone().and_then(|path| {
                    let stop = || *stopped.borrow();
                    export::write(&store, &request, &path, &stop).map_err(|error| error.to_string().into())
                });
                let path = path.unwrap_or(request.path);
                writing.told(ExportOutcome { path, result });
            }
        }
    })?;
    Ok((desk, vec![history, export]))
}

impl Desk {
    /// The next piece of work, if one comes in time.
    fn next<T>(&self, mut take: impl FnMut(&mut Slots) -> Option<T>) -> Option<T> {
        let mut slots = self.slots();
        if let Some(work) = take(&mut slots) {
            return Some(work);
        }
        let waited = self.asked.wait_timeout(slots, PATIENCE);
        let (mut slots, _) = waited.unwrap_or_else(PoisonError::into_inner);
        take(&mut slots)
    }
}

/// An export stays below the export folder unless a whole path was typed.
pub(super) fn export_path(folder: &Path, asked: &Path) -> Result<PathBuf, Arc<str>> {
    if asked.is_absolute() {
        return Ok(asked.to_owned());
    }
    let plain = asked.components().all(|part| matches!(part, std::path::Component::Normal(_)));
    if !plain || asked.as_os_str().is_empty() {
        return Err(format!("{} is not a file name", asked.display()).into());
    }
    std::fs::create_dir_all(folder)
        .map_err(|error| Arc::from(format!("{} cannot be made: {error}", folder.display())))?;
    Ok(folder.join(asked))
}

fn answer(desk: &Desk, store: &Store, clock: &dyn Clock, request: &HistoryRequest) {
    let began = clock.now();
    let took = || clock.now().steady.since(began.steady);
    let lines = request.lines.iter().take(LINES_MAX);
    let (markers, markers_left_out) = markers(store, request.markers);
    let mut reply = HistoryReply {
        serial: request.serial,
        complete: false,
        lines: lines.clone().map(|query| line(store, query, Grain::Coarse).map(Arc::new)).collect(),
        statistics: statistics_of(request).map(|query| statistics(store, query, Effort::Quick)).collect(),
        markers,
        markers_left_out,
        trouble: trouble(store),
        took: took(),
    };
    desk.put(request.asker, reply.clone());
    for (query, place) in lines.zip(&mut reply.lines) {
        if desk.superseded(request.asker) {
            return;
        }
        *place = line(store, query, Grain::Fine).map(Arc::new);
    }
    for (query, place) in statistics_of(request).zip(&mut reply.statistics) {
        if desk.superseded(request.asker) {
            return;
        }
        *place = statistics(store, query, Effort::Full);
    }
    reply.complete = true;
    reply.trouble = trouble(store);
    reply.took = took();
    desk.put(request.asker, reply);
}

fn statistics_of(request: &HistoryRequest) -> impl Iterator<Item = &StatisticsQuery> {
    request.statistics.iter().take(LINES_MAX)
}

fn trouble(store: &Store) -> Arc<str> {
    match store.troubles().as_slice() {
        [] => "".into(),
        [(file, what)] => format!("{file} cannot be read: {what}").into(),
        [(file, what), ..] => format!("some files cannot be read, such as {file}: {what}").into(),
    }
}
