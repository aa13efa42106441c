//! Recordings in the hands of others: the public MCAP packages for Python, and a decoder written from
//! `docs/recording-format.md` alone. And `export` and `info` as a person uses them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use pilothouse::historian::{
    Dictionary, DictionaryEntry, Kind, LiveRow, LiveWriter, QualityCode, Scale, SealedWriter, Series, Store,
    Survey, Verify, export,
};
use pilothouse::journal::{Entry, EntryKind};
use pilothouse::tag::{Bad, Quality, Value};
use pilothouse::time::{Span, Timestamp};
use pilothouse::trend::{ExportFormat, ExportRequest};
use serde_json::{Value as Json, json};

use crate::harness::interop;

/// 2026-11-23 12:00 UTC, microseconds.
const BEGIN: i64 = 1_795_435_200_000_000;
const ROWS: i64 = 9_000;

/// Time, value, quality.
type Row = (i64, Option<Value>, Quality);

/// A store of one sealed and one live segment, with every kind of value and what is hard about it.
struct Recorded {
    folder: tempfile::TempDir,
    /// By tag: time, value, quality.
    rows: BTreeMap<Arc<str>, Vec<Row>>,
}

fn tag(id: &str, scale: Option<Scale>) -> DictionaryEntry {
    DictionaryEntry {
        id: id.into(),
        unit: "m³/h".into(),
        scale,
        period_us: 1_000_000,
        ..DictionaryEntry::default()
    }
}

fn dictionary() -> Dictionary {
    let tags = vec![
        tag("LINEAR", Some(Scale::Linear { gain: 0.1, offset: -40.0 })),
        tag("TWO-POINT", Some(Scale::TwoPoint { raw: [0.0, 27_648.0], units: [-50.0, 150.0] })),
        tag("DECIMAL", None),
        tag("SINGLE", None),
        tag("NOISE", None),
        tag("COUNTER", None),
        tag("HUGE", None),
        tag("RUNS", None),
        tag("STATE, \"text\"", None),
        tag("CONSTANT", None),
        tag("LEVELS", None),
        tag("LATE", None),
    ];
    Dictionary::new("".into(), "Europe/Berlin".into(), tags).unwrap()
}

