//! What a sealed segment of a real plant weighs: the whole file, every bit of it read back and compared.

use std::sync::Arc;
use std::time::Instant;

use pilothouse::historian::{Kind, QualityCode, Sealed, SealedWriter, Series};

use crate::real_sets::{self, RealSet};

/// The level of segments that are merged for good.
const LEVEL: i32 = 19;

/// Rows that are handed to the writer at once.
const ROWS: usize = 100_000;

/// Whole sealed files of both real sets, bytes a sample; what `VictoriaMetrics` needs is the bar.
pub(crate) fn real_plants() {
    let folder = real_sets::folder();
    if !folder.join("skab").is_dir() || !folder.join("solar-heating").is_dir() {
        println!("sizes: left out, {} has not the sets skab and solar-heating", folder.display());
        return;
    }
    measure(&real_sets::skab(&folder), 1.8);
    measure(&real_sets::solar(&folder), 0.052);
}

fn measure(set: &RealSet, bar: f64) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sealed.mcap");
    let begun = Instant::now();
    let mut writer = SealedWriter::create(&path, &set.dictionary, LEVEL).unwrap();
    for (tag, column) in (0_u32..).zip(&set.columns) {
        for (times, bits) in set.times.chunks(ROWS).zip(column.chunks(ROWS)) {
            writer.series(tag, &series(times.into(), bits.to_vec())).unwrap();
        }
    }
    let summary = writer.finish().unwrap();
    let written = begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    let sealed = Sealed::open(&path).unwrap();
    let numbers: Vec<u32> = (0..set.columns.len() as u32).collect();
    let all = sealed.series_of(&numbers, i64::MIN, i64::MAX);
    let read = begun.elapsed().as_secs_f64();
    for (stretch, column) in all.iter().zip(&set.columns) {
        assert!(stretch.damages.is_empty(), "{:?}", stretch.damages);
        assert!(stretch.series.iter().flat_map(|series| series.times.iter()).eq(set.times.iter()));
        assert!(stretch.series.iter().flat_map(|series| &series.bits).eq(column.iter()));
    }
    let samples = (set.times.len() * set.columns.len()) as f64;
    println!(
        "sizes: {}: {} rows x {} tags, {} bytes, {:.4} bytes a sample (bar {bar}); written at {:.2} M samples/s, read at {:.0} M/s",
        set.name,
        set.times.len(),
        set.columns.len(),
        summary.bytes,
        summary.bytes as f64 / samples,
        samples / written / 1e6,
        samples / read / 1e6,
    );
}

fn series(times: Arc<[i64]>, bits: Vec<u64>) -> Series {
    Series { kind: Kind::Float, times, bits, qualities: vec![(0, QualityCode::GOOD)], texts: Vec::new() }
}
