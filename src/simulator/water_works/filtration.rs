//! Six filters: the raw water shared between them, one backwash at a time, and the waste it makes.

use crate::simulator::noise::ramp;
use crate::simulator::water_works::filter::{Duty, Filter};

/// The lagoon, m³.
const LAGOON: f64 = 1_500.0;
/// One return pump, m³/h.
const RETURN: f64 = 60.0;
/// Hours after which a filter is washed however clean it looks.
const RUN_HOURS_MOST: f64 = 36.0;

/// All filters and the waste water side.
#[derive(Clone, Debug)]
pub(super) struct Filtration {
    pub(super) filters: Vec<Filter>,
    /// Head loss that starts a backwash, m.
    pub(super) head_loss_start: f64,
    pub(super) automatic: bool,
    /// Water in the lagoon, m³.
    pub(super) lagoon: f64,
    /// Back to the inlet, m³/h.
    pub(super) return_flow: f64,
    pub(super) return_pumps: u8,
    /// Filtered water turbidity, NTU.
    pub(super) turbidity: f64,
}

/// What left in one step, m³.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Streams {
    pub(super) filtered: f64,
    pub(super) rinse: f64,
    pub(super) spilled: f64,
}

impl Filtration {
    pub(super) fn new() -> Self {
        // Staggered, so that the washes spread over the day and the first begins within minutes.
        let filters = [0.9, 1.2, 0.6, 1.45, 1.68, 0.3].map(Filter::new).to_vec();
        Self {
            filters,
            head_loss_start: 2.0,
            automatic: true,
            lagoon: 0.44 * LAGOON,
            return_flow: 0.0,
            return_pumps: 0,
            turbidity: 0.08,
        }
    }

    pub(super) fn lagoon_percent(&self) -> f64 {
        100.0 * self.lagoon / LAGOON
    }

    #[cfg(test)]
    /// Water standing in the filters, m³.
    pub(super) fn volume(&self) -> f64 {
        self.filters.iter().map(Filter::volume).sum()
    }

    /// Whether at least one filter takes water: without one the raw pumps must stop.
    pub(super) fn takes_water(&self) -> bool {
        self.filters.iter().any(Filter::takes_water)
    }

    pub(super) fn washing(&self) -> bool {
        self.filters.iter().any(|filter| filter.duty == Duty::Backwash)
    }

    /// One step with so much raw water, m³/h and NTU; `clearwell` is its level, m.
    pub(super) fn step(&mut self, seconds: f64, raw: f64, turbidity: f64, clearwell: f64) -> Streams {
        self.start_wash(clearwell);
        let open = self.filters.iter().filter(|filter| filter.takes_water()).count();
        let each = if open == 0 { 0.0 } else { (raw + self.return_flow) / open as f64 };
        let mut streams = Streams::default();
        let hours = seconds / 3600.0;
        let mut to_lagoon = if open == 0 { (raw + self.return_flow) * hours } else { 0.0 };
        for filter in &mut self.filters {
            let inflow = if filter.takes_water() { each } else { 0.0 };
            let passed = filter.step(seconds, inflow, turbidity);
            streams.filtered += passed.filtered;
            streams.rinse += passed.rinse;
            to_lagoon += passed.waste;
        }
        self.lagoon += to_lagoon - self.return_flow * hours;
        if self.lagoon > LAGOON {
            streams.spilled = self.lagoon - LAGOON;
            self.lagoon = LAGOON;
        }
        self.return_water(seconds);
        self.clarity(seconds, turbidity);
        streams
    }

    fn start_wash(&mut self, clearwell: f64) {
        let ready = self.automatic && !self.washing() && clearwell > 2.0 && self.lagoon_percent() < 80.0;
        if !ready {
            return;
        }
        let dirtiest = self
            .filters
            .iter_mut()
            .filter(|filter| filter.duty == Duty::Filtering)
            .max_by(|a, b| a.fouling().total_cmp(&b.fouling()));
        if let Some(filter) = dirtiest
            && (filter.fouling() > self.head_loss_start || filter.run_hours() > RUN_HOURS_MOST)
        {
            filter.wash();
        }
    }

    fn return_water(&mut self, seconds: f64) {
        let percent = self.lagoon_percent();
        self.return_pumps = match self.return_pumps {
            0 if percent > 40.0 => 1,
            1 if percent > 62.0 => 2,
            1 if percent < 20.0 => 0,
            2.. if percent < 45.0 => 1,
            same => same,
        };
        ramp(&mut self.return_flow, RETURN * f64::from(self.return_pumps), seconds, 6.0);
    }

    fn clarity(&mut self, seconds: f64, raw: f64) {
        let ripening: f64 = self.filters.iter().map(Filter::ripening).sum();
        let target = 0.045 + 0.004 * raw + 0.035 * ripening;
        ramp(&mut self.turbidity, target, seconds, 0.000_4);
    }
}
