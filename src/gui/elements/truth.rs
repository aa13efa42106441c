//! What an element is built from: a sample with its tag, what control says about it, and what follows
//! from both for the eye. There is no way to draw a bare number.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use crate::gui::painter::{AlarmSign, Plate, plain_value};
use crate::tag::{Bad, Good, Quality, Sample, StateText, Tag, Uncertain, Value};
use crate::time::{Moment, Zone, short};

/// A sample, its tag, and the moment it is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// What the layout says about it.
    pub tag: &'a Tag,
    /// The value with quality and times.
    pub sample: &'a Sample,
    /// When it is looked at.
    pub now: Moment,
}

impl<'a> Reading<'a> {
    /// The quality now.
    pub fn quality(&self) -> Quality {
        self.sample.quality_at(self.now, self.tag.stale_after)
    }

    /// The last value as a number, whatever it is worth.
    pub fn number(&self) -> Option<f64> {
        self.sample.value().and_then(Value::number)
    }

    /// The text of the discrete state, where the tag has texts.
    pub fn state(&self) -> Option<&'a StateText> {
        let whole = self.sample.value()?.whole()?;
        self.tag.states.iter().find(|state| i128::from(state.value) == whole)
    }
}

/// What control says about a value: signs beside it, never instead of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Control {
    /// A check stands in the way: which one, such as `1 of 6`.
    pub interlocked: Option<Arc<str>>,
    /// A command is on its way.
    pub pending: Option<Asked>,
    /// What was read back differs from what was commanded, after the settling time.
    pub differs: Option<Asked>,
    /// Maintenance is due: what, such as `calibration due`.
    pub maintenance: Option<Arc<str>>,
    /// A setpoint that was drafted and not yet sent.
    pub drafted: Option<f64>,
    /// The worst alarm of the value.
    pub alarm: Option<AlarmSign>,
}

/// What was asked for and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The state or number, such as `Run` or `2.60`.
    pub text: Arc<str>,
    /// When it was sent.
    pub since: Moment,
}

/// What a value is worth to the eye. Worst wins the sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    Good,
    Substituted,
    Uncertain,
    Waiting,
    Stale,
    Bad,
}

impl Condition {
    const fn of(quality: Quality, known: bool) -> Self {
        match quality {
            // A link that is down says nothing about the sensor: the last value stands, with its age.
            // So do a gateway's exceptions 10 and 11: the unit behind it was not reached.
            Quality::Bad(Bad::NotConnected | Bad::NoCommunication | Bad::DeviceException(10 | 11)) => {
                if known { Self::Stale } else { Self::Waiting }
            }
            Quality::Good(Good::Plain) => Self::Good,
            Quality::Good(Good::Substituted) => Self::Substituted,
            Quality::Uncertain(Uncertain::Stale) => Self::Stale,
            Quality::Uncertain(_) => Self::Uncertain,
            Quality::Bad(Bad::WaitingForFirstValue | Bad::NotRecorded) => Self::Waiting,
            Quality::Bad(_) => Self::Bad,
        }
    }
}

/// The one sign an element shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Sign {
    None,
    /// In words.
    Waiting(&'static str),
    Age(Duration),
    Plate(Plate),
    Padlock,
}

/// Everything an element needs to know about one tag.
#[derive(Debug)]
pub(super) struct Truth<'a> {
    /// `None` where the source does not know the tag.
    pub(super) reading: Option<Reading<'a>>,
    pub(super) control: Control,
    pub(super) condition: Condition,
}

impl<'a> Truth<'a> {
    pub(super) fn new(reading: Option<Reading<'a>>, control: Control) -> Self {
        let condition = reading.as_ref().map_or(Condition::Bad, |reading| {
            Condition::of(reading.quality(), reading.sample.value().is_some())
        });
        Self { reading, control, condition }
    }

