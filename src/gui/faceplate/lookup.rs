//! What the guard would see, read from the snapshot: for showing its checks before anything is drafted.

use std::sync::Arc;

use crate::command::Lookup;
use crate::device::{LinkState, UnitState};
use crate::gui::app::View;
use crate::gui::text;
use crate::tag::{Sample, Tag, TagIndex};

/// The guard's view of a snapshot. It decides nothing: the engine examines again.
pub(super) struct Shown<'v, 'a>(pub(super) &'v View<'a>);

impl Lookup for Shown<'_, '_> {
    fn sample(&self, tag: TagIndex) -> Option<(&Tag, &Sample)> {
        self.0.tag(tag)
    }

    fn link_trouble(&self, tag: TagIndex) -> Option<Arc<str>> {
        let source = self.0.plant().source(tag)?;
        let status = self.0.snapshot.devices.get(source.device.slot())?;
        match &status.link {
            LinkState::Connected => {}
            LinkState::Waiting { reason, .. } => return Some(reason.clone()),
            LinkState::Idle | LinkState::Connecting | LinkState::Silent => {
                return Some(status.link.word().into());
            }
        }
        status.units.iter().find(|unit| unit.unit == source.unit).and_then(|unit| match &unit.state {
            UnitState::Offline { reason, .. } => Some(reason.clone()),
            UnitState::Unknown | UnitState::Online => None,
        })
    }

    fn occupied(&self, tag: TagIndex) -> Option<Arc<str>> {
        let mut commands = self.0.snapshot.commands.iter();
        let other = commands.find(|command| command.draft.tag == tag && command.stage.under_way())?;
        Some(text::occupied_by(&other.id.to_string()).into())
    }
}
