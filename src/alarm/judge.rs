//! Whether a condition holds, from the samples of this moment: no states, no delays.

use std::collections::VecDeque;
use std::time::Duration;

use crate::alarm::{Alarm, Condition, Limit, Lookup};
use crate::tag::{Bad, Quality, TagIndex, Uncertain, Value};
use crate::time::Steady;

/// At most so many points of a rate's span are kept; denser samples are thinned out.
const POINTS_RATE: usize = 64;

/// What a condition comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It holds.
    Abnormal,
    /// The tag has never had a value: bad, but nothing that anyone saw happen.
    Waiting,
    /// It does not hold.
    Normal,
    /// It cannot be told: the alarm keeps its state, and a running delay stops.
    Unknown,
}

/// A verdict and what it was made from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Judgement {
    pub(super) verdict: Verdict,
    /// The tag's value as a number, finite, usable or not.
    pub(super) value: Option<f64>,
    /// The limit, while it is usable.
    pub(super) limit: Option<f64>,
    /// When time alone changes the verdict.
    pub(super) again: Option<Steady>,
    /// Whether a running delay starts anew: another command was given.
    pub(super) anew: bool,
}

/// What a condition has to remember between two judgements.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Memory {
    /// Nothing, or nothing yet.
    #[default]
    Empty,
    /// Points of the span, oldest first, the newest usable sample last.
    Rate(VecDeque<(Steady, f64)>),
    /// The count last seen, and when it rose last.
    Overrun { count: f64, rose: Option<Steady> },
    /// The command last seen.
    Command(i128),
}

/// Judges one alarm. `held` says whether it is raised, in which case the deadband counts. Crossed limits are
/// nothing special here: each alarm answers for its own limit, and both may hold.
pub(super) fn judge(
    alarm: &Alarm,
    held: bool,
    memory: &mut Memory,
    now: Steady,
    lookup: Lookup<'_>,
) -> Judgement {
    let (value, quality) = lookup(alarm.tag);
    let number = value.as_ref().and_then(Value::number).filter(|number| number.is_finite());
    let mut judgement =
        Judgement { verdict: Verdict::Unknown, value: number, limit: None, again: None, anew: false };
    if let Condition::Quality { bad_only } = alarm.condition {
        judgement.verdict = by_quality(quality, bad_only);
        return judgement;
    }
    if !usable(quality) {
        if matches!(memory, Memory::Rate(_)) {
            *memory = Memory::Empty;
        }
        return judgement;
    }
    let whole = value.as_ref().and_then(Value::whole);
    match &alarm.condition {
        Condition::Quality { .. } => {}
        Condition::Limit { level, limit } => {
            judgement.limit = resolve(*limit, lookup);
            if let (Some(value), Some(limit)) = (number, judgement.limit) {
                let sign = if level.above() { 1.0 } else { -1.0 };
                judgement.verdict = beyond(sign * (value - limit), held, alarm.deadband);
            }
        }
        Condition::Deviation { from, limit } => {
            let reference = resolve(*from, lookup);
            judgement.limit = resolve(*limit, lookup).filter(|limit| *limit >= 0.0);
            if let (Some(value), Some(reference), Some(limit)) = (number, reference, judgement.limit) {
                judgement.verdict = more((value - reference).abs(), limit, held, alarm.deadband);
            }
        }
        Condition::Rate { limit, per, over } => {
            judgement.limit = resolve(*limit, lookup).filter(|limit| *limit >= 0.0);
            let rate = number.and_then(|value| rate(memory, now, value, *over));
            if let (Some(rate), Some(limit)) = (rate, judgement.limit) {
                judgement.verdict = more(rate.abs() * per.as_secs_f64(), limit, held, alarm.deadband);
            }
        }
        Condition::Discrete { states } => {
            judgement.verdict = truth(whole.map(|whole| states.iter().any(|s| i128::from(*s) == whole)));
        }
        Condition::Mismatch { commanded, expect } => {
            let command = commanded_state(*commanded, lookup);
            judgement.anew = command.is_some_and(|command| *memory != Memory::Command(command));
            if let Some(command) = command {
                *memory = Memory::Command(command);
            }
            judgement.verdict = truth(mismatch(whole, command, expect));
        }
        Condition::DeviceDown | Condition::Disk => {
            judgement.verdict = truth(whole.map(|whole| whole == 0));
        }
        Condition::Overrun { over } => {
            if let Some(count) = number {
                (judgement.verdict, judgement.again) = overrun(memory, now, count, *over);
            }
        }
    }
    judgement
}

