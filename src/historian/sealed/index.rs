//! Where everything in a segment is: lists of numbers, packed as columns are, in an attachment.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::historian::protobuf::{put_varint, take_varint};
use crate::historian::sealed::ROWS_BLOCK_MAX;
use crate::historian::{Decoder, Encoder, Kind, ROWS_MAX};

/// Blocks of all tags that one segment may have: a reader holds 32 bytes of each.
pub(super) const BLOCKS_MAX: usize = 1 << 22;

/// Least bytes of the file behind each entry of the lists of times and events: what a message's record has
/// before its data.
const ENTRY_BYTES_MIN: u64 = 31;

/// First byte of the attachment.
const VERSION: u8 = 1;

/// Where a block of times is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct TimesPlace {
    pub(super) offset: u64,
    pub(super) length: u32,
    pub(super) rows: u32,
    pub(super) first: i64,
    pub(super) last: i64,
}

/// Where a block of a tag is; 32 bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct BlockPlace {
    pub(super) offset: u64,
    pub(super) length: u32,
    /// Number of its times.
    pub(super) times: u32,
    /// Smallest and largest Good number; NaN where there is none.
    pub(super) min: f64,
    pub(super) max: f64,
}

/// Where a chunk of events is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct EventPlace {
    pub(super) offset: u64,
    pub(super) length: u64,
    pub(super) first: i64,
    pub(super) last: i64,
    pub(super) count: u64,
}

/// Everything's place.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    /// Offset and length of the chunk that holds the tag list.
    pub(super) dictionary: (u64, u64),
    pub(super) times: Vec<TimesPlace>,
    pub(super) blocks: Vec<BlockPlace>,
    pub(super) tags: BTreeMap<u32, Range<usize>>,
    pub(super) events: Vec<EventPlace>,
}

impl Index {
    /// From blocks in any order; those of a tag are put in order of time.
    pub(super) fn new(
        dictionary: (u64, u64),
        times: Vec<TimesPlace>,
        mut blocks: Vec<(u32, BlockPlace)>,
        events: Vec<EventPlace>,
    ) -> Self {
        let first =
            |block: &BlockPlace| times.get(block.times as usize).map(|place| (place.first, place.last));
        blocks.sort_by_key(|(tag, block)| (*tag, first(block), block.offset));
        let mut tags: BTreeMap<u32, Range<usize>> = BTreeMap::new();
        for (at, (tag, _)) in blocks.iter().enumerate() {
            tags.entry(*tag).or_insert(at..at).end = at + 1;
        }
        let blocks = blocks.into_iter().map(|(_, block)| block).collect();
        Self { dictionary, times, blocks, tags, events }
    }