    pub(super) fn tag(&self) -> Option<&'a Tag> {
        self.reading.map(|reading| reading.tag)
    }

    pub(super) fn value(&self) -> Option<&'a Value> {
        self.reading.and_then(|reading| reading.sample.value())
    }

    /// The last value as a number, whatever it is worth.
    pub(super) fn number(&self) -> Option<f64> {
        self.reading.and_then(|reading| reading.number())
    }

    pub(super) fn state(&self) -> Option<&'a StateText> {
        self.reading.and_then(|reading| reading.state())
    }

    /// Whether the symbol is bright, as far as is known.
    pub(super) fn active(&self) -> bool {
        match self.state() {
            Some(state) => state.active,
            None => self.value().and_then(Value::truth).unwrap_or(false),
        }
    }

    /// Where the value stands in the tag's range, 0 to 1, not cut.
    pub(super) fn share(&self) -> Option<f32> {
        share_of(self.tag()?, self.number()?)
    }

    pub(super) fn unit(&self) -> &'a str {
        self.tag().map_or("", |tag| &tag.unit)
    }

    /// Bad, stale and missing feedback locks entry and commands; so does a check.
    pub(super) fn locked(&self) -> bool {
        matches!(self.condition, Condition::Waiting | Condition::Stale | Condition::Bad)
            || self.control.interlocked.is_some()
    }

    pub(super) fn age(&self) -> Duration {
        self.reading.map_or(Duration::ZERO, |reading| reading.sample.age(reading.now))
    }

    pub(super) fn sign(&self) -> Sign {
        let control = &self.control;
        match self.condition {
            Condition::Bad => Sign::Plate(self.failure_plate()),
            Condition::Stale => Sign::Age(self.age()),
            Condition::Waiting => Sign::Waiting(self.missing()),
            Condition::Uncertain => Sign::Plate(Plate::UNSURE),
            Condition::Substituted => Sign::Plate(Plate::SUBSTITUTED),
            Condition::Good if control.differs.is_some() => Sign::Plate(Plate::DIFFERS),
            Condition::Good if control.pending.is_some() => Sign::Plate(Plate::PENDING),
            Condition::Good if control.interlocked.is_some() => Sign::Padlock,
            Condition::Good if control.maintenance.is_some() => Sign::Plate(Plate::MAINTENANCE),
            Condition::Good => Sign::None,
        }
    }

    /// Why there is no value.
    pub(super) fn missing(&self) -> &'static str {
        match self.reading.map(|reading| reading.quality()) {
            Some(Quality::NOT_RECORDED) => "not recorded",
            Some(_) | None => "waiting",
        }
    }

    fn failure_plate(&self) -> Plate {
        match self.reading.map(|reading| reading.quality()) {
            Some(Quality::Bad(Bad::OutOfService)) => Plate::CHECK,
            _ => Plate::FAILURE,
        }
    }

    /// The words beside a symbol, and whether they are written in full ink because something is unusual.
    pub(super) fn words<'w>(&'w self, usual: [&'static str; 2], zone: &Zone) -> (Cow<'w, str>, bool) {
        let state = self.state_words(usual);
        let control = &self.control;
        match self.condition {
            Condition::Bad => (Cow::Owned(self.failure()), true),
            Condition::Stale => (Cow::Owned(age_words(self.age())), true),
            Condition::Waiting => (Cow::Borrowed(self.missing()), true),
            Condition::Uncertain => (Cow::Owned(format!("{state}, unsure")), true),
            Condition::Substituted => (Cow::Owned(self.by_hand(zone)), true),
            Condition::Good => {
                if let Some(asked) = control.differs.as_ref().or(control.pending.as_ref()) {
                    (Cow::Owned(self.asked(asked)), true)
                } else if let Some(check) = &control.interlocked {
                    (Cow::Owned(format!("locked, {check}")), true)
                } else if let Some(what) = &control.maintenance {
                    (Cow::Borrowed(what), true)
                } else {
                    (state, self.state().is_some_and(|state| !state.normal))
                }
            }
        }
    }

    /// The state's text, or the number with its unit, or one of the two usual words.
    pub(super) fn state_words(&self, usual: [&'static str; 2]) -> Cow<'a, str> {
        let [active, resting] = usual;
        match (self.state(), self.tag(), self.value()) {
            (Some(state), _, _) => Cow::Borrowed(&state.text),
            (None, Some(_), Some(Value::Text(text))) => Cow::Borrowed(text),
            (None, Some(tag), Some(value)) if !tag.unit.is_empty() => {
                Cow::Owned(format!("{} {}", crate::gui::painter::format_value(value, tag.decimals), tag.unit))
            }
            (None, _, Some(_)) if self.active() => Cow::Borrowed(active),
            (None, _, _) => Cow::Borrowed(resting),
        }
    }

    /// Why it is bad, in words short enough for a symbol.
    pub(super) fn failure(&self) -> String {
        match self.reading.map(|reading| reading.quality()) {
            Some(Quality::Bad(Bad::SensorFailure)) => String::from("sensor fault"),
            Some(Quality::Bad(Bad::NoCommunication)) => String::from("no answer"),
            Some(quality) => quality.reason(),
            None => String::from("no such tag"),
        }
    }

    fn by_hand(&self, zone: &Zone) -> String {
        let since = self.reading.map(|reading| reading.sample.source().utc.format(zone, "%H:%M"));
        format!("by hand {}", since.unwrap_or_default())
    }

    /// `cmd Run, 8 s` or `set 2.60`.
    pub(super) fn asked(&self, asked: &Asked) -> String {
        let numeric = self.tag().is_some_and(|tag| tag.states.is_empty() && tag.range.is_some());
        if numeric {
            return format!("set {}", asked.text);
        }
        let seconds = self.reading.map_or(0, |reading| reading.now.age_of(asked.since).as_secs());
        format!("cmd {}, {seconds} s", asked.text)
    }

    /// For screen readers, searches and tests: id, value, unit, quality, and every sign.
    pub(super) fn spoken(&self) -> String {
        let Some(reading) = self.reading else { return String::from("no such tag") };
        let tag = reading.tag;
        let mut text = tag.id.to_string();
        let mut say = |words: &str| {
            if !words.is_empty() {
                text.push(' ');
                text.push_str(words);
            }
        };
        match (reading.state(), reading.sample.value()) {
            (Some(state), _) => say(&state.text),
            (None, Some(value)) => say(&plain_value(value, tag.decimals)),
            (None, None) => say("no value"),
        }
        say(&tag.unit);
        say(&reading.quality().to_string());
        if self.condition == Condition::Stale {
            say(&age_words(self.age()));
        }
        let control = &self.control;
        if let Some(asked) = &control.differs {
            say(&format!("differs from {}", self.asked(asked)));
        }
        if let Some(asked) = &control.pending {
            say(&format!("pending {}", self.asked(asked)));
        }
        if let Some(check) = &control.interlocked {
            say(&format!("locked {check}"));
        }
        if let Some(what) = &control.maintenance {
            say(&format!("maintenance {what}"));
        }
        if let Some(alarm) = &control.alarm {
            say(&alarm_words(*alarm));
        }
        text
    }
}

/// `alarm High new`.
pub(super) fn alarm_words(alarm: AlarmSign) -> String {
    format!("alarm {} {}", alarm.priority.name(), alarm.state.name())
}

/// `74 s old`.
pub(super) fn age_words(age: Duration) -> String {
    format!("{} old", short(age))
}

/// Where a number stands in a tag's range.
pub(super) fn share_of(tag: &Tag, number: f64) -> Option<f32> {
    let [low, high] = tag.range?;
    (high > low).then(|| ((number - low) / (high - low)) as f32)
}
