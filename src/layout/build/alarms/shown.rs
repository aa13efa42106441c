//! The display an alarm opens without a word: the one that shows its tag, or its machine.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::display::ElementKind;
use crate::plant::Plant;
use crate::tag::TagIndex;

/// Displays of daily work come first; the overview shows everything and explains nothing.
const LEVEL_FIRST: u8 = 2;

/// Which display shows what.
#[derive(Debug, Default)]
pub(super) struct ShownOn {
    tags: BTreeMap<TagIndex, Arc<str>>,
    equipment: BTreeMap<Arc<str>, Arc<str>>,
}

impl ShownOn {
    /// Looks through all displays, those of level 2 first, each in navigation order.
    pub(super) fn of(plant: &Plant) -> Self {
        let mut shown = Self::default();
        let daily = plant.displays.iter().filter(|display| display.level == LEVEL_FIRST);
        let others = plant.displays.iter().filter(|display| display.level != LEVEL_FIRST);
        for display in daily.chain(others) {
            for element in &display.elements {
                for tag in tags(&element.kind) {
                    shown.tags.entry(tag).or_insert_with(|| Arc::clone(&display.id));
                    let of = plant.tag(tag).and_then(|tag| tag.equipment.clone());
                    if let Some(of) = of {
                        shown.equipment.entry(of).or_insert_with(|| Arc::clone(&display.id));
                    }
                }
                if let Some(equipment) = &element.equipment {
                    shown.equipment.entry(Arc::clone(equipment)).or_insert_with(|| Arc::clone(&display.id));
                }
            }
        }
        shown
    }

    /// The display for an alarm that judges one tag and stands at another, of a machine.
    pub(super) fn display(
        &self,
        judged: TagIndex,
        at: TagIndex,
        equipment: Option<&Arc<str>>,
    ) -> Option<Arc<str>> {
        let of_tag = self.tags.get(&judged).or_else(|| self.tags.get(&at));
        of_tag.or_else(|| self.equipment.get(equipment?)).cloned()
    }
}

/// The tags an element shows; what it writes is no display of the value.
fn tags(kind: &ElementKind) -> Vec<TagIndex> {
    match kind {
        ElementKind::Value { tag, .. }
        | ElementKind::Sparkline { tag, .. }
        | ElementKind::MiniTrend { tag, .. }
        | ElementKind::Tank { tag, .. }
        | ElementKind::Motor { tag }
        | ElementKind::Valve { tag, .. }
        | ElementKind::Breaker { tag }
        | ElementKind::Lamp { tag }
        | ElementKind::StateText { tag }
        | ElementKind::Setpoint { tag }
        | ElementKind::Trend { tag, .. } => vec![*tag],
        ElementKind::Bar { tag, setpoint, .. } | ElementKind::Kpi { tag, setpoint, .. } => {
            [Some(*tag), *setpoint].into_iter().flatten().collect()
        }
        ElementKind::Pump { tag, mode, value, .. } => {
            [Some(*tag), *mode, *value].into_iter().flatten().collect()
        }
        ElementKind::Area { rows, lamps, .. } => {
            rows.iter().map(|row| row.tag).chain(lamps.iter().copied()).collect()
        }
        ElementKind::Pipe { .. }
        | ElementKind::Button { .. }
        | ElementKind::Heading { .. }
        | ElementKind::Label { .. } => Vec::new(),
    }
}
