//! Spans of time as they are typed: a number and a unit.

use std::time::Duration;

/// Longer spans are a mistake.
const HOURS_MAX: f64 = 24.0 * 366.0;

/// Units by word, in microseconds, smallest first.
const UNITS: [(&str, u64); 5] =
    [("ms", 1_000), ("s", 1_000_000), ("min", 60_000_000), ("h", 3_600_000_000), ("d", 86_400_000_000)];

/// Reads `250 ms`, `1.5 s`, `2 min`, `3 h`, `1 d`, exact to the microsecond.
pub(crate) fn parse(text: &str) -> Option<Duration> {
    let text = text.trim();
    let split = text.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at_checked(split)?;
    let (_, micros) = UNITS.iter().find(|(word, _)| *word == unit)?;
    let number = number.trim_end();
    // `f64` would also read `inf`, `1e9` and a sign.
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    let micros = number.parse::<f64>().ok()? * *micros as f64;
    (micros <= HOURS_MAX * 3.6e9).then(|| Duration::from_micros(micros.round() as u64))
}

/// The canonical writing: the largest unit that divides it.
pub(crate) fn write(span: Duration) -> String {
    let micros = u64::try_from(span.as_micros()).unwrap_or(u64::MAX);
    let whole = UNITS.iter().rev().find(|(_, unit)| micros > 0 && micros.is_multiple_of(*unit));
    match whole {
        Some((word, unit)) => format!("{} {word}", micros / unit),
        None => format!("{} ms", micros as f64 / 1000.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_number_and_unit() {
        assert_eq!(parse("250 ms"), Some(Duration::from_millis(250)));
        assert_eq!(parse("2.5s"), Some(Duration::from_millis(2_500)));
        assert_eq!(parse("2 h"), Some(Duration::from_secs(7_200)));
        for wrong in ["", "5", "s", "-1 s", "1e9 h", "inf s", "1 S", "9999999 h", "1.2.3 s", "ä s", "1 s s"]
        {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn writes_what_it_reads() {
        for text in ["250 ms", "2 s", "90 s", "2 min", "3 h", "1.5 ms", "0 ms", "1 d"] {
            assert_eq!(write(parse(text).unwrap()), text);
        }
    }
}
