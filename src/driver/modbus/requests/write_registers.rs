//! Function 16: write several holding registers.

use tokio_modbus::{Request, Response};

use crate::device::Limits;
use crate::driver::modbus::codec::Broken;

pub(super) fn request<'a>(address: u16, contents: &'a [u16], limits: &Limits) -> Result<Request<'a>, Broken> {
    let limit = usize::from(limits.write_registers.min(123));
    if contents.is_empty() || contents.len() > limit {
        return Err(Broken(format!("{} registers in one write, {limit} at most", contents.len())));
    }
    Ok(Request::WriteMultipleRegisters(address, contents.into()))
}

pub(super) fn echoed(address: u16, contents: &[u16], response: &Response) -> bool {
    u16::try_from(contents.len())
        .is_ok_and(|count| *response == Response::WriteMultipleRegisters(address, count))
}
