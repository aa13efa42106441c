//! The Modbus link against a scripted server on the loopback: every function, every fault, every promise.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

mod faults;
mod functions;
mod gateway;
mod rig;
mod server;
mod writes;
