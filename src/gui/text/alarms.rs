//! Words of alarms: strip, counters, summary, health.

use crate::alarm::{Priority, State};
use crate::gui::painter::AlarmSign;
use crate::gui::text::{counted, joined};

/// Screen title and head of the strip.
pub const ALARMS: &str = "Alarms";
/// Empty strip.
pub const NO_ALARMS: &str = "No alarm is active, none waits to be acknowledged";
/// A layout that defines none.
pub const NO_ALARMS_DEFINED: &str = "This layout defines no alarms";
/// Button.
pub const ACK: &str = "Ack";
/// Button.
pub const SHELVE: &str = "Shelve";
/// Button that leads to a dialog.
pub const SHELVE_MORE: &str = "Shelve\u{2026}";
/// Button.
pub const UNSHELVE: &str = "Unshelve";
/// Button that leads to a dialog.
pub const OUT_OF_SERVICE_MORE: &str = "Out of service\u{2026}";
/// Button.
pub const BACK_IN_SERVICE: &str = "Back in service";
/// Button of a latched alarm.
pub const RESET: &str = "Reset";
/// Button.
pub const TREND: &str = "Trend";
/// Button: a replay from the time it was raised, in a window of its own.
pub const REPLAY: &str = "Replay";
/// Button.
pub const GO_TO_DISPLAY: &str = "Go to display";
/// Why it does not work.
pub const NO_DISPLAY: &str = "No display shows it";
/// Button.
pub const SILENCE: &str = "Silence horn";
/// The same where there is little room.
pub const SILENCE_SHORT: &str = "Silence";
/// Why there is nothing to silence.
pub const NOTHING_SOUNDS: &str = "Nothing sounds";
/// Tooltip of the horn.
pub const HORN_SOUNDS: &str = "The horn sounds. Silence it, F8; that acknowledges nothing";
/// Tooltip of the horn.
pub const HORN_SILENCED: &str = "Silenced; a new alarm sounds again";
/// Tooltip of the horn.
pub const HORN_QUIET: &str = "The horn is quiet";
/// Plate beside the horn.
pub const NO_HORN: &str = "No horn";
/// Button.
pub const ALARM_SUMMARY: &str = "Alarm summary";
/// Before the counters of the top bar.
pub const TO_ACK_ACTIVE: &str = "to ack / active";
/// State in a row.
pub const STATE_NEW: &str = "New";
/// Button.
pub const FILTER_ALARMS: &str = "Filter";
/// Name of the filter's field.
pub const FILTER_FIELD: &str = "Filter alarms";
/// Any of them.
pub const ALL: &str = "All";
/// Any area.
pub const ALL_AREAS: &str = "All areas";
/// Tabs of the summary.
pub const ALARM_TABS: [&str; 7] =
    ["Active", "To acknowledge", "Shelved", "Suppressed", "Out of service", "Came and went", "Health"];
/// Sections of the list.
pub const SECTION_NEW: &str = "New and returned: need acknowledgement";
/// Section.
pub const SECTION_SEEN: &str = "Acknowledged, still active";
/// Section.
pub const SECTION_SHELVED: &str = "Shelved";
/// Section.
pub const SECTION_HIDDEN: &str = "Suppressed by design, out of service";
/// Headers of the list.
pub const ALARM_COLUMNS: [&str; 8] = ["Time", "Age", "Tag", "What", "Condition", "Value", "Limit", "Area"];
/// Empty list, filtered.
pub const NO_ALARM_MATCHES: &str = "No alarm has these words, area, priority and state";
/// Headings of the detail.
pub const DETAIL_HEADINGS: [&str; 4] = ["Cause", "If nothing is done", "Response", "Time and settings"];
/// Where the layout says nothing.
pub const NOT_GIVEN: &str = "not given in the layout";
/// Below the list while nothing is chosen.
pub const SELECT_ALARM: &str = "Choose a row for cause, consequence and response";
/// Closes the detail.
pub const CLOSE_DETAIL: &str = "Close detail";
/// Where the change came to light only afterwards.
pub const WHILE_DOWN: &str = "while the station was down";
/// Condition of a suppressed alarm.
pub const SUPPRESSED_BY_DESIGN: &str = "Suppressed by design";
/// Time left of a one-shot.
pub const UNTIL_CLEAR: &str = "until clear";
/// Heading.
pub const FOR_HOW_LONG: &str = "For how long";
/// Heading.
pub const REASON: &str = "Reason";
/// Heading and field.
pub const NOTE: &str = "Note";
/// Hint in it.
pub const NOTE_SHELVE_HINT: &str = "What the next shift must know";
/// Reasons to put an alarm aside.
pub const SHELVE_REASONS: [&str; 5] = [
    "Known condition, work planned",
    "Chattering, nuisance",
    "Instrument under maintenance",
    "Plant part stopped",
    "Test",
];
/// Reasons to take an alarm out of service.
pub const SERVICE_REASONS: [&str; 4] =
    ["Under repair", "Instrument under maintenance", "Plant part out of use", "Test"];
