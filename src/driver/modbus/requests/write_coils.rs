//! Function 15: write several coils.

use tokio_modbus::{Request, Response};

use crate::device::Limits;
use crate::driver::modbus::codec::Broken;

pub(super) fn request<'a>(address: u16, on: &'a [bool], limits: &Limits) -> Result<Request<'a>, Broken> {
    let limit = usize::from(limits.write_coils.min(1_968));
    if on.is_empty() || on.len() > limit {
        return Err(Broken(format!("{} coils in one write, {limit} at most", on.len())));
    }
    Ok(Request::WriteMultipleCoils(address, on.into()))
}

pub(super) fn echoed(address: u16, on: &[bool], response: &Response) -> bool {
    u16::try_from(on.len()).is_ok_and(|count| *response == Response::WriteMultipleCoils(address, count))
}
