//! Modbus/TCP frames by hand: the header, the requests of functions 1 to 6, 15 and 16, their answers.
//!
//! By hand, since this side must be able to misbehave.

use crate::device::{Limits, Table, WriteRequest};
use crate::simulator::exception::Exception;

/// Bytes before the function code: transaction, protocol, length, unit.
pub(crate) const HEADER: usize = 7;
/// Most bytes of a function code with its data.
const PDU_MOST: usize = 253;

/// One request as it came, framed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) transaction: u16,
    pub(crate) unit: u8,
    /// Function code and data; never empty.
    pub(crate) pdu: Vec<u8>,
}

/// What lies at the front of a buffer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Front {
    /// Not all of a frame yet.
    Incomplete,
    /// A frame of so many bytes.
    Frame(Asked, usize),
    /// No Modbus: nothing behind it can be trusted.
    Broken,
}

/// Finds the first frame in what has arrived.
pub(crate) fn front(buffer: &[u8]) -> Front {
    let &[t1, t2, p1, p2, l1, l2, unit, ref rest @ ..] = buffer else { return Front::Incomplete };
    let length = usize::from(u16::from_be_bytes([l1, l2]));
    if [p1, p2] != [0, 0] || !(2..=PDU_MOST + 1).contains(&length) {
        return Front::Broken;
    }
    // The length counts the unit, too.
    match rest.get(..length - 1) {
        Some(pdu) => {
            let asked = Asked { transaction: u16::from_be_bytes([t1, t2]), unit, pdu: pdu.to_vec() };
            Front::Frame(asked, HEADER + length - 1)
        }
        None => Front::Incomplete,
    }
}

/// A whole answer frame.
pub(crate) fn framed(transaction: u16, unit: u8, pdu: &[u8]) -> Vec<u8> {
    let mut frame = Vec::with_capacity(HEADER + pdu.len());
    frame.extend(transaction.to_be_bytes());
    frame.extend([0, 0]);
    frame.extend((pdu.len() as u16 + 1).to_be_bytes());
    frame.push(unit);
    frame.extend(pdu);
    frame
}

/// A request understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Request {
    /// Functions 1 to 4.
    Read {
        /// Table.
        table: Table,
        /// 0-based.
        start: u16,
        /// Registers or bits, within the limits.
        count: u16,
    },
    /// Functions 5, 6, 15, 16.
    Write(WriteRequest),
}

/// Understands function code and data.
pub(crate) fn understand(pdu: &[u8], limits: &Limits) -> Result<Request, Exception> {
    let (Some(function), data) = (pdu.first(), pdu.get(1..).unwrap_or_default()) else {
        return Err(Exception::ILLEGAL_FUNCTION);
    };
    let table = match function {
        1 => Some(Table::Coil),
        2 => Some(Table::DiscreteInput),
        3 => Some(Table::HoldingRegister),
        4 => Some(Table::InputRegister),
        5 | 6 | 15 | 16 => None,
        _ => return Err(Exception::ILLEGAL_FUNCTION),
    };
    match table {
        Some(table) => understand_read(table, data, limits),
        None => understand_write(*function, data, limits).map(Request::Write),
    }
}

fn understand_read(table: Table, data: &[u8], limits: &Limits) -> Result<Request, Exception> {
    let &[a1, a2, c1, c2] = data else { return Err(Exception::ILLEGAL_VALUE) };
    let (start, count) = (u16::from_be_bytes([a1, a2]), u16::from_be_bytes([c1, c2]));
    let most = if table.holds_bits() { limits.read_bits } else { limits.read_registers };
    if count == 0 || count > most {
        return Err(Exception::ILLEGAL_VALUE);
    }
    within(start, count).map(|()| Request::Read { table, start, count })
}

fn within(start: u16, count: u16) -> Result<(), Exception> {
    let fits = u32::from(start) + u32::from(count) <= 0x1_0000;
    if fits { Ok(()) } else { Err(Exception::ILLEGAL_ADDRESS) }
}

fn understand_write(function: u8, data: &[u8], limits: &Limits) -> Result<WriteRequest, Exception> {
    let &[a1, a2, v1, v2, ref rest @ ..] = data else { return Err(Exception::ILLEGAL_VALUE) };
    let address = u16::from_be_bytes([a1, a2]);
    let word = u16::from_be_bytes([v1, v2]);
    match (function, word, rest) {
        (5, 0xFF00 | 0, []) => Ok(WriteRequest::Coil { address, on: word != 0 }),
        (6, content, []) => Ok(WriteRequest::Register { address, content }),
        (15, count @ 1.., [bytes, packed @ ..])
            if count <= limits.write_coils
                && usize::from(*bytes) == packed.len()
                && packed.len() == usize::from(count).div_ceil(8) =>
        {
            within(address, count)?;
            let bits = packed.iter().flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1 == 1));
            Ok(WriteRequest::Coils { address, on: bits.take(usize::from(count)).collect() })
        }
        (16, count @ 1.., [bytes, packed @ ..])
            if count <= limits.write_registers
                && usize::from(*bytes) == packed.len()
                && packed.len() == 2 * usize::from(count) =>
        {
            within(address, count)?;
            let pairs = packed.as_chunks::<2>().0;
            let contents = pairs.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
            Ok(WriteRequest::Registers { address, contents })
        }
        _ => Err(Exception::ILLEGAL_VALUE),
    }
}

