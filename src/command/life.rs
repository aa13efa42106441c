//! The life of one command: draft, checked, confirmed, sent, accepted, read back, settled; or refused,
//! failed, expired, cancelled.

use std::sync::Arc;
use std::time::Duration;

use crate::command::{Check, CommandId, Draft, Verdict, refusal};
use crate::tag::Value;
use crate::time::Moment;

/// How long an unconfirmed draft lives.
pub const DRAFT_LIFETIME: Duration = Duration::from_secs(60);

/// What a driver says of an order that came too late.
pub const DEADLINE_PASSED: &str = "deadline passed";

/// Where a command stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Asked for; at least one check is not met.
    Draft,
    /// Every check is met; waits for confirmation.
    Checked,
    /// Confirmed; the order is on its way to the driver.
    Confirmed,
    /// Its one frame left the station.
    Sent,
    /// The device answered that it took it.
    Accepted,
    /// The feedback was read after the write.
    ReadBack,
    /// The feedback agrees.
    Settled,
    /// The guard or the device said no.
    Refused,
    /// Sent with an unknown end, or the feedback never agreed.
    Failed,
    /// Its deadline or the draft's lifetime passed before it was sent.
    Expired,
    /// Taken back by the operator before it was confirmed.
    Cancelled,
}

impl Stage {
    /// As the stable word of the headless contract and the journal.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Checked => "checked",
            Self::Confirmed => "confirmed",
            Self::Sent => "sent",
            Self::Accepted => "accepted",
            Self::ReadBack => "read back",
            Self::Settled => "settled",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
        }
    }

    /// All, in the order of a life.
    pub const ALL: [Self; 11] = [
        Self::Draft,
        Self::Checked,
        Self::Confirmed,
        Self::Sent,
        Self::Accepted,
        Self::ReadBack,
        Self::Settled,
        Self::Refused,
        Self::Failed,
        Self::Expired,
        Self::Cancelled,
    ];

    /// From a journal.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.word() == word)
    }

    /// Whether nothing more can happen.
    pub const fn ended(self) -> bool {
        match self {
            Self::Draft | Self::Checked | Self::Confirmed | Self::Sent | Self::Accepted | Self::ReadBack => {
                false
            }
            Self::Settled | Self::Refused | Self::Failed | Self::Expired | Self::Cancelled => true,
        }
    }

    /// Whether it may or may not have moved the plant: from confirmed until its end.
    pub const fn under_way(self) -> bool {
        matches!(self, Self::Confirmed | Self::Sent | Self::Accepted | Self::ReadBack)
    }
}

/// How a write ended on the wire: exactly these four.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WriteOutcome {
    /// The device answered with a proper echo.
    Done,
    /// The device answered with this exception.
    Refused(u8),
    /// The frame never left, and why.
    NotSent(Arc<str>),
    /// The frame left and no proper answer came: it may or may not have been carried out.
    Unknown(Arc<str>),
}

/// What happens to a command.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Happening {
    Examined(Verdict),
    Confirmed,
    Cancelled,
    Sent,
    Ended(WriteOutcome),
    /// The feedback as read at or after the write's end; whether it agrees with what was commanded.
    ReadBack {
        agrees: bool,
        shown: Arc<str>,
    },
    /// Time passed.
    Tick,
}

/// A command with all it needs to move on. Pure: it is told what happened and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    /// Its status, as shown.
    pub status: CommandStatus,
    settle_by: Option<Moment>,
}

/// A command as screens show it.
#[derive(Clone, Debug, PartialEq)]
pub struct CommandStatus {
    /// Its number.
    pub id: CommandId,
    /// What was asked for.
    pub draft: Draft,
    /// Where it stands.
    pub stage: Stage,
    /// When it came there.
    pub stage_since: Moment,
    /// The checks with their live values; as they were at confirmation once confirmed.
    pub checks: Vec<Check>,
    /// The feedback's value when it was drafted, in words.
    pub from: Arc<str>,
    /// What the feedback shows now, in words, once it was read back.
    pub actual: Arc<str>,
    /// Not sent after this.
    pub deadline: Option<Moment>,
    /// Whether confirming takes a hold everywhere and a reason.
    pub critical: bool,
    /// The operator's reason, if one was given.
    pub reason: Arc<str>,
    /// How the last stage came about, in words: the refusal, the exception, the disagreement.
    pub detail: Arc<str>,
    /// The stages it went through with their times, in order.
    pub history: Vec<(Stage, Moment)>,
}

impl Command {
    /// A new draft.
    pub fn new(id: CommandId, draft: Draft, critical: bool, from: Arc<str>, now: Moment) -> Self {
        let status = CommandStatus {
            id,
            draft,
            stage: Stage::Draft,
            stage_since: now,
            checks: Vec::new(),
            from,
            actual: Arc::from(""),
            deadline: None,
            critical,
            reason: Arc::from(""),
            detail: Arc::from(""),
            history: vec![(Stage::Draft, now)],
        };
        Self { status, settle_by: None }
    }

