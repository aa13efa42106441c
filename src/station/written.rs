//! How far the journal is written: what is shown waits for what proves it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many entries the recorder has dealt with, counted from the start of the station.
#[derive(Clone, Debug, Default)]
pub(super) struct Written(Arc<AtomicU64>);

impl Written {
    /// One more is in the file, or waits in memory because the file cannot be written.
    pub(super) fn one_more(&self) {
        self.0.fetch_add(1, Ordering::Release);
    }

    /// So many so far.
    pub(super) fn count(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }
}
