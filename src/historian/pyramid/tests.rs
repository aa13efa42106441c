//! The file of a day: round trip, damage, and what it costs.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;

use crate::historian::pyramid::records::{ENTRY_BYTES, HEADER_BYTES};
use crate::historian::{
    Bucket, DAY_US, DictionaryEntry, Level, LivePyramid, PyramidError, PyramidFile, QualityCode, TagDay,
    write_pyramid,
};
use crate::time::{Clock as _, SystemClock};

const DAY: i64 = 20_780;
const SECOND: i64 = 1_000_000;

/// A day of plant-like tags at 1 Hz: levels that wander, a pump's speed between two set-points, a state.
fn days(day: i64, count: u32) -> Vec<(Arc<str>, TagDay)> {
    let entry = |at| DictionaryEntry {
        id: format!("TAG-{at:03}").into(),
        period_us: 1_000_000,
        ..DictionaryEntry::default()
    };
    let entries: Vec<_> = (0..count).map(entry).collect();
    let mut live = LivePyramid::new(&entries);
    let mut seed = 12_345_u64 + day as u64;
    let mut noise = move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as f64 / f64::from(1_u32 << 31) - 0.5
    };
    for tag in 0..count {
        let mut level = 40.0 + f64::from(tag);
        for second in 0..86_400 {
            level += noise() * 0.02;
            let number = match tag % 4 {
                0 | 1 => ((level + noise() * 0.05) * 100.0).round() / 100.0,
                2 => ((f64::from(second / 1800 % 2) * 700.0 + 750.0 + noise() * 4.0) * 10.0).round() / 10.0,
                _ => f64::from(second / 4000 % 3),
            };
            live.push(tag, day * DAY_US + i64::from(second) * SECOND, Some(number), QualityCode::GOOD);
        }
    }
    live.advance((day + 1) * DAY_US);
    live.take_day(day).into_iter().map(|(tag, day)| (Arc::clone(&entries[tag as usize].id), day)).collect()
}

fn small() -> Vec<(Arc<str>, TagDay)> {
    let bucket = |level: Level, at: i64| Bucket {
        min: at as f64 * 0.25,
        max: at as f64 * 0.25 + 2.0,
        low: at as f64 * 0.25,
        high: at as f64 * 0.25 + 2.0,
        good: 60,
        mean: at as f64 * 0.25 + 1.0,
        held: level.micros(),
        ..Bucket::empty(DAY * DAY_US + at * level.micros())
    };
    let levels = |n: i64| {
        let hours = (0..n).map(|at| bucket(Level::Hour, at)).collect();
        vec![(Level::TenMinutes, vec![bucket(Level::TenMinutes, 7)]), (Level::Hour, hours)]
    };
    let tag = |at: i64| TagDay { totals: bucket(Level::Day, 0), levels: levels(at) };
    (0..5).map(|at| (format!("T{at}").into(), tag(at * 5))).collect()
}

fn read(path: &Path, tags: &[(Arc<str>, TagDay)]) -> Result<Vec<Option<TagDay>>, PyramidError> {
    let file = PyramidFile::open(path)?;
    let one = |(id, _): &(Arc<str>, TagDay)| {
        let Some(found) = file.find(id)? else { return Ok(None) };
        let mut levels = Vec::new();
        for level in Level::ALL.into_iter().filter(|level| *level < Level::Day) {
            levels.extend(file.buckets(&found, level)?.map(|buckets| (level, buckets)));
        }
        Ok(Some(TagDay { totals: found.totals, levels }))
    };
    tags.iter().map(one).collect()
}

#[test]
fn a_day_comes_back_from_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("day");
    let mut tags = small();
    let bare = TagDay { levels: Vec::new(), ..tags[0].1.clone() };
    tags.extend((0..3000).map(|at| (format!("N{at}").into(), bare.clone())));
    write_pyramid(&path, DAY, &mut tags.iter().cloned()).unwrap();
    assert!(read(&path, &tags).unwrap().iter().zip(&tags).all(|(back, (_, day))| back.as_ref() == Some(day)));
    let file = PyramidFile::open(&path).unwrap();
    assert_eq!((file.day(), file.tags()), (DAY, 3005));
    assert!(file.find("N3000").unwrap().is_none());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_tag_that_comes_twice_leaves_the_file_that_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("day");
    let tags = small();
    write_pyramid(&path, DAY, &mut tags.iter().cloned()).unwrap();
    let twice = write_pyramid(&path, DAY, &mut tags.iter().chain(&tags).cloned());
    assert!(matches!(twice, Err(PyramidError::Unwritable(..))));
    assert_eq!(read(&path, &tags).unwrap().len(), 5);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    assert!(write_pyramid(&path, i64::MAX, &mut tags.iter().cloned()).is_err());
}

#[test]
fn a_cut_or_changed_file_never_tells_a_wrong_number() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("day");
    let tags = small();
    write_pyramid(&path, DAY, &mut tags.iter().cloned()).unwrap();
    let whole = fs::read(&path).unwrap();
    let true_or_missing = |what: &str| {
        if let Ok(back) = read(&path, &tags) {
            let right =
                |(back, (_, day)): (&Option<TagDay>, &(_, TagDay))| back.as_ref().is_none_or(|b| b == day);
            assert!(back.iter().zip(&tags).all(right), "{what}");
        }
    };
    for length in 0..whole.len() {
        fs::write(&path, &whole[..length]).unwrap();
        assert!(read(&path, &tags).is_err(), "cut to {length}");
    }
    for at in 0..whole.len() {
        for flip in [1, 0x80, 0xff] {
            let mut bytes = whole.clone();
            bytes[at] ^= flip;
            fs::write(&path, bytes).unwrap();
            true_or_missing(&format!("byte {at} by {flip}"));
        }
    }
}

