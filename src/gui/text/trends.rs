//! Words of the trend screen.

/// Spans that can be chosen, in words.
pub const SPANS: [&str; 4] = ["2 min", "10 min", "30 min", "2 h"];
/// Follows the present.
pub const LIVE: &str = "Live";
/// Stands still.
pub const PAUSED: &str = "Paused";
/// Name of the field that adds a pen.
pub const ADD_PEN: &str = "Add pen";
/// Hint in it.
pub const ADD_PEN_HINT: &str = "Add pen by tag";
/// All pens are taken.
pub const PENS_FULL: &str = "Six pens are drawn. Remove one first.";
/// No pen yet.
pub const NO_PENS: &str = "No pen yet. Add a tag by its name.";
/// A pen without anything in the span.
pub const NO_DATA: &str = "no data";
/// Columns of the pen table.
pub const PEN_COLUMNS: [&str; 8] =
    ["Pen", "Tag", "Description", "Now", "At cursor", "Minimum", "Maximum", "Good"];
/// Not answered yet.
pub const ASKING: &str = "Asked for, not answered yet";
/// What the keys do.
pub const TREND_KEYS: &str = "Drag or arrows move, wheel or + and - zoom";

/// A pen without an axis of its own.
pub fn with_scale(title: &str, low: &str, high: &str) -> String {
    format!("{title}, drawn from {low} to {high}")
}

/// Name of a pen's remove button.
pub fn remove_pen(tag: &str) -> String {
    format!("Remove pen {tag}")
}

/// Heading: the span shown.
pub fn trend_span(from: &str, to: &str, zone: &str) -> String {
    format!("{from} to {to}  {zone}, min and max kept")
}

/// A wide gap.
pub fn gap(tag: &str, long: &str) -> String {
    format!("{tag} no data {long}")
}

/// History does not go back that far.
pub fn history_begins(time: &str) -> String {
    format!("Memory begins {time}")
}
