//! The guard: every condition a write must meet, each with its live value and age, and the proof that all
//! of them were met.

use std::sync::Arc;
use std::time::Duration;

use crate::command::{PermissiveRule, WriteRule};
use crate::expression::Outcome;
use crate::tag::{Quality, QualityLevel, Sample, Tag, TagIndex, Value};
use crate::time::{Moment, short};

/// Proof that a guard passed. It cannot be made, copied or kept for another command outside this module.
#[derive(Debug)]
pub struct GuardPass {
    _sealed: (),
}

/// One condition with its live state: what "Why can't I?" shows and what the journal keeps.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// What must be true, in words.
    pub title: Arc<str>,
    /// Whether it is.
    pub met: bool,
    /// The live value, in words; what is wrong where it is not met.
    pub value: Arc<str>,
    /// Age of the oldest value it rests on, if it rests on any.
    pub age: Option<Duration>,
    /// Who can lift it, in words; empty where nobody can.
    pub lifted_by: Arc<str>,
}

/// The guard's answer: all conditions, met or not, in the order they are shown. Only the guard makes one.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    checks: Vec<Check>,
}

/// What the guard may look at.
pub trait Lookup {
    /// The current sample of a tag with its definition.
    fn sample(&self, tag: TagIndex) -> Option<(&Tag, &Sample)>;
    /// Why the device of a tag cannot take a write now, if it cannot.
    fn link_trouble(&self, tag: TagIndex) -> Option<Arc<str>>;
    /// Why another command stands in the way of one on this tag, if one does.
    fn occupied(&self, tag: TagIndex) -> Option<Arc<str>>;
}

impl Verdict {
    /// The conditions with their live state.
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }

    /// Whether every condition is met; nothing examined is nothing passed.
    pub fn passed(&self) -> bool {
        !self.checks.is_empty() && self.checks.iter().all(|check| check.met)
    }

    /// The conditions not met, as one line of words.
    pub fn refusal(&self) -> String {
        refusal(&self.checks)
    }

    /// The proof, if every condition is met.
    pub fn pass(&self) -> Option<GuardPass> {
        self.passed().then_some(GuardPass { _sealed: () })
    }
}

