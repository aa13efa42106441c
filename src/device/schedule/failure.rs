//! How a request ended, and what follows from it.

use std::sync::Arc;
use std::time::Duration;

use crate::device::schedule::block::Standing;
use crate::device::schedule::queue::PieceId;
use crate::device::{Effects, Read, Schedule, UnitId, UnitState};
use crate::tag::Bad;
use crate::time::{Moment, Steady};

/// A device in trouble (exceptions 1, 4, 5 and 8) is asked no more often.
const SLOW_PERIOD: Duration = Duration::from_secs(5);

/// A busy device (exception 6) is asked again after this.
const BUSY_PAUSE: Duration = Duration::from_millis(100);

/// A busy device is asked again so often within one slot.
const BUSY_RETRIES: u8 = 3;

/// A block that stays silent so often in a row while its unit answers others is asked only now and then.
const SILENT_BLOCK: u8 = 3;

/// Why a read brought no values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No answer in time.
    Timeout,
    /// The device answered with this exception.
    Exception(u8),
    /// The answer broke the protocol: how, in words.
    Broken(Arc<str>),
}

impl Failure {
    /// What the values are worth.
    pub const fn bad(&self) -> Bad {
        match self {
            Self::Timeout => Bad::NoCommunication,
            Self::Exception(code) => Bad::DeviceException(*code),
            Self::Broken(_) => Bad::BrokenAnswer,
        }
    }
}

impl Schedule {
    /// The device answered a read properly.
    pub fn answered(&mut self, read: &Read, now: Moment) -> Effects {
        let mut effects = Effects::default();
        self.alive(read, now, &mut effects);
        let Some(piece) = self.pieces.get_mut(read.piece.slot()) else { return effects };
        piece.timeouts = 0;
        piece.busy = 0;
        if piece.standing == Standing::Retired {
            return effects;
        }
        let was_refused = piece.standing != Standing::Reading;
        piece.standing = Standing::Reading;
        let (asked, block) = (piece.asked, piece.block);
        if let Some(block) = self.blocks.get_mut(block) {
            block.may_join |= was_refused;
            block.read_well(now.steady.since(asked.steady), now);
        }
        self.enqueue_next_slot(read.piece, asked.steady);
        self.join(block, now);
        effects
    }

    /// The device did not: why, and that in words.
    pub fn failed(&mut self, read: &Read, failure: &Failure, words: &Arc<str>, now: Moment) -> Effects {
        let mut effects = Effects::default();
        let Some(piece) = self.pieces.get(read.piece.slot()) else { return effects };
        let asked = piece.asked.steady;
        if let Some(block) = self.blocks.get_mut(piece.block) {
            block.failed(words.clone());
        }
        match failure {
            Failure::Timeout => self.silent_piece(read, words, now, &mut effects),
            Failure::Exception(2 | 3) => {
                self.alive(read, now, &mut effects);
                self.refused(read, failure, now, &mut effects);
            }
            Failure::Exception(6) => {
                self.alive(read, now, &mut effects);
                self.busy(read, failure, now, &mut effects);
            }
            Failure::Exception(10 | 11) => {
                self.lose_unit(read.unit, words.clone(), failure.bad(), now, &mut effects);
                self.queue.suspect_took(now.steady.since(asked), now.steady);
            }
            Failure::Exception(1 | 4 | 5 | 8) => {
                self.alive(read, now, &mut effects);
                self.tell(read.piece, failure.bad(), &mut effects);
                let from = asked.after(SLOW_PERIOD);
                self.enqueue_next_slot(read.piece, from);
            }
            Failure::Exception(_) | Failure::Broken(_) => {
                self.alive(read, now, &mut effects);
                self.tell(read.piece, failure.bad(), &mut effects);
                self.enqueue_next_slot(read.piece, asked);
            }
        }
        effects
    }

    /// An answer of a unit came too late: it lives, so it is asked at its own pace.
    pub fn heard(&mut self, unit: UnitId, now: Moment) {
        let Some(found) = self.units.get_mut(&unit) else { return };
        found.heard();
        if found.offline() {
            self.park(unit, now.steady);
        }
        for id in self.pieces_of(unit) {
            if let Some(piece) = self.pieces.get_mut(id.slot()) {
                piece.timeouts = 0;
            }
        }
    }

    /// Something else than the schedule's own read of a unit was answered.
    pub fn unit_answered(&mut self, unit: UnitId, now: Moment) -> Effects {
        let mut effects = Effects::default();
        self.unit_lives(unit, None, now, &mut effects);
        effects
    }

    fn alive(&mut self, read: &Read, now: Moment, effects: &mut Effects) {
        self.unit_lives(read.unit, Some(read.piece), now, effects);
    }

