//! Operator writes: each sent at most once, each ended once, in one of four ways.

use std::sync::Arc;

use crate::command::{CommandId, WriteOutcome};
use crate::device::{Ending, Failure, Next, UnitId};
use crate::driver::modbus::endpoint::{Ended, Endpoint};
use crate::driver::modbus::exchange::{Link, Reply, Span};
use crate::driver::modbus::poll;
use crate::driver::modbus::requests;
use crate::driver::modbus::trace::Note;
use crate::message::{FieldMessage, WriteOrder};

/// Ids of orders taken before, so that none is sent twice.
pub(super) const REMEMBERED: usize = 1_024;

impl Endpoint {
    /// Sends an order, tells its end, and reads back at once unless nothing left.
    pub(super) async fn write(&mut self, link: &mut Link, order: WriteOrder) -> Result<(), Ended> {
        self.rest(link).await;
        if let Some(reason) = self.reason_not_to_send(&order) {
            return self.tell_not_sent(order.command, reason).await;
        }
        let request = match requests::write(&order.request, &self.definition.limits) {
            Ok(request) => request,
            Err(how) => return self.tell_not_sent(order.command, how.0.into()).await,
        };
        let note = Note::Write(order.request.clone());
        let (reply, span) = self.exchange(link, order.unit, request, note, Some(order.command)).await?;
        let failure = match reply {
            Reply::NotSent(how) => return self.tell_not_sent(order.command, how.into()).await,
            Reply::Lost { left, reason } => {
                let outcome = if left {
                    WriteOutcome::Unknown(reason.clone())
                } else {
                    WriteOutcome::NotSent(reason.clone())
                };
                self.tell_ended(order.command, outcome, span).await?;
                return Err(Ended::Lost(reason));
            }
            Reply::Response(response) => requests::check_write(&order.request, &response)
                .map_err(|how| Failure::Broken(how.0.into()))
                .err(),
            Reply::Exception(code) => Some(Failure::Exception(code)),
            Reply::Timeout => Some(Failure::Timeout),
            Reply::Broken(how) => Some(Failure::Broken(how.into())),
        };
        let outcome = self.outcome(failure.as_ref());
        self.tell_ended(order.command, outcome, span).await?;
        self.settle_write(link, order.unit, failure.as_ref(), span).await?;
        self.schedule.urge(order.read_back, self.clock.now());
        match self.schedule.next(self.clock.now()) {
            Next::Read(read) => self.read(link, read).await,
            Next::Idle(_) => Ok(()),
        }
    }

    /// Tells that an order's frame never left.
    pub(super) async fn tell_not_sent(&self, command: CommandId, reason: Arc<str>) -> Result<(), Ended> {
        let at = self.clock.now();
        self.outbox
            .send(FieldMessage::WriteEnded { command, outcome: WriteOutcome::NotSent(reason), at })
            .await
    }

    /// Why an order must not leave now. An order that passes is remembered.
    fn reason_not_to_send(&mut self, order: &WriteOrder) -> Option<Arc<str>> {
        let now = self.clock.now();
        // By either clock: one that was stepped, or a machine that slept, must not let an old order out.
        if now.steady > order.deadline.steady || now.utc > order.deadline.utc {
            return Some("deadline passed".into());
        }
        if order.device != self.device {
            return Some("order for another device".into());
        }
        if self.taken.contains(&order.command) {
            return Some("sent before".into());
        }
        if self.taken.len() == REMEMBERED {
            self.taken.pop_front();
        }
        self.taken.push_back(order.command);
        None
    }

    /// How a write ended that left whole.
    fn outcome(&self, failure: Option<&Failure>) -> WriteOutcome {
        match failure {
            // 5: accepted and still at work; asking again would only disturb.
            None | Some(Failure::Exception(5)) => WriteOutcome::Done,
            // 11: the gateway passed it on and heard nothing; the unit may have carried it out.
            Some(Failure::Timeout | Failure::Broken(_) | Failure::Exception(11)) => {
                let words = failure.map(|failure| poll::words(failure, self.timing().response));
                WriteOutcome::Unknown(words.unwrap_or_default())
            }
            Some(Failure::Exception(code)) => WriteOutcome::Refused(*code),
        }
    }

    async fn tell_ended(&self, command: CommandId, outcome: WriteOutcome, span: Span) -> Result<(), Ended> {
        self.outbox.send(FieldMessage::WriteEnded { command, outcome, at: span.ended }).await
    }

    async fn settle_write(
        &mut self,
        link: &mut Link,
        unit: UnitId,
        failure: Option<&Failure>,
        span: Span,
    ) -> Result<(), Ended> {
        let words = failure.map(|failure| poll::words(failure, self.timing().response));
        let ending = failure.map_or(Ending::Answer, poll::ending);
        self.settle(link, unit, &ending, words.as_ref(), span)?;
        let told_by_the_unit = !matches!(failure, Some(Failure::Timeout | Failure::Exception(10 | 11)));
        if told_by_the_unit {
            let effects = self.schedule.unit_answered(unit, span.ended);
            self.apply(effects, span.asked, span.ended).await?;
        }
        Ok(())
    }
}
