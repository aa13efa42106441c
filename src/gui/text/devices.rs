//! Words of the devices screen.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::command::exception_meaning;
use crate::device::LinkState;
use crate::gui::screens::Trouble;
use crate::gui::text::counted;
use crate::time::short;

/// A layout without devices.
pub const NO_DEVICES: &str = "This layout has no devices";
/// Columns of the table.
pub const DEVICE_COLUMNS: [&str; 9] =
    ["Device", "Address", "Period", "Plan and actual", "Round trip", "p50", "p99 ms", "Errors", "Last good"];
/// Nothing known.
pub const NOTHING: &str = "\u{2013}";
/// Never answered, short.
pub const NEVER: &str = "never";
/// State of a unit.
pub const CONNECTED: &str = "answers";
/// State of a unit.
pub const NEVER_ANSWERED: &str = "never answered";
/// Nothing told yet.
pub const NO_STATUS: &str = "nothing told yet";
/// Row.
pub const LINK: &str = "Link";
/// Row.
pub const TIMEOUT: &str = "Timeout";
/// Row.
pub const LAST_GOOD: &str = "Last good";
/// Row.
pub const DUTY: &str = "Line in use";
/// Heading.
pub const ERRORS_SINCE_START: &str = "Errors since start";
/// Tile.
pub const TIMEOUTS: &str = "Timeout";
/// Tile.
pub const LATE: &str = "Late reply";
/// Tile.
pub const EXCEPTIONS: &str = "Exception";
/// Tile.
pub const BROKEN: &str = "Broken";
/// Tile.
pub const RECONNECTS: &str = "Reconnect";
/// Heading.
pub const LAST_FRAMES: &str = "Last frames, newest first; late replies are dropped by their transaction";
/// No frame yet.
pub const NO_FRAMES: &str = "No frame yet";
/// Direction for a screen reader.
pub const FRAME_SENT: &str = "sent";
/// Direction for a screen reader.
pub const FRAME_RECEIVED: &str = "received";
/// Columns of decoded values.
pub const DECODED_COLUMNS: [&str; 5] = ["Address", "Raw", "Type, order", "Value", "Tag"];
/// Part of a frame.
pub const PART_TRANSACTION: &str = "transaction";
/// Part of a frame.
pub const PART_PROTOCOL: &str = "protocol";
/// Part of a frame.
pub const PART_UNIT: &str = "unit";
/// No poll block.
pub const NO_BLOCKS: &str = "Nothing is polled from this unit";
/// A block before its first answer.
pub const NOT_READ_YET: &str = "not read yet";
/// Columns of the poll plan.
pub const PLAN_COLUMNS: [&str; 8] = ["", "Table", "Range", "Period", "At ms", "Values", "Bytes", "Plan ms"];

/// Heading.
pub fn devices_line(devices: usize, values: usize) -> String {
    format!("{}, {}", counted(devices, "device", "devices"), counted(values, "polled value", "polled values"))
}

/// Behind the heading.
pub fn devices_state(units: usize, troubled: usize) -> String {
    let all = counted(units, "unit", "units");
    if troubled == 0 { format!("{all}, all answer") } else { format!("{all}, {troubled} without answer") }
}

/// A scan period: `250 ms`, `1.0 s`, `30 s`.
pub fn period(span: Duration) -> String {
    if span < Duration::from_secs(1) { format!("{} ms", span.as_millis()) } else { short(span) }
}

/// Milliseconds, with a digit after the point where they are few.
pub fn millis(span: Duration) -> String {
    let millis = span.as_secs_f64() * 1000.0;
    if millis < 9.95 { format!("{millis:.1}") } else { format!("{millis:.0}") }
}

/// `TCP, unit 7`.
pub fn tcp_unit(unit: u8) -> String {
    format!("TCP, unit {unit}")
}

/// Heading of the plan.
pub fn plan_of(name: &str) -> String {
    format!("Poll plan {name}")
}

/// Behind the heading.
pub fn plan_line(blocks: usize, values: usize, bytes: u32, planned: f64, actual: Option<f64>) -> String {
    let actual = actual.map(|actual| format!(", takes {:.1} %", actual * 100.0)).unwrap_or_default();
    format!(
        "{}, {}, {bytes} bytes; planned {:.1} % of the time{actual}",
        counted(blocks, "block", "blocks"),
        counted(values, "value", "values"),
        planned * 100.0
    )
}

