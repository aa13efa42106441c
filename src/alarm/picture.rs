//! The alarms as screens see them: one picture, shared until something changes.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::alarm::{Alarm, AlarmIndex, Annunciation, Axes, Health, Kept, Priority};
use crate::tag::TagIndex;
use crate::time::Timestamp;

/// Every alarm that is not plainly normal, and what follows from them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    /// Active, to be acknowledged, shelved, suppressed or out of service; newest raise first.
    pub rows: Arc<[Arc<Row>]>,
    /// Counts by priority, most urgent first.
    pub counts: [PriorityCount; 4],
    /// The worst mark of each tag that has one; a suppressed alarm has one while it hides something.
    pub by_tag: Arc<BTreeMap<TagIndex, Mark>>,
    /// The worst mark of each area that has one.
    pub by_area: Arc<BTreeMap<Arc<str>, Mark>>,
    /// The most urgent priority that sounds now; `None` while all is quiet or silenced.
    pub sounds: Option<Priority>,
    /// Whether something would sound, had nobody silenced it.
    pub silenced: bool,
    /// A flood that goes on, or ended less than ten minutes ago.
    pub flood: Option<Arc<Flood>>,
    /// Raised and gone again within the last 24 hours, newest first, at most 500: what came and went while
    /// nobody looked.
    pub came_and_went: Arc<[Arc<Row>]>,
    /// The figures; at most a second old.
    pub health: Arc<Health>,
    /// How many alarms the layout defines.
    pub defined: usize,
}

/// One alarm with all there is to say about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its place in the layout's list.
    pub index: AlarmIndex,
    /// Its definition.
    pub alarm: Arc<Alarm>,
    /// What is kept of it: axes, times, who acknowledged.
    pub kept: Kept,
    /// The value it was last judged by; `None` while that has none.
    pub value: Option<f64>,
    /// The limit it was last judged by, where it has one.
    pub limit: Option<f64>,
}

impl Row {
    /// The sign it gets on screens.
    pub fn mark(&self) -> Mark {
        Mark::of(&self.kept.axes, self.alarm.priority)
    }
}

/// How many alarms of one priority.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PriorityCount {
    /// To be acknowledged, hidden ones left out.
    pub to_acknowledge: u32,
    /// Active, hidden ones left out.
    pub active: u32,
    /// Shelved.
    pub shelved: u32,
    /// Suppressed by design.
    pub suppressed: u32,
    /// Out of service.
    pub out_of_service: u32,
}

/// What a sign shows. Ordered worst first: what it is, then how urgent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// Annunciated; never with [`Annunciation::None`].
    Shown(Annunciation, Priority),
    /// Active on the shelf.
    Shelved(Priority),
    /// Suppressed by design.
    Suppressed(Priority),
    /// Out of service.
    OutOfService(Priority),
    /// Nothing to show.
    Nothing,
}

impl Mark {
    /// Of one alarm.
    pub fn of(axes: &Axes, priority: Priority) -> Self {
        if axes.out_of_service.is_some() {
            Self::OutOfService(priority)
        } else if axes.suppressed.is_some() {
            Self::Suppressed(priority)
        } else if axes.hidden() {
            Self::Shelved(priority)
        } else {
            match axes.state.annunciation() {
                Annunciation::None => Self::Nothing,
                shown @ (Annunciation::New | Annunciation::Returned | Annunciation::Seen) => {
                    Self::Shown(shown, priority)
                }
            }
        }
    }
}

/// More alarms than a person can read, grouped by where they come from.
#[derive(Clone, Debug, PartialEq)]
pub struct Flood {
    /// When it began: the first alarm of its ten minutes.
    pub since: Timestamp,
    /// When it ended, if it did.
    pub ended: Option<Timestamp>,
    /// How many were raised in it.
    pub raised: u32,
    /// The alarm that came first.
    pub first_out: Arc<str>,
    /// Areas in the order of their first alarm.
    pub areas: Arc<[FloodArea]>,
}

/// What a flood brought in one area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FloodArea {
    /// Its name.
    pub area: Arc<str>,
    /// The id of its first alarm.
    pub first_out: Arc<str>,
    /// When that was raised.
    pub at: Timestamp,
    /// How many were raised in it.
    pub raised: u32,
}