/// The sample of a tag at a row, the same each time.
fn sample(number: usize, row: i64) -> (Option<Value>, Quality) {
    // Multiplied and folded: noise that needs no generator.
    let noise = (row as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03;
    let noise = (noise ^ noise >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = match number {
        0 => Value::Float((row % 700) as f64 * 0.1 - 40.0),
        1 => Value::Float(-50.0 + (row % 27_648) as f64 / 27_648.0 * 200.0),
        2 => Value::Float((row * 7 % 10_000) as f64 / 1_000.0),
        3 => Value::Float(f64::from((row as f32 * 0.731).sin())),
        4 => Value::Float(f64::from_bits(noise & !(1 << 62))),
        5 => Value::UInt(u64::MAX - row as u64 * 3),
        6 => Value::Int((noise as i64) >> (row % 60)),
        7 => Value::Bool(row / 50 % 3 == 0),
        8 => Value::Text(["läuft", "steht, \"leer\"", "", "zwei\nZeilen"][(row / 100 % 4) as usize].into()),
        9 => Value::Float(12.5),
        10 => Value::Float([0.0, 1e-300, 3.75e9, -7e20, -0.0][(noise % 5) as usize]),
        _ => Value::Float(if row % 97 == 0 { 1.0 / 3.0 } else { row as f64 / 10.0 }),
    };
    match row {
        // A row without a value, and stretches of other qualities.
        1_000..1_003 if number.is_multiple_of(2) => (None, Quality::Bad(Bad::DeviceException(2))),
        2_000..2_100 if number.is_multiple_of(3) => (Some(value), Quality::STALE),
        _ => (Some(value), Quality::GOOD),
    }
}

/// Half of the tags share their times; the others have times of their own with steps.
fn time(number: usize, row: i64) -> i64 {
    let own = if number < 6 { 0 } else { number as i64 * 1_003 + row / 500 * 17 };
    BEGIN + row * 1_000_000 + own
}

fn series(number: usize) -> Series {
    let mut series = Series {
        kind: Kind::of(&sample(number, 0).0.unwrap()),
        times: (0..ROWS).map(|row| time(number, row)).collect(),
        bits: Vec::new(),
        qualities: Vec::new(),
        texts: Vec::new(),
    };
    for row in 0..ROWS {
        let (value, quality) = sample(number, row);
        let code = QualityCode::new(quality, value.is_some());
        if series.qualities.last().is_none_or(|(_, before)| *before != code) {
            series.qualities.push((row as u32, code));
        }
        series.bits.push(match value {
            None => *series.bits.last().unwrap(),
            Some(Value::Bool(bit)) => u64::from(bit),
            Some(Value::Int(int)) => int as u64,
            Some(Value::UInt(int)) => int,
            Some(Value::Float(float)) => float.to_bits(),
            Some(Value::Text(text)) => {
                let known = series.texts.iter().position(|known| *known == text);
                known.unwrap_or_else(|| {
                    series.texts.push(text);
                    series.texts.len() - 1
                }) as u64
            }
        });
    }
    series
}

impl Recorded {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let dictionary = dictionary();
        let mut writer = SealedWriter::create(&folder.path().join("a-0.mcap"), &dictionary, 6).unwrap();
        let mut rows: BTreeMap<Arc<str>, Vec<_>> = BTreeMap::new();
        for (number, tag) in dictionary.tags.iter().enumerate() {
            writer.series(number as u32, &series(number)).unwrap();
            let told = (0..ROWS).map(|row| {
                let (value, quality) = sample(number, row);
                (time(number, row), value, quality)
            });
            rows.insert(Arc::clone(&tag.id), told.collect());
        }
        writer.event(&event(BEGIN + 5_500_000, "the pump was started")).unwrap();
        writer.finish().unwrap();
        // What is recorded now, two minutes after.
        let begin = BEGIN + (ROWS + 120) * 1_000_000;
        let path = folder.path().join(format!("live-{begin}.mcap"));
        let mut live = LiveWriter::create(&path, &dictionary, Timestamp::from_micros(begin)).unwrap();
        for row in 0..100 {
            let value = Value::Float(row as f64 / 8.0);
            let time = begin + row * 1_000_000;
            let code = QualityCode::GOOD;
            live.samples(&[LiveRow { tag: 0, time, code, value: Some(value.clone()) }]);
            rows.get_mut("LINEAR").unwrap().push((time, Some(value), Quality::GOOD));
        }
        live.event(&event(begin + 1, "the pump was stopped"));
        // Not finished: a station is writing to it.
        live.sync().unwrap();
        Self { folder, rows }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn out(&self, name: &str) -> PathBuf {
        let folder = self.folder.path().join("out");
        std::fs::create_dir_all(&folder).unwrap();
        folder.join(name)
    }
}

fn event(time: i64, text: &str) -> Entry {
    Entry {
        time: Timestamp::from_micros(time),
        kind: EntryKind::Note,
        source: "operator".into(),
        subject: "".into(),
        text: text.into(),
        details: BTreeMap::new(),
    }
}

fn kind_and_text(value: Option<&Value>) -> (Json, Json) {
    match value {
        None => (Json::Null, Json::Null),
        Some(Value::Bool(bit)) => (json!("bit"), json!(u8::from(*bit).to_string())),
        Some(Value::Int(int)) => (json!("integer"), json!(int.to_string())),
        Some(Value::UInt(int)) => (json!("unsigned"), json!(int.to_string())),
        Some(Value::Float(float)) => (json!("value"), json!(format!("{:016x}", float.to_bits()))),
        Some(Value::Text(text)) => (json!("text"), json!(&**text)),
    }
}

fn python(script: &str, file: &Path) -> Option<Vec<String>> {
    let python = interop("venv/bin/python");
    let there = Command::new(&python).args(["-c", "import mcap, mcap_protobuf, zstandard"]).output();
    if !there.is_ok_and(|done| done.status.success()) {
        assert!(std::env::var_os("CI").is_none(), "make test installs the MCAP packages; they are not there");
        eprintln!("skipped: mcap and mcap-protobuf-support are not installed in {}", python.display());
        return None;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop").join(script);
    let done = Command::new(python).arg(script).arg(file).env("PYTHONUTF8", "1").output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    Some(String::from_utf8(done.stdout).unwrap().lines().map(str::to_owned).collect())
}

fn assert_same(mut found: Vec<String>, mut expected: Vec<String>) {
    found.sort();
    expected.sort();
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected);
    }
}

#[test]
fn python_reads_every_sample_of_an_exported_recording() {
    let recorded = Recorded::new();
    let store = Store::read_only(recorded.path()).unwrap();
    let file = recorded.out("all.mcap");
    let request = ExportRequest {
        tags: store.ids_of_all(),
        span: store.span().unwrap(),
        format: ExportFormat::Mcap,
        path: file.clone(),
    };
    let layout = export::Attachment { name: "plant.toml".into(), bytes: b"title = \"x\"\n".to_vec() };
    let samples = export::write_with(&store, &request, &[layout], &file, &|| false).unwrap();
    let mut expected = vec![
        json!(["/event/note", "the pump was started"]).to_string(),
        json!(["/event/note", "the pump was stopped"]).to_string(),
        json!(["plant.toml", 12]).to_string(),
    ];
    for (tag, rows) in &recorded.rows {
        for (time, value, quality) in rows {
            let (kind, text) = kind_and_text(value.as_ref());
            let quality = if *quality == Quality::GOOD { String::new() } else { quality.to_string() };
            expected.push(json!([&**tag, time, kind, text, quality]).to_string());
        }
    }
    assert_eq!(samples as usize, expected.len() - 3);
    // It comes back here as well, and gives the same CSV as the store it came from.
    let again = Store::read_only(&file).unwrap();
    assert_eq!(again.rows(), samples);
    let csv = |store: &Store, name: &str| {
        let path = recorded.out(name);
        let request = ExportRequest { format: ExportFormat::Csv, ..request.clone() };
        export::write(store, &request, &path, &|| false).unwrap();
        std::fs::read_to_string(path).unwrap()
    };
    assert_eq!(csv(&store, "store.csv"), csv(&again, "again.csv"));
    if let Some(found) = python("read_export.py", &file) {
        assert_same(found, expected);
    }
}

#[test]
fn a_decoder_written_from_the_format_page_reads_every_row_of_a_sealed_segment() {
    let recorded = Recorded::new();
    let Some(found) = python("read_sealed.py", &recorded.path().join("a-0.mcap")) else { return };
    let mut expected = Vec::new();
    for (tag, rows) in &recorded.rows {
        for (time, value, quality) in rows.iter().take(ROWS as usize) {
            let (kind, text) = kind_and_text(value.as_ref());
            let code = QualityCode::new(*quality, value.is_some()).0;
            expected.push(json!([&**tag, time, kind, text, code]).to_string());
        }
    }
    assert_same(found, expected);
}

#[test]
fn csv_has_a_line_a_time_and_exact_numbers() {
    let recorded = Recorded::new();
    let store = Store::read_only(recorded.path()).unwrap();
    let file = recorded.out("some.csv");
    let tags: Vec<Arc<str>> = ["NOISE", "STATE, \"text\"", "COUNTER"].map(Arc::from).into();
    let span = Span { from: Timestamp::from_micros(BEGIN), to: Timestamp::from_micros(time(8, ROWS)) };
    let request = ExportRequest { tags: tags.clone(), span, format: ExportFormat::Csv, path: file.clone() };
    let samples = export::write(&store, &request, &file, &|| false).unwrap();
    assert_eq!(samples, 3 * ROWS as u64);
    let mut reader = csv::Reader::from_path(&file).unwrap();
    let head: Vec<_> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(head[..5], ["time", "NOISE", "NOISE.quality", "STATE, \"text\"", "STATE, \"text\".quality"]);
    let mut found = 0;
    for line in reader.records() {
        let line = line.unwrap();
        let at = Timestamp::parse(&line[0]).unwrap().micros();
        for (place, tag) in tags.iter().enumerate() {
            let rows = &recorded.rows[tag];
            let (value, quality) = (&line[1 + 2 * place], &line[2 + 2 * place]);
            let Ok(row) = rows.binary_search_by_key(&at, |row| row.0) else {
                assert_eq!((value, quality), ("", ""));
                continue;
            };
            found += 1;
            let word = if rows[row].2 == Quality::GOOD { String::new() } else { rows[row].2.to_string() };
            assert_eq!(quality, word);
            match &rows[row].1 {
                None => assert_eq!(value, ""),
                Some(Value::Float(float)) => {
                    assert_eq!(value.parse::<f64>().unwrap().to_bits(), float.to_bits());
                }
                Some(other) => assert_eq!(value, other.to_string()),
            }
        }
    }
    assert_eq!(found, samples);
    let again = export::write(&store, &request, &file, &|| false).unwrap_err().to_string();
    assert!(again.contains("is never replaced"), "{again}");
    let other = recorded.out("stopped.csv");
    let stopped = export::write(&store, &request, &other, &|| true).unwrap_err();
    assert_eq!(stopped.to_string(), "the export was stopped");
    assert_eq!(std::fs::read_dir(other.parent().unwrap()).unwrap().count(), 1, "nothing is left behind");
}

fn pilothouse(arguments: &[&str]) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } =
        Command::new(env!("CARGO_BIN_EXE_pilothouse")).args(arguments).output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap() + &String::from_utf8(stderr).unwrap())
}

