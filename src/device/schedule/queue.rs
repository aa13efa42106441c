//! What waits, what is due, and what is asked only now and then.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::time::Steady;

/// Watched pieces served in a row while others are due: the screen goes first but starves nobody.
const WATCHED_IN_ROW: u8 = 3;

/// A suspect is worth this many times its own duration of rest while other units live: at most a sixth of
/// the line goes to what does not answer.
const REST_FACTOR: u32 = 5;

/// A suspect that has been due for so long goes before the living.
const SUSPECT_PATIENCE: Duration = Duration::from_secs(2);

/// A piece of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PieceId(pub(crate) u32);

impl PieceId {
    /// As an index into the list of pieces.
    pub(crate) const fn slot(self) -> usize {
        self.0 as usize
    }
}

/// Who goes first among those that are due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    /// Read back after a write.
    Urgent,
    /// On screen.
    Watched,
    /// The rest.
    Rest,
}

#[derive(Clone, Copy, Debug)]
enum Place {
    Waiting(Steady),
    Ready(Rank, Steady),
    Suspect(Steady),
}

/// Pieces by what they wait for; each stands in one place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Queue {
    waiting: BTreeSet<(Steady, PieceId)>,
    ready: BTreeSet<(Rank, Steady, PieceId)>,
    suspects: BTreeSet<(Steady, PieceId)>,
    places: BTreeMap<PieceId, Place>,
    watched_in_row: u8,
    /// No suspect before, while other units live.
    suspects_from: Steady,
}

impl Queue {
    /// Waits for its time.
    pub(crate) fn wait(&mut self, id: PieceId, due: Steady) {
        self.waiting.insert((due, id));
        self.places.insert(id, Place::Waiting(due));
    }

    /// Is due.
    pub(crate) fn ready(&mut self, id: PieceId, rank: Rank, due: Steady) {
        self.ready.insert((rank, due, id));
        self.places.insert(id, Place::Ready(rank, due));
    }

    /// Is asked now and then, from a time on.
    pub(crate) fn suspect(&mut self, id: PieceId, due: Steady) {
        self.suspects.insert((due, id));
        self.places.insert(id, Place::Suspect(due));
    }

    /// Takes it out, wherever it stands.
    pub(crate) fn remove(&mut self, id: PieceId) {
        match self.places.remove(&id) {
            Some(Place::Waiting(due)) => _ = self.waiting.remove(&(due, id)),
            Some(Place::Ready(rank, due)) => _ = self.ready.remove(&(rank, due, id)),
            Some(Place::Suspect(due)) => _ = self.suspects.remove(&(due, id)),
            None => {}
        }
    }

    /// Takes out the first that waits no longer.
    pub(crate) fn due_by(&mut self, now: Steady) -> Option<(Steady, PieceId)> {
        let (due, id) = *self.waiting.first().filter(|(due, _)| *due <= now)?;
        self.remove(id);
        Some((due, id))
    }

    /// Takes out the next to be sent. `live`: other units answer, so suspects are held back.
    pub(crate) fn take(&mut self, now: Steady, live: bool) -> Option<PieceId> {
        let free = !live || self.suspects_from <= now;
        let suspect = self.suspects.first().copied().filter(|(due, _)| free && *due <= now);
        let impatient = suspect.filter(|(due, _)| now.since(*due) >= SUSPECT_PATIENCE);
        let urgent = self.ready.first().filter(|(rank, _, _)| *rank == Rank::Urgent).map(|(_, _, id)| *id);
        let id = urgent
            .or(impatient.map(|(_, id)| id))
            .or_else(|| self.first_ready())
            .or(suspect.map(|(_, id)| id))?;
        self.remove(id);
        Some(id)
    }

    /// A suspect took so long: the next one waits.
    pub(crate) fn suspect_took(&mut self, duration: Duration, now: Steady) {
        self.suspects_from = now.after(duration.saturating_mul(REST_FACTOR));
    }

    /// When the next one is due.
    pub(crate) fn wake(&self, live: bool) -> Option<Steady> {
        let held = if live { self.suspects_from } else { Steady::default() };
        let suspect = self.suspects.first().map(|(due, _)| (*due).max(held));
        let waiting = self.waiting.first().map(|(due, _)| *due);
        waiting.into_iter().chain(suspect).min()
    }

    /// Gives those that are due the rank they now have.
    pub(crate) fn rank_again(&mut self, watched: impl Fn(PieceId) -> bool) {
        for (rank, due, id) in std::mem::take(&mut self.ready) {
            let rank = match rank {
                Rank::Urgent => Rank::Urgent,
                Rank::Watched | Rank::Rest if watched(id) => Rank::Watched,
                Rank::Watched | Rank::Rest => Rank::Rest,
            };
            self.ready(id, rank, due);
        }
    }

    fn first_ready(&mut self) -> Option<PieceId> {
        let first = *self.ready.first()?;
        let rest = self.ready.range((Rank::Rest, Steady::default(), PieceId(0))..).next().copied();
        match rest {
            Some((_, _, id)) if self.watched_in_row >= WATCHED_IN_ROW => {
                self.watched_in_row = 0;
                Some(id)
            }
            Some(_) if first.0 == Rank::Watched => {
                self.watched_in_row += 1;
                Some(first.2)
            }
            Some(_) | None => {
                self.watched_in_row = 0;
                Some(first.2)
            }
        }
    }
}
