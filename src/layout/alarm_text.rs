//! An alarm as it is typed in a layout, before its words are looked up.

mod read;

use std::sync::Arc;
use std::time::Duration;

use crate::alarm::{Level, Priority};
use crate::layout::source::{At, Located};
use crate::layout::tag_text::Word;

/// An alarm as it is typed: a `[[tags.alarms]]`, an `[[alarms]]`, or what an instance changes of its type's.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AlarmText {
    /// Where it starts.
    pub(crate) at: Located<()>,
    /// Whether all that was typed could be read; if not, what it lacks is no finding of its own.
    pub(crate) sound: bool,
    pub(crate) kind: Option<Located<Kind>>,
    pub(crate) id: Option<Word>,
    pub(crate) enabled: Option<Located<bool>>,
    pub(crate) limit: Option<Located<LimitText>>,
    pub(crate) from: Option<Located<LimitText>>,
    pub(crate) per: Option<Located<Duration>>,
    pub(crate) over: Option<Located<Duration>>,
    pub(crate) states: Vec<Located<i64>>,
    pub(crate) bad_only: Option<Located<bool>>,
    pub(crate) deadband: Option<Located<f64>>,
    pub(crate) on_delay: Option<Located<Duration>>,
    pub(crate) off_delay: Option<Located<Duration>>,
    pub(crate) priority: Option<Located<Priority>>,
    pub(crate) latching: Option<Located<bool>>,
    pub(crate) class: Option<Word>,
    pub(crate) title: Option<Word>,
    pub(crate) text: Option<Word>,
    pub(crate) cause: Option<Word>,
    pub(crate) consequence: Option<Word>,
    pub(crate) response: Option<Word>,
    pub(crate) time_to_respond: Option<Located<Duration>>,
    pub(crate) display: Option<Word>,
    pub(crate) suppressed_while: Option<Word>,
    pub(crate) shelve_at_most: Option<Located<Duration>>,
}

/// An alarm of a list: it names its tag, for it does not stand at it.
#[derive(Clone, Debug)]
pub(crate) struct ListedAlarm {
    pub(crate) tag: Word,
    pub(crate) alarm: AlarmText,
}

/// What an alarm judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One of the four limits.
    Limit(Level),
    Deviation,
    Rate,
    Discrete,
    Quality,
    Mismatch,
    DeviceDown,
    Overrun,
    Disk,
}

/// Words of `kind`.
pub(crate) const KINDS: [(&str, Kind); 12] = [
    ("high_high", Kind::Limit(Level::HighHigh)),
    ("high", Kind::Limit(Level::High)),
    ("low", Kind::Limit(Level::Low)),
    ("low_low", Kind::Limit(Level::LowLow)),
    ("deviation", Kind::Deviation),
    ("rate", Kind::Rate),
    ("discrete", Kind::Discrete),
    ("quality", Kind::Quality),
    ("mismatch", Kind::Mismatch),
    ("device_down", Kind::DeviceDown),
    ("overrun", Kind::Overrun),
    ("disk", Kind::Disk),
];

impl Kind {
    /// As it is typed.
    pub(crate) fn word(self) -> &'static str {
        KINDS.iter().find(|(_, kind)| *kind == self).map_or("", |(word, _)| word)
    }
}

/// A limit or reference as typed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum LimitText {
    /// A number; finite.
    Number(f64),
    /// The tag in the brackets.
    Tag(Arc<str>),
}

impl AlarmText {
    /// Where it starts, for findings about the whole alarm.
    pub(crate) const fn place(&self) -> At {
        self.at.at
    }

    /// Its id at a tag: as typed, or the tag's with the word of its kind; `None` where neither is known.
    pub(crate) fn id_at(&self, tag: &str) -> Option<Arc<str>> {
        match (&self.id, &self.kind) {
            (Some(id), _) => Some(Arc::clone(&id.value)),
            (None, Some(kind)) => Some(format!("{tag}.{}", kind.value.word()).into()),
            (None, None) => None,
        }
    }

    /// Whether it is switched off.
    pub(crate) fn off(&self) -> bool {
        self.enabled.as_ref().is_some_and(|enabled| !enabled.value)
    }

    /// Takes over what an instance says in its own words; what it leaves out stays.
    pub(crate) fn change(&mut self, by: &Self) {
        fn take<T: Clone>(slot: &mut Option<T>, by: Option<&T>) {
            if let Some(by) = by {
                *slot = Some(by.clone());
            }
        }
        self.sound &= by.sound;
        take(&mut self.enabled, by.enabled.as_ref());
        take(&mut self.limit, by.limit.as_ref());
        take(&mut self.from, by.from.as_ref());
        take(&mut self.per, by.per.as_ref());
        take(&mut self.over, by.over.as_ref());
        if !by.states.is_empty() {
            self.states.clone_from(&by.states);
        }
        take(&mut self.bad_only, by.bad_only.as_ref());
        take(&mut self.deadband, by.deadband.as_ref());
        take(&mut self.on_delay, by.on_delay.as_ref());
        take(&mut self.off_delay, by.off_delay.as_ref());
        take(&mut self.priority, by.priority.as_ref());
        take(&mut self.latching, by.latching.as_ref());
        take(&mut self.class, by.class.as_ref());
        take(&mut self.title, by.title.as_ref());
        take(&mut self.text, by.text.as_ref());
        take(&mut self.cause, by.cause.as_ref());
        take(&mut self.consequence, by.consequence.as_ref());
        take(&mut self.response, by.response.as_ref());
        take(&mut self.time_to_respond, by.time_to_respond.as_ref());
        take(&mut self.display, by.display.as_ref());
        take(&mut self.suppressed_while, by.suppressed_while.as_ref());
        take(&mut self.shelve_at_most, by.shelve_at_most.as_ref());
    }
}
