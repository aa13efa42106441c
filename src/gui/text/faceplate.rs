//! Words of the faceplates.

use crate::gui::app::View;
use crate::tag::{Quality, Scaling, TagIndex};
use crate::time::short;

/// Pages of a faceplate.
pub const TABS: [&str; 5] = ["Operate", "Trend", "Interlocks", "Limits", "Info"];
/// Button.
pub const CLOSE_FACEPLATE: &str = "Close faceplate";
/// Commanded cell before the first command.
pub const NONE_YET: &str = "None yet";
/// Below it.
pub const NO_COMMAND_YET: &str = "no command since start";
/// The sign between the cells.
pub const AGREES: &str = "Actual agrees with commanded";
/// The sign between the cells.
pub const DIFFERS: &str = "Actual differs from commanded";
/// Segments that cannot be pressed.
pub const MODE_READ_ONLY: &str = "The mode is set at the device";
/// Hint in the entry field.
pub const SETPOINT_HINT: &str = "new";
/// Step button without a base.
pub const NO_VALUE_TO_STEP: &str = "The present setpoint is not known; type the new one";
/// Step button at the limit.
pub const STEP_BEYOND: &str = "This step would leave the allowed range";
/// Button with nothing to set.
pub const SET: &str = "Set\u{2026}";
/// Why it does not work.
pub const TYPE_FIRST: &str = "Type a number or use the steps";
/// Trend page, empty.
pub const NO_TRENDS: &str = "There is no measured value to draw";
/// Button.
pub const TO_TRENDS: &str = "Open in trends";
/// Interlocks page, empty.
pub const NO_COMMANDS: &str = "Nothing can be commanded here";
/// Interlocks page.
pub const INTERLOCKS_HINT: &str = "What each command needs, as it stands now. Nothing is drafted by looking.";
/// Verdict.
pub const POSSIBLE: &str = "possible now";
/// Verdict.
pub const NOT_POSSIBLE: &str = "not possible now";
/// Limits page, empty.
pub const NO_LIMITS: &str = "The layout gives no ranges or limits";
/// Row.
pub const RANGE: &str = "Range";
/// Row.
pub const HIGH_HIGH: &str = "High-high";
/// Row.
pub const HIGH: &str = "High";
/// Row.
pub const NORMAL: &str = "Normal";
/// Row.
pub const LOW: &str = "Low";
/// Row.
pub const LOW_LOW: &str = "Low-low";
/// Row.
pub const WRITABLE: &str = "Can be set";
/// Row.
pub const STEP_MAXIMUM: &str = "Largest step";
/// Row.
pub const QUALITY: &str = "Quality";
/// Row.
pub const AGE: &str = "Age";
/// Row.
pub const SOURCE_TIME: &str = "Source time";
/// Row.
pub const STALE_AFTER: &str = "Stale after";
/// Row.
pub const SCAN_PERIOD: &str = "Scan period";
/// Row.
pub const DEVICE: &str = "Device";
/// Row.
pub const ENDPOINT: &str = "Endpoint";
/// Row.
pub const UNIT: &str = "Unit";
/// Row.
pub const ADDRESS: &str = "Address";
/// Row.
pub const RAW_TYPE: &str = "Raw type";
/// Row.
pub const SCALING: &str = "Scaling";
/// Row.
pub const ROUND_TRIP: &str = "Round trip";
/// Row.
pub const LAST_ERROR: &str = "Last error";
/// Row.
pub const NO_ERROR: &str = "none since start";
/// Row.
pub const SOURCE: &str = "Source";
/// A derived tag.
pub const CALCULATED: &str = "calculated by this station";
/// A system tag.
pub const OWN_TAG: &str = "state of this station";
/// Info page.
pub const TAGS_HINT: &str = "All tags of this machine";

/// Title for a screen reader.
pub fn faceplate_of(title: &str) -> String {
    format!("Faceplate {title}")
}

/// Below the actual value.
pub fn read_back_ago(age: &str) -> String {
    format!("read back {age} ago")
}

/// Below an actual value that is not good.
pub fn not_good(quality: &Quality, age: &str) -> String {
    if matches!(*quality, Quality::WAITING | Quality::NOT_RECORDED) {
        quality.reason()
    } else {
        format!("{}, {age} old", quality.reason())
    }
}

