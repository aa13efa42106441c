//! Numbers as operators read them: the tag's decimals, thin spaces in the thousands, a true minus sign.

use crate::tag::Value;

/// Groups thousands; the narrow kind that does not break a line.
const THIN_SPACE: char = '\u{202f}';
const MINUS: char = '\u{2212}';

/// For screens.
pub fn format_value(value: &Value, decimals: u8) -> String {
    group(&plain_value(value, decimals))
}

/// For screen readers and searches: plain digits, a hyphen as minus.
pub fn plain_value(value: &Value, decimals: u8) -> String {
    let digits = usize::from(decimals);
    match value {
        Value::Bool(bit) => String::from(if *bit { "1" } else { "0" }),
        Value::Int(int) if decimals == 0 => int.to_string(),
        Value::UInt(int) if decimals == 0 => int.to_string(),
        Value::Int(int) => fixed(*int as f64, digits),
        Value::UInt(int) => fixed(*int as f64, digits),
        Value::Float(float) => fixed(*float, digits),
        Value::Text(text) => text.to_string(),
    }
}

fn fixed(number: f64, digits: usize) -> String {
    let text = format!("{number:.digits$}");
    // A minus before nothing but zeros would be read as a direction.
    match text.strip_prefix('-') {
        Some(rest) if rest.bytes().all(|byte| matches!(byte, b'0' | b'.')) => rest.to_owned(),
        _ => text,
    }
}

/// Four digits are grouped as well, so that columns of numbers agree.
fn group(plain: &str) -> String {
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => (Some(MINUS), rest),
        _ => (None, plain),
    };
    let whole = digits.find('.').unwrap_or(digits.len());
    let countable = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let mut text = String::with_capacity(plain.len() + 8);
    text.extend(sign);
    for (place, digit) in digits.char_indices() {
        if countable && place > 0 && place < whole && (whole - place).is_multiple_of(3) {
            text.push(THIN_SPACE);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &Value, decimals: u8, expected: &str) {
        assert_eq!(format_value(value, decimals), expected);
    }

    #[test]
    fn writes_numbers_with_thin_spaces_and_a_true_minus() {
        check(&Value::Float(2.306), 2, "2.31");
        check(&Value::Float(1512.4), 0, "1\u{202f}512");
        check(&Value::Float(-1_234_567.25), 1, "\u{2212}1\u{202f}234\u{202f}567.2");
        check(&Value::Float(-0.001), 2, "0.00");
        check(
            &Value::UInt(u64::MAX),
            0,
            "18\u{202f}446\u{202f}744\u{202f}073\u{202f}709\u{202f}551\u{202f}615",
        );
        check(&Value::Int(-999), 0, "\u{2212}999");
        check(&Value::Text("RTU 1000".into()), 2, "RTU 1000");
        assert_eq!(plain_value(&Value::Float(-1512.4), 1), "-1512.4");
    }
}
