//! The works seen by tag ids: what each tag shows, and what a write to it does.

use crate::simulator::process::Verdict;
use crate::simulator::water_works::filter::{Duty, Filter};
use crate::simulator::water_works::machine::Machine;
use crate::simulator::water_works::network::{Network, Reservoir};
use crate::simulator::water_works::{WaterWorks, numbered};
use crate::tag::Value;

/// What an input card of 0 to 27648 counts shows for a broken loop, as a share of its span.
const OPEN_LOOP: f64 = 32_767.0 / 27_648.0;

impl WaterWorks {
    pub(super) fn point(&self, id: &str) -> Option<Value> {
        match id {
            "PLC-1.Watchdog" | "PLC-2.Watchdog" | "PLC-3.Watchdog" => {
                return Some(Value::UInt(self.clock as u64 % 0x1_0000));
            }
            "PLC-1.Firmware" => return Some(Value::Text("NWW-INT 2.4.1".into())),
            "AT-510.Batch" => return Some(Value::Text("NaOCl 24-0317".into())),
            "JT-900.Maker" => return Some(Value::Text("Meridian Meters".into())),
            _ => {}
        }
        if let Some((machine, part)) = id.split_once('.')
            && let Some(value) = self.part(machine, part)
        {
            return Some(value);
        }
        self.switch(id).or_else(|| self.measurement(id).map(Value::Float))
    }

    /// A part of a machine, filter or controller.
    fn part(&self, owner: &str, part: &str) -> Option<Value> {
        if let Some(pump) = self.machine(owner) {
            return self.pump_part(owner, pump, part);
        }
        if let Some(filter) = self.filter(owner) {
            return filter.value(part);
        }
        let (setpoint, output, automatic) = match owner {
            "AIC-502" => (self.chlorine.setpoint, self.chlorine.output, self.chlorine.automatic),
            "PIC-610" => (self.network.setpoint, self.network.output, self.network.automatic),
            _ => return None,
        };
        match part {
            "SP" => Some(Value::Float(setpoint)),
            "OUT" => Some(Value::Float(output)),
            "Mode" => Some(Value::UInt(1 + u64::from(automatic))),
            _ => None,
        }
    }

    fn pump_part(&self, owner: &str, pump: &Machine, part: &str) -> Option<Value> {
        let service = owner.starts_with("P-6");
        match part {
            "Speed" if service => Some(Value::Float(100.0 * pump.speed)),
            "Speed" => Some(Value::Float(1_485.0 * pump.speed)),
            "SpeedSP" if service => Some(Value::Float(100.0 * pump.speed_by_hand)),
            "Power" if service => Some(Value::Float(Network::power(pump))),
            "Stroke" => Some(Value::Float(self.chlorine.stroke(pump))),
            _ => pump.value(part),
        }
    }

    fn filter(&self, id: &str) -> Option<&Filter> {
        numbered(id).and_then(|(group, at)| self.filtration.filters.get(at).filter(|_| group == "F-"))
    }

    fn reservoir(&self, loop_number: &str) -> Option<&Reservoir> {
        match loop_number {
            "790" => Some(&self.network.hill),
            "810" => Some(&self.network.east),
            _ => None,
        }
    }

    /// States that are no part of a machine.
    fn switch(&self, id: &str) -> Option<Value> {
        let pumps = self.filtration.return_pumps;
        let state = |running: bool| Value::UInt(if running { 1 } else { 5 });
        let value = match id {
            "P-711.State" => state(pumps > 0),
            "P-712.State" => state(pumps > 1),
            "HS-400" => Value::Bool(self.filtration.automatic),
            "YS-101" | "XS-900" => Value::Bool(true),
            "XS-901" | "ZS-790" | "ZS-810" => Value::Bool(false),
            _ => match id.split_once('-')? {
                ("ZSO", number) => Value::Bool(self.reservoir(number)?.inlet > 0.5),
                ("XV", number) => Value::Bool(self.reservoir(number)?.inlet_open),
                _ => return None,
            },
        };
        Some(value)
    }

