//! MCAP files of other programs: each number in a message is a tag, named by its topic and its place in the
//! message. JSON and protobuf are read; what is packed or encoded otherwise is told.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io::{BufReader, Read};

use serde_json::Value;

use crate::historian::container::{MAGIC, Record, Schema, Walker};
use crate::import::ImportError;
use crate::import::cell::Cell;
use crate::import::protobuf::Types;
use crate::import::rows::{Item, Told};
use crate::import::source::Source;
use crate::tag::Quality;
use crate::time::Timestamp;

/// Messages in messages.
pub(super) const DEPTH_MAX: usize = 16;
/// Elements of a list that become tags.
pub(super) const LIST_MAX: usize = 64;
/// Values of one message.
pub(super) const VALUES_MAX: usize = 4_096;
/// Schemas and channels of a file.
const CHANNELS_MAX: usize = 65_536;

/// Whether a file begins as an MCAP file does.
pub(super) fn is_messages(source: &Source) -> Result<bool, ImportError> {
    let read = |why: std::io::Error| ImportError::Read { file: source.name.clone(), why: why.to_string() };
    let mut head = Vec::new();
    (source.open)().map_err(read)?.take(MAGIC.len() as u64).read_to_end(&mut head).map_err(read)?;
    Ok(head == MAGIC)
}

/// How the messages of a channel are read.
enum Reader {
    Json,
    Protobuf(Types, String),
    /// Not at all.
    None,
}

/// A channel.
struct Topic {
    name: String,
    reader: Reader,
}

/// Visits all values of all messages, in the order of the file.
pub(super) fn visit_messages(
    source: &Source,
    bytes: &mut dyn FnMut(&[u8]),
    each: &mut dyn FnMut(Item<'_>) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let open = (source.open)()
        .map_err(|why| ImportError::Read { file: source.name.clone(), why: why.to_string() })?;
    let mut walker = Walker::foreign(BufReader::with_capacity(1 << 18, Told { inner: open, bytes }));
    let mut schemas: BTreeMap<u16, Schema> = BTreeMap::new();
    let mut topics: BTreeMap<u16, Topic> = BTreeMap::new();
    while let Some(record) = walker.next_record() {
        match record {
            Ok(Record::Schema(schema)) if schemas.len() < CHANNELS_MAX => {
                schemas.insert(schema.id, schema);
            }
            Ok(Record::Channel(channel)) if topics.len() < CHANNELS_MAX => {
                // The summary at the end tells them again.
                if let Entry::Vacant(place) = topics.entry(channel.id) {
                    let reader = reader(&channel.message_encoding, schemas.get(&channel.schema));
                    if let Err(why) = &reader {
                        each(Item::Remark(format!("{} is left out: {why}", channel.topic)))?;
                    }
                    place.insert(Topic { name: channel.topic, reader: reader.unwrap_or(Reader::None) });
                }
            }
            Ok(Record::Message { channel, log_time_ns, data }) => {
                let Some(topic) = topics.get(&channel) else { continue };
                message(topic, log_time_ns, data, each)?;
            }
            Ok(_) => {}
            Err(damage) => {
                each(Item::Remark(format!("damaged, and what is lost is not imported: {damage}")))?;
            }
        }
    }
    Ok(())
}

fn reader(encoding: &str, schema: Option<&Schema>) -> Result<Reader, String> {
    match encoding {
        "json" => Ok(Reader::Json),
        "protobuf" => {
            let schema = schema.ok_or("its protobuf schema is missing")?;
            let types = Types::read(&schema.data).map_err(|why| format!("its protobuf schema: {why}"))?;
            let root = format!(".{}", schema.name);
            if types.has(&root) {
                Ok(Reader::Protobuf(types, root))
            } else {
                Err(format!("its protobuf schema does not define {}", schema.name))
            }
        }
        other => Err(format!("its messages are {other:?}; JSON and protobuf are read")),
    }
}

fn message(
    topic: &Topic,
    log_time_ns: u64,
    data: &[u8],
    each: &mut dyn FnMut(Item<'_>) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let mut values: Vec<(String, Cell)> = Vec::new();
    let whole = match &topic.reader {
        Reader::None => return Ok(()),
        Reader::Json => match serde_json::from_slice(data) {
            Ok(value) => {
                flatten(&topic.name, &value, DEPTH_MAX, &mut values);
                true
            }
            Err(_) => false,
        },
        Reader::Protobuf(types, root) => types.decode(root, &topic.name, data, &mut values),
    };
    if !whole {
        each(Item::Remark(format!(
            "messages of {} cannot be read as its schema says: left out",
            topic.name
        )))?;
        return Ok(());
    }
    let Ok(nanos) = i64::try_from(log_time_ns) else { return Ok(()) };
    let time = Timestamp::from_nanos(nanos);
    each(Item::Row(time))?;
    for (name, cell) in values {
        each(Item::Sample { name: &name, unit: "", time, cell, quality: Quality::GOOD })?;
    }
    Ok(())
}

/// The values of a JSON document by their paths.
fn flatten(path: &str, value: &Value, depth: usize, into: &mut Vec<(String, Cell)>) {
    if depth == 0 || into.len() >= VALUES_MAX {
        return;
    }
    let cell = match value {
        Value::Null => Cell::NotAValue,
        Value::Bool(truth) => Cell::Truth(*truth),
        Value::Number(number) => number.as_f64().map_or(Cell::NotAValue, Cell::Number),
        // 64-bit integers stand in quotes, as a float of most readers does not hold them.
        Value::String(text) => Cell::read(text, false),
        Value::Array(list) => {
            for (place, value) in list.iter().take(LIST_MAX).enumerate() {
                flatten(&format!("{path}[{place}]"), value, depth - 1, into);
            }
            return;
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                flatten(&format!("{path}.{name}"), value, depth - 1, into);
            }
            return;
        }
    };
    into.push((path.to_owned(), cell));
}
