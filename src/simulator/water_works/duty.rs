//! Which pump starts next and which stops first: the one with the fewest and the most hours.

use crate::simulator::water_works::machine::Machine;

/// Starts an hour that the controllers allow a motor.
const STARTS_MOST: usize = 3;

/// Starts the most rested pump that stands by; false where none can start.
pub(super) fn start_rested(pumps: &mut [Machine]) -> bool {
    let rested = pumps
        .iter_mut()
        .filter(|pump| pump.available() && !pump.wanted() && pump.starts_in_hour() < STARTS_MOST)
        .min_by(|a, b| a.hours().total_cmp(&b.hours()));
    rested.map(|pump| pump.ask(true)).is_some()
}

/// Stops the pump in AUTO that has run longest; false where none runs.
pub(super) fn stop_tired(pumps: &mut [Machine]) -> bool {
    let tired = pumps
        .iter_mut()
        .filter(|pump| pump.available() && pump.wanted())
        .max_by(|a, b| a.hours().total_cmp(&b.hours()));
    tired.map(|pump| pump.ask(false)).is_some()
}
