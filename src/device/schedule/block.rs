//! A planned block while it is polled, and the pieces it is read in.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use crate::device::schedule::queue::PieceId;
use crate::device::{BlockStatus, PlannedBlock};
use crate::time::{Moment, Steady};

/// A block and what is known of it.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    /// The plan.
    pub(crate) planned: PlannedBlock,
    /// Where in its period it is asked.
    pub(crate) phase: Duration,
    /// The pieces it is read in, by address; one unless the device refused it.
    pub(crate) pieces: Vec<PieceId>,
    /// Whether one of its tags is on screen.
    pub(crate) watched: bool,
    /// Whether its pieces may be tried as one again: once after it was cut.
    pub(crate) may_join: bool,
    /// When one of its pieces was asked last.
    pub(crate) asked: Option<Steady>,
    actual: Option<Duration>,
    last_good: Option<Moment>,
    failure: Option<Arc<str>>,
}

/// A part of a block that is read in one request.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    /// Its block.
    pub(crate) block: usize,
    /// Which of the block's fields.
    pub(crate) fields: Range<usize>,
    /// 0-based first address.
    pub(crate) start: u16,
    /// Registers or bits.
    pub(crate) count: u16,
    /// Whether it is read.
    pub(crate) standing: Standing,
    /// The slot it is due for, if it is one of its grid.
    pub(crate) slot: Option<Steady>,
    /// When it was asked last.
    pub(crate) asked: Moment,
    /// Timeouts in a row.
    pub(crate) timeouts: u8,
    /// Exceptions 6 (busy) in a row within one slot.
    pub(crate) busy: u8,
}

/// Whether a piece is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Every period.
    Reading,
    /// The device refuses it; asked again at that moment.
    Refused {
        /// When.
        probe_at: Steady,
    },
    /// Cut into others.
    Retired,
}

impl Piece {
    /// All of a block.
    pub(crate) fn whole(block: usize, planned: &PlannedBlock) -> Self {
        Self {
            block,
            fields: 0..planned.fields.len(),
            start: planned.start,
            count: planned.count,
            standing: Standing::Reading,
            slot: None,
            asked: Moment::default(),
            timeouts: 0,
            busy: 0,
        }
    }

    /// Some of a block's fields, without the gaps around them.
    pub(crate) fn of(block: usize, planned: &PlannedBlock, fields: Range<usize>) -> Option<Self> {
        let held = planned.fields.get(fields.clone())?;
        let start = held.iter().map(|field| field.first).min()?;
        let last = held.iter().map(|field| field.last).max()?;
        let count = last.saturating_sub(start).saturating_add(1);
        Some(Self { fields, start, count, ..Self::whole(block, planned) })
    }

    /// Both halves, cut between fields that share no address; `None` where it cannot be cut.
    pub(crate) fn cut(&self, planned: &PlannedBlock) -> Option<[Self; 2]> {
        let held = planned.fields.get(self.fields.clone())?;
        let middle = u32::from(self.start) + u32::from(self.count) / 2;
        let mut reach = 0;
        let mut best: Option<(u32, usize)> = None;
        for (at, field) in (self.fields.start..).zip(held) {
            if at > self.fields.start && u32::from(field.first) > reach {
                let distance = u32::from(field.first).abs_diff(middle);
                if best.is_none_or(|(nearest, _)| distance < nearest) {
                    best = Some((distance, at));
                }
            }
            reach = reach.max(u32::from(field.last));
        }
        let (_, at) = best?;
        Some([
            Self::of(self.block, planned, self.fields.start..at)?,
            Self::of(self.block, planned, at..self.fields.end)?,
        ])
    }
}

impl Block {
    /// Not asked yet.
    pub(crate) fn new(planned: PlannedBlock, phase: Duration, piece: PieceId) -> Self {
        Self {
            planned,
            phase,
            pieces: vec![piece],
            watched: false,
            may_join: true,
            asked: None,
            actual: None,
            last_good: None,
            failure: None,
        }
    }

    /// Whether both ask the same; their tags may differ.
    pub(crate) fn same_request(&self, other: &Self) -> bool {
        let key = |block: &Self| {
            let planned = &block.planned;
            (planned.unit, planned.table, planned.start, planned.count, planned.period)
        };
        key(self) == key(other)
    }

    /// Goes on where the same block of the layout before stood.
    pub(crate) fn inherit(&mut self, before: &Self) {
        self.phase = before.phase;
        self.watched = before.watched;
        self.asked = before.asked;
        self.actual = before.actual;
        self.last_good = before.last_good;
        self.failure.clone_from(&before.failure);
    }

    /// The first slot of its grid after a moment.
    pub(crate) fn slot_after(&self, from: Steady, origin: Steady) -> Steady {
        let period = self.planned.period.as_nanos().max(1) as u64;
        let first = origin.after(self.phase);
        if from < first {
            return first;
        }
        let passed = (from.nanos() - first.nanos()) / period;
        Steady::from_nanos(first.nanos().saturating_add((passed + 1).saturating_mul(period)))
    }

    /// One of its pieces was read well.
    pub(crate) fn read_well(&mut self, took: Duration, now: Moment) {
        self.actual = Some(took);
        self.last_good = Some(now);
        self.failure = None;
    }

    /// One of its pieces was not.
    pub(crate) fn failed(&mut self, words: Arc<str>) {
        self.failure = Some(words);
    }

    /// As the devices screen shows it.
    pub(crate) fn status(&self, pieces: &[Piece], origin: Steady) -> BlockStatus {
        let period = self.planned.period;
        let within = |asked: Steady| {
            Duration::from_nanos(
                asked.since(origin).as_nanos().checked_rem(period.as_nanos()).unwrap_or(0) as u64
            )
        };
        let held = self.pieces.iter().filter_map(|id| pieces.get(id.slot()));
        let refused = held.filter(|piece| matches!(piece.standing, Standing::Refused { .. }));
        BlockStatus {
            unit: self.planned.unit,
            table: self.planned.table,
            start: self.planned.start,
            count: self.planned.count,
            period,
            tags: self.planned.tags.clone(),
            bytes: self.planned.bytes,
            planned: self.planned.planned,
            actual: self.actual,
            started_in_period: self.asked.map(within),
            last_good: self.last_good,
            failure: self.failure.clone(),
            refused: refused.map(|piece| piece.start).collect(),
        }
    }
}
