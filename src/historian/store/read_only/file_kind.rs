//! Tells what an MCAP file is by its first channels, and reads its tag list.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use crate::historian::container::{Record, Walker};
use crate::historian::export::SAMPLE_SCHEMA;
use crate::historian::{Dictionary, Sealed};

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    /// Columns and an index.
    Sealed,
    /// Polls.
    Live,
    /// A channel a tag.
    Exported,
}

/// What a file is, and its tag list; why not in words. A file with a tag list alone is a live segment that was
/// only just begun.
pub(super) fn look(path: &Path) -> Result<(FileKind, Dictionary), String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let mut walker = Walker::new(BufReader::new(file));
    let mut topics: BTreeMap<u16, String> = BTreeMap::new();
    let (mut kind, mut dictionary, mut first_damage) = (None, None, None);
    while kind.is_none() || dictionary.is_none() {
        let Some(record) = walker.next_record() else { break };
        match record {
            Ok(Record::Schema(schema)) if schema.name == SAMPLE_SCHEMA => kind = Some(FileKind::Exported),
            Ok(Record::Channel(channel)) => {
                match channel.topic.as_str() {
                    "/poll" => kind = kind.or(Some(FileKind::Live)),
                    "/times" | "/column" => kind = kind.or(Some(FileKind::Sealed)),
                    _ => {}
                }
                topics.insert(channel.id, channel.topic);
            }
            Ok(Record::Attachment { name: "index", .. }) => kind = kind.or(Some(FileKind::Sealed)),
            Ok(Record::Message { channel, data, .. })
                if dictionary.is_none() && topics.get(&channel).is_some_and(|topic| topic == "/tags") =>
            {
                dictionary = Some(Dictionary::from_json(data).map_err(|error| error.to_string())?);
            }
            Ok(_) => {}
            Err(damage) => {
                first_damage.get_or_insert(damage);
            }
        }
    }
    match (kind, dictionary, first_damage) {
        (Some(kind), Some(dictionary), _) => Ok((kind, dictionary)),
        // The one chunk of a short segment is broken: what of it proves itself is found by another way.
        (None, Some(dictionary), _) if has_columns(path) => Ok((FileKind::Sealed, dictionary)),
        (None, Some(dictionary), _) => Ok((FileKind::Live, dictionary)),
        (_, None, Some(damage)) => Err(damage.to_string()),
        (_, None, None) => Err("it has no tag list: it is no recording of this program".into()),
    }
}

fn has_columns(path: &Path) -> bool {
    Sealed::open(path).is_ok_and(|sealed| sealed.tags().next().is_some())
}