    /// Whether all places are within a file of `length` bytes, times run forward and no two blocks of a tag
    /// overlap: searches rely on it.
    fn check(&self, length: u64) -> Result<(), &'static str> {
        let inside = |offset: u64, size: u64| offset.checked_add(size).is_some_and(|end| end <= length);
        let (dictionary_at, dictionary_length) = self.dictionary;
        let all = self.times.iter().all(|place| inside(place.offset, u64::from(place.length)))
            && self.blocks.iter().all(|block| inside(block.offset, u64::from(block.length)))
            && self.events.iter().all(|place| inside(place.offset, place.length))
            && inside(dictionary_at, dictionary_length);
        if !all {
            return Err("the index points outside the file");
        }
        let rows_right = |rows: u32| (1..=ROWS_BLOCK_MAX).contains(&(rows as usize));
        if !self.times.iter().all(|place| place.first <= place.last && rows_right(place.rows))
            || !self.events.iter().all(|place| place.first <= place.last)
        {
            return Err("the index has a block that ends before it begins or has no rows");
        }
        if self.blocks.iter().any(|block| self.times.get(block.times as usize).is_none()) {
            return Err("the index has a block without its times");
        }
        let overlaps = |range: &Range<usize>| {
            let blocks = self.blocks.get(range.clone()).unwrap_or_default();
            blocks.windows(2).any(|pair| matches!(pair, [a, b] if self.overlap(a, b)))
        };
        if self.tags.values().any(overlaps) { Err("two blocks of a tag overlap") } else { Ok(()) }
    }

    /// Whether of two blocks in order the first reaches into the second.
    fn overlap(&self, first: &BlockPlace, second: &BlockPlace) -> bool {
        self.times_of(second).first < self.times_of(first).last
    }

    /// Leaves out the tags that are not in the tag list, and of two blocks that overlap the second; what it
    /// left out, by offset.
    pub(super) fn left_out(&mut self, known: impl Fn(u32) -> bool) -> Vec<(u64, &'static str)> {
        let mut out = Vec::new();
        let mut kept: Vec<(u32, BlockPlace)> = Vec::new();
        for (tag, range) in &self.tags {
            for block in self.blocks.get(range.clone()).unwrap_or_default() {
                let before = kept.last().filter(|(other, _)| other == tag);
                if !known(*tag) {
                    out.push((block.offset, "a column is of a tag that is not in the tag list"));
                } else if before.is_some_and(|(_, before)| self.overlap(before, block)) {
                    out.push((block.offset, "two blocks of a tag overlap"));
                } else {
                    kept.push((*tag, *block));
                }
            }
        }
        if !out.is_empty() {
            let (times, events) = (std::mem::take(&mut self.times), std::mem::take(&mut self.events));
            *self = Self::new(self.dictionary, times, kept, events);
        }
        out
    }

    /// The blocks of a tag, in order of time.
    pub(super) fn of(&self, tag: u32) -> &[BlockPlace] {
        self.tags.get(&tag).and_then(|range| self.blocks.get(range.clone())).unwrap_or_default()
    }

    /// Times of a block.
    pub(super) fn times_of(&self, block: &BlockPlace) -> TimesPlace {
        self.times.get(block.times as usize).copied().unwrap_or_default()
    }

    /// As it stands in the file.
    pub(super) fn to_bytes(&self, level: i32) -> Vec<u8> {
        let mut encoder = Encoder::new(level);
        let mut bytes = vec![VERSION];
        let mut put = |kind: Kind, list: Vec<u64>| {
            put_varint(&mut bytes, list.len() as u64);
            for part in list.chunks(ROWS_MAX) {
                let payload = encoder.column(kind, part, None);
                put_varint(&mut bytes, payload.len() as u64);
                bytes.extend_from_slice(&payload);
            }
        };
        put(Kind::UInt, vec![self.dictionary.0, self.dictionary.1]);
        let times = |part: fn(&TimesPlace) -> u64| self.times.iter().map(part).collect::<Vec<_>>();
        put(Kind::UInt, times(|place| place.offset));
        put(Kind::UInt, times(|place| u64::from(place.length)));
        put(Kind::UInt, times(|place| u64::from(place.rows)));
        put(Kind::Int, times(|place| place.first.cast_unsigned()));
        put(Kind::Int, times(|place| place.last.wrapping_sub(place.first).cast_unsigned()));
        let tags = self.tags.iter().flat_map(|(tag, range)| range.clone().map(|_| u64::from(*tag)));
        put(Kind::UInt, tags.collect());
        let blocks = |part: fn(&BlockPlace) -> u64| self.blocks.iter().map(part).collect::<Vec<_>>();
        put(Kind::UInt, blocks(|block| block.offset));
        put(Kind::UInt, blocks(|block| u64::from(block.length)));
        put(Kind::UInt, blocks(|block| u64::from(block.times)));
        put(Kind::Float, blocks(|block| block.min.to_bits()));
        put(Kind::Float, blocks(|block| block.max.to_bits()));
        let events = |part: fn(&EventPlace) -> u64| self.events.iter().map(part).collect::<Vec<_>>();
        put(Kind::UInt, events(|place| place.offset));
        put(Kind::UInt, events(|place| place.length));
        put(Kind::Int, events(|place| place.first.cast_unsigned()));
        put(Kind::Int, events(|place| place.last.cast_unsigned()));
        put(Kind::UInt, events(|place| place.count));
        bytes
    }

    /// From a file of `length` bytes; what is wrong in words.
    pub(super) fn from_bytes(bytes: &[u8], length: u64) -> Result<Self, &'static str> {
        let Some((&VERSION, rest)) = bytes.split_first() else {
            return Err("the index is of another version");
        };
        let mut lists = Lists { rest, decoder: Decoder::default() };
        let messages_max = length / ENTRY_BYTES_MIN;
        let [dictionary_at, dictionary_length] = *lists.take(Kind::UInt, 2)?.as_slice() else {
            return Err("the index has no tag list");
        };
        let kinds = [Kind::UInt, Kind::UInt, Kind::UInt, Kind::Int, Kind::Int];
        let columns = lists.columns::<5>(&kinds, messages_max)?;
        let times = rows(&columns).map(|[offset, length, rows, first, span]| TimesPlace {
            offset,
            length: narrow(length),
            rows: narrow(rows),
            first: first.cast_signed(),
            last: first.wrapping_add(span).cast_signed(),
        });
        let times: Vec<_> = times.collect();
        let kinds = [Kind::UInt, Kind::UInt, Kind::UInt, Kind::UInt, Kind::Float, Kind::Float];
        // A run is one message for as many blocks as there are times, so the file's length says little.
        let blocks_max = messages_max.saturating_mul(times.len() as u64).min(BLOCKS_MAX as u64);
        let columns = lists.columns::<6>(&kinds, blocks_max)?;
        let blocks = rows(&columns).map(|[tag, offset, length, times, min, max]| {
            let (min, max) = (f64::from_bits(min), f64::from_bits(max));
            (narrow(tag), BlockPlace { offset, length: narrow(length), times: narrow(times), min, max })
        });
        let blocks: Vec<_> = blocks.collect();
        let kinds = [Kind::UInt, Kind::UInt, Kind::Int, Kind::Int, Kind::UInt];
        let columns = lists.columns::<5>(&kinds, messages_max)?;
        let events = rows(&columns).map(|[offset, length, first, last, count]| EventPlace {
            offset,
            length,
            first: first.cast_signed(),
            last: last.cast_signed(),
            count,
        });
        let events: Vec<_> = events.collect();
        let index = Self::new((dictionary_at, dictionary_length), times, blocks, events);
        index.check(length)?;
        Ok(index)
    }
}

