//! One motor with its starter: mode, command, state, trip, starts, temperature, hours run.

use std::collections::VecDeque;

use crate::simulator::noise::{lag, ramp};
use crate::simulator::process::Verdict;
use crate::tag::Value;

/// Temperature at which the motor protection trips, °C.
const TRIP_TEMPERATURE: f64 = 120.0;
/// Starts that are remembered; more than any motor survives in an hour.
const STARTS_KEPT: usize = 64;

/// Who decides about start and stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Off,
    Manual,
    Auto,
}

/// What the machine does; the numbers are those of the status word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Stopped = 0,
    Running = 1,
    Tripped = 2,
    Starting = 3,
    Stopping = 4,
    Standby = 5,
    OutOfService = 6,
}

/// What differs between kinds of machines.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rating {
    /// Seconds from standstill to full speed.
    pub(super) ramp_seconds: f64,
    /// Motor current at full load, A.
    pub(super) current_full: f64,
    /// Temperature rise at full load, K.
    pub(super) rise: f64,
}

/// A motor with its starter.
#[derive(Clone, Debug)]
pub(super) struct Machine {
    pub(super) mode: Mode,
    rating: Rating,
    commanded: bool,
    tripped: bool,
    trip_held: bool,
    /// Share of full speed, 0 to 1.
    pub(super) speed: f64,
    /// Where the speed is to go while it runs, 0 to 1.
    pub(super) speed_target: f64,
    /// Speed set by hand, 0 to 1.
    pub(super) speed_by_hand: f64,
    /// Share of full load, 0 to 1 and a little beyond.
    pub(super) load: f64,
    temperature: f64,
    hours: f64,
    clock: f64,
    starts: VecDeque<f64>,
}

impl Machine {
    pub(super) fn new(rating: Rating, mode: Mode, running: bool, hours: f64) -> Self {
        let share = f64::from(u8::from(running));
        Self {
            mode,
            rating,
            commanded: running,
            tripped: false,
            trip_held: false,
            speed: share,
            speed_target: 1.0,
            speed_by_hand: 0.9,
            load: share * 0.8,
            temperature: 18.0 + share * 0.64 * rating.rise,
            hours,
            clock: 0.0,
            starts: VecDeque::new(),
        }
    }

    /// Whether the controller may count on it.
    pub(super) fn available(&self) -> bool {
        self.mode == Mode::Auto && !self.tripped
    }

    /// Whether it is asked to run and can.
    pub(super) fn wanted(&self) -> bool {
        self.commanded && !self.tripped && self.mode != Mode::Off
    }

    pub(super) const fn hours(&self) -> f64 {
        self.hours
    }

    /// Starts within the last hour.
    pub(super) fn starts_in_hour(&self) -> usize {
        self.starts.iter().filter(|at| self.clock - **at < 3600.0).count()
    }

    /// What the controller asks of a machine in AUTO.
    pub(super) fn ask(&mut self, run: bool) {
        if self.available() {
            self.command(run);
        }
    }

    /// Stops it whatever its mode: a protection of the plant.
    pub(super) fn stop(&mut self) {
        self.command(false);
    }

    fn command(&mut self, run: bool) {
        if run && !self.commanded {
            self.starts.push_back(self.clock);
            if self.starts.len() > STARTS_KEPT {
                self.starts.pop_front();
            }
            // The starting current warms the winding at once.
            self.temperature += 3.0;
        }
        self.commanded = run;
    }

    pub(super) fn step(&mut self, seconds: f64) {
        self.clock += seconds;
        if self.trip_held || self.temperature > TRIP_TEMPERATURE {
            self.tripped = true;
        }
        if self.tripped || self.mode == Mode::Off {
            self.commanded = false;
        }
        let target = if self.commanded { self.speed_target } else { 0.0 };
        // A tripped motor coasts down quickly; nothing holds it up.
        let rate = if self.tripped { 0.5 } else { 1.0 / self.rating.ramp_seconds };
        ramp(&mut self.speed, target, seconds, rate);
        let load = if self.speed > 0.05 { self.load } else { 0.0 };
        lag(&mut self.temperature, 18.0 + self.rating.rise * load * load, seconds, 600.0);
        if self.speed > 0.05 {
            self.hours += seconds / 3600.0;
        }
    }

    pub(super) fn state(&self) -> State {
        let turning = self.speed > 0.02;
        if self.tripped {
            State::Tripped
        } else if self.commanded {
            if self.speed > 0.5 { State::Running } else { State::Starting }
        } else if turning {
            State::Stopping
        } else {
            match self.mode {
                Mode::Off => State::OutOfService,
                Mode::Manual => State::Stopped,
                Mode::Auto => State::Standby,
            }
        }
    }

