//! Times as they are typed on the command line.

use std::time::Duration;

use crate::cli::Failure;
use crate::historian::Store;
use crate::time::{Span, Timestamp};

/// A time as it was typed.
pub(super) fn parse_time(text: &str, store: &Store, end: Timestamp) -> Result<Timestamp, Failure> {
    let text = text.trim();
    if let Some(time) = Timestamp::parse(text) {
        return Ok(time);
    }
    if let Some(span) = text.strip_prefix('-') {
        if let Some(span) = parse_span(span) {
            return Ok(end.before(span));
        }
    } else if let Some(time) = store.zone().parse(text) {
        return Ok(time);
    }
    Err(Failure(format!(
        "`{text}` is no time: write 2026-11-23T13:00:00Z, \"2026-11-23 14:00\" in the plant's zone, or -2h"
    )))
}

/// `90s`, `30m`, `2h`, `7d`.
fn parse_span(text: &str) -> Option<Duration> {
    let seconds = match text.chars().last()? {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => return None,
    };
    let number: u64 = text.get(..text.len() - 1)?.trim().parse().ok()?;
    number.checked_mul(seconds).map(Duration::from_secs)
}

/// The span between two times as they were typed, within what is recorded.
pub(super) fn parse_ends(
    (from, to): (Option<&str>, Option<&str>),
    store: &Store,
    recorded: Span,
) -> Result<Span, Failure> {
    let time = |text: Option<&str>, without: Timestamp| match text {
        None => Ok(without),
        Some(text) => parse_time(text, store, recorded.to),
    };
    let span = Span { from: time(from, recorded.from)?, to: time(to, recorded.to)? };
    if span.from > span.to {
        return Err(Failure(format!("the end, {}, lies before the begin, {}", span.to, span.from)));
    }
    Ok(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_a_number_and_a_unit() {
        assert_eq!(parse_span("2h"), Some(Duration::from_secs(7_200)));
        assert_eq!(parse_span("7d"), Some(Duration::from_secs(604_800)));
        for wrong in ["", "h", "2", "2 weeks", "-2h", "99999999999999999999d", "18446744073709551615d", "2é"]
        {
            assert_eq!(parse_span(wrong), None, "{wrong}");
        }
    }
}
