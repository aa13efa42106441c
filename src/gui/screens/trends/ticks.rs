//! Marks of the time axis: round times of the plant's wall clock, from milliseconds to years. Pure.

use jiff::ToSpan as _;
use jiff::civil::DateTime;

use crate::gui::screens::trends::local::Local;
use crate::time::{Span, Timestamp, Zone};

/// One mark.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tick {
    /// Where it stands.
    pub(super) time: Timestamp,
    /// What it says.
    pub(super) text: String,
    /// Whether a day begins there: its line is told apart.
    pub(super) midnight: bool,
}

/// Steps within a day, milliseconds.
const STEPS: [i64; 27] = [
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000,
    300_000, 600_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 10_800_000, 14_400_000, 21_600_000,
    43_200_000,
];
const HOUR: i64 = 3_600_000;
const DAY: f64 = 86_400_000.0;
/// Steps of whole days and months, with about how long they are in days.
const LONG: [(Step, f64); 9] = [
    (Step::Days(1), 1.0),
    (Step::Days(2), 2.0),
    (Step::Days(7), 7.0),
    (Step::Months(1), 30.4),
    (Step::Months(3), 91.0),
    (Step::Months(6), 182.0),
    (Step::Months(12), 365.0),
    (Step::Months(24), 730.0),
    (Step::Months(60), 1826.0),
];
/// No axis has more marks.
const MOST: usize = 200;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    Millis(i64),
    Days(i64),
    Months(i64),
}

/// Round times within a span, about `most` of them at most.
pub(super) fn ticks(span: Span, zone: &Zone, most: usize) -> Vec<Tick> {
    let local = Local::of(zone);
    let wish = span.length().as_secs_f64() * 1000.0 / most.max(1) as f64;
    let short = STEPS.into_iter().find(|step| *step as f64 >= wish).map(Step::Millis);
    let long = LONG.into_iter().find(|(_, days)| days * DAY >= wish).map(|(step, _)| step);
    let step = short.or(long).unwrap_or(Step::Months(120));
    let times = match step {
        Step::Millis(step) if step <= HOUR => fine(span, &local, step),
        Step::Millis(step) => hours(span, &local, step / HOUR),
        Step::Days(days) => whole(span, &local, day_before(span, &local, days), days.days()),
        Step::Months(months) => whole(span, &local, month_before(span, &local, months), months.months()),
    };
    let mark = |time: Timestamp| {
        let civil = local.civil(time);
        let midnight = civil.is_some_and(|civil| civil.time() == jiff::civil::Time::midnight());
        Tick { time, text: time.format(zone, pattern(step, midnight)), midnight }
    };
    times.into_iter().filter(|time| span.holds(*time)).take(MOST).map(mark).collect()
}

const fn pattern(step: Step, midnight: bool) -> &'static str {
    match step {
        Step::Millis(..1_000) => "%H:%M:%S%.3f",
        Step::Millis(_) if midnight => "%a %-d %b",
        Step::Millis(..60_000) => "%H:%M:%S",
        Step::Millis(_) => "%H:%M",
        Step::Days(_) => "%-d %b",
        Step::Months(..12) => "%b %Y",
        Step::Months(_) => "%Y",
    }
}

/// Up to an hour the wall clock moves evenly, but for the hour of a change.
fn fine(span: Span, local: &Local, step: i64) -> Vec<Timestamp> {
    let nanos = step * 1_000_000;
    let offset = local.offset(span.from).saturating_mul(1_000_000_000);
    let first = span.from.nanos().saturating_add(offset).div_euclid(nanos);
    let times = (first..).map(|count| Timestamp::from_nanos(count * nanos - offset));
    times.take_while(|time| *time <= span.to).take(MOST).collect()
}