/// The answer to a read, from one content for each register or bit.
pub(crate) fn read_answer(function: u8, table: Table, contents: &[u16]) -> Vec<u8> {
    let data: Vec<u8> = if table.holds_bits() {
        contents.chunks(8).map(pack).collect()
    } else {
        contents.iter().flat_map(|content| content.to_be_bytes()).collect()
    };
    let mut answer = vec![function, data.len() as u8];
    answer.extend(data);
    answer
}

fn pack(bits: &[u16]) -> u8 {
    bits.iter().rev().fold(0, |byte, bit| byte << 1 | u8::from(*bit != 0))
}

/// The answer to a write that was done: function, address and value or count, as they came.
pub(crate) fn write_answer(pdu: &[u8]) -> Vec<u8> {
    pdu.iter().take(5).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const READ_TWO_HOLDING: [u8; 5] = [3, 0x00, 0x6B, 0x00, 0x02];

    fn check(pdu: &[u8], expected: &Result<Request, Exception>) {
        assert_eq!(understand(pdu, &Limits::default()), *expected, "{pdu:02X?}");
    }

    #[test]
    fn finds_frames_however_they_arrive() {
        let frame = framed(0x1234, 7, &READ_TWO_HOLDING);
        assert_eq!(frame, [0x12, 0x34, 0, 0, 0, 6, 7, 3, 0x00, 0x6B, 0x00, 0x02]);
        for length in 0..frame.len() {
            assert_eq!(front(&frame[..length]), Front::Incomplete);
        }
        let asked = Asked { transaction: 0x1234, unit: 7, pdu: READ_TWO_HOLDING.to_vec() };
        let two = [frame.clone(), frame.clone()].concat();
        assert_eq!(front(&two), Front::Frame(asked, frame.len()));
        assert_eq!(front(b"GET / HTTP/1.1\r\n"), Front::Broken);
        assert_eq!(front(&[0, 1, 0, 0, 0, 1, 7]), Front::Broken);
    }

    #[test]
    fn understands_reads_within_the_limits() {
        let read = |table, start, count| Ok(Request::Read { table, start, count });
        check(&READ_TWO_HOLDING, &read(Table::HoldingRegister, 0x6B, 2));
        check(&[1, 0, 0, 0x07, 0xD0], &read(Table::Coil, 0, 2000));
        check(&[2, 0, 9, 0, 1], &read(Table::DiscreteInput, 9, 1));
        check(&[4, 0, 0, 0, 125], &read(Table::InputRegister, 0, 125));
        check(&[4, 0, 0, 0, 126], &Err(Exception::ILLEGAL_VALUE));
        check(&[1, 0, 0, 0x07, 0xD1], &Err(Exception::ILLEGAL_VALUE));
        check(&[3, 0, 0, 0, 0], &Err(Exception::ILLEGAL_VALUE));
        check(&[3, 0xFF, 0xFF, 0, 2], &Err(Exception::ILLEGAL_ADDRESS));
        check(&[3, 0, 0], &Err(Exception::ILLEGAL_VALUE));
        check(&[43, 14, 1, 0], &Err(Exception::ILLEGAL_FUNCTION));
    }

    #[test]
    fn understands_writes_and_nothing_that_looks_like_one() {
        let write = |request| Ok(Request::Write(request));
        check(&[5, 0, 3, 0xFF, 0], &write(WriteRequest::Coil { address: 3, on: true }));
        check(&[5, 0, 3, 0, 1], &Err(Exception::ILLEGAL_VALUE));
        check(&[6, 0, 3, 0xAB, 0xCD], &write(WriteRequest::Register { address: 3, content: 0xABCD }));
        let on = vec![true, false, true, true, false, false, true, true, true, false];
        check(&[15, 0, 19, 0, 10, 2, 0xCD, 0x01], &write(WriteRequest::Coils { address: 19, on }));
        check(&[15, 0, 19, 0, 10, 1, 0xCD], &Err(Exception::ILLEGAL_VALUE));
        let contents = vec![0x000A, 0x0102];
        check(&[16, 0, 1, 0, 2, 4, 0, 0x0A, 1, 2], &write(WriteRequest::Registers { address: 1, contents }));
        check(&[16, 0, 1, 0, 2, 3, 0, 0x0A, 1], &Err(Exception::ILLEGAL_VALUE));
        check(&[16, 0, 1, 0, 0, 0], &Err(Exception::ILLEGAL_VALUE));
    }

    #[test]
    fn answers_with_the_specified_bytes() {
        assert_eq!(read_answer(3, Table::HoldingRegister, &[0x022B, 1]), [3, 4, 0x02, 0x2B, 0, 1]);
        let bits = [1, 0, 1, 1, 0, 0, 1, 1, 1, 0];
        assert_eq!(read_answer(1, Table::Coil, &bits), [1, 2, 0xCD, 0x01]);
        assert_eq!(write_answer(&[16, 0, 1, 0, 2, 4, 0, 10, 1, 2]), [16, 0, 1, 0, 2]);
        assert_eq!(Exception::ILLEGAL_ADDRESS.answer(3), [0x83, 2]);
    }
}