/// Whether an alarm is suppressed by design now; `None` where it cannot be told.
pub(super) fn suppressed(alarm: &Alarm, lookup: Lookup<'_>) -> Option<bool> {
    let Some(expression) = &alarm.suppressed_while else { return Some(false) };
    let outcome = expression.evaluate(lookup);
    outcome.number.filter(|_| usable(outcome.quality)).map(|number| number != 0.0)
}

/// Whether a value can be judged by: Good, or Uncertain for another reason than its age.
const fn usable(quality: Quality) -> bool {
    match quality {
        Quality::Good(_) => true,
        Quality::Uncertain(reason) => !matches!(reason, Uncertain::Stale),
        Quality::Bad(_) => false,
    }
}

const fn by_quality(quality: Quality, bad_only: bool) -> Verdict {
    match quality {
        Quality::Bad(Bad::WaitingForFirstValue) => Verdict::Waiting,
        Quality::Bad(_) => Verdict::Abnormal,
        Quality::Uncertain(Uncertain::Stale) if !bad_only => Verdict::Abnormal,
        Quality::Good(_) | Quality::Uncertain(_) => Verdict::Normal,
    }
}

fn resolve(limit: Limit, lookup: Lookup<'_>) -> Option<f64> {
    let number = match limit {
        Limit::Fixed(number) => Some(number),
        Limit::Tag(tag) => {
            let (value, quality) = lookup(tag);
            value.filter(|_| usable(quality)).and_then(|value| value.number())
        }
    };
    number.filter(|number| number.is_finite())
}

/// By how far a value is beyond its limit: at the limit is beyond, and a raised alarm holds until the value
/// has come back by the whole deadband.
fn beyond(excess: f64, held: bool, deadband: f64) -> Verdict {
    truth(Some(excess >= 0.0 || (held && excess > -deadband)))
}

/// Whether a size is more than its limit; a deadband wider than the limit asks for nothing below zero.
fn more(size: f64, limit: f64, held: bool, deadband: f64) -> Verdict {
    truth(Some(size > limit || (held && size > (limit - deadband).max(0.0))))
}

const fn truth(abnormal: Option<bool>) -> Verdict {
    match abnormal {
        Some(true) => Verdict::Abnormal,
        Some(false) => Verdict::Normal,
        None => Verdict::Unknown,
    }
}

fn commanded_state(tag: TagIndex, lookup: Lookup<'_>) -> Option<i128> {
    let (value, quality) = lookup(tag);
    value.filter(|_| usable(quality)).and_then(|value| value.whole())
}

/// A command that stands for no state leaves nothing to compare, so nothing is wrong.
fn mismatch(state: Option<i128>, command: Option<i128>, expect: &[(i64, i64)]) -> Option<bool> {
    let (state, command) = (state?, command?);
    let expected = expect.iter().find(|(given, _)| i128::from(*given) == command);
    Some(expected.is_some_and(|(_, expected)| i128::from(*expected) != state))
}

/// The mean change per second since the last sample that is at least `over` old; `None` until there is one.
fn rate(memory: &mut Memory, now: Steady, value: f64, over: Duration) -> Option<f64> {
    if !matches!(memory, Memory::Rate(_)) {
        *memory = Memory::Rate(VecDeque::with_capacity(POINTS_RATE));
    }
    let Memory::Rate(points) = memory else { return None };
    let grain = over / (POINTS_RATE as u32 / 2);
    // The newest point gives way to this one while it is too close to the one before it.
    if let Some(before) = points.len().checked_sub(2).and_then(|at| points.get(at))
        && now.since(before.0) < grain
    {
        points.pop_back();
    }
    points.push_back((now, value));
    while points.get(1).is_some_and(|second| now.since(second.0) >= over) || points.len() > POINTS_RATE {
        points.pop_front();
    }
    let first = points.front()?;
    let span = now.since(first.0);
    (span >= over && !span.is_zero()).then(|| (value - first.1) / span.as_secs_f64())
}

/// A count that fell was reset; that is no overrun. The first count seen is where counting begins.
fn overrun(memory: &mut Memory, now: Steady, count: f64, over: Duration) -> (Verdict, Option<Steady>) {
    let rose = match memory {
        Memory::Overrun { count: before, .. } if count > *before => Some(now),
        Memory::Overrun { rose, .. } => *rose,
        Memory::Empty | Memory::Rate(_) | Memory::Command(_) => None,
    };
    let ends = rose.map(|rose| rose.after(over)).filter(|ends| *ends > now);
    *memory = Memory::Overrun { count, rose: rose.filter(|_| ends.is_some()) };
    (truth(Some(ends.is_some())), ends)
}
