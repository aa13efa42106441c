//! Lossless packing of one column: every bit comes back, whatever the values are.
//!
//! A payload describes itself. Its first byte names how values became whole numbers (`mapping`), how those
//! became bytes (`stream`) and whether the bytes are compressed. Which of them serve a column best is found by
//! trying: a quick compressor picks, the final one packs. `docs/recording-format.md`, Columns.

mod mapping;
mod packing;
mod stream;
mod varint;

use crate::historian::{Kind, Scale};

use mapping::Mapping;
use packing::{Packer, Unpacker};
use stream::{Plan, Transform};
use varint::Cursor;

/// Rows of the longest column that is packed or unpacked.
pub const ROWS_MAX: usize = 65_536;

/// Bit of the first byte: the body is a zstd frame without its magic number.
const COMPRESSED: u8 = 1 << 6;
/// Bit of the first byte: values that the mapping cannot tell follow it.
const EXCEPTIONS: u8 = 1 << 7;

/// Why a column cannot be unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ColumnDamage {
    /// The payload ends too early.
    #[error("the column's payload ends too early")]
    Cut,
    /// More bytes than the rows need.
    #[error("the column's payload is longer than its rows need")]
    Long,
    /// The first byte names something unknown.
    #[error("the column is packed in a way this version does not know")]
    Unknown,
    /// Compressed bytes that do not come back.
    #[error("the column's compressed bytes are broken")]
    Compressed,
    /// A number points outside its list or row.
    #[error("the column's payload points outside of its own lists")]
    Outside,
    /// More rows than a column may have.
    #[error("the column claims {0} rows, more than {ROWS_MAX}")]
    TooLong(usize),
}

/// Packs columns. Keeps its compressors from one column to the next.
pub struct Encoder {
    packer: Packer,
}

/// Unpacks columns. Keeps its decompressor and its scratch from one column to the next.
#[derive(Default)]
pub struct Decoder {
    unpacker: Unpacker,
}

/// Packs one column at zstd `level`; see [`Encoder::column`].
pub fn encode(kind: Kind, bits: &[u64], scale: Option<Scale>, level: i32) -> Vec<u8> {
    Encoder::new(level).column(kind, bits, scale)
}

/// Unpacks one column; see [`Decoder::column`].
pub fn decode(kind: Kind, payload: &[u8], rows: usize) -> Result<Vec<u64>, ColumnDamage> {
    Decoder::default().column(kind, payload, rows)
}

/// Packs times, microseconds, at zstd `level`.
pub fn encode_times(times: &[i64], level: i32) -> Vec<u8> {
    Encoder::new(level).times(times)
}

/// Unpacks times.
pub fn decode_times(payload: &[u8], rows: usize) -> Result<Vec<i64>, ColumnDamage> {
    Decoder::default().times(payload, rows)
}

impl Encoder {
    /// Packs at zstd `level`, 1 (fast) to 22 (small).
    pub fn new(level: i32) -> Self {
        Self { packer: Packer::new(level) }
    }

    /// Packs values of one kind. `scale` is a hint: where every value is exactly a count scaled by it, counts
    /// are stored. Of more than [`ROWS_MAX`] rows only that many can be read back in one piece.
    pub fn column(&mut self, kind: Kind, bits: &[u64], scale: Option<Scale>) -> Vec<u8> {
        let (mapping, numbers, exceptions) = match kind {
            Kind::Float => mapping::find(bits, scale),
            Kind::Bool | Kind::Int | Kind::UInt | Kind::Text => (Mapping::Same, bits.to_vec(), Vec::new()),
        };
        let best = self.best(mapping, &numbers, &exceptions, &Transform::VALUES);
        if mapping.is_wide() {
            let plain = self.best(Mapping::Same, bits, &[], &Transform::VALUES);
            return if plain.len() < best.len() { plain } else { best };
        }
        best
    }

    /// Packs times, microseconds.
    pub fn times(&mut self, times: &[i64]) -> Vec<u8> {
        let numbers: Vec<u64> = times.iter().map(|time| time.cast_unsigned()).collect();
        self.best(Mapping::Same, &numbers, &[], &Transform::TIMES)
    }

