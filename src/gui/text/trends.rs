//! Words of the trend screen.

use crate::trend::{Marker, MarkerKind};

/// Spans that can be chosen, in words.
pub const SPANS: [&str; 6] = ["10 min", "30 min", "2 h", "8 h", "24 h", "7 d"];
/// Spans of the range panel, in words; the last is everything there is.
pub const LONG_SPANS: [&str; 3] = ["30 d", "1 year", "All"];
/// Follows the present.
pub const LIVE: &str = "Live";
/// Stands still.
pub const PAUSED: &str = "Paused";
/// Opens the range panel.
pub const RANGE_OPEN: &str = "Range\u{2026}";
/// Its title.
pub const RANGE_TITLE: &str = "Range";
/// Above the fields for exact ends.
pub const EXACT_RANGE: &str = "From and to, in plant time";
/// Name of the field for the begin.
pub const RANGE_FROM: &str = "From";
/// Name of the field for the end.
pub const RANGE_TO: &str = "To";
/// Shows the range that was typed.
pub const SHOW_RANGE: &str = "Show this range";
/// The end is not after the begin.
pub const RANGE_BACKWARDS: &str = "The end must be after the begin";
/// A time is missing or cannot be read.
pub const RANGE_INCOMPLETE: &str = "Enter a time that can be read";
/// Hint in a field for a time.
pub const WHEN_HINT: &str = "2026-11-23 14:00, 14:00, -2h or now";
/// Nothing was typed.
pub const WHEN_EMPTY: &str = "Enter a time, such as 2026-11-23 14:00, 14:00, -2h or now";
/// Clocks were put back over this hour.
pub const WHEN_TWICE: &str = "Clocks were put back: this time happens twice. Which one?";
/// Name of the field that adds a pen.
pub const ADD_PEN: &str = "Add pen";
/// Hint in it.
pub const ADD_PEN_HINT: &str = "Add pen by tag";
/// All pens are taken.
pub const PENS_FULL: &str = "Twelve pens are drawn. Remove one first.";
/// No pen yet.
pub const NO_PENS: &str = "No pen yet. Add a tag by its name.";
/// A tag that is typed in full, and not in the layout.
pub const AS_TYPED: &str = "as typed: not in this layout";
/// The title of such a tag.
pub const NOT_IN_LAYOUT: &str = "Not in this layout";
/// A pen without anything in the span.
pub const NO_DATA: &str = "no data";
/// Opens the list of named trends.
pub const NAMED: &str = "Trends…";
/// That list.
pub const NAMED_TITLE: &str = "Named trends";
/// Above the form that saves the trend that is shown.
pub const SAVE_TITLE: &str = "Save what is shown";
/// What a named trend holds, and what not.
pub const SAVE_KEEPS: &str = "Keeps pens, span and scales set by hand, nothing else.";
/// Name of the field for a trend's name.
pub const SAVE_NAME: &str = "Trend name";
/// Hint in it.
pub const SAVE_NAME_HINT: &str = "Name, such as Night trip";
/// Saves under the name that was typed.
pub const SAVE_AS: &str = "Save as a named trend";
/// No name, or one that is too long.
pub const SAVE_UNNAMED: &str = "Type a name of 1 to 80 letters";
/// The other trend stays.
pub const SAVE_KEEP_OLD: &str = "Keep it";
/// The other trend is replaced.
pub const SAVE_REPLACE: &str = "Replace it";
/// A saving is under way.
pub const SAVING: &str = "Saving…";
/// No word about a saving.
pub const SAVE_SILENT: &str = "No answer from the layout's disk yet. The journal will tell how it ends.";
/// A span that no named trend can have.
pub const SAVE_TOO_LONG: &str = "A named trend shows 366 days at most: choose a shorter span.";
/// A stretch with several states.
pub const CHANGES: &str = "changes";
/// Columns of the pen table.
pub const COLUMN_PEN: &str = "Pen";
/// Tag id.
pub const COLUMN_TAG: &str = "Tag";
/// Its title.
pub const COLUMN_TITLE: &str = "Description";
/// Its present value.
pub const COLUMN_NOW: &str = "Now";
/// How much was good.
pub const COLUMN_GOOD: &str = "Good";
/// Its figures.
pub const FIGURE_COLUMNS: [&str; 8] =
    ["At A", "At B", "B \u{2212} A", "Minimum", "Maximum", "Mean", "Std dev", "Integral"];
