//! Fields of records: little-endian integers, texts and maps with their lengths in front.

use std::collections::BTreeMap;

/// Puts a record: opcode, length, content.
pub(super) fn put_record(out: &mut Vec<u8>, opcode: u8, content: &[u8]) {
    out.push(opcode);
    out.extend_from_slice(&(content.len() as u64).to_le_bytes());
    out.extend_from_slice(content);
}

pub(super) fn put_text(out: &mut Vec<u8>, text: &str) {
    put_short(out, text.as_bytes());
}

/// Bytes behind a length of 4 bytes. What is longer than that cannot be said and is cut.
pub(super) fn put_short(out: &mut Vec<u8>, bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(bytes.get(..length as usize).unwrap_or_default());
}

pub(super) fn put_map(out: &mut Vec<u8>, map: &BTreeMap<String, String>) {
    let mut content = Vec::new();
    for (key, text) in map {
        put_text(&mut content, key);
        put_text(&mut content, text);
    }
    put_short(out, &content);
}

/// What is left of a record. Every `take` is `None` where the bytes are not there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Taker<'a> {
    rest: &'a [u8],
}

impl<'a> Taker<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn bytes(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    fn array<const LENGTH: usize>(&mut self) -> Option<[u8; LENGTH]> {
        let (taken, rest) = self.rest.split_first_chunk()?;
        self.rest = rest;
        Some(*taken)
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        self.array().map(|[byte]| byte)
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    /// Bytes behind a length of 4 bytes.
    pub(super) fn short(&mut self) -> Option<&'a [u8]> {
        let length = self.u32()?;
        self.bytes(length as usize)
    }

    /// Bytes behind a length of 8 bytes.
    pub(super) fn long(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.u64()?).ok()?;
        self.bytes(length)
    }

    pub(super) fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.short()?).ok()
    }

    pub(super) fn map(&mut self) -> Option<BTreeMap<String, String>> {
        let mut content = Self::new(self.short()?);
        let mut map = BTreeMap::new();
        while !content.is_empty() {
            let key = content.text()?;
            map.insert(key.to_owned(), content.text()?.to_owned());
        }
        Some(map)
    }
}
