//! The health of the alarm list (ISA-18.2-2016 figures, for one operator position).

use std::sync::Arc;
use std::time::Duration;

use crate::alarm::Priority;

/// The period in which alarms are counted.
pub const TEN_MINUTES: Duration = Duration::from_secs(600);
/// How far back the figures look.
pub const PERIOD_HEALTH: Duration = Duration::from_secs(30 * 86_400);

/// Figures over the last 30 days, or as long as is known. Only annunciated alarms count.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Health {
    /// Over how long the figures are.
    pub over: Duration,
    /// Alarms in the last ten minutes.
    pub now: u32,
    /// Alarms in each ten minutes of the last eight hours, oldest first; 48.
    pub recent: Arc<[u32]>,
    /// Mean in ten minutes; target about 1, limit about 2.
    pub per_ten_minutes: f64,
    /// Mean in an hour; target about 6, limit about 12.
    pub per_hour: f64,
    /// Most in any ten minutes; more than 10 is a flood.
    pub most: u32,
    /// Share of ten-minute periods with more than 10, 0 to 1; target below 0.01.
    pub over_ten: f64,
    /// Share of the time in flood, 0 to 1; target below 0.01. A flood starts above 10 in ten minutes and ends
    /// below 5.
    pub in_flood: f64,
    /// Share of the ten most frequent alarms in all, 0 to 1; target 0.01 to 0.05.
    pub top_ten: f64,
    /// Alarms that chatter: raised three times or more within a minute. In the last 24 hours; target 0.
    pub chattering: u32,
    /// Alarms that were gone before anyone could have acted, within 10 s. In the last 24 hours; target 0.
    pub fleeting: u32,
    /// Alarms active for more than 24 hours; target fewer than 5.
    pub stale: u32,
    /// Raises by priority, most urgent first; target about 5 / 15 / 80 for high, medium, low, urgent below 1.
    pub by_priority: [u64; 4],
    /// The ten most frequent.
    pub frequent: Arc<[Frequent]>,
}

/// One of the most frequent alarms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frequent {
    /// Its id.
    pub alarm: Arc<str>,
    /// Its priority.
    pub priority: Priority,
    /// How often it was raised.
    pub count: u64,
}