/// `0 to 23`.
pub fn range(first: u16, last: u32) -> String {
    format!("{first} to {last}")
}

/// Addresses that the device refused.
pub fn refused_addresses(addresses: &[u16]) -> String {
    if addresses.is_empty() {
        return String::new();
    }
    let list: Vec<String> = addresses.iter().take(6).map(u16::to_string).collect();
    let more = if addresses.len() > 6 { " and more" } else { "" };
    format!("refused by the device: {}{more}", list.join(", "))
}

/// What is wrong.
pub(crate) fn trouble(trouble: &Trouble) -> String {
    match trouble {
        Trouble::NoStatus => "Nothing is known about this device yet".into(),
        Trouble::NotStarted => "The link is not started".into(),
        Trouble::Dialling => "The link is being opened".into(),
        Trouble::Silent => "The link is open, but nothing answers".into(),
        Trouble::Closed { reason, again } => {
            format!("The link is closed: {reason}. Dialled again in {}", short(*again))
        }
        Trouble::UnitSilent { reason, again } => {
            format!("The link is up, this unit does not answer: {reason}. Asked again in {}", short(*again))
        }
    }
}

/// What to do about it.
pub(crate) const fn trouble_advice(trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::NoStatus | Trouble::NotStarted | Trouble::Dialling => {
            "Wait a few seconds; its values are not live."
        }
        Trouble::Silent => {
            "Look at the device's supply and at its unit id. Its last values are kept and marked stale."
        }
        Trouble::Closed { .. } => {
            "Look at the device's supply, the network and the address. Its last values are kept and marked."
        }
        Trouble::UnitSilent { .. } => {
            "Look at this unit's supply and line first; other units behind the same link are read on."
        }
    }
}

/// Plate of a silent unit.
pub fn silent_for(age: &str) -> String {
    format!("no reply {age}")
}

/// Row.
pub fn link_line(host: &str, port: u16, link: &LinkState, since: &str) -> String {
    let word = match link {
        LinkState::Idle => "not started",
        LinkState::Connecting => "being opened",
        LinkState::Connected => "up",
        LinkState::Silent => "open without an answer",
        LinkState::Waiting { .. } => "closed",
    };
    format!("TCP to {host}:{port}, {word} for {since}")
}

/// Row.
pub fn unit_line(unit: u8, shared: bool) -> String {
    if shared { format!("{unit}, one of several behind this link") } else { unit.to_string() }
}

/// Row.
pub fn timeouts(response: &str, connect: &str) -> String {
    format!("{response} for an answer, {connect} to connect")
}

/// Row.
pub fn last_good(time: &str, age: &str) -> String {
    format!("{time}, {age} ago")
}

/// Row.
pub fn duty(share: f64, overruns: u64) -> String {
    format!(
        "{:.0} % of the time, {}",
        share * 100.0,
        counted(overruns as usize, "scan missed", "scans missed")
    )
}

/// Exceptions by number and meaning.
pub fn exceptions(exceptions: &BTreeMap<u8, u64>) -> String {
    let list: Vec<String> = exceptions
        .iter()
        .map(|(code, count)| format!("{count} \u{d7} exception {code}, {}", exception_meaning(*code)))
        .collect();
    list.join("; ")
}

/// Heading of the decoded frame.
pub fn decoded(time: &str, held: bool) -> String {
    if held {
        format!("Frame {time} decoded")
    } else {
        format!("Newest answer {time} decoded; press a frame to hold it")
    }
}

/// Part of a frame.
pub fn part_length(length: u16) -> String {
    format!("length {length}")
}

/// Part of a frame.
pub fn part_body(bytes: usize) -> String {
    counted(bytes, "byte", "bytes")
}

/// Function code in words.
pub fn part_function(code: u8) -> String {
    match code {
        1 => "read coils".into(),
        2 => "read discrete".into(),
        3 => "read holding".into(),
        4 => "read input".into(),
        5 => "write coil".into(),
        6 => "write register".into(),
        15 => "write coils".into(),
        16 => "write registers".into(),
        code if code >= 0x80 => "exception".into(),
        code => format!("function {code}"),
    }
}

/// Values that are not shown.
pub fn more_values(count: usize) -> String {
    format!("and {}", counted(count, "more value", "more values"))
}

/// A time on the plan's scale.
pub fn took(span: Duration) -> String {
    format!("{} ms", millis(span))
}