/// Columns of the copied table.
pub const COPIED_COLUMNS: [&str; 13] = [
    "Tag",
    "Description",
    "Unit",
    "Now",
    "At A",
    "At B",
    "B - A",
    "Minimum",
    "Maximum",
    "Mean",
    "Std dev",
    "Integral",
    "Good %",
];
/// Puts the table on the clipboard.
pub const COPY_TABLE: &str = "Copy table";
/// What the keys do.
pub const TREND_KEYS: &str = "Plot. Drag or arrows move, wheel or + and - zoom, Home shows all, End is live";
/// What can be done with an axis.
pub const AXIS_HINT: &str = "Wheel zooms, drag moves, double click fits the scale to the lines again";
/// Of an axis without a unit.
pub const NO_UNIT: &str = "no unit";
/// Heading of the readout.
pub const AT_A: &str = "At A";
/// The same for the other cursor.
pub const AT_B: &str = "At B";
/// Switches both cursors on and off.
pub const CURSORS: &str = "Cursors A B";
/// Opens the note panel.
pub const ADD_NOTE: &str = "Add note";
/// Its title.
pub const NOTE_TITLE: &str = "Add note";
/// Name of its field.
pub const NOTE_FIELD: &str = "Note";
/// Hint in it.
pub const NOTE_HINT: &str = "What happened?";
/// Nothing was typed.
pub const NOTE_EMPTY: &str = "Write 1 to 500 letters";
/// Pins the note.
pub const PIN_NOTE: &str = "Pin note";
/// Opens the compare panel.
pub const COMPARE: &str = "Compare period";
/// Ends the comparison.
pub const COMPARE_OFF: &str = "End comparison";
/// Title of the compare panel.
pub const COMPARE_TITLE: &str = "Compare with another period";
/// The same hours of the day before.
pub const YESTERDAY: &str = "Yesterday";
/// The same hours a week before.
pub const LAST_WEEK: &str = "Last week";
/// Another period.
pub const OTHER_PERIOD: &str = "Other period";
/// Above the field for the begin of the other period.
pub const COMPARE_BEGIN: &str = "Or a period of the same length that begins at";
/// Name of that field.
pub const COMPARE_FIELD: &str = "Begin of the other period";
/// Compares with that period.
pub const COMPARE_SHOW: &str = "Compare with this period";
/// Opens the export panel.
pub const EXPORT: &str = "Export";
/// Its title.
pub const EXPORT_TITLE: &str = "Export";
/// Kinds of files.
pub const EXPORT_KINDS: [&str; 3] = ["CSV table", "MCAP recording", "PNG picture"];
/// Which pens.
pub const EXPORT_PENS: [&str; 2] = ["Pens shown", "All pens"];
/// Which span.
pub const EXPORT_SPANS: [&str; 2] = ["Window", "From A to B"];
/// The cursors do not both stand.
pub const NO_CURSORS: &str = "Set the cursors A and B first";
/// Name of the field for the file name.
pub const FILE_NAME: &str = "File name";
/// Where files go.
pub const EXPORT_FOLDER: &str = "Goes into the station's export folder. An existing file is never replaced.";
/// Writes the file.
pub const EXPORT_WRITE: &str = "Write file";
/// A path where a name is wanted.
pub const NAME_IS_PATH: &str = "Enter a file name without folders";
/// The name does not end as its kind does.
pub const NAME_ENDING: &str = "The name must end like the kind of file: .csv, .mcap or .png";
/// Closes a panel.
pub const CLOSE_PANEL: &str = "Close panel";
/// The newest answer is still to come, or coarse.
pub const REFINING: &str = "refining";
/// Lane of alarms.
pub const LANE_ALARMS: &str = "Alarms";
/// Lane of commands and notes.
pub const LANE_OPERATOR: &str = "Operator";
/// Lane of links and the station.
pub const LANE_LINKS: &str = "Links";
/// Lane of what was not good.
pub const LANE_QUALITY: &str = "Quality";
/// Nothing in that lane.
pub const ALL_GOOD: &str = "All pens good";

/// A time that cannot be read.
pub fn when_unread(typed: &str) -> String {
    format!("\"{typed}\" cannot be read. Write 2026-11-23 14:00, 14:00, -2h or now")
}

/// A time that clocks skipped.
pub fn when_skipped(typed: &str) -> String {
    format!("{typed} does not exist: clocks were put forward over it")
}

/// A pen without an axis of its own.
pub fn with_scale(title: &str, low: &str, high: &str) -> String {
    format!("{low} to {high} \u{b7} {title}")
}

/// What a value did between the cursors in the compared period.
pub fn then_changed(by: &str, unit: &str) -> String {
    format!("Other period: B \u{2212} A {by} {unit}").trim_end().to_owned()
}

/// Name of a pen's remove button.
pub fn remove_pen(tag: &str) -> String {
    format!("Remove pen {tag}")
}

/// Name of a pen's plate.
pub fn hide_pen(tag: &str) -> String {
    format!("Hide pen {tag}")
}

/// Name of a hidden pen's plate.
pub fn show_pen(tag: &str) -> String {
    format!("Show pen {tag}")
}

/// Moves a pen up.
pub fn pen_up(tag: &str) -> String {
    format!("Move pen {tag} up")
}

/// Moves a pen down.
pub fn pen_down(tag: &str) -> String {
    format!("Move pen {tag} down")
}

