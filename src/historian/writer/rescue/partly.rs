//! A live segment that was written in part when the disk began to refuse: what stands in it is told once and
//! never twice, whether its head is sealed from memory, written at the stop, or lost.

use std::fs::File;
use std::sync::Arc;

use super::tests::{Disk, SAMPLES, at, rows, take};
use super::*;
use crate::historian::store::tests::plant;
use crate::historian::{Archivist, Effort, Level, Shelf as _, Step, StoreWriter, statistics};
use crate::trend::StatisticsQuery;

const SAFE: i64 = 25_000;

struct Station {
    disk: Disk,
    store: Arc<Store>,
    archivist: Archivist,
    writer: StoreWriter,
    /// The file that the live segment could be written to.
    file: File,
}

/// Takes so many samples to the disk and the rest into memory: the file of the live segment refuses.
fn station() -> Station {
    let disk = Disk { parent: tempfile::tempdir().unwrap() };
    let (store, archivist) = disk.open();
    let mut writer = StoreWriter::new(Arc::clone(&store), &plant(&["A"]), at(0));
    take(&mut writer, 0..SAFE);
    writer.sync(at(1));
    assert_eq!(writer.trouble(), "");
    // One that is open for reading alone takes nothing.
    let (live, path) = writer.live.as_mut().unwrap();
    let file = live.swap_file(File::open(path).unwrap());
    take(&mut writer, SAFE..SAMPLES);
    writer.sync(at(2));
    assert!(writer.trouble().contains("cannot be written"), "{}", writer.trouble());
    Station { disk, store, archivist, writer, file }
}

impl Station {
    /// The process ends and another takes over and seals all it finds.
    fn restart(self) -> (Disk, Arc<Store>) {
        let Self { disk, store, archivist, writer, file } = self;
        drop((store, archivist, writer, file));
        let (store, mut archivist) = disk.open();
        while archivist.step(at(SAMPLES + 100)) == Step::Worked {}
        assert_eq!(archivist.remarks(), [""; 0]);
        assert_eq!(disk.lives(), [""; 0]);
        (disk, store)
    }
}

type Row = (i64, Option<crate::tag::Value>);

/// Rows are the same; of so many the first that is not says enough.
fn same(rows: &[Row], expected: &[Row]) {
    let at = rows.iter().zip(expected).position(|(a, b)| a != b);
    assert_eq!(at, None, "{:?}", at.map(|at| (&rows[at], &expected[at])));
    assert_eq!(rows.len(), expected.len(), "{:?}", (rows.last(), expected.last()));
}

/// Rows in order, in sealed segments and in their pyramids: all of them so many, and none twice.
fn check(store: &Store, expected: &[Row]) {
    same(&rows(store), expected);
    let sealed = store.parts().sealed;
    assert_eq!(sealed.iter().map(|line| line.rows).sum::<u64>(), expected.len() as u64);
    let span = Span { from: at(0).utc, to: at(SAMPLES).utc };
    let (from, to) = (span.from.micros(), span.to.micros());
    let buckets = store.buckets("A", Level::Hour, from, to).unwrap();
    let counted: u32 = buckets.iter().map(|bucket| bucket.good + bucket.other).sum();
    assert_eq!(counted as usize, expected.len());
    let query = StatisticsQuery { tag: "A".into(), span };
    assert_eq!(statistics(store, &query, Effort::Full).unwrap().samples, expected.len() as u64);
}

#[test]
fn a_head_sealed_from_memory_takes_its_partly_written_file_with_it() {
    let mut station = station();
    let told = rows(&station.store);
    assert_eq!(told.len(), SAMPLES as usize);
    let ragged = station.disk.lives();
    station.writer.rotate(at(SAMPLES));
    while station.archivist.step(at(SAMPLES + 50)) == Step::Worked {}
    assert!(!station.disk.lives().contains(&ragged[0]), "{ragged:?} is still there");
    check(&station.store, &told);
    let (_disk, store) = station.restart();
    check(&store, &told);
}

#[test]
fn a_live_segment_that_a_crash_left_behind_its_sealed_one_is_not_sealed_again() {
    let mut station = station();
    let told = rows(&station.store);
    let ragged = station.disk.folder().join(&station.disk.lives()[0]);
    let copy = station.disk.parent.path().join("copy");
    std::fs::copy(&ragged, &copy).unwrap();
    station.writer.rotate(at(SAMPLES));
    while station.archivist.step(at(SAMPLES + 50)) == Step::Worked {}
    std::fs::copy(&copy, &ragged).unwrap();
    // A reader beside it does not take it for more, either.
    check(&Store::read_only(&station.disk.folder()).unwrap(), &told);
    // The name is not given again, though the clock comes to its time once more.
    std::fs::remove_file(&ragged).unwrap();
    assert_ne!(station.store.free_live_path(&station.disk.folder(), at(0).utc), ragged);
    std::fs::copy(&copy, &ragged).unwrap();
    let (disk, store) = station.restart();
    check(&store, &told);
    assert_ne!(store.free_live_path(&disk.folder(), at(0).utc), ragged);
}

#[test]
fn a_stop_writes_all_of_it_to_another_file_and_removes_the_part() {
    let mut station = station();
    let told = rows(&station.store);
    let ragged = station.disk.lives();
    assert_eq!(station.writer.finish(at(3), &|| false), None);
    assert_eq!(station.disk.lives().len(), 1);
    assert_ne!(station.disk.lives(), ragged);
    let (_disk, store) = station.restart();
    check(&store, &told);
}

#[test]
fn a_stop_that_the_disk_refuses_loses_what_came_after_the_part() {
    let mut station = station();
    let told = rows(&station.store);
    station.disk.refuse();
    let lost = station.writer.finish(at(3), &|| false).unwrap();
    assert_eq!(lost.samples, (SAMPLES - SAFE) as u64);
    assert_eq!(lost.span, Span { from: at(SAFE).utc, to: at(SAMPLES - 1).utc });
    station.disk.recover();
    assert_eq!(station.disk.lives().len(), 1, "what stood in the part is kept");
    let (_disk, store) = station.restart();
    check(&store, &told[..SAFE as usize]);
}

#[test]
fn a_stop_without_time_keeps_the_file_that_holds_more() {
    for (pieces, kept) in [(1, SAFE as usize), (2, 2 * ROWS_PIECE)] {
        let mut station = station();
        let told = rows(&station.store);
        let asked = std::cell::Cell::new(0);
        let late = || asked.replace(asked.get() + 1) >= pieces;
        let lost = station.writer.finish(at(3), &late).unwrap();
        assert_eq!(lost.samples as usize, SAMPLES as usize - kept);
        assert_eq!(station.disk.lives().len(), 1);
        let (_disk, store) = station.restart();
        check(&store, &told[..kept]);
    }
}

#[test]
fn a_part_that_was_rotated_away_is_kept_where_memory_has_no_room_for_its_head() {
    let mut station = station();
    station.disk.refuse();
    station.writer.rotate(at(SAMPLES));
    for head in 1..4 {
        let from = SAMPLES + head * 10;
        take(&mut station.writer, from..from + 10);
        station.writer.rotate(at(from + 10));
    }
    assert_eq!(station.writer.counts().1, (SAMPLES - SAFE) as u64);
    assert_eq!(station.store.parts().aside.len(), 1);
    station.disk.recover();
    let told = rows(&station.store);
    assert_eq!(told.len(), SAFE as usize + 30);
    assert_eq!(station.writer.finish(at(4), &|| false), None);
    let (_disk, store) = station.restart();
    same(&rows(&store), &told);
}