#[test]
fn export_takes_times_as_people_write_them_and_names_what_was_probably_meant() {
    let recorded = Recorded::new();
    let store = recorded.path().to_str().unwrap();
    let lines = |name: &str, from: &str, to: &str| {
        let out = recorded.out(name);
        let arguments =
            ["export", store, "--tags", "CONSTANT", "--from", from, "--to", to, "-o", out.to_str().unwrap()];
        let (code, told) = pilothouse(&arguments);
        assert_eq!(code, Some(0), "{told}");
        std::fs::read_to_string(out).unwrap().lines().count() - 1
    };
    // Berlin is one hour ahead of UTC; the tag's samples lie 9,027 microseconds behind the second.
    assert_eq!(lines("a.csv", "2026-11-23 13:00", "2026-11-23 13:01"), 60);
    assert_eq!(lines("b.csv", "2026-11-23T12:00:00Z", "2026-11-23T12:00:30Z"), 30);
    // The end is that of the live segment, 9,219 s after the begin: seconds 8,919 to 8,999 are left.
    assert_eq!(lines("c.csv", "-300s", "-100s"), 81);
    let out = recorded.out("d.csv");
    let arguments = ["export", store, "--tags", "LINEAL", "-o", out.to_str().unwrap()];
    let (code, told) = pilothouse(&arguments);
    assert_eq!(code, Some(1));
    assert!(told.contains("LINEAL was never recorded; near it are LINEAR"), "{told}");
    assert!(!out.exists());
}

