//! The historian's threads: `historian` writes what comes, `archivist` seals, merges and tidies, `history`
//! answers the screens. A disk that stalls holds up the first two, never the engine and never the screen.

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};
use tokio::sync::watch;

use crate::historian::{Archivist, Dictionary, Retention, Step, Store, StoreWriter, disk_bytes, free_bytes};
use crate::journal::Entry;
use crate::message::{Record, Recording, Request};
use crate::plant::Plant;
use crate::station::recorder::remark_entry;
use crate::station::threads::{self, Running};
use crate::time::{Clock, Moment};

/// What came reaches the disk this often: with the time that takes, a crash costs less than a second.
const SYNC_EVERY: Duration = Duration::from_millis(700);
/// The clock is looked at this often while nothing comes.
const PATIENCE: Duration = Duration::from_millis(100);
/// The archivist looks for work this often.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// What is in memory alone when the station stops is written within this time.
pub(super) const STOP_MAX: Duration = Duration::from_secs(5);
/// A piece that was begun in time may take so much longer.
const STOP_SPARE: Duration = Duration::from_secs(1);
/// Below this time a rate of growth is a guess.
const RATE_AFTER: Duration = Duration::from_secs(60);
/// A disk of which less than one part in so many is free is nearly full.
const FREE_PARTS: u64 = 20;
/// Room is what is kept free, and what so long a time will take.
const ROOM_AHEAD: Duration = Duration::from_secs(86_400);

pub(super) struct Parts {
    pub(super) plant: Arc<Plant>,
    /// The store's folder; `None` keeps history in memory alone.
    pub(super) folder: Option<PathBuf>,
    pub(super) retention: Retention,
    pub(super) records: Receiver<Record>,
    pub(super) requests: Sender<Request>,
    /// What the journal is told when the recording has ended; the engine has ended by then.
    pub(super) last_words: Sender<Entry>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) stopped: watch::Receiver<bool>,
}

/// Opens the store and starts its two writing threads.
pub(super) fn start(parts: Parts) -> std::io::Result<(Arc<Store>, Vec<Running>)> {
    let Parts { plant, folder, retention, records, requests, last_words, clock, mut stopped } = parts;
    let dictionary = Arc::new(Dictionary::of(&plant));
    let mut running = Vec::new();
    let (store, archivist) = match folder {
        Some(folder) => {
            let store = Arc::new(Store::at(folder.clone(), dictionary));
            let archivist = Archivist::new(Arc::clone(&store), folder, retention);
            (store, Some(archivist))
        }
        None => (Arc::new(Store::in_memory(dictionary)), None),
    };
    // The live segment is there before the first sample.
    let writer = StoreWriter::new(Arc::clone(&store), &plant, clock.now());
    let mut recorder = Recorder {
        writer,
        store: Arc::clone(&store),
        records,
        requests: requests.clone(),
        last_words,
        clock: Arc::clone(&clock),
        kept_free: retention.free_bytes,
        began: clock.now(),
        synced: clock.now(),
    };
    running.push(threads::spawn("historian", move || recorder.run())?.patient(STOP_MAX + STOP_SPARE));
    if let Some(mut archivist) = archivist {
        let thread = threads::spawn("archivist", move || {
            let Ok(runtime) = threads::runtime() else { return };
            while !*stopped.borrow() {
                let step = archivist.step(clock.now());
                for remark in archivist.remarks() {
                    // A remark that finds the engine busy is told by `pilothouse info` all the same.
                    let _ = requests.try_send(Request::StoreRemark(remark.into()));
                }
                if let Step::Failed(why) = &step {
                    let _ = requests.try_send(Request::StoreRemark(why.as_str().into()));
                }
                if step != Step::Worked {
                    let stop = stopped.wait_for(|stopped| *stopped);
                    let _ = runtime.block_on(async { tokio::time::timeout(LOOK_EVERY, stop).await.is_ok() });
                }
            }
        })?;
        running.push(thread);
    }
    Ok((store, running))
}

