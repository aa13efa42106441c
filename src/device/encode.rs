//! From values back to register contents, range checked, and the one frame that writes them.

use crate::device::{Encoding, Limits, Source, Table, WriteFunction, WriteRequest};
use crate::tag::{Scaling, Tag, Value};

/// Why a value cannot be written.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum EncodeError {
    /// Text, or not finite, where a number is needed.
    #[error("not a number: {0}")]
    NotANumber(String),
    /// A number where text is needed.
    #[error("not a text: {0}")]
    NotText(String),
    /// Beyond what the registers can hold.
    #[error("beyond {minimum} to {maximum}: {value}")]
    OutOfRange {
        /// The raw value.
        value: String,
        /// The smallest raw value that fits.
        minimum: i128,
        /// The largest raw value that fits.
        maximum: i128,
    },
    /// Beyond the range of a floating point register.
    #[error("too large for its registers: {0}")]
    TooLarge(f64),
    /// More bytes than the registers hold.
    #[error("longer than {bytes} bytes: {text}")]
    TextTooLong {
        /// What fits.
        bytes: usize,
        /// The text.
        text: String,
    },
    /// A part of a register can be written only with the rest of it, which is not known.
    #[error("a part of a register, and the content of the register is not known")]
    PartOfRegister,
    /// Discrete inputs and input registers cannot be written.
    #[error("read-only table")]
    ReadOnly,
    /// More registers than the device takes in one request.
    #[error("more than {limit} registers in one write")]
    TooWide {
        /// The device's limit.
        limit: u16,
    },
    /// The exponent register has not been read.
    #[error("its exponent is not known")]
    ExponentUnknown,
    /// The layout does not say which bits.
    #[error("its encoding does not fit its address")]
    Configuration,
}

impl Source {
    /// The register contents of a raw value, or one 0 or 1 for a coil or discrete input. Of a part of a
    /// register the other bits are 0: [`Source::mask`] tells which are its own.
    pub fn encode(&self, raw: &Value) -> Result<Vec<u16>, EncodeError> {
        if self.address.table.holds_bits() {
            return Ok(vec![whole(raw, 0, 1)? as u16]);
        }
        if let Encoding::Text { registers } = self.encoding {
            return self.encode_text(raw, usize::from(registers));
        }
        let content = match self.encoding {
            Encoding::Bit | Encoding::BitField => {
                let (first, count) = self.field_bits().ok_or(EncodeError::Configuration)?;
                whole(raw, 0, (1 << count) - 1)? << first
            }
            Encoding::U8High => whole(raw, 0, 0xFF)? << 8,
            Encoding::U8Low => whole(raw, 0, 0xFF)?,
            Encoding::I8High => (whole(raw, -0x80, 0x7F)? & 0xFF) << 8,
            Encoding::I8Low => whole(raw, -0x80, 0x7F)? & 0xFF,
            Encoding::U16 => whole(raw, 0, u16::MAX.into())?,
            Encoding::I16 => whole(raw, i16::MIN.into(), i16::MAX.into())?,
            Encoding::U32 | Encoding::Epoch32 => whole(raw, 0, u32::MAX.into())?,
            Encoding::I32 => whole(raw, i32::MIN.into(), i32::MAX.into())?,
            Encoding::U64 => whole(raw, 0, u64::MAX.into())?,
            Encoding::I64 => whole(raw, i64::MIN.into(), i64::MAX.into())?,
            Encoding::F32 => i128::from(single(raw)?.to_bits()),
            Encoding::F64 => i128::from(double(raw)?.to_bits()),
            Encoding::SignMagnitude16 => sign_magnitude(raw, 15)?,
            Encoding::SignMagnitude32 => sign_magnitude(raw, 31)?,
            Encoding::Bcd16 => decimal_digits(raw, 9_999)?,
            Encoding::Bcd32 => decimal_digits(raw, 99_999_999)?,
            Encoding::Text { .. } => return Err(EncodeError::Configuration),
        };
        Ok(self.spread(content as u64))
    }

    /// Puts a raw value into the contents of its own registers (or one 0 or 1), the bits beside a part of a
    /// register kept.
    pub fn encode_into(&self, raw: &Value, contents: &mut [u16]) -> Result<(), EncodeError> {
        let encoded = self.encode(raw)?;
        let mask = self.mask().unwrap_or(u16::MAX);
        for (content, new) in contents.iter_mut().zip(encoded) {
            *content = *content & !mask | new & mask;
        }
        Ok(())
    }

    /// Which bits of its register it takes, where it takes a part only.
    pub fn mask(&self) -> Option<u16> {
        if self.address.table.holds_bits() {
            return None;
        }
        let bits: u32 = match self.encoding {
            Encoding::Bit | Encoding::BitField => {
                let (first, count) = self.field_bits()?;
                ((1 << count) - 1) << first
            }
            Encoding::U8High | Encoding::I8High => 0xFF00,
            Encoding::U8Low | Encoding::I8Low => 0x00FF,
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
            | Encoding::Epoch32 => 0xFFFF,
        };
        let mask = self.order.register(bits as u16);
        (mask != u16::MAX).then_some(mask)
    }