#[test]
fn info_tells_what_is_there_and_what_is_damaged() {
    let recorded = Recorded::new();
    let store = recorded.path().to_str().unwrap();
    let before: Vec<_> = std::fs::read_dir(store).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    let (code, told) = pilothouse(&["info", store, "--verify"]);
    assert_eq!(code, Some(0), "{told}");
    for part in [
        "2026-11-23 13:00:00+01:00",
        "tags     12",
        "samples  108100",
        "1 longer than a minute",
        "every byte was read; nothing is damaged",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
    let after: Vec<_> = std::fs::read_dir(store).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(before, after, "nothing was changed");
    // One byte in the middle.
    let path = recorded.path().join("a-0.mcap");
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x10;
    std::fs::write(&path, &bytes).unwrap();
    let (code, told) = pilothouse(&["info", store, "--verify"]);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("damaged: at byte"), "{told}");
    // Half of it, and something else altogether.
    for (bytes, word) in
        [(&bytes[..middle], "samples"), (b"\x89MCAP0\r\nnonsense that is no recording", "damaged")]
    {
        std::fs::write(&path, bytes).unwrap();
        let (code, told) = pilothouse(&["info", store]);
        assert_eq!(code, Some(1), "{told}");
        assert!(told.contains(word), "{told}");
    }
    let (code, told) = pilothouse(&["info", path.to_str().unwrap()]);
    assert_eq!(code, Some(1));
    assert!(told.contains("cannot be read as a recording"), "{told}");
}

