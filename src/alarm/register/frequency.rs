//! Which alarms come how often: the ten most frequent, those that chatter and those that are gone at once.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use crate::alarm::register::within;
use crate::alarm::{Change, Frequent, Priority};
use crate::time::Timestamp;

const DAY: Duration = Duration::from_secs(86_400);
/// Days that are counted; the one that is only begun is one of them.
const DAYS: i64 = 30;
/// Three raises within this are chatter.
const CHATTER: Duration = Duration::from_secs(60);
/// Gone within this is fleeting.
const FLEETING: Duration = Duration::from_secs(10);
/// Alarms that are followed; a layout has fewer, and a journal may say anything.
const ALARMS_MOST: usize = 20_000;

/// One entry for each alarm that was raised within thirty days.
#[derive(Debug, Default)]
pub(super) struct Frequency {
    alarms: BTreeMap<Arc<str>, Track>,
    chattered: BTreeMap<Arc<str>, Timestamp>,
    fled: BTreeMap<Arc<str>, Timestamp>,
    /// The day up to which old days were let go.
    day: i64,
    /// The ten most frequent, and all raises, while nothing changed.
    ten: Option<(Arc<[Frequent]>, u64, u64)>,
}

#[derive(Debug)]
struct Track {
    priority: Priority,
    /// Raises by day, oldest first.
    days: VecDeque<(i64, u32)>,
    /// The two raises before this one, newest first.
    before: [Option<Timestamp>; 2],
}

/// The figures.
#[derive(Debug)]
pub(super) struct Ten {
    pub(super) frequent: Arc<[Frequent]>,
    /// Raises of these ten.
    pub(super) most: u64,
    /// Raises of all.
    pub(super) all: u64,
    pub(super) chattering: u32,
    pub(super) fleeting: u32,
}

impl Frequency {
    pub(super) fn raised(&mut self, change: &Change) {
        self.ten = None;
        if self.alarms.len() >= ALARMS_MOST && !self.alarms.contains_key(&change.alarm) {
            return;
        }
        let track = self.alarms.entry(Arc::clone(&change.alarm)).or_insert_with(|| Track {
            priority: change.priority,
            days: VecDeque::new(),
            before: [None; 2],
        });
        track.priority = change.priority;
        let day = day(change.at);
        match track.days.iter_mut().find(|(of, _)| *of == day) {
            Some((_, count)) => *count = count.saturating_add(1),
            None => track.days.push_back((day, 1)),
        }
        if track.days.len() as i64 > DAYS {
            track.days.pop_front();
        }
        let [last, third] = track.before;
        if third.is_some_and(|third| third <= change.at && change.at.since(third) <= CHATTER) {
            self.chattered.insert(Arc::clone(&change.alarm), change.at);
        }
        track.before = [Some(change.at), last];
    }

    pub(super) fn returned(&mut self, change: &Change) {
        let raised = change.after.raised;
        if raised.is_some_and(|raised| raised <= change.at && change.at.since(raised) <= FLEETING)
            && (self.fled.len() < ALARMS_MOST || self.fled.contains_key(&change.alarm))
        {
            self.fled.insert(Arc::clone(&change.alarm), change.at);
        }
    }

    pub(super) fn ten(&mut self, now: Timestamp) -> Ten {
        let today = day(now);
        if today != self.day {
            self.day = today;
            self.ten = None;
            self.alarms.retain(|_, track| {
                track.days.retain(|(day, _)| (today - DAYS + 1..=today + 1).contains(day));
                !track.days.is_empty()
            });
        }
        self.chattered.retain(|_, at| within(*at, now, DAY));
        self.fled.retain(|_, at| within(*at, now, DAY));
        let (frequent, most, all) = self.ten.get_or_insert_with(|| most_frequent(&self.alarms)).clone();
        let (chattering, fleeting) = (self.chattered.len() as u32, self.fled.len() as u32);
        Ten { frequent, most, all, chattering, fleeting }
    }
}

fn most_frequent(alarms: &BTreeMap<Arc<str>, Track>) -> (Arc<[Frequent]>, u64, u64) {
    let mut all = 0;
    let mut ten: Vec<(u64, &Arc<str>, Priority)> = Vec::with_capacity(11);
    for (alarm, track) in alarms {
        let count = track.days.iter().map(|(_, count)| u64::from(*count)).sum();
        all += count;
        // Of equals the first by name stays ahead.
        let place = ten.partition_point(|(other, ..)| *other >= count);
        if place < 10 {
            ten.insert(place, (count, alarm, track.priority));
            ten.truncate(10);
        }
    }
    let most = ten.iter().map(|(count, ..)| count).sum();
    let frequent = ten.into_iter().map(|(count, alarm, priority)| Frequent {
        alarm: Arc::clone(alarm),
        priority,
        count,
    });
    (frequent.collect(), most, all)
}

const fn day(at: Timestamp) -> i64 {
    at.nanos().div_euclid(DAY.as_nanos() as i64)
}
