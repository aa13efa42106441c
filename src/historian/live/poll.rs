//! Rows of one time as one message, and back. A shape, the list of tags and how each value is stored, is
//! written once a chunk; polls that repeat it carry values only.

use std::collections::BTreeMap;

use crate::historian::live::{CHUNK_ROWS_MAX, LiveRow};
use crate::historian::protobuf::{Message, Wire, fields, put_varint, take_varint, unzigzag, zigzag};
use crate::historian::{Dictionary, QualityCode, Scale};
use crate::tag::Value;

/// Fields of `pilothouse.recording.Poll`.
mod field {
    pub(super) const TIME: u32 = 1;
    pub(super) const SHAPE: u32 = 2;
    pub(super) const TAG_STEPS: u32 = 3;
    pub(super) const STORES: u32 = 4;
    pub(super) const BITS: u32 = 5;
    pub(super) const INTEGERS: u32 = 6;
    pub(super) const UNSIGNED: u32 = 7;
    pub(super) const FLOATS: u32 = 8;
    pub(super) const DOUBLES: u32 = 9;
    pub(super) const TEXTS: u32 = 10;
    pub(super) const QUALITIES: u32 = 11;
}

const NONE: u8 = 0;
const BIT: u8 = 1;
const INTEGER: u8 = 2;
const UNSIGNED: u8 = 3;
const COUNTS: u8 = 4;
const FLOAT: u8 = 5;
const DOUBLE: u8 = 6;
const TEXT: u8 = 7;

/// The shapes of one chunk, by what they are.
#[derive(Debug, Default)]
pub(super) struct Encoder {
    shapes: BTreeMap<Vec<(u32, u8)>, u64>,
}

/// The shapes of one chunk, by number, and how many rows it gave.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    shapes: BTreeMap<u64, Vec<(u32, u8)>>,
    rows: usize,
}

/// The values of one poll by how they are stored.
#[derive(Debug, Default)]
struct Columns {
    bits: Vec<u8>,
    bit_count: usize,
    integers: Vec<u8>,
    unsigned: Vec<u8>,
    floats: Vec<u8>,
    doubles: Vec<u8>,
    texts: Vec<std::sync::Arc<str>>,
}

impl Columns {
    /// Stores a value; how.
    fn put(&mut self, value: Option<&Value>, scale: Option<Scale>) -> u8 {
        match value {
            None => NONE,
            // Not a value: nothing is better than what no reader takes.
            Some(Value::Float(float)) if float.is_nan() => NONE,
            Some(Value::Bool(bit)) => {
                if self.bit_count.is_multiple_of(8) {
                    self.bits.push(0);
                }
                if let Some(byte) = self.bits.last_mut() {
                    *byte |= u8::from(*bit) << (self.bit_count % 8);
                }
                self.bit_count += 1;
                BIT
            }
            Some(Value::Int(int)) => {
                put_varint(&mut self.integers, zigzag(*int));
                INTEGER
            }
            Some(Value::UInt(int)) => {
                put_varint(&mut self.unsigned, *int);
                UNSIGNED
            }
            Some(Value::Float(float)) => self.put_float(*float, scale),
            Some(Value::Text(text)) => {
                self.texts.push(std::sync::Arc::clone(text));
                TEXT
            }
        }
    }

    fn put_float(&mut self, float: f64, scale: Option<Scale>) -> u8 {
        if let Some(counts) = scale.and_then(|scale| scale.counts(float)) {
            put_varint(&mut self.integers, zigzag(counts));
            return COUNTS;
        }
        let short = float as f32;
        if f64::from(short).to_bits() == float.to_bits() {
            self.floats.extend_from_slice(&short.to_le_bytes());
            FLOAT
        } else {
            self.doubles.extend_from_slice(&float.to_le_bytes());
            DOUBLE
        }
    }
}

impl Encoder {
    /// A message of rows that share a time, in their order.
    pub(super) fn poll(&mut self, rows: &[LiveRow], dictionary: &Dictionary) -> Vec<u8> {
        let mut columns = Columns::default();
        let shape: Vec<_> = rows
            .iter()
            .map(|row| {
                let scale = dictionary.tag(row.tag).and_then(|tag| tag.scale);
                (row.tag, columns.put(row.value.as_ref(), scale))
            })
            .collect();
        let mut message = Message::new();
        message.sfixed64(field::TIME, rows.first().map_or(0, |row| row.time));
        if let Some(number) = self.shapes.get(&shape) {
            message.varint(field::SHAPE, *number);
        } else {
            let number = self.shapes.len() as u64;
            message.varint(field::SHAPE, number);
            let mut before = 0;
            message.packed(
                field::TAG_STEPS,
                shape.iter().map(|(tag, _)| {
                    zigzag(i64::from(*tag) - std::mem::replace(&mut before, i64::from(*tag)))
                }),
            );
            let stores: Vec<u8> = shape.iter().map(|(_, store)| *store).collect();
            message.bytes(field::STORES, &stores);
            self.shapes.insert(shape, number);
        }
        let lists = [
            (field::BITS, &columns.bits),
            (field::INTEGERS, &columns.integers),
            (field::UNSIGNED, &columns.unsigned),
            (field::FLOATS, &columns.floats),
            (field::DOUBLES, &columns.doubles),
        ];
        for (number, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
            message.bytes(number, list);
        }
        for text in &columns.texts {
            message.bytes(field::TEXTS, text.as_bytes());
        }
        message.packed(field::QUALITIES, quality_runs(rows).into_iter());
        message.into_bytes()
    }
}

