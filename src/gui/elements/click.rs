//! What an operator asked for by clicking. Selecting never commands: the most a click does is draft.

use std::sync::Arc;

use egui::Response;

use crate::display::{Element, ElementKind};
use crate::gui::elements::truth::Truth;
use crate::tag::TagIndex;

/// What was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct ElementClick {
    /// Of what.
    pub target: ClickTarget,
    /// How.
    pub gesture: Gesture,
}

/// What a click is about.
#[derive(Clone, Debug, PartialEq)]
pub enum ClickTarget {
    /// Open the faceplate of this equipment.
    Equipment(Arc<str>),
    /// Open the faceplate of this tag.
    Tag(TagIndex),
    /// Draft this command.
    Command {
        /// Written tag.
        tag: TagIndex,
        /// Value asked for.
        value: f64,
    },
    /// Open the entry of this setpoint.
    Setpoint(TagIndex),
    /// Open this display.
    Display(Arc<str>),
}

/// How it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gesture {
    /// A click, a tap, or Enter on the focused element.
    Select,
    /// A double click: level 3.
    Detail,
    /// Right click or long press.
    Menu,
}

/// The gesture of this frame, if any.
pub(super) fn gesture(response: &Response) -> Option<Gesture> {
    if response.double_clicked() {
        Some(Gesture::Detail)
    } else if response.clicked() {
        Some(Gesture::Select)
    } else if response.secondary_clicked() || response.long_touched() {
        Some(Gesture::Menu)
    } else {
        None
    }
}

/// What a click on an element means; `None` for words and the like.
pub(super) fn target(element: &Element, truth: &Truth<'_>) -> Option<ClickTarget> {
    let tag = main_tag(&element.kind);
    let owner = element.equipment.as_ref().or_else(|| truth.tag().and_then(|tag| tag.equipment.as_ref()));
    let faceplate = match (owner, tag) {
        (Some(equipment), _) => Some(ClickTarget::Equipment(Arc::clone(equipment))),
        (None, Some(tag)) => Some(ClickTarget::Tag(tag)),
        (None, None) => None,
    };
    let command = match &element.kind {
        ElementKind::Button { tag, value, .. } => Some(ClickTarget::Command { tag: *tag, value: *value }),
        ElementKind::Setpoint { tag } => Some(ClickTarget::Setpoint(*tag)),
        ElementKind::Area { opens, .. } => return opens.clone().map(ClickTarget::Display),
        ElementKind::Heading { .. }
        | ElementKind::Label { .. }
        | ElementKind::Value { .. }
        | ElementKind::Bar { .. }
        | ElementKind::Sparkline { .. }
        | ElementKind::MiniTrend { .. }
        | ElementKind::Tank { .. }
        | ElementKind::Pump { .. }
        | ElementKind::Motor { .. }
        | ElementKind::Valve { .. }
        | ElementKind::Breaker { .. }
        | ElementKind::Lamp { .. }
        | ElementKind::Pipe { .. }
        | ElementKind::StateText { .. }
        | ElementKind::Kpi { .. }
        | ElementKind::Trend { .. } => None,
    };
    // A locked control still answers: its faceplate says what stands in the way.
    command.filter(|_| !truth.locked()).or(faceplate)
}

/// The tag that speaks for the element.
pub(super) fn main_tag(kind: &ElementKind) -> Option<TagIndex> {
    match kind {
        ElementKind::Value { tag, .. }
        | ElementKind::Bar { tag, .. }
        | ElementKind::Sparkline { tag, .. }
        | ElementKind::MiniTrend { tag, .. }
        | ElementKind::Tank { tag, .. }
        | ElementKind::Pump { tag, .. }
        | ElementKind::Motor { tag }
        | ElementKind::Valve { tag, .. }
        | ElementKind::Breaker { tag }
        | ElementKind::Lamp { tag }
        | ElementKind::StateText { tag }
        | ElementKind::Setpoint { tag }
        | ElementKind::Button { tag, .. }
        | ElementKind::Kpi { tag, .. }
        | ElementKind::Trend { tag, .. } => Some(*tag),
        ElementKind::Pipe { flow, .. } => *flow,
        ElementKind::Heading { .. } | ElementKind::Label { .. } | ElementKind::Area { .. } => None,
    }
}
