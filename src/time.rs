//! Time: UTC stamps for people and files, a steady reading for ages and schedules, and the clocks.
//!
//! A wall clock can be stepped; an age must not be. So everything that happened carries both: `utc` says
//! when in the plant's terms, `steady` orders and measures.

use std::fmt;
use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime};

use jiff::tz::TimeZone;

/// A point in time, UTC, in nanoseconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From nanoseconds since 1970, UTC.
    pub const fn from_nanos(nanos: i64) -> Self {
        Self(nanos)
    }

    /// From milliseconds since 1970, UTC.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis.saturating_mul(1_000_000))
    }

    /// Nanoseconds since 1970, UTC.
    pub const fn nanos(self) -> i64 {
        self.0
    }

    /// From microseconds since 1970, UTC: the grain of recordings.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros.saturating_mul(1_000))
    }

    /// Whole microseconds since 1970, UTC, rounded down: the grain of recordings.
    pub const fn micros(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// Seconds since 1970, UTC, for drawing.
    pub fn seconds(self) -> f64 {
        self.0 as f64 / 1e9
    }

    /// This much later.
    #[must_use]
    pub fn after(self, span: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(span.as_nanos()).unwrap_or(i64::MAX)))
    }

    /// This much earlier.
    #[must_use]
    pub fn before(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(span.as_nanos()).unwrap_or(i64::MAX)))
    }

    /// How long ago `earlier` was; zero if it lies ahead.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_nanos(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// RFC 3339 in UTC with microseconds: `2026-11-23T16:22:49.012345Z`.
    pub fn rfc3339(self) -> String {
        match jiff::Timestamp::from_nanosecond(i128::from(self.0)) {
            Ok(time) => format!("{time:.6}"),
            Err(_) => String::from("out of range"),
        }
    }

    /// Reads RFC 3339.
    pub fn parse(text: &str) -> Option<Self> {
        let time: jiff::Timestamp = text.parse().ok()?;
        i64::try_from(time.as_nanosecond()).ok().map(Self)
    }

    /// In the plant's zone, by a `strftime` pattern, such as `%H:%M:%S`.
    pub fn format(self, zone: &Zone, pattern: &str) -> String {
        match jiff::Timestamp::from_nanosecond(i128::from(self.0)) {
            Ok(time) => time.to_zoned(zone.0.clone()).strftime(pattern).to_string(),
            Err(_) => String::from("out of range"),
        }
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

/// A stretch of time, from its begin to its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// Its begin.
    pub from: Timestamp,
    /// Its end, not before its begin.
    pub to: Timestamp,
}

impl Span {
    /// From one time to another; in the right order whichever way they were given.
    pub fn between(a: Timestamp, b: Timestamp) -> Self {
        Self { from: a.min(b), to: a.max(b) }
    }

    /// How long it is.
    pub fn length(self) -> Duration {
        self.to.since(self.from)
    }

    /// Whether a time lies in it, its ends included.
    pub fn holds(self, time: Timestamp) -> bool {
        self.from <= time && time <= self.to
    }

    /// Whether two have a time in common.
    pub fn meets(self, other: Self) -> bool {
        self.from <= other.to && other.from <= self.to
    }
}

/// A reading of a clock that only goes forward and has no date, in nanoseconds since it was started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Steady(u64);

impl Steady {
    /// From nanoseconds since the clock was started.
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// From milliseconds since the clock was started.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis.saturating_mul(1_000_000))
    }

    /// Nanoseconds since the clock was started.
    pub const fn nanos(self) -> u64 {
        self.0
    }

    /// This much later.
    #[must_use]
    pub fn after(self, span: Duration) -> Self {
        Self(self.0.saturating_add(u64::try_from(span.as_nanos()).unwrap_or(u64::MAX)))
    }

    /// How long ago `earlier` was; zero if it lies ahead.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_nanos(self.0.saturating_sub(earlier.0))
    }
}

/// Both readings of one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// For people and files.
    pub utc: Timestamp,
    /// For ages, order and schedules.
    pub steady: Steady,
}

impl Moment {
    /// A moment so much later, on both clocks.
    #[must_use]
    pub fn after(self, span: Duration) -> Self {
        Self { utc: self.utc.after(span), steady: self.steady.after(span) }
    }

    /// How old `earlier` is at this moment: the larger of both clocks' answers, so that neither a clock
    /// stepped back nor a machine that slept makes anything look fresher than it is.
    pub fn age_of(self, earlier: Self) -> Duration {
        self.steady.since(earlier.steady).max(self.utc.since(earlier.utc))
    }
}

