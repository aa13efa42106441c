//! When it is a flood, what came first, and from where.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use crate::alarm::register::FLOOD_ABOVE;
use crate::alarm::{Flood, FloodArea, PERIOD_HEALTH, TEN_MINUTES};
use crate::time::Timestamp;

/// A flood ends when fewer than this came within ten minutes.
const FLOOD_BELOW: u32 = 5;
/// Raises are counted in steps of this.
const GRAIN: Duration = Duration::from_secs(1);
/// Areas and past floods that are kept.
const AREAS_MOST: usize = 1_000;
const FLOODS_MOST: usize = 4_320;

/// Watches the last ten minutes.
#[derive(Debug, Default)]
pub(super) struct FloodWatch {
    /// How many came when, oldest first, in steps of a second.
    window: VecDeque<(Timestamp, u32)>,
    now: u32,
    /// The newest raises, oldest first, as many as make a flood: time, alarm, area.
    heads: VecDeque<(Timestamp, Arc<str>, Arc<str>)>,
    /// The one that goes on, or the last one.
    flood: Option<Flood>,
    areas: Vec<FloodArea>,
    /// Those that ended, oldest first.
    past: VecDeque<(Timestamp, Timestamp)>,
    changed: bool,
}

impl FloodWatch {
    pub(super) fn raised(&mut self, at: Timestamp, alarm: &Arc<str>, area: &Arc<str>) {
        self.slide(at);
        match self.window.back_mut() {
            Some((begin, count)) if at.since(*begin) < GRAIN => *count = count.saturating_add(1),
            Some(_) | None => self.window.push_back((at, 1)),
        }
        self.now = self.now.saturating_add(1);
        self.heads.push_back((at, Arc::clone(alarm), Arc::clone(area)));
        if self.heads.len() > FLOOD_ABOVE as usize + 1 {
            self.heads.pop_front();
        }
        if self.goes_on() {
            self.count(at, alarm, area);
        } else if self.now > FLOOD_ABOVE {
            self.begin();
        }
    }

    /// Time passed; whether a flood began, grew, ended or went out of sight since this was asked last.
    pub(super) fn advance(&mut self, now: Timestamp) -> bool {
        self.slide(now);
        if self
            .flood
            .as_ref()
            .and_then(|flood| flood.ended)
            .is_some_and(|ended| now.since(ended) > TEN_MINUTES)
        {
            self.flood = None;
            self.changed = true;
        }
        std::mem::take(&mut self.changed)
    }

    pub(super) fn picture(&self) -> Option<Arc<Flood>> {
        let flood = self.flood.as_ref()?;
        Some(Arc::new(Flood { areas: self.areas.as_slice().into(), ..flood.clone() }))
    }

    /// Alarms in the last ten minutes.
    pub(super) const fn now(&self) -> u32 {
        self.now
    }

    /// Time in flood within so long before now.
    pub(super) fn time(&self, now: Timestamp, over: Duration) -> Duration {
        let from = now.before(over.min(PERIOD_HEALTH));
        let going = self.flood.as_ref().filter(|flood| flood.ended.is_none()).map(|flood| (flood.since, now));
        self.past.iter().copied().chain(going).map(|(since, to)| to.min(now).since(since.max(from))).sum()
    }

    fn goes_on(&self) -> bool {
        self.flood.as_ref().is_some_and(|flood| flood.ended.is_none())
    }

    /// Lets what is older than ten minutes go. After a step back of the clock, what lies ahead counts as now.
    fn slide(&mut self, now: Timestamp) {
        if self.window.back().is_some_and(|(newest, _)| *newest > now) {
            self.window.iter_mut().for_each(|(at, _)| *at = (*at).min(now));
            self.heads.iter_mut().for_each(|(at, ..)| *at = (*at).min(now));
        }
        while let Some((at, count)) = self.window.front().copied()
            && now.since(at) >= TEN_MINUTES
        {
            self.window.pop_front();
            self.now = self.now.saturating_sub(count);
            if self.now < FLOOD_BELOW {
                self.end(at.after(TEN_MINUTES));
            }
        }
    }

    fn begin(&mut self) {
        let heads = std::mem::take(&mut self.heads);
        if let Some((since, first, _)) = heads.front() {
            self.flood = Some(Flood {
                since: *since,
                ended: None,
                raised: 0,
                first_out: Arc::clone(first),
                areas: [].into(),
            });
            self.areas.clear();
            for (at, alarm, area) in &heads {
                self.count(*at, alarm, area);
            }
        }
        self.heads = heads;
    }

    fn count(&mut self, at: Timestamp, alarm: &Arc<str>, area: &Arc<str>) {
        self.changed = true;
        if let Some(flood) = &mut self.flood {
            flood.raised = flood.raised.saturating_add(1);
        }
        if let Some(known) = self.areas.iter_mut().find(|known| known.area == *area) {
            known.raised = known.raised.saturating_add(1);
        } else if self.areas.len() < AREAS_MOST {
            let (area, first_out) = (Arc::clone(area), Arc::clone(alarm));
            self.areas.push(FloodArea { area, first_out, at, raised: 1 });
        }
    }

    fn end(&mut self, at: Timestamp) {
        if let Some(flood) = &mut self.flood
            && flood.ended.is_none()
        {
            flood.ended = Some(at);
            self.past.push_back((flood.since, at));
            if self.past.len() > FLOODS_MOST {
                self.past.pop_front();
            }
            self.changed = true;
        }
    }
}