    /// The one frame that writes an engineering value. `exponent` is the content of the exponent register,
    /// where the scaling has one; `current` is the content of the register it is a part of, if known.
    pub fn write_request(
        &self,
        tag: &Tag,
        value: &Value,
        exponent: Option<i64>,
        current: Option<u16>,
        limits: &Limits,
    ) -> Result<WriteRequest, EncodeError> {
        let address = self.address.offset;
        let raw = raw_value(&tag.scaling, value, exponent)?;
        match self.address.table {
            Table::DiscreteInput | Table::InputRegister => return Err(EncodeError::ReadOnly),
            Table::Coil => {
                let on = whole(&raw, 0, 1)? == 1;
                return Ok(match self.write_function {
                    WriteFunction::Single => WriteRequest::Coil { address, on },
                    WriteFunction::Multiple => WriteRequest::Coils { address, on: vec![on] },
                });
            }
            Table::HoldingRegister => {}
        }
        let mut contents = vec![0; usize::from(self.width())];
        if self.mask().is_some() {
            contents = vec![current.ok_or(EncodeError::PartOfRegister)?];
        }
        self.encode_into(&raw, &mut contents)?;
        match (contents.as_slice(), self.write_function) {
            ([content], WriteFunction::Single) => Ok(WriteRequest::Register { address, content: *content }),
            (contents, _) if contents.len() > usize::from(limits.write_registers) => {
                Err(EncodeError::TooWide { limit: limits.write_registers })
            }
            (_, WriteFunction::Single | WriteFunction::Multiple) => {
                Ok(WriteRequest::Registers { address, contents })
            }
        }
    }

    /// A number over its registers, in the device's order.
    fn spread(&self, content: u64) -> Vec<u16> {
        let count = self.encoding.registers();
        let mut registers: Vec<u16> =
            (0..count).rev().map(|place| self.order.register((content >> (16 * place)) as u16)).collect();
        if self.order.swaps_registers() {
            registers.reverse();
        }
        registers
    }

    fn encode_text(&self, raw: &Value, registers: usize) -> Result<Vec<u16>, EncodeError> {
        let Value::Text(text) = raw else { return Err(EncodeError::NotText(raw.to_string())) };
        let bytes = text.as_bytes();
        if bytes.len() > 2 * registers {
            return Err(EncodeError::TextTooLong { bytes: 2 * registers, text: text.to_string() });
        }
        let at = |place: usize| bytes.get(place).copied().unwrap_or(0);
        let register = |place: usize| u16::from_be_bytes([at(2 * place), at(2 * place + 1)]);
        Ok((0..registers).map(|place| self.order.register(register(place))).collect())
    }
}

/// The raw value of an engineering one; without scaling it stays exact.
fn raw_value(scaling: &Scaling, value: &Value, exponent: Option<i64>) -> Result<Value, EncodeError> {
    if *scaling == Scaling::None {
        return Ok(value.clone());
    }
    let number = value.number().ok_or_else(|| EncodeError::NotANumber(value.to_string()))?;
    scaling.raw(number, exponent).map(Value::Float).ok_or(EncodeError::ExponentUnknown)
}

/// The nearest whole number, within the range. The result is a two's complement of any width.
fn whole(raw: &Value, minimum: i128, maximum: i128) -> Result<i128, EncodeError> {
    let number = match raw {
        Value::Bool(bit) => i128::from(*bit),
        Value::Int(int) => i128::from(*int),
        Value::UInt(int) => i128::from(*int),
        Value::Float(float) if float.is_finite() => float.round() as i128,
        Value::Float(_) | Value::Text(_) => return Err(EncodeError::NotANumber(raw.to_string())),
    };
    if (minimum..=maximum).contains(&number) {
        Ok(number)
    } else {
        Err(EncodeError::OutOfRange { value: raw.to_string(), minimum, maximum })
    }
}

fn double(raw: &Value) -> Result<f64, EncodeError> {
    raw.number().filter(|number| number.is_finite()).ok_or_else(|| EncodeError::NotANumber(raw.to_string()))
}

fn single(raw: &Value) -> Result<f32, EncodeError> {
    let number = double(raw)?;
    let single = number as f32;
    if single.is_finite() { Ok(single) } else { Err(EncodeError::TooLarge(number)) }
}

fn sign_magnitude(raw: &Value, sign_bit: u32) -> Result<i128, EncodeError> {
    let largest = (1 << sign_bit) - 1;
    let number = whole(raw, -largest, largest)?;
    Ok(if number < 0 { 1 << sign_bit | -number } else { number })
}

fn decimal_digits(raw: &Value, largest: i128) -> Result<i128, EncodeError> {
    let mut rest = whole(raw, 0, largest)?;
    let mut content = 0;
    let mut place = 0;
    while rest > 0 {
        content |= (rest % 10) << place;
        rest /= 10;
        place += 4;
    }
    Ok(content)
}
