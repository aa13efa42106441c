//! A small plant of numbers for the tests of this module.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::alarm::{
    Action, Actor, Alarm, Book, Change, Condition, Happening, Kept, Level, Limit, Occurrence, Picture,
    Priority, Refused, ShelveFor, State,
};
use crate::expression::Expression;
use crate::tag::{Bad, Quality, TagIndex, Value};
use crate::time::{Moment, Steady, Timestamp};

pub(super) const BAD: Quality = Quality::Bad(Bad::NoCommunication);

/// 2026-11-23, 08:00 UTC.
pub(super) fn start() -> Moment {
    Moment { utc: Timestamp::parse("2026-11-23T08:00:00Z").unwrap(), steady: Steady::from_millis(1_000) }
}

pub(super) const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub(super) fn high(limit: f64) -> Condition {
    Condition::Limit { level: Level::High, limit: Limit::Fixed(limit) }
}

pub(super) fn low(limit: f64) -> Condition {
    Condition::Limit { level: Level::Low, limit: Limit::Fixed(limit) }
}

/// A medium alarm of its tag without delays, shelved for an hour at most.
pub(super) fn alarm(id: &str, tag: u32, condition: Condition) -> Alarm {
    Alarm {
        id: id.into(),
        tag: TagIndex(tag),
        title: "Clearwell level".into(),
        text: "Limit".into(),
        area: if tag.is_multiple_of(2) { "Intake" } else { "Filters" }.into(),
        equipment: None,
        condition,
        deadband: 0.0,
        on_delay: Duration::ZERO,
        off_delay: Duration::ZERO,
        priority: Priority::Medium,
        latching: false,
        class: "".into(),
        cause: "".into(),
        consequence: "".into(),
        response: "Look.".into(),
        time_to_respond: None,
        display: None,
        suppressed_while: None,
        shelve_at_most: secs(3_600),
    }
}

/// An expression over tags by number, such as `[3] > 0`.
pub(super) fn expression(text: &str) -> Arc<Expression> {
    Arc::new(Expression::parse(text, &|id| id.parse().ok().map(TagIndex)).unwrap())
}

/// Tags, clock and book.
#[derive(Debug)]
pub(super) struct Trial {
    pub(super) book: Book,
    pub(super) now: Moment,
    pub(super) tags: RefCell<Vec<(Option<Value>, Quality)>>,
}

impl Trial {
    /// All tags at 0 and good; everything was judged once.
    pub(super) fn new(alarms: Vec<Alarm>) -> Self {
        let alarms: Vec<_> = alarms.into_iter().map(Arc::new).collect();
        let mut trial = Self::unjudged(&alarms, (Some(Value::Float(0.0)), Quality::GOOD));
        assert_eq!(trial.judge(), []);
        trial
    }

    /// All tags like this one, nothing was judged.
    pub(super) fn unjudged(alarms: &[Arc<Alarm>], tag: (Option<Value>, Quality)) -> Self {
        let tags = vec![tag; 16];
        Self { book: Book::new(alarms, tags.len()), now: start(), tags: RefCell::new(tags) }
    }

    pub(super) fn judge(&mut self) -> Vec<Change> {
        let tags = self.tags.borrow().clone();
        let mut changes = self.book.judge(self.now, &|tag| tags[tag.slot()].clone());
        changes.extend(self.book.tick(self.now, &|tag| tags[tag.slot()].clone()));
        changes
    }

    pub(super) fn put(&mut self, tag: u32, value: Option<Value>, quality: Quality) -> Vec<Change> {
        self.tags.borrow_mut()[tag as usize] = (value, quality);
        self.book.touch(TagIndex(tag));
        self.judge()
    }

    pub(super) fn set(&mut self, tag: u32, value: f64) -> Vec<Change> {
        self.put(tag, Some(Value::Float(value)), Quality::GOOD)
    }

    pub(super) fn int(&mut self, tag: u32, value: i64) -> Vec<Change> {
        self.put(tag, Some(Value::Int(value)), Quality::GOOD)
    }

    /// So much later, in ticks of a tenth of a second, or ten ticks if that is more.
    pub(super) fn pass(&mut self, span: Duration) -> Vec<Change> {
        let ends = self.now.after(span);
        let tick = Duration::from_millis(100).max(span / 100);
        let mut changes = Vec::new();
        while self.now.steady < ends.steady {
            self.now =
                self.now.after(tick.min(Duration::from_nanos(ends.steady.nanos() - self.now.steady.nanos())));
            changes.extend(self.judge());
        }
        changes
    }

    pub(super) fn act(&mut self, action: &Action) -> Result<Vec<Change>, Refused> {
        self.book.act(self.now, action, &Actor("operator".into()))
    }

    pub(super) fn acknowledge(&mut self, id: &str) -> Vec<Change> {
        let seen = self.kept(id).occurrence;
        self.acknowledge_occurrence(id, seen)
    }

    pub(super) fn acknowledge_occurrence(&mut self, id: &str, seen: Occurrence) -> Vec<Change> {
        self.act(&Action::Acknowledge([(id.into(), seen)].into())).unwrap()
    }

    pub(super) fn shelve(&mut self, id: &str, duration: ShelveFor) -> Vec<Change> {
        self.act(&Action::Shelve { alarm: id.into(), duration, reason: "Sensor is being cleaned".into() })
            .unwrap()
    }

    pub(super) fn kept(&self, id: &str) -> Kept {
        self.book.kept().remove(id).unwrap_or_default()
    }

    pub(super) fn state(&self, id: &str) -> State {
        self.kept(id).axes.state
    }

    pub(super) fn picture(&mut self) -> Arc<Picture> {
        self.book.picture(self.now)
    }

    /// A new book with what was kept, the tags as given.
    pub(super) fn restart(&mut self, alarms: &[Arc<Alarm>]) {
        let kept: BTreeMap<_, _> = self.book.kept();
        self.book = Book::new(alarms, 16);
        self.book.restore(kept);
    }
}

/// What happened, in order.
pub(super) fn told(changes: &[Change]) -> Vec<(&str, Happening)> {
    changes.iter().map(|change| (&*change.alarm, change.happening)).collect()
}
