//! Where a replay stands and how it moves. Pure: time passes by what it is told.

use std::sync::Arc;
use std::time::Duration;

use crate::alarm::Happening;
use crate::journal::{Entry, EntryKind};
use crate::message::{Bookmark, Direction, Step, Transport};
use crate::replay::Recording;
use crate::replay::bookmarks::next_bookmark;
use crate::time::{Span, Steady, Timestamp};

/// Speeds that are offered.
pub const SPEEDS: [f64; 9] = [0.1, 0.5, 1.0, 5.0, 20.0, 60.0, 100.0, 300.0, 1000.0];

/// A picture every so often counts as playing; a longer pause, as of a machine that slept, is no playing.
const ADVANCE_MAX: Duration = Duration::from_secs(2);
/// A step forward looks so far at first, then ten times as far each time, this often.
const LOOK_FIRST: Duration = Duration::from_millis(500);
const LOOKS_MAX: u32 = 9;
/// Entries that a step reads at once, the first time and after that, and how often it reads.
const ENTRIES_FIRST: usize = 64;
const ENTRIES_MAX: usize = 20_000;
const PIECES_MAX: usize = 500;
/// Who changes an alarm when no operator does.
const STATION: &str = "station";

/// Where a replay stands and how it moves.
#[derive(Clone, Debug, PartialEq)]
pub struct Player {
    span: Span,
    position: Timestamp,
    playing: Option<Direction>,
    speed: f64,
    looped: Option<Span>,
    moved: Steady,
}

impl Player {
    /// Stands at a time of a recording, or at its nearer end.
    pub fn new(span: Span, at: Timestamp, speed: f64, now: Steady) -> Self {
        let mut player =
            Self { span, position: span.from, playing: None, speed: 1.0, looped: None, moved: now };
        player.seek(at);
        player.set_speed(speed);
        player
    }

    /// The time it shows.
    pub const fn position(&self) -> Timestamp {
        self.position
    }

    /// From the first to the last row of the recording.
    pub const fn span(&self) -> Span {
        self.span
    }

    /// Which way it goes by itself.
    pub const fn playing(&self) -> Option<Direction> {
        self.playing
    }

    /// Seconds of the recording a second.
    pub const fn speed(&self) -> f64 {
        self.speed
    }

    /// The span it goes round in.
    pub const fn looped(&self) -> Option<Span> {
        self.looped
    }

    /// Does what was asked. Steps look into the recording at the tags named, at all that happened or at the
    /// bookmarks. Whether there was something to go to; what is not about the time is left to others.
    pub fn take(
        &mut self,
        asked: &Transport,
        recording: &dyn Recording,
        (tags, bookmarks): (&[&str], &[Arc<Bookmark>]),
        now: Steady,
    ) -> bool {
        self.advance(now);
        match *asked {
            Transport::Play(way) => self.play(way),
            Transport::Pause => self.playing = None,
            Transport::Speed(speed) => self.set_speed(speed),
            Transport::Seek(to) => self.seek(to),
            Transport::Loop(span) => self.set_loop(span),
            Transport::Step(step, way) => {
                self.playing = None;
                let found = match step {
                    Step::Sample => self.next_sample(recording, tags, way),
                    Step::Event | Step::Alarm | Step::Command | Step::Action => {
                        self.next_entry(recording, step, way)
                    }
                    Step::Bookmark => next_bookmark(bookmarks, (self.position, self.span), way),
                };
                match found {
                    Some(found) => self.seek(found),
                    None => return false,
                }
            }
            Transport::Find(..) | Transport::FindNoMore | Transport::Bookmark(_) | Transport::Layout(_) => {}
        }
        true
    }

    /// Moves on by the time that passed; whether it moved.
    pub fn advance(&mut self, now: Steady) -> bool {
        let passed = now.since(self.moved).min(ADVANCE_MAX);
        self.moved = now;
        let Some(way) = self.playing else { return false };
        let step = (passed.as_secs_f64() * self.speed * 1e9) as i64;
        let here = self.position.nanos();
        let Span { from, to } = self.looped.unwrap_or(self.span);
        let (there, end, begin) = match way {
            Direction::Forward => (here.saturating_add(step), to, from),
            Direction::Backward => (here.saturating_sub(step), from, to),
        };
        let over = match way {
            Direction::Forward => there >= to.nanos(),
            Direction::Backward => there <= from.nanos(),
        };
        self.position = match (over, self.looped) {
            (false, _) => Timestamp::from_nanos(there),
            (true, Some(_)) => begin,
            (true, None) => {
                self.playing = None;
                end
            }
        };
        true
    }

