//! Function 6: write one holding register.

use tokio_modbus::{Request, Response};

pub(super) fn request(address: u16, content: u16) -> Request<'static> {
    Request::WriteSingleRegister(address, content)
}

pub(super) fn echoed(address: u16, content: u16, response: &Response) -> bool {
    *response == Response::WriteSingleRegister(address, content)
}
