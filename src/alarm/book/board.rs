//! The picture, kept up to date row by row: only what changed is made anew.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::alarm::book::cell::Cell;
use crate::alarm::register::Register;
use crate::alarm::{
    Alarm, AlarmIndex, Annunciation, Change, Kept, Mark, Picture, Priority, PriorityCount, Row, Shelving,
    State,
};
use crate::tag::TagIndex;
use crate::time::{Moment, Timestamp};

/// Newest raise first; what was never raised comes last.
type Key = (Reverse<Option<Timestamp>>, u32);

/// The picture and what it is made of.
#[derive(Debug, Default)]
pub(super) struct Board {
    rows: BTreeMap<Key, Arc<Row>>,
    /// The key of each alarm that has a row, parallel to the alarms.
    keys: Vec<Option<Key>>,
    /// Alarms whose row is to be made anew, each once, and a note of that parallel to the alarms.
    moved: Vec<u32>,
    noted: Vec<bool>,
    /// Whether a row came, went or changed in more than its value.
    restructured: bool,
    register: Register,
    picture: Arc<Picture>,
}

impl Board {
    pub(super) fn new(defined: usize) -> Self {
        Self {
            keys: vec![None; defined],
            noted: vec![false; defined],
            picture: Arc::new(Picture { defined, ..Picture::default() }),
            ..Self::default()
        }
    }

    /// Goes on with the figures of another layout's board.
    pub(super) fn carry(&mut self, before: Self, find: impl Fn(&str) -> Option<(AlarmIndex, Arc<Alarm>)>) {
        self.register = before.register;
        self.register.carry(find);
        let defined = self.picture.defined;
        // Figures that stand still are not made again, so they come along.
        self.picture = Arc::new(Picture { defined, ..Picture::clone(&before.picture) });
        self.restructured = true;
    }

    /// Takes a change into the figures. `alarm` is its definition, if the layout still has it.
    pub(super) fn take(&mut self, change: &Change, alarm: Option<&Arc<Alarm>>) {
        self.register.take(change, alarm);
    }

    /// An alarm's state changed.
    pub(super) fn moved(&mut self, at: u32) {
        self.note(at);
        self.restructured = true;
    }

    /// The value or limit of an alarm changed; of interest only where it has a row.
    pub(super) fn valued(&mut self, at: u32, kept: &Kept) {
        if listed(kept) {
            self.note(at);
        }
    }

    fn note(&mut self, at: u32) {
        if let Some(noted) = self.noted.get_mut(at as usize)
            && !*noted
        {
            *noted = true;
            self.moved.push(at);
        }
    }

    /// What sounds changed.
    pub(super) const fn restructure(&mut self) {
        self.restructured = true;
    }

    pub(super) fn picture(&mut self, cells: &[Cell], now: Moment) -> Arc<Picture> {
        let renewed = !self.moved.is_empty() || self.restructured;
        self.renew(cells);
        let figures = self.register.figures(now, || stale(&self.rows, now));
        if !renewed && figures.is_none() {
            return Arc::clone(&self.picture);
        }
        let mut picture = Picture::clone(&self.picture);
        if let Some(figures) = figures {
            (picture.health, picture.flood, picture.came_and_went) =
                (figures.health, figures.flood, figures.came_and_went);
        }
        if renewed {
            picture.rows = self.rows.values().cloned().collect();
        }
        if self.restructured {
            self.restructured = false;
            summarise(&mut picture, cells);
        }
        self.picture = Arc::new(picture);
        Arc::clone(&self.picture)
    }

    fn renew(&mut self, cells: &[Cell]) {
        for at in std::mem::take(&mut self.moved) {
            let (Some(cell), Some(key)) = (cells.get(at as usize), self.keys.get_mut(at as usize)) else {
                continue;
            };
            if let Some(noted) = self.noted.get_mut(at as usize) {
                *noted = false;
            }
            if let Some(before) = key.take() {
                self.rows.remove(&before);
            }
            if listed(&cell.kept) {
                let new = (Reverse(cell.kept.raised), at);
                self.rows.insert(new, Arc::new(row(at, cell)));
                *key = Some(new);
            }
        }
    }
}

fn row(at: u32, cell: &Cell) -> Row {
    Row {
        index: AlarmIndex(at),
        alarm: Arc::clone(&cell.alarm),
        kept: cell.kept.clone(),
        value: cell.value,
        limit: cell.limit,
    }
}

/// Whether an alarm is in the picture: active, to be acknowledged, or hidden.
fn listed(kept: &Kept) -> bool {
    kept.axes.state != State::Normal || kept.axes.hidden()
}

/// Alarms that stood for more than a day while nothing hid them.
fn stale(rows: &BTreeMap<Key, Arc<Row>>, now: Moment) -> u32 {
    let day_ago = now.utc.before(std::time::Duration::from_secs(86_400));
    let oldest_last = rows.range((Reverse(Some(day_ago)), 0)..);
    let active = |row: &Row| row.kept.axes.state.active() && !row.kept.axes.hidden();
    oldest_last.filter(|(key, row)| key.0.0.is_some() && active(row)).count() as u32
}

/// Counts, marks and sound from the rows.
fn summarise(picture: &mut Picture, cells: &[Cell]) {
    let mut counts = [PriorityCount::default(); 4];
    let mut by_tag: BTreeMap<TagIndex, Mark> = BTreeMap::new();
    let mut by_area: BTreeMap<Arc<str>, Mark> = BTreeMap::new();
    let mut sounds: Option<Priority> = None;
    let mut silenced = false;
    for row in &*picture.rows {
        let priority = row.alarm.priority;
        if let Some(count) = counts.get_mut(priority.slot()) {
            add(count, &row.kept);
        }
        let mark = row.mark();
        // What is suppressed by design and normal hides nothing: it stands in its list, and half the machines
        // of a plant at rest would bear the sign otherwise.
        let idle = matches!(mark, Mark::Suppressed(_)) && row.kept.axes.state == State::Normal;
        if mark != Mark::Nothing && !idle {
            let worst = by_tag.entry(row.alarm.tag).or_insert(mark);
            *worst = mark.min(*worst);
            if let Some(worst) = by_area.get_mut(&row.alarm.area) {
                *worst = mark.min(*worst);
            } else {
                by_area.insert(Arc::clone(&row.alarm.area), mark);
            }
        }
        if row.kept.axes.annunciation() == Annunciation::New {
            let quiet =
                cells.get(row.index.slot()).is_some_and(|cell| cell.silenced == Some(row.kept.occurrence));
            silenced |= quiet;
            if !quiet {
                sounds = Some(sounds.map_or(priority, |most| most.min(priority)));
            }
        }
    }
    picture.counts = counts;
    picture.by_tag = Arc::new(by_tag);
    picture.by_area = Arc::new(by_area);
    picture.sounds = sounds;
    picture.silenced = silenced;
}

fn add(count: &mut PriorityCount, kept: &Kept) {
    let axes = &kept.axes;
    let shown = !axes.hidden();
    count.to_acknowledge += u32::from(shown && axes.state.to_acknowledge());
    count.active += u32::from(shown && axes.state.active());
    count.shelved += u32::from(axes.shelving != Shelving::Unshelved);
    count.suppressed += u32::from(axes.suppressed.is_some());
    count.out_of_service += u32::from(axes.out_of_service.is_some());
}
