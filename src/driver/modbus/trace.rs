//! The last frames of a connection, kept cheaply: words are made when someone looks.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use crate::device::{Direction, Frame, Read, UnitId, WriteRequest};
use crate::driver::modbus::requests;
use crate::time::{Moment, short};

/// Frames kept.
const FRAMES: usize = 64;

/// The last frames.
#[derive(Debug, Default)]
pub(super) struct Trace {
    frames: VecDeque<Traced>,
}

/// What a frame was.
#[derive(Clone, Debug)]
pub(super) enum Note {
    /// A read.
    Read(Read),
    /// An operator's write.
    Write(WriteRequest),
    /// The answer to the request before, after so long.
    Answer(Duration),
    /// An answer to a request given up, so long after it was asked, where that is known.
    Late(Option<Duration>),
    /// An answer of another unit.
    WrongUnit(UnitId),
    /// No Modbus frame.
    NoFrame,
}

#[derive(Debug)]
struct Traced {
    at: Moment,
    direction: Direction,
    bytes: Vec<u8>,
    note: Note,
}

impl Trace {
    /// Keeps a frame, at most 260 bytes of it; the oldest makes room, its memory is used again.
    pub(super) fn keep(&mut self, at: Moment, direction: Direction, bytes: &[u8], note: Note) {
        let mut held = match self.frames.len() {
            FRAMES.. => self.frames.pop_front().map(|oldest| oldest.bytes).unwrap_or_default(),
            _ => Vec::with_capacity(260),
        };
        held.clear();
        held.extend_from_slice(bytes.get(..260).unwrap_or(bytes));
        self.frames.push_back(Traced { at, direction, bytes: held, note });
    }

    /// All of them in words, oldest first.
    pub(super) fn frames(&self) -> Vec<Frame> {
        let frame = |traced: &Traced| Frame {
            at: traced.at,
            direction: traced.direction,
            bytes: Arc::from(traced.bytes.as_slice()),
            note: traced.note.words().into(),
        };
        self.frames.iter().map(frame).collect()
    }
}

impl Note {
    fn words(&self) -> String {
        match self {
            Self::Read(read) => requests::read_words(read),
            Self::Write(write) => requests::write_words(write),
            Self::Answer(took) => format!("after {:.1} ms", took.as_secs_f64() * 1e3),
            Self::Late(Some(after)) => format!("late {}, dropped", short(*after)),
            Self::Late(None) => "not asked for, dropped".to_owned(),
            Self::WrongUnit(unit) => format!("unit {} was not asked, dropped", unit.0),
            Self::NoFrame => "no Modbus frame".to_owned(),
        }
    }
}
