//! From register contents to raw values, exactly, and what of it is no value at all.

use std::sync::Arc;

use crate::device::{ByteOrder, Encoding, NotImplemented, Source, Table};
use crate::tag::{Bad, Quality, Scaling, Tag, Value};

/// The contents a tag is read from: exactly its own, in the order of their addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words<'a> {
    /// Coils or discrete inputs.
    Bits(&'a [bool]),
    /// Input or holding registers.
    Registers(&'a [u16]),
}

impl Table {
    /// Whether it holds bits; otherwise it holds registers.
    pub const fn holds_bits(self) -> bool {
        match self {
            Self::Coil | Self::DiscreteInput => true,
            Self::InputRegister | Self::HoldingRegister => false,
        }
    }
}

impl Encoding {
    /// How many registers it takes in a register table: 1 to 125.
    pub const fn registers(self) -> u16 {
        match self {
            Self::Bit
            | Self::BitField
            | Self::U8High
            | Self::U8Low
            | Self::I8High
            | Self::I8Low
            | Self::U16
            | Self::I16
            | Self::SignMagnitude16
            | Self::Bcd16 => 1,
            Self::U32 | Self::I32 | Self::F32 | Self::SignMagnitude32 | Self::Bcd32 | Self::Epoch32 => 2,
            Self::U64 | Self::I64 | Self::F64 => 4,
            Self::Text { registers } => registers as u16,
        }
    }
}

impl ByteOrder {
    /// Whether the two bytes of a register are swapped.
    pub const fn swaps_bytes(self) -> bool {
        matches!(self, Self::Badc | Self::Dcba)
    }

    /// Whether the least significant register stands first.
    pub const fn swaps_registers(self) -> bool {
        matches!(self, Self::Cdab | Self::Dcba)
    }

    /// A register as its device means it; the way back is the same.
    pub const fn register(self, content: u16) -> u16 {
        if self.swaps_bytes() { content.swap_bytes() } else { content }
    }
}

impl Source {
    /// Registers or bits it takes in its table.
    pub const fn width(&self) -> u16 {
        if self.address.table.holds_bits() { 1 } else { self.encoding.registers() }
    }

    /// Whether all it takes, the exponent included, lies within addresses 0 to 65535.
    pub fn fits_its_table(&self) -> bool {
        self.width() > 0 && u32::from(self.address.offset) + u32::from(self.width()) <= 0x1_0000
    }

    /// The raw value in the contents of its own addresses.
    pub fn decode(&self, words: Words<'_>) -> Result<Value, Bad> {
        match (words, self.address.table.holds_bits()) {
            (Words::Bits([bit]), true) if self.encoding == Encoding::Bit => Ok(Value::Bool(*bit)),
            (Words::Bits([_]), true) => Err(Bad::ConfigurationError),
            (Words::Registers(registers), false) if registers.len() == usize::from(self.width()) => {
                self.decode_registers(registers)
            }
            (Words::Bits(_) | Words::Registers(_), _) => Err(Bad::BrokenAnswer),
        }
    }

    /// The decimal exponent in its register; `None` where the device has none (`SunSpec`: 0x8000 or beyond
    /// 10 either way).
    pub fn decode_exponent(&self, register: u16) -> Option<i64> {
        let exponent = i64::from(self.order.register(register) as i16);
        (-10..=10).contains(&exponent).then_some(exponent)
    }

    /// The engineering value and its quality; no value where the contents tell none.
    pub fn read(&self, tag: &Tag, words: Words<'_>, exponent: Option<i64>) -> (Option<Value>, Quality) {
        match self.decode(words) {
            // Without its exponent a number could be off by any power of ten: that is no value.
            Ok(_) if tag.scaling == Scaling::Exponent && exponent.is_none() => {
                (None, Quality::Bad(Bad::NotImplemented))
            }
            Ok(raw) => {
                let (value, quality) = tag.scaling.engineering(raw, exponent);
                (Some(value), quality)
            }
            Err(bad) => (None, Quality::Bad(bad)),
        }
    }

    fn decode_registers(&self, registers: &[u16]) -> Result<Value, Bad> {
        if let Encoding::Text { .. } = self.encoding {
            return self.decode_text(registers);
        }
        let content = assemble(registers, self.order);
        let value = match self.encoding {
            Encoding::Bit | Encoding::BitField => self.field(content)?,
            Encoding::U8High | Encoding::I8High => content >> 8,
            Encoding::U8Low | Encoding::I8Low => content & 0xFF,
            Encoding::U16
            | Encoding::I16
            | Encoding::U32
            | Encoding::I32
            | Encoding::U64
            | Encoding::I64
            | Encoding::F32
            | Encoding::F64
            | Encoding::SignMagnitude16
            | Encoding::SignMagnitude32
            | Encoding::Bcd16
            | Encoding::Bcd32
            | Encoding::Text { .. }
            | Encoding::Epoch32 => content,
        };
        let absent = match self.not_implemented {
            NotImplemented::None => false,
            NotImplemented::SunSpec => sunspec_mark(self.encoding, content),
            NotImplemented::Raw(mark) => value == mark,
        };
        if absent { Err(Bad::NotImplemented) } else { interpret(self.encoding, value) }
    }

    /// The bits of a bit or bit field, shifted down.
    fn field(&self, content: u64) -> Result<u64, Bad> {
        let (first, count) = self.field_bits().ok_or(Bad::ConfigurationError)?;
        Ok((content >> first) & ((1 << count) - 1))
    }

    /// First bit and count of a bit or bit field; `None` where the layout does not say which.
    pub(crate) fn field_bits(&self) -> Option<(u8, u8)> {
        match (self.encoding, self.address.bits) {
            (Encoding::Bit, Some((first @ 0..16, 1))) => Some((first, 1)),
            (Encoding::BitField, None) => Some((0, 16)),
            (Encoding::BitField, Some((first @ 0..16, count @ 1..=16))) if first + count <= 16 => {
                Some((first, count))
            }
            _ => None,
        }
    }

    /// Registers hold text in their natural order whatever the word order; only the bytes may be swapped.
    fn decode_text(&self, registers: &[u16]) -> Result<Value, Bad> {
        let absent = match self.not_implemented {
            NotImplemented::None => false,
            NotImplemented::SunSpec => registers.iter().all(|register| *register == 0),
            NotImplemented::Raw(mark) => registers.iter().all(|register| u64::from(*register) == mark),
        };
        if absent {
            return Err(Bad::NotImplemented);
        }
        let bytes: Vec<u8> = registers
            .iter()
            .flat_map(|register| self.order.register(*register).to_be_bytes())
            .take_while(|byte| *byte != 0)
            .collect();
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            // Old devices speak Latin-1: every byte is a letter.
            Err(error) => error.into_bytes().into_iter().map(char::from).collect(),
        };
        let text = text.trim_matches(' ').replace(char::is_control, "\u{FFFD}");
        Ok(Value::Text(Arc::from(text)))
    }
}

