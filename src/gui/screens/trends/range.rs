//! What is being typed into the range panel.

/// From when to when, as it is typed.
#[derive(Debug, Default)]
pub(in crate::gui::screens) struct RangeForm {
    pub(in crate::gui::screens) from: String,
    pub(in crate::gui::screens) to: String,
    /// Which of two is meant where an hour happens twice.
    pub(in crate::gui::screens) from_second: Option<bool>,
    pub(in crate::gui::screens) to_second: Option<bool>,
}
