//! Functions 1 and 2: read coils or discrete inputs.

use tokio_modbus::{Request, Response};

use crate::device::{Read, Table};
use crate::driver::modbus::codec::Broken;
use crate::driver::modbus::requests::{wrong_count, wrong_function};

pub(super) fn request(read: &Read) -> Request<'static> {
    if read.table == Table::Coil {
        Request::ReadCoils(read.start, read.count)
    } else {
        Request::ReadDiscreteInputs(read.start, read.count)
    }
}

/// Bits come in whole bytes; those beyond the count mean nothing.
pub(super) fn check(read: &Read, response: Response) -> Result<Vec<bool>, Broken> {
    let ((Table::Coil, Response::ReadCoils(mut bits))
    | (Table::DiscreteInput, Response::ReadDiscreteInputs(mut bits))) = (read.table, response)
    else {
        return Err(wrong_function());
    };
    if bits.len() != usize::from(read.count).next_multiple_of(8) {
        return Err(wrong_count(read.table, bits.len(), read.count));
    }
    bits.truncate(usize::from(read.count));
    Ok(bits)
}
