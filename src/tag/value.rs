//! A process value without its truth; only [`Sample`](crate::tag::Sample) carries one across a boundary.

use std::fmt;
use std::sync::Arc;

/// What a register meant, exactly. 64-bit integers never pass through a float.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A bit.
    Bool(bool),
    /// A signed integer.
    Int(i64),
    /// An unsigned integer.
    UInt(u64),
    /// A number in engineering units. Never NaN: that is a Bad sample, not a value.
    Float(f64),
    /// Text.
    Text(Arc<str>),
}

impl Value {
    /// As a number, for drawing, limits and arithmetic; text has none.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Bool(bit) => Some(f64::from(u8::from(*bit))),
            Self::Int(int) => Some(*int as f64),
            Self::UInt(int) => Some(*int as f64),
            Self::Float(float) => Some(*float),
            Self::Text(_) => None,
        }
    }

    /// As a truth value: not zero.
    pub fn truth(&self) -> Option<bool> {
        self.number().map(|number| number != 0.0)
    }

    /// As a whole number, exact, when it is one.
    pub fn whole(&self) -> Option<i128> {
        match self {
            Self::Bool(bit) => Some(i128::from(*bit)),
            Self::Int(int) => Some(i128::from(*int)),
            Self::UInt(int) => Some(i128::from(*int)),
            Self::Float(float) if float.fract() == 0.0 && float.abs() < 9.0e15 => Some(*float as i128),
            Self::Float(_) | Self::Text(_) => None,
        }
    }

    /// Whether both mean the same: whole numbers exactly, others within `tolerance`, text by letter.
    pub fn matches(&self, other: &Self, tolerance: f64) -> bool {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::Text(_), _) | (_, Self::Text(_)) => false,
            (a, b) => match (a.whole(), b.whole()) {
                (Some(a), Some(b)) if tolerance == 0.0 => a == b,
                _ => match (a.number(), b.number()) {
                    (Some(a), Some(b)) => (a - b).abs() <= tolerance.max(f64::EPSILON * a.abs().max(b.abs())),
                    _ => false,
                },
            },
        }
    }
}

/// Exact and canonical; screens format by the tag's own decimals instead.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(bit) => write!(f, "{}", u8::from(*bit)),
            Self::Int(int) => write!(f, "{int}"),
            Self::UInt(int) => write!(f, "{int}"),
            Self::Float(float) => write!(f, "{float}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_integers_compare_exactly() {
        let a = Value::UInt(u64::MAX);
        assert!(a.matches(&Value::UInt(u64::MAX), 0.0));
        assert!(!a.matches(&Value::UInt(u64::MAX - 1), 0.0));
    }

    #[test]
    fn a_bit_matches_its_number() {
        assert!(Value::Bool(true).matches(&Value::UInt(1), 0.0));
        assert!(Value::Float(5.6).matches(&Value::Float(5.64), 0.05));
        assert!(!Value::Float(5.6).matches(&Value::Float(5.7), 0.05));
    }
}