#[test]
fn a_manifest_that_names_files_elsewhere_is_told_and_not_followed() {
    let recorded = Recorded::new();
    let secret = tempfile::tempdir().unwrap();
    std::fs::copy(recorded.path().join("a-0.mcap"), secret.path().join("a-0.mcap")).unwrap();
    let mut manifest = pilothouse::historian::Manifest::read(recorded.path());
    let file = format!("../{}/a-0.mcap", secret.path().file_name().unwrap().to_str().unwrap());
    let line = pilothouse::historian::SegmentLine { file, rows: 7, ..Default::default() };
    manifest.sealed(line, Vec::new()).unwrap();
    let (code, told) = pilothouse(&["info", recorded.path().to_str().unwrap()]);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("which is no file name"), "{told}");
    assert!(told.contains("samples  108100"), "{told}");
}

#[test]
fn a_file_cut_or_flipped_anywhere_gives_what_is_left_of_it_or_a_reason() {
    let recorded = Recorded::new();
    let store = Store::read_only(recorded.path()).unwrap();
    let file = recorded.out("part.mcap");
    let from = Timestamp::from_micros(BEGIN + (ROWS - 500) * 1_000_000);
    let span = Span { from, to: store.span().unwrap().to };
    let tags = store.ids_of_all();
    let request = ExportRequest { tags, span, format: ExportFormat::Mcap, path: file.clone() };
    export::write(&store, &request, &file, &|| false).unwrap();
    let live = std::fs::read_dir(recorded.path()).unwrap().map(|entry| entry.unwrap().path());
    let live = live.into_iter().find(|path| path.to_str().unwrap().contains("live-")).unwrap();
    let broken = recorded.out("broken.mcap");
    for path in [recorded.path().join("a-0.mcap"), live, file] {
        let whole = std::fs::read(&path).unwrap();
        let rows = Survey::of(&path, Verify::Quick, &mut |_| {}).unwrap().samples;
        assert!(rows > 0);
        let mut told = 0;
        for part in 0..16 {
            let at = whole.len() * part / 16 + part;
            let mut flipped = whole.clone();
            flipped[at] ^= 0x41;
            let mut huge = whole.clone();
            let end = huge.len().min(at + 8);
            huge[at..end].fill(0xFF);
            for bytes in [&whole[..at], &flipped, &huge] {
                std::fs::write(&broken, bytes).unwrap();
                match Survey::of(&broken, Verify::Full, &mut |_| {}) {
                    Ok(survey) => {
                        assert!(survey.samples <= rows, "{} at {at}", path.display());
                        told += usize::from(!survey.is_whole());
                    }
                    Err(error) => {
                        told += 1;
                        assert!(error.to_string().contains("broken.mcap"), "{error}");
                    }
                }
            }
        }
        // 16 cuts and 32 changes; those of a live segment's end are no damage: it may be written to.
        assert!(told >= 28, "{}: {told}", path.display());
    }
}