    /// The value asked for.
    pub const fn value(&self) -> &Value {
        &self.status.draft.value
    }

    /// Gives it its times when it is confirmed.
    pub(crate) fn arm(&mut self, deadline: Moment, reason: Arc<str>) {
        self.status.deadline = Some(deadline);
        self.status.reason = reason;
    }

    /// Refuses a command that was not sent, for a reason that no check covers.
    pub(crate) fn refuse(&mut self, why: Arc<str>, now: Moment) {
        self.enter(Stage::Refused, why, now);
    }

    /// Moves on by what happened; tells the new stage if it changed.
    pub(crate) fn happen(
        &mut self,
        happening: Happening,
        settle_within: Duration,
        now: Moment,
    ) -> Option<Stage> {
        let (stage, detail) = self.next(happening, settle_within, now)?;
        self.enter(stage, detail, now);
        Some(stage)
    }

    fn enter(&mut self, stage: Stage, detail: Arc<str>, now: Moment) {
        self.status.stage = stage;
        self.status.stage_since = now;
        self.status.detail = detail;
        self.status.history.push((stage, now));
    }

    /// The total transition: every stage against everything that can happen.
    #[expect(clippy::too_many_lines, reason = "one table is easier to check than two halves")]
    fn next(
        &mut self,
        happening: Happening,
        settle_within: Duration,
        now: Moment,
    ) -> Option<(Stage, Arc<str>)> {
        use Stage::{
            Accepted, Cancelled, Checked, Confirmed, Draft, Expired, Failed, ReadBack, Refused, Sent, Settled,
        };
        let quiet: Arc<str> = Arc::from("");
        match (self.status.stage, happening) {
            (Draft | Checked, Happening::Examined(verdict)) => {
                let stage = if verdict.passed() { Checked } else { Draft };
                let refusal = verdict.refusal();
                self.status.checks = verdict.checks().to_vec();
                (stage != self.status.stage).then(|| (stage, refusal.into()))
            }
            (Checked, Happening::Confirmed) => Some((Confirmed, quiet)),
            (Draft, Happening::Confirmed) => {
                let failed = refusal(&self.status.checks);
                Some((Refused, failed.into()))
            }
            (Draft | Checked, Happening::Cancelled) => Some((Cancelled, quiet)),
            (Draft | Checked, Happening::Tick) => (now.age_of(self.status.history.first()?.1)
                > DRAFT_LIFETIME)
                .then(|| (Expired, Arc::from("not confirmed within 60 s"))),
            (Confirmed, Happening::Sent) => Some((Sent, quiet)),
            (Confirmed | Sent, Happening::Ended(outcome)) => {
                self.settle_by = Some(now.after(settle_within));
                Some(wire_end(&outcome))
            }
            (Accepted | ReadBack, Happening::ReadBack { agrees: true, shown }) => {
                let detail = format!("reads {shown}").into();
                self.status.actual = shown;
                Some((Settled, detail))
            }
            (Accepted, Happening::ReadBack { agrees: false, shown }) => {
                let detail = format!("still reads {shown}").into();
                self.status.actual = shown;
                Some((ReadBack, detail))
            }
            (ReadBack, Happening::ReadBack { agrees: false, shown }) => {
                self.status.actual = shown;
                None
            }
            (Failed, Happening::ReadBack { shown, .. }) => {
                // An unknown end is settled by nobody but the eye: show what it reads, keep it failed.
                self.status.actual = shown;
                None
            }
            (Accepted | ReadBack, Happening::Tick) => {
                let late = self.settle_by.is_some_and(|by| now.steady > by.steady);
                late.then(|| (Failed, self.disagreement()))
            }
            // A driver always ends what it was given; this is the net below it, wider than any time-out.
            (Confirmed | Sent, Happening::Tick) => {
                let by = self.status.deadline?.after(Duration::from_secs(60));
                (now.steady > by.steady)
                    .then(|| (Failed, Arc::from("the link gave no outcome: it may have been carried out")))
            }
            (Draft | Checked, Happening::Sent | Happening::Ended(_) | Happening::ReadBack { .. })
            | (Confirmed, Happening::Examined(_) | Happening::Confirmed | Happening::Cancelled)
            | (Confirmed | Sent, Happening::ReadBack { .. })
            | (
                Sent,
                Happening::Examined(_) | Happening::Confirmed | Happening::Cancelled | Happening::Sent,
            )
            | (
                Accepted | ReadBack,
                Happening::Examined(_)
                | Happening::Confirmed
                | Happening::Cancelled
                | Happening::Sent
                | Happening::Ended(_),
            )
            | (
                Failed,
                Happening::Examined(_)
                | Happening::Confirmed
                | Happening::Cancelled
                | Happening::Sent
                | Happening::Ended(_)
                | Happening::Tick,
            )
            | (Settled | Refused | Expired | Cancelled, _) => None,
        }
    }

