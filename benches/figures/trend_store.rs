//! Eight pens with 12.5 million samples each, a second apart: the store behind the frames of the trend screen,
//! sealed by the historian's own writer and kept below `target/tmp` from one run to the next.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use pilothouse::historian::{
    Archivist, Dictionary, Kind, QualityCode, Retention, SealedWriter, Series, Step, Store,
};
use pilothouse::layout;
use pilothouse::plant::Plant;
use pilothouse::tag::{Bad, Quality};
use pilothouse::time::{Clock as _, SystemClock};
use tempfile::TempDir;

use crate::plant_set::Random;

/// Pens of the trend.
pub(crate) const PENS: usize = 8;
/// Samples of a pen.
const ROWS: usize = 12_500_000;
const SEGMENT_ROWS: usize = 864_000;
const SECOND: i64 = 1_000_000;
const DAY_ROWS: usize = 86_400;

/// What the pens look like over the whole range.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Signal {
    /// Levels and flows: a wave of days, a slower one, a count or two of noise.
    Smooth,
    /// Every column of pixels is filled over half of the plot.
    Noisy,
}

impl Signal {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Smooth => "smooth",
            Self::Noisy => "noisy",
        }
    }
}

/// A layout of eight numbers in four units, and one named trend that shows them all.
pub(crate) fn plant(port: u16) -> (TempDir, Arc<Plant>) {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write(
        "plant.toml",
        &format!(
            "format = 1\ntitle = \"Bench\"\ntime_zone = \"UTC\"\nareas = [\"Bench\"]\n\
             [[scan_classes]]\nid = \"scan\"\nperiod = \"1 s\"\n\
             [[devices]]\nid = \"D\"\ntitle = \"Device\"\naddress = \"127.0.0.1:{port}\"\n"
        ),
    );
    let units = ["m", "bar", "m³/h", "kW"];
    let tag = |at: usize| {
        let unit = units[at % units.len()];
        format!("FIT-{at},Measured value {at},Bench,D,holding:{},u16,scan,{unit},1\n", at + 2)
    };
    let head = String::from("id,title,area,device,at,type,scan,eng_unit,decimals\n");
    write("tags.csv", &(0..PENS).map(tag).fold(head, |all, row| all + &row));
    write("displays/empty.toml", "format = 1\ntitle = \"Empty\"\nlevel = 1\norder = 1\nsize = [1672, 912]\n");
    let pens: Vec<String> = (0..PENS).map(|at| format!("\"FIT-{at}\"")).collect();
    let pens = pens.join(", ");
    write(
        "trends/all.toml",
        &format!("format = 1\ntitle = \"All pens\"\nspan = \"24 h\"\npens = [{pens}]\n"),
    );
    let loaded = layout::load(folder.path());
    for finding in &loaded.findings {
        println!("{finding}");
    }
    (folder, loaded.plant.unwrap())
}

/// A data folder of its own, with links to the store's files: what a station writes there stays there.
pub(crate) fn data(plant: &Plant, signal: Signal) -> TempDir {
    let store = made(plant, signal);
    let data = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let history = data.path().join("history");
    std::fs::create_dir_all(&history).unwrap();
    for file in std::fs::read_dir(store).unwrap().map(Result::unwrap) {
        let name = file.file_name();
        if name.to_string_lossy().ends_with(".mcap") || name.to_string_lossy().ends_with(".pyramid") {
            std::fs::hard_link(file.path(), history.join(name)).unwrap();
        } else if file.metadata().unwrap().is_file() {
            std::fs::copy(file.path(), history.join(name)).unwrap();
        }
    }
    data
}

/// Makes the store, once. It ends at the hour it was made.
fn made(plant: &Plant, signal: Signal) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("history-100m-{}", signal.name()));
    let done = folder.with_extension("done");
    if done.exists() {
        return folder;
    }
    let begun = Instant::now();
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let dictionary = Arc::new(Dictionary::of(plant));
    let now = SystemClock::start().now();
    let end = now.utc.micros().div_euclid(3_600 * SECOND) * 3_600 * SECOND;
    let begin = end - ROWS as i64 * SECOND;
    for (number, first) in (0..ROWS).step_by(SEGMENT_ROWS).enumerate() {
        let rows = first..(first + SEGMENT_ROWS).min(ROWS);
        let path = folder.join(format!("part-{number:02}.mcap"));
        let mut writer = SealedWriter::create(&path, &dictionary, 3).unwrap();
        let times: Arc<[i64]> = rows.clone().map(|row| begin + row as i64 * SECOND).collect();
        for tag in 0..PENS {
            let mut random = Random((tag * 1_000 + number) as u64);
            let bits = rows.clone().map(|row| value(signal, tag, row, &mut random).to_bits()).collect();
            let qualities = qualities(tag, rows.clone());
            let series =
                Series { kind: Kind::Float, times: Arc::clone(&times), bits, qualities, texts: Vec::new() };
            writer.series(tag as u32, &series).unwrap();
        }
        writer.finish().unwrap();
    }
    let store = Arc::new(Store::at(folder.clone(), dictionary));
    let retention = Retention { free_bytes: 0, ..Retention::default() };
    let mut archivist = Archivist::new(Arc::clone(&store), folder.clone(), retention);
    // What a station's own archivist would find to do is done before anything is measured.
    loop {
        match archivist.step(now) {
            Step::Worked => {}
            Step::Idle => break,
            Step::Failed(why) => panic!("{why}"),
        }
    }
    assert_eq!(store.rows(), (ROWS * PENS) as u64);
    std::fs::write(&done, "").unwrap();
    println!("trend: {} made in {:.0} s", folder.display(), begun.elapsed().as_secs_f64());
    folder
}

fn value(signal: Signal, tag: usize, row: usize, random: &mut Random) -> f64 {
    let days = row as f64 / DAY_ROWS as f64;
    let phase = tag as f64 * 0.8;
    let slow = (days / 19.0 + phase).sin();
    let daily = (days * std::f64::consts::TAU / (1.0 + tag as f64 * 0.3) + phase * 2.0).sin();
    let unit = random.unit();
    match signal {
        Signal::Smooth => (2_000.0 + 900.0 * slow + 120.0 * daily + 6.0 * unit).round() / 10.0,
        Signal::Noisy => (2_000.0 + 500.0 * slow + 2_400.0 * (unit - 0.5)).round() / 10.0,
    }
}

/// Good, but for one day on which the device was away.
fn qualities(tag: usize, rows: std::ops::Range<usize>) -> Vec<(u32, QualityCode)> {
    let away = (20 + tag * 13) * DAY_ROWS..(21 + tag * 13) * DAY_ROWS;
    let mut codes: Vec<(u32, QualityCode)> = Vec::new();
    for (at, row) in rows.enumerate() {
        let bad = QualityCode::new(Quality::Bad(Bad::NoCommunication), true);
        let code = if away.contains(&row) { bad } else { QualityCode::GOOD };
        if codes.last().is_none_or(|(_, last)| *last != code) {
            codes.push((at as u32, code));
        }
    }
    codes
}
