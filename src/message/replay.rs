//! A replay on screen: what the operator asks of it, and how it stands. There is no way to say an order in it.

use std::sync::Arc;

use crate::journal::EntryKind;
use crate::time::{Moment, Span, Timestamp};

/// Operator to replay; bounded. A screen that finds it full says so and asks again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Transport {
    /// Go on by itself, in a direction.
    Play(Direction),
    /// Stand still.
    Pause,
    /// So many seconds of the recording a second, 0.1 to 1,000; beyond that the nearest of them.
    Speed(f64),
    /// Go to a time; outside of the recording to its nearer end.
    Seek(Timestamp),
    /// Go to the next thing of a kind and stand still there.
    Step(Step, Direction),
    /// Go round within a span; `None` ends at the end.
    Loop(Option<Span>),
}

/// Which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// As it happened.
    #[default]
    Forward,
    /// Back.
    Backward,
}

/// From what to what a step goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// From sample to sample, of whatever tag.
    Sample,
    /// From entry to entry of the journal.
    Event,
    /// From alarm to alarm as they were raised.
    Alarm,
    /// From step to step of commands.
    Command,
    /// From one thing that someone did to the next: a command, an acknowledgement, a shelving, a note.
    Action,
}

/// How a replay stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Playback {
    /// The file or folder it comes from, by its name.
    pub recording: Arc<str>,
    /// From its first to its last sample.
    pub span: Span,
    /// Which way it goes by itself; `None` while it stands.
    pub playing: Option<Direction>,
    /// Seconds of the recording a second.
    pub speed: f64,
    /// The span it goes round in.
    pub looped: Option<Span>,
    /// Whether anything was recorded at this time: a station that did not run recorded nothing.
    pub recorded: bool,
    /// Which layout it is shown with.
    pub layout: LayoutUsed,
    /// What could not be read or done, in words; empty when all is well.
    pub trouble: Arc<str>,
    /// Where things happened.
    pub density: Arc<Density>,
    /// When this was made, by the clock of this station and not of the recording.
    pub made: Moment,
}

impl Playback {
    /// Whether a screen would look the same: all but when it was made.
    pub(super) fn looks_like(&self, before: &Self) -> bool {
        (self.playing, self.speed, self.looped, self.recorded)
            == (before.playing, before.speed, before.looped, before.recorded)
            && (self.layout, &self.trouble) == (before.layout, &before.trouble)
            && Arc::ptr_eq(&self.density, &before.density)
    }
}

/// Which layout a replay is shown with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayoutUsed {
    /// The one it was recorded with.
    Recorded,
    /// One that came with the recording and is not the one it was recorded with.
    Attached,
    /// One that was named when the replay was opened.
    Named,
}

/// Where things happened: for the lane below the scrubber.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Density {
    /// Entries of the journal in equal parts of the span.
    pub counts: Vec<u32>,
    /// Single things worth a mark, in order of time, at most [`Density::MARKS_MAX`].
    pub marks: Vec<(Timestamp, EntryKind)>,
    /// Entries that were too many to be counted: the oldest.
    pub left_out: usize,
}

impl Density {
    /// Marks that are told.
    pub const MARKS_MAX: usize = 200;
    /// Parts of the span.
    pub const PARTS: usize = 240;
}
