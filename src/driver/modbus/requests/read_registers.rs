//! Functions 3 and 4: read holding or input registers.

use tokio_modbus::{Request, Response};

use crate::device::{Read, Table};
use crate::driver::modbus::codec::Broken;
use crate::driver::modbus::requests::{wrong_count, wrong_function};

pub(super) fn request(read: &Read) -> Request<'static> {
    if read.table == Table::HoldingRegister {
        Request::ReadHoldingRegisters(read.start, read.count)
    } else {
        Request::ReadInputRegisters(read.start, read.count)
    }
}

pub(super) fn check(read: &Read, response: Response) -> Result<Vec<u16>, Broken> {
    let ((Table::HoldingRegister, Response::ReadHoldingRegisters(registers))
    | (Table::InputRegister, Response::ReadInputRegisters(registers))) = (read.table, response)
    else {
        return Err(wrong_function());
    };
    if registers.len() == usize::from(read.count) {
        Ok(registers)
    } else {
        Err(wrong_count(read.table, registers.len(), read.count))
    }
}
