//! MCAP files of other programs: each number in a message is a tag, named by its topic and its place in the
//! message. JSON and protobuf are read; what is packed or encoded otherwise is told.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io::{BufReader, Read};
use std::rc::Rc;

use serde_json::Value;

use crate::historian::container::{MAGIC, Record, Schema, Walker};
use crate::import::ImportError;
use crate::import::cell::Cell;
use crate::import::protobuf::Types;
use crate::import::rows::{Item, Told};
use crate::import::source::Source;
use crate::import::survey::NAME_MAX;
use crate::tag::Quality;
use crate::time::Timestamp;

/// Messages in messages.
pub(super) const DEPTH_MAX: usize = 16;
/// Elements of a list that become tags.
pub(super) const LIST_MAX: usize = 64;
/// Values of one message.
pub(super) const VALUES_MAX: usize = 4_096;
/// Bytes of all schemas of a file.
const SCHEMAS_MAX: usize = 32 << 20;
/// Bytes of a JSON message: as values it takes some twenty times the room.
const JSON_MAX: usize = 4 << 20;

/// The values of a message, as many as are taken.
#[derive(Default)]
pub(super) struct Values {
    pub(super) list: Vec<(String, Cell)>,
    /// Whether there were more.
    pub(super) cut: bool,
}

impl Values {
    /// Adds one, if there is room and its name is not too long.
    pub(super) fn push(&mut self, name: String, cell: Cell) {
        if self.list.len() < VALUES_MAX && name.len() <= NAME_MAX {
            self.list.push((name, cell));
        } else {
            self.cut = true;
        }
    }
}

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
    Protobuf(Rc<Types>, String),
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
    let mut schemas = Schemas::default();
    let mut topics: BTreeMap<u16, Topic> = BTreeMap::new();
    while let Some(record) = walker.next_record() {
        match record {
            Ok(Record::Schema(schema)) => {
                if !schemas.add(schema) {
                    each(Item::Remark("its schemas take too much room: some are left out".into()))?;
                }
            }
            Ok(Record::Channel(channel)) => {
                // The summary at the end tells them again.
                if let Entry::Vacant(place) = topics.entry(channel.id) {
                    let reader = schemas.reader(&channel.message_encoding, channel.schema);
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

/// The schemas of a file, each read once.
#[derive(Default)]
struct Schemas {
    given: BTreeMap<u16, Schema>,
    bytes: usize,
    read: BTreeMap<u16, Rc<Types>>,
}

impl Schemas {
    /// Keeps a schema; false where they take too much room.
    fn add(&mut self, schema: Schema) -> bool {
        // As with channels, the summary tells them again.
        if self.given.contains_key(&schema.id) {
            return true;
        }
        self.bytes = self.bytes.saturating_add(schema.data.len() + schema.name.len());
        let room = self.bytes <= SCHEMAS_MAX;
        if room {
            self.given.insert(schema.id, schema);
        }
        room
    }

    /// How messages of an encoding and schema are read; why not in words.
    fn reader(&mut self, encoding: &str, schema: u16) -> Result<Reader, String> {
        match encoding {
            "json" => Ok(Reader::Json),
            "protobuf" => {
                let schema = self.given.get(&schema).ok_or("its protobuf schema is missing")?;
                let types = if let Some(types) = self.read.get(&schema.id) {
                    Rc::clone(types)
                } else {
                    let types =
                        Types::read(&schema.data).map_err(|why| format!("its protobuf schema: {why}"))?;
                    let types = Rc::new(types);
                    self.read.insert(schema.id, Rc::clone(&types));
                    types
                };
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
}

fn message(
    topic: &Topic,
    log_time_ns: u64,
    data: &[u8],
    each: &mut dyn FnMut(Item<'_>) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let mut values = Values::default();
    let whole = match &topic.reader {
        Reader::None => return Ok(()),
        Reader::Json if data.len() > JSON_MAX => false,
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
            "messages of {} are too long, or cannot be read as they should: left out",
            topic.name
        )))?;
        return Ok(());
    }
    let Ok(nanos) = i64::try_from(log_time_ns) else { return Ok(()) };
    let time = Timestamp::from_nanos(nanos);
    each(Item::Row(time))?;
    if values.cut {
        let taken = format!("{VALUES_MAX} values a message, {LIST_MAX} of a list, {DEPTH_MAX} levels");
        each(Item::Remark(format!("{} has more than is taken ({taken}): some is left out", topic.name)))?;
    }
    for (name, cell) in values.list {
        each(Item::Sample { name: &name, unit: "", time, cell, quality: Quality::GOOD })?;
    }
    Ok(())
}

/// The values of a JSON document by their paths.
fn flatten(path: &str, value: &Value, depth: usize, into: &mut Values) {
    if depth == 0 || path.len() > NAME_MAX || into.list.len() >= VALUES_MAX {
        into.cut = true;
        return;
    }
    let cell = match value {
        Value::Null => Cell::NotAValue,
        Value::Bool(truth) => Cell::Truth(*truth),
        Value::Number(number) => number.as_f64().map_or(Cell::NotAValue, Cell::Number),
        // 64-bit integers stand in quotes, as a float of most readers does not hold them.
        Value::String(text) => Cell::read(text, false),
        Value::Array(list) => {
            into.cut |= list.len() > LIST_MAX;
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
    into.push(path.to_owned(), cell);
}
