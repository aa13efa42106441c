//! The content of one write frame.

/// What is written, with 0-based addresses, within the device's limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WriteRequest {
    /// Function 5.
    Coil {
        /// Address.
        address: u16,
        /// On or off.
        on: bool,
    },
    /// Function 6.
    Register {
        /// Address.
        address: u16,
        /// Content.
        content: u16,
    },
    /// Function 15.
    Coils {
        /// First address.
        address: u16,
        /// Contents in order.
        on: Vec<bool>,
    },
    /// Function 16.
    Registers {
        /// First address.
        address: u16,
        /// Contents in order.
        contents: Vec<u16>,
    },
}
