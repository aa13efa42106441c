//! Counts and times what goes over a link.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use crate::device::{RoundTrip, Statistics, UnitId, UnitStatistics};
use crate::time::{Moment, Steady};

/// Round trips the percentiles are taken over.
const RECENT: usize = 512;

/// One point of the line stands for so long.
const LINE_STEP: Duration = Duration::from_secs(5);

/// Points of the line: 10 minutes.
const LINE_POINTS: usize = 120;

/// The duty is taken over so long.
const DUTY_SPAN: Duration = Duration::from_secs(5);

/// The counters of one endpoint.
#[derive(Clone, Debug, Default)]
pub struct Meter {
    /// Counters of the endpoint itself; `units` and `duty` are filled in by [`Meter::statistics`].
    pub link: Statistics,
    units: BTreeMap<UnitId, UnitMeter>,
    busy: Duration,
    duty: VecDeque<(Steady, Duration)>,
    step_ends: Steady,
}

#[derive(Clone, Debug, Default)]
struct UnitMeter {
    counters: UnitStatistics,
    recent: VecDeque<Duration>,
    step_sum: Duration,
    step_count: u32,
    line: VecDeque<Option<f32>>,
}

/// How a request ended, for its unit's counters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Properly.
    Answer,
    /// With this exception.
    Exception(u8),
    /// Not at all in time.
    Timeout,
    /// Against the protocol.
    Broken,
}

impl Meter {
    /// A request left.
    pub fn asked(&mut self, unit: UnitId, write: bool) {
        let counters = &mut self.units.entry(unit).or_default().counters;
        counters.requests += 1;
        counters.writes += u64::from(write);
    }

    /// It ended, after so long; an error with its words.
    pub fn ended(
        &mut self,
        unit: UnitId,
        ending: &Ending,
        took: Duration,
        words: Option<&Arc<str>>,
        now: Moment,
    ) {
        self.busy += took;
        let meter = self.units.entry(unit).or_default();
        let counters = &mut meter.counters;
        match ending {
            Ending::Answer => {
                counters.answers += 1;
                counters.last_answer = Some(now);
                counters.round_trip.max = counters.round_trip.max.max(took);
                meter.step_sum += took;
                meter.step_count += 1;
                if meter.recent.len() == RECENT {
                    meter.recent.pop_front();
                }
                meter.recent.push_back(took);
            }
            Ending::Exception(code) => {
                *counters.exceptions.entry(*code).or_default() += 1;
                counters.last_answer = Some(now);
            }
            Ending::Timeout => counters.timeouts += 1,
            Ending::Broken => counters.broken_answers += 1,
        }
        if let Some(words) = words {
            counters.last_error = Some((now, words.clone()));
        }
    }

    /// All counters at a moment.
    pub fn statistics(&mut self, now: Moment) -> Statistics {
        self.roll(now.steady);
        let mut statistics = self.link.clone();
        statistics.duty = self.duty_at(now.steady);
        statistics.units = self.units.iter().map(|(unit, meter)| (*unit, meter.statistics())).collect();
        statistics
    }

    fn duty_at(&mut self, now: Steady) -> f64 {
        while self.duty.len() > 1 && self.duty.front().is_some_and(|(at, _)| now.since(*at) > DUTY_SPAN) {
            self.duty.pop_front();
        }
        let duty = self.duty.front().map_or(0.0, |(at, busy)| {
            let span = now.since(*at).as_secs_f64();
            if span > 0.0 { (self.busy.saturating_sub(*busy).as_secs_f64() / span).min(1.0) } else { 0.0 }
        });
        self.duty.push_back((now, self.busy));
        duty
    }

    /// Closes the points of the line that are over.
    fn roll(&mut self, now: Steady) {
        if self.step_ends == Steady::default() {
            self.step_ends = now.after(LINE_STEP);
        }
        let mut steps = 0;
        while self.step_ends <= now && steps < LINE_POINTS {
            for meter in self.units.values_mut() {
                meter.close_step();
            }
            self.step_ends = self.step_ends.after(LINE_STEP);
            steps += 1;
        }
        if self.step_ends <= now {
            self.step_ends = now.after(LINE_STEP);
        }
    }
}

impl UnitMeter {
    fn close_step(&mut self) {
        let mean = self.step_sum.checked_div(self.step_count);
        self.step_sum = Duration::ZERO;
        self.step_count = 0;
        if self.line.len() == LINE_POINTS {
            self.line.pop_front();
        }
        self.line.push_back(mean.map(|mean| (mean.as_secs_f64() * 1e3) as f32));
    }

    fn statistics(&self) -> UnitStatistics {
        let mut sorted: Vec<Duration> = self.recent.iter().copied().collect();
        sorted.sort_unstable();
        let at = |percent: usize| {
            let rank = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
            sorted.get(rank).copied().unwrap_or_default()
        };
        let round_trip = RoundTrip {
            p50: at(50),
            p95: at(95),
            p99: at(99),
            max: self.counters.round_trip.max,
            line_millis: self.line.iter().copied().collect(),
        };
        UnitStatistics { round_trip, ..self.counters.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: u64) -> Moment {
        Moment::default().after(Duration::from_millis(millis))
    }

    #[test]
    fn tells_percentiles_duty_and_a_point_every_five_seconds() {
        let mut meter = Meter::default();
        let unit = UnitId(7);
        meter.statistics(at(1_000));
        for millis in 1..=100 {
            meter.asked(unit, false);
            meter.ended(unit, &Ending::Answer, Duration::from_millis(millis), None, at(1_000));
        }
        // 5.05 s of answers within 11 s; the point of the first 5 s is their mean, the second has none.
        let told = meter.statistics(at(12_000));
        let round_trip = &told.units[&unit].round_trip;
        let millis = |span: Duration| span.as_millis();
        assert_eq!((millis(round_trip.p50), millis(round_trip.p95), millis(round_trip.p99)), (50, 95, 99));
        assert_eq!(millis(round_trip.max), 100);
        assert_eq!(round_trip.line_millis, vec![Some(50.5), None]);
        assert!((told.duty - 5.05 / 11.0).abs() < 1e-9, "{}", told.duty);
        assert_eq!(told.units[&unit].answers, 100);
    }

    #[test]
    fn counts_errors_with_their_words() {
        let mut meter = Meter::default();
        let words: Arc<str> = Arc::from("no answer in 1.0 s");
        meter.asked(UnitId(1), true);
        meter.ended(UnitId(1), &Ending::Timeout, Duration::from_secs(1), Some(&words), at(5));
        meter.ended(UnitId(1), &Ending::Exception(119), Duration::ZERO, None, at(6));
        let unit = &meter.statistics(at(7)).units[&UnitId(1)];
        assert_eq!((unit.requests, unit.writes, unit.timeouts, unit.exceptions[&119]), (1, 1, 1, 1));
        assert_eq!(unit.last_error, Some((at(5), words)));
    }
}
