//! What the engine shows: one consistent picture of everything at one moment.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::alarm::Picture;
use crate::command::CommandStatus;
use crate::device::{BlockStatus, Frame, LinkState, Statistics, UnitStatus};
use crate::journal::Entry;
use crate::message::{Playback, TrendSaved};
use crate::plant::Plant;
use crate::tag::{Bad, Quality, SampleTable, Uncertain};
use crate::time::{Moment, Timestamp};
use crate::trend::{TrendQuery, TrendReply};

/// Engine to screens; the newest replaces the one before.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Counts up by one.
    pub sequence: u64,
    /// When it was made. A screen whose snapshot is older than 2 s says that it is not updated.
    pub at: Moment,
    /// The layout these samples belong to.
    pub plant: Arc<Plant>,
    /// Live, simulated or replayed.
    pub mode: Mode,
    /// The current sample of every tag.
    pub samples: SampleTable,
    /// How many values are worth what.
    pub counts: QualityCounts,
    /// Devices in layout order.
    pub devices: Vec<Arc<DeviceStatus>>,
    /// Drafts and commands not yet ended, and the last ended ones; oldest first.
    pub commands: Vec<Arc<CommandStatus>>,
    /// The answers to the trends asked for.
    pub trends: BTreeMap<TrendQuery, Arc<TrendReply>>,
    /// The last journal entries, oldest first.
    pub journal: Arc<[Entry]>,
    /// The alarms.
    pub alarms: Arc<Picture>,
    /// How a request about alarms was refused last, in words, and when.
    pub alarm_refused: Option<(Arc<str>, Moment)>,
    /// What the operator must know about the station itself.
    pub notices: Vec<Notice>,
    /// Switches of the simulated plant; empty on a real one.
    pub faults: Vec<SwitchedFault>,
    /// How recording is getting on; `None` until the historian said so.
    pub recording: Option<Arc<Recording>>,
    /// How the last saving of a trend ended; `None` until one did.
    pub trend_saved: Option<Arc<TrendSaved>>,
    /// How the replay stands; `None` where this is the present.
    pub replay: Option<Arc<Playback>>,
    /// Moves with every batch of data: the beat on the status bar.
    pub beat: u64,
}

impl Snapshot {
    /// Whether a screen that shows `before` would look the same with this one: the same values, qualities,
    /// links, notices and commands. Times, counters and the beat move on with the clock of the screen.
    pub fn looks_like(&self, before: &Self) -> bool {
        let links = |snapshot: &Self| {
            let devices = snapshot.devices.iter();
            devices.map(|status| (status.link.word(), status.units.clone())).collect::<Vec<_>>()
        };
        Arc::ptr_eq(&self.plant, &before.plant)
            && self.counts == before.counts
            && self.commands == before.commands
            && self.notices == before.notices
            && Arc::ptr_eq(&self.alarms, &before.alarms)
            && self.alarm_refused == before.alarm_refused
            && self.faults == before.faults
            && self.trend_saved == before.trend_saved
            && Arc::ptr_eq(&self.journal, &before.journal)
            && match (&self.replay, &before.replay) {
                (Some(new), Some(old)) => self.at == before.at && new.looks_like(old),
                (None, None) => true,
                (Some(_), None) | (None, Some(_)) => false,
            }
            && self.trends.len() == before.trends.len()
            && self.trends.values().zip(before.trends.values()).all(|(new, old)| Arc::ptr_eq(new, old))
            && self
                .samples
                .iter()
                .zip(before.samples.iter())
                .all(|((_, new), (_, old))| new.quality() == old.quality() && new.value() == old.value())
            && links(self) == links(before)
    }
}

/// Where the data comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Real devices.
    #[default]
    Live,
    /// The layout's own simulated devices, over real Modbus.
    Simulated,
    /// A recording: nothing in it can reach a device.
    Replay,
}

/// How many values are worth what, the station's own tags left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QualityCounts {
    /// All.
    pub total: usize,
    /// Good.
    pub good: usize,
    /// Stale.
    pub stale: usize,
    /// Uncertain for another reason.
    pub uncertain: usize,
    /// Bad, those waiting for their first value left out.
    pub bad: usize,
    /// Waiting for their first value.
    pub waiting: usize,
}

impl QualityCounts {
    /// Counts one more value.
    pub fn add(&mut self, quality: Quality) {
        self.total += 1;
        match quality {
            Quality::Good(_) => self.good += 1,
            Quality::Uncertain(Uncertain::Stale) => self.stale += 1,
            Quality::Uncertain(_) => self.uncertain += 1,
            Quality::Bad(Bad::WaitingForFirstValue) => self.waiting += 1,
            Quality::Bad(_) => self.bad += 1,
        }
    }
}

/// Everything known about a device's link.
#[derive(Clone, Debug, PartialEq)]
pub struct DeviceStatus {
    /// Link state.
    pub link: LinkState,
    /// Since when.
    pub link_since: Moment,
    /// Units in order of their id.
    pub units: Vec<UnitStatus>,
    /// Counters.
    pub statistics: Statistics,
    /// Poll blocks: planned against actual.
    pub blocks: Vec<BlockStatus>,
    /// The last frames, oldest first, at most 64.
    pub frames: Vec<Frame>,
}

/// How recording is getting on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recording {
    /// The store's folder; empty when everything is kept in memory alone.
    pub folder: Arc<str>,
    /// Why nothing is written now, in words; empty while recording is well.
    pub trouble: Arc<str>,
    /// How far back the store reaches.
    pub oldest: Option<Timestamp>,
    /// Bytes the store takes.
    pub bytes: u64,
    /// Bytes free on its disk.
    pub free_bytes: u64,
    /// Whether its disk has room for more than today; `None` where nothing is kept on a disk.
    pub room: Option<bool>,
    /// How long the disk, or the store's own limit, will last at today's rate; `None` until that is known.
    pub lasts: Option<Duration>,
    /// Samples that could not be recorded since the station started: counted gaps.
    pub samples_lost: u64,
    /// Samples recorded since the station started.
    pub samples: u64,
}

/// Something the operator must know about the station itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// What about.
    pub kind: NoticeKind,
    /// In words.
    pub text: Arc<str>,
    /// Since when.
    pub since: Moment,
}

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoticeKind {
    /// A device or unit does not answer.
    Link,
    /// A device cannot be read as often as planned.
    Overrun,
    /// A changed layout was refused.
    Layout,
    /// The journal cannot be written.
    Journal,
    /// Samples and events cannot be recorded.
    Recording,
    /// A command did not end as asked.
    Command,
    /// The horn cannot be heard.
    Horn,
}

/// One switch of the simulated plant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SwitchedFault {
    /// Its id.
    pub id: Arc<str>,
    /// In words.
    pub title: Arc<str>,
    /// Whether it is on.
    pub active: bool,
}