    /// The shortest payload among some transforms.
    fn best(
        &mut self,
        mapping: Mapping,
        numbers: &[u64],
        exceptions: &[(usize, u64)],
        transforms: &[Transform],
    ) -> Vec<u8> {
        let plan = Plan::new(numbers);
        let mut best: Option<(usize, Transform, stream::Encoded)> = None;
        for transform in transforms {
            let Some(encoded) = plan.encode(*transform) else { continue };
            let size = encoded.head.len() + self.packer.estimate(&encoded.body);
            if best.as_ref().is_none_or(|(least, ..)| size < *least) {
                best = Some((size, *transform, encoded));
            }
        }
        let (transform, encoded) = match best {
            Some((_, transform, encoded)) => (transform, encoded),
            None => (Transform::Constant, plan.constant()),
        };
        let packed = self.packer.pack(&encoded.body);
        let mut payload = Vec::with_capacity(32 + encoded.head.len() + encoded.body.len());
        let mut first = mapping.code() | transform.code() << 3;
        first |= if packed.is_some() { COMPRESSED } else { 0 };
        first |= if exceptions.is_empty() { 0 } else { EXCEPTIONS };
        payload.push(first);
        mapping.put(&mut payload);
        if !exceptions.is_empty() {
            mapping::put_exceptions(&mut payload, exceptions);
        }
        payload.extend_from_slice(&encoded.head);
        payload.extend_from_slice(packed.as_deref().unwrap_or(&encoded.body));
        payload
    }
}

impl Decoder {
    /// Unpacks `rows` values of one kind.
    pub fn column(&mut self, kind: Kind, payload: &[u8], rows: usize) -> Result<Vec<u64>, ColumnDamage> {
        let mut numbers = Vec::new();
        let head = self.numbers(payload, rows, rows, &mut numbers)?;
        if kind != Kind::Float && head.mapping != Mapping::Same {
            return Err(ColumnDamage::Unknown);
        }
        head.mapping.restore(&mut numbers);
        for (row, bits) in head.exceptions {
            *numbers.get_mut(row).ok_or(ColumnDamage::Outside)? = bits;
        }
        Ok(numbers)
    }

    /// Unpacks the value of one row alone, of a column of `rows`.
    pub fn value(
        &mut self,
        kind: Kind,
        payload: &[u8],
        rows: usize,
        row: usize,
    ) -> Result<u64, ColumnDamage> {
        if row >= rows {
            return Err(ColumnDamage::Outside);
        }
        let mut numbers = Vec::new();
        let head = self.numbers(payload, rows, row + 1, &mut numbers)?;
        if kind != Kind::Float && head.mapping != Mapping::Same {
            return Err(ColumnDamage::Unknown);
        }
        if let Some((_, bits)) = head.exceptions.iter().find(|(at, _)| *at == row) {
            return Ok(*bits);
        }
        let mut last = [*numbers.last().ok_or(ColumnDamage::Cut)?];
        head.mapping.restore(&mut last);
        let [bits] = last;
        Ok(bits)
    }

    /// Unpacks `rows` times, microseconds.
    pub fn times(&mut self, payload: &[u8], rows: usize) -> Result<Vec<i64>, ColumnDamage> {
        Ok(self.column(Kind::Int, payload, rows)?.into_iter().map(u64::cast_signed).collect())
    }

    /// The first `take` whole numbers of a column of `rows`.
    fn numbers(
        &mut self,
        payload: &[u8],
        rows: usize,
        take: usize,
        numbers: &mut Vec<u64>,
    ) -> Result<Head, ColumnDamage> {
        if rows > ROWS_MAX {
            return Err(ColumnDamage::TooLong(rows));
        }
        let mut cursor = Cursor::new(payload);
        let first = cursor.byte()?;
        let mapping = Mapping::take(first & 7, &mut cursor)?;
        let transform = Transform::from_code(first >> 3 & 7);
        let exceptions =
            if first & EXCEPTIONS == 0 { Vec::new() } else { mapping::take_exceptions(&mut cursor, rows)? };
        let head = stream::Head::take(transform, &mut cursor, rows)?;
        let body = if first & COMPRESSED == 0 {
            cursor.rest()
        } else {
            self.unpacker.unpack(cursor.rest(), head.body_max(rows))?
        };
        head.decode(body, rows, take, numbers)?;
        Ok(Head { mapping, exceptions })
    }
}

/// What a payload says before its numbers.
struct Head {
    mapping: Mapping,
    exceptions: Vec<(usize, u64)>,
}

#[cfg(test)]
mod tests;
