//! How a table writes its times, found from the first ones, and read in the order the table stands in.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::time::{Timestamp, Zone};

const HOUR: Duration = Duration::from_secs(3_600);

/// How times are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeFormat {
    /// RFC 3339 with its offset: `2026-11-23T13:00:00.5Z`.
    Rfc3339,
    /// Year, month, day, and a time of the zone: `2026-11-23 14:00:00`.
    YearFirst,
    /// Day, month, year, and a time of the zone: `23.11.2026 14:00`.
    DayFirst,
    /// Month, day, year, and a time of the zone: `11/23/2026 2:00 PM`.
    MonthFirst,
    /// Seconds since 1970, UTC, with fractions.
    UnixSeconds,
    /// Milliseconds since 1970.
    UnixMillis,
    /// Microseconds since 1970.
    UnixMicros,
    /// Nanoseconds since 1970.
    UnixNanos,
}

impl TimeFormat {
    /// The format that nearly all of these times have, out of all or only the one that is known; the second
    /// says whether another would do as well.
    pub fn guess(times: &[String], known: Option<Self>) -> Option<(Self, bool)> {
        let all = [
            Self::Rfc3339,
            Self::YearFirst,
            Self::DayFirst,
            Self::MonthFirst,
            Self::UnixSeconds,
            Self::UnixMillis,
            Self::UnixMicros,
            Self::UnixNanos,
        ];
        let zone = Zone::default();
        // A row that was cut or disturbed costs itself alone.
        let spare = (times.len() / 10).max(usize::from(times.len() >= 5));
        let reads = |format: &Self| {
            let read = times.iter().filter(|time| format.read(time.trim(), &zone).is_some()).count();
            read > 0 && read + spare >= times.len()
        };
        let asked = all.into_iter().filter(|format| known.is_none_or(|known| known == *format));
        let mut fitting = asked.filter(reads);
        let first = fitting.next()?;
        Some((first, first == Self::DayFirst && fitting.next() == Some(Self::MonthFirst)))
    }

    /// Reads one time.
    pub fn read(self, text: &str, zone: &Zone) -> Option<Timestamp> {
        match self {
            Self::Rfc3339 => Timestamp::parse(text),
            Self::YearFirst => civil(text, [0, 1, 2], zone),
            Self::DayFirst => civil(text, [2, 1, 0], zone),
            Self::MonthFirst => civil(text, [2, 0, 1], zone),
            Self::UnixSeconds => unix(text, 9),
            Self::UnixMillis => unix(text, 6),
            Self::UnixMicros => unix(text, 3),
            Self::UnixNanos => unix(text, 0),
        }
    }

    /// In words, for the preview.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Rfc3339 => "RFC 3339",
            Self::YearFirst => "year-month-day, time of the zone",
            Self::DayFirst => "day.month.year, time of the zone",
            Self::MonthFirst => "month/day/year, time of the zone",
            Self::UnixSeconds => "seconds since 1970",
            Self::UnixMillis => "milliseconds since 1970",
            Self::UnixMicros => "microseconds since 1970",
            Self::UnixNanos => "nanoseconds since 1970",
        }
    }
}

/// Reads times one after the other: of the hour that comes twice when summer ends, the second is meant where
/// the first would turn time back.
pub(super) struct Times<'a> {
    format: TimeFormat,
    zone: &'a Zone,
    last: Option<Timestamp>,
}

impl<'a> Times<'a> {
    pub(super) const fn new(format: TimeFormat, zone: &'a Zone) -> Self {
        Self { format, zone, last: None }
    }

    pub(super) fn read(&mut self, text: &str) -> Option<Timestamp> {
        let mut time = self.format.read(text.trim(), self.zone)?;
        if self.last.is_some_and(|last| time < last) {
            let later = time.after(HOUR);
            let face = |time: Timestamp| time.format(self.zone, "%Y-%m-%dT%H:%M:%S");
            if self.last.is_some_and(|last| later >= last) && face(time) == face(later) {
                time = later;
            }
        }
        self.last = Some(time);
        Some(time)
    }
}

