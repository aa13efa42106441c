//! The figures of alarms over a span, from raises and returns in order of time. Only annunciated raises count;
//! how long an alarm was active counts in any case.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use crate::alarm::{Change, Frequent, Happening, Health, Priority, TEN_MINUTES};
use crate::time::{Span, Timestamp};

/// Raised so often within [`CHATTER_WITHIN`] an alarm chatters.
const CHATTER_RAISES: usize = 3;
const CHATTER_WITHIN: Duration = Duration::from_secs(60);
/// Gone again within this an alarm was fleeting.
const FLEETING: Duration = Duration::from_secs(10);
/// Active longer than this an alarm is stale.
const STALE: Duration = Duration::from_secs(86_400);
/// A flood begins above this many in ten minutes, and ends below [`FLOOD_ENDS`].
const FLOOD_BEGINS: usize = 10;
const FLOOD_ENDS: usize = 5;

/// What happened to one alarm.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fact {
    pub(super) at: Timestamp,
    pub(super) alarm: Arc<str>,
    pub(super) priority: Priority,
    pub(super) happening: Happening,
    /// Shelved, suppressed or out of service.
    pub(super) hidden: bool,
}

impl From<&Change> for Fact {
    fn from(change: &Change) -> Self {
        Self {
            at: change.at,
            alarm: Arc::clone(&change.alarm),
            priority: change.priority,
            happening: change.happening,
            hidden: change.after.axes.hidden(),
        }
    }
}

/// One alarm's figures.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tally {
    pub(super) priority: Priority,
    /// Raises that were annunciated.
    pub(super) raises: u64,
    /// Raises while something hid it.
    pub(super) hidden: u64,
    /// Most raises in any ten minutes.
    pub(super) most: usize,
    /// Raises that were at least the third within a minute.
    pub(super) chattering: u64,
    /// Raises that were gone within ten seconds.
    pub(super) fleeting: u64,
    /// How long it was active.
    pub(super) active: Duration,
    /// The longest it was active at once.
    longest: Duration,
    recent: VecDeque<Timestamp>,
    since: Option<(Timestamp, bool)>,
}

/// All alarms' figures.
#[derive(Clone, Debug)]
pub(super) struct Figures {
    span: Span,
    recorded: Duration,
    alarms: BTreeMap<Arc<str>, Tally>,
    recent: VecDeque<Timestamp>,
    most: usize,
    period: (i64, usize),
    periods_over: u64,
    flood_since: Option<Timestamp>,
    in_flood: Duration,
}

impl Tally {
    fn new(priority: Priority) -> Self {
        Self {
            priority,
            raises: 0,
            hidden: 0,
            most: 0,
            chattering: 0,
            fleeting: 0,
            active: Duration::ZERO,
            longest: Duration::ZERO,
            recent: VecDeque::new(),
            since: None,
        }
    }

    fn raise(&mut self, at: Timestamp, hidden: bool) {
        // A raise of what is active already, such as a worse limit, does not begin its time anew.
        if self.since.is_none() {
            self.since = Some((at, hidden));
        }
        if hidden {
            self.hidden += 1;
            return;
        }
        self.raises += 1;
        forget(&mut self.recent, at, TEN_MINUTES);
        self.recent.push_back(at);
        self.most = self.most.max(self.recent.len());
        let within = self.recent.iter().rev().take_while(|time| at.since(**time) <= CHATTER_WITHIN).count();
        self.chattering += u64::from(within >= CHATTER_RAISES);
    }

    fn end(&mut self, at: Timestamp, returned: bool) {
        let Some((since, hidden)) = self.since.take() else { return };
        let active = at.since(since);
        self.active += active;
        self.longest = self.longest.max(active);
        self.fleeting += u64::from(returned && !hidden && active < FLEETING);
    }
}

impl Figures {
    /// Before anything happened.
    pub(super) const fn new(span: Span) -> Self {
        Self {
            span,
            recorded: Duration::ZERO,
            alarms: BTreeMap::new(),
            recent: VecDeque::new(),
            most: 0,
            period: (0, 0),
            periods_over: 0,
            flood_since: None,
            in_flood: Duration::ZERO,
        }
    }

