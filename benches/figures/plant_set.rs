//! The plant set: 1,000 tags of an ordinary plant, sampled once a second, made from a seed. The same seed
//! gives the same rows whoever asks, tag by tag, so that days of it fit through a small memory.
//!
//! The mix: 420 analogue inputs of 12 bits (4 to 20 mA over a transmitter's span, a slow process with a count
//! or two of noise), 120 numbers that a device measured as 32-bit floats (noise in every digit it resolves),
//! 230 states that change every few minutes to hours, 110 counters and running hours, 90 setpoints and
//! parameters, 30 derived values. Ten groups of 100 tags are read together; a request leaves within a few
//! milliseconds of its slot. One device in ten is away for a while each day.

use std::sync::Arc;

use pilothouse::historian::{Dictionary, DictionaryEntry, Kind, QualityCode, Scale, Series};
use pilothouse::tag::{Bad, Quality};

/// Tags of the set.
pub(crate) const TAGS: u32 = 1_000;
const GROUP: u32 = 100;
const SECOND: i64 = 1_000_000;
/// Midnight before the first row: 2026-01-01 UTC.
pub(crate) const BEGIN: i64 = 1_767_225_600 * SECOND;

/// `SplitMix64`: small, and the same everywhere.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    /// From 0 to below 1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// About normal, of unit width.
    fn normal(&mut self) -> f64 {
        (0..6).map(|_| self.unit()).sum::<f64>() * std::f64::consts::SQRT_2 - 3.0 * std::f64::consts::SQRT_2
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Sort {
    Analogue,
    Float,
    State,
    Counter,
    Setpoint,
    Derived,
}

const fn sort(tag: u32) -> Sort {
    match tag % 100 {
        0..42 => Sort::Analogue,
        42..54 => Sort::Float,
        54..77 => Sort::State,
        77..88 => Sort::Counter,
        88..97 => Sort::Setpoint,
        _ => Sort::Derived,
    }
}

/// The tag list.
pub(crate) fn dictionary() -> Arc<Dictionary> {
    let tags = (0..TAGS).map(|tag| DictionaryEntry {
        id: format!("T-{tag:04}").into(),
        title: format!("Tag {tag} of the plant set").into(),
        unit: "u".into(),
        decimals: 2,
        period_us: SECOND as u64,
        stale_us: 3 * SECOND as u64,
        scale: (sort(tag) == Sort::Analogue).then(|| scale(tag)),
        ..DictionaryEntry::default()
    });
    Arc::new(Dictionary::new("plant-set".into(), "UTC".into(), tags.collect()).unwrap())
}

fn scale(tag: u32) -> Scale {
    let span = [1.0, 2.5, 10.0, 100.0, 160.0][tag as usize % 5];
    Scale::TwoPoint { raw: [0.0, 4_095.0], units: [0.0, span] }
}

/// When the requests of a group left.
pub(crate) fn times(tag: u32, from_second: i64, rows: usize) -> Arc<[i64]> {
    let group = i64::from(tag / GROUP);
    let time = |row: usize| {
        let second = from_second + row as i64;
        let mut random = Random(second as u64 ^ (group as u64) << 40);
        // Mostly a fraction of a millisecond late, now and then a few.
        let late = random.unit().powi(4) * 4_000.0 + random.unit() * 300.0;
        BEGIN + second * SECOND + group * 20_000 + late as i64
    };
    (0..rows).map(time).collect()
}

/// The rows of a tag from a second on.
pub(crate) fn series(tag: u32, from_second: i64, rows: usize, times: &Arc<[i64]>) -> Series {
    let mut random = Random(u64::from(tag) << 32 ^ from_second as u64 ^ 0x5eed);
    let (kind, bits) = match sort(tag) {
        Sort::Analogue => (Kind::Float, analogue(tag, from_second, rows, &mut random)),
        Sort::Float => (Kind::Float, float(tag, from_second, rows, &mut random)),
        Sort::State => (Kind::Bool, state(tag, from_second, rows)),
        Sort::Counter => (Kind::UInt, counter(tag, from_second, rows)),
        Sort::Setpoint => (Kind::Float, vec![(f64::from(tag) / 10.0).to_bits(); rows]),
        Sort::Derived => (Kind::Float, derived(tag, from_second, rows, &mut random)),
    };
    Series {
        kind,
        times: Arc::clone(times),
        bits,
        qualities: qualities(tag, from_second, rows),
        texts: Vec::new(),
    }
}

/// A slow process: waves of hours and minutes, the same for whoever asks about a second.
fn process(tag: u32, second: i64) -> f64 {
    let t = second as f64;
    let phase = f64::from(tag) * 0.7;
    let hours = (t / (3_600.0 * (2.0 + f64::from(tag % 7))) + phase).sin();
    let minutes = (t / (60.0 * (3.0 + f64::from(tag % 11))) + phase * 2.0).sin();
    0.5 + 0.3 * hours + 0.08 * minutes
}

fn analogue(tag: u32, from: i64, rows: usize, random: &mut Random) -> Vec<u64> {
    let noise = [0.4, 0.8, 1.5][tag as usize % 3];
    let scale = scale(tag);
    let row = |row: usize| {
        let counts = process(tag, from + row as i64) * 4_095.0 + noise * random.normal();
        scale.units(counts.clamp(0.0, 4_095.0).round() as i64).to_bits()
    };
    (0..rows).map(row).collect()
}

fn float(tag: u32, from: i64, rows: usize, random: &mut Random) -> Vec<u64> {
    let span = [5.0, 80.0, 1_200.0][tag as usize % 3];
    // A 16-bit converter behind a float: what it resolves is noise, the digits below are arithmetic.
    let row = |row: usize| {
        let counts = (process(tag, from + row as i64) * 65_535.0 + 3.0 * random.normal()).round();
        f64::from((counts * span / 65_535.0) as f32).to_bits()
    };
    (0..rows).map(row).collect()
}

fn state(tag: u32, from: i64, rows: usize) -> Vec<u64> {
    let every = 300 * (1 + i64::from(tag % 37));
    let row = |row: usize| u64::from(((from + row as i64) / every + i64::from(tag)) % 3 == 0);
    (0..rows).map(row).collect()
}

fn counter(tag: u32, from: i64, rows: usize) -> Vec<u64> {
    let rate = 1 + i64::from(tag % 40);
    let row = |row: usize| ((from + row as i64) / rate + 1_000_000) as u64;
    (0..rows).map(row).collect()
}

fn derived(tag: u32, from: i64, rows: usize, random: &mut Random) -> Vec<u64> {
    let (a, b) = (analogue(tag, from, rows, random), analogue(tag + 1, from, rows, random));
    a.iter().zip(&b).map(|(a, b)| (f64::from_bits(*a) - f64::from_bits(*b) * 0.25).to_bits()).collect()
}

/// Good, but for an hour a day in which a tenth of the groups is away.
fn qualities(tag: u32, from: i64, rows: usize) -> Vec<(u32, QualityCode)> {
    let away = QualityCode::new(Quality::Bad(Bad::NoCommunication), true);
    let mut codes: Vec<(u32, QualityCode)> = Vec::new();
    for row in 0..rows as u32 {
        let hour = (from + i64::from(row)).div_euclid(3_600);
        let gone = hour % 24 == 3 && (hour / 24) % 10 == i64::from(tag / GROUP);
        let code = if gone { away } else { QualityCode::GOOD };
        if codes.last().is_none_or(|(_, last)| *last != code) {
            codes.push((row, code));
        }
    }
    codes
}
