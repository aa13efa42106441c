//! Words of a replay.

use crate::gui::text::joined;
use crate::message::{Direction, LayoutUsed, Playback};
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
pub const REPLAY_KEYS: &str = "Space plays; arrows step from event to event, comma and point from sample to sample, A to the next alarm, C to the next command, P to what a person did next, with shift to the one before; I and O set a loop";
/// The same where there is little room.
pub const REPLAY_KEYS_SHORT: &str = "Keys: space, arrows, comma, point, A, C, P, I, O";
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
    joined(&[&moves, looped, silent, &playback.trouble])
}

/// Which layout is used, for the status bar.
pub fn replay_layout(used: LayoutUsed, hash: &str) -> String {
    let why = match used {
        LayoutUsed::Recorded => "same as recorded",
        LayoutUsed::Attached => "attached, not the one it was recorded with",
        LayoutUsed::Named => "named with --with-layout, not the one it was recorded with",
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
