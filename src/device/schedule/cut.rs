//! Bisection: a refused block is cut between its tags until what the device refuses stands alone.

use std::time::Duration;

use crate::device::schedule::block::{Piece, Standing};
use crate::device::schedule::queue::PieceId;
use crate::device::{Effects, Failure, PlannedBlock, Read, Schedule};
use crate::time::Moment;

/// A refused address is asked again after this.
const REFUSED_PAUSE: Duration = Duration::from_secs(60);

impl Schedule {
    /// Cuts what was refused, or remembers what cannot be cut.
    pub(crate) fn refused(&mut self, read: &Read, failure: &Failure, now: Moment, effects: &mut Effects) {
        let Some(piece) = self.pieces.get(read.piece.slot()).cloned() else { return };
        let Some(block) = self.blocks.get(piece.block) else { return };
        let halves = piece.cut(&block.planned);
        let at = block.pieces.iter().position(|id| *id == read.piece);
        if let (Some(halves), Some(at)) = (halves, at) {
            self.retire(read.piece);
            let ids = halves.map(|half| self.reuse_or_add(half));
            if let Some(block) = self.blocks.get_mut(piece.block) {
                block.pieces.splice(at..=at, ids);
            }
            for id in ids {
                self.enqueue_at(id, now.steady);
            }
            return;
        }
        self.tell(read.piece, failure.bad(), effects);
        let probe_at = now.steady.after(REFUSED_PAUSE);
        if let Some(piece) = self.pieces.get_mut(read.piece.slot()) {
            piece.standing = Standing::Refused { probe_at };
        }
        self.enqueue_at(read.piece, probe_at);
        self.queue.suspect_took(now.steady.since(piece.asked.steady), now.steady);
        self.join(piece.block, now);
    }

    /// Once nothing of a cut block is undecided, tries its neighbouring good pieces as one again: once,
    /// since a device may refuse to read across a border of its own.
    pub(crate) fn join(&mut self, block: usize, now: Moment) {
        let Some(cut) = self.blocks.get_mut(block) else { return };
        let held: Vec<PieceId> = cut.pieces.clone();
        if held.len() < 2 || !cut.may_join {
            return;
        }
        let decided = |id: &PieceId| {
            let piece = self.pieces.get(id.slot());
            piece.is_some_and(|piece| piece.slot.is_some() || piece.standing != Standing::Reading)
        };
        if !held.iter().all(decided) {
            return;
        }
        cut.may_join = false;
        let planned = cut.planned.clone();
        let mut joined: Vec<PieceId> = Vec::new();
        for id in held {
            let last = joined.last().copied();
            match last.and_then(|last| self.joined(last, id, block, &planned)) {
                Some(both) => {
                    self.retire(id);
                    if let Some(last) = last {
                        self.retire(last);
                    }
                    joined.pop();
                    let both = self.reuse_or_add(both);
                    self.enqueue_next_slot(both, now.steady);
                    joined.push(both);
                }
                None => joined.push(id),
            }
        }
        if let Some(cut) = self.blocks.get_mut(block) {
            cut.pieces = joined;
        }
    }

    /// Two good pieces as one, where no address between them is unknown.
    fn joined(&self, left: PieceId, right: PieceId, block: usize, planned: &PlannedBlock) -> Option<Piece> {
        let (left, right) = (self.pieces.get(left.slot())?, self.pieces.get(right.slot())?);
        let good = left.standing == Standing::Reading && right.standing == Standing::Reading;
        let touching = u32::from(left.start) + u32::from(left.count) >= u32::from(right.start);
        (good && touching).then(|| Piece::of(block, planned, left.fields.start..right.fields.end)).flatten()
    }

    fn retire(&mut self, id: PieceId) {
        self.queue.remove(id);
        if let Some(piece) = self.pieces.get_mut(id.slot()) {
            piece.standing = Standing::Retired;
        }
    }

    /// Retired pieces are used again: the list stays as short as the tags are many.
    fn reuse_or_add(&mut self, piece: Piece) -> PieceId {
        let retired = self.pieces.iter().position(|piece| piece.standing == Standing::Retired);
        if let Some(at) = retired
            && let Some(slot) = self.pieces.get_mut(at)
        {
            *slot = piece;
            return PieceId(at as u32);
        }
        self.add_piece(piece)
    }
}