/// Where `now` comes from: the system, a recording, or a test.
pub trait Clock: Send + Sync + fmt::Debug {
    /// The present moment.
    fn now(&self) -> Moment;
}

/// The machine's own clocks.
#[derive(Debug)]
pub struct SystemClock {
    start: Instant,
}

impl SystemClock {
    /// Starts counting steady time.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clocks")]
    pub fn start() -> Self {
        Self { start: Instant::now() }
    }

    /// The steady reading that belongs to a machine instant.
    pub fn steady_at(&self, instant: Instant) -> Steady {
        Steady::default().after(instant.saturating_duration_since(self.start))
    }
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clocks")]
    fn now(&self) -> Moment {
        let utc = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Moment {
            utc: Timestamp::from_nanos(i64::try_from(utc.as_nanos()).unwrap_or(i64::MAX)),
            steady: self.steady_at(Instant::now()),
        }
    }
}

/// A clock that stands until it is told to move, for tests and replay.
#[derive(Debug, Default)]
pub struct ManualClock {
    now: Mutex<Moment>,
}

impl ManualClock {
    /// Stands at a moment.
    pub fn at(moment: Moment) -> Self {
        Self { now: Mutex::new(moment) }
    }

    /// Moves on.
    pub fn advance(&self, span: Duration) {
        let mut now = self.now.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *now = now.after(span);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Moment {
        *self.now.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// The plant's time zone, from its IANA name.
#[derive(Clone, Debug)]
pub struct Zone(TimeZone);

impl Default for Zone {
    fn default() -> Self {
        Self(TimeZone::UTC)
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Zone {
    /// By IANA name, such as `Europe/Berlin`.
    pub fn named(name: &str) -> Option<Self> {
        TimeZone::get(name).ok().map(Self)
    }

    /// Reads a date and time of this zone, such as `2026-11-23 14:00`; a date alone is its midnight. Of an hour
    /// that comes twice the first is meant, and an hour that is left out is taken as the one after.
    pub fn parse(&self, text: &str) -> Option<Timestamp> {
        let civil: jiff::civil::DateTime = text.parse().ok()?;
        let time = civil.to_zoned(self.0.clone()).ok()?.timestamp();
        i64::try_from(time.as_nanosecond()).ok().map(Timestamp)
    }

    /// Its IANA name.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }
}

/// A duration as people write it: `250 ms`, `0.4 s`, `74 s`, `12 min`, `3 h 12 min`.
pub fn short(span: Duration) -> String {
    let seconds = span.as_secs();
    match seconds {
        0 if span.as_millis() < 100 => format!("{} ms", span.as_millis()),
        0..10 => format!("{:.1} s", span.as_secs_f64()),
        10..120 => format!("{seconds} s"),
        120..7200 => format!("{} min", seconds / 60),
        7200..172_800 => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
        _ => format!("{} d {} h", seconds / 86_400, seconds / 3600 % 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_survives_a_clock_stepped_back() {
        let then = Moment { utc: Timestamp::from_millis(7_200_000), steady: Steady::from_millis(1_000) };
        let now = Moment { utc: Timestamp::from_millis(3_600_000), steady: Steady::from_millis(5_000) };
        assert_eq!(now.age_of(then), Duration::from_secs(4));
    }

    #[test]
    fn writes_and_reads_rfc3339() {
        let time = Timestamp::from_nanos(1_795_451_769_012_345_000);
        assert_eq!(time.rfc3339(), "2026-11-23T16:36:09.012345Z");
        assert_eq!(Timestamp::parse(&time.rfc3339()), Some(time));
    }

    #[test]
    fn reads_times_of_a_zone() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        for (text, utc) in [
            ("2026-11-23 14:00", "2026-11-23T13:00:00Z"),
            ("2026-07-01T14:00:30", "2026-07-01T12:00:30Z"),
            ("2026-11-23", "2026-11-22T23:00:00Z"),
            // The hour that comes twice and the one that never comes.
            ("2026-10-25 02:30", "2026-10-25T00:30:00Z"),
            ("2026-03-29 02:30", "2026-03-29T01:30:00Z"),
        ] {
            assert_eq!(berlin.parse(text), Timestamp::parse(utc), "{text}");
        }
        assert_eq!(berlin.parse("14 o'clock"), None);
    }

    #[test]
    fn says_durations_as_people_do() {
        assert_eq!(short(Duration::from_millis(40)), "40 ms");
        assert_eq!(short(Duration::from_millis(400)), "0.4 s");
        assert_eq!(short(Duration::from_secs(74)), "74 s");
        assert_eq!(short(Duration::from_secs(3 * 3600 + 720)), "3 h 12 min");
    }
}
