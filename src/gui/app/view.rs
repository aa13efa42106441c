//! What a panel may read in one frame: one snapshot, one moment, one set of tokens.

use std::sync::Arc;
use std::time::Duration;

use crate::gui::app::AlarmDigest;
use crate::gui::painter::Flash;
use crate::gui::shell::{Framed, Shape};
use crate::gui::theme::Tokens;
use crate::journal::JournalSearch;
use crate::message::{Mode, Playback, Snapshot};
use crate::plant::Plant;
use crate::tag::{Quality, Sample, Tag, TagIndex};
use crate::time::{Moment, Timestamp};
use crate::trend::History;

/// A snapshot older than this is not the present any more.
pub const SNAPSHOT_AGE_MAX: Duration = Duration::from_secs(2);

/// What a panel may read in one frame.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The one snapshot of this frame.
    pub snapshot: &'a Snapshot,
    /// This frame's moment.
    pub now: Moment,
    /// Colours and strokes.
    pub tokens: &'static Tokens,
    /// Whether the snapshot is young enough to be the present.
    pub updated: bool,
    /// How old the snapshot is.
    pub age: Duration,
    /// The shape of the shell.
    pub shape: Shape,
    /// History, live and stored, where there is one. Asking it never waits.
    pub history: Option<&'a Arc<dyn History>>,
    /// What follows from the alarms.
    pub alarms: &'a AlarmDigest,
    /// Whether nothing may move: flashing becomes a double frame.
    pub still: bool,
    /// Whether a replay can be opened beside this station.
    pub replays: bool,
    /// The whole journal, where one is kept. Asking it never waits.
    pub journal: Option<&'a Arc<dyn JournalSearch>>,
}

impl<'a> View<'a> {
    /// How new alarms stand at this moment.
    pub const fn flash(&self) -> Flash {
        if self.still { Flash::Still } else { Flash::at(self.now.utc) }
    }

    /// The layout.
    pub fn plant(&self) -> &'a Plant {
        &self.snapshot.plant
    }

    /// A tag with its current sample.
    pub fn tag(&self, tag: TagIndex) -> Option<(&'a Tag, &'a Sample)> {
        Some((self.snapshot.plant.tag(tag)?, self.snapshot.samples.get(tag)?))
    }

    /// What a tag is worth now; a display that is not updated has nothing good.
    pub fn quality(&self, tag: TagIndex) -> Quality {
        let Some((tag, sample)) = self.tag(tag) else { return Quality::WAITING };
        let quality = sample.quality_at(self.now, tag.stale_after);
        if !self.updated && quality.is_good() { Quality::STALE } else { quality }
    }

    /// The plant is the layout's own simulated one.
    pub fn simulated(&self) -> bool {
        match self.snapshot.mode {
            Mode::Live | Mode::Replay => false,
            Mode::Simulated => true,
        }
    }

    /// How the replay stands; `None` where this is the present.
    pub fn replay(&self) -> Option<&'a Playback> {
        self.snapshot.replay.as_deref()
    }

    /// Whether what is shown is not the real plant of now, so that a frame stands around it.
    pub fn frame(&self) -> Framed {
        match self.snapshot.mode {
            Mode::Live => Framed::No,
            Mode::Simulated => Framed::Simulation,
            Mode::Replay => Framed::Replay,
        }
    }

    /// A time of day in the plant's zone: `02:41:36`.
    pub fn clock(&self, time: Timestamp) -> String {
        time.format(&self.snapshot.plant.zone, "%H:%M:%S")
    }

    /// A time of day with milliseconds.
    pub fn clock_millis(&self, time: Timestamp) -> String {
        time.format(&self.snapshot.plant.zone, "%H:%M:%S%.3f")
    }

    /// Height of a target that can be pressed.
    pub fn target(&self) -> f32 {
        match self.shape {
            Shape::Desk | Shape::Rail => 28.0,
            Shape::Touch => 60.0,
        }
    }
}
