//! From floating point numbers to whole numbers that stand for them exactly, and back.
//!
//! Most process values were whole numbers once: counts scaled by a straight line, or decimals. A mapping is only
//! taken where it gives back the very bits; the few values of a column that it cannot tell stand beside it.

use crate::historian::Scale;
use crate::historian::codec::ColumnDamage;
use crate::historian::codec::varint::{Cursor, put, unzigzag, zigzag};

/// How whole numbers stand for values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Mapping {
    /// The bits are the number.
    Same,
    /// `n / 10^e`.
    Decimal(u8),
    /// `n / 10^e`, rounded to binary32.
    DecimalSingle(u8),
    /// Counts.
    Counts(Scale),
    /// The bits of a binary32.
    Single,
}

/// Powers of ten that binary64 holds exactly and decimals are looked for with.
const POWERS: [f64; 19] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18];

/// Whole numbers up to here are exact in binary64.
const EXACT_MAX: f64 = 9_007_199_254_740_992.0;

/// From here on a decimal's whole numbers are about as long as the bits, and the bits may be shorter.
const WIDE_EXPONENT: u8 = 11;

fn power(exponent: u8) -> f64 {
    POWERS.get(usize::from(exponent)).copied().unwrap_or(1.0)
}

impl Mapping {
    /// Three bits.
    pub(super) const fn code(self) -> u8 {
        match self {
            Self::Same => 0,
            Self::Decimal(_) => 1,
            Self::DecimalSingle(_) => 2,
            Self::Counts(Scale::Linear { .. }) => 3,
            Self::Counts(Scale::TwoPoint { .. }) => 4,
            Self::Single => 5,
        }
    }

    /// Whether the plain bits may be shorter.
    pub(super) const fn is_wide(self) -> bool {
        match self {
            Self::Decimal(exponent) => exponent >= WIDE_EXPONENT,
            Self::Same | Self::DecimalSingle(_) | Self::Counts(_) | Self::Single => false,
        }
    }

    /// Appends its parameters.
    pub(super) fn put(self, bytes: &mut Vec<u8>) {
        match self {
            Self::Same | Self::Single => {}
            Self::Decimal(exponent) | Self::DecimalSingle(exponent) => bytes.push(exponent),
            Self::Counts(Scale::Linear { gain, offset }) => {
                put_number(bytes, gain);
                put_number(bytes, offset);
            }
            Self::Counts(Scale::TwoPoint { raw, units }) => {
                raw.into_iter().chain(units).for_each(|number| put_number(bytes, number));
            }
        }
    }

    /// Reads its parameters.
    pub(super) fn take(code: u8, cursor: &mut Cursor<'_>) -> Result<Self, ColumnDamage> {
        Ok(match code {
            0 => Self::Same,
            1 => Self::Decimal(take_exponent(cursor)?),
            2 => Self::DecimalSingle(take_exponent(cursor)?),
            3 => Self::Counts(Scale::Linear { gain: take_number(cursor)?, offset: take_number(cursor)? }),
            4 => Self::Counts(Scale::TwoPoint {
                raw: [take_number(cursor)?, take_number(cursor)?],
                units: [take_number(cursor)?, take_number(cursor)?],
            }),
            5 => Self::Single,
            _ => return Err(ColumnDamage::Unknown),
        })
    }

    /// Whole numbers become the bits of values, in place.
    pub(super) fn restore(self, numbers: &mut [u64]) {
        match self {
            Self::Same => {}
            Self::Decimal(exponent) => {
                let power = power(exponent);
                for number in numbers {
                    *number = decimal(number.cast_signed(), power).to_bits();
                }
            }
            Self::DecimalSingle(exponent) => {
                let power = power(exponent);
                for number in numbers {
                    *number = decimal_single(number.cast_signed(), power).to_bits();
                }
            }
            Self::Counts(scale) => {
                for number in numbers {
                    *number = scale.units(number.cast_signed()).to_bits();
                }
            }
            Self::Single => {
                for number in numbers {
                    *number = f64::from(f32::from_bits(*number as u32)).to_bits();
                }
            }
        }
    }
}

fn decimal(number: i64, power: f64) -> f64 {
    number as f64 / power
}

fn decimal_single(number: i64, power: f64) -> f64 {
    f64::from((number as f64 / power) as f32)
}

/// The mapping that tells a column of binary64 best: its whole numbers, and what it cannot tell by row.
pub(super) fn find(bits: &[u64], scale: Option<Scale>) -> (Mapping, Vec<u64>, Vec<(usize, u64)>) {
    if let Some(scale) = scale
        && let Some((numbers, exceptions)) = told(bits, |value| scale.counts(value))
    {
        return (Mapping::Counts(scale), numbers, exceptions);
    }
    let exact = |exponent: u8| {
        let power = power(exponent);
        move |value: f64| nearest(value, power).filter(|n| decimal(*n, power).to_bits() == value.to_bits())
    };
    if let Some((exponent, (numbers, exceptions))) = find_exponent(bits, exact) {
        return (Mapping::Decimal(exponent), numbers, exceptions);
    }
    let single = |bits: u64| {
        let value = f64::from_bits(bits) as f32;
        (f64::from(value).to_bits() == bits).then(|| u64::from(value.to_bits()))
    };
    let Some(singles) = bits.iter().map(|bits| single(*bits)).collect::<Option<Vec<_>>>() else {
        return (Mapping::Same, bits.to_vec(), Vec::new());
    };
    let rounded = |exponent: u8| {
        let power = power(exponent);
        move |value: f64| {
            nearest(value, power).filter(|n| decimal_single(*n, power).to_bits() == value.to_bits())
        }
    };
    match find_exponent(bits, rounded) {
        // Beyond seven digits any binary32 is a decimal of some sort, longer than its own bits.
        Some((exponent, (numbers, exceptions)))
            if numbers.iter().all(|number| number.cast_signed().unsigned_abs() < 1 << 25) =>
        {
            (Mapping::DecimalSingle(exponent), numbers, exceptions)
        }
        Some(_) | None => (Mapping::Single, singles, Vec::new()),
    }
}

