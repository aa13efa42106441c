//! Makes stores of the plant set: segments through the historian's own writer, then its archivist over them,
//! which makes manifest and pyramids.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use pilothouse::historian::{Archivist, Retention, SealedWriter, Step, Store};
use pilothouse::time::{Moment, Steady, Timestamp};

use crate::plant_set;

/// Rows of a tag a day.
pub(super) const DAY_ROWS: usize = 86_400;

/// Where a store of this name lies; kept from one run to the next.
pub(super) fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// Writes one segment of some tags of the set.
pub(super) fn seal(path: &Path, tags: &[u32], from_second: i64, rows: usize, level: i32) {
    let dictionary = plant_set::dictionary();
    let mut writer = SealedWriter::create(path, &dictionary, level).unwrap();
    let mut shared = (u32::MAX, Arc::from([]));
    for tag in tags {
        // Tags of a group were read together.
        if shared.0 != tag / 100 {
            shared = (tag / 100, plant_set::times(*tag, from_second, rows));
        }
        writer.series(*tag, &plant_set::series(*tag, from_second, rows, &shared.1)).unwrap();
    }
    writer.finish().unwrap();
}

/// A moment on a clock of the plant set.
pub(super) fn moment(second: i64) -> Moment {
    let utc = Timestamp::from_micros(plant_set::BEGIN + second * 1_000_000);
    Moment { utc, steady: Steady::from_millis(second.unsigned_abs() * 1_000) }
}

/// A store and its archivist.
pub(super) fn open(folder: &Path) -> (Arc<Store>, Archivist) {
    let store = Arc::new(Store::at(folder.to_owned(), plant_set::dictionary()));
    let retention = Retention { free_bytes: 0, ..Retention::default() };
    let archivist = Archivist::new(Arc::clone(&store), folder.to_owned(), retention);
    (store, archivist)
}

/// Lets the archivist work until there is nothing to do.
pub(super) fn tidy(archivist: &mut Archivist, now: Moment) {
    loop {
        match archivist.step(now) {
            Step::Worked => {}
            Step::Idle => break,
            Step::Failed(why) => panic!("{why}"),
        }
    }
    let remarks = archivist.remarks();
    assert!(remarks.is_empty(), "{remarks:?}");
}

/// Bytes in a folder of files whose names end so.
pub(super) fn bytes(folder: &Path, ending: &str) -> u64 {
    let files = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    files
        .filter(|file| file.file_name().to_string_lossy().ends_with(ending))
        .map(|file| file.metadata().unwrap().len())
        .sum()
}

/// Makes a folder complete, once: `fill` writes its segments, `done` tells that it went to the end.
pub(super) fn once(name: &str, fill: impl FnOnce(&Path)) -> PathBuf {
    let folder = folder(name);
    let done = folder.join("done");
    if !done.exists() {
        let begun = Instant::now();
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        fill(&folder);
        // At the time of the first row nothing is over, so nothing is merged: manifest and pyramids alone.
        let (_, mut archivist) = open(&folder);
        tidy(&mut archivist, moment(0));
        std::fs::write(&done, "").unwrap();
        println!("history: {name} made in {:.0} s", begun.elapsed().as_secs_f64());
    }
    folder
}

/// Drops the system's page cache where that is allowed; tells what the cache is then.
pub(crate) fn drop_caches() -> &'static str {
    let synced = std::process::Command::new("sync").status().is_ok_and(|status| status.success());
    let dropped = std::fs::write("/proc/sys/vm/drop_caches", "3");
    if synced && dropped.is_ok() {
        "page cache dropped"
    } else {
        "page cache warm: dropping it is not allowed"
    }
}
