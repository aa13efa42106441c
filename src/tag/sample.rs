//! A process value with its truth.

use std::time::Duration;

use crate::tag::{Bad, Quality, QualityLevel, Value};
use crate::time::Moment;

/// Value, quality with reason, and the times of both: the only form in which a process value travels.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    value: Option<Value>,
    quality: Quality,
    source: Moment,
    received: Moment,
}

impl Sample {
    /// Before anything has arrived: never a zero.
    pub const fn waiting(now: Moment) -> Self {
        Self { value: None, quality: Quality::WAITING, source: now, received: now }
    }

    /// A value as it came. `source` is no later than when the device can have read it: the moment its
    /// request left. `received` is when the answer was here.
    pub fn new(value: Value, quality: Quality, source: Moment, received: Moment) -> Self {
        if let Value::Float(float) = value
            && !float.is_finite()
        {
            return Self::without_value(Quality::Bad(Bad::NotAValue), source, received);
        }
        Self { value: Some(value), quality, source, received }
    }

    /// Nothing usable came: the reason, without a value.
    pub const fn without_value(quality: Quality, source: Moment, received: Moment) -> Self {
        Self { value: None, quality, source, received }
    }

    /// The last value kept, with a worse quality told at `received`; its source time does not move.
    #[must_use]
    pub fn degraded(&self, quality: Quality, received: Moment) -> Self {
        Self { value: self.value.clone(), quality, source: self.source, received }
    }

    /// This statement with the last value of `before` kept where it has none of its own, with that
    /// value's source time: a failed tag keeps its last value and loses its Good.
    #[must_use]
    pub fn keeping_value_of(mut self, before: &Self) -> Self {
        if self.value.is_none() && before.value.is_some() {
            self.value.clone_from(&before.value);
            self.source = before.source;
        }
        self
    }

    /// The value, if one was ever received. It may be worthless: ask the quality.
    pub const fn value(&self) -> Option<&Value> {
        self.value.as_ref()
    }

    /// The quality as it was told. Ask [`Sample::quality_at`] for the quality now.
    pub const fn quality(&self) -> Quality {
        self.quality
    }

    /// When the value stood in the device.
    pub const fn source(&self) -> Moment {
        self.source
    }

    /// When this was received.
    pub const fn received(&self) -> Moment {
        self.received
    }

    /// How old the value is.
    pub fn age(&self, now: Moment) -> Duration {
        now.age_of(self.source)
    }

    /// The quality at a moment: what was told, or Stale once it is older than the limit.
    pub fn quality_at(&self, now: Moment, stale_after: Duration) -> Quality {
        let usable = self.quality.level() < QualityLevel::Bad;
        if usable && self.age(now) > stale_after { Quality::STALE } else { self.quality }
    }

    /// The value as a number, only while it is Good at that moment.
    pub fn good_number(&self, now: Moment, stale_after: Duration) -> Option<f64> {
        self.quality_at(now, stale_after).is_good().then(|| self.value.as_ref()?.number()).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{Steady, Timestamp};

    fn at(millis: u64) -> Moment {
        Moment { utc: Timestamp::from_millis(millis as i64), steady: Steady::from_millis(millis) }
    }

    #[test]
    fn goes_stale_by_age_alone_and_keeps_its_source_time() {
        let sample = Sample::new(Value::Float(2.0), Quality::GOOD, at(1_000), at(1_010));
        assert!(sample.quality_at(at(3_999), Duration::from_secs(3)).is_good());
        assert_eq!(sample.quality_at(at(4_001), Duration::from_secs(3)), Quality::STALE);
        let lost = sample.degraded(Quality::Bad(Bad::NoCommunication), at(9_000));
        assert_eq!(lost.source(), at(1_000));
        assert_eq!(lost.value(), Some(&Value::Float(2.0)));
    }

    #[test]
    fn not_a_number_is_bad_and_not_a_value() {
        let sample = Sample::new(Value::Float(f64::NAN), Quality::GOOD, at(1), at(2));
        assert_eq!(sample.value(), None);
        assert_eq!(sample.quality(), Quality::Bad(Bad::NotAValue));
    }
}
