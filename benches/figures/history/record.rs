//! What recording costs: a thousand tags at 1 Hz through the store's writer and its archivist, fed as the
//! engine feeds them, in simulated time; the CPU counted is that of the thread that does it.

use std::sync::Arc;
use std::time::Duration;

use pilothouse::historian::{Archivist, Retention, Series, Store, StoreWriter};
use pilothouse::message::Record;
use pilothouse::plant::Plant;
use pilothouse::tag::{Sample, TagIndex};
use pilothouse::time::{Moment, Timestamp};

use crate::history::{make, thread_cpu};
use crate::plant_set::{self, TAGS};
use crate::plants;

/// Until the head is full and sealed once, and a little more.
const SECONDS: usize = 2_100;

pub(crate) fn a_thousand_tags() {
    let (_layout, plant) = plants::rows(1, TAGS as usize, "1 s");
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let store = Arc::new(Store::at(
        folder.path().to_owned(),
        Arc::new(pilothouse::historian::Dictionary::of(&plant)),
    ));
    let retention = Retention { free_bytes: 0, ..Retention::default() };
    let mut archivist = Archivist::new(Arc::clone(&store), folder.path().to_owned(), retention);
    let mut writer = StoreWriter::new(Arc::clone(&store), &plant, make::moment(0));
    let groups = groups(&plant);
    let (mut writing, mut tidying) = (Duration::ZERO, Duration::ZERO);
    for second in 0..SECONDS {
        let now = make::moment(second as i64);
        let records: Vec<Record> = groups.iter().map(|group| poll(group, second, now)).collect();
        let cpu = thread_cpu();
        for record in &records {
            writer.take(record, now);
        }
        writer.sync(now);
        writing += thread_cpu() - cpu;
        let cpu = thread_cpu();
        make::tidy(&mut archivist, now);
        tidying += thread_cpu() - cpu;
    }
    let (samples, lost) = writer.counts();
    assert_eq!((samples, lost, writer.trouble()), (SECONDS as u64 * u64::from(TAGS), 0, ""));
    let share = |cpu: Duration| cpu.as_secs_f64() / SECONDS as f64 * 100.0;
    println!(
        "history-record: {TAGS} tags at 1 Hz over {SECONDS} s: writer {:.2} %, archivist {:.2} %, together {:.2} % \
         of a core (bar 2 %); merging the day comes on top, see history-size",
        share(writing),
        share(tidying),
        share(writing + tidying)
    );
    println!("history-record: live segment {:.2} bytes a sample", live_bytes(&writer, &store));
}

/// The set's rows by group: those read together come as one record.
fn groups(plant: &Plant) -> Vec<Vec<(TagIndex, Series)>> {
    let group = |first: u32| {
        let times = plant_set::times(first, 0, SECONDS);
        let index = |tag: u32| plant.tags_by_id[format!("T{tag:05}").as_str()];
        (first..first + 100).map(|tag| (index(tag), plant_set::series(tag, 0, SECONDS, &times))).collect()
    };
    (0..TAGS).step_by(100).map(group).collect()
}

fn poll(group: &[(TagIndex, Series)], second: usize, now: Moment) -> Record {
    let sample = |(tag, series): &(TagIndex, Series)| {
        let source = Moment { utc: Timestamp::from_micros(series.times[second]), ..now };
        let value = series.value(second).unwrap();
        (*tag, Sample::new(value, series.quality(second), source, now))
    };
    Record::Samples(group.iter().map(sample).collect())
}

/// Of the rows since the last head was sealed.
fn live_bytes(writer: &StoreWriter, store: &Store) -> f64 {
    let sealed = 2_000_000;
    writer.live_bytes() as f64 / (store.rows() - sealed) as f64
}
