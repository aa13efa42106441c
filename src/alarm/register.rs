//! The figures behind alarm health, kept from change to change.

use std::sync::Arc;

use crate::alarm::{Alarm, Change, Flood, Health, Row};
use crate::time::Moment;

/// What the register says now.
#[derive(Debug)]
pub(super) struct Figures {
    pub(super) health: Arc<Health>,
    pub(super) flood: Option<Arc<Flood>>,
    pub(super) came_and_went: Arc<[Arc<Row>]>,
}

/// Counts over thirty days.
#[derive(Debug, Default)]
pub(super) struct Register {}

impl Register {
    pub(super) fn take(&mut self, change: &Change, alarm: Option<&Arc<Alarm>>) {
        let _ = (self, change, alarm);
    }

    pub(super) fn figures(&mut self, now: Moment, stale: impl FnOnce() -> u32) -> Option<Figures> {
        let _ = (self, now, stale);
        None
    }
}
