//! The present value of every tag: from the process model, from what was written, from a signal, or at rest.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::plant::{Plant, SignalKind};
use crate::simulator::exception::Exception;
use crate::simulator::process::{Process, Verdict};
use crate::simulator::signal;
use crate::tag::{TagIndex, Value};
use crate::time::Moment;

/// The longest step a process model is moved by at once.
const STEP_MOST: Duration = Duration::from_millis(200);
/// After a longer pause (a sleeping machine, a stopped process) the rest of it is left out: no burst.
const PAUSE_MOST: Duration = Duration::from_secs(5);

/// Where values come from.
#[derive(Debug)]
pub(crate) struct Values {
    plant: Arc<Plant>,
    process: Option<Box<dyn Process>>,
    signals: BTreeMap<TagIndex, SignalKind>,
    /// What was written to tags that no process model knows, and what their read-backs show since.
    held: BTreeMap<TagIndex, Value>,
    start: Moment,
    now: Moment,
}

impl Values {
    pub(crate) fn new(plant: Arc<Plant>, process: Option<Box<dyn Process>>, now: Moment) -> Self {
        let signals = plant.simulation.signals.iter().map(|signal| (signal.tag, signal.kind)).collect();
        Self { plant, process, signals, held: BTreeMap::new(), start: now, now }
    }

    /// Moves the process model and the signals up to a moment.
    pub(crate) fn step(&mut self, now: Moment) {
        let mut left = now.steady.since(self.now.steady).min(PAUSE_MOST);
        self.now = now;
        while let Some(process) = &mut self.process
            && !left.is_zero()
        {
            let dt = left.min(STEP_MOST);
            process.step(dt);
            left -= dt;
        }
    }

    /// The present engineering value of a tag that is read from a device.
    pub(crate) fn value(&self, tag: TagIndex) -> Option<Value> {
        let definition = self.plant.tag(tag)?;
        let modelled = self.process.as_ref().and_then(|process| process.value(&definition.id));
        if modelled.is_some() {
            return modelled;
        }
        if let Some(value) = self.held.get(&tag) {
            return Some(value.clone());
        }
        if let Some(kind) = self.signals.get(&tag) {
            let elapsed = self.now.steady.since(self.start.steady);
            return Some(Value::Float(signal::value(*kind, elapsed)));
        }
        self.plant.source(tag).map(|source| signal::rest(definition, source, self.now))
    }

    /// What the device says to a write, without doing it.
    pub(crate) fn accepts(&self, tag: TagIndex, value: &Value) -> Result<(), Exception> {
        let Some(definition) = self.plant.tag(tag) else { return Err(Exception::ILLEGAL_ADDRESS) };
        let Some(number) = value.number() else { return Ok(()) };
        let verdict = self.process.as_ref().map(|process| process.accepts(&definition.id, number));
        match verdict.unwrap_or(Verdict::Unknown) {
            Verdict::Accepted => Ok(()),
            Verdict::OutOfRange => Err(Exception::ILLEGAL_VALUE),
            Verdict::ReadOnly => Err(Exception::ILLEGAL_ADDRESS),
            Verdict::Unknown => match self.plant.write_rules.get(&tag) {
                // A little room: a limit typed in decimals loses its last bits in the registers.
                Some(rule) if number < rule.minimum - slack(rule.minimum) => Err(Exception::ILLEGAL_VALUE),
                Some(rule) if number > rule.maximum + slack(rule.maximum) => Err(Exception::ILLEGAL_VALUE),
                Some(_) | None => Ok(()),
            },
        }
    }

    /// Does a write that was accepted. Without a model, the read-back agrees at once.
    pub(crate) fn write(&mut self, tag: TagIndex, value: Value) {
        let Some(definition) = self.plant.tag(tag) else { return };
        if let (Some(process), Some(number)) = (&mut self.process, value.number())
            && process.accepts(&definition.id, number) == Verdict::Accepted
        {
            process.write(&definition.id, number);
            return;
        }
        if let Some(rule) = self.plant.write_rules.get(&tag)
            && rule.read_back != tag
        {
            let asked = value.whole().and_then(|whole| i64::try_from(whole).ok());
            let shown = asked.and_then(|asked| rule.expect.get(&asked)).map(|shown| Value::Int(*shown));
            self.held.insert(rule.read_back, shown.unwrap_or_else(|| value.clone()));
        }
        self.held.insert(tag, value);
    }

    /// Switches a fault of the process model; false where there is none of that name.
    pub(crate) fn set_fault(&mut self, name: &str, active: bool) -> bool {
        self.process.as_mut().is_some_and(|process| process.set_fault(name, active))
    }
}

fn slack(limit: f64) -> f64 {
    1e-6 * limit.abs().max(1.0)
}
