//! Equipment instances and the faceplate that a click on one opens.

use std::sync::Arc;

use crate::tag::TagIndex;

/// One machine, made from its equipment type.
#[derive(Clone, Debug, PartialEq)]
pub struct Equipment {
    /// Such as `P-101`.
    pub id: Arc<str>,
    /// Such as `Raw water pump 1`.
    pub title: Arc<str>,
    /// The type it was made from.
    pub type_id: Arc<str>,
    /// Area of the plant.
    pub area: Arc<str>,
    /// Its faceplate.
    pub faceplate: Faceplate,
}

/// What a faceplate shows and offers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Faceplate {
    /// The state read back, shown large as "actual".
    pub state: Option<TagIndex>,
    /// The tag its main commands write, shown as "commanded".
    pub command: Option<TagIndex>,
    /// Mode selection, drawn as segments from its state texts; drafts a command where it is writable.
    pub mode: Option<TagIndex>,
    /// Rows of name, number, bar.
    pub rows: Vec<TagIndex>,
    /// Setpoints that can be entered.
    pub setpoints: Vec<TagIndex>,
    /// The trend drawn on it.
    pub trend: Option<TagIndex>,
    /// Its command buttons.
    pub buttons: Vec<CommandButton>,
}

/// A button that drafts a command.
#[derive(Clone, Debug, PartialEq)]
pub struct CommandButton {
    /// What it says: a verb.
    pub text: Arc<str>,
    /// The written tag.
    pub tag: TagIndex,
    /// The value asked for.
    pub value: f64,
}
