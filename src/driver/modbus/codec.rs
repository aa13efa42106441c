//! tokio-modbus as a codec without a link: its client over a pipe in memory.
//!
//! What can go wrong on a socket never reaches it: a call that ran into its timeout is dropped and leaves
//! nothing behind, and an answer is handed in only when it is whole and belongs to the request. Transaction
//! ids on the wire are the wire's own; they are put back before the answer is handed in.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context as TaskContext, Poll, Waker};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_modbus::client::{Client as _, Context, tcp};
use tokio_modbus::prelude::SlaveContext as _;
use tokio_modbus::{Error, ProtocolError, Request, Response, Slave};

use crate::device::UnitId;

/// Encodes requests and decodes answers, one at a time.
pub(super) struct Codec {
    context: Context,
    pipe: Pipe,
}

/// A request that was encoded and waits for its answer.
pub(super) struct Call<'a> {
    future: Pin<Box<dyn Future<Output = tokio_modbus::Result<Response>> + Send + 'a>>,
    pipe: Pipe,
    transaction: [u8; 2],
}

/// What an answer was: data, or an exception by its number.
pub(super) type Decoded = Result<Response, u8>;

/// Why a frame could not be encoded or decoded, in words.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Broken(pub(super) String);

#[derive(Clone, Debug, Default)]
struct Pipe(Arc<Mutex<Ends>>);

#[derive(Debug, Default)]
struct Ends {
    sent: Vec<u8>,
    answer: Vec<u8>,
    /// The client met an error and is not to be used again.
    worn: bool,
}

impl Codec {
    /// Ready for the first request.
    pub(super) fn new() -> Self {
        let pipe = Pipe::default();
        Self { context: tcp::attach_slave(pipe.clone(), Slave(0)), pipe }
    }

    /// Encodes a request: the call that waits for the answer, and the whole frame.
    pub(super) fn begin<'a>(
        &'a mut self,
        unit: UnitId,
        request: Request<'a>,
    ) -> Result<(Call<'a>, Vec<u8>), Broken> {
        if self.pipe.ends(std::mem::take).worn {
            self.context = tcp::attach_slave(self.pipe.clone(), Slave(unit.0));
        }
        self.context.set_slave(Slave(unit.0));
        let mut future: Pin<Box<dyn Future<Output = _> + Send + 'a>> = Box::pin(self.context.call(request));
        if let Poll::Ready(ended) = poll(&mut future) {
            self.pipe.ends(|ends| ends.worn = true);
            return Err(Broken(ended.err().map_or_else(String::new, |error| words(&error))));
        }
        let frame = self.pipe.ends(|ends| std::mem::take(&mut ends.sent));
        let Some(transaction) = frame.first_chunk().copied() else {
            return Err(Broken("nothing was encoded".to_owned()));
        };
        Ok((Call { future, pipe: self.pipe.clone(), transaction }, frame))
    }
}

impl Call<'_> {
    /// Decodes the whole frame of the answer.
    pub(super) fn finish(mut self, mut answer: Vec<u8>) -> Result<Decoded, Broken> {
        if let Some(transaction) = answer.first_chunk_mut() {
            *transaction = self.transaction;
        }
        self.pipe.ends(|ends| ends.answer = answer);
        let broken = match poll(&mut self.future) {
            Poll::Ready(Ok(decoded)) => return Ok(decoded.map_err(u8::from)),
            Poll::Ready(Err(error)) => words(&error),
            Poll::Pending => "not a whole frame".to_owned(),
        };
        self.pipe.ends(|ends| ends.worn = true);
        Err(Broken(broken))
    }
}

impl fmt::Debug for Codec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Codec").finish_non_exhaustive()
    }
}

impl fmt::Debug for Call<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("transaction", &self.transaction).finish_non_exhaustive()
    }
}

