//! What stands in one cell of a table.

use crate::tag::{Bad, Quality, Uncertain, Value};

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    /// Empty: nothing was recorded.
    Empty,
    /// A finite number.
    Number(f64),
    /// A truth value in words.
    Truth(bool),
    /// Said to be no value: NaN, null, n/a.
    NotAValue,
    /// Something else.
    Text(String),
}

/// Words for a value that is none.
const NO_VALUE: [&str; 13] =
    ["nan", "null", "none", "n/a", "na", "#n/a", "inf", "-inf", "infinity", "-infinity", "bad", "error", "-"];
const TRUE: [&str; 7] = ["true", "on", "yes", "wahr", "an", "ein", "ja"];
const FALSE: [&str; 6] = ["false", "off", "no", "falsch", "aus", "nein"];

impl Cell {
    /// Reads a cell; `comma` says that decimals stand behind a comma.
    pub(super) fn read(text: &str, comma: bool) -> Self {
        let text = text.trim();
        if text.is_empty() {
            return Self::Empty;
        }
        let first = text.bytes().next().unwrap_or_default();
        if first.is_ascii_digit() || matches!(first, b'-' | b'+' | b'.' | b',') {
            let number = if comma { text.replacen(',', ".", 1).parse() } else { text.parse() };
            if let Ok(number) = number {
                let number: f64 = number;
                return if number.is_finite() { Self::Number(number) } else { Self::NotAValue };
            }
        }
        let lower = text.to_lowercase();
        if NO_VALUE.contains(&lower.as_str()) {
            Self::NotAValue
        } else if TRUE.contains(&lower.as_str()) {
            Self::Truth(true)
        } else if FALSE.contains(&lower.as_str()) {
            Self::Truth(false)
        } else {
            Self::Text(text.to_owned())
        }
    }

    /// As a value of a column that holds numbers or truth values; `None` where it is none.
    pub(super) fn value(&self, numbers: bool, gain: f64, offset: f64) -> Option<Value> {
        match self {
            Self::Number(number) if numbers => Some(Value::Float(number.mul_add(gain, offset))),
            Self::Number(number) => Some(Value::Bool(*number != 0.0)),
            Self::Truth(truth) if numbers => Some(Value::Float(f64::from(u8::from(*truth)))),
            Self::Truth(truth) => Some(Value::Bool(*truth)),
            Self::Empty | Self::NotAValue | Self::Text(_) => None,
        }
    }
}

/// A quality as other programs write it: OPC's words or its numbers, 192 and more good, 64 and more uncertain.
/// What is not understood makes no value good.
pub(super) fn quality(text: &str) -> Quality {
    let text = text.trim().to_lowercase();
    let uncertain = Quality::Uncertain(Uncertain::UncertainSource);
    match text.parse::<f64>() {
        Ok(code) if code >= 192.0 => Quality::GOOD,
        Ok(code) if code >= 64.0 => uncertain,
        Err(_) if text.starts_with("good") || text == "ok" => Quality::GOOD,
        Err(_) if text.starts_with("uncertain") => uncertain,
        Ok(_) | Err(_) => Quality::Bad(Bad::BadSource),
    }
}