/// One-shot.
pub const ONCE: &str = "Once";
/// Button.
pub const CANCEL_DIALOG: &str = "Cancel";
/// Beside it.
pub const GOES_INTO_JOURNAL: &str = "Goes into the journal";
/// Name of the dialog's close button.
pub const CLOSE_DIALOG: &str = "Close dialog";
/// When a one-shot comes back.
pub const COMES_BACK_ONCE: &str = "Comes back when it has cleared once";
/// When an alarm out of service comes back.
pub const COMES_BACK_BY_HAND: &str = "Stays out until someone puts it back into service";
/// Below it.
pub const KEEPS_WORKING: &str = "It keeps working; it is only not announced";
/// The alarm of an open dialog is gone.
pub const ALARM_GONE: &str = "The layout has no such alarm any more";
/// Heading.
pub const HEALTH: &str = "Alarm health";
/// Heading of the bars.
pub const TEN_MINUTES_BARS: &str = "Alarms in 10 min, last 8 h";
/// At the flood line.
pub const FLOOD_LINE: &str = "flood starts above 10";
/// Plate on a tile.
pub const OVER: &str = "over";
/// Heading.
pub const PRIORITY_MIX: &str = "Priority mix, annunciated";
/// Row.
pub const ACTUAL: &str = "actual";
/// Row.
pub const TARGET: &str = "target";
/// Heading.
pub const MOST_FREQUENT: &str = "Most frequent";
/// Heading.
pub const COUNT: &str = "count";
/// No alarm yet.
pub const NO_ALARMS_COUNTED: &str = "No alarm was raised in this time";
/// Heading of the faceplate's list.
pub const ITS_ALARMS: &str = "Alarms";
/// Title of the panel of notices.
pub const STATION_NOTICES: &str = "Notices of the station";

/// First line below the strip's head.
pub fn active_to_ack(active: u32, to_acknowledge: u32) -> String {
    joined(&[&format!("{active} active"), &format!("{to_acknowledge} to ack")])
}

/// Second line.
pub fn returned_shelved(returned: usize, shelved: u32) -> String {
    joined(&[&format!("{returned} returned"), &format!("{shelved} shelved")])
}

/// Third line.
pub fn rate(now: u32) -> String {
    format!("Rate {now} in 10 min")
}

/// Head of the strip in a flood.
pub fn flood_line(raised: u32, since: &str) -> String {
    format!("Flood: {raised} since {since}")
}

/// In a flood: where it began.
pub fn first_out(alarm: &str) -> String {
    format!("First out {alarm}")
}

/// A group of a flood.
pub fn raised_in(raised: u32) -> String {
    counted(raised as usize, "alarm", "alarms")
}

/// Button with what the strip has no room for.
pub fn summary_button(more: usize) -> String {
    if more == 0 { ALARM_SUMMARY.into() } else { format!("Summary, +{more} more") }
}

/// The same in the touch shell.
pub fn more(more: usize) -> String {
    if more == 0 { ALARMS.into() } else { format!("{more} more") }
}

/// Button of the station's notices.
pub fn notices(count: usize) -> String {
    counted(count, "notice", "notices")
}

/// Name of a button about one alarm.
pub fn about(action: &str, alarm: &str) -> String {
    format!("{action} {alarm}")
}

/// Name of a row.
pub fn row_spoken(priority: Priority, state: &str, id: &str, title: &str, what: &str) -> String {
    format!("{} {state}, {id}, {title}, {what}", priority.name())
}

/// Acknowledges what the list shows now.
pub fn ack_visible(count: usize) -> String {
    format!("Ack visible {count}")
}

/// Acknowledges an area.
pub fn ack_area(area: &str, count: usize) -> String {
    format!("Ack {area} {count}")
}

/// Why that does not work.
pub const NONE_TO_ACK: &str = "Nothing here waits to be acknowledged";

/// What an alarm's state is called on screens.
pub const fn state(state: State) -> &'static str {
    match state {
        State::Normal => "Normal",
        State::Unacknowledged => STATE_NEW,
        State::Acknowledged => "Acknowledged",
        State::ReturnedUnacknowledged => "Returned",
        State::LatchedUnacknowledged => "Latched, new",
        State::LatchedAcknowledged => "Latched, acknowledged",
    }
}

/// Condition of one that is normal again.
pub fn normal_again(what: &str, time: &str) -> String {
    format!("{what}: normal again {time}")
}

/// Condition of one that is latched.
pub fn latched(what: &str) -> String {
    format!("{what}: normal again, latched")
}

/// Time left on the shelf.
pub fn time_left(span: &str) -> String {
    format!("{span} left")
}

/// Out of service and why.
pub fn out_of_service(reason: &str) -> String {
    format!("Out of service: {reason}")
}

/// In the detail.
pub fn shelved_by(by: &str, since: &str, reason: &str) -> String {
    format!("Shelved {since} by {by}: {reason}")
}