/// A count since 1970, read digit by digit: a binary64 would be off by a microsecond now and then. `digits` is
/// how many more of them nanoseconds have. Only times from 1973 on are taken, so that no unit is taken
/// for another.
fn unix(text: &str, digits: usize) -> Option<Timestamp> {
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let plain = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit());
    let part = part.trim_end_matches('0');
    if whole.is_empty() || whole.len() > 19 || !plain(whole) || !plain(part) {
        return None;
    }
    // What is finer than a nanosecond is cut.
    let fraction: String = part.chars().chain(std::iter::repeat('0')).take(digits).collect();
    // As many digits as a time of that unit has in this age.
    let few = 18 - digits;
    let nanos = format!("{whole}{fraction}").parse().ok()?;
    (few..=few + 1).contains(&whole.len()).then(|| Timestamp::from_nanos(nanos))
}

/// A date and a time of day in any writing whose numbers stand in a known order.
fn civil(text: &str, order: [usize; 3], zone: &Zone) -> Option<Timestamp> {
    let (date, rest) = match text.find(['T', 't', ' ']) {
        Some(at) => (text.get(..at)?, text.get(at + 1..)?.trim()),
        None => (text, ""),
    };
    let parts: Vec<&str> = date.split(['-', '.', '/']).collect();
    let [a, b, c] = parts.as_slice() else { return None };
    let numbers = [number(a)?, number(b)?, number(c)?];
    let at = |place: usize| order.get(place).and_then(|at| numbers.get(*at)).copied();
    let (mut year, month, day) = (at(0)?, at(1)?, at(2)?);
    let written = parts.get(*order.first()?)?;
    match written.len() {
        4 => {}
        2 if order != [0, 1, 2] => year += 2000,
        _ => return None,
    }
    if !(1970..2200).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let time = clock(rest)?;
    let read = zone.parse(&format!("{year:04}-{month:02}-{day:02}T{time}"))?;
    // A time in the hour that summer time leaves out was never shown by a clock of the zone: taken as the hour
    // after it would stand in the place of another.
    time.starts_with(&read.format(zone, "%H:%M")).then_some(read)
}

/// `14:00`, `14:00:30.25`, `14:00:30,25`, `2:00 PM`, or nothing for midnight.
fn clock(text: &str) -> Option<String> {
    if text.is_empty() {
        return Some("00:00:00".into());
    }
    let upper = text.to_ascii_uppercase();
    let (face, half) = match (upper.strip_suffix("AM"), upper.strip_suffix("PM")) {
        (Some(face), _) => (face.trim(), Some(0)),
        (_, Some(face)) => (face.trim(), Some(12)),
        (None, None) => (upper.as_str(), None),
    };
    let mut parts = face.split(':');
    let (mut hour, minute) = (number(parts.next()?)?, number(parts.next()?)?);
    let seconds = parts.next().unwrap_or("00");
    if parts.next().is_some() || minute > 59 {
        return None;
    }
    if let Some(half) = half {
        hour = hour % 12 + half;
    }
    let (second, fraction) = seconds.split_once(['.', ',']).unwrap_or((seconds, "0"));
    let second = number(second)?;
    let plain = !fraction.is_empty() && fraction.bytes().all(|digit| digit.is_ascii_digit());
    if hour > 23 || second > 59 || !plain {
        return None;
    }
    let fraction: String = fraction.chars().take(9).collect();
    Some(format!("{hour:02}:{minute:02}:{second:02}.{fraction}"))
}

fn number(text: &str) -> Option<u32> {
    let plain = (1..=4).contains(&text.len()) && text.bytes().all(|digit| digit.is_ascii_digit());
    plain.then(|| text.parse().ok())?
}
