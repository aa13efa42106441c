//! Which tags and which trend an element shows.

use std::time::Duration;

use crate::display::ElementKind;
use crate::tag::TagIndex;

/// Every tag an element reads.
pub(crate) fn tags_of(kind: &ElementKind) -> Vec<TagIndex> {
    match kind {
        ElementKind::Value { tag, .. }
        | ElementKind::Motor { tag }
        | ElementKind::Valve { tag, .. }
        | ElementKind::Breaker { tag }
        | ElementKind::Lamp { tag }
        | ElementKind::StateText { tag }
        | ElementKind::Setpoint { tag }
        | ElementKind::Button { tag, .. }
        | ElementKind::Sparkline { tag, .. }
        | ElementKind::MiniTrend { tag, .. }
        | ElementKind::Trend { tag, .. }
        | ElementKind::Tank { tag, .. } => vec![*tag],
        ElementKind::Bar { tag, setpoint, .. } | ElementKind::Kpi { tag, setpoint, .. } => {
            [Some(*tag), *setpoint].into_iter().flatten().collect()
        }
        ElementKind::Pump { tag, mode, value, .. } => {
            [Some(*tag), *mode, *value].into_iter().flatten().collect()
        }
        ElementKind::Pipe { flow, .. } => flow.iter().copied().collect(),
        ElementKind::Area { rows, lamps, .. } => {
            rows.iter().map(|row| row.tag).chain(lamps.iter().copied()).collect()
        }
        ElementKind::Heading { .. } | ElementKind::Label { .. } => Vec::new(),
    }
}

/// The trend an element draws: of which tag, over how long.
pub(crate) fn trend_of(kind: &ElementKind) -> Option<(TagIndex, Duration)> {
    match kind {
        ElementKind::Sparkline { tag, span }
        | ElementKind::MiniTrend { tag, span }
        | ElementKind::Trend { tag, span }
        | ElementKind::Kpi { tag, span, .. } => Some((*tag, *span)),
        ElementKind::Value { .. }
        | ElementKind::Motor { .. }
        | ElementKind::Valve { .. }
        | ElementKind::Breaker { .. }
        | ElementKind::Lamp { .. }
        | ElementKind::StateText { .. }
        | ElementKind::Setpoint { .. }
        | ElementKind::Button { .. }
        | ElementKind::Tank { .. }
        | ElementKind::Bar { .. }
        | ElementKind::Pump { .. }
        | ElementKind::Pipe { .. }
        | ElementKind::Area { .. }
        | ElementKind::Heading { .. }
        | ElementKind::Label { .. } => None,
    }
}
