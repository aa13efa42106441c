//! Two real plants' logs, parsed as their SOURCE.md tells: a pump testbed sampled each second and a heating plant
//! sampled each minute. They are not part of the repository: `PILOTHOUSE_DATA` says where they are.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use pilothouse::historian::{Dictionary, DictionaryEntry};
use pilothouse::time::Timestamp;

/// One set: all columns share their times.
pub(crate) struct RealSet {
    pub(crate) name: &'static str,
    /// Microseconds since 1970.
    pub(crate) times: Arc<[i64]>,
    /// The bits of binary64, tag by tag.
    pub(crate) columns: Vec<Vec<u64>>,
    pub(crate) dictionary: Dictionary,
}

const SKAB: [(&str, &str); 8] = [
    ("Accelerometer1RMS", "g"),
    ("Accelerometer2RMS", "g"),
    ("Current", "A"),
    ("Pressure", "bar"),
    ("Temperature", "°C"),
    ("Thermocouple", "°C"),
    ("Voltage", "V"),
    ("VolumeFlowRateRMS", "l/min"),
];

const SOLAR: [(&str, &str); 25] = [
    ("Temperature1", "°C"),
    ("Temperature2", "°C"),
    ("Temperature3", "°C"),
    ("Temperature4", "°C"),
    ("Temperature5", "°C"),
    ("Temperature6", "°C"),
    ("Pressure7", "bar"),
    ("Temperature8", "°C"),
    ("Flow9", "l/h"),
    ("FlowV40", "l/h"),
    ("FlowUnit", ""),
    ("PWM1", "%"),
    ("PWM2", "%"),
    ("Speed1", "%"),
    ("Speed2", "%"),
    ("Speed3", "%"),
    ("Speed4", "%"),
    ("Running1", "s"),
    ("Running2", "s"),
    ("Running3", "s"),
    ("Running4", "s"),
    ("ErrorMask", ""),
    ("StatusMask", ""),
    ("Heat", "Wh"),
    ("Version", ""),
];

/// Where the sets are: `PILOTHOUSE_DATA`, or `shared/data` beside the repository.
pub(crate) fn folder() -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    std::env::var_os("PILOTHOUSE_DATA").map_or(beside, PathBuf::from)
}

/// 45,516 rows of 8 channels; repeated seconds are left out.
pub(crate) fn skab(folder: &Path) -> RealSet {
    let mut rows = BTreeMap::new();
    for path in csv_files(&folder.join("skab")) {
        for line in std::fs::read_to_string(path).unwrap().lines().skip(1) {
            let mut fields = line.split(';');
            let time = format!("{}Z", fields.next().unwrap().replace(' ', "T"));
            let values: Vec<u64> =
                fields.take(8).map(|field| field.parse::<f64>().unwrap().to_bits()).collect();
            rows.entry(Timestamp::parse(&time).unwrap().micros()).or_insert(values);
        }
    }
    set("skab", 1_000_000, &SKAB, rows.into_iter().collect())
}

/// 971,786 rows of 25 channels. Left out are 21 rows with broken numbers, two with a broken time, a short one,
/// and the very first, whose clock was not set yet: the row behind it is earlier.
pub(crate) fn solar(folder: &Path) -> RealSet {
    let unpacked = tempfile::tempdir().unwrap();
    let archive = folder.join("solar-heating/all-682-days.tar.xz");
    let tar = Command::new("tar").arg("-xJf").arg(archive).arg("-C").arg(unpacked.path()).status();
    assert!(tar.unwrap().success(), "the heating plant's log cannot be unpacked");
    let mut rows: Vec<(i64, Vec<u64>)> = Vec::new();
    for path in csv_files(unpacked.path()) {
        let bytes = std::fs::read(path).unwrap();
        rows.extend(bytes.split(|byte| *byte == b'\n').skip(1).filter_map(solar_row));
    }
    let following: Vec<i64> = rows.iter().skip(1).map(|(time, _)| *time).chain([i64::MAX]).collect();
    let mut following = following.into_iter();
    rows.retain(|(time, _)| following.next().is_some_and(|next| *time < next));
    set("solar-heating", 60_000_000, &SOLAR, rows)
}

fn solar_row(line: &[u8]) -> Option<(i64, Vec<u64>)> {
    let mut fields = line.split(|byte| *byte == b'\t').map(|field| std::str::from_utf8(field).ok());
    let time = fields.next()??;
    let part = |range: std::ops::Range<usize>| time.get(range);
    let text = format!("{}-{}-{}T{}:00Z", part(6..10)?, part(3..5)?, part(0..2)?, time.get(11..)?);
    let time = Timestamp::parse(&text)?.micros();
    let number = |field: Option<&str>| Some(field?.replace(',', ".").parse::<f64>().ok()?.to_bits());
    let values: Vec<u64> = fields.take(SOLAR.len()).map(number).collect::<Option<_>>()?;
    (values.len() == SOLAR.len()).then_some((time, values))
}

fn set(name: &'static str, period_us: u64, tags: &[(&str, &str)], rows: Vec<(i64, Vec<u64>)>) -> RealSet {
    let entry = |(tag, unit): &(&str, &str)| DictionaryEntry {
        id: format!("{name}.{tag}").into(),
        title: (*tag).into(),
        unit: (*unit).into(),
        decimals: 2,
        period_us,
        stale_us: 3 * period_us,
        ..DictionaryEntry::default()
    };
    let dictionary = Dictionary::new("real".into(), "UTC".into(), tags.iter().map(entry).collect()).unwrap();
    let columns = (0..tags.len()).map(|tag| rows.iter().map(|(_, values)| values[tag]).collect()).collect();
    RealSet { name, times: rows.iter().map(|(time, _)| *time).collect(), columns, dictionary }
}

/// All tables below a folder, in order of their paths.
fn csv_files(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries
        .into_iter()
        .flat_map(|path| match path.extension() {
            _ if path.is_dir() => csv_files(&path),
            Some(extension) if extension == "csv" => vec![path],
            _ => Vec::new(),
        })
        .collect()
}
