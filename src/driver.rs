//! Drivers: what speaks to devices, one task an endpoint, one folder a protocol.
//!
//! A driver turns the pure decisions of `device` into frames. It opens sockets and waits; it decides nothing
//! about the plant, and it sends no write that does not hold the guard's proof.

pub mod modbus;
