//! One request and what became of it.

use std::sync::Arc;

use tokio_modbus::{Request, Response};

use crate::command::CommandId;
use crate::device::{Ending, UnitId};
use crate::driver::modbus::codec::{Broken, Codec};
use crate::driver::modbus::endpoint::{Ended, Endpoint};
use crate::driver::modbus::trace::Note;
use crate::driver::modbus::wire::{Incoming, SendError, Wire};
use crate::message::FieldMessage;
use crate::time::{Moment, Steady};

/// Timeouts in a row without a single byte, after which the connection is dialled again.
const SILENT_MAX: u8 = 3;

/// An open connection.
#[derive(Debug)]
pub(super) struct Link {
    /// The guarded stream.
    pub(super) wire: Wire,
    codec: Codec,
    silent: u8,
    /// When the last request ended.
    rested_from: Steady,
}

/// What became of a request.
#[derive(Debug)]
pub(super) enum Reply {
    /// An answer of the function that was asked, its content not yet compared.
    Response(Response),
    /// An exception by its number.
    Exception(u8),
    /// No answer in time.
    Timeout,
    /// An answer that broke the protocol, in words.
    Broken(String),
    /// It cannot be asked, in words; nothing left.
    NotSent(String),
    /// The connection ended.
    Lost {
        /// Whether a part of the request may have left.
        left: bool,
        /// Why, in words.
        reason: Arc<str>,
    },
}

/// When a request ran.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    /// When it had left, or was to leave.
    pub(super) asked: Moment,
    /// When it ended.
    pub(super) ended: Moment,
}

impl Link {
    /// Over a fresh connection.
    pub(super) fn new(wire: Wire) -> Self {
        Self { wire, codec: Codec::new(), silent: 0, rested_from: Steady::default() }
    }
}

impl Endpoint {
    /// Sends one request and waits for its answer, at most the response timeout. For a write, tells that it
    /// was sent.
    pub(super) async fn exchange(
        &mut self,
        link: &mut Link,
        unit: UnitId,
        request: Request<'_>,
        note: Note,
        command: Option<CommandId>,
    ) -> Result<(Reply, Span), Ended> {
        let Link { wire, codec, .. } = link;
        let begun = self.clock.now();
        let (call, frame) = match codec.begin(unit, request) {
            Ok(begun) => begun,
            Err(Broken(how)) => return Ok((Reply::NotSent(how), Span { asked: begun, ended: begun })),
        };
        let timeout = self.timing().response;
        let sending = wire.send(unit, frame, note, &mut self.trace);
        let asked = match tokio::time::timeout(timeout, sending).await {
            Ok(Ok(asked)) => asked,
            Ok(Err(SendError { left, reason })) => return Ok(self.lost(left, &reason, begun)),
            // The device takes nothing in any more; a part of the frame may stand in the socket.
            Err(_) => return Ok(self.lost(true, "nothing can be sent", begun)),
        };
        self.meter.asked(unit, command.is_some());
        if let Some(command) = command {
            self.outbox.send(FieldMessage::WriteSent { command, at: asked }).await?;
        }
        let answer = self.answer(wire, asked).await?;
        let reply = match answer {
            Answer::Frame(frame) => match call.finish(frame) {
                Ok(Ok(response)) => Reply::Response(response),
                Ok(Err(exception)) => Reply::Exception(exception),
                Err(Broken(how)) => Reply::Broken(how),
            },
            Answer::Timeout => Reply::Timeout,
            Answer::Lost(reason) => return Ok(self.lost(true, &reason, asked)),
        };
        let ended = self.clock.now();
        link.rested_from = ended.steady;
        Ok((reply, Span { asked, ended }))
    }

    /// The outstanding answer, while the status goes on being told.
    async fn answer(&mut self, wire: &mut Wire, asked: Moment) -> Result<Answer, Ended> {
        let deadline = asked.steady.after(self.timing().response);
        loop {
            let now = self.clock.now();
            if now.steady >= deadline {
                wire.give_up();
                return Ok(Answer::Timeout);
            }
            let wait = deadline.min(self.status_due()).since(now.steady);
            match tokio::time::timeout(wait, wire.incoming(&mut self.trace)).await {
                Ok(Ok(Incoming::Answer(frame))) => return Ok(Answer::Frame(frame)),
                Ok(Ok(Incoming::Late(unit))) => self.schedule.heard(unit, self.clock.now()),
                Ok(Err(reason)) => return Ok(Answer::Lost(reason)),
                Err(_) if self.outbox.stopped() => return Ok(Answer::Lost("the station stops".to_owned())),
                Err(_) => {
                    self.collect(wire);
                    self.tick().await?;
                }
            }
        }
    }

    /// Counts how a request ended, and tells whether the connection is of no use any more.
    pub(super) fn settle(
        &mut self,
        link: &mut Link,
        unit: UnitId,
        ending: &Ending,
        words: Option<&Arc<str>>,
        span: Span,
    ) -> Result<(), Ended> {
        let took = span.ended.steady.since(span.asked.steady);
        self.meter.ended(unit, ending, took, words, span.ended);
        let heard = std::mem::take(&mut link.wire.heard);
        self.collect(&mut link.wire);
        if *ending != Ending::Timeout {
            link.silent = 0;
            self.backoff.reset();
            return Ok(());
        }
        link.silent = if heard { 0 } else { link.silent.saturating_add(1) };
        // A silent unit never resets its neighbours: while one answers, the connection is good.
        let useless = link.silent >= SILENT_MAX && !self.schedule.live();
        if self.definition.ignore_transaction_id || useless { Err(Ended::Redial) } else { Ok(()) }
    }

    /// Rests between requests, where the device needs it.
    pub(super) async fn rest(&self, link: &mut Link) {
        let pause = self.timing().pause_between_requests;
        if !pause.is_zero() {
            let wait = link.rested_from.after(pause).since(self.clock.now().steady);
            tokio::time::sleep(wait).await;
        }
    }

    fn lost(&self, left: bool, reason: &str, asked: Moment) -> (Reply, Span) {
        let reply = Reply::Lost { left, reason: self.with_address(reason) };
        (reply, Span { asked, ended: self.clock.now() })
    }
}

enum Answer {
    Frame(Vec<u8>),
    Timeout,
    Lost(String),
}
