//! Files for other programs: CSV, MCAP and pictures.

use std::path::Path;

use crate::historian::Store;
use crate::trend::ExportRequest;

/// Why an export did not work.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// Stand-in.
    #[error("not yet")]
    NotYet,
}

/// Stand-in.
pub fn write(_: &Store, _: &ExportRequest, _: &Path, _: &dyn Fn() -> bool) -> Result<u64, ExportError> {
    Err(ExportError::NotYet)
}