/// Hours of each day, so that a day of 23 or 25 hours begins at its midnight all the same.
fn hours(span: Span, local: &Local, step: i64) -> Vec<Timestamp> {
    let Some(mut day) = local.civil(span.from).map(|civil| civil.start_of_day()) else { return Vec::new() };
    let mut times: Vec<Timestamp> = Vec::new();
    while times.len() < MOST && times.last().is_none_or(|last| *last <= span.to) {
        let hours = (0..24).step_by(usize::try_from(step).unwrap_or(1).max(1));
        times.extend(
            hours.filter_map(|hour: i8| local.moment(day.checked_add(i64::from(hour).hours()).ok()?)),
        );
        let Ok(next) = day.checked_add(1.day()) else { break };
        day = next;
    }
    times.dedup();
    times
}

fn day_before(span: Span, local: &Local, days: i64) -> Option<DateTime> {
    let day = local.civil(span.from)?.start_of_day();
    // Weeks begin on Monday; pairs of days are counted from the first of the month.
    let back = if days == 7 {
        i64::from(day.weekday().to_monday_zero_offset())
    } else {
        (i64::from(day.day()) - 1) % days
    };
    day.checked_sub(back.days()).ok()
}

fn month_before(span: Span, local: &Local, months: i64) -> Option<DateTime> {
    let day = local.civil(span.from)?.start_of_day();
    let count = i64::from(day.year()) * 12 + i64::from(day.month()) - 1;
    let back = count.rem_euclid(months);
    day.first_of_month().checked_sub(back.months()).ok()
}

fn whole(span: Span, local: &Local, first: Option<DateTime>, step: jiff::Span) -> Vec<Timestamp> {
    let Some(mut civil) = first else { return Vec::new() };
    let mut times = Vec::new();
    while times.len() < MOST {
        let Some(time) = local.moment(civil) else { break };
        if time > span.to {
            break;
        }
        times.push(time);
        let Ok(next) = civil.checked_add(step) else { break };
        civil = next;
    }
    times
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(from: &str, to: &str, most: usize) -> Vec<String> {
        let zone = Zone::named("Europe/Berlin").unwrap();
        let span = Span { from: Timestamp::parse(from).unwrap(), to: Timestamp::parse(to).unwrap() };
        ticks(span, &zone, most).into_iter().map(|tick| tick.text).collect()
    }

    #[test]
    fn marks_are_round_from_milliseconds_to_years() {
        let cases: [(&str, &str, usize, &[&str]); 6] = [
            (
                "2026-11-23T13:00:00Z",
                "2026-11-23T13:00:01Z",
                2,
                &["14:00:00.000", "14:00:00.500", "14:00:01.000"],
            ),
            ("2026-11-23T13:00:03Z", "2026-11-23T13:10:00Z", 3, &["14:05", "14:10"]),
            ("2026-11-23T20:00:00Z", "2026-11-24T02:00:00Z", 4, &["22:00", "Tue 24 Nov", "02:00"]),
            ("2026-11-20T00:00:00Z", "2026-11-23T00:00:00Z", 4, &["21 Nov", "22 Nov", "23 Nov"]),
            ("2026-01-15T00:00:00Z", "2026-04-15T00:00:00Z", 4, &["Feb 2026", "Mar 2026", "Apr 2026"]),
            ("2021-06-01T00:00:00Z", "2024-06-01T00:00:00Z", 4, &["2022", "2023", "2024"]),
        ];
        for (from, to, most, expected) in cases {
            assert_eq!(texts(from, to, most), expected, "{from} to {to}");
        }
    }

    #[test]
    fn a_day_of_25_hours_begins_at_its_midnight() {
        let marks = texts("2026-10-24T20:00:00Z", "2026-10-26T20:00:00Z", 8);
        assert_eq!(marks, ["Sun 25 Oct", "06:00", "12:00", "18:00", "Mon 26 Oct", "06:00", "12:00", "18:00"]);
    }

    #[test]
    fn never_more_marks_than_an_axis_can_hold() {
        let zone = Zone::default();
        let span = Span { from: Timestamp::from_nanos(i64::MIN), to: Timestamp::from_nanos(i64::MAX) };
        assert!(ticks(span, &zone, 10).len() <= MOST);
    }
}
