//! Words of a replay.

use crate::gui::text::joined;
use crate::message::{Direction, LayoutChoice, LayoutUsed, Playback, Search, SearchState, Step};
use crate::time::{Timestamp, Zone, short};

/// The word on the banner.
pub const REPLAY: &str = "REPLAY";
/// Below it, for as long as the window is open.
pub const REPLAY_COMMANDS_NOTHING: &str = "Nothing on this screen can command the plant.";
/// In place of the controls on a faceplate.
pub const REPLAY_NO_CONTROLS: &str = "A replay has no controls";
/// Where no station recorded.
pub const REPLAY_SILENT: &str = "Nothing was recorded at this time";
/// The replay's queue was full.
pub const REPLAY_BUSY: &str = "The replay is busy and did not take this. Press again.";
/// Button.
pub const REPLAY_PLAY: &str = "Play";
/// Button.
pub const REPLAY_PAUSE: &str = "Pause";
/// Button.
pub const REPLAY_REVERSE: &str = "Reverse";
/// Button.
pub const REPLAY_LOOP: &str = "Loop";
/// Button, back.
pub const REPLAY_EVENT: &str = "Event";
/// Button.
pub const REPLAY_SAMPLE: &str = "Sample";
/// Button.
pub const REPLAY_ALARM: &str = "Alarm";
/// Button.
pub const REPLAY_ACTION: &str = "Action";
/// Button.
pub const REPLAY_BOOKMARK: &str = "Bookmark";
/// Button.
pub const REPLAY_COMMAND: &str = "Command";
/// Names of these steps for a screen reader.
pub const REPLAY_BOOKMARK_BEFORE: &str = "Previous bookmark";
/// As above.
pub const REPLAY_BOOKMARK_AFTER: &str = "Next bookmark";
/// As above.
pub const REPLAY_COMMAND_BEFORE: &str = "Previous step of a command";
/// As above.
pub const REPLAY_COMMAND_AFTER: &str = "Next step of a command";
/// Button that keeps the time shown.
pub const REPLAY_BOOKMARK_ADD: &str = "Add (B)";
/// Its name.
pub const REPLAY_BOOKMARK_HERE: &str = "Add a bookmark at the time shown";
/// Opens the column.
pub const REPLAY_COLUMN: &str = "Panel";
/// What is in it.
pub const REPLAY_COLUMN_HOVER: &str = "Alarms of this time, bookmarks, search and loop";
/// Beside the alarms of the time.
pub const REPLAY_AS_RECORDED: &str = "as recorded";
/// Where there are none.
pub const REPLAY_NO_ALARMS: &str = "No alarm stood at this time";
/// Heading.
pub const REPLAY_BOOKMARKS: &str = "Bookmarks";
/// Beside it.
pub const REPLAY_BOOKMARK_KEY: &str = "B adds one here";
/// Where there are none.
pub const REPLAY_NO_BOOKMARKS: &str = "None yet: B keeps the time shown";
/// A bookmark without a title.
pub const REPLAY_UNTITLED: &str = "no title";
/// Field.
pub const REPLAY_TITLE: &str = "Title of the bookmark";
/// In it while it is empty.
pub const REPLAY_TITLE_HINT: &str = "Title";
/// Field.
pub const REPLAY_NOTE: &str = "Note of the bookmark";
/// In it while it is empty.
pub const REPLAY_NOTE_HINT: &str = "Note";
/// Button.
pub const REPLAY_REMOVE: &str = "Remove";
/// Button.
pub const REPLAY_DONE: &str = "Done";
/// Heading of the search.
pub const REPLAY_FIND: &str = "Find";
/// Beside it.
pub const REPLAY_FIND_FROM: &str = "when a condition began to hold";
/// Field.
pub const REPLAY_CONDITION: &str = "Condition to search for";
/// In it while it is empty.
pub const REPLAY_CONDITION_HINT: &str = "LT-101 < 2";
/// Why there is nothing to search for.
pub const REPLAY_CONDITION_EMPTY: &str = "Type a condition first, such as LT-101 < 2";
/// Button.
pub const REPLAY_FIND_BEFORE: &str = "Find back";
/// Button.
pub const REPLAY_FIND_AFTER: &str = "Find next";
/// Why there is nothing to stop.
pub const REPLAY_FIND_NONE: &str = "No search is under way";
/// Button.
pub const REPLAY_FIND_STOP: &str = "Stop";
/// Button.
pub const REPLAY_LOOP_FROM: &str = "From here";
/// Button.
pub const REPLAY_LOOP_TO: &str = "To here";
/// Button.
pub const REPLAY_LOOP_OFF: &str = "No loop";
/// Why there is nothing to end.
pub const REPLAY_LOOP_NONE: &str = "There is no loop";
/// Button of a journal entry.
pub const REPLAY_GO_TO: &str = "Go to this time";
/// Button of a journal entry, in a running station.
pub const REPLAY_FROM_HERE: &str = "Replay from here";
/// What becomes of it.
pub const REPLAY_BESIDE: &str =
    "Opens what was recorded from this time on in a second window; this station goes on";
