//! The rows of one tag over some time, in columns: what segments are made of and what every reader gets.

use std::sync::Arc;

use crate::historian::QualityCode;
use crate::tag::{Quality, Value};

/// What the bits of a value mean. One series holds one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// 0 or 1.
    Bool,
    /// A signed integer, two's complement.
    Int,
    /// An unsigned integer.
    UInt,
    /// IEEE 754 binary64, never a NaN.
    Float,
    /// A place in the series' list of texts.
    Text,
}

/// Rows of one tag, in order of time. All lists are parallel; a row without a value repeats the bits before.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// What the bits mean.
    pub kind: Kind,
    /// Microseconds since 1970, UTC; never falling.
    pub times: Arc<[i64]>,
    /// Values by kind.
    pub bits: Vec<u64>,
    /// Where a quality begins to hold: row and code, rows rising, the first at row 0.
    pub qualities: Vec<(u32, QualityCode)>,
    /// The texts of [`Kind::Text`]; empty otherwise.
    pub texts: Vec<Arc<str>>,
}

impl Kind {
    /// The kind of a value.
    pub const fn of(value: &Value) -> Self {
        match value {
            Value::Bool(_) => Self::Bool,
            Value::Int(_) => Self::Int,
            Value::UInt(_) => Self::UInt,
            Value::Float(_) => Self::Float,
            Value::Text(_) => Self::Text,
        }
    }

    /// As it stands in files.
    pub const fn code(self) -> u8 {
        match self {
            Self::Bool => 0,
            Self::Int => 1,
            Self::UInt => 2,
            Self::Float => 3,
            Self::Text => 4,
        }
    }

    /// From a file.
    pub const fn from_code(code: u8) -> Option<Self> {
        Some(match code {
            0 => Self::Bool,
            1 => Self::Int,
            2 => Self::UInt,
            3 => Self::Float,
            4 => Self::Text,
            _ => return None,
        })
    }

    /// The number behind some bits, for drawing and statistics; text has none.
    pub fn number(self, bits: u64) -> Option<f64> {
        match self {
            Self::Bool => Some(f64::from(u8::from(bits != 0))),
            Self::Int => Some(bits.cast_signed() as f64),
            Self::UInt => Some(bits as f64),
            Self::Float => Some(f64::from_bits(bits)),
            Self::Text => None,
        }
    }
}

impl Series {
    /// How many rows.
    pub fn len(&self) -> usize {
        self.times.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.times.is_empty()
    }

    /// The quality code of a row.
    pub fn code(&self, row: usize) -> QualityCode {
        let at = self.qualities.partition_point(|(from, _)| *from as usize <= row);
        at.checked_sub(1).and_then(|at| self.qualities.get(at)).map_or(QualityCode::GOOD, |(_, code)| *code)
    }

    /// The value of a row, if it has one.
    pub fn value(&self, row: usize) -> Option<Value> {
        if !self.code(row).has_value() {
            return None;
        }
        let bits = *self.bits.get(row)?;
        Some(match self.kind {
            Kind::Bool => Value::Bool(bits != 0),
            Kind::Int => Value::Int(bits.cast_signed()),
            Kind::UInt => Value::UInt(bits),
            Kind::Float => Value::Float(f64::from_bits(bits)),
            Kind::Text => Value::Text(Arc::clone(self.texts.get(usize::try_from(bits).ok()?)?)),
        })
    }

    /// The quality of a row.
    pub fn quality(&self, row: usize) -> Quality {
        self.code(row).quality()
    }

    /// The stretches of one quality: first row, one past the last, code.
    pub fn stretches(&self) -> impl Iterator<Item = (usize, usize, QualityCode)> {
        let ends = self.qualities.iter().skip(1).map(|(row, _)| *row as usize).chain([self.len()]);
        self.qualities.iter().zip(ends).map(|((from, code), to)| (*from as usize, to, *code))
    }
}
