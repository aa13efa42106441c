//! Which command the card shows, and what the operator did to it so far.

use std::sync::Arc;
use std::time::Duration;

use egui::Pos2;

use crate::command::{CommandId, CommandStatus, Draft, Origin, Stage};
use crate::gui::command_card::Confirm;
use crate::message::{Request, Snapshot};
use crate::tag::{TagIndex, Value};
use crate::time::Moment;

/// The engine answers a draft with its next snapshot; by then something is wrong.
const ANSWER_MAX: Duration = Duration::from_secs(3);
/// A settled command has been read by then.
const SETTLED_SHOWN: Duration = Duration::from_secs(6);
/// So has a cancelled one.
const CANCELLED_SHOWN: Duration = Duration::from_secs(2);

/// The card's own state; what the command itself is stands in the snapshot.
#[derive(Debug, Default)]
pub struct OpenCard {
    awaited: Option<Awaited>,
    command: Option<CommandId>,
    cancelled: Option<CommandId>,
    /// The confirmation of the shown command.
    pub confirm: Confirm,
    /// The reason being typed.
    pub reason: String,
    /// Why the last wish did not reach the station, if it did not.
    pub trouble: Option<&'static str>,
}

#[derive(Debug)]
struct Awaited {
    tag: TagIndex,
    value: Value,
    above: Option<CommandId>,
    since: Moment,
    opened_at: Option<Pos2>,
}

impl OpenCard {
    /// Asks for a draft; an unconfirmed draft that stands open is taken back first.
    pub fn draft(
        &mut self,
        tag: TagIndex,
        value: Value,
        opened_at: Option<Pos2>,
        snapshot: &Snapshot,
        now: Moment,
    ) -> Vec<Request> {
        if self.awaited.as_ref().is_some_and(|awaited| awaited.tag == tag && awaited.value == value) {
            return Vec::new();
        }
        let mut requests: Vec<_> = self.cancel(snapshot).into_iter().collect();
        let above = snapshot.commands.iter().map(|command| command.id).max();
        *self = Self {
            awaited: Some(Awaited { tag, value: value.clone(), above, since: now, opened_at }),
            cancelled: self.cancelled,
            ..Self::default()
        };
        let requester_id = Arc::from("");
        requests.push(Request::Draft(Draft { tag, value, origin: Origin::Operator, requester_id }));
        requests
    }

    /// Follows the snapshot: finds the awaited draft, lets go of what is read and done.
    pub fn follow(&mut self, snapshot: &Snapshot, now: Moment, lost: &'static str) {
        if let Some(awaited) = &self.awaited {
            let found = snapshot.commands.iter().rev().find(|command| awaited.is(command));
            if let Some(command) = found {
                self.command = Some(command.id);
                self.confirm = Confirm::new(awaited.opened_at);
                self.awaited = None;
            } else if now.age_of(awaited.since) > ANSWER_MAX {
                self.awaited = None;
                self.trouble = Some(lost);
            }
        }
        let Some(command) = self.shown(snapshot) else {
            self.command = None;
            return;
        };
        let age = now.age_of(command.stage_since);
        let done = match command.stage {
            Stage::Settled => age > SETTLED_SHOWN,
            Stage::Cancelled => age > CANCELLED_SHOWN,
            Stage::Draft
            | Stage::Checked
            | Stage::Confirmed
            | Stage::Sent
            | Stage::Accepted
            | Stage::ReadBack
            | Stage::Refused
            | Stage::Failed
            | Stage::Expired => false,
        };
        if done {
            self.close();
        }
    }

    /// The command on the card.
    pub fn shown<'s>(&self, snapshot: &'s Snapshot) -> Option<&'s CommandStatus> {
        let id = self.command?;
        snapshot.commands.iter().find(|command| command.id == id).map(|command| &**command)
    }

    /// Whether a draft was asked for and is not here yet.
    pub const fn awaiting(&self) -> bool {
        self.awaited.is_some()
    }

    /// Puts a command on the card that is under way already.
    pub fn show(&mut self, command: CommandId) {
        if self.command != Some(command) {
            *self = Self { command: Some(command), ..Self::default() };
        }
    }

    /// Takes the card away; says nothing to the station.
    pub fn close(&mut self) {
        *self = Self { cancelled: self.cancelled, ..Self::default() };
    }

    /// Takes a draft back. What was confirmed cannot be taken back, so nothing is asked then.
    pub fn cancel(&mut self, snapshot: &Snapshot) -> Option<Request> {
        let command = self.shown(snapshot)?;
        let draft = matches!(command.stage, Stage::Draft | Stage::Checked) && !self.confirm.given();
        if !draft || self.cancelled == Some(command.id) {
            return None;
        }
        self.cancelled = Some(command.id);
        Some(Request::Cancel(command.id))
    }
}

impl Awaited {
    fn is(&self, command: &CommandStatus) -> bool {
        command.draft.origin == Origin::Operator
            && command.draft.tag == self.tag
            && command.draft.value == self.value
            && self.above.is_none_or(|above| command.id > above)
    }
}