/// A pen's row for those who listen.
pub fn pen_row(number: usize, tag: &str, now: &str, names: &[&str], figures: &[String]) -> String {
    let told = names.iter().zip(figures).filter(|(_, figure)| !figure.is_empty());
    let told: Vec<String> = told.map(|(name, figure)| format!("{name} {figure}")).collect();
    format!("Pen {number} {tag} {now}. {}", told.join(", ")).trim_end_matches([' ', '.']).to_owned()
}

/// Heading: how much was good between the cursors.
pub fn good_between(long: &str) -> String {
    format!("Good, A to B {long}")
}

/// From when to when.
pub fn between_times(from: &str, to: &str) -> String {
    format!("{from} to {to}")
}

/// The ends have different offsets.
pub fn two_offsets(from: &str, to: &str) -> String {
    format!("{from}, then {to}")
}

/// Heading: the span shown, and whether the answer is complete.
pub fn trend_span(from: &str, to: &str, zone: &str, state: &str) -> String {
    let line = format!("{from} to {to}  {zone}");
    if state.is_empty() { line } else { format!("{line} \u{b7} {state}") }
}

/// What is told of a gap: whose, why, and how long where that is told.
pub fn gap(who: &str, why: &str, long: &str) -> String {
    format!("{who} {why} {long}").trim_end().to_owned()
}

/// Several pens that share a gap.
pub fn pens_together(count: usize) -> String {
    format!("{count} pens")
}

/// A stretch of a pen or of several: whose it is, and what.
pub fn in_lane(tag: &str, reason: &str) -> String {
    format!("{tag} {reason}")
}

/// History does not go back that far.
pub fn history_begins(time: &str) -> String {
    format!("Memory begins {time}")
}

/// The recording does not go back that far.
pub fn recording_begins(time: &str) -> String {
    format!("Recording begins {time}")
}

/// Name of an axis.
pub fn axis(unit: &str, by_hand: bool) -> String {
    format!("Axis {unit}, {}", if by_hand { "set by hand" } else { "automatic" })
}

/// A cursor and its time.
pub fn cursor(letter: &str, clock: &str) -> String {
    format!("Cursor {letter} {clock}")
}

/// A discrete pen's lane and its last state.
pub fn state_lane(tag: &str, state: &str) -> String {
    format!("States of {tag}, last {state}")
}

/// A marker beside its sign.
pub fn marker(marker: &Marker) -> String {
    match marker.kind {
        MarkerKind::Note => format!("Note: {}", marker.text),
        MarkerKind::Alarm | MarkerKind::Command | MarkerKind::Link | MarkerKind::System
            if marker.subject.is_empty() || marker.text.contains(&*marker.subject) =>
        {
            marker.text.to_string()
        }
        MarkerKind::Alarm | MarkerKind::Command | MarkerKind::Link | MarkerKind::System => {
            format!("{} {}", marker.subject, marker.text)
        }
    }
}

/// A marker in full.
pub fn marker_long(of: &Marker) -> String {
    let by = if of.source.is_empty() { String::new() } else { format!(" ({})", of.source) };
    format!("{}{by}", marker(of))
}

/// Several markers in one place.
pub fn events_together(count: usize) -> String {
    format!("{count} events")
}

/// More than are told.
pub fn more_events(count: usize) -> String {
    format!("and {count} more")
}

/// Where a note goes.
pub fn note_at_a(time: &str) -> String {
    format!("Pinned to cursor A, {time}")
}

/// Where a note goes without a cursor.
pub fn note_at_middle(time: &str) -> String {
    format!("Pinned to the middle of the window, {time}. Set cursor A to choose.")
}

/// What the dashed lines are.
pub fn compared(what: &str, from: &str, to: &str) -> String {
    format!("{what}, {from} to {to}")
}

/// An export that worked.
pub fn exported(path: &str, samples: u64) -> String {
    format!("Written: {path}, {samples} samples")
}

/// An export that did not.
pub fn not_exported(path: &str, why: &str) -> String {
    format!("Not written: {path}. {why}")
}

/// Saves over the named trend that is shown.
pub fn save_over(title: &str) -> String {
    format!("Save over \u{201c}{}\u{201d}", short_title(title))
}

/// The start of a name: enough to know it by on a button.
fn short_title(title: &str) -> String {
    const LETTERS: usize = 36;
    let start: String = title.chars().take(LETTERS).collect();
    if start.len() < title.len() { start + "…" } else { start }
}

/// A name that another trend has.
pub fn save_exists(name: &str) -> String {
    format!("\u{201c}{}\u{201d} exists. Replace it?", short_title(name))
}

/// A pen that cannot be saved.
pub fn save_without(tag: &str) -> String {
    format!("{tag} is not in this layout: remove that pen to save.")
}

/// A trend was saved.
pub fn trend_saved(file: &str) -> String {
    format!("Saved as {file}")
}

/// A trend was not saved.
pub fn trend_not_saved(why: &str) -> String {
    format!("Not saved: {why}")
}

/// What a named trend shows.
pub fn named_trend(tags: &[&str], span: std::time::Duration) -> String {
    format!("{}, {}", tags.join(", "), crate::time::short(span))
}
