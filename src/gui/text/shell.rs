//! Words of the shell, the journal and the simulator.

use crate::gui::text::joined;
use crate::message::{NoticeKind, QualityCounts};

/// Title before the first snapshot.
pub const STARTING: &str = "Waiting for the station";
/// Below it.
pub const STARTING_HINT: &str = "No data has arrived yet. Nothing on this screen is the plant.";
/// What the strip and the status bar read when the snapshot is too old.
pub const NOT_UPDATED: &str = "Display not updated";
/// Frame word of a simulated plant.
pub const SIMULATION: &str = "Simulation";
/// Group of tools in the navigation.
pub const TOOLS: &str = "Tools";
/// Screen title.
pub const TRENDS: &str = "Trends";
/// Screen title.
pub const JOURNAL: &str = "Journal";
/// Screen title.
pub const DEVICES: &str = "Devices";
/// Screen title.
pub const SIMULATOR: &str = "Simulator";
/// Screen title.
pub const GALLERY: &str = "Element gallery";
/// Back button.
pub const BACK: &str = "Back";
/// Its key.
pub const BACK_KEY: &str = "Back, Alt + Left";
/// Why Back does not work.
pub const NO_WAY_BACK: &str = "This is where you started";
/// Tooltip of the colour switch.
pub const THEME_HINT: &str = "Switch colours: dark, light, high contrast";
/// Tooltip of the zoom.
pub const ZOOM_HINT: &str = "Switch zoom: 1.0, 1.25, 1.5, 2.0";
/// Name of the search field.
pub const SEARCH: &str = "Search";
/// Button that opens the search field.
pub const SEARCH_OPEN: &str = "Open search";
/// Hint in it.
pub const SEARCH_HINT: &str = "Tag, device, display   Ctrl K";
/// The same without a key.
pub const SEARCH_HINT_TOUCH: &str = "Tag, device, display";
/// No result.
pub const NOTHING_FOUND: &str = "Nothing has this name";
/// Kind of result.
pub const KIND_DISPLAY: &str = "Display";
/// Kind of result.
pub const KIND_EQUIPMENT: &str = "Equipment";
/// Kind of result.
pub const KIND_DEVICE: &str = "Device";
/// Kind of result.
pub const KIND_TAG: &str = "Tag";
/// Heading of the context column.
pub const KEY_TRENDS: &str = "Key trends";
/// Where key trends do not all fit.
pub const MORE_TRENDS: &str = "More key trends fit a taller window";
/// Button of a notice.
pub const SHOW: &str = "Show";
/// Status bar cell.
pub const STATION: &str = "Station";
/// Status bar cell.
pub const LINKS: &str = "Links";
/// Status bar cell.
pub const DATA_BEAT: &str = "Data beat";
/// Journal cell in trouble.
pub const JOURNAL_TROUBLE: &str = "not written";
/// Journal cell before the first entry.
pub const JOURNAL_EMPTY: &str = "no entry yet";
/// The queue to the station was full.
pub const STATION_BUSY: &str = "The station is busy and did not take this. Nothing was sent. Try again.";
/// The station is not there.
pub const STATION_GONE: &str = "The station does not run any more. Nothing was sent.";
/// A display without elements.
pub const EMPTY_DISPLAY: &str = "This display has no elements";
/// A display that the layout lost.
pub const LOST_DISPLAY: &str = "The layout has no such display any more";
/// Simulator heading.
pub const FAULTS: &str = "Faults of the simulated plant";
/// Simulator explanation.
pub const FAULTS_HINT: &str =
    "A fault strikes the simulated devices at once and stays until it is taken away.";
/// Simulator, empty.
pub const NO_FAULTS: &str = "This layout defines no faults";
/// State of a fault.
pub const FAULT_ON: &str = "Active";
/// State of a fault.
pub const FAULT_OFF: &str = "Off";
/// Button of a fault.
pub const FAULT_RAISE: &str = "Raise";
/// Button of a fault.
pub const FAULT_CLEAR: &str = "Take away";
/// Why actions wait.
pub const NO_ACTION_WHILE_OLD: &str = "The display is not updated";

/// Level plate and navigation group.
pub fn level(level: u8) -> String {
    format!("Level {level}")
}

/// Name of the colour switch.
pub fn theme_switch(name: &str) -> String {
    format!("Colours {name}")
}

/// Zoom cell.
pub fn zoom(zoom: f32) -> String {
    let text = format!("{zoom:.2}");
    format!("Zoom {}", text.strip_suffix('0').unwrap_or(&text))
}

/// Right end of the status bar.
pub fn frame_and_layout(millis: f32, hash: &str) -> String {
    joined(&[&format!("Frame {millis:.1} ms"), &format!("Layout {hash}")]) + "  \u{b7} "
}

/// In a replay that knows nothing about links.
pub const LINKS_NOT_RECORDED: &str = "not recorded";

/// Links cell.
pub fn links_good(good: usize, all: usize) -> String {
    format!("{good} of {all} good")
}

/// Journal cell.
pub fn journal_last(time: &str) -> String {
    format!("last entry {time}")
}

/// Age of the data in the touch shell.
pub fn data_age(age: &str) -> String {
    format!("Data {age}")
}

/// The status bar for a screen reader.
pub fn status_said(station: &str, journal: &str, age: &str, updated: bool) -> String {
    let state = if updated { "Display updated" } else { NOT_UPDATED };
    format!("{state}. Station {station}. Journal {journal}. Data {age} old")
}

/// Line below "Waiting for the station".
pub fn station_at(station: &str, time: &str) -> String {
    format!("Station {station}, {time} UTC")
}

/// Below "Display not updated".
pub fn not_updated_since(age: &str, time: &str) -> String {
    format!("The last picture of the plant is {age} old, from {time}. Do not act on what this window shows.")
}

/// Kind of a notice.
pub const fn notice_kind(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Link => "Link",
        NoticeKind::Overrun => "Overrun",
        NoticeKind::Layout => "Layout",
        NoticeKind::Journal => "Journal",
        NoticeKind::Recording => "Recording",
        NoticeKind::Command => "Command",
        NoticeKind::Horn => "Horn",
    }
}

/// Name of a notice's button.
pub fn show_notice(notice: &str) -> String {
    format!("Show {notice}")
}

/// Foot of the navigation.
pub fn values(total: usize) -> String {
    format!("Values {}", grouped(total))
}

/// What they are worth, the worst first.
pub fn qualities(counts: &QualityCounts) -> String {
    let rest: Vec<String> = [
        (counts.stale, "stale"),
        (counts.bad, "bad"),
        (counts.uncertain, "uncertain"),
        (counts.waiting, "waiting"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, word)| format!("{} {word}", grouped(count)))
    .collect();
    if rest.is_empty() { "all good".into() } else { rest.join(", ") }
}

/// The same in full, for the tooltip.
pub fn quality_details(counts: &QualityCounts) -> String {
    format!(
        "{} good, {} stale, {} uncertain, {} bad, {} waiting for the first value",
        counts.good, counts.stale, counts.uncertain, counts.bad, counts.waiting
    )
}

/// Name of a fault's button.
pub fn fault_action(active: bool, title: &str) -> String {
    format!("{} {title}", if active { FAULT_CLEAR } else { FAULT_RAISE })
}

/// Heading of the simulator screen.
pub fn faults_active(active: usize, all: usize) -> String {
    format!("{active} of {all} active")
}

fn grouped(count: usize) -> String {
    crate::gui::painter::format_value(&crate::tag::Value::UInt(count as u64), 0)
}
