//! One rapid gravity filter: level, head loss, outlet valve, and its backwash sequence.

use crate::simulator::noise::ramp;
use crate::simulator::process::Verdict;
use crate::tag::Value;

/// Surface, m².
const AREA: f64 = 60.0;
/// Level the outlet valve holds, m.
const LEVEL: f64 = 2.1;
/// Level after draining, m.
const DRAINED: f64 = 0.9;
/// Above this the inlet spills to waste, m.
const SPILL: f64 = 2.8;
/// Flow at which head loss is compared, m³/h.
const FLOW_RATED: f64 = 240.0;
/// Head loss of a clean bed at rated flow, m.
const CLEAN: f64 = 0.3;
/// Head loss added by an hour at rated flow and 5 NTU, m.
const FOULING: f64 = 0.26;
/// Drain flow, m³/h.
const DRAIN: f64 = 4000.0;
/// Backwash water, m³/h.
pub(super) const RINSE: f64 = 900.0;

/// The backwash; the numbers are those of the status word's step field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    AtRest = 0,
    Drain = 1,
    AirScour = 2,
    Rinse = 3,
    Refill = 4,
}

/// What the filter is for at the moment; the numbers are those of the status word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Duty {
    Filtering = 1,
    Backwash = 2,
    Standby = 3,
}

/// What went through in one step, m³.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Passed {
    /// To the clearwell.
    pub(super) filtered: f64,
    /// Rinse water taken from the clearwell.
    pub(super) rinse: f64,
    /// To the lagoon.
    pub(super) waste: f64,
}

/// One filter.
#[derive(Clone, Debug)]
pub(super) struct Filter {
    pub(super) duty: Duty,
    pub(super) step: Step,
    step_seconds: f64,
    /// What the operator asked for, to be shown as the command.
    commanded: Duty,
    pub(super) level: f64,
    /// Head loss of the dirt alone at rated flow, m.
    deposit: f64,
    /// Share open.
    valve: f64,
    /// To the clearwell, m³/h.
    pub(super) flow: f64,
    run_hours: f64,
}

impl Filter {
    pub(super) fn new(deposit: f64) -> Self {
        Self {
            duty: Duty::Filtering,
            step: Step::AtRest,
            step_seconds: 0.0,
            commanded: Duty::Filtering,
            level: LEVEL,
            deposit,
            valve: 0.5,
            flow: 180.0,
            run_hours: deposit / FOULING * 1.2,
        }
    }

    /// Whether raw water may be led to it.
    pub(super) fn takes_water(&self) -> bool {
        self.duty == Duty::Filtering || self.step == Step::Refill
    }

    #[cfg(test)]
    pub(super) const fn volume(&self) -> f64 {
        self.level * AREA
    }

    /// Head loss as it would be at rated flow: what a backwash is decided by.
    pub(super) const fn fouling(&self) -> f64 {
        CLEAN + self.deposit
    }

    pub(super) const fn run_hours(&self) -> f64 {
        self.run_hours
    }

    /// How long ago the last wash ended counts for the ripening of the bed.
    pub(super) fn ripening(&self) -> f64 {
        (-self.run_hours / 0.25).exp()
    }

    fn head_loss(&self) -> f64 {
        self.fouling() * self.flow / FLOW_RATED
    }

    /// Starts a backwash.
    pub(super) fn wash(&mut self) {
        if self.duty != Duty::Backwash {
            self.duty = Duty::Backwash;
            self.enter(Step::Drain);
        }
    }

    fn enter(&mut self, step: Step) {
        self.step = step;
        self.step_seconds = 0.0;
    }

    /// One step with so much raw water led to it, m³/h, at such a turbidity, NTU.
    pub(super) fn step(&mut self, seconds: f64, inflow: f64, turbidity: f64) -> Passed {
        let hours = seconds / 3600.0;
        self.step_seconds += seconds;
        let mut passed = Passed::default();
        self.level += inflow * hours / AREA;
        self.sequence(hours, &mut passed);
        self.filtrate(seconds, hours, turbidity, &mut passed);
        if self.level > SPILL {
            passed.waste += (self.level - SPILL) * AREA;
            self.level = SPILL;
        }
        passed
    }

    fn filtrate(&mut self, seconds: f64, hours: f64, turbidity: f64, passed: &mut Passed) {
        let available = (LEVEL + 2.4 - self.fouling()).max(0.3);
        let capacity = 290.0 * available.sqrt();
        let target = if self.duty == Duty::Filtering {
            // The valve holds the level: more open the higher it stands.
            (0.45 + 1.1 * (self.level - LEVEL)).clamp(0.0, 1.0)
        } else {
            0.0
        };
        ramp(&mut self.valve, target, seconds, 0.04);
        let most = (self.level - 0.3).max(0.0) * AREA;
        let volume = (self.valve * capacity * hours).min(most);
        self.flow = if hours > 0.0 { volume / hours } else { self.flow };
        self.level -= volume / AREA;
        passed.filtered = volume;
        if self.duty == Duty::Filtering {
            self.run_hours += hours;
        }
        self.deposit += FOULING * hours * (self.flow / FLOW_RATED) * (0.5 + turbidity / 10.0);
    }

