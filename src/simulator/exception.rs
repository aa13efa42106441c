//! Exception codes a device answers with.

/// A Modbus exception code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Exception(pub(crate) u8);

impl Exception {
    pub(crate) const ILLEGAL_FUNCTION: Self = Self(1);
    pub(crate) const ILLEGAL_ADDRESS: Self = Self(2);
    pub(crate) const ILLEGAL_VALUE: Self = Self(3);
    pub(crate) const TARGET_SILENT: Self = Self(11);

    /// The answer that tells it.
    pub(crate) fn answer(self, function: u8) -> Vec<u8> {
        vec![function | 0x80, self.0]
    }
}