    fn unit_lives(&mut self, id: UnitId, except: Option<PieceId>, now: Moment, effects: &mut Effects) {
        let Some(unit) = self.units.get_mut(&id) else { return };
        let was_offline = unit.offline();
        if unit.answered() {
            effects.units.push((id, UnitState::Online));
        }
        if was_offline {
            for piece in self.pieces_of(id) {
                if Some(piece) != except {
                    self.enqueue_at(piece, now.steady);
                }
            }
        }
    }

    fn silent_piece(&mut self, read: &Read, words: &Arc<str>, now: Moment, effects: &mut Effects) {
        let Some(unit) = self.units.get_mut(&read.unit) else { return };
        let Some(piece) = self.pieces.get_mut(read.piece.slot()) else { return };
        let asked = piece.asked.steady;
        piece.timeouts = piece.timeouts.saturating_add(1);
        let timeouts = piece.timeouts;
        self.queue.suspect_took(now.steady.since(asked), now.steady);
        if unit.timed_out() {
            self.lose_unit(read.unit, words.clone(), Bad::NoCommunication, now, effects);
            return;
        }
        self.tell(read.piece, Bad::NoCommunication, effects);
        if timeouts >= SILENT_BLOCK {
            let pause = Duration::from_secs(1 << (timeouts - SILENT_BLOCK).min(4));
            self.queue.remove(read.piece);
            self.queue.suspect(read.piece, now.steady.after(pause));
        } else {
            // From now on, not from when it was asked: the others that came due meanwhile go first.
            self.enqueue_next_slot(read.piece, now.steady);
        }
    }

    fn busy(&mut self, read: &Read, failure: &Failure, now: Moment, effects: &mut Effects) {
        let Some(piece) = self.pieces.get_mut(read.piece.slot()) else { return };
        let asked = piece.asked.steady;
        if piece.busy < BUSY_RETRIES {
            piece.busy += 1;
            self.enqueue_at(read.piece, now.steady.after(BUSY_PAUSE));
            return;
        }
        piece.busy = 0;
        self.tell(read.piece, failure.bad(), effects);
        self.enqueue_next_slot(read.piece, asked.max(now.steady));
    }

    /// Tells the tags of a piece that they lost their Good.
    pub(crate) fn tell(&self, id: PieceId, bad: Bad, effects: &mut Effects) {
        let Some(piece) = self.pieces.get(id.slot()) else { return };
        let Some(block) = self.blocks.get(piece.block) else { return };
        let tags = match block.planned.fields.get(piece.fields.clone()) {
            Some(fields) if fields.len() < block.planned.fields.len() => {
                fields.iter().map(|field| field.tag).collect()
            }
            Some(_) | None => block.planned.tags.clone(),
        };
        effects.bad.push((tags, bad));
    }

    /// A unit does not answer: all its tags lose their Good, and one piece at a time tries.
    fn lose_unit(&mut self, id: UnitId, reason: Arc<str>, bad: Bad, now: Moment, effects: &mut Effects) {
        let others = self.units.iter().any(|(other, unit)| *other != id && unit.online());
        let Some(unit) = self.units.get_mut(&id) else { return };
        let before = unit.offline();
        let retry_at = unit.give_up(reason, bad != Bad::NoCommunication, others, now);
        if !before {
            effects.units.push((id, unit.state.clone()));
        }
        let blocks = unit.blocks.iter().filter_map(|at| self.blocks.get(*at));
        effects.bad.extend(blocks.map(|block| (block.planned.tags.clone(), bad)));
        self.park(id, retry_at);
    }

    /// Takes a unit's pieces out, but for one that tries at a moment; another one each time.
    pub(crate) fn park(&mut self, id: UnitId, retry_at: Steady) {
        let pieces = self.pieces_of(id);
        for piece in &pieces {
            self.queue.remove(*piece);
            if let Some(piece) = self.pieces.get_mut(piece.slot()) {
                piece.slot = None;
            }
        }
        let Some(unit) = self.units.get_mut(&id) else { return };
        unit.tried = unit.tried.wrapping_add(1);
        let at = unit.tried.checked_rem(pieces.len()).unwrap_or(0);
        if let Some(piece) = pieces.get(at) {
            self.queue.suspect(*piece, retry_at);
        }
    }

    fn pieces_of(&self, unit: UnitId) -> Vec<PieceId> {
        let blocks = self.units.get(&unit).map_or(&[][..], |unit| &unit.blocks);
        let held = blocks.iter().filter_map(|at| self.blocks.get(*at));
        held.flat_map(|block| block.pieces.iter().copied()).collect()
    }
}