struct Recorder {
    writer: StoreWriter,
    store: Arc<Store>,
    records: Receiver<Record>,
    requests: Sender<Request>,
    last_words: Sender<Entry>,
    clock: Arc<dyn Clock>,
    /// Bytes the archivist keeps free.
    kept_free: u64,
    began: Moment,
    synced: Moment,
}

impl Recorder {
    fn run(&mut self) {
        loop {
            let mut ending = match self.records.recv_timeout(PATIENCE) {
                Ok(record) => self.take(&record),
                Err(RecvTimeoutError::Timeout) => false,
                Err(RecvTimeoutError::Disconnected) => true,
            };
            // At most a queue's length before the disk is looked at again.
            for _ in 0..1_024 {
                let Ok(record) = self.records.try_recv() else { break };
                ending |= self.take(&record);
            }
            let now = self.clock.now();
            if ending {
                return self.finish(now);
            }
            if now.steady.since(self.synced.steady) >= SYNC_EVERY {
                self.synced = now;
                self.writer.sync(now);
                let recording = self.recording(self.clock.now());
                // The next one says the same a second later.
                let _ = self.requests.try_send(Request::Recording(Arc::new(recording)));
            }
        }
    }

    /// What the disk refused to the end is told, so that nobody takes the recording for whole.
    fn finish(&mut self, now: Moment) {
        let late = || self.clock.now().steady.since(now.steady) >= STOP_MAX;
        let Some(unwritten) = self.writer.finish(now, &late) else { return };
        let text = unwritten.to_string();
        let _ = writeln!(std::io::stderr().lock(), "pilothouse: {text}");
        // The recorder waits for it a while; one that hangs has been told on the terminal.
        let _ = self.last_words.try_send(remark_entry(self.clock.now(), &text));
    }

    fn take(&mut self, record: &Record) -> bool {
        self.writer.take(record, self.clock.now());
        matches!(record, Record::End)
    }

    fn recording(&self, now: Moment) -> Recording {
        let (samples, samples_lost) = self.writer.counts();
        let folder = self.store.folder();
        let free = folder.and_then(free_bytes).unwrap_or(0);
        let bytes = self.store.sealed_bytes() + self.writer.live_bytes();
        let ran = now.steady.since(self.began.steady);
        let bytes_a_second = (ran >= RATE_AFTER && folder.is_some()).then(|| {
            let rows_a_second = samples as f64 / ran.as_secs_f64();
            (rows_a_second * self.store.bytes_a_row()).max(1.0)
        });
        let lasts = bytes_a_second.map(|rate| Duration::from_secs_f64((free as f64 / rate).min(3e9)));
        let disk = folder.and_then(|folder| Some((free_bytes(folder)?, disk_bytes(folder)?)));
        let room = disk.map(|(free, whole)| has_room(free, whole, self.kept_free, bytes_a_second));
        Recording {
            folder: folder.map(|folder| folder.display().to_string()).unwrap_or_default().into(),
            trouble: self.writer.trouble().into(),
            oldest: self.store.span().map(|span| span.from),
            bytes,
            free_bytes: free,
            room,
            lasts,
            samples_lost,
            samples,
        }
    }
}

/// Whether a disk has room: less than a twentieth of it free, or less than what is kept free and a day more,
/// is nearly full. Before the rate is known only the first two count.
fn has_room(free: u64, whole: u64, kept_free: u64, bytes_a_second: Option<f64>) -> bool {
    let ahead = bytes_a_second.unwrap_or(0.0) * ROOM_AHEAD.as_secs_f64();
    free >= whole / FREE_PARTS && free as f64 >= kept_free as f64 + ahead
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_is_nearly_full_below_a_twentieth_or_a_day_ahead() {
        let check = |free, whole, kept_free, rate, room| {
            assert_eq!(has_room(free, whole, kept_free, rate), room, "{free} of {whole}, rate {rate:?}");
        };
        check(50, 1000, 0, None, true);
        check(49, 1000, 0, None, false);
        check(500, 1000, 501, None, false);
        check(500, 1000, 500, None, true);
        // A byte a second is 86,400 bytes a day.
        check(100_000, 1_000_000, 13_600, Some(1.0), true);
        check(100_000, 1_000_000, 13_601, Some(1.0), false);
    }
}
