//! The whole program from outside: real processes, real sockets, third-party Modbus servers, a real window.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must fail where it stands"
)]

mod alarms;
mod exports;
mod harness;
mod headless;
mod interop;
mod recording;
mod replay;
mod window;