/// One to four registers as one number, the most significant byte first.
fn assemble(registers: &[u16], order: ByteOrder) -> u64 {
    let push = |content: u64, register: &u16| content << 16 | u64::from(order.register(*register));
    if order.swaps_registers() {
        registers.iter().rev().fold(0, push)
    } else {
        registers.iter().fold(0, push)
    }
}

/// `SunSpec`'s not-implemented marks (Device Information Model Specification 1.1, section 4.2.1).
const fn sunspec_mark(encoding: Encoding, content: u64) -> bool {
    match encoding {
        Encoding::Bit
        | Encoding::BitField
        | Encoding::U8High
        | Encoding::U8Low
        | Encoding::U16
        | Encoding::Bcd16 => content == 0xFFFF,
        Encoding::I8High | Encoding::I8Low | Encoding::I16 | Encoding::SignMagnitude16 => content == 0x8000,
        Encoding::U32 | Encoding::Bcd32 | Encoding::Epoch32 => content == 0xFFFF_FFFF,
        Encoding::I32 | Encoding::SignMagnitude32 => content == 0x8000_0000,
        Encoding::U64 => content == u64::MAX,
        Encoding::I64 => content == 1 << 63,
        Encoding::F32 => f32::from_bits(content as u32).is_nan(),
        Encoding::F64 => f64::from_bits(content).is_nan(),
        Encoding::Text { .. } => false,
    }
}

fn interpret(encoding: Encoding, content: u64) -> Result<Value, Bad> {
    let value = match encoding {
        Encoding::Bit => Value::Bool(content != 0),
        Encoding::BitField
        | Encoding::U8High
        | Encoding::U8Low
        | Encoding::U16
        | Encoding::U32
        | Encoding::U64
        | Encoding::Epoch32 => Value::UInt(content),
        Encoding::I8High | Encoding::I8Low => Value::Int(i64::from(content as i8)),
        Encoding::I16 => Value::Int(i64::from(content as i16)),
        Encoding::I32 => Value::Int(i64::from(content as i32)),
        Encoding::I64 => Value::Int(content as i64),
        Encoding::F32 => finite(f64::from(f32::from_bits(content as u32)))?,
        Encoding::F64 => finite(f64::from_bits(content))?,
        Encoding::SignMagnitude16 => sign_magnitude(content, 15),
        Encoding::SignMagnitude32 => sign_magnitude(content, 31),
        Encoding::Bcd16 => decimal_digits(content, 4)?,
        Encoding::Bcd32 => decimal_digits(content, 8)?,
        Encoding::Text { .. } => return Err(Bad::ConfigurationError),
    };
    Ok(value)
}

fn finite(number: f64) -> Result<Value, Bad> {
    if number.is_finite() { Ok(Value::Float(number)) } else { Err(Bad::NotAValue) }
}

fn sign_magnitude(content: u64, sign_bit: u32) -> Value {
    let magnitude = (content & ((1 << sign_bit) - 1)) as i64;
    Value::Int(if content >> sign_bit & 1 == 1 { -magnitude } else { magnitude })
}

fn decimal_digits(content: u64, digits: u32) -> Result<Value, Bad> {
    let mut number = 0;
    for place in (0..digits).rev() {
        let digit = content >> (4 * place) & 0xF;
        if digit > 9 {
            return Err(Bad::NotAValue);
        }
        number = number * 10 + digit;
    }
    Ok(Value::UInt(number))
}

#[cfg(test)]
mod tests;
