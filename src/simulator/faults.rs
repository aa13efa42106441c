//! Scripted faults: which are on, and what that means for a request.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use crate::device::{DeviceIndex, UnitId};
use crate::plant::{Fault, FaultKind, Plant};
use crate::tag::TagIndex;

/// The faults of a layout with their switches.
#[derive(Clone, Debug, Default)]
pub(crate) struct Switches {
    faults: Vec<(Fault, bool)>,
}

/// What the active faults do to a request.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Effects {
    /// Nothing is done and nothing answered.
    pub(crate) silent: bool,
    /// Answered with this exception, without being done.
    pub(crate) exception: Option<u8>,
    /// Done, and the answer lost with this probability.
    pub(crate) lost: f64,
    /// Done, and answered this much later.
    pub(crate) late: Duration,
    /// The words of 32-bit values change places.
    pub(crate) swapped: bool,
}

impl Switches {
    /// As the layout sets them.
    pub(crate) fn new(plant: &Plant) -> Self {
        Self { faults: plant.simulation.faults.iter().map(|fault| (fault.clone(), fault.active)).collect() }
    }

    /// Ids and whether each is on, in the order of the layout.
    pub(crate) fn states(&self) -> Vec<(Arc<str>, bool)> {
        self.faults.iter().map(|(fault, active)| (fault.id.clone(), *active)).collect()
    }

    /// Switches one; the fault, if there is one of that id.
    pub(crate) fn set(&mut self, id: &str, active: bool) -> Option<Fault> {
        let (fault, state) = self.faults.iter_mut().find(|(fault, _)| &*fault.id == id)?;
        *state = active;
        Some(fault.clone())
    }

    pub(crate) fn active(&self) -> impl Iterator<Item = &Fault> {
        self.faults.iter().filter(|(_, active)| *active).map(|(fault, _)| fault)
    }

    /// Whether another active fault sets the same name of the process model.
    pub(crate) fn process_active(&self, wanted: &str) -> bool {
        self.active().any(|fault| match &fault.kind {
            FaultKind::Process { name } => &**name == wanted,
            FaultKind::Late(_)
            | FaultKind::Lost(_)
            | FaultKind::Exception(_)
            | FaultKind::Frozen(_)
            | FaultKind::Gone
            | FaultKind::Hung
            | FaultKind::SwappedWords => false,
        })
    }

    /// Whether a device's port is closed.
    pub(crate) fn gone(&self, device: DeviceIndex) -> bool {
        self.active().any(|fault| {
            fault.device == device && fault.unit.is_none() && matches!(fault.kind, FaultKind::Gone)
        })
    }

    /// What happens to a request to a unit.
    pub(crate) fn effects(&self, device: DeviceIndex, unit: UnitId) -> Effects {
        let mut effects = Effects::default();
        for fault in self.active().filter(|fault| strikes(fault, device, unit)) {
            match &fault.kind {
                // One unit behind a gateway has no port of its own: gone, it is silent.
                FaultKind::Gone | FaultKind::Hung => effects.silent = true,
                FaultKind::Exception(code) => effects.exception = Some(*code),
                FaultKind::Lost(share) => effects.lost = effects.lost.max(*share),
                FaultKind::Late(by) => effects.late = effects.late.max(*by),
                FaultKind::SwappedWords => effects.swapped = true,
                FaultKind::Frozen(_) | FaultKind::Process { .. } => {}
            }
        }
        effects
    }

    /// Tags that keep their contents.
    pub(crate) fn frozen(&self, plant: &Plant) -> BTreeSet<TagIndex> {
        let mut frozen = BTreeSet::new();
        for fault in self.active() {
            if let FaultKind::Frozen(tags) = &fault.kind {
                let struck = plant.sources.iter().filter(|source| strikes(fault, source.device, source.unit));
                let listed = struck.map(|source| source.tag);
                frozen.extend(listed.filter(|tag| tags.is_empty() || tags.contains(tag)));
            }
        }
        frozen
    }
}

fn strikes(fault: &Fault, device: DeviceIndex, unit: UnitId) -> bool {
    fault.device == device && fault.unit.is_none_or(|struck| struck == unit)
}