/// In the detail.
pub fn taken_out_by(by: &str, since: &str, reason: &str) -> String {
    format!("Out of service since {since} by {by}: {reason}")
}

/// In the detail.
pub fn acknowledged_by(time: &str, by: &str) -> String {
    format!("Acknowledged {time}, {by}")
}

/// In the detail.
pub fn raised_times(count: u64, over: &str) -> String {
    format!("Raised {} in {over}", counted(count as usize, "time", "times"))
}

/// In the detail.
pub fn class(class: &str) -> String {
    format!("Class {class}")
}

/// Time to respond.
pub fn to_consequence(span: &str) -> String {
    format!("{span} to consequence")
}

/// Heading over durations.
pub fn at_most(span: &str, priority: Priority) -> String {
    format!("at most {span} for {}", priority.name())
}

/// Title of the dialog.
pub fn shelve_title(tag: &str) -> String {
    format!("Shelve {tag}")
}

/// Title of the dialog.
pub fn service_title(tag: &str) -> String {
    format!("Take {tag} out of service")
}

/// When it comes back.
pub fn comes_back(time: &str) -> String {
    format!("Comes back at {time}, as new if still active")
}

/// How many others come back about then.
pub fn others_return(count: usize) -> String {
    match count {
        0 => "No other shelved alarm returns about then".into(),
        1 => "1 other returns about then; they come back one after the other".into(),
        count => format!("{count} others return about then; they come back one after the other"),
    }
}

/// The final button.
pub fn shelve_for(span: &str) -> String {
    format!("Shelve for {span}")
}

/// The final button of a one-shot.
pub const SHELVE_ONCE: &str = "Shelve once";
/// The final button.
pub const TAKE_OUT: &str = "Take out of service";

/// Over how long the figures are.
pub fn health_over(span: &str) -> String {
    format!("this console, last {span}")
}

/// The newest bar.
pub fn now(count: u32) -> String {
    format!("now {count}")
}

/// Counted alarms of the mix.
pub fn alarms_counted(count: u64) -> String {
    counted(count as usize, "alarm", "alarms")
}

/// Names of the tiles, with their targets.
pub const TILES: [(&str, &str); 6] = [
    ("Per hour, mean", "target 6, limit 12"),
    ("Most in 10 min", "limit 10"),
    ("Time in flood", "limit 1 %"),
    ("Top 10 share", "target 1 to 5 %"),
    ("Chattering", "target 0"),
    ("Stale over 24 h", "fewer than 5"),
];

/// Name of the column of marks.
pub const BY_PRIORITY: &str = "Priority";

/// Name of a header.
pub fn ordered_by(column: &str, chosen: bool, turned: bool) -> String {
    match (chosen, turned) {
        (true, true) => format!("Order by {column}, turned round"),
        (true, false) | (false, _) => format!("Order by {column}"),
    }
}

/// A refusal.
pub fn refused(why: &str) -> String {
    format!("Refused: {why}")
}

/// What an empty tab says.
pub const fn empty(tab: usize) -> &'static str {
    match tab {
        0 => NO_ALARMS,
        1 => NONE_TO_ACK,
        2 => "Nothing is shelved",
        3 => "Nothing is suppressed by design",
        4 => "Nothing is out of service",
        _ => "Nothing came and went in the last 24 hours",
    }
}

/// A figure within its target.
pub const WITHIN: &str = "within target";
/// The right end of an axis.
pub const NOW: &str = "now";
/// Segment.
pub const ALL_PRIORITIES: &str = "All priorities";
/// Segment.
pub const ALL_STATES: &str = "All states";
/// Takes the filter away.
pub const CLEAR_FILTER: &str = "Show all alarms";
/// The detail's own button, apart from the row's.
pub const ACK_SHOWN: &str = "Ack shown";

/// In the detail of an alarm that changed unseen.
pub const fn changed_while_down() -> &'static str {
    "Changed while the station was down"
}

/// In the detail.
pub fn raised_in_all(count: u64) -> String {
    format!("Raised {} in all", counted(count as usize, "time", "times"))
}

/// The strip's own button or row, apart from those of the summary.
pub fn in_strip(name: &str) -> String {
    format!("Strip: {name}")
}

/// How long ago.
pub fn ago(age: &str) -> String {
    if age.is_empty() { String::new() } else { format!("{age} ago") }
}

/// Both counts of a priority in the top bar.
pub fn counts(to_acknowledge: u32, active: u32) -> String {
    format!("{to_acknowledge}/{active}")
}

/// The same for a screen reader.
pub fn counts_spoken(priority: Priority, to_acknowledge: u32, active: u32) -> String {
    format!("{}: {to_acknowledge} to acknowledge, {active} active", priority.name())
}

/// The mark beside a screen's name.
pub fn mark_of(title: &str, sign: AlarmSign) -> String {
    format!("{title}: alarm {} {}", sign.priority.name(), sign.state.name())
}

/// The faceplate's own button, apart from those of strip and summary.
pub fn on_faceplate(name: &str) -> String {
    format!("Faceplate: {name}")
}