/// It did not open.
pub const REPLAY_NOT_OPENED: &str =
    "The replay could not be opened: too many are open, or the program is gone. The terminal says which.";
/// It opened and ended with an error.
pub const REPLAY_FAILED: &str =
    "A replay ended with an error: look whether the station records to its disk. The terminal says why.";
/// Button on the banner.
pub const REPLAY_LIVE: &str = "Back to live";
/// What it does.
pub const REPLAY_LIVE_HOVER: &str = "Closes this replay; the live station has a window of its own";
/// Heading of further steps.
pub const REPLAY_STEPS: &str = "Steps";
/// Names of these steps for a screen reader.
pub const REPLAY_ALARM_BEFORE: &str = "Previous alarm raised";
/// As above.
pub const REPLAY_ALARM_AFTER: &str = "Next alarm raised";
/// As above.
pub const REPLAY_ACTION_BEFORE: &str = "What someone did before";
/// As above.
pub const REPLAY_ACTION_AFTER: &str = "What someone did next";
/// Names of the steps for a screen reader.
pub const REPLAY_EVENT_BEFORE: &str = "Previous event";
/// As above.
pub const REPLAY_EVENT_AFTER: &str = "Next event";
/// As above.
pub const REPLAY_SAMPLE_BEFORE: &str = "Previous sample";
/// As above.
pub const REPLAY_SAMPLE_AFTER: &str = "Next sample";
/// The trend screen moves with the time that is shown.
pub const REPLAY_FOLLOW: &str = "Follow";
/// Heading of the speeds.
pub const REPLAY_SPEED: &str = "Speed";
/// What the keys do.
pub const REPLAY_KEYS: &str = "Space plays; arrows step from event to event, comma and point from sample to sample, A to the next alarm, C to the next command, P to what a person did next, M to the next bookmark, with shift to the one before; B adds a bookmark; I and O set a loop";
/// The same where there is little room.
pub const REPLAY_KEYS_SHORT: &str = "Keys: space, arrows, comma, point, A, C, P, M, B, I, O";
/// The scrubber for a screen reader.
pub const REPLAY_SCRUBBER: &str = "Recorded time";
/// Status bar cell.
pub const REPLAY_SESSION: &str = "Recording";
/// Status bar cell.
pub const REPLAY_LAYOUT: &str = "Layout";
/// Status bar cell.
pub const REPLAY_WRITES: &str = "Writes";
/// Its value.
pub const REPLAY_NO_WRITES: &str = "closed: a replay has no path to a device";

/// On the banner: what is shown, from when to when.
pub fn replay_recorded(playback: &Playback, zone: &Zone) -> String {
    let day = |time: Timestamp| time.format(zone, "%-d %B %Y");
    let clock = |time: Timestamp| time.format(zone, "%H:%M:%S");
    let (from, to) = (playback.span.from, playback.span.to);
    let end = if day(from) == day(to) { clock(to) } else { format!("{}, {}", day(to), clock(to)) };
    format!("Recorded {}, {} to {end}, {}.", day(from), clock(from), playback.recording)
}

/// A speed as it stands on its segment.
pub fn replay_speed(speed: f64) -> String {
    if (speed - 1.0).abs() < f64::EPSILON { "1\u{d7}".into() } else { format!("{speed}") }
}