    fn measurement(&self, id: &str) -> Option<f64> {
        let (sensors, power) = (&self.sensors, self.power());
        let total = self.chlorine.free + 0.09 + 0.5 * sensors.chlorine.value();
        let day = |swing: f64| swing * (std::f64::consts::TAU * (self.hour() - 15.0) / 24.0).cos();
        let value = match id {
            "LIT-100" => self.intake.level,
            "TIT-112" => self.intake.temperature,
            "AIT-111" => self.intake.turbidity + 4.0 * sensors.chlorine.value(),
            "FIT-110" => positive(self.intake.flow, sensors.flow.value()),
            "FQ-110" => 48_210_733.0 + self.totals.raw,
            "FY-110" => self.intake.plan,
            "LIC-301.SP" => self.intake.setpoint,
            "PDC-400.SP" => self.filtration.head_loss_start,
            "AIT-420" => self.filtration.turbidity + 0.1 * sensors.chlorine.value(),
            "LIT-700" => 1.2 + 0.3 * (std::f64::consts::TAU * self.hour() / 31.0).sin(),
            "LIT-710" => self.filtration.lagoon_percent(),
            "FIT-711" => self.filtration.return_flow,
            "LIT-301" => self.clearwell,
            "LIT-301.Rate" => self.rate,
            "LIT-510" => self.chlorine.tank_percent(),
            "AIT-504" => 7.38 + sensors.acidity.value(),
            "AIT-506" if self.open_loop => 2.0 * OPEN_LOOP,
            "AIT-506" => total,
            "AIT-502" => (self.chlorine.free + sensors.chlorine.value()).max(0.0),
            "AIT-507" => 560.0 + 250.0 * self.chlorine.free + 300.0 * sensors.chlorine.value(),
            "TIT-503" => self.intake.temperature + 0.6,
            "FIT-505" => self.chlorine.dose,
            "PIT-609" => self.suction(),
            "PIT-610" => self.network.header + sensors.pressure.value(),
            "PIT-620" => self.network.town - 0.3 + sensors.pressure.value(),
            "FIT-611" => positive(self.network.flow, sensors.flow.value()),
            "FQ-611" => 46_902_118.0 + self.totals.pumped,
            "TIT-630" => 21.0 + day(4.0),
            "MIT-630" => 52.0 - day(9.0),
            "LIT-920" => 88.0,
            "EI-900" => 400.0 + sensors.voltage.value(),
            "SI-900" => 50.0 + sensors.frequency.value(),
            "JI-900.W" => 1_000.0 * power,
            "JY-901" => 0.93 + 0.00006 * power,
            "JQ-900" => 1_000.0 * (18_450_300.0 + self.totals.energy),
            _ => return self.outstation(id, day(1.0)),
        };
        Some(value)
    }

    fn outstation(&self, id: &str, warmth: f64) -> Option<f64> {
        let (letters, number) = id.split_once('-')?;
        let reservoir = self.reservoir(number)?;
        match letters {
            "LIT" => Some(reservoir.level),
            "PIT" => Some(reservoir.pressure()),
            "FIT" => Some(reservoir.inflow),
            "EIT" => Some(25.2 + 1.4 * warmth),
            "TIT" => Some(11.0 + 8.0 * warmth),
            _ => None,
        }
    }

    pub(super) fn verdict(&self, id: &str, value: f64) -> Verdict {
        let range = match id {
            "LIC-301.SP" => 2.6..=4.2,
            "PDC-400.SP" => 1.2..=2.2,
            "AIC-502.SP" => 0.2..=0.9,
            "AIC-502.OUT" => 0.0..=100.0,
            "PIC-610.SP" => 4.5..=6.2,
            "PIC-610.OUT" => 60.0..=100.0,
            "AIC-502.Mode" | "PIC-610.Mode" => 1.0..=2.0,
            "HS-400" | "XV-790" | "XV-810" => 0.0..=1.0,
            _ => {
                let part = id.split_once('.');
                return match part {
                    Some((owner, part)) if self.machine(owner).is_some() => Machine::accepts(part, value),
                    Some((owner, part)) if self.filter(owner).is_some() => Filter::accepts(part, value),
                    _ if self.point(id).is_some() => Verdict::ReadOnly,
                    _ => Verdict::Unknown,
                };
            }
        };
        // A single loses the last bits of a limit typed in decimals.
        let inside = value >= range.start() - 1e-6 && value <= range.end() + 1e-6;
        if inside { Verdict::Accepted } else { Verdict::OutOfRange }
    }

    pub(super) fn set_point(&mut self, id: &str, value: f64) {
        let on = value != 0.0;
        match id {
            "LIC-301.SP" => self.intake.setpoint = value,
            "PDC-400.SP" => self.filtration.head_loss_start = value,
            "HS-400" => self.filtration.automatic = on,
            "AIC-502.SP" => self.chlorine.setpoint = value,
            "AIC-502.Mode" => self.chlorine.automatic = value == 2.0,
            "AIC-502.OUT" if !self.chlorine.automatic => self.chlorine.output = value,
            "PIC-610.SP" => self.network.setpoint = value,
            "PIC-610.Mode" => self.network.automatic = value == 2.0,
            "PIC-610.OUT" if !self.network.automatic => self.network.output = value,
            "XV-790" => self.network.hill.inlet_open = on,
            "XV-810" => self.network.east.inlet_open = on,
            _ => self.set_part(id, value),
        }
    }

    fn set_part(&mut self, id: &str, value: f64) {
        let Some((owner, part)) = id.split_once('.') else { return };
        if let Some(machine) = self.machine_mut(owner) {
            machine.write(part, value);
            return;
        }
        let washing = self.filtration.washing();
        if let Some(("F-", at)) = numbered(owner)
            && let Some(filter) = self.filtration.filters.get_mut(at)
            // One wash at a time: there is one blower.
            && (value != 2.0 || !washing || filter.duty == Duty::Backwash)
        {
            filter.command(value);
        }
    }
}

/// A flow meter shows noise only where something flows.
fn positive(flow: f64, noise: f64) -> f64 {
    if flow < 1.0 { 0.0 } else { (flow + noise).max(0.0) }
}
