//! Addresses, encodings, byte orders and not-implemented marks as they are typed in a layout.

use std::fmt;
use std::sync::Arc;

use crate::device::{Address, ByteOrder, Encoding, NotImplemented, Notation, Table};

/// Why a text is no address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// None of the notations.
    #[error("no address, such as holding:12, holding:#13, holding:0x0C, 40013 or 400013: {0}")]
    Unknown(String),
    /// A table there is none of.
    #[error("no table; there are coil, discrete, input and holding: {0}")]
    Table(String),
    /// A first digit that stands for no table.
    #[error("no table digit; there are 0 (coil), 1 (discrete), 3 (input) and 4 (holding): {0}")]
    TableDigit(String),
    /// Outside the table, or 0 where counting starts at 1.
    #[error("outside {minimum} to {maximum}: {typed}")]
    OutOfRange {
        /// Smallest in that notation.
        minimum: u32,
        /// Largest in that notation.
        maximum: u32,
        /// As typed.
        typed: String,
    },
    /// Bits that are not in order or not within 0 to 15.
    #[error("no bits of a register, such as .3 or .4-7: {0}")]
    Bits(String),
    /// A coil or discrete input has no bits of its own.
    #[error("bits can be told of registers only: {0}")]
    BitsOfABit(String),
}

/// Why a word of a layout names nothing that is known here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WordError {
    /// No such type.
    #[error(
        "no type; there are bit, bits, u8hi, u8lo, i8hi, i8lo, u16, i16, u32, i32, u64, i64, f32, f64, \
             sm16, sm32, bcd16, bcd32, text:8 and epoch32: {0}"
    )]
    Encoding(String),
    /// A text of no or too many registers.
    #[error("a text takes 1 to 125 registers: {0}")]
    TextLength(String),
    /// No such order.
    #[error("no byte order; there are ABCD, CDAB, BADC and DCBA: {0}")]
    Order(String),
    /// No such mark.
    #[error("no mark; none, sunspec or a raw content such as 0x8000: {0}")]
    NotImplemented(String),
}

impl Table {
    /// As it is typed: `coil`, `discrete`, `input`, `holding`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Coil => "coil",
            Self::DiscreteInput => "discrete",
            Self::InputRegister => "input",
            Self::HoldingRegister => "holding",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::Coil, Self::DiscreteInput, Self::InputRegister, Self::HoldingRegister]
            .into_iter()
            .find(|table| table.word() == word)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl Address {
    /// Reads any notation of the layout format. `one_based` is the device's own habit for plain numbers.
    pub fn parse(typed: &str, one_based: bool) -> Result<Self, AddressError> {
        let (place, bits) = match typed.split_once('.') {
            Some((place, bits)) => (place, Some(bits)),
            None => (typed, None),
        };
        let (table, number, notation) = match place.split_once(':') {
            Some((word, number)) => {
                let table = Table::parse(word).ok_or_else(|| AddressError::Table(typed.to_owned()))?;
                let (number, notation) = in_table(number, one_based);
                (table, number, notation)
            }
            None => modicon(place, typed)?,
        };
        let offset = offset(number, notation, typed)?;
        let bits = bits.map(|bits| parse_bits(bits, table, typed)).transpose()?;
        Ok(Self { table, offset, bits, typed: Arc::from(typed), notation })
    }
}

/// As typed, and 0-based: `40013.3 (holding 12 bit 3)`.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} {}", self.typed, self.table, self.offset)?;
        match self.bits {
            Some((first, 1)) => write!(f, " bit {first})"),
            Some((first, count)) => write!(f, " bits {first} to {})", first.saturating_add(count) - 1),
            None => f.write_str(")"),
        }
    }
}

impl Encoding {
    /// Reads the name of a type, such as `u16` or `text:8`.
    pub fn parse(word: &str) -> Result<Self, WordError> {
        if let Some(length) = word.strip_prefix("text:") {
            return match length.parse() {
                Ok(registers @ 1..=125) if is_digits(length) => Ok(Self::Text { registers }),
                Ok(_) | Err(_) => Err(WordError::TextLength(word.to_owned())),
            };
        }
        let found = NAMES.iter().find(|(name, _)| *name == word);
        found.map(|(_, encoding)| *encoding).ok_or_else(|| WordError::Encoding(word.to_owned()))
    }
}

/// Its name, as it is typed.
impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Text { registers } = self {
            return write!(f, "text:{registers}");
        }
        f.write_str(NAMES.iter().find(|(_, encoding)| encoding == self).map_or("", |(name, _)| name))
    }
}

