//! Values of tags that no process model drives: signals, and a resting place for all others.

use std::time::Duration;

use crate::device::{Encoding, Source};
use crate::plant::SignalKind;
use crate::tag::{Tag, Value};
use crate::time::Moment;

/// A signal's value so long after the start.
pub(crate) fn value(kind: SignalKind, elapsed: Duration) -> f64 {
    match kind {
        SignalKind::Constant(value) => value,
        SignalKind::Sine { minimum, maximum, period } => {
            let swing = (std::f64::consts::TAU * turns(elapsed, period)).sin();
            f64::midpoint(minimum, maximum) + 0.5 * (maximum - minimum) * swing
        }
        SignalKind::Ramp { minimum, maximum, period } => {
            minimum + (maximum - minimum) * turns(elapsed, period).fract()
        }
        SignalKind::Square { period } => f64::from(u8::from(turns(elapsed, period).fract() >= 0.5)),
        SignalKind::Counter { period } => turns(elapsed, period).floor(),
    }
}

fn turns(elapsed: Duration, period: Duration) -> f64 {
    if period.is_zero() { 0.0 } else { elapsed.as_secs_f64() / period.as_secs_f64() }
}

/// Where a tag rests that nothing drives: its usual state, the middle of its normal band or range.
pub(crate) fn rest(tag: &Tag, source: &Source, now: Moment) -> Value {
    if let Encoding::Text { registers } = source.encoding {
        let most = 2 * usize::from(registers);
        let text: String = tag.id.chars().filter(char::is_ascii).take(most).collect();
        return Value::Text(text.into());
    }
    if source.encoding == Encoding::Epoch32 {
        return Value::UInt(now.utc.seconds().max(0.0) as u64);
    }
    let usual = tag.states.iter().find(|state| state.normal && state.active);
    if let Some(state) = usual.or_else(|| tag.states.iter().find(|state| state.normal)) {
        return Value::Int(state.value);
    }
    match tag.bands.normal.or(tag.range) {
        Some([low, high]) => Value::Float(f64::midpoint(low, high)),
        None => Value::Int(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: SignalKind, seconds: f64, expected: f64) {
        let told = value(kind, Duration::from_secs_f64(seconds));
        assert!((told - expected).abs() < 1e-9, "{kind:?} at {seconds} s is {told}");
    }

    #[test]
    fn signals_follow_their_shapes() {
        let period = Duration::from_secs(20);
        check(SignalKind::Constant(4.0), 3.0, 4.0);
        check(SignalKind::Sine { minimum: 1.0, maximum: 3.0, period }, 5.0, 3.0);
        check(SignalKind::Ramp { minimum: 1.0, maximum: 3.0, period }, 30.0, 2.0);
        check(SignalKind::Square { period }, 9.0, 0.0);
        check(SignalKind::Square { period }, 10.0, 1.0);
        check(SignalKind::Counter { period: Duration::from_millis(100) }, 2.55, 25.0);
        check(SignalKind::Counter { period: Duration::ZERO }, 2.55, 0.0);
    }
}
