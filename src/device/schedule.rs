//! Which request is next, and when: a fixed phase without drift, what is on screen first, dead units last.
//!
//! Pure: told the time and how requests ended, it answers what to do. A block is read in one request, its
//! only *piece*, until the device refuses it by exception 2 or 3: then it is cut between tags until the
//! refused one stands alone, and the others are good again.

mod block;
mod cut;
mod failure;
mod queue;
mod unit;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::device::schedule::block::{Block, Piece, Standing};
use crate::device::schedule::queue::{PieceId, Queue, Rank};
use crate::device::schedule::unit::Unit;
use crate::device::{
    BlockStatus, Device, DeviceIndex, Field, PlannedBlock, PollPlan, Source, Table, UnitId, UnitState,
    UnitStatus,
};
use crate::tag::{Bad, TagIndex};
use crate::time::{Moment, Steady};

pub use failure::Failure;

/// A request to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Read {
    /// Unit.
    pub unit: UnitId,
    /// Table.
    pub table: Table,
    /// 0-based first address.
    pub start: u16,
    /// Registers or bits.
    pub count: u16,
    piece: PieceId,
}

/// What to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Send this; tell how it ended before asking again.
    Read(Read),
    /// Nothing before that reading of the steady clock; `None` if nothing ever.
    Idle(Option<Steady>),
}

/// What an outcome means for others than the tags that were read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Effects {
    /// Tags that lost their Good, and why.
    pub bad: Vec<(Arc<[TagIndex]>, Bad)>,
    /// Units that began or ceased to answer.
    pub units: Vec<(UnitId, UnitState)>,
}

/// The running order of one endpoint's reads.
#[derive(Clone, Debug)]
pub struct Schedule {
    device: Arc<str>,
    origin: Steady,
    blocks: Vec<Block>,
    pieces: Vec<Piece>,
    unreadable: Arc<[TagIndex]>,
    block_of: BTreeMap<TagIndex, usize>,
    units: BTreeMap<UnitId, Unit>,
    queue: Queue,
    /// Whether the link is up.
    up: bool,
    overruns: u64,
}

impl Schedule {
    /// Everything is due at once after [`Schedule::connected`].
    pub fn new(index: DeviceIndex, device: &Device, sources: &[Source], now: Moment) -> Self {
        let plan = PollPlan::new(index, device, sources);
        let mut schedule = Self {
            device: device.id.clone(),
            origin: now.steady,
            blocks: Vec::with_capacity(plan.blocks.len()),
            pieces: Vec::with_capacity(plan.blocks.len()),
            unreadable: plan.unreadable.into(),
            block_of: BTreeMap::new(),
            units: BTreeMap::new(),
            queue: Queue::default(),
            up: false,
            overruns: 0,
        };
        let phases = phases(&plan.blocks);
        for (at, planned) in (0u32..).zip(plan.blocks) {
            schedule.block_of.extend(planned.tags.iter().map(|tag| (*tag, at as usize)));
            let unit = planned.unit;
            let id = &schedule.device;
            schedule.units.entry(unit).or_insert_with(|| Unit::new(id, unit)).blocks.push(at as usize);
            let phase = phases.get(at as usize).copied().unwrap_or_default();
            let piece = schedule.add_piece(Piece::whole(at as usize, &planned));
            schedule.blocks.push(Block::new(planned, phase, piece));
        }
        schedule
    }

    /// The order of a changed layout. The link and the units keep their state; blocks that stay as they were
    /// keep their phase and history. Everything is due once, and what the device refuses is found anew.
    #[must_use]
    pub fn replanned(&self, index: DeviceIndex, device: &Device, sources: &[Source], now: Moment) -> Self {
        let mut new = Self::new(index, device, sources, now);
        new.origin = self.origin;
        new.overruns = self.overruns;
        for (id, unit) in &mut new.units {
            if let Some(before) = self.units.get(id) {
                unit.inherit(before);
            }
        }
        for block in &mut new.blocks {
            if let Some(before) = self.blocks.iter().find(|before| before.same_request(block)) {
                block.inherit(before);
            }
        }
        if self.up {
            new.connected(now);
        }
        new
    }

    /// The link is up: everything is due once, dead units included.
    pub fn connected(&mut self, now: Moment) {
        self.up = true;
        self.queue = Queue::default();
        for at in 0..self.pieces.len() {
            self.enqueue_at(PieceId(at as u32), now.steady);
        }
        let offline: Vec<UnitId> =
            self.units.iter().filter(|(_, unit)| unit.offline()).map(|(unit, _)| *unit).collect();
        for unit in offline {
            self.park(unit, now.steady);
        }
    }

    /// The link is down: nothing is due, and no slot is missed. Tells the units whose state is now unknown.
    pub fn disconnected(&mut self) -> Effects {
        self.up = false;
        self.queue = Queue::default();
        let mut effects = Effects::default();
        for (id, unit) in &mut self.units {
            if unit.forget() {
                effects.units.push((*id, UnitState::Unknown));
            }
        }
        effects
    }

    /// Every tag that is read, and those that never can be.
    pub fn tags(&self) -> impl Iterator<Item = TagIndex> {
        self.blocks.iter().flat_map(|block| block.planned.tags.iter().copied())
    }

    /// Tags that no request can read: the layout is wrong about them.
    pub fn unreadable(&self) -> &Arc<[TagIndex]> {
        &self.unreadable
    }

    /// What to send now, or until when there is nothing.
    pub fn next(&mut self, now: Moment) -> Next {
        if !self.up {
            return Next::Idle(None);
        }
        self.promote(now.steady);
        let live = self.live();
        match self.queue.take(now.steady, live) {
            Some(id) => match self.start(id, now) {
                Some(read) => Next::Read(read),
                None => Next::Idle(None),
            },
            None => Next::Idle(self.queue.wake(live)),
        }
    }