/// The conditions not met, as one line of words.
pub(crate) fn refusal(checks: &[Check]) -> String {
    let failed = checks.iter().filter(|check| !check.met);
    failed.map(|check| format!("{}: {}", check.title, check.value)).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
impl Verdict {
    /// A verdict for tests of what follows from one.
    pub(crate) fn of(checks: Vec<Check>) -> Self {
        Self { checks }
    }
}

/// Checks a wish to write `value` by `rule` against the plant as it stands at `now`.
pub fn examine(rule: &WriteRule, value: &Value, lookup: &dyn Lookup, now: Moment) -> Verdict {
    let mut checks = vec![limits(rule, value, lookup)];
    if let Some(step) = rule.step_maximum {
        checks.push(step_limit(rule, step, value, lookup, now));
    }
    checks.push(feedback(rule, lookup, now));
    checks.push(free_of("Link to the device is up", "connected", lookup.link_trouble(rule.tag)));
    checks.push(free_of("No other command under way", "free", lookup.occupied(rule.tag)));
    checks.extend(
        rule.permissives
            .iter()
            .filter(|permissive| applies(permissive, value))
            .map(|permissive| permitted(permissive, lookup, now)),
    );
    Verdict { checks }
}

fn applies(permissive: &PermissiveRule, value: &Value) -> bool {
    permissive.for_values.is_empty()
        || permissive.for_values.iter().any(|guarded| value.matches(&Value::Int(*guarded), 0.0))
}

fn limits(rule: &WriteRule, value: &Value, lookup: &dyn Lookup) -> Check {
    let tag = lookup.sample(rule.tag).map(|(tag, _)| tag);
    let words = |value: &Value| tag.map_or_else(|| value.to_string(), |tag| in_words(tag, value));
    let title = match tag.filter(|tag| !tag.states.is_empty()) {
        Some(_) => Arc::from("State may be commanded"),
        None => format!("Between {} and {}", rule.minimum, rule.maximum).into(),
    };
    let (met, value) = match value.number() {
        Some(number) if number >= rule.minimum && number <= rule.maximum => (true, words(value)),
        Some(_) => (false, format!("{} is out of range", words(value))),
        None => (false, "not a number".to_owned()),
    };
    Check { title, met, value: value.into(), age: None, lifted_by: Arc::from("") }
}

fn step_limit(rule: &WriteRule, step: f64, value: &Value, lookup: &dyn Lookup, now: Moment) -> Check {
    let title: Arc<str> = format!("Step of at most {step}").into();
    let actual = lookup
        .sample(rule.read_back)
        .and_then(|(tag, sample)| Some((sample.good_number(now, tag.stale_after)?, sample.age(now))));
    let (met, words, age) = match (value.number(), actual) {
        (Some(asked), Some((actual, age))) => {
            let change = (asked - actual).abs();
            // A step typed as the difference of two decimals must not fail by a rounding of the last bit.
            (change <= step * (1.0 + 1e-9), format!("{}", (change * 1e6).round() / 1e6), Some(age))
        }
        _ => (false, "present value not known".to_owned(), None),
    };
    Check { title, met, value: words.into(), age, lifted_by: Arc::from("") }
}

fn feedback(rule: &WriteRule, lookup: &dyn Lookup, now: Moment) -> Check {
    let Some((tag, sample)) = lookup.sample(rule.read_back) else {
        return Check {
            title: Arc::from("Feedback is known"),
            met: false,
            value: Arc::from("no such tag"),
            age: None,
            lifted_by: Arc::from(""),
        };
    };
    let title: Arc<str> = Arc::from("Feedback is good");
    let quality = sample.quality_at(now, tag.stale_after);
    let met = quality.is_good();
    let value = if met { live(tag, sample) } else { told(quality, sample, now) };
    Check { title, met, value: value.into(), age: Some(sample.age(now)), lifted_by: Arc::from("") }
}

fn free_of(title: &str, well: &str, trouble: Option<Arc<str>>) -> Check {
    Check {
        title: title.into(),
        met: trouble.is_none(),
        value: trouble.unwrap_or_else(|| well.into()),
        age: None,
        lifted_by: Arc::from(""),
    }
}

fn permitted(permissive: &PermissiveRule, lookup: &dyn Lookup, now: Moment) -> Check {
    let current = |tag: TagIndex| match lookup.sample(tag) {
        Some((tag, sample)) => (sample.value().cloned(), sample.quality_at(now, tag.stale_after)),
        None => (None, Quality::WAITING),
    };
    let Outcome { number, quality } = permissive.condition.evaluate(&current);
    let tags = permissive.condition.tags();
    let samples = || tags.iter().filter_map(|tag| lookup.sample(*tag));
    let age = samples().map(|(_, sample)| sample.age(now)).max();
    let met = quality.level() == QualityLevel::Good && number.is_some_and(|number| number != 0.0);
    let value = if quality.level() == QualityLevel::Good {
        samples().map(|(tag, sample)| live(tag, sample)).collect::<Vec<_>>().join(", ")
    } else {
        let worst = samples().find(|(tag, sample)| !sample.quality_at(now, tag.stale_after).is_good());
        worst.map_or_else(
            || quality.to_string(),
            |(tag, sample)| {
                format!("{} {}", tag.id, told(sample.quality_at(now, tag.stale_after), sample, now))
            },
        )
    };
    Check {
        title: permissive.title.clone(),
        met,
        value: value.into(),
        age,
        lifted_by: permissive.lifted_by.clone(),
    }
}

fn live(tag: &Tag, sample: &Sample) -> String {
    sample.value().map_or_else(|| "no value".to_owned(), |value| in_words(tag, value))
}

/// A value as the operator reads it: state text, or number with its unit.
pub(crate) fn in_words(tag: &Tag, value: &Value) -> String {
    let state = value.whole().and_then(|whole| {
        tag.states.iter().find(|state| i128::from(state.value) == whole).map(|state| state.text.to_string())
    });
    let text = state.unwrap_or_else(|| match value {
        Value::Float(number) => format!("{number:.*} {}", usize::from(tag.decimals), tag.unit),
        Value::Bool(_) | Value::Int(_) | Value::UInt(_) | Value::Text(_) => format!("{value} {}", tag.unit),
    });
    text.trim_end().to_owned()
}

fn told(quality: Quality, sample: &Sample, now: Moment) -> String {
    if quality == Quality::STALE { format!("{} old", short(sample.age(now))) } else { quality.reason() }
}