fn nearest(value: f64, power: f64) -> Option<i64> {
    let number = (value * power).round();
    (number.abs() <= EXACT_MAX).then_some(number as i64)
}

/// Whole numbers of a column and the rows that have none; `None` where those are too many.
type Told = (Vec<u64>, Vec<(usize, u64)>);

fn told(bits: &[u64], number: impl Fn(f64) -> Option<i64>) -> Option<Told> {
    let exceptions_max = bits.len() / 64;
    let mut exceptions = Vec::new();
    let mut numbers = Vec::with_capacity(bits.len());
    let mut before = 0;
    for (row, bits) in bits.iter().enumerate() {
        match number(f64::from_bits(*bits)) {
            Some(number) => before = number.cast_unsigned(),
            None if exceptions.len() < exceptions_max => exceptions.push((row, *bits)),
            None => return None,
        }
        numbers.push(before);
    }
    Some((numbers, exceptions))
}

/// The least exponent that tells nearly all values. A sample of the rows says where to begin.
fn find_exponent<F: Fn(f64) -> Option<i64>>(bits: &[u64], with: impl Fn(u8) -> F) -> Option<(u8, Told)> {
    let exponents = || 0..POWERS.len() as u8;
    let needed = |bits: u64| exponents().find(|exponent| with(*exponent)(f64::from_bits(bits)).is_some());
    let stride = (bits.len() / 64).max(1);
    let sample: Vec<Option<u8>> = bits.iter().step_by(stride).map(|bits| needed(*bits)).collect();
    let found = sample.iter().flatten().count();
    if found * 16 < sample.len() * 15 {
        return None;
    }
    let mut from = sample.into_iter().flatten().max().unwrap_or(0);
    // Each turn is at least one digit more, and most columns need one or two turns.
    while usize::from(from) < POWERS.len() {
        if let Some(told) = told(bits, with(from)) {
            return Some((from, told));
        }
        from += 1;
    }
    None
}

/// Appends the values that a mapping cannot tell: row after row, bits.
pub(super) fn put_exceptions(bytes: &mut Vec<u8>, exceptions: &[(usize, u64)]) {
    put(bytes, exceptions.len() as u64);
    let mut before = 0;
    for (row, bits) in exceptions {
        put(bytes, (row - before) as u64);
        bytes.extend_from_slice(&bits.to_le_bytes());
        before = *row;
    }
}

/// Reads them.
pub(super) fn take_exceptions(
    cursor: &mut Cursor<'_>,
    rows: usize,
) -> Result<Vec<(usize, u64)>, ColumnDamage> {
    let count = cursor.number()?;
    if count > rows as u64 || count > cursor.rest().len() as u64 {
        return Err(ColumnDamage::Outside);
    }
    let mut exceptions = Vec::new();
    let mut row = 0_u64;
    for _ in 0..count {
        row = row.saturating_add(cursor.number()?);
        if row >= rows as u64 {
            return Err(ColumnDamage::Outside);
        }
        exceptions.push((row as usize, cursor.eight()?));
    }
    Ok(exceptions)
}

/// A parameter as a short decimal, or else as its bits behind an exponent that no decimal has.
fn put_number(bytes: &mut Vec<u8>, number: f64) {
    for (exponent, power) in (0_u8..).zip(POWERS) {
        if let Some(whole) = nearest(number, power)
            && decimal(whole, power).to_bits() == number.to_bits()
        {
            bytes.push(exponent);
            return put(bytes, zigzag(whole));
        }
    }
    bytes.push(u8::MAX);
    bytes.extend_from_slice(&number.to_bits().to_le_bytes());
}

fn take_number(cursor: &mut Cursor<'_>) -> Result<f64, ColumnDamage> {
    match cursor.byte()? {
        u8::MAX => Ok(f64::from_bits(cursor.eight()?)),
        exponent if usize::from(exponent) < POWERS.len() => {
            Ok(decimal(unzigzag(cursor.number()?), power(exponent)))
        }
        _ => Err(ColumnDamage::Unknown),
    }
}

fn take_exponent(cursor: &mut Cursor<'_>) -> Result<u8, ColumnDamage> {
    let exponent = cursor.byte()?;
    if usize::from(exponent) < POWERS.len() { Ok(exponent) } else { Err(ColumnDamage::Unknown) }
}
