//! What is being typed into the range panel.

/// From when to when, as it is typed.
#[derive(Debug, Default)]
pub(super) struct RangeForm {
    pub(super) from: String,
    pub(super) to: String,
    /// Which of two is meant where an hour happens twice.
    pub(super) from_second: Option<bool>,
    pub(super) to_second: Option<bool>,
}
