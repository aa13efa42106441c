//! A replay on screen: what the operator asks of it, and how it stands. There is no way to say an order in it.

use std::sync::Arc;

use crate::alarm::Priority;
use crate::journal::EntryKind;
use crate::message::{BookmarkWish, Bookmarks};
use crate::time::{Moment, Span, Timestamp};

/// Operator to replay; bounded. A screen that finds it full says so and asks again.
#[derive(Clone, Debug, PartialEq)]
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
    /// Go to where a condition, as it was typed, begins to hold next.
    Find(Arc<str>, Direction),
    /// Search no longer.
    FindNoMore,
    /// Keep, change or remove a bookmark.
    Bookmark(BookmarkWish),
    /// Show it with this layout, where there is one beside the recorded one.
    Layout(LayoutChoice),
}

/// With which layout a replay is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LayoutChoice {
    /// The one it was recorded with.
    #[default]
    Recorded,
    /// Today's: the one that was named when the replay was opened.
    Today,
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
    /// From bookmark to bookmark.
    Bookmark,
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
    /// What was chosen, where there are two layouts to choose from.
    pub choice: Option<LayoutChoice>,
    /// The bookmarks of this recording.
    pub bookmarks: Arc<Bookmarks>,
    /// The search under way, or the last one.
    pub search: Option<Arc<Search>>,
    /// The last step, where there was nothing to go to.
    pub missed: Option<(Step, Direction)>,
    /// What could not be read or done, in words; empty when all is well.
    pub trouble: Arc<str>,
    /// Where things happened.
    pub density: Arc<Density>,
    /// When this was made, by the clock of this station and not of the recording.
    pub made: Moment,
}

impl Playback {
    /// The loops that begin or end at a time; the other end stays where it is, or is that of the recording.
    pub fn loop_ends(&self, here: Timestamp) -> (Span, Span) {
        let looped = self.looped.unwrap_or(self.span);
        (
            Span { from: here, to: if looped.to > here { looped.to } else { self.span.to } },
            Span { from: if looped.from < here { looped.from } else { self.span.from }, to: here },
        )
    }

    /// Whether a screen would look the same: all but when it was made.
    pub(super) fn looks_like(&self, before: &Self) -> bool {
        (self.playing, self.speed, self.looped, self.recorded)
            == (before.playing, before.speed, before.looped, before.recorded)
            && (self.layout, self.choice, &self.trouble) == (before.layout, before.choice, &before.trouble)
            && Arc::ptr_eq(&self.density, &before.density)
            && Arc::ptr_eq(&self.bookmarks, &before.bookmarks)
            && (&self.search, self.missed) == (&before.search, before.missed)
    }
}

/// A search for a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// As it was typed.
    pub condition: Arc<str>,
    /// From the time that was shown.
    pub way: Direction,
    /// What came of it.
    pub state: SearchState,
}

/// How a search stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SearchState {
    /// It has come so far.
    Under(Timestamp),
    /// It holds from here on.
    Found(Timestamp),
    /// It does not begin to hold there, but for a time of this length of which only totals are kept.
    Never(std::time::Duration),
    /// It cannot be searched for: why, and what to do.
    Refused(Arc<str>),
    /// It was given up.
    Stopped,
}

/// Which layout a replay is shown with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayoutUsed {
    /// The one it was recorded with.
    Recorded,
    /// One that came with the recording and is not the one it was recorded with.
    Attached,
    /// Today's: one that was named when the replay was opened, and is not the one it was recorded with.
    Named,
}

/// Where things happened: for the lane below the scrubber.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Density {
    /// Entries of the journal in equal parts of the span.
    pub counts: Vec<u32>,
    /// Single things worth a mark, in order of time, at most [`Density::MARKS_MAX`]: of more, notes and the most
    /// urgent alarms.
    pub marks: Vec<LaneMark>,
    /// Entries that were too many to be counted: the oldest.
    pub left_out: usize,
}

/// A single thing on the lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaneMark {
    /// When it happened.
    pub time: Timestamp,
    /// What kind of thing.
    pub kind: EntryKind,
    /// Of an alarm that was raised: how urgent it was.
    pub priority: Option<Priority>,
}

impl Density {
    /// Marks that are told.
    pub const MARKS_MAX: usize = 200;
    /// Parts of the span.
    pub const PARTS: usize = 240;
}
