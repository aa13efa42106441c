//! The figures behind alarm health, kept from change to change.
//!
//! Changes are the only source, so the changes of an earlier run give the same figures as if it had never
//! ended. Times are the wall clock's. One stepped back by less than an hour loses nothing; what a clock that
//! was far ahead has counted is left out until that time has come.

mod flood;
mod frequency;
mod gone;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::alarm::register::flood::FloodWatch;
use crate::alarm::register::frequency::Frequency;
use crate::alarm::register::gone::CameAndWent;
use crate::alarm::{
    Alarm, AlarmIndex, Annunciation, Change, Flood, Happening, Health, PERIOD_HEALTH, Row, TEN_MINUTES,
};
use crate::time::{Moment, Steady, Timestamp};

/// Figures are made at most so often.
const EVERY: Duration = Duration::from_secs(1);
/// Periods of ten minutes in thirty days.
const PERIODS: i64 = (PERIOD_HEALTH.as_secs() / TEN_MINUTES.as_secs()) as i64;
/// More alarms in ten minutes than this are a flood.
const FLOOD_ABOVE: u32 = 10;
/// Periods in eight hours.
const RECENT: i64 = 48;

/// What the register says now.
#[derive(Debug)]
pub(super) struct Figures {
    pub(super) health: Arc<Health>,
    pub(super) flood: Option<Arc<Flood>>,
    pub(super) came_and_went: Arc<[Arc<Row>]>,
}

/// Counts over thirty days.
#[derive(Debug, Default)]
pub(super) struct Register {
    /// From when anything is known.
    since: Option<Timestamp>,
    /// Raises by priority in each ten minutes that had any.
    periods: BTreeMap<i64, [u32; 4]>,
    frequency: Frequency,
    flood: FloodWatch,
    gone: CameAndWent,
    looked: Option<Steady>,
    health: Arc<Health>,
}

impl Register {
    /// Takes a change. `alarm` is its definition, if the layout still has it.
    pub(super) fn take(&mut self, change: &Change, alarm: Option<&Arc<Alarm>>) {
        let at = change.at;
        self.since = Some(self.since.map_or(at, |since| since.min(at)));
        if annunciates(change) {
            let counts = self.periods.entry(period(at)).or_default();
            if let Some(count) = counts.get_mut(change.priority.slot()) {
                *count = count.saturating_add(1);
            }
            while self.periods.len() as i64 > PERIODS + RECENT {
                self.periods.pop_first();
            }
            self.frequency.raised(change);
            self.flood.raised(at, &change.alarm, alarm.map_or(&"".into(), |alarm| &alarm.area));
        }
        if change.happening == Happening::Returned && !change.after.axes.hidden() {
            self.frequency.returned(change);
            if let Some(alarm) = alarm
                && change.after.axes.state.to_acknowledge()
            {
                self.gone.add(change, alarm);
            }
        }
    }

    /// Goes on with another layout.
    pub(super) fn carry(&mut self, find: impl Fn(&str) -> Option<(AlarmIndex, Arc<Alarm>)>) {
        self.gone.carry(find);
    }

    /// What is new: `None` while nothing is. Flood and list at once, the other figures once a second.
    pub(super) fn figures(&mut self, now: Moment, stale: impl FnOnce() -> u32) -> Option<Figures> {
        let due = self.looked.is_none_or(|looked| now.steady.since(looked) >= EVERY);
        let mut changed = false;
        if due {
            self.looked = Some(now.steady);
            self.since = Some(self.since.map_or(now.utc, |since| since.min(now.utc)));
            self.gone.age(now.utc);
            let health = self.health(now.utc, stale());
            if health != *self.health {
                self.health = Arc::new(health);
                changed = true;
            }
        }
        changed |= self.flood.advance(now.utc) | self.gone.take_changed();
        changed.then(|| Figures {
            health: Arc::clone(&self.health),
            flood: self.flood.picture(),
            came_and_went: self.gone.picture(),
        })
    }

    fn health(&mut self, now: Timestamp, stale: u32) -> Health {
        self.flood.advance(now);
        let last = period(now);
        let known = self.since.map_or(0, |since| last - period(since) + 1).clamp(1, PERIODS);
        // The hour ahead is for a clock that was stepped back by less.
        let counted = self.periods.range(last - known + 1..=last + 6);
        let (mut by_priority, mut most, mut above) = ([0_u64; 4], 0, 0_u32);
        for (_, counts) in counted {
            let sum = counts.iter().fold(0, |sum: u32, count| sum.saturating_add(*count));
            most = most.max(sum);
            above += u32::from(sum > FLOOD_ABOVE);
            for (all, count) in by_priority.iter_mut().zip(counts) {
                *all += u64::from(*count);
            }
        }
        let total: u64 = by_priority.iter().sum();
        let over = TEN_MINUTES * known as u32;
        let ten = self.frequency.ten(now);
        let of = |at: i64| {
            self.periods.get(&at).map_or(0, |counts| counts.iter().fold(0, |a: u32, b| a.saturating_add(*b)))
        };
        Health {
            over,
            now: self.flood.now(),
            recent: (last - RECENT + 1..=last).map(of).collect(),
            per_ten_minutes: total as f64 / known as f64,
            per_hour: total as f64 / known as f64 * 6.0,
            most,
            over_ten: f64::from(above) / known as f64,
            in_flood: grained((self.flood.time(now, over).as_secs_f64() / over.as_secs_f64()).min(1.0)),
            top_ten: if ten.all == 0 { 0.0 } else { ten.most as f64 / ten.all as f64 },
            chattering: ten.chattering,
            fleeting: ten.fleeting,
            stale,
            by_priority,
            frequent: ten.frequent,
        }
    }
}

/// Whether a change makes an operator look up: a raise that nothing hides, or the return of one that did.
fn annunciates(change: &Change) -> bool {
    match change.happening {
        Happening::Raised | Happening::ShelfEnded | Happening::Unsuppressed | Happening::InService => {
            change.after.axes.annunciation() == Annunciation::New
        }
        Happening::Returned
        | Happening::Acknowledged
        | Happening::Reset
        | Happening::Shelved
        | Happening::Unshelved
        | Happening::Suppressed
        | Happening::OutOfService
        | Happening::Removed => false,
    }
}

const fn period(at: Timestamp) -> i64 {
    at.nanos().div_euclid(TEN_MINUTES.as_nanos() as i64)
}

/// A share in steps of a ten-thousandth: a figure that creeps would be a new picture each second.
fn grained(share: f64) -> f64 {
    (share * 1e4).round() / 1e4
}

/// Whether something was so recently; an hour ahead still counts, for a clock that was stepped back.
fn within(at: Timestamp, now: Timestamp, span: Duration) -> bool {
    at <= now.after(Duration::from_secs(3_600)) && now.since(at) <= span
}

#[cfg(test)]
mod tests;
