//! Times as people type them: a date and time, a time of today, so long ago, or now. Pure.

use jiff::civil::{Date, DateTime, Time};

use crate::gui::screens::trends::local::{Local, Meaning};
use crate::gui::text;
use crate::time::{Timestamp, Zone};

/// What was typed means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum When {
    /// One moment.
    At(Timestamp),
    /// Clocks were put back: it happens twice.
    Twice(Timestamp, Timestamp),
}

impl When {
    /// The moment meant; of two the chosen one, none while none is chosen.
    pub(super) const fn chosen(self, second: Option<bool>) -> Option<Timestamp> {
        match (self, second) {
            (Self::At(time), _)
            | (Self::Twice(time, _), Some(false))
            | (Self::Twice(_, time), Some(true)) => Some(time),
            (Self::Twice(..), None) => None,
        }
    }
}

/// Reads a time in the plant's zone; says in words what cannot be read.
pub(super) fn read(typed: &str, zone: &Zone, now: Timestamp) -> Result<When, String> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(text::WHEN_EMPTY.to_owned());
    }
    if typed.eq_ignore_ascii_case("now") {
        return Ok(When::At(now));
    }
    if let Some(back) = typed.strip_prefix(['-', '\u{2212}']) {
        let seconds = duration(back).ok_or_else(|| text::when_unread(typed))?;
        return Ok(When::At(Timestamp::from_nanos(now.nanos().saturating_sub(seconds * 1_000_000_000))));
    }
    let local = Local::of(zone);
    let today = local.civil(now).map(DateTime::date);
    let civil = civil(typed, today).ok_or_else(|| text::when_unread(typed))?;
    match local.meaning(civil) {
        Some(Meaning::Once(time)) => Ok(When::At(time)),
        Some(Meaning::Twice(first, second)) => Ok(When::Twice(first, second)),
        Some(Meaning::Never) => Err(text::when_skipped(typed)),
        None => Err(text::when_unread(typed)),
    }
}

/// `2026-11-23 14:00`, `2026-11-23`, `14:00`, each with seconds if wished.
fn civil(typed: &str, today: Option<Date>) -> Option<DateTime> {
    let mut parts = typed.split_whitespace().flat_map(|part| part.split('T'));
    let (first, second) = (parts.next()?, parts.next());
    if parts.next().is_some() {
        return None;
    }
    match second {
        Some(time) => Some(date(first)?.to_datetime(clock(time)?)),
        None => match clock(first) {
            Some(time) => Some(today?.to_datetime(time)),
            None => Some(date(first)?.to_datetime(Time::midnight())),
        },
    }
}

fn date(typed: &str) -> Option<Date> {
    let mut parts = typed.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let fits = year.len() == 4 && parts.next().is_none();
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok().filter(|_| fits)
}

fn clock(typed: &str) -> Option<Time> {
    let mut parts = typed.split(':');
    let (hour, minute) = (parts.next()?, parts.next()?);
    let second = parts.next().unwrap_or("0");
    let fits = minute.len() == 2 && parts.next().is_none();
    Time::new(hour.parse().ok()?, minute.parse().ok()?, second.parse().ok()?, 0).ok().filter(|_| fits)
}

/// `2h`, `90 min`, `1d 6h`; in seconds, at most a hundred years.
fn duration(typed: &str) -> Option<i64> {
    let mut seconds = 0.0;
    let mut rest = typed.trim();
    while !rest.is_empty() {
        let digits = rest.find(|sign: char| !sign.is_ascii_digit() && sign != '.').unwrap_or(rest.len());
        let (number, after) = rest.split_at(digits);
        let after = after.trim_start();
        let letters = after.find(|sign: char| !sign.is_ascii_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at(letters);
        let factor = match unit {
            "s" | "sec" => 1.0,
            "m" | "min" => 60.0,
            "h" => 3600.0,
            "d" => 86_400.0,
            "w" => 604_800.0,
            "y" => 31_557_600.0,
            _ => return None,
        };
        seconds += number.parse::<f64>().ok()? * factor;
        rest = after.trim_start();
    }
    (typed.trim() != "" && seconds < 3.2e9).then_some(seconds as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, expected: Result<&[&str], &str>) {
        let zone = Zone::named("Europe/Berlin").unwrap();
        let now = Timestamp::parse("2026-11-23T13:30:00Z").unwrap();
        let got = read(typed, &zone, now);
        let at = |text: &str| Timestamp::parse(text).unwrap();
        let expected = match expected {
            Ok([one]) => Ok(When::At(at(one))),
            Ok([first, second]) => Ok(When::Twice(at(first), at(second))),
            Ok(_) => panic!("one or two"),
            Err(part) => Err(part.to_owned()),
        };
        match (&got, &expected) {
            (Err(said), Err(part)) => assert!(said.contains(part), "{typed}: {said}"),
            _ => assert_eq!(got, expected, "{typed}"),
        }
    }

    #[test]
    fn reads_what_people_type() {
        check("2026-11-23 14:00", Ok(&["2026-11-23T13:00:00Z"]));
        check(" 2026-07-01T14:00:05 ", Ok(&["2026-07-01T12:00:05Z"]));
        check("2026-11-20", Ok(&["2026-11-19T23:00:00Z"]));
        check("14:00", Ok(&["2026-11-23T13:00:00Z"]));
        check("-2h", Ok(&["2026-11-23T11:30:00Z"]));
        check("-1d 30 min", Ok(&["2026-11-22T13:00:00Z"]));
        check("Now", Ok(&["2026-11-23T13:30:00Z"]));
    }

    #[test]
    fn an_hour_that_happens_twice_or_never_is_told() {
        check("2026-10-25 02:30", Ok(&["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"]));
        check("2026-03-29 02:30", Err("does not exist"));
        let twice = When::Twice(Timestamp::from_millis(1), Timestamp::from_millis(2));
        assert_eq!(twice.chosen(None), None);
        assert_eq!(twice.chosen(Some(true)), Some(Timestamp::from_millis(2)));
    }

    #[test]
    fn what_cannot_be_read_is_refused_in_words() {
        for typed in
            ["25:00", "2026-02-30 10:00", "-2x", "-", "yesterday", "14:0", "1:2:3:4", "2026-11-23 14:00 x"]
        {
            check(typed, Err("cannot be read"));
        }
        check("", Err("Enter a time"));
        check("-9999999999999y", Err("cannot be read"));
    }
}
