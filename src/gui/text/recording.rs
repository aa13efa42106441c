//! Words about how recording is getting on.

use std::time::Duration;

use crate::gui::text::joined;
use crate::message::Recording;
use crate::time::{Timestamp, short};

/// Label on the status bar.
pub const RECORDING: &str = "Recording";

const DAY: u64 = 86_400;

/// How far the recording reaches back and how long there is room, or what is wrong with it.
pub fn recording(recording: &Recording, now: Timestamp) -> String {
    if !recording.trouble.is_empty() {
        return format!("stopped: {}", recording.trouble);
    }
    let back = recording.oldest.map_or_else(String::new, |oldest| long(now.since(oldest)));
    if recording.folder.is_empty() {
        return joined(&["in memory only", &back]);
    }
    let left = recording.lasts.map_or_else(String::new, |lasts| format!("{} left", long(lasts)));
    let lost = match recording.samples_lost {
        0 => String::new(),
        lost => format!("{lost} samples lost"),
    };
    joined(&[&back, &left, &lost])
}

/// Where it goes and what it takes.
pub fn recording_details(recording: &Recording) -> String {
    if recording.folder.is_empty() {
        return "Nothing is written to disk: history ends with this session".to_owned();
    }
    let (taken, free) = (size(recording.bytes), size(recording.free_bytes));
    let counts = format!("{} samples recorded, {} lost", recording.samples, recording.samples_lost);
    format!("{}\n{taken} taken, {free} free on the disk\n{counts}", recording.folder)
}

/// Whole days where hours do not matter.
fn long(span: Duration) -> String {
    match span.as_secs() / DAY {
        0 | 1 => short(span),
        days @ 2..1000 => format!("{days} d"),
        days => format!("{} years", days / 365),
    }
}

/// Bytes as people say them.
fn size(bytes: u64) -> String {
    let mut size = bytes as f64;
    for unit in ["B", "kB", "MB", "GB"] {
        if size < 1000.0 {
            return if unit == "B" { format!("{bytes} B") } else { format!("{size:.1} {unit}") };
        }
        size /= 1000.0;
    }
    format!("{size:.1} TB")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_how_far_back_how_long_yet_and_what_is_wrong() {
        let now = Timestamp::from_millis(100_000_000_000);
        let mut state = Recording {
            folder: "/data/store".into(),
            oldest: Some(now.before(Duration::from_secs(3 * 3600 + 720))),
            lasts: Some(Duration::from_secs(41 * DAY + 7000)),
            bytes: 12_345_678,
            free_bytes: 2_000_000_000_000,
            room: Some(true),
            ..Recording::default()
        };
        assert_eq!(recording(&state, now), "3 h 12 min \u{b7} 41 d left");
        assert!(recording_details(&state).contains("12.3 MB taken, 2.0 TB free"));
        state.samples_lost = 7;
        assert!(recording(&state, now).ends_with("7 samples lost"));
        state.folder = "".into();
        assert_eq!(recording(&state, now), "in memory only \u{b7} 3 h 12 min");
        state.trouble = "the disk is full".into();
        assert_eq!(recording(&state, now), "stopped: the disk is full");
    }
}