fn quality_runs(rows: &[LiveRow]) -> Vec<u64> {
    let (mut runs, mut at, mut code) = (Vec::new(), 0, QualityCode::GOOD);
    for (number, row) in (0u64..).zip(rows) {
        if row.code != code {
            runs.extend([number - at, u64::from(row.code.0)]);
            (at, code) = (number, row.code);
        }
    }
    runs
}

/// What of a poll is not read yet.
#[derive(Default)]
struct Rest<'a> {
    time: Option<i64>,
    shape: u64,
    steps: &'a [u8],
    stores: Option<&'a [u8]>,
    bits: &'a [u8],
    bit_at: usize,
    integers: &'a [u8],
    unsigned: &'a [u8],
    floats: &'a [u8],
    doubles: &'a [u8],
    texts: Vec<&'a [u8]>,
    qualities: &'a [u8],
}

impl<'a> Rest<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut rest = Self::default();
        for found in fields(bytes) {
            match found.ok()? {
                (field::TIME, Wire::Fixed64(time)) => rest.time = Some(time.cast_signed()),
                (field::SHAPE, Wire::Varint(shape)) => rest.shape = shape,
                (field::TAG_STEPS, Wire::Bytes(list)) => rest.steps = list,
                (field::STORES, Wire::Bytes(list)) => rest.stores = Some(list),
                (field::BITS, Wire::Bytes(list)) => rest.bits = list,
                (field::INTEGERS, Wire::Bytes(list)) => rest.integers = list,
                (field::UNSIGNED, Wire::Bytes(list)) => rest.unsigned = list,
                (field::FLOATS, Wire::Bytes(list)) => rest.floats = list,
                (field::DOUBLES, Wire::Bytes(list)) => rest.doubles = list,
                (field::TEXTS, Wire::Bytes(text)) => rest.texts.push(text),
                (field::QUALITIES, Wire::Bytes(list)) => rest.qualities = list,
                (known, _) if known <= field::QUALITIES => return None,
                _ => {}
            }
        }
        rest.texts.reverse();
        Some(rest)
    }

    fn shape(&mut self, stores: &[u8]) -> Option<Vec<(u32, u8)>> {
        let mut tag = 0i64;
        let mut shape = Vec::with_capacity(stores.len().min(self.steps.len()));
        for store in stores {
            tag = tag.checked_add(unzigzag(take_varint(&mut self.steps)?))?;
            shape.push((u32::try_from(tag).ok()?, *store));
        }
        self.steps.is_empty().then_some(shape)
    }

    fn value(&mut self, store: u8, scale: Option<Scale>) -> Option<Value> {
        Some(match store {
            BIT => {
                let byte = self.bits.get(self.bit_at / 8)?;
                self.bit_at += 1;
                Value::Bool(byte >> ((self.bit_at - 1) % 8) & 1 == 1)
            }
            INTEGER => Value::Int(unzigzag(take_varint(&mut self.integers)?)),
            UNSIGNED => Value::UInt(take_varint(&mut self.unsigned)?),
            COUNTS => Value::Float(scale?.units(unzigzag(take_varint(&mut self.integers)?))),
            FLOAT => {
                let (float, rest) = self.floats.split_first_chunk()?;
                self.floats = rest;
                Value::Float(f64::from(f32::from_le_bytes(*float)))
            }
            DOUBLE => {
                let (float, rest) = self.doubles.split_first_chunk()?;
                self.doubles = rest;
                Value::Float(f64::from_le_bytes(*float))
            }
            TEXT => Value::Text(std::str::from_utf8(self.texts.pop()?).ok()?.into()),
            _ => return None,
        })
    }

    /// Row and code of the next quality run; behind the last one that never comes.
    fn run(&mut self, at: usize) -> Option<(usize, QualityCode)> {
        if self.qualities.is_empty() {
            return Some((usize::MAX, QualityCode::GOOD));
        }
        let step = usize::try_from(take_varint(&mut self.qualities)?).ok()?;
        let code = u16::try_from(take_varint(&mut self.qualities)?).ok()?;
        Some((at.checked_add(step)?, QualityCode(code)))
    }
}

impl Decoder {
    /// The rows of a message; `None` where it is broken, and then none of them.
    pub(super) fn poll(&mut self, bytes: &[u8], dictionary: &Dictionary) -> Option<Vec<LiveRow>> {
        let mut rest = Rest::read(bytes)?;
        let time = rest.time?;
        if let Some(stores) = rest.stores {
            let shape = rest.shape(stores)?;
            if shape.iter().any(|(tag, _)| dictionary.tag(*tag).is_none()) {
                return None;
            }
            self.shapes.insert(rest.shape, shape);
        }
        let shape = self.shapes.get(&rest.shape)?;
        self.rows = self.rows.checked_add(shape.len()).filter(|rows| *rows <= CHUNK_ROWS_MAX)?;
        let mut rows = Vec::with_capacity(shape.len());
        let mut code = QualityCode::GOOD;
        let mut next = rest.run(0)?;
        for (at, (tag, store)) in shape.iter().enumerate() {
            while next.0 <= at {
                code = next.1;
                next = rest.run(next.0)?;
            }
            let scale = dictionary.tag(*tag).and_then(|tag| tag.scale);
            let value = if *store == NONE { None } else { Some(rest.value(*store, scale)?) };
            // A NaN is no value anywhere in the station; a broken file does not bring one in.
            if matches!(value, Some(Value::Float(float)) if float.is_nan()) {
                return None;
            }
            rows.push(LiveRow { tag: *tag, time, code, value });
        }
        Some(rows)
    }
}
