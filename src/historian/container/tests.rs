//! The container against itself, cut, flipped, lied to, and against another implementation.

use std::collections::BTreeMap;
use std::io::{Seek as _, Write as _};

use super::*;

/// Every payload of a topic that the walk gives, the damage, and whether the file is cut.
fn walk(bytes: &[u8]) -> (Vec<Vec<u8>>, Vec<Damage>, bool) {
    let mut walker = Walker::new(bytes);
    let (mut messages, mut damage) = (Vec::new(), Vec::new());
    while let Some(record) = walker.next_record() {
        match record {
            Ok(Record::Message { data, .. }) => messages.push(data.to_vec()),
            Ok(_) => {}
            Err(found) => damage.push(found),
        }
    }
    (messages, damage, walker.cut())
}

fn payload(number: u32) -> Vec<u8> {
    format!("{{\"number\":{number},\"rest\":\"{}\"}}", "x".repeat(number as usize % 40)).into_bytes()
}

/// Four chunks of three messages, every other one plain, and an attachment; with the ends of the chunks.
fn small(indexes: MessageIndexes) -> (Vec<u8>, Vec<u64>) {
    let mut writer = Writer::new(Vec::new(), "test", indexes).unwrap();
    let schema = writer.schema("numbers", "jsonschema", b"{\"type\":\"object\"}");
    let a = writer.channel(schema, "/a", "json", BTreeMap::from([("unit".into(), "m".into())]));
    let b = writer.channel(0, "/b", "json", BTreeMap::new());
    let mut ends = Vec::new();
    for chunk in 0..4 {
        for message in 0..3 {
            let number = chunk * 3 + message;
            let time = 1_000 + u64::from(number);
            writer.message(if message == 1 { b } else { a }, time, time, &payload(number));
        }
        let packing = if chunk % 2 == 0 { Packing::Zstd(1) } else { Packing::Plain };
        let place = writer.end_chunk(packing).unwrap().unwrap();
        ends.push(place.offset + place.length);
    }
    writer.attachment("index", "application/octet-stream", 5, b"where things are").unwrap();
    (writer.finish().unwrap(), ends)
}

fn file_of(bytes: &[u8]) -> std::fs::File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file.rewind().unwrap();
    file
}

#[test]
fn another_implementation_reads_what_is_written() {
    for indexes in [MessageIndexes::Written, MessageIndexes::LeftOut] {
        let (bytes, _) = small(indexes);
        let messages: Vec<_> = mcap::MessageStream::new(&bytes).unwrap().map(Result::unwrap).collect();
        assert_eq!(messages.len(), 12);
        for (number, message) in (0..).zip(&messages) {
            assert_eq!(message.data.as_ref(), payload(number));
            assert_eq!(message.log_time, 1_000 + u64::from(number));
            assert_eq!(message.channel.topic, if number % 3 == 1 { "/b" } else { "/a" });
        }
        assert_eq!(messages[0].channel.schema.as_ref().unwrap().name, "numbers");
        let summary = mcap::Summary::read(&bytes).unwrap().unwrap();
        let statistics = summary.stats.clone().unwrap();
        assert_eq!((statistics.message_count, statistics.chunk_count), (12, 4));
        assert_eq!((statistics.message_start_time, statistics.message_end_time), (1_000, 1_011));
        assert_eq!(summary.attachment_indexes.len(), 1);
        let attachment = mcap::read::attachment(&bytes, &summary.attachment_indexes[0]).unwrap();
        assert_eq!(attachment.data.as_ref(), b"where things are");
        if indexes == MessageIndexes::Written {
            let streamed: usize = summary
                .chunk_indexes
                .iter()
                .map(|chunk| summary.stream_chunk(&bytes, chunk).unwrap().count())
                .sum();
            assert_eq!(streamed, 12);
            let indexed = summary.read_message_indexes(&bytes, &summary.chunk_indexes[1]).unwrap();
            assert_eq!(indexed.values().map(Vec::len).sum::<usize>(), 3);
        }
    }
}

#[test]
fn what_another_implementation_writes_is_read() {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut writer = mcap::WriteOptions::new().chunk_size(Some(200)).create(&mut bytes).unwrap();
    let channel = writer.add_channel(0, "/a", "json", &BTreeMap::new()).unwrap();
    for number in 0..50 {
        let header = mcap::records::MessageHeader {
            channel_id: channel,
            sequence: number,
            log_time: 1,
            publish_time: 1,
        };
        writer.write_to_known_channel(&header, &payload(number)).unwrap();
    }
    writer.finish().unwrap();
    drop(writer);
    let bytes = bytes.into_inner();
    let expected: Vec<_> = (0..50).map(payload).collect();
    assert_eq!(walk(&bytes), (expected, vec![], false));
    let summary = read_summary(&file_of(&bytes)).unwrap();
    assert_eq!(summary.channels[0].topic, "/a");
    assert!(summary.chunks.len() > 3);
}

#[test]
fn the_summary_leads_to_every_piece() {
    let (bytes, ends) = small(MessageIndexes::Written);
    let file = file_of(&bytes);
    let summary = read_summary(&file).unwrap();
    assert_eq!(summary.channels.iter().map(|c| c.topic.as_str()).collect::<Vec<_>>(), ["/a", "/b"]);
    assert_eq!(summary.schemas.len(), 1);
    let found: Vec<_> = summary.chunks.iter().map(|chunk| chunk.offset + chunk.length).collect();
    assert_eq!(found, ends);
    assert_eq!(attachment(&file, &summary.attachments[0]).unwrap(), b"where things are");
}