    /// At an end it begins anew from the other one.
    fn play(&mut self, way: Direction) {
        let Span { from, to } = self.looped.unwrap_or(self.span);
        if way == Direction::Forward && self.position >= to {
            self.position = from;
        } else if way == Direction::Backward && self.position <= from {
            self.position = to;
        }
        self.playing = Some(way);
    }

    fn set_speed(&mut self, speed: f64) {
        let [slowest, .., fastest] = SPEEDS;
        self.speed = if speed.is_finite() { speed.clamp(slowest, fastest) } else { 1.0 };
    }

    fn seek(&mut self, to: Timestamp) {
        self.position = to.clamp(self.span.from, self.span.to);
    }

    /// A span outside of the recording, or one without a length, is none.
    fn set_loop(&mut self, span: Option<Span>) {
        self.looped = span.map(|span| Span {
            from: span.from.clamp(self.span.from, self.span.to),
            to: span.to.clamp(self.span.from, self.span.to),
        });
        self.looped = self.looped.filter(|span| span.from < span.to);
        if let Some(span) = self.looped
            && !span.holds(self.position)
        {
            self.position = span.from;
        }
    }

    fn next_sample(&self, recording: &dyn Recording, tags: &[&str], way: Direction) -> Option<Timestamp> {
        let here = self.position;
        if way == Direction::Backward {
            let before = Timestamp::from_micros(here.micros().saturating_sub(1));
            return recording.last_rows(before).into_iter().map(|(_, row)| row.time).max();
        }
        let mut look = LOOK_FIRST;
        for _ in 0..LOOKS_MAX {
            let mut until = here.after(look).min(self.span.to);
            let mut found = None;
            for tag in tags {
                // Only an earlier one counts from here on.
                if let Some(time) = recording.first_after(tag, here, until) {
                    found = Some(time);
                    until = time;
                }
            }
            if found.is_some() || here.after(look) >= self.span.to {
                return found;
            }
            look *= 10;
        }
        None
    }

    fn next_entry(&self, recording: &dyn Recording, step: Step, way: Direction) -> Option<Timestamp> {
        let mut span = match way {
            Direction::Backward => Span {
                from: self.span.from,
                to: Timestamp::from_nanos(self.position.nanos().saturating_sub(1)),
            },
            Direction::Forward => Span {
                from: Timestamp::from_nanos(self.position.nanos().saturating_add(1)),
                to: self.span.to,
            },
        };
        // A step to whatever comes next finds it in a small piece; one to something rare goes on in large ones.
        let mut limit = ENTRIES_FIRST;
        for _ in 0..PIECES_MAX {
            if span.from > span.to {
                return None;
            }
            let wanted = |entry: &&Entry| is_of(entry, step);
            match way {
                Direction::Backward => {
                    // Of a span the newest are told.
                    let (entries, left_out) = recording.events(span, limit);
                    if let Some(found) = entries.iter().rev().find(wanted) {
                        return Some(found.time);
                    }
                    let oldest = entries.first().filter(|_| left_out > 0)?;
                    span.to = Timestamp::from_nanos(oldest.time.nanos().saturating_sub(1));
                }
                Direction::Forward => {
                    let (to, entries) = first_entries(recording, span, limit);
                    if let Some(found) = entries.iter().find(wanted) {
                        return Some(found.time);
                    }
                    span.from = Timestamp::from_nanos(to.nanos().saturating_add(1));
                }
            }
            limit = ENTRIES_MAX;
        }
        None
    }
}

/// The first entries of a span, and where the part of it ends that holds no more of them than the limit.
pub(super) fn first_entries(recording: &dyn Recording, span: Span, limit: usize) -> (Timestamp, Vec<Entry>) {
    let mut to = span.to;
    loop {
        // Of too many the newest are told, so the span is halved until all of it is told.
        let (entries, left_out) = recording.events(Span { from: span.from, to }, limit);
        if left_out == 0 || to <= span.from {
            return (to, entries);
        }
        let half = (i128::from(to.nanos()) - i128::from(span.from.nanos())) / 2;
        let middle = i128::from(span.from.nanos()) + half;
        to = Timestamp::from_nanos(i64::try_from(middle).unwrap_or(i64::MIN)).max(span.from);
    }
}

/// Whether a step stops at an entry.
fn is_of(entry: &Entry, step: Step) -> bool {
    match step {
        Step::Sample | Step::Bookmark => false,
        Step::Event => true,
        Step::Alarm => {
            let raised =
                || entry.details.get("happening").is_some_and(|word| &**word == Happening::Raised.word());
            entry.kind == EntryKind::Alarm && raised()
        }
        Step::Command => entry.kind == EntryKind::Command,
        Step::Action => match entry.kind {
            EntryKind::Command | EntryKind::Note => true,
            EntryKind::Alarm => &*entry.source != STATION,
            EntryKind::Link | EntryKind::Layout | EntryKind::System => false,
        },
    }
}