    fn disagreement(&self) -> Arc<str> {
        if self.status.actual.is_empty() {
            Arc::from("accepted, but the feedback was never read")
        } else {
            format!("accepted, but it still reads {}", self.status.actual).into()
        }
    }
}

/// Where a command stands once its write ended on the wire.
fn wire_end(outcome: &WriteOutcome) -> (Stage, Arc<str>) {
    match outcome {
        WriteOutcome::Done => (Stage::Accepted, Arc::from("")),
        WriteOutcome::Refused(code) => {
            let meaning = crate::command::exception_meaning(*code);
            (Stage::Refused, format!("device refused: {meaning} (exception {code})").into())
        }
        WriteOutcome::NotSent(why) => {
            let expired = &**why == DEADLINE_PASSED;
            let stage = if expired { Stage::Expired } else { Stage::Failed };
            (stage, format!("not sent: {why}").into())
        }
        WriteOutcome::Unknown(why) => {
            (Stage::Failed, format!("unknown: {why}; it may have been carried out").into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Origin;
    use crate::tag::TagIndex;

    const SETTLE: Duration = Duration::from_secs(5);

    fn at(seconds: u64) -> Moment {
        Moment::default().after(Duration::from_secs(seconds))
    }

    fn check(met: bool) -> Verdict {
        let title = Arc::from("River level above 1.60 m");
        let value = Arc::from("1.20 m");
        Verdict::of(vec![Check { title, met, value, age: None, lifted_by: Arc::from("") }])
    }

    fn draft() -> Command {
        let draft = Draft {
            tag: TagIndex(0),
            value: Value::Int(1),
            origin: Origin::Operator,
            requester_id: Arc::from(""),
        };
        Command::new(CommandId(1), draft, false, Arc::from("Stopped"), at(0))
    }

    fn run(steps: Vec<(u64, Happening)>) -> Command {
        let mut command = draft();
        for (second, happening) in steps {
            command.happen(happening, SETTLE, at(second));
        }
        command
    }

    fn read(agrees: bool, shown: &str) -> Happening {
        Happening::ReadBack { agrees, shown: shown.into() }
    }

    #[test]
    fn a_good_command_settles() {
        let command = run(vec![
            (0, Happening::Examined(check(true))),
            (1, Happening::Confirmed),
            (1, Happening::Sent),
            (1, Happening::Ended(WriteOutcome::Done)),
            (2, read(false, "Stopped")),
            (3, read(true, "Running")),
        ]);
        let stages: Vec<_> = command.status.history.iter().map(|(stage, _)| stage.word()).collect();
        assert_eq!(stages, ["draft", "checked", "confirmed", "sent", "accepted", "read back", "settled"]);
    }

    #[test]
    fn a_confirmed_draft_with_a_failed_check_is_refused_with_the_reason() {
        let command = run(vec![(0, Happening::Examined(check(false))), (1, Happening::Confirmed)]);
        assert_eq!(command.status.stage, Stage::Refused);
        assert_eq!(&*command.status.detail, "River level above 1.60 m: 1.20 m");
    }

    #[test]
    fn an_accepted_write_that_never_shows_is_not_done() {
        let command = run(vec![
            (0, Happening::Examined(check(true))),
            (1, Happening::Confirmed),
            (1, Happening::Sent),
            (1, Happening::Ended(WriteOutcome::Done)),
            (2, read(false, "Stopped")),
            (7, Happening::Tick),
        ]);
        assert_eq!(command.status.stage, Stage::Failed);
        assert_eq!(&*command.status.detail, "accepted, but it still reads Stopped");
    }

    #[test]
    fn an_unknown_end_stays_failed_even_if_the_feedback_agrees() {
        let command = run(vec![
            (0, Happening::Examined(check(true))),
            (1, Happening::Confirmed),
            (1, Happening::Sent),
            (2, Happening::Ended(WriteOutcome::Unknown("no answer in 1.0 s".into()))),
            (3, read(true, "Running")),
        ]);
        assert_eq!(command.status.stage, Stage::Failed);
        assert_eq!(&*command.status.actual, "Running");
    }

    #[test]
    fn an_unconfirmed_draft_expires_and_a_sent_command_cannot_be_taken_back() {
        assert_eq!(run(vec![(61, Happening::Tick)]).status.stage, Stage::Expired);
        let sent = run(vec![
            (0, Happening::Examined(check(true))),
            (1, Happening::Confirmed),
            (1, Happening::Sent),
            (1, Happening::Cancelled),
        ]);
        assert_eq!(sent.status.stage, Stage::Sent);
    }
}
