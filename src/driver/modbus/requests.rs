//! Requests, one a file: what is asked, and whether the answer is an answer to it.
//!
//! tokio-modbus compares function codes only; counts and echoes are compared here, in every build.

mod read_bits;
mod read_registers;
mod write_coil;
mod write_coils;
mod write_register;
mod write_registers;

use tokio_modbus::{Request, Response};

use crate::device::{Limits, Read, Table, Words, WriteRequest};
use crate::driver::modbus::codec::Broken;

/// What was read, exactly as many as were asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Contents {
    /// Coils or discrete inputs.
    Bits(Vec<bool>),
    /// Input or holding registers.
    Registers(Vec<u16>),
}

impl Contents {
    /// A part of it.
    pub(super) fn words(&self, at: usize, count: usize) -> Option<Words<'_>> {
        match self {
            Self::Bits(bits) => bits.get(at..at + count).map(Words::Bits),
            Self::Registers(registers) => registers.get(at..at + count).map(Words::Registers),
        }
    }
}

/// The request of a read.
pub(super) fn read(read: &Read) -> Request<'static> {
    if read.table.holds_bits() { read_bits::request(read) } else { read_registers::request(read) }
}

/// The contents of the answer to a read, or how it broke the protocol.
pub(super) fn check_read(read: &Read, response: Response) -> Result<Contents, Broken> {
    if read.table.holds_bits() {
        read_bits::check(read, response).map(Contents::Bits)
    } else {
        read_registers::check(read, response).map(Contents::Registers)
    }
}

/// The request of a write; refused where it is beyond the device's limits.
pub(super) fn write<'a>(write: &'a WriteRequest, limits: &Limits) -> Result<Request<'a>, Broken> {
    match write {
        WriteRequest::Coil { address, on } => Ok(write_coil::request(*address, *on)),
        WriteRequest::Register { address, content } => Ok(write_register::request(*address, *content)),
        WriteRequest::Coils { address, on } => write_coils::request(*address, on, limits),
        WriteRequest::Registers { address, contents } => write_registers::request(*address, contents, limits),
    }
}

/// Whether a response echoes the write.
pub(super) fn check_write(write: &WriteRequest, response: &Response) -> Result<(), Broken> {
    let echoed = match write {
        WriteRequest::Coil { address, on } => write_coil::echoed(*address, *on, response),
        WriteRequest::Register { address, content } => write_register::echoed(*address, *content, response),
        WriteRequest::Coils { address, on } => write_coils::echoed(*address, on, response),
        WriteRequest::Registers { address, contents } => {
            write_registers::echoed(*address, contents, response)
        }
    };
    if echoed { Ok(()) } else { Err(Broken("echo of another write".to_owned())) }
}

/// In words, for the trace: `read 24 holding from 0`.
pub(super) fn read_words(read: &Read) -> String {
    format!("read {} {} from {}", read.count, read.table, read.start)
}

/// In words, for the trace.
pub(super) fn write_words(write: &WriteRequest) -> String {
    match write {
        WriteRequest::Coil { address, on } => format!("write coil {address}: {}", u8::from(*on)),
        WriteRequest::Register { address, content } => format!("write holding {address}: {content}"),
        WriteRequest::Coils { address, on } => format!("write {} coil from {address}", on.len()),
        WriteRequest::Registers { address, contents } => {
            format!("write {} holding from {address}", contents.len())
        }
    }
}

fn wrong_count(table: Table, found: usize, asked: u16) -> Broken {
    Broken(format!("{found} {table} instead of {asked}"))
}

fn wrong_function() -> Broken {
    Broken("answer to another function".to_owned())
}