/// How the replay moves, in words.
pub fn replay_state(playback: &Playback) -> String {
    let moves = match playback.playing {
        Some(Direction::Forward) => format!("Plays {}\u{d7}", playback.speed),
        Some(Direction::Backward) => format!("Plays back {}\u{d7}", playback.speed),
        None => "Stands still".into(),
    };
    let looped = if playback.looped.is_some() { "in a loop" } else { "" };
    let silent = if playback.recorded { "" } else { REPLAY_SILENT };
    let missed = playback.missed.map(|(step, way)| replay_missed(step, way)).unwrap_or_default();
    joined(&[&missed, &moves, looped, silent, &playback.trouble])
}

/// A step that led nowhere.
fn replay_missed(step: Step, way: Direction) -> String {
    let what = match step {
        Step::Sample => "sample",
        Step::Event => "event",
        Step::Alarm => "alarm",
        Step::Command => "command",
        Step::Action => "action",
        Step::Bookmark => "bookmark",
    };
    match way {
        Direction::Forward => format!("No further {what}"),
        Direction::Backward => format!("No earlier {what}"),
    }
}

/// Heading of the alarms of a time.
pub fn replay_alarms_at(clock: &str) -> String {
    format!("Alarms at {clock}")
}

/// Below the alarms that are shown.
pub fn replay_more_alarms(count: usize) -> String {
    format!("and {count} more: see Alarms")
}

/// Below the bookmarks that are shown.
pub fn replay_more_bookmarks(count: usize) -> String {
    format!("{count} in all: those around this time are listed")
}

/// Puts a bookmark back.
pub fn replay_bookmark_back(named: &str) -> String {
    format!("Put back {named}")
}

/// The loop, from when to when.
pub fn replay_loop(playback: &Playback, zone: &Zone) -> String {
    let clock = |time: Timestamp| time.format(zone, "%H:%M:%S");
    playback
        .looped
        .map_or_else(|| "none".into(), |span| format!("{} to {}", clock(span.from), clock(span.to)))
}

/// How a search stands.
pub fn replay_search(search: &Search, zone: &Zone) -> String {
    let clock = |time: Timestamp| time.format(zone, "%a %-d %b %H:%M:%S%.3f");
    let condition = &search.condition;
    let beyond = match search.way {
        Direction::Forward => "after",
        Direction::Backward => "before",
    };
    match &search.state {
        SearchState::Under(at) => format!("Searching {condition}: at {}", clock(*at)),
        SearchState::Found(at) => format!("{condition} from {} on", clock(*at)),
        SearchState::Never(unknown) if unknown.is_zero() => {
            format!("{condition} does not begin to hold {beyond} this")
        }
        SearchState::Never(unknown) => format!(
            "{condition} does not begin to hold {beyond} this; of {} only totals are kept",
            short(*unknown)
        ),
        SearchState::Refused(why) => why.to_string(),
        SearchState::Stopped => format!("Search for {condition} stopped"),
    }
}

/// Chooses the layout it was recorded with.
pub const REPLAY_LAYOUT_RECORDED: &str = "As recorded";
/// Chooses the layout of today.
pub const REPLAY_LAYOUT_TODAY: &str = "Today's";
/// Why a choice cannot be pressed.
pub const REPLAY_LAYOUT_CHOSEN: &str = "It is shown with this layout";
/// In the banner, where the operator did not see it like this.
pub const REPLAY_WITH_TODAYS: &str = "Shown with today's layout.";
/// Beside the heading of the choice.
pub const fn replay_layout_shown(choice: LayoutChoice) -> &'static str {
    match choice {
        LayoutChoice::Recorded => "as the operator saw it",
        LayoutChoice::Today => "not as the operator saw it",
    }
}

/// Which layout is used, for the status bar.
pub fn replay_layout(used: LayoutUsed, hash: &str) -> String {
    let why = match used {
        LayoutUsed::Recorded => "same as recorded",
        LayoutUsed::Attached => "attached, not the one it was recorded with",
        LayoutUsed::Named => "today's, not the one it was recorded with",
    };
    let short: String = hash.chars().take(6).collect();
    format!("{short}, {why}")
}

/// The recording for the status bar.
pub fn replay_session(playback: &Playback) -> String {
    format!("{}, {}", playback.recording, short(playback.span.length()))
}

/// Foot of the lane.
pub fn replay_lane(part: &str, left_out: usize) -> String {
    let more = match left_out {
        0 => String::new(),
        count => format!("{count} older events are not counted"),
    };
    joined(&[&format!("Events per {part}. Drag to move."), &more])
}
