//! What a layout says about a device and about where a tag lives in it.

use std::sync::Arc;
use std::time::Duration;

use crate::device::{Address, ByteOrder, Encoding, NotImplemented};
use crate::tag::TagIndex;

/// A device's place in the layout's device list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceIndex(pub u16);

impl DeviceIndex {
    /// As an index into a list that is parallel to the device list.
    pub const fn slot(self) -> usize {
        self.0 as usize
    }
}

/// A Modbus unit id; 0 to 255 are all ordinary over TCP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitId(pub u8);

/// One endpoint: one socket, one request outstanding, any number of units behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct Device {
    /// Such as `PLC-1`; unique.
    pub id: Arc<str>,
    /// What it is, in words.
    pub title: Arc<str>,
    /// Host name or IP address.
    pub host: Arc<str>,
    /// TCP port; 502 by default.
    pub port: u16,
    /// The unit of tags that name none.
    pub unit: UnitId,
    /// Titles of units behind a gateway.
    pub units: Vec<UnitTitle>,
    /// The order of tags that name none.
    pub order: ByteOrder,
    /// What it can take in one request.
    pub limits: Limits,
    /// How long things may take.
    pub timing: Timing,
    /// Reads and writes through gateways that never echo the transaction id: the id is not compared, and
    /// the connection is dropped after a timeout, since a late answer could not be told from the next.
    pub ignore_transaction_id: bool,
}

/// The title of one unit behind a gateway.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitTitle {
    /// Unit id.
    pub unit: UnitId,
    /// What it is, in words.
    pub title: Arc<str>,
}

/// What a device takes in one request; the specification's limits unless lowered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// 1 to 125.
    pub read_registers: u16,
    /// 1 to 2000.
    pub read_bits: u16,
    /// 1 to 123.
    pub write_registers: u16,
    /// 1 to 1968.
    pub write_coils: u16,
    /// Unused registers read to save a request.
    pub gap_registers: u16,
    /// Unused bits read to save a request.
    pub gap_bits: u16,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            read_registers: 125,
            read_bits: 2000,
            write_registers: 123,
            write_coils: 1968,
            gap_registers: 16,
            gap_bits: 256,
        }
    }
}

/// How long things may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// From request to answer.
    pub response: Duration,
    /// From dialling to the open socket.
    pub connect: Duration,
    /// Rest after connecting, for devices that are not ready at once.
    pub pause_after_connect: Duration,
    /// Rest between an answer and the next request.
    pub pause_between_requests: Duration,
    /// An estimate of one round trip before any was measured, for the poll plan.
    pub expected_round_trip: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            response: Duration::from_secs(1),
            connect: Duration::from_secs(3),
            pause_after_connect: Duration::ZERO,
            pause_between_requests: Duration::ZERO,
            expected_round_trip: Duration::from_millis(20),
        }
    }
}

/// Where a tag lives and how its registers are read.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// The tag.
    pub tag: TagIndex,
    /// Its device.
    pub device: DeviceIndex,
    /// Its unit behind that device.
    pub unit: UnitId,
    /// Table, 0-based offset, bits, and the notation that was typed.
    pub address: Address,
    /// How its registers become a raw value.
    pub encoding: Encoding,
    /// Word and byte order.
    pub order: ByteOrder,
    /// The content that stands for "no such value".
    pub not_implemented: NotImplemented,
    /// The 0-based offset, in the same table, of the register with the decimal exponent (SunSpec), if any.
    pub exponent: Option<u16>,
    /// Scan period.
    pub period: Duration,
    /// Which function writes it.
    pub write_function: WriteFunction,
}

/// Which function code writes a tag.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WriteFunction {
    /// 5 or 6 for one coil or register, 16 for wider values.
    #[default]
    Single,
    /// 15 or 16 always.
    Multiple,
}
