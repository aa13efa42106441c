//! What a layout says about an alarm.

use std::sync::Arc;
use std::time::Duration;

use crate::expression::Expression;
use crate::tag::TagIndex;

/// An alarm's place in the layout's list of alarms; stable while that list is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AlarmIndex(pub u32);

impl AlarmIndex {
    /// Of an alarm that is in no list: read from a journal, or gone from the layout.
    pub const UNKNOWN: Self = Self(u32::MAX);

    /// As an index into a list that is parallel to the alarm list.
    pub const fn slot(self) -> usize {
        self.0 as usize
    }
}

/// How soon someone must act. Ordered most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// 1.
    Urgent,
    /// 2.
    High,
    /// 3.
    Medium,
    /// 4.
    Low,
}

impl Priority {
    /// All, most urgent first.
    pub const ALL: [Self; 4] = [Self::Urgent, Self::High, Self::Medium, Self::Low];

    /// As it stands in layouts, journals and streams.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Urgent => "urgent",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }

    /// From a layout or a journal.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|priority| priority.word() == word)
    }

    /// 0 for urgent to 3 for low: an index into lists by priority.
    pub const fn slot(self) -> usize {
        match self {
            Self::Urgent => 0,
            Self::High => 1,
            Self::Medium => 2,
            Self::Low => 3,
        }
    }
}

/// One alarm as the layout defines it.
#[derive(Clone, Debug, PartialEq)]
pub struct Alarm {
    /// Unique and stable, such as `LIT-301.low`: its tag and its condition's word, unless the layout gives one.
    pub id: Arc<str>,
    /// The tag it judges.
    pub tag: TagIndex,
    /// What it is about, in words, such as `Clearwell level`.
    pub title: Arc<str>,
    /// What is wrong, in words, such as `Low limit` or `Tripped: motor overload`.
    pub text: Arc<str>,
    /// The area of the plant.
    pub area: Arc<str>,
    /// The equipment it belongs to, if any.
    pub equipment: Option<Arc<str>>,
    /// When it is abnormal.
    pub condition: Condition,
    /// How far the value must come back before it is normal again, in the tag's unit; not negative.
    pub deadband: f64,
    /// How long it must be abnormal before the alarm is raised.
    pub on_delay: Duration,
    /// How long it must be normal before the alarm returns.
    pub off_delay: Duration,
    /// How soon someone must act.
    pub priority: Priority,
    /// Whether it stays active after its condition went, until it is reset.
    pub latching: bool,
    /// Alarm class by the plant's own philosophy, such as `environment`; may be empty.
    pub class: Arc<str>,
    /// What usually causes it; may be empty.
    pub cause: Arc<str>,
    /// What happens if nobody acts; may be empty.
    pub consequence: Arc<str>,
    /// What the operator does; `check` finds alarms without one.
    pub response: Arc<str>,
    /// How long there is to act.
    pub time_to_respond: Option<Duration>,
    /// The display to open, by id.
    pub display: Option<Arc<str>>,
    /// While this is true the alarm is suppressed by design. Where it cannot be told the alarm is not
    /// suppressed, unless it cannot be judged itself: then it stays as it is.
    pub suppressed_while: Option<Arc<Expression>>,
    /// The longest time it may be shelved for at once.
    pub shelve_at_most: Duration,
}

impl Alarm {
    /// The tags it has to be judged anew for, in order of their numbers, each once.
    pub fn tags(&self) -> Vec<TagIndex> {
        let mut tags = vec![self.tag];
        let mut limit = |limit: &Limit| {
            if let Limit::Tag(tag) = limit {
                tags.push(*tag);
            }
        };
        match &self.condition {
            Condition::Limit { limit: one, .. } | Condition::Rate { limit: one, .. } => limit(one),
            Condition::Deviation { from, limit: one } => {
                limit(from);
                limit(one);
            }
            Condition::Mismatch { commanded, .. } => tags.push(*commanded),
            Condition::Discrete { .. }
            | Condition::Quality { .. }
            | Condition::DeviceDown
            | Condition::Overrun { .. }
            | Condition::Disk => {}
        }
        if let Some(expression) = &self.suppressed_while {
            tags.extend(expression.tags());
        }
        tags.sort_unstable();
        tags.dedup();
        tags
    }
}

/// A limit: a number, or the present value of another tag.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    /// This; finite.
    Fixed(f64),
    /// The value of this tag, while it is usable; without one the alarm keeps its state.
    Tag(TagIndex),
}

/// Which of the four limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Far too high.
    HighHigh,
    /// Too high.
    High,
    /// Too low.
    Low,
    /// Far too low.
    LowLow,
}

impl Level {
    /// Whether it is a limit above.
    pub const fn above(self) -> bool {
        matches!(self, Self::HighHigh | Self::High)
    }
}

/// When an alarm is abnormal. A value is judged while it is usable: Good, or Uncertain for another reason than
/// its age. Otherwise all but [`Condition::Quality`] keep their state: a dead sensor neither raises nor clears.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// Beyond a limit; at the limit is beyond.
    Limit {
        /// Which.
        level: Level,
        /// Where.
        limit: Limit,
    },
    /// Further from a reference, such as its setpoint, than this.
    Deviation {
        /// Compared with.
        from: Limit,
        /// More than this, either way; in the tag's unit, not negative.
        limit: Limit,
    },
    /// Changes faster than this, either way, as the mean over `over`; not judged until that much is known, and
    /// from the start again after a value that was not usable.
    Rate {
        /// In the tag's unit per `per`, not negative.
        limit: Limit,
        /// What the limit is per: a second, a minute, an hour.
        per: Duration,
        /// The span whose ends are compared.
        over: Duration,
    },
    /// Its state is one of these. An acknowledged one whose state changes to another of these is raised anew.
    Discrete {
        /// Abnormal states; at least one.
        states: Vec<i64>,
    },
    /// Bad, or older than its stale limit; with `bad_only` a stale value is no alarm. A tag that waits for its
    /// first value is bad once the on-delay, and at least 10 s, is over.
    Quality {
        /// Leave staleness out.
        bad_only: bool,
    },
    /// The state read back is not what the command stands for. Another command starts the on-delay anew.
    Mismatch {
        /// The tag that holds the command.
        commanded: TagIndex,
        /// Commanded value and the state it stands for; other commands stand for none, so nothing is wrong.
        expect: Vec<(i64, i64)>,
    },
    /// A device or unit does not answer: its own tag says 0.
    DeviceDown,
    /// A device cannot be read as often as planned: its count of overruns rose within `over`.
    Overrun {
        /// How long one overrun is abnormal.
        over: Duration,
    },
    /// Recording or journal fail, or their disk is nearly full: the station's own tag says 0.
    Disk,
}

impl Condition {
    /// As it stands in layouts and in the alarm's id.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Limit { level: Level::HighHigh, .. } => "high_high",
            Self::Limit { level: Level::High, .. } => "high",
            Self::Limit { level: Level::Low, .. } => "low",
            Self::Limit { level: Level::LowLow, .. } => "low_low",
            Self::Deviation { .. } => "deviation",
            Self::Rate { .. } => "rate",
            Self::Discrete { .. } => "discrete",
            Self::Quality { .. } => "quality",
            Self::Mismatch { .. } => "mismatch",
            Self::DeviceDown => "device_down",
            Self::Overrun { .. } => "overrun",
            Self::Disk => "disk",
        }
    }
}
