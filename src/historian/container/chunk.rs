//! Opens a chunk: bounded, and only where its checksum is right.

use crate::historian::container::RECORD_MAX;
use crate::historian::container::bytes::Taker;

/// Unpacks chunks one after the other into one buffer.
#[derive(Default)]
pub(super) struct Unpacker {
    zstd: zstd::bulk::Decompressor<'static>,
}

impl Unpacker {
    /// The records of a chunk into `records`; what is wrong in words, and then `records` is empty.
    pub(super) fn unpack(&mut self, content: &[u8], records: &mut Vec<u8>) -> Result<(), &'static str> {
        records.clear();
        let done = self.fill(content, records);
        if done.is_err() {
            records.clear();
        }
        done
    }

    fn fill(&mut self, content: &[u8], records: &mut Vec<u8>) -> Result<(), &'static str> {
        let mut from = Taker::new(content);
        let mut read = || {
            let (_from_ns, _to_ns) = (from.u64()?, from.u64()?);
            Some((from.u64()?, from.u32()?, from.text()?, from.long()?))
        };
        let (size, crc, compression, stored) = read().ok_or("a chunk is broken")?;
        if size > RECORD_MAX {
            return Err("a chunk says that it unpacks to more than 64 MiB");
        }
        let size = size as usize;
        match compression {
            "" if stored.len() == size => records.extend_from_slice(stored),
            "" => return Err("a chunk is not as long as it says"),
            "zstd" => {
                // In one piece zstd needs no window of its own, and writes no more than this room.
                records.reserve_exact(size);
                let room = records.capacity();
                self.zstd.decompress_to_buffer(stored, records).map_err(|_| "a chunk cannot be unpacked")?;
                if records.len() != size || records.capacity() != room {
                    return Err("a chunk does not unpack to the size it says");
                }
            }
            _ => return Err("a chunk is packed in an unknown way"),
        }
        if crc != 0 && crc != crc32fast::hash(records) {
            return Err("a chunk's checksum is wrong");
        }
        Ok(())
    }
}

impl std::fmt::Debug for Unpacker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Unpacker")
    }
}