    fn sequence(&mut self, hours: f64, passed: &mut Passed) {
        match self.step {
            Step::AtRest => {}
            Step::Drain => {
                let drained = (DRAIN * hours).min((self.level - DRAINED).max(0.0) * AREA);
                self.level -= drained / AREA;
                passed.waste += drained;
                if self.level <= DRAINED + 1e-9 && self.step_seconds > 40.0 {
                    self.enter(Step::AirScour);
                }
            }
            Step::AirScour => {
                if self.step_seconds > 60.0 {
                    self.enter(Step::Rinse);
                }
            }
            Step::Rinse => {
                passed.rinse = RINSE * hours;
                passed.waste += passed.rinse;
                self.deposit *= 1.0 - 40.0 * hours;
                if self.step_seconds > 180.0 {
                    self.deposit = 0.02;
                    self.run_hours = 0.0;
                    self.enter(Step::Refill);
                }
            }
            Step::Refill => {
                if self.level > LEVEL - 0.1 {
                    self.enter(Step::AtRest);
                    self.duty = Duty::Filtering;
                    self.commanded = Duty::Filtering;
                }
            }
        }
    }

    pub(super) fn value(&self, part: &str) -> Option<Value> {
        let value = match part {
            "Command" => Value::UInt(self.commanded as u64),
            "State" => Value::UInt(self.duty as u64),
            "Step" => Value::UInt(self.step as u64),
            "Valve" => Value::UInt(match self.valve {
                share if share < 0.01 => 0,
                _ if self.duty == Duty::Filtering => 1,
                _ => 2,
            }),
            "Level" => Value::Float(self.level),
            "HeadLoss" => Value::Float(self.head_loss()),
            "Flow" => Value::Float(self.flow),
            "ValvePosition" => Value::Float(100.0 * self.valve),
            "RunTime" => Value::Float(self.run_hours),
            _ => return None,
        };
        Some(value)
    }

    pub(super) fn accepts(part: &str, value: f64) -> Verdict {
        match part {
            "Command" if [1.0, 2.0, 3.0].contains(&value) => Verdict::Accepted,
            "Command" => Verdict::OutOfRange,
            _ => Verdict::ReadOnly,
        }
    }

    /// A running backwash is not interrupted: the sequence ends by itself.
    pub(super) fn command(&mut self, value: f64) {
        if self.duty == Duty::Backwash {
            return;
        }
        if value == 2.0 {
            self.wash();
        } else if value == 3.0 {
            self.duty = Duty::Standby;
        } else {
            self.duty = Duty::Filtering;
        }
        self.commanded = self.duty;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(filter: &mut Filter, seconds: u32, inflow: f64) -> Passed {
        let mut sum = Passed::default();
        for _ in 0..seconds {
            let inflow = if filter.takes_water() { inflow } else { 0.0 };
            let passed = filter.step(1.0, inflow, 5.0);
            sum.filtered += passed.filtered;
            sum.rinse += passed.rinse;
            sum.waste += passed.waste;
        }
        sum
    }

    #[test]
    fn holds_its_level_and_fouls() {
        let mut filter = Filter::new(0.5);
        let before = filter.fouling();
        run(&mut filter, 3600, 240.0);
        assert!((1.8..2.5).contains(&filter.level), "{}", filter.level);
        assert!((filter.flow - 240.0).abs() < 1.0, "{}", filter.flow);
        assert!((filter.fouling() - before - FOULING).abs() < 0.02);
    }

    #[test]
    fn a_backwash_runs_through_its_steps_and_cleans_the_bed() {
        let mut filter = Filter::new(1.7);
        run(&mut filter, 60, 240.0);
        filter.command(2.0);
        let mut seen = vec![filter.step];
        let mut seconds = 0;
        while filter.duty == Duty::Backwash {
            run(&mut filter, 1, 240.0);
            if seen.last() != Some(&filter.step) {
                seen.push(filter.step);
            }
            seconds += 1;
            assert!(seconds < 3_600, "the sequence hangs in {:?}", filter.step);
        }
        assert_eq!(seen, [Step::Drain, Step::AirScour, Step::Rinse, Step::Refill, Step::AtRest]);
        assert!(filter.fouling() < CLEAN + 0.1);
    }

    #[test]
    fn no_water_is_made_or_lost() {
        let mut filter = Filter::new(1.0);
        let before = filter.volume();
        let mut inflow = 0.0;
        let mut out = 0.0;
        filter.command(2.0);
        for _ in 0..2_000 {
            let led = if filter.takes_water() { 200.0 } else { 0.0 };
            inflow += led / 3600.0;
            let passed = filter.step(1.0, led, 5.0);
            inflow += passed.rinse;
            out += passed.filtered + passed.waste;
        }
        assert!((filter.volume() - before - (inflow - out)).abs() < 1e-6);
    }
}
