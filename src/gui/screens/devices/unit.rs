//! One unit as the devices screen shows it: definition, status and counters side by side.

use std::sync::Arc;
use std::time::Duration;

use crate::device::{BlockStatus, Device, LinkState, UnitId, UnitState, UnitStatistics};
use crate::gui::app::View;
use crate::message::DeviceStatus;
use crate::time::Moment;

/// One unit behind one device.
pub(super) struct UnitView<'v> {
    /// The endpoint's definition.
    pub(super) device: &'v Device,
    /// The endpoint's status; `None` until the first one is here.
    pub(super) status: Option<&'v DeviceStatus>,
    /// The unit.
    pub(super) unit: UnitId,
    /// What it is, in words.
    pub(super) title: Arc<str>,
    /// Whether the endpoint has other units too.
    pub(super) shared: bool,
}

/// All units of all devices in layout order.
pub(super) fn units<'v>(view: &View<'v>) -> Vec<UnitView<'v>> {
    let plant = view.plant();
    let mut all = Vec::new();
    for (at, device) in plant.devices.iter().enumerate() {
        let mut ids: Vec<UnitId> = plant
            .sources
            .iter()
            .filter(|source| source.device.slot() == at)
            .map(|source| source.unit)
            .chain(device.units.iter().map(|titled| titled.unit))
            .collect();
        if ids.is_empty() {
            ids.push(device.unit);
        }
        ids.sort_unstable();
        ids.dedup();
        let status = view.snapshot.devices.get(at).map(|status| &**status);
        let shared = ids.len() > 1;
        for unit in ids {
            let own = device.units.iter().find(|titled| titled.unit == unit);
            let title = own.map_or_else(|| device.title.clone(), |titled| titled.title.clone());
            all.push(UnitView { device, status, unit, title, shared });
        }
    }
    all
}

impl<'v> UnitView<'v> {
    /// Device, and unit where there are several.
    pub(super) fn name(&self) -> String {
        if self.shared { format!("{} / {}", self.device.id, self.unit.0) } else { self.device.id.to_string() }
    }

    pub(super) fn statistics(&self) -> Option<&'v UnitStatistics> {
        self.status?.statistics.units.get(&self.unit)
    }

    pub(super) fn state(&self) -> Option<&'v UnitState> {
        self.status?.units.iter().find(|status| status.unit == self.unit).map(|status| &status.state)
    }

    pub(super) fn blocks(&self) -> Vec<&'v BlockStatus> {
        let blocks = self.status.map(|status| status.blocks.iter());
        blocks.into_iter().flatten().filter(|block| block.unit == self.unit).collect()
    }

    /// The shortest scan period of its blocks.
    pub(super) fn period(&self) -> Option<Duration> {
        self.blocks().iter().map(|block| block.period).min()
    }

    /// Share of time its blocks take, planned and as measured; `None` where nothing was measured.
    pub(super) fn load(&self) -> (f64, Option<f64>) {
        let share = |span: Duration, period: Duration| span.as_secs_f64() / period.as_secs_f64().max(1e-3);
        let blocks = self.blocks();
        let planned = blocks.iter().map(|block| share(block.planned, block.period)).sum();
        let measured: Vec<f64> =
            blocks.iter().filter_map(|block| Some(share(block.actual?, block.period))).collect();
        (planned, (!measured.is_empty()).then(|| measured.iter().sum()))
    }

    /// Everything that went wrong since start.
    pub(super) fn errors(&self) -> Option<u64> {
        let statistics = self.statistics()?;
        Some(statistics.timeouts + statistics.broken_answers + statistics.exceptions.values().sum::<u64>())
    }

    /// When it last answered.
    pub(super) fn last_good(&self) -> Option<Moment> {
        self.statistics()?.last_answer
    }

    /// Why it is not well, in words, if it is not.
    pub(super) fn trouble(&self, view: &View<'_>) -> Option<Trouble> {
        let Some(status) = self.status else { return Some(Trouble::NoStatus) };
        match &status.link {
            LinkState::Idle => return Some(Trouble::NotStarted),
            LinkState::Connecting => return Some(Trouble::Dialling),
            LinkState::Silent => return Some(Trouble::Silent),
            LinkState::Waiting { retry_at, reason } => {
                return Some(Trouble::Closed {
                    reason: reason.clone(),
                    again: retry_at.steady.since(view.now.steady),
                });
            }
            LinkState::Connected => {}
        }
        match self.state() {
            Some(UnitState::Offline { retry_at, reason }) => Some(Trouble::UnitSilent {
                reason: reason.clone(),
                again: retry_at.steady.since(view.now.steady),
            }),
            Some(UnitState::Unknown | UnitState::Online) | None => None,
        }
    }
}

/// What is wrong with a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The driver has told nothing yet.
    NoStatus,
    /// Not started.
    NotStarted,
    /// Connecting.
    Dialling,
    /// The socket is open and nothing answers.
    Silent,
    /// The link is closed.
    Closed {
        /// Why.
        reason: Arc<str>,
        /// Until it is dialled again.
        again: Duration,
    },
    /// The link is up, this unit does not answer.
    UnitSilent {
        /// Why.
        reason: Arc<str>,
        /// Until it is asked again.
        again: Duration,
    },
}
