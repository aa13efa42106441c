//! Sealed segments: opened by their index or by a walk, read whole and by row, and verified.

use std::io::Write as _;

use pilothouse::historian::{Dictionary, DictionaryEntry, Kind, QualityCode, Sealed, SealedWriter, Series};
use pilothouse::journal::{Entry, EntryKind};
use pilothouse::time::Timestamp;

use crate::Target;

pub(crate) const TARGET: Target = Target { name: "sealed", seeds, run };

fn seeds() -> Vec<Vec<u8>> {
    let whole = segment();
    // Without its end a segment is read by a walk.
    let cut = whole.iter().copied().take(whole.len() - 40).collect();
    vec![whole, cut]
}

fn segment() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sealed.mcap");
    let tag = |id: &str| DictionaryEntry { id: id.into(), ..DictionaryEntry::default() };
    let tags = vec![tag("A"), tag("B"), tag("C")];
    let dictionary = Dictionary::new("".into(), "UTC".into(), tags).unwrap();
    let mut writer = SealedWriter::create(&path, &dictionary, 3).unwrap();
    let times: Vec<i64> = (0..60).map(|n| n * 1_000_000).collect();
    for (tag, kind) in [(0, Kind::Float), (1, Kind::UInt), (2, Kind::Text)] {
        let texts = if kind == Kind::Text { vec!["on".into(), "off".into()] } else { Vec::new() };
        let bits = (0..60_u64).map(|n| match kind {
            Kind::Float => (n as f64 / 10.0).to_bits(),
            Kind::Text => n / 7 % 2,
            Kind::Bool | Kind::Int | Kind::UInt => 7,
        });
        let qualities = vec![(0, QualityCode::GOOD), (40, QualityCode(1 << 14))];
        let series = Series { kind, times: times.as_slice().into(), bits: bits.collect(), qualities, texts };
        writer.series(tag, &series).unwrap();
    }
    let event = Entry {
        time: Timestamp::from_micros(5),
        kind: EntryKind::Note,
        source: "operator".into(),
        subject: "A".into(),
        text: "here".into(),
        details: [].into(),
    };
    writer.event(&event).unwrap();
    writer.finish().unwrap();
    std::fs::read(&path).unwrap()
}

fn run(input: &[u8]) {
    // Only an open file has no name, and a segment is opened by one: it is written over again and again.
    let path = std::env::temp_dir().join(format!("fuzz-sealed-{}.mcap", std::process::id()));
    let mut file = std::fs::File::create(&path).unwrap();
    file.write_all(input).unwrap();
    let Ok(sealed) = Sealed::open(&path) else { return };
    for tag in sealed.tags().collect::<Vec<_>>() {
        assert!(sealed.dictionary().tag(tag).is_some(), "a tag that is not in the tag list");
        let stretch = sealed.series(tag, i64::MIN, i64::MAX);
        let mut before = i64::MIN;
        for series in &stretch.series {
            assert_eq!(series.bits.len(), series.times.len());
            for time in series.times.iter() {
                assert!(*time >= before, "rows fall back");
                before = *time;
            }
        }
        let _ = sealed.last_before(tag, 30_500_000);
    }
    let (events, _) = sealed.events(i64::MIN, i64::MAX, 5);
    assert!(events.len() <= 5);
    let _ = sealed.verify();
}
