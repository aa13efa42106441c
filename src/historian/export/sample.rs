//! One exported sample as a protobuf message, and back.

use std::sync::Arc;

use crate::historian::QualityCode;
use crate::historian::protobuf::{Message, Wire, fields, unzigzag};
use crate::tag::{Quality, Value};

/// Fields of `pilothouse.recording.Sample`.
mod field {
    pub(super) const TIME: u32 = 1;
    pub(super) const VALUE: u32 = 2;
    pub(super) const INTEGER: u32 = 3;
    pub(super) const UNSIGNED: u32 = 4;
    pub(super) const BIT: u32 = 5;
    pub(super) const TEXT: u32 = 6;
    pub(super) const QUALITY: u32 = 7;
    pub(super) const QUALITY_CODE: u32 = 8;
}

/// A sample without its tag.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::historian) struct SampleRow {
    pub(in crate::historian) time: i64,
    pub(in crate::historian) value: Option<Value>,
    pub(in crate::historian) code: QualityCode,
}

/// The quality in words, empty for plain Good. A row that is Good and has no value says so.
pub(super) fn quality_word(code: QualityCode) -> String {
    let quality = code.quality();
    if quality != Quality::GOOD {
        quality.to_string()
    } else if code.has_value() {
        String::new()
    } else {
        "good, no value".into()
    }
}

/// As it stands in a file.
pub(super) fn to_bytes(row: &SampleRow) -> Vec<u8> {
    let mut message = Message::new();
    message.sfixed64(field::TIME, row.time);
    match &row.value {
        None => {}
        Some(Value::Float(value)) => message.double(field::VALUE, *value),
        Some(Value::Int(value)) => message.sint(field::INTEGER, *value),
        Some(Value::UInt(value)) => message.varint(field::UNSIGNED, *value),
        Some(Value::Bool(value)) => message.varint(field::BIT, u64::from(*value)),
        Some(Value::Text(value)) => message.bytes(field::TEXT, value.as_bytes()),
    }
    let quality = quality_word(row.code);
    if !quality.is_empty() {
        message.bytes(field::QUALITY, quality.as_bytes());
    }
    if row.code != QualityCode::GOOD {
        message.varint(field::QUALITY_CODE, u64::from(row.code.0));
    }
    message.into_bytes()
}

/// From a file; `None` where it is broken.
pub(in crate::historian) fn read_sample(bytes: &[u8]) -> Option<SampleRow> {
    let (mut time, mut value, mut code) = (None, None, QualityCode::GOOD);
    for found in fields(bytes) {
        match found.ok()? {
            (field::TIME, Wire::Fixed64(bits)) => time = Some(bits.cast_signed()),
            (field::VALUE, Wire::Fixed64(bits)) => {
                let float = f64::from_bits(bits);
                // A NaN is no value anywhere in the station; a foreign file does not bring one in.
                value = Some(Value::Float(float)).filter(|_| !float.is_nan());
            }
            (field::INTEGER, Wire::Varint(bits)) => value = Some(Value::Int(unzigzag(bits))),
            (field::UNSIGNED, Wire::Varint(bits)) => value = Some(Value::UInt(bits)),
            (field::BIT, Wire::Varint(bits)) => value = Some(Value::Bool(bits != 0)),
            (field::TEXT, Wire::Bytes(text)) => {
                value = Some(Value::Text(Arc::from(std::str::from_utf8(text).ok()?)));
            }
            (field::QUALITY_CODE, Wire::Varint(bits)) => code = QualityCode(u16::try_from(bits).ok()?),
            (known, _) if known <= field::QUALITY_CODE && known != field::QUALITY => return None,
            _ => {}
        }
    }
    // The code decides: a row that says it has no value has none.
    let code = QualityCode::new(code.quality(), value.is_some() && code.has_value());
    Some(SampleRow { time: time?, value: value.filter(|_| code.has_value()), code })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_sample_comes_back() {
        let values = [
            None,
            Some(Value::Float(-0.0)),
            Some(Value::Float(0.1 + 0.2)),
            Some(Value::Int(i64::MIN)),
            Some(Value::UInt(u64::MAX)),
            Some(Value::Bool(false)),
            Some(Value::Text("".into())),
            Some(Value::Text("läuft".into())),
        ];
        for value in values {
            for quality in [Quality::GOOD, Quality::STALE, Quality::WAITING] {
                let code = QualityCode::new(quality, value.is_some());
                let row = SampleRow { time: -5, value: value.clone(), code };
                assert_eq!(read_sample(&to_bytes(&row)), Some(row));
            }
        }
    }

    #[test]
    fn broken_messages_are_no_samples() {
        let code = QualityCode::new(Quality::STALE, true);
        let whole = to_bytes(&SampleRow { time: 1, value: Some(Value::Text("abc".into())), code });
        for cut in [1, 5, 9, 11, whole.len() - 1] {
            assert_eq!(read_sample(&whole[..cut]).filter(|row| row.code == code), None, "{cut}");
        }
        assert_eq!(read_sample(&[]), None);
        let mut wrong = Message::new();
        wrong.sfixed64(1, 1);
        wrong.varint(8, 1 << 20);
        assert_eq!(read_sample(wrong.as_bytes()), None);
    }
}