/// Below the commanded value.
pub fn asked_at(time: &str) -> String {
    format!("asked {time}")
}

/// Below the commanded value.
pub fn as_read_from_device(age: &str) -> String {
    format!("as read {age} ago")
}

/// Name of a button that drafts.
pub fn draft_name(title: &str) -> String {
    format!("Draft: {title}")
}

/// Below segments whose state is not known.
pub fn mode_unknown(reason: &str) -> String {
    format!("The present mode is not known: {reason}")
}

/// Refusal of a typed number.
pub fn above(number: &str, maximum: &str) -> String {
    format!("{number} is above the largest allowed value, {maximum}")
}

/// Refusal of a typed number.
pub fn below(number: &str, minimum: &str) -> String {
    format!("{number} is below the smallest allowed value, {minimum}")
}

/// Head of a setpoint.
pub fn now_set(value: &str) -> String {
    format!("now {value}")
}

/// Name of the entry field.
pub fn new_setpoint(tag: &str) -> String {
    format!("New setpoint {tag}")
}

/// Name of a step button.
pub fn step_name(step: &str, tag: &str) -> String {
    format!("Step {step} {tag}")
}

/// `Allowed 4.00 to 6.50 bar, step at most 0.50 bar`.
pub fn allowed(minimum: &str, maximum: &str, step: Option<String>) -> String {
    let step = step.map(|step| format!(", step at most {step}")).unwrap_or_default();
    format!("Allowed {minimum} to {maximum}{step}")
}

/// Button that drafts a setpoint.
pub fn draft_setpoint(value: &str) -> String {
    format!("Set {value}\u{2026}")
}

/// Name of a trend button.
pub fn to_trends(tag: &str) -> String {
    format!("Open {tag} in trends")
}

/// A check of the guard.
pub fn occupied_by(command: &str) -> String {
    format!("{command} is under way")
}

/// A span of numbers.
pub fn from_to(low: &str, high: &str) -> String {
    format!("{low} to {high}")
}

/// `PLC-1, Intake and filters`.
pub fn device_line(id: &str, title: &str) -> String {
    if title.is_empty() { id.to_owned() } else { format!("{id}, {title}") }
}

/// `10.20.1.11:502`.
pub fn endpoint(host: &str, port: u16) -> String {
    format!("{host}:{port}")
}

/// `40013, holding register 12`, with bits where there are some.
pub fn address(typed: &str, table: &str, offset: u16, bits: Option<(u8, u8)>) -> String {
    let bits = match bits {
        Some((first, 1)) => format!(", bit {first}"),
        Some((first, count)) => {
            format!(", bits {first} to {}", first.saturating_add(count).saturating_sub(1))
        }
        None => String::new(),
    };
    format!("{typed}, {table} {offset} from 0{bits}")
}

/// Median and tail of the round trip.
pub fn round_trip(p50: &str, p99: &str) -> String {
    format!("{p50}, p99 {p99}")
}

/// An error with its time.
pub fn error_at(time: &str, error: &str) -> String {
    format!("{time} {error}")
}

/// How raw counts become the value.
pub fn scaling(scaling: &Scaling) -> String {
    match scaling {
        Scaling::None => "as it is".into(),
        Scaling::Linear { gain, offset } if *offset == 0.0 => format!("\u{d7} {gain}"),
        Scaling::Linear { gain, offset } => format!("\u{d7} {gain}, then + {offset}"),
        Scaling::TwoPoint { raw: [a, b], engineering: [c, d], .. } => {
            format!("{a} to {b} becomes {c} to {d}")
        }
        Scaling::Exponent => "\u{d7} 10 to the exponent register".into(),
    }
}

/// The actual value with its age, for the card.
pub fn actual(view: &View<'_>, tag: TagIndex) -> String {
    let (_, value) = crate::gui::faceplate::value_words(view, tag);
    match view.tag(tag) {
        Some((_, sample)) if sample.value().is_some() => {
            format!("{value}, {} ago", short(sample.age(view.now)))
        }
        Some(_) | None => value,
    }
}