impl Pipe {
    fn ends<T>(&self, change: impl FnOnce(&mut Ends) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The pipe is filled between polls, never while one waits: no waker is needed.
impl AsyncRead for Pipe {
    fn poll_read(
        self: Pin<&mut Self>,
        _: &mut TaskContext<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.ends(|ends| {
            if ends.answer.is_empty() {
                return Poll::Pending;
            }
            let count = ends.answer.len().min(buffer.remaining());
            buffer.put_slice(ends.answer.get(..count).unwrap_or_default());
            ends.answer.drain(..count);
            Poll::Ready(Ok(()))
        })
    }
}

impl AsyncWrite for Pipe {
    fn poll_write(self: Pin<&mut Self>, _: &mut TaskContext<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.ends(|ends| ends.sent.extend_from_slice(bytes));
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut TaskContext<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut TaskContext<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

fn poll<T>(future: &mut Pin<Box<dyn Future<Output = T> + Send + '_>>) -> Poll<T> {
    future.as_mut().poll(&mut TaskContext::from_waker(Waker::noop()))
}

fn words(error: &Error) -> String {
    match error {
        Error::Protocol(ProtocolError::FunctionCodeMismatch { request, result }) => {
            let answered = match result {
                Ok(response) => response.function_code(),
                Err(exception) => exception.function,
            };
            format!("function {answered} instead of {request}")
        }
        Error::Protocol(ProtocolError::HeaderMismatch { .. }) => "header of another request".to_owned(),
        Error::Transport(error) if error.kind() == io::ErrorKind::UnexpectedEof => "too short".to_owned(),
        Error::Transport(error) => error.to_string().to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const READ_TWO_HOLDING_FROM_0X6B_OF_UNIT_17: [u8; 12] =
        [0, 0, 0, 0, 0, 6, 0x11, 0x03, 0x00, 0x6B, 0x00, 0x02];

    fn answered(pdu: &[u8]) -> Result<Decoded, Broken> {
        let mut codec = Codec::new();
        let (call, frame) = codec.begin(UnitId(17), Request::ReadHoldingRegisters(0x6B, 2)).unwrap();
        assert_eq!(frame, READ_TWO_HOLDING_FROM_0X6B_OF_UNIT_17);
        let mut answer = vec![0xAB, 0xCD, 0, 0, 0, pdu.len() as u8 + 1, 17];
        answer.extend_from_slice(pdu);
        call.finish(answer)
    }

    #[test]
    fn decodes_answers_and_exceptions_whatever_their_number() {
        assert_eq!(
            answered(&[3, 4, 0x12, 0x34, 0x56, 0x78]),
            Ok(Ok(Response::ReadHoldingRegisters(vec![0x1234, 0x5678])))
        );
        for code in [0, 1, 2, 6, 11, 0x77, 0xFF] {
            assert_eq!(answered(&[0x83, code]), Ok(Err(code)));
        }
    }

    #[test]
    fn says_what_is_broken() {
        let check = |pdu: &[u8], expected: &str| assert_eq!(answered(pdu), Err(Broken(expected.to_owned())));
        check(&[4, 4, 0, 0, 0, 0], "function 4 instead of 3");
        check(&[0x84, 2], "function 4 instead of 3");
        check(&[3, 4, 0, 0], "too short");
        check(&[3, 2, 0, 0, 0, 0], "undecoded response data");
        check(&[3, 3, 0, 0, 0], "invalid quantity");
        check(&[0x83], "too short");
        check(&[3], "too short");
    }

    #[test]
    fn a_dropped_call_leaves_nothing_behind() {
        let mut codec = Codec::new();
        drop(codec.begin(UnitId(1), Request::ReadCoils(0, 8)).unwrap());
        let (call, frame) = codec.begin(UnitId(1), Request::ReadHoldingRegisters(5, 1)).unwrap();
        assert_eq!(frame.get(7..), Some(&[3, 0, 5, 0, 1][..]));
        let answer = vec![9, 9, 0, 0, 0, 5, 1, 3, 2, 0, 7];
        assert_eq!(call.finish(answer), Ok(Ok(Response::ReadHoldingRegisters(vec![7]))));
    }

    #[test]
    fn what_does_not_fit_a_frame_is_refused_here() {
        let mut codec = Codec::new();
        let request = Request::WriteMultipleRegisters(0, vec![0; 124].into());
        assert!(codec.begin(UnitId(1), request).is_err());
    }
}