    /// Holds the trip, such as by a blocked rotor, or lets go of it; the trip itself stays until reset.
    pub(super) fn hold_trip(&mut self, held: bool) {
        self.trip_held = held;
        self.tripped |= held;
    }

    /// Motor current, A.
    pub(super) fn current(&self) -> f64 {
        if self.speed < 0.02 { 0.0 } else { self.rating.current_full * (0.25 + 0.75 * self.load) }
    }

    pub(super) fn value(&self, part: &str) -> Option<Value> {
        let value = match part {
            "Command" => Value::Bool(self.commanded),
            "Mode" => Value::UInt(self.mode as u64),
            "State" => Value::UInt(self.state() as u64),
            "Trip" => Value::Bool(self.tripped),
            "Reset" => Value::Bool(false),
            "Current" => Value::Float(self.current()),
            "MotorTemperature" => Value::Float(self.temperature),
            "RunHours" => Value::Float(self.hours),
            "Starts" => Value::UInt(self.starts_in_hour() as u64),
            "Valve" => Value::Bool(self.speed > 0.4),
            _ => return None,
        };
        Some(value)
    }

    pub(super) fn accepts(part: &str, value: f64) -> Verdict {
        let range = match part {
            "Command" | "Reset" => 0.0..=1.0,
            "Mode" => 0.0..=2.0,
            "SpeedSP" => 60.0..=100.0,
            _ => return Verdict::ReadOnly,
        };
        if range.contains(&value) { Verdict::Accepted } else { Verdict::OutOfRange }
    }

    pub(super) fn write(&mut self, part: &str, value: f64) {
        let set = value != 0.0;
        match part {
            // In AUTO the controller decides: a hand command is taken and has no effect.
            "Command" if self.mode == Mode::Manual => self.command(set && !self.tripped),
            "Mode" => {
                if self.speed > 0.6 {
                    // It goes on as it ran.
                    self.speed_by_hand = self.speed;
                }
                self.mode = match value {
                    1.0 => Mode::Manual,
                    2.0 => Mode::Auto,
                    _ => Mode::Off,
                };
            }
            "Reset" if set && !self.trip_held && self.temperature < 90.0 => self.tripped = false,
            "SpeedSP" => self.speed_by_hand = value / 100.0,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATING: Rating = Rating { ramp_seconds: 6.0, current_full: 70.0, rise: 60.0 };

    fn run(machine: &mut Machine, seconds: u32) {
        for _ in 0..seconds * 10 {
            machine.step(0.1);
        }
    }

    #[test]
    fn obeys_by_hand_only_in_manual() {
        let mut machine = Machine::new(RATING, Mode::Auto, false, 0.0);
        machine.write("Command", 1.0);
        run(&mut machine, 10);
        assert_eq!(machine.state(), State::Standby);
        machine.write("Mode", 1.0);
        machine.write("Command", 1.0);
        run(&mut machine, 1);
        assert_eq!(machine.state(), State::Starting);
        run(&mut machine, 10);
        assert_eq!(machine.state(), State::Running);
        assert_eq!(machine.starts_in_hour(), 1);
        machine.write("Command", 0.0);
        run(&mut machine, 1);
        assert_eq!(machine.state(), State::Stopping);
        run(&mut machine, 10);
        assert_eq!(machine.state(), State::Stopped);
    }

    #[test]
    fn a_trip_stays_until_it_is_reset_and_its_cause_is_gone() {
        let mut machine = Machine::new(RATING, Mode::Manual, true, 0.0);
        machine.hold_trip(true);
        run(&mut machine, 5);
        assert_eq!(machine.state(), State::Tripped);
        machine.write("Reset", 1.0);
        run(&mut machine, 1);
        assert_eq!(machine.state(), State::Tripped);
        machine.hold_trip(false);
        run(&mut machine, 1);
        assert_eq!(machine.state(), State::Tripped);
        machine.write("Reset", 1.0);
        run(&mut machine, 1);
        assert_eq!(machine.state(), State::Stopped);
    }

    #[test]
    fn starts_are_forgotten_after_an_hour() {
        let mut machine = Machine::new(RATING, Mode::Manual, false, 0.0);
        for _ in 0..3 {
            machine.write("Command", 1.0);
            run(&mut machine, 10);
            machine.write("Command", 0.0);
            run(&mut machine, 10);
        }
        assert_eq!(machine.value("Starts"), Some(Value::UInt(3)));
        run(&mut machine, 3600);
        assert_eq!(machine.value("Starts"), Some(Value::UInt(0)));
    }
}