#[test]
fn the_data_of_a_plain_chunk_lies_where_it_is_said() {
    let mut writer = Writer::new(Vec::new(), "test", MessageIndexes::LeftOut).unwrap();
    let channel = writer.channel(0, "/column", "raw", BTreeMap::new());
    writer.message(channel, 1, 1, b"first");
    let within = writer.message(channel, 1, 1, b"second");
    let place = writer.end_chunk(Packing::Plain).unwrap().unwrap();
    let attached = writer.attachment("a", "b", 1, b"third").unwrap();
    assert_eq!(writer.end_chunk(Packing::Plain).unwrap(), None);
    let file = file_of(&writer.finish().unwrap());
    assert_eq!(read_at(&file, place.records + within, 6).unwrap(), b"second");
    assert_eq!(read_at(&file, attached, 5).unwrap(), b"third");
    assert!(read_at(&file, attached, 1 << 20).is_err());
    assert!(read_at(&file, u64::MAX, 2).is_err());
    assert!(read_at(&file, 0, u64::MAX).is_err());
}

#[test]
fn cut_anywhere_nothing_complete_is_lost() {
    let (bytes, ends) = small(MessageIndexes::LeftOut);
    let all: Vec<_> = (0..12).map(payload).collect();
    for cut in 0..bytes.len() {
        let (messages, _, told) = walk(&bytes[..cut]);
        let whole = ends.iter().filter(|end| **end <= cut as u64).count() * 3;
        assert_eq!(messages, all[..whole], "cut at {cut}");
        assert!(told || cut + 8 >= bytes.len() || cut < 8, "cut at {cut} is told");
        assert!(read_summary(&file_of(&bytes[..cut])).is_err(), "cut at {cut}");
    }
}

#[test]
fn a_flipped_byte_never_gives_another_message() {
    let (bytes, _) = small(MessageIndexes::Written);
    let all: Vec<_> = (0..12).map(payload).collect();
    for at in 0..bytes.len() {
        for flip in [0x01, 0x80, 0xff] {
            let mut broken = bytes.clone();
            broken[at] ^= flip;
            let (messages, damage, cut) = walk(&broken);
            assert!(messages.iter().all(|message| all.contains(message)), "byte {at}");
            assert!(messages.len() == 12 || !damage.is_empty() || cut, "byte {at}: a loss is told");
            let file = file_of(&broken);
            if let Ok(summary) = read_summary(&file) {
                for index in &summary.attachments {
                    let read = attachment(&file, index);
                    assert!(read.is_err() || read.is_ok_and(|data| data == b"where things are"));
                }
            }
        }
    }
}

/// A file whose only record has this opcode, stated length and content.
fn lying(opcode: u8, length: u64, content: &[u8]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.push(opcode);
    bytes.extend_from_slice(&length.to_le_bytes());
    bytes.extend_from_slice(content);
    bytes
}

fn chunk_of(size: u64, compression: &[u8], stored: &[u8]) -> Vec<u8> {
    let mut content = vec![0; 16];
    content.extend_from_slice(&size.to_le_bytes());
    content.extend_from_slice(&[0; 4]);
    content.extend_from_slice(&(compression.len() as u32).to_le_bytes());
    content.extend_from_slice(compression);
    content.extend_from_slice(&(stored.len() as u64).to_le_bytes());
    content.extend_from_slice(stored);
    lying(opcode::CHUNK, content.len() as u64, &content)
}

fn check_refused(bytes: &[u8], expected: &str) {
    let (messages, damage, _) = walk(bytes);
    assert!(messages.is_empty());
    assert!(damage.iter().any(|damage| damage.what.contains(expected)), "{damage:?} against {expected}");
}

#[test]
fn lies_about_sizes_are_refused() {
    check_refused(&lying(opcode::MESSAGE, u64::MAX, b""), "longer than 64 MiB");
    check_refused(&lying(opcode::MESSAGE, RECORD_MAX, b"abc"), "cut within");
    check_refused(&lying(opcode::CHANNEL, 8, &[0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]), "channel is broken");
    check_refused(&lying(opcode::MESSAGE, 22, &[0; 22]), "outside the chunks");
    check_refused(&lying(0, 0, b""), "begins with a zero");
    let bomb = zstd::bulk::compress(&vec![0; 80 << 20], 1).unwrap();
    check_refused(&chunk_of(80 << 20, b"zstd", &bomb), "more than 64 MiB");
    check_refused(&chunk_of(10, b"zstd", &bomb), "cannot be unpacked");
    check_refused(&chunk_of(u64::MAX, b"", b""), "more than 64 MiB");
    check_refused(&chunk_of(3, b"", b"ab"), "not as long");
    check_refused(&chunk_of(2, b"lz4", b"ab"), "unknown way");
    let mut record = vec![opcode::MESSAGE];
    record.extend_from_slice(&u64::MAX.to_le_bytes());
    check_refused(&chunk_of(9, b"", &record), "longer than the chunk");
}
