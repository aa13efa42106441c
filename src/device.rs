//! Devices: endpoints, units, registers and their encodings, poll plan, retry policy, link state, statistics.
//!
//! Pure: everything here takes `now` and answers what to do; sockets are the driver's business.

mod definition;
mod register;
mod status;
mod write;

pub use definition::{Device, DeviceIndex, Limits, Source, Timing, UnitId, UnitTitle, WriteFunction};
pub use register::{Address, ByteOrder, Encoding, NotImplemented, Notation, Table};
pub use status::{
    BlockStatus, Direction, Frame, LinkState, RoundTrip, Statistics, UnitState, UnitStatistics, UnitStatus,
};
pub use write::WriteRequest;