    /// Takes what happened next.
    pub(super) fn take(&mut self, fact: &Fact) {
        let tally = self.alarms.entry(Arc::clone(&fact.alarm)).or_insert_with(|| Tally::new(fact.priority));
        match fact.happening {
            Happening::Raised => {
                tally.raise(fact.at, fact.hidden);
                if !fact.hidden {
                    self.count(fact.at);
                }
            }
            Happening::Returned => tally.end(fact.at, true),
            Happening::Removed => tally.end(fact.at, false),
            Happening::Acknowledged
            | Happening::Reset
            | Happening::Shelved
            | Happening::Unshelved
            | Happening::ShelfEnded
            | Happening::Suppressed
            | Happening::Unsuppressed
            | Happening::OutOfService
            | Happening::InService => {}
        }
    }

    /// Nothing was recorded from one time to another: nobody knows what was active then.
    pub(super) fn gap(&mut self, gap: Span) {
        for (since, _) in self.alarms.values_mut().filter_map(|tally| tally.since.as_mut()) {
            *since = since.after(gap.length());
        }
        self.recorded = self.recorded.saturating_sub(gap.length());
        self.end_flood(gap.from);
    }

    /// The end of the span; `recorded` is how much of it was.
    pub(super) fn finish(&mut self, recorded: Duration) {
        let to = self.span.to;
        for tally in self.alarms.values_mut() {
            tally.end(to, false);
        }
        self.end_flood(to);
        self.recorded = recorded;
        self.close_period();
    }

    /// By alarm id.
    pub(super) const fn alarms(&self) -> &BTreeMap<Arc<str>, Tally> {
        &self.alarms
    }

    /// Raises in an hour of recorded time.
    pub(super) fn per_hour(&self, raises: u64) -> f64 {
        per(raises, self.recorded, Duration::from_secs(3_600))
    }

    /// The figures of the whole list.
    pub(super) fn health(&self) -> Health {
        let raises: u64 = self.alarms.values().map(|tally| tally.raises).sum();
        let mut by_priority = [0; 4];
        for tally in self.alarms.values() {
            if let Some(count) = by_priority.get_mut(tally.priority.slot()) {
                *count += tally.raises;
            }
        }
        let mut frequent: Vec<Frequent> = self
            .alarms
            .iter()
            .filter(|(_, tally)| tally.raises > 0)
            .map(|(id, tally)| Frequent {
                alarm: Arc::clone(id),
                priority: tally.priority,
                count: tally.raises,
            })
            .collect();
        frequent.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.alarm.cmp(&b.alarm)));
        frequent.truncate(10);
        let top: u64 = frequent.iter().map(|alarm| alarm.count).sum();
        let count =
            |which: fn(&Tally) -> bool| self.alarms.values().filter(|tally| which(tally)).count() as u32;
        let periods = (self.recorded.as_secs_f64() / TEN_MINUTES.as_secs_f64()).ceil().max(1.0);
        Health {
            over: self.recorded,
            per_ten_minutes: per(raises, self.recorded, TEN_MINUTES),
            per_hour: self.per_hour(raises),
            most: self.most as u32,
            over_ten: (self.periods_over as f64 / periods).min(1.0),
            in_flood: share(self.in_flood.as_secs_f64(), self.recorded.as_secs_f64()),
            top_ten: share(top as f64, raises as f64),
            chattering: count(|tally| tally.chattering > 0),
            fleeting: count(|tally| tally.fleeting > 0),
            stale: count(|tally| tally.longest > STALE),
            by_priority,
            frequent: frequent.into(),
            ..Health::default()
        }
    }

    /// An annunciated raise of any alarm.
    fn count(&mut self, at: Timestamp) {
        let ended = self.flood_end().filter(|end| *end <= at);
        if let Some(end) = ended {
            self.end_flood(end);
        }
        forget(&mut self.recent, at, TEN_MINUTES);
        self.recent.push_back(at);
        self.most = self.most.max(self.recent.len());
        if self.recent.len() > FLOOD_BEGINS && self.flood_since.is_none() {
            self.flood_since = Some(at);
        }
        let number = at.since(self.span.from).as_secs().div_euclid(TEN_MINUTES.as_secs()) as i64;
        if number != self.period.0 {
            self.close_period();
            self.period = (number, 0);
        }
        self.period.1 += 1;
    }

    fn close_period(&mut self) {
        self.periods_over += u64::from(self.period.1 > FLOOD_BEGINS);
        self.period.1 = 0;
    }

    /// When the last ten minutes hold too few raises for a flood to go on, if none follows.
    fn flood_end(&self) -> Option<Timestamp> {
        let last = self.recent.len().checked_sub(FLOOD_ENDS)?;
        self.recent.get(last).map(|time| time.after(TEN_MINUTES))
    }

    fn end_flood(&mut self, at: Timestamp) {
        if let Some(since) = self.flood_since.take() {
            let end = self.flood_end().map_or(at, |end| end.min(at));
            self.in_flood += end.since(since);
        }
    }
}

