//! Function 5: write one coil.

use tokio_modbus::{Request, Response};

pub(super) fn request(address: u16, on: bool) -> Request<'static> {
    Request::WriteSingleCoil(address, on)
}

pub(super) fn echoed(address: u16, on: bool, response: &Response) -> bool {
    *response == Response::WriteSingleCoil(address, on)
}