/// Puts a CRC-32 over `from..to` behind it.
fn seal(bytes: &mut [u8], from: usize, to: usize) {
    let crc = crc32fast::hash(&bytes[from..to]);
    bytes[to..to + 4].copy_from_slice(&crc.to_le_bytes());
}

#[test]
fn counts_offsets_and_lengths_that_cannot_be_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("day");
    let tags = small();
    write_pyramid(&path, DAY, &mut tags.iter().cloned()).unwrap();
    let whole = fs::read(&path).unwrap();
    let directory = whole.len() - tags.len() * ENTRY_BYTES;
    // Day, tags and directory in the header; offset and length of each entry.
    let mut places: Vec<_> = [12, 20, 24].map(|at| (at, 0, HEADER_BYTES)).to_vec();
    for entry in (directory..whole.len()).step_by(ENTRY_BYTES) {
        places.extend([8, 16].map(|at| (entry + at, entry, entry + ENTRY_BYTES)));
    }
    for (at, from, to) in places {
        for hostile in [u32::MAX, i32::MAX as u32, 1_000_001] {
            let mut bytes = whole.clone();
            bytes[at..at + 4].copy_from_slice(&hostile.to_le_bytes());
            seal(&mut bytes, from, to - 4);
            fs::write(&path, &bytes).unwrap();
            // A length that is too long alone does no harm: what it has to hold is checked by itself.
            let right = |back: Vec<Option<TagDay>>| {
                back.iter()
                    .zip(&tags)
                    .all(|(back, (_, day))| back.as_ref().is_none_or(|back| back.levels == day.levels))
            };
            assert!(read(&path, &tags).is_ok_and(right) == (at == from + 16 && from > 0), "{at} {hostile}");
        }
    }
    // Buckets and packed bytes of the first level of the first tag.
    for at in [HEADER_BYTES + 3 + 2 + 1, HEADER_BYTES + 3 + 2 + 5] {
        let mut bytes = whole.clone();
        bytes[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
        seal(&mut bytes, HEADER_BYTES, HEADER_BYTES + 3 + 2 + 2 * 13);
        fs::write(&path, &bytes).unwrap();
        assert!(read(&path, &tags).is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), tags in 0..9u32) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("day");
        let header = super::records::Header { day: DAY, tags, directory: HEADER_BYTES as u64 };
        fs::write(&path, [header.bytes(), bytes].concat()).unwrap();
        prop_assert!(read(&path, &small()).is_ok_and(|back| back.iter().all(Option::is_none)) || tags > 0);
    }
}

#[test]
fn a_month_of_eight_tags_and_a_hundred_days_of_totals_are_read_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let tags = days(DAY, 8);
    let samples = 8.0 * 86_400.0;
    let moved = |bucket: &Bucket, by: i64| Bucket { start: bucket.start + by * DAY_US, ..*bucket };
    let mut paths = Vec::new();
    for by in 0..116 {
        let path = folder.path().join(by.to_string());
        let on_day = |day: &TagDay| TagDay {
            totals: moved(&day.totals, by),
            levels: day
                .levels
                .iter()
                .filter(|(level, _)| by < 30 && (by == 0 || *level > Level::Minute))
                .map(|(level, buckets)| (*level, buckets.iter().map(|bucket| moved(bucket, by)).collect()))
                .collect(),
        };
        let mut all: Vec<(Arc<str>, TagDay)> =
            tags.iter().map(|(id, day)| (Arc::clone(id), on_day(day))).collect();
        if by == 0 {
            write_pyramid(&path, DAY, &mut all.iter().cloned()).unwrap();
            println!("{:.4} bytes a sample", fs::metadata(&path).unwrap().len() as f64 / samples);
        }
        // As long a directory as a plant of a thousand tags has.
        let bare = TagDay { totals: all[0].1.totals, levels: Vec::new() };
        all.extend((8..1000).map(|at| (format!("TAG-{at:03}").into(), bare.clone())));
        write_pyramid(&path, DAY + by, &mut all.into_iter()).unwrap();
        paths.push(path);
    }
    let clock = SystemClock::start();
    let timed = |what: &str, work: &dyn Fn() -> usize| {
        let best = (0..5).map(|_| {
            let begin = clock.now();
            let count = work();
            (clock.now().age_of(begin), count)
        });
        let (took, count) = best.min().unwrap();
        println!("{what}: {took:?} for {count}");
        assert!(took < Duration::from_secs(2));
        count
    };
    let open = |count: usize| -> Vec<_> {
        paths[..count].iter().map(|path| PyramidFile::open(path).unwrap()).collect()
    };
    let month = open(30);
    let buckets = |file: &PyramidFile, id: &str| {
        let found = file.find(id).unwrap().unwrap();
        file.buckets(&found, Level::TenMinutes).unwrap().unwrap().len()
    };
    let all_tags =
        || tags.iter().map(|(id, _)| month.iter().map(|file| buckets(file, id)).sum::<usize>()).sum();
    assert_eq!(timed("8 tags over 30 days of ten minutes", &all_tags), 8 * 30 * 144);
    let season = open(116);
    let totals =
        |files: &[PyramidFile]| files.iter().filter_map(|file| file.find("TAG-007").unwrap()).count();
    assert_eq!(timed("a tag over 116 days of totals", &|| totals(&season)), 116);
    assert_eq!(timed("the same with opening", &|| totals(&open(116))), 116);
}