/// Lets go what is older than a span.
fn forget(times: &mut VecDeque<Timestamp>, now: Timestamp, span: Duration) {
    while times.front().is_some_and(|time| now.since(*time) >= span) {
        times.pop_front();
    }
}

fn per(count: u64, over: Duration, unit: Duration) -> f64 {
    share(count as f64 * unit.as_secs_f64(), over.as_secs_f64())
}

fn share(part: f64, all: f64) -> f64 {
    if all > 0.0 { part / all } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Timestamp {
        Timestamp::from_millis(seconds as i64 * 1_000)
    }

    fn figures(hours: u64, facts: &[(u64, &str, Happening, bool)]) -> Figures {
        let mut figures = Figures::new(Span { from: at(0), to: at(hours * 3_600) });
        for (second, alarm, happening, hidden) in facts {
            let priority = if alarm.starts_with('U') { Priority::Urgent } else { Priority::Low };
            let (at, alarm) = (at(*second), Arc::from(*alarm));
            figures.take(&Fact { at, alarm, priority, happening: *happening, hidden: *hidden });
        }
        figures.finish(Duration::from_secs(hours * 3_600));
        figures
    }

    #[test]
    fn counts_each_alarm_and_the_time_it_was_active() {
        let (up, down) = (Happening::Raised, Happening::Returned);
        let figures = figures(
            30,
            &[
                (100, "A", up, false),
                (105, "A", down, false),
                (110, "A", up, false),
                (150, "A", up, false),
                (200, "A", down, false),
                (300, "U", up, true),
                (900, "U", down, true),
                (1_000, "U", up, false),
                (5_000, "A", up, false),
            ],
        );
        let a = &figures.alarms()["A"];
        assert_eq!((a.raises, a.hidden, a.most, a.chattering, a.fleeting), (4, 0, 3, 1, 1));
        assert_eq!(a.active, Duration::from_secs(5 + 90 + 30 * 3_600 - 5_000));
        let u = &figures.alarms()["U"];
        assert_eq!((u.raises, u.hidden, u.fleeting), (1, 1, 0));
        let health = figures.health();
        assert_eq!(health.by_priority, [1, 0, 0, 4]);
        assert_eq!((health.chattering, health.fleeting, health.stale), (1, 1, 2));
        assert!((health.per_hour - 5.0 / 30.0).abs() < 1e-12);
        assert_eq!((health.most, health.top_ten), (3, 1.0));
    }

    #[test]
    fn a_flood_begins_above_ten_and_ends_below_five_in_ten_minutes() {
        let raises: Vec<_> = (0..12).map(|number| (number * 10, "A", Happening::Raised, false)).collect();
        let health = figures(1, &raises).health();
        // The eleventh came at 100 s; at 670 s the fifth but last, of 70 s, is ten minutes old.
        assert!((health.in_flood - 570.0 / 3_600.0).abs() < 1e-9, "{}", health.in_flood);
        assert_eq!(health.over_ten, 1.0 / 6.0);
        assert_eq!(health.most, 12);
        let calm = figures(1, &raises[..10]).health();
        assert_eq!((calm.in_flood, calm.over_ten, calm.most), (0.0, 0.0, 10));
    }

    #[test]
    fn nothing_gives_nothing_and_a_gap_is_not_active_time() {
        let mut figures = Figures::new(Span { from: at(0), to: at(1_000) });
        figures.take(&Fact {
            at: at(100),
            alarm: "A".into(),
            priority: Priority::High,
            happening: Happening::Raised,
            hidden: false,
        });
        figures.gap(Span { from: at(200), to: at(700) });
        figures.finish(Duration::from_secs(500));
        assert_eq!(figures.alarms()["A"].active, Duration::from_secs(400));
        let mut none = Figures::new(Span { from: at(0), to: at(0) });
        none.finish(Duration::ZERO);
        assert_eq!(none.health().per_hour, 0.0);
    }
}
