//! Devices: endpoints, units, registers and their encodings, poll plan, retry policy, link state, statistics.
//!
//! Pure: everything here takes `now` and answers what to do; sockets are the driver's business.

mod codec;
mod definition;
mod encode;
mod meter;
mod notation;
mod poll_plan;
mod register;
mod retry;
mod schedule;
mod status;
mod write;

pub use codec::Words;
pub use definition::{Device, DeviceIndex, Limits, Source, Timing, UnitId, UnitTitle, WriteFunction};
pub use encode::EncodeError;
pub use meter::{Ending, Meter};
pub use notation::{AddressError, WordError};
pub use poll_plan::{Field, PERIOD_MIN, PeriodLoad, PlannedBlock, PollPlan};
pub use register::{Address, ByteOrder, Encoding, NotImplemented, Notation, Table};
pub use retry::{Backoff, RETRY_PAUSE_MAX};
pub use schedule::{Effects, Failure, Next, Read, Schedule};
pub use status::{
    BlockStatus, Direction, Frame, LinkState, RoundTrip, Statistics, UnitState, UnitStatistics, UnitStatus,
};
pub use write::WriteRequest;
