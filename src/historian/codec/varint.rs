//! Numbers of seven bits a byte, lowest first: read one at a time, or a whole body as fast as it goes.

use crate::historian::codec::ColumnDamage;

/// The top bit of each of eight bytes: set where a number goes on.
const GOES_ON: u64 = 0x8080_8080_8080_8080;

/// Appends a number.
pub(super) fn put(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Small numbers of either sign become small numbers: 0, -1, 1, -2, 2.
pub(super) const fn zigzag(number: i64) -> u64 {
    (number << 1 ^ number >> 63).cast_unsigned()
}

/// The way back of [`zigzag`].
pub(super) const fn unzigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -((number & 1).cast_signed())
}

/// Appends `count` numbers that stand at the begin of `bytes`; returns what is left.
pub(super) fn take_many<'a>(
    mut bytes: &'a [u8],
    count: usize,
    numbers: &mut Vec<u64>,
) -> Result<&'a [u8], ColumnDamage> {
    let end = numbers.len() + count;
    numbers.reserve(count);
    while end - numbers.len() >= 8 {
        let Some((eight, rest)) = bytes.split_first_chunk::<8>() else { break };
        if u64::from_le_bytes(*eight) & GOES_ON == 0 {
            numbers.extend_from_slice(&eight.map(u64::from));
            bytes = rest;
        } else {
            for _ in 0..8 {
                let (number, rest) = take(bytes)?;
                numbers.push(number);
                bytes = rest;
            }
        }
    }
    while numbers.len() < end {
        let (number, rest) = take(bytes)?;
        numbers.push(number);
        bytes = rest;
    }
    Ok(bytes)
}

#[inline]
fn take(bytes: &[u8]) -> Result<(u64, &[u8]), ColumnDamage> {
    match bytes {
        [first, rest @ ..] if *first < 0x80 => Ok((u64::from(*first), rest)),
        [first, second, rest @ ..] if *second < 0x80 => {
            Ok((u64::from(*first & 0x7f) | u64::from(*second) << 7, rest))
        }
        _ => take_long(bytes),
    }
}

fn take_long(bytes: &[u8]) -> Result<(u64, &[u8]), ColumnDamage> {
    let mut number = 0;
    for (at, byte) in bytes.iter().take(10).enumerate() {
        number |= u64::from(byte & 0x7f) << (7 * at);
        if *byte < 0x80 {
            // The tenth byte has room for one bit.
            if at == 9 && *byte > 1 {
                return Err(ColumnDamage::Outside);
            }
            return Ok((number, bytes.get(at + 1..).unwrap_or_default()));
        }
    }
    Err(if bytes.len() < 10 { ColumnDamage::Cut } else { ColumnDamage::Outside })
}

/// Reads from the begin of some bytes on.
pub(super) struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    /// At the begin.
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// One byte.
    pub(super) fn byte(&mut self) -> Result<u8, ColumnDamage> {
        let (byte, rest) = self.rest.split_first().ok_or(ColumnDamage::Cut)?;
        self.rest = rest;
        Ok(*byte)
    }

    /// Eight bytes, lowest first.
    pub(super) fn eight(&mut self) -> Result<u64, ColumnDamage> {
        let (eight, rest) = self.rest.split_first_chunk::<8>().ok_or(ColumnDamage::Cut)?;
        self.rest = rest;
        Ok(u64::from_le_bytes(*eight))
    }

    /// One number.
    pub(super) fn number(&mut self) -> Result<u64, ColumnDamage> {
        let (number, rest) = take(self.rest)?;
        self.rest = rest;
        Ok(number)
    }

    /// Many numbers.
    pub(super) fn numbers(&mut self, count: usize) -> Result<Vec<u64>, ColumnDamage> {
        if count > self.rest.len() {
            return Err(ColumnDamage::Cut);
        }
        let mut numbers = Vec::new();
        self.rest = take_many(self.rest, count, &mut numbers)?;
        Ok(numbers)
    }

    /// What has not been read.
    pub(super) const fn rest(&self) -> &'a [u8] {
        self.rest
    }
}