/// A number of 32 bits; what has more becomes one that no check lets pass.
fn narrow(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Parallel lists as rows.
fn rows<const WIDTH: usize>(columns: &[Vec<u64>; WIDTH]) -> impl Iterator<Item = [u64; WIDTH]> {
    let count = columns.first().map_or(0, Vec::len);
    (0..count).map(|row| columns.each_ref().map(|column| column.get(row).copied().unwrap_or(0)))
}

struct Lists<'a> {
    rest: &'a [u8],
    decoder: Decoder,
}

impl Lists<'_> {
    fn take(&mut self, kind: Kind, count_max: u64) -> Result<Vec<u64>, &'static str> {
        let cut = "the index ends too early";
        let count = take_varint(&mut self.rest).ok_or(cut)?;
        // A constant list costs no bytes, so its own length bounds nothing.
        if count > count_max {
            return Err("the index is longer than its file");
        }
        let mut left = count as usize;
        let mut list = Vec::new();
        while left > 0 {
            let rows = left.min(ROWS_MAX);
            let length =
                take_varint(&mut self.rest).and_then(|length| usize::try_from(length).ok()).ok_or(cut)?;
            let (payload, rest) = self.rest.split_at_checked(length).ok_or(cut)?;
            list.extend(self.decoder.column(kind, payload, rows).map_err(|_| "the index is broken")?);
            self.rest = rest;
            left -= rows;
        }
        Ok(list)
    }

    fn columns<const WIDTH: usize>(
        &mut self,
        kinds: &[Kind; WIDTH],
        count_max: u64,
    ) -> Result<[Vec<u64>; WIDTH], &'static str> {
        let mut columns = [const { Vec::new() }; WIDTH];
        let mut count = None;
        for (column, kind) in columns.iter_mut().zip(kinds) {
            *column = self.take(*kind, count_max)?;
            if *count.get_or_insert(column.len()) != column.len() {
                return Err("the lists of the index differ in length");
            }
        }
        Ok(columns)
    }
}
