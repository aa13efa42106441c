//! What operators do to alarms, and what is refused in which words.

use std::sync::Arc;
use std::time::Duration;

use crate::alarm::book::{Book, stamp};
use crate::alarm::{
    Action, Actor, Change, Event, Happening, Occurrence, Refused, ShelveFor, Shelving, State, next,
};
use crate::time::{Moment, short};

/// A reason has at most so many letters.
const LETTERS_REASON: usize = 500;

impl Book {
    pub(super) fn carry_out(
        &mut self,
        now: Moment,
        action: &Action,
        by: &Actor,
    ) -> Result<Vec<Change>, Refused> {
        let mut out = Vec::new();
        match action {
            Action::Acknowledge(seen) => self.acknowledge(seen, now, by, &mut out)?,
            Action::Reset(id) => self.reset(id, now, by, &mut out)?,
            Action::Shelve { alarm, duration, reason } => {
                self.shelve(alarm, *duration, reason, now, by, &mut out)?;
            }
            Action::Unshelve(id) => self.unshelve(id, now, by, &mut out)?,
            Action::OutOfService { alarm, reason } => {
                let at = self.known(alarm)?;
                let reason = checked(reason)?;
                let Some(cell) = self.cells.get_mut(at as usize) else { return Ok(out) };
                if cell.kept.axes.out_of_service.is_none() {
                    let since = (stamp(now), Arc::clone(&reason), Arc::clone(&by.0));
                    cell.kept.axes.out_of_service = Some(since);
                    self.tell(at, Happening::OutOfService, now, &by.0, &reason, &mut out);
                }
            }
            Action::InService(id) => {
                let at = self.known(id)?;
                let Some(cell) = self.cells.get_mut(at as usize) else { return Ok(out) };
                if cell.kept.axes.out_of_service.take().is_some() {
                    self.come_back(at, now);
                    self.tell(at, Happening::InService, now, &by.0, "", &mut out);
                }
            }
            Action::Silence => self.silence(),
        }
        Ok(out)
    }

    fn known(&self, id: &str) -> Result<u32, Refused> {
        self.index(id).ok_or_else(|| {
            refused(format!("there is no alarm `{}` in the layout that runs: look at the list anew", cut(id)))
        })
    }

    /// Acknowledges exactly the occurrences seen. One that is gone from the layout does not stand in the way of
    /// the others.
    fn acknowledge(
        &mut self,
        seen: &[(Arc<str>, Occurrence)],
        now: Moment,
        by: &Actor,
        out: &mut Vec<Change>,
    ) -> Result<(), Refused> {
        if let [(only, _)] = seen {
            self.known(only)?;
        }
        for (id, occurrence) in seen {
            let Some(at) = self.index(id) else { continue };
            let Some(cell) = self.cells.get_mut(at as usize) else { continue };
            if cell.kept.occurrence != *occurrence || !cell.kept.axes.state.to_acknowledge() {
                continue;
            }
            cell.kept.axes.state = next(cell.kept.axes.state, Event::Acknowledge, cell.alarm.latching);
            cell.kept.acknowledged = Some((stamp(now), Arc::clone(&by.0)));
            self.tell(at, Happening::Acknowledged, now, &by.0, "", out);
        }
        Ok(())
    }

    fn reset(&mut self, id: &str, now: Moment, by: &Actor, out: &mut Vec<Change>) -> Result<(), Refused> {
        let at = self.known(id)?;
        let Some(cell) = self.cells.get_mut(at as usize) else { return Ok(()) };
        let state = cell.kept.axes.state;
        if state.abnormal() {
            return Err(refused(format!("{id} is still abnormal: reset it once its condition is gone")));
        }
        if matches!(state, State::LatchedUnacknowledged | State::LatchedAcknowledged) {
            cell.kept.axes.state = next(state, Event::Reset, cell.alarm.latching);
            self.tell(at, Happening::Reset, now, &by.0, "", out);
            self.end_one_shot(at, now, &by.0, out);
        }
        Ok(())
    }

    fn shelve(
        &mut self,
        id: &str,
        duration: ShelveFor,
        reason: &str,
        now: Moment,
        by: &Actor,
        out: &mut Vec<Change>,
    ) -> Result<(), Refused> {
        let at = self.known(id)?;
        let reason = checked(reason)?;
        let Some(cell) = self.cells.get_mut(at as usize) else { return Ok(()) };
        let most = cell.alarm.shelve_at_most;
        if most.is_zero() {
            return Err(refused(format!("{id} may not be shelved: the layout allows no time for it")));
        }
        let (since, by_whom) = (stamp(now), Arc::clone(&by.0));
        cell.kept.axes.shelving = match duration {
            ShelveFor::Time(Duration::ZERO) => {
                return Err(refused(format!("{id} cannot be shelved for no time: say for how long")));
            }
            ShelveFor::Time(time) if time > most => {
                return Err(refused(format!("{id} may be shelved for {} at most", short(most))));
            }
            ShelveFor::Time(time) => {
                Shelving::Timed { until: since.after(time), since, reason: Arc::clone(&reason), by: by_whom }
            }
            ShelveFor::Once => Shelving::OneShot { since, reason: Arc::clone(&reason), by: by_whom },
        };
        self.leave_shelf(at);
        self.enter_shelf(at, now);
        self.tell(at, Happening::Shelved, now, &by.0, &reason, out);
        Ok(())
    }

    fn unshelve(&mut self, id: &str, now: Moment, by: &Actor, out: &mut Vec<Change>) -> Result<(), Refused> {
        let at = self.known(id)?;
        let Some(cell) = self.cells.get_mut(at as usize) else { return Ok(()) };
        if cell.kept.axes.shelving != Shelving::Unshelved {
            cell.kept.axes.shelving = Shelving::Unshelved;
            self.leave_shelf(at);
            self.come_back_seen(at, now, &by.0);
            self.tell(at, Happening::Unshelved, now, &by.0, "", out);
        }
        Ok(())
    }

    /// Quiets the horn for the occurrences that sound now.
    fn silence(&mut self) {
        for cell in &mut self.cells {
            cell.silenced = Some(cell.kept.occurrence);
        }
        self.board.restructure();
    }
}

/// A reason as it is kept: trimmed, 1 to 500 letters, nothing that a line of a journal or a screen could be
/// broken by.
fn checked(reason: &str) -> Result<Arc<str>, Refused> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(refused("say why: a reason is needed".into()));
    }
    if reason.chars().nth(LETTERS_REASON).is_some() {
        return Err(refused(format!("the reason is too long: {LETTERS_REASON} letters at most")));
    }
    if reason.chars().any(char::is_control) {
        return Err(refused("the reason holds control characters: write it on one line".into()));
    }
    Ok(reason.into())
}

fn refused(words: String) -> Refused {
    Refused(words.into())
}

fn cut(id: &str) -> String {
    id.chars().filter(|letter| !letter.is_control()).take(80).collect()
}
