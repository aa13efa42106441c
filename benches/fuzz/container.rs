//! The container and the live segment: walked, read, and its summary and attachments followed.

use std::collections::BTreeMap;
use std::io::Write as _;

use pilothouse::historian::container::{
    MessageIndexes, Packing, RECORD_MAX, Record, Walker, Writer, attachment, read_summary,
};
use pilothouse::historian::{Dictionary, DictionaryEntry, LiveRow, LiveWriter, QualityCode, read_live_from};
use pilothouse::tag::Value;
use pilothouse::time::Timestamp;

use crate::Target;

pub(crate) const TARGET: Target = Target { name: "container", seeds, run };

fn seeds() -> Vec<Vec<u8>> {
    vec![plain(), live()]
}

/// Unpacked, so that faults reach the records within chunks; with an attachment.
fn plain() -> Vec<u8> {
    let mut writer = Writer::new(Vec::new(), "fuzz", MessageIndexes::Written).unwrap();
    let channel = writer.channel(0, "/a", "raw", BTreeMap::from([("a".into(), "b".into())]));
    for packing in [Packing::Plain, Packing::Zstd(1)] {
        for number in 0..4 {
            writer.message(channel, number, number, b"some data in a message");
        }
        writer.end_chunk(packing).unwrap();
    }
    writer.attachment("index", "raw", 1, b"where things are").unwrap();
    writer.finish().unwrap()
}

fn live() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("live.mcap");
    let tag = |id: &str| DictionaryEntry { id: id.into(), ..DictionaryEntry::default() };
    let tags = vec![tag("A"), tag("B"), tag("C")];
    let dictionary = Dictionary::new("".into(), "UTC".into(), tags).unwrap();
    let mut writer = LiveWriter::create(&path, &dictionary, Timestamp::default()).unwrap();
    for time in 0..5 {
        let values = [Value::Float(0.1), Value::Bool(true), Value::Text("x".into())];
        let rows: Vec<_> = (0..)
            .zip(values)
            .map(|(tag, value)| LiveRow { tag, time, code: QualityCode::GOOD, value: Some(value) })
            .collect();
        writer.samples(&rows);
        writer.sync().unwrap();
    }
    writer.finish().unwrap();
    std::fs::read(&path).unwrap()
}

fn run(input: &[u8]) {
    let mut walker = Walker::new(input);
    let mut records = 0;
    while let Some(record) = walker.next_record() {
        records += 1;
        if let Ok(Record::Message { data, .. }) = record {
            assert!(data.len() as u64 <= RECORD_MAX);
        }
        assert!(records < 1_000_000, "a small file gave too many records");
    }
    let _ = read_live_from(input, &mut |_| {});
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(input).unwrap();
    if let Ok(summary) = read_summary(&file) {
        for index in &summary.attachments {
            let _ = attachment(&file, index);
        }
    }
}