/// Every encoding but text by its name.
pub(crate) const NAMES: [(&str, Encoding); 19] = [
    ("bit", Encoding::Bit),
    ("bits", Encoding::BitField),
    ("u8hi", Encoding::U8High),
    ("u8lo", Encoding::U8Low),
    ("i8hi", Encoding::I8High),
    ("i8lo", Encoding::I8Low),
    ("u16", Encoding::U16),
    ("i16", Encoding::I16),
    ("u32", Encoding::U32),
    ("i32", Encoding::I32),
    ("u64", Encoding::U64),
    ("i64", Encoding::I64),
    ("f32", Encoding::F32),
    ("f64", Encoding::F64),
    ("sm16", Encoding::SignMagnitude16),
    ("sm32", Encoding::SignMagnitude32),
    ("bcd16", Encoding::Bcd16),
    ("bcd32", Encoding::Bcd32),
    ("epoch32", Encoding::Epoch32),
];

impl ByteOrder {
    /// Reads `ABCD`, `CDAB`, `BADC` or `DCBA`.
    pub fn parse(word: &str) -> Result<Self, WordError> {
        [Self::Abcd, Self::Cdab, Self::Badc, Self::Dcba]
            .into_iter()
            .find(|order| order.word() == word)
            .ok_or_else(|| WordError::Order(word.to_owned()))
    }

    /// As it is typed.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Abcd => "ABCD",
            Self::Cdab => "CDAB",
            Self::Badc => "BADC",
            Self::Dcba => "DCBA",
        }
    }
}

impl NotImplemented {
    /// Reads `none`, `sunspec`, or a raw content, decimal or hexadecimal.
    pub fn parse(word: &str) -> Result<Self, WordError> {
        match word {
            "none" => Ok(Self::None),
            "sunspec" => Ok(Self::SunSpec),
            _ => number(word).map(Self::Raw).ok_or_else(|| WordError::NotImplemented(word.to_owned())),
        }
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A decimal number, or a hexadecimal one after `0x`; no sign, no blanks.
fn number(text: &str) -> Option<u64> {
    match text.strip_prefix("0x") {
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            u64::from_str_radix(digits, 16).ok()
        }
        Some(_) => None,
        None => is_digits(text).then(|| text.parse().ok()).flatten(),
    }
}

/// The number after `holding:` and its notation.
fn in_table(typed: &str, one_based: bool) -> (&str, Notation) {
    match typed.strip_prefix('#') {
        Some(number) => (number, Notation::OneBased),
        None if typed.starts_with("0x") => (typed, Notation::Hexadecimal),
        None if one_based => (typed, Notation::OneBased),
        None => (typed, Notation::ZeroBased),
    }
}

/// A table digit followed by four or five digits.
fn modicon<'a>(place: &'a str, typed: &str) -> Result<(Table, &'a str, Notation), AddressError> {
    let notation = match place.len() {
        5 => Notation::Modicon5,
        6 => Notation::Modicon6,
        _ => return Err(AddressError::Unknown(typed.to_owned())),
    };
    if !is_digits(place) {
        return Err(AddressError::Unknown(typed.to_owned()));
    }
    let (digit, number) = place.split_at(1);
    let table = match digit {
        "0" => Table::Coil,
        "1" => Table::DiscreteInput,
        "3" => Table::InputRegister,
        "4" => Table::HoldingRegister,
        _ => return Err(AddressError::TableDigit(typed.to_owned())),
    };
    Ok((table, number, notation))
}

/// The 0-based offset of a number in its notation.
fn offset(typed_number: &str, notation: Notation, typed: &str) -> Result<u16, AddressError> {
    let (minimum, maximum) = match notation {
        Notation::ZeroBased | Notation::Hexadecimal => (0, 0xFFFF),
        Notation::OneBased | Notation::Modicon6 => (1, 0x1_0000),
        Notation::Modicon5 => (1, 9_999),
    };
    let hexadecimal = typed_number.starts_with("0x");
    let number = number(typed_number)
        .filter(|_| hexadecimal == (notation == Notation::Hexadecimal))
        .ok_or_else(|| AddressError::Unknown(typed.to_owned()))?;
    let out_of_range = || AddressError::OutOfRange { minimum, maximum, typed: typed.to_owned() };
    let number = u32::try_from(number).map_err(|_| out_of_range())?;
    if !(minimum..=maximum).contains(&number) {
        return Err(out_of_range());
    }
    u16::try_from(number - minimum).map_err(|_| out_of_range())
}

/// First bit and count of `3` or `4-7`.
fn parse_bits(bits: &str, table: Table, typed: &str) -> Result<(u8, u8), AddressError> {
    if table.holds_bits() {
        return Err(AddressError::BitsOfABit(typed.to_owned()));
    }
    let bit = |text: &str| match text.parse() {
        Ok(bit @ 0..16u8) if is_digits(text) => Some(bit),
        Ok(_) | Err(_) => None,
    };
    let (first, last) = bits.split_once('-').unwrap_or((bits, bits));
    match (bit(first), bit(last)) {
        (Some(first), Some(last)) if first <= last => Ok((first, last - first + 1)),
        _ => Err(AddressError::Bits(typed.to_owned())),
    }
}

#[cfg(test)]
mod tests;
