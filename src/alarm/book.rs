//! The book of all alarms: judges samples, keeps every state, carries out what operators do.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::alarm::{Action, Actor, Alarm, Change, Kept, Picture, Refused};
use crate::tag::{Quality, TagIndex, Value};
use crate::time::Moment;

/// Each tag's value and quality at this moment, stale ones told as such.
pub type Lookup<'a> = &'a dyn Fn(TagIndex) -> (Option<Value>, Quality);

/// Every alarm of a layout with its state.
#[derive(Debug, Default)]
pub struct Book {
    alarms: Vec<Arc<Alarm>>,
    kept: BTreeMap<Arc<str>, Kept>,
}

impl Book {
    /// All normal; nothing was judged yet. `tags` is how many tags the layout has.
    pub fn new(alarms: &[Arc<Alarm>], tags: usize) -> Self {
        let _ = tags;
        Self { alarms: alarms.to_vec(), kept: BTreeMap::new() }
    }

    /// Takes back what was kept over a restart, by id; before the first sample. What changed while nobody
    /// watched is told as such when the first usable sample shows it.
    pub fn restore(&mut self, kept: BTreeMap<Arc<str>, Kept>) {
        self.kept = kept;
    }

    /// Takes a change of an earlier run into the health figures, oldest first; before the first sample.
    pub fn remember(&mut self, change: &Change) {
        let _ = change;
    }

    /// Notes that a tag has a new sample.
    pub fn touch(&mut self, tag: TagIndex) {
        let _ = tag;
    }

    /// Judges the alarms whose tags were touched.
    pub fn judge(&mut self, now: Moment, lookup: Lookup<'_>) -> Vec<Change> {
        let _ = (now, lookup);
        Vec::new()
    }

    /// Time passed: delays, rates, shelves whose time is over. About ten times a second.
    pub fn tick(&mut self, now: Moment, lookup: Lookup<'_>) -> Vec<Change> {
        let _ = (now, lookup);
        Vec::new()
    }

    /// Carries out what an operator asks for; what changes nothing gives no change.
    pub fn act(&mut self, now: Moment, action: &Action, by: &Actor) -> Result<Vec<Change>, Refused> {
        let _ = (now, action, by);
        Ok(Vec::new())
    }

    /// Goes on with another layout: states are carried over by id; an alarm that is gone and was active or
    /// hidden is told as removed.
    pub fn reload(&mut self, alarms: &[Arc<Alarm>], tags: usize, now: Moment) -> Vec<Change> {
        let _ = now;
        *self = Self { kept: std::mem::take(&mut self.kept), ..Self::new(alarms, tags) };
        Vec::new()
    }

    /// What screens see; the same picture again while nothing changed.
    pub fn picture(&mut self, now: Moment) -> Arc<Picture> {
        let _ = now;
        Arc::new(Picture { defined: self.alarms.len(), ..Picture::default() })
    }

    /// What must outlive a restart: every alarm that is not plainly normal.
    pub fn kept(&self) -> BTreeMap<Arc<str>, Kept> {
        self.kept.clone()
    }
}