    /// The tags of a request, by address.
    pub fn fields(&self, read: &Read) -> &[Field] {
        let fields = |piece: &Piece| self.blocks.get(piece.block)?.planned.fields.get(piece.fields.clone());
        self.pieces.get(read.piece.slot()).and_then(fields).unwrap_or(&[])
    }

    /// The tags on screen; replaces the ones named before.
    pub fn watch(&mut self, tags: &[TagIndex]) {
        for block in &mut self.blocks {
            block.watched = false;
        }
        for tag in tags {
            if let Some(at) = self.block_of.get(tag)
                && let Some(block) = self.blocks.get_mut(*at)
            {
                block.watched = true;
            }
        }
        let (blocks, pieces) = (&self.blocks, &self.pieces);
        self.queue.rank_again(|id| {
            let block = pieces.get(id.slot()).and_then(|piece| blocks.get(piece.block));
            block.is_some_and(|block| block.watched)
        });
    }

    /// Reads a tag before everything else, once.
    pub fn urge(&mut self, tag: TagIndex, now: Moment) {
        let Some(block) = self.block_of.get(&tag).and_then(|at| self.blocks.get(*at)) else { return };
        let holds = |id: &&PieceId| {
            self.pieces
                .get(id.slot())
                .and_then(|piece| block.planned.fields.get(piece.fields.clone()))
                .is_some_and(|fields| fields.iter().any(|field| field.tag == tag))
        };
        if let Some(id) = block.pieces.iter().find(holds).copied() {
            self.queue.remove(id);
            self.queue.ready(id, Rank::Urgent, now.steady);
        }
    }

    /// Scan slots that passed without their block being asked.
    pub const fn overruns(&self) -> u64 {
        self.overruns
    }

    /// Units with their states.
    pub fn units(&self) -> Vec<UnitStatus> {
        self.units.iter().map(|(id, unit)| UnitStatus { unit: *id, state: unit.state.clone() }).collect()
    }

    /// Whether a unit answers.
    pub fn live(&self) -> bool {
        self.units.values().any(Unit::online)
    }

    /// Whether a unit was asked and none answers.
    pub fn silent(&self) -> bool {
        self.units.values().any(Unit::offline) && !self.units.values().any(Unit::answers)
    }

    /// Blocks, planned against actual.
    pub fn blocks(&self) -> Vec<BlockStatus> {
        self.blocks.iter().map(|block| block.status(&self.pieces, self.origin)).collect()
    }

    /// Moves what has become due, and counts the slots that went by.
    fn promote(&mut self, now: Steady) {
        while let Some((due, id)) = self.queue.due_by(now) {
            let Some(block) = self.pieces.get(id.slot()).and_then(|piece| self.blocks.get(piece.block))
            else {
                continue;
            };
            let rank = if block.watched { Rank::Watched } else { Rank::Rest };
            self.queue.ready(id, rank, due);
        }
    }

    fn start(&mut self, id: PieceId, now: Moment) -> Option<Read> {
        let piece = self.pieces.get_mut(id.slot())?;
        let block = self.blocks.get_mut(piece.block)?;
        if let Some(slot) = piece.slot.take() {
            let missed = now.steady.since(slot).as_nanos() / block.planned.period.as_nanos().max(1);
            self.overruns = self.overruns.saturating_add(missed as u64);
        }
        piece.asked = now;
        block.asked = Some(now.steady);
        let (unit, table) = (block.planned.unit, block.planned.table);
        Some(Read { unit, table, start: piece.start, count: piece.count, piece: id })
    }

    fn add_piece(&mut self, piece: Piece) -> PieceId {
        self.pieces.push(piece);
        PieceId(self.pieces.len() as u32 - 1)
    }

    /// Due at a moment that is no slot of its own.
    fn enqueue_at(&mut self, id: PieceId, due: Steady) {
        let Some(piece) = self.pieces.get_mut(id.slot()) else { return };
        piece.slot = None;
        let standing = piece.standing;
        self.queue.remove(id);
        match standing {
            Standing::Reading => self.queue.wait(id, due),
            Standing::Refused { probe_at } => self.queue.suspect(id, probe_at.max(due)),
            Standing::Retired => {}
        }
    }

    /// Due at its next slot after `from`: the grid of its period, never two at once.
    fn enqueue_next_slot(&mut self, id: PieceId, from: Steady) {
        let Some(piece) = self.pieces.get_mut(id.slot()) else { return };
        let Some(block) = self.blocks.get(piece.block) else { return };
        let slot = block.slot_after(from, self.origin);
        piece.slot = Some(slot);
        self.queue.remove(id);
        self.queue.wait(id, slot);
    }
}

/// When within its period each block is due. The blocks of one period follow each other with a little air, so
/// that what is read together is seen together; where that takes longer than the period they fill it evenly.
fn phases(blocks: &[PlannedBlock]) -> Vec<Duration> {
    const AIR: f64 = 1.25;
    let mut taken: BTreeMap<Duration, Duration> = BTreeMap::new();
    for block in blocks {
        *taken.entry(block.period).or_default() += block.planned.mul_f64(AIR);
    }
    let mut next: BTreeMap<Duration, Duration> = BTreeMap::new();
    let place = |block: &PlannedBlock| {
        let whole = taken.get(&block.period).copied().unwrap_or_default();
        let share = (block.period.as_secs_f64() / whole.as_secs_f64().max(1e-9)).min(1.0);
        let begins = next.entry(block.period).or_default();
        let phase = *begins;
        *begins += block.planned.mul_f64(AIR * share);
        phase
    };
    blocks.iter().map(place).collect()
}

#[cfg(test)]
mod tests;
