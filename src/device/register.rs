//! Registers: tables, addresses as typed and as stored, encodings, orders and not-implemented marks.

use std::sync::Arc;

/// The four Modbus tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// Read and write bits; functions 1, 5, 15.
    Coil,
    /// Read-only bits; function 2.
    DiscreteInput,
    /// Read-only registers; function 4.
    InputRegister,
    /// Read and write registers; functions 3, 6, 16.
    HoldingRegister,
}

/// An address as it is stored (0-based) beside the way it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Table.
    pub table: Table,
    /// 0-based offset.
    pub offset: u16,
    /// First bit and count of bits within the register, for bits and bit fields of register tables.
    pub bits: Option<(u8, u8)>,
    /// As typed.
    pub typed: Arc<str>,
    /// The notation it was typed in.
    pub notation: Notation,
}

/// How an address was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// `holding:12`, counted from 0.
    ZeroBased,
    /// `holding:#13`, counted from 1.
    OneBased,
    /// `holding:0x0C`, counted from 0.
    Hexadecimal,
    /// `40013`: table digit and 4 digits, counted from 1.
    Modicon5,
    /// `400013`: table digit and 5 digits, counted from 1.
    Modicon6,
}

/// How raw registers become a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// A coil, a discrete input, or one bit of a register.
    Bit,
    /// Several bits of one register as an unsigned number.
    BitField,
    /// The high byte, unsigned.
    U8High,
    /// The low byte, unsigned.
    U8Low,
    /// The high byte, signed.
    I8High,
    /// The low byte, signed.
    I8Low,
    /// One register, unsigned.
    U16,
    /// One register, two's complement.
    I16,
    /// Two registers, unsigned.
    U32,
    /// Two registers, two's complement.
    I32,
    /// Four registers, unsigned.
    U64,
    /// Four registers, two's complement.
    I64,
    /// IEEE 754 single.
    F32,
    /// IEEE 754 double.
    F64,
    /// One register, sign bit and magnitude.
    SignMagnitude16,
    /// Two registers, sign bit and magnitude.
    SignMagnitude32,
    /// One register of four decimal digits.
    Bcd16,
    /// Two registers of eight decimal digits.
    Bcd32,
    /// Text of so many registers, two characters each, ended by NUL or blanks.
    Text {
        /// 1 to 125.
        registers: u8,
    },
    /// Two registers of seconds since 1970, UTC.
    Epoch32,
}

/// The order of the bytes of a value across its registers, A the most significant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ByteOrder {
    /// Most significant register first, most significant byte first: the specification's own.
    #[default]
    Abcd,
    /// Least significant register first.
    Cdab,
    /// Bytes swapped within registers.
    Badc,
    /// Both.
    Dcba,
}

/// The raw content that means "no such value".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NotImplemented {
    /// Every content is a value.
    #[default]
    None,
    /// `SunSpec`'s marks by type: 0x8000, 0xFFFF, 0x80000000, 0xFFFFFFFF, NaN, all NUL and so on.
    SunSpec,
    /// This raw content, as wide as the encoding.
    Raw(u64),
}
