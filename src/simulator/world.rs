//! Everything behind the ports: values, register images, faults and the write log. No sockets here.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use crate::device::{Device, DeviceIndex, UnitId, WriteRequest};
use crate::plant::{FaultKind, Plant};
use crate::simulator::bank::Bank;
use crate::simulator::exception::Exception;
use crate::simulator::faults::{Effects, Switches};
use crate::simulator::frame::{Asked, Request, framed, read_answer, understand, write_answer};
use crate::simulator::noise::Noise;
use crate::simulator::process::Process;
use crate::simulator::values::Values;
use crate::simulator::write_log::{WriteFrame, WriteLog, writes};
use crate::tag::{TagIndex, Value};
use crate::time::Moment;

/// The simulated devices as a whole.
#[derive(Debug)]
pub(crate) struct World {
    plant: Arc<Plant>,
    values: Values,
    bank: Bank,
    switches: Switches,
    frozen: BTreeSet<TagIndex>,
    pub(crate) log: WriteLog,
    noise: Noise,
}

/// What becomes of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    /// This frame, at once.
    Now(Vec<u8>),
    /// This frame, so much later.
    Late(Duration, Vec<u8>),
    /// Nothing.
    Silence,
}

impl World {
    pub(crate) fn new(plant: Arc<Plant>, process: Option<Box<dyn Process>>, now: Moment) -> Self {
        let mut world = Self {
            values: Values::new(plant.clone(), process, now),
            bank: Bank::new(&plant),
            switches: Switches::new(&plant),
            frozen: BTreeSet::new(),
            log: WriteLog::default(),
            noise: Noise::seeded(plant.simulation.seed ^ 0xFA17),
            plant,
        };
        let active: Vec<_> = world.switches.active().map(|fault| fault.id.clone()).collect();
        for id in active {
            world.set_fault(&id, true);
        }
        world
    }

    pub(crate) fn step(&mut self, now: Moment) {
        self.values.step(now);
    }

    pub(crate) fn value(&self, tag: TagIndex) -> Option<Value> {
        self.values.value(tag)
    }

    pub(crate) fn faults(&self) -> Vec<(Arc<str>, bool)> {
        self.switches.states()
    }

    pub(crate) fn gone(&self, device: DeviceIndex) -> bool {
        self.switches.gone(device)
    }

    /// Switches a fault; false where there is none of that id.
    pub(crate) fn set_fault(&mut self, id: &str, active: bool) -> bool {
        let Some(fault) = self.switches.set(id, active) else { return false };
        match &fault.kind {
            FaultKind::Process { name } => {
                self.values.set_fault(name, self.switches.process_active(name));
            }
            FaultKind::Frozen(_) => {
                // What is frozen shows its last value, not the one of its last reading.
                let (values, frozen) = (&self.values, &self.frozen);
                self.bank.refresh(fault.device, &|tag| thawed(values, frozen, tag));
                self.frozen = self.switches.frozen(&self.plant);
            }
            FaultKind::Late(_)
            | FaultKind::Lost(_)
            | FaultKind::Exception(_)
            | FaultKind::Gone
            | FaultKind::Hung
            | FaultKind::SwappedWords => {}
        }
        true
    }

    /// What becomes of one request.
    pub(crate) fn reply(&mut self, device: DeviceIndex, asked: &Asked, now: Moment) -> Reply {
        self.values.step(now);
        let effects = self.switches.effects(device, UnitId(asked.unit));
        let answer = (!effects.silent).then(|| self.answer(device, asked, &effects));
        self.note(device, asked, answer.as_ref().and_then(|answer| answer.as_ref().err()), now);
        let Some(answer) = answer else { return Reply::Silence };
        if self.noise.share() < effects.lost {
            return Reply::Silence;
        }
        let function = asked.pdu.first().copied().unwrap_or(0);
        let pdu = answer.unwrap_or_else(|exception| exception.answer(function));
        let frame = framed(asked.transaction, asked.unit, &pdu);
        if effects.late.is_zero() { Reply::Now(frame) } else { Reply::Late(effects.late, frame) }
    }

    fn answer(
        &mut self,
        device: DeviceIndex,
        asked: &Asked,
        effects: &Effects,
    ) -> Result<Vec<u8>, Exception> {
        let unit = UnitId(asked.unit);
        if let Some(code) = effects.exception {
            return Err(Exception(code));
        }
        let Some(definition) = self.plant.device(device) else { return Err(Exception::ILLEGAL_ADDRESS) };
        if !self.bank.has_unit(device, unit) {
            return Err(if self.is_gateway(device, definition) {
                Exception::TARGET_SILENT
            } else {
                Exception::ILLEGAL_ADDRESS
            });
        }
        match understand(&asked.pdu, &definition.limits)? {
            Request::Read { table, start, count } => {
                let (values, frozen) = (&self.values, &self.frozen);
                let place = (device, unit, table);
                let value = |tag| thawed(values, frozen, tag);
                let contents = self.bank.read(place, start, count, effects.swapped, &value)?;
                let function = asked.pdu.first().copied().unwrap_or(0);
                Ok(read_answer(function, table, &contents))
            }
            Request::Write(request) => {
                self.write(device, unit, &request)?;
                Ok(write_answer(&asked.pdu))
            }
        }
    }

    /// All of a write or nothing of it.
    fn write(&mut self, device: DeviceIndex, unit: UnitId, request: &WriteRequest) -> Result<(), Exception> {
        let (values, frozen) = (&self.values, &self.frozen);
        let written = self.bank.meaning(device, unit, request, &|tag| thawed(values, frozen, tag))?;
        for (tag, value) in &written.tags {
            self.values.accepts(*tag, value)?;
        }
        self.bank.commit(device, unit, request);
        for (tag, value) in written.tags {
            self.values.write(tag, value);
        }
        Ok(())
    }

    fn is_gateway(&self, device: DeviceIndex, definition: &Device) -> bool {
        let mut units = self.plant.sources.iter().filter(|source| source.device == device);
        !definition.units.is_empty() || units.any(|source| source.unit != definition.unit)
    }

    fn note(&mut self, device: DeviceIndex, asked: &Asked, exception: Option<&Exception>, now: Moment) {
        let (Some(function), Some(data)) = (asked.pdu.first(), asked.pdu.get(1..)) else { return };
        if !writes(*function) {
            return;
        }
        let (address, contents) = match data {
            [high, low, contents @ ..] => (u16::from_be_bytes([*high, *low]), contents),
            _ => (0, data),
        };
        self.log.push(WriteFrame {
            at: now,
            device,
            unit: UnitId(asked.unit),
            transaction: asked.transaction,
            function: *function,
            address,
            contents: contents.to_vec(),
            exception: exception.map(|exception| exception.0),
        });
    }
}

/// A tag's value unless it is frozen.
fn thawed(values: &Values, frozen: &BTreeSet<TagIndex>, tag: TagIndex) -> Option<Value> {
    if frozen.contains(&tag) { None } else { values.value(tag) }
}

#[cfg(test)]
mod tests;
