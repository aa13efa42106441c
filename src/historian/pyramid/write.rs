//! Writing the pyramid of a day. The file is made beside its place under another name and moved there when it
//! is on the disk: whoever opens it finds all of it or none.

use std::fs::{self, File};
use std::io::{BufWriter, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::sync::Arc;

use crate::historian::pyramid::pack::pack;
use crate::historian::pyramid::records::{
    BEGIN_BYTES, ENTRY_BYTES, Entry, FILE_TAGS_MAX, HEADER_BYTES, Header, ID_BYTES_MAX, SLOT_BYTES, hash,
};
use crate::historian::pyramid::{Bucket, DAY_US, Level, PyramidError};

/// A day of one tag.
#[derive(Clone, Debug, PartialEq)]
pub struct TagDay {
    /// The whole day.
    pub totals: Bucket,
    /// The levels that are kept below the day, with their buckets in order of time.
    pub levels: Vec<(Level, Vec<Bucket>)>,
}

/// Writes the file of a day, tag by tag in any order; a file that is there is replaced. A tag that comes twice,
/// or whose id is longer than 4,096 bytes, is an error.
pub fn write(
    path: &Path,
    day: i64,
    tags: &mut dyn Iterator<Item = (Arc<str>, TagDay)>,
) -> Result<(), PyramidError> {
    let failed = |error: std::io::Error| PyramidError::Unwritable(path.to_owned(), error.to_string());
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let aside = path.with_file_name(name);
    let file = File::create(&aside).map_err(failed)?;
    let done = fill(path, file, day, tags).and_then(|()| fs::rename(&aside, path).map_err(failed));
    if done.is_err() {
        // What went wrong is told; that the rest of it could not be removed changes nothing.
        let _ = fs::remove_file(&aside);
        return done;
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)
}

fn fill(
    path: &Path,
    file: File,
    day: i64,
    tags: &mut dyn Iterator<Item = (Arc<str>, TagDay)>,
) -> Result<(), PyramidError> {
    let failed = |error: std::io::Error| PyramidError::Unwritable(path.to_owned(), error.to_string());
    let refused = |what: String| PyramidError::Unwritable(path.to_owned(), what);
    let start = day.checked_mul(DAY_US).ok_or_else(|| refused(format!("{day} is not a day")))?;
    let mut out = BufWriter::new(file);
    out.write_all(&[0; HEADER_BYTES]).map_err(failed)?;
    let mut offset = HEADER_BYTES as u64;
    let mut entries: Vec<(Entry, Arc<str>)> = Vec::new();
    for (id, tag) in tags {
        if id.len() > ID_BYTES_MAX || entries.len() >= FILE_TAGS_MAX as usize {
            return Err(refused(format!("{id} has no room")));
        }
        let bytes = tag_bytes(&id, start, &tag).map_err(failed)?;
        out.write_all(&bytes).map_err(failed)?;
        let length = bytes.len() as u32;
        entries.push((Entry { hash: hash(&id), offset, length, totals: tag.totals }, id));
        offset += u64::from(length);
    }
    entries.sort_by(|(a, a_id), (b, b_id)| (a.hash, a_id).cmp(&(b.hash, b_id)));
    let twice = entries.iter().zip(entries.iter().skip(1)).find(|((_, a), (_, b))| a == b);
    if let Some(((_, id), _)) = twice {
        return Err(refused(format!("{id} comes twice")));
    }
    for (entry, _) in &entries {
        out.write_all(&entry.bytes()).map_err(failed)?;
    }
    let header = Header { day, tags: entries.len() as u32, directory: offset };
    out.seek(SeekFrom::Start(0)).and_then(|_| out.write_all(&header.bytes())).map_err(failed)?;
    let file = out.into_inner().map_err(|error| failed(error.into_error()))?;
    debug_assert_eq!(
        file.metadata().map_or(0, |meta| meta.len()),
        offset + (entries.len() * ENTRY_BYTES) as u64
    );
    file.sync_all().map_err(failed)
}

/// What stands at a tag's offset: the id, a table of its levels, and the packed levels.
fn tag_bytes(id: &str, start: i64, tag: &TagDay) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(BEGIN_BYTES + id.len() + tag.levels.len() * SLOT_BYTES);
    let mut packed = Vec::new();
    head.extend((id.len() as u16).to_le_bytes());
    head.push(tag.levels.len() as u8);
    head.extend(id.as_bytes());
    for (level, buckets) in &tag.levels {
        let bytes = pack(*level, start, buckets)?;
        head.push(level.code());
        head.extend((buckets.len() as u32).to_le_bytes());
        head.extend((bytes.len() as u32).to_le_bytes());
        head.extend(crc32fast::hash(&bytes).to_le_bytes());
        packed.extend(bytes);
    }
    head.extend(crc32fast::hash(&head).to_le_bytes());
    head.extend(packed);
    Ok(head)
}
