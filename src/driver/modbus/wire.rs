//! The guarded stream: whole frames only, and only the one that was asked for.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::device::{Direction, UnitId};
use crate::driver::modbus::trace::{Note, Trace};
use crate::time::{Clock, Moment};

/// Transaction, protocol, length (MBAP header); the unit and the rest are counted by the length.
const HEADER: usize = 6;

/// Unit and a protocol data unit of 1 to 253 bytes; anything else is no Modbus.
const LENGTH: std::ops::RangeInclusive<u16> = 2..=254;

/// Requests given up whose late answers are still told by name.
const GIVEN_UP: usize = 64;

/// One connection.
#[derive(Debug)]
pub(super) struct Wire {
    stream: TcpStream,
    clock: Arc<dyn Clock>,
    buffer: Vec<u8>,
    transaction: u16,
    outstanding: Option<Asked>,
    given_up: VecDeque<Asked>,
    ignore_transaction_id: bool,
    /// Whether a byte came in since this was taken last.
    pub(super) heard: bool,
    /// What went over it.
    pub(super) counts: Counts,
}

/// Counters since they were taken last.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    /// Bytes.
    pub(super) sent: u64,
    /// Bytes.
    pub(super) received: u64,
    /// Frames of another transaction.
    pub(super) stale: u64,
    /// Frames of another unit.
    pub(super) wrong_unit: u64,
    /// What was no frame.
    pub(super) broken: u64,
}

#[derive(Clone, Copy, Debug)]
struct Asked {
    transaction: u16,
    unit: UnitId,
    at: Moment,
}

/// What came in.
#[derive(Debug)]
pub(super) enum Incoming {
    /// The whole frame that was asked for.
    Answer(Vec<u8>),
    /// An answer of this unit that came too late; it was dropped.
    Late(UnitId),
}

/// Why nothing can be sent.
#[derive(Debug)]
pub(super) struct SendError {
    /// Whether a part of the frame may have left.
    pub(super) left: bool,
    /// Why, in words.
    pub(super) reason: String,
}

impl Wire {
    /// Over a fresh connection.
    pub(super) fn new(stream: TcpStream, clock: Arc<dyn Clock>, ignore_transaction_id: bool) -> Self {
        Self {
            stream,
            clock,
            buffer: Vec::with_capacity(4_096),
            transaction: 0,
            outstanding: None,
            given_up: VecDeque::with_capacity(GIVEN_UP),
            ignore_transaction_id,
            heard: false,
            counts: Counts::default(),
        }
    }

    /// Sends a whole frame under a transaction id of its own; tells when it had left.
    pub(super) async fn send(
        &mut self,
        unit: UnitId,
        mut frame: Vec<u8>,
        note: Note,
        trace: &mut Trace,
    ) -> Result<Moment, SendError> {
        self.transaction = self.transaction.wrapping_add(1);
        if let Some(transaction) = frame.first_chunk_mut() {
            *transaction = self.transaction.to_be_bytes();
        }
        let mut rest = frame.as_slice();
        while !rest.is_empty() {
            let failed = |reason: String| SendError { left: rest.len() < frame.len(), reason };
            match self.stream.write(rest).await {
                Ok(0) => return Err(failed("closed by the device".to_owned())),
                Ok(count) => rest = rest.get(count..).unwrap_or_default(),
                Err(error) => return Err(failed(lost_words(&error))),
            }
        }
        let now = self.clock.now();
        self.counts.sent += frame.len() as u64;
        self.outstanding = Some(Asked { transaction: self.transaction, unit, at: now });
        trace.keep(now, Direction::Sent, &frame, note);
        Ok(now)
    }

    /// Waits for what comes in; may be dropped and called again. An error is the end of the connection, in
    /// words.
    pub(super) async fn incoming(&mut self, trace: &mut Trace) -> Result<Incoming, String> {
        loop {
            while let Some(frame) = self.next_frame(trace)? {
                if let Some(incoming) = self.sort(frame, trace) {
                    return Ok(incoming);
                }
            }
            match self.stream.read_buf(&mut self.buffer).await {
                Ok(0) => return Err("closed by the device".to_owned()),
                Ok(count) => {
                    self.counts.received += count as u64;
                    self.heard = true;
                }
                Err(error) => return Err(lost_words(&error)),
            }
        }
    }

    /// The outstanding request is given up; its answer will be late.
    pub(super) fn give_up(&mut self) {
        if let Some(asked) = self.outstanding.take() {
            if self.given_up.len() == GIVEN_UP {
                self.given_up.pop_front();
            }
            self.given_up.push_back(asked);
        }
    }

    /// Takes the next whole frame out of what came in.
    fn next_frame(&mut self, trace: &mut Trace) -> Result<Option<Vec<u8>>, String> {
        let Some([_, _, protocol_high, protocol_low, length_high, length_low]) =
            self.buffer.first_chunk::<HEADER>().copied()
        else {
            return Ok(None);
        };
        let protocol = u16::from_be_bytes([protocol_high, protocol_low]);
        let length = u16::from_be_bytes([length_high, length_low]);
        if protocol != 0 || !LENGTH.contains(&length) {
            // Where the next frame begins can never be told again.
            self.counts.broken += 1;
            trace.keep(self.clock.now(), Direction::Received, &self.buffer, Note::NoFrame);
            let what = if protocol == 0 { "length" } else { "protocol id" };
            let value = if protocol == 0 { length } else { protocol };
            return Err(format!("no Modbus frame: {what} {value}"));
        }
        let whole = HEADER + usize::from(length);
        if self.buffer.len() < whole {
            return Ok(None);
        }
        Ok(Some(self.buffer.drain(..whole).collect()))
    }

    /// Whether a frame is the one that was asked for, a late one, or of no use; all are traced.
    fn sort(&mut self, frame: Vec<u8>, trace: &mut Trace) -> Option<Incoming> {
        let now = self.clock.now();
        let [high, low, _, _, _, _, unit] = frame.first_chunk::<7>().copied()?;
        let transaction = u16::from_be_bytes([high, low]);
        let unit = UnitId(unit);
        let ours =
            self.outstanding.filter(|asked| self.ignore_transaction_id || asked.transaction == transaction);
        let Some(asked) = ours else {
            self.counts.stale += 1;
            let late = self.given_up.iter().position(|asked| asked.transaction == transaction);
            let late = late.and_then(|at| self.given_up.remove(at));
            let after = late.map(|asked| now.steady.since(asked.at.steady));
            trace.keep(now, Direction::Received, &frame, Note::Late(after));
            return late.map(|asked| Incoming::Late(asked.unit));
        };
        if asked.unit != unit {
            self.counts.wrong_unit += 1;
            trace.keep(now, Direction::Received, &frame, Note::WrongUnit(unit));
            return None;
        }
        self.outstanding = None;
        trace.keep(now, Direction::Received, &frame, Note::Answer(now.steady.since(asked.at.steady)));
        Some(Incoming::Answer(frame))
    }
}

/// Why a connection ended, without the system's own numbers.
fn lost_words(error: &io::Error) -> String {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset};
    let kind = error.kind();
    if matches!(kind, BrokenPipe | ConnectionAborted | ConnectionReset) {
        return "closed by the device".to_owned();
    }
    kind.to_string()
}
