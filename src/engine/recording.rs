//! What the engine knows about recording: its troubles are told and journalled, notes are pinned.

use std::sync::Arc;
use std::time::Duration;

use crate::engine::{Engine, Output, entry};
use crate::journal::EntryKind;
use crate::message::{Notice, NoticeKind, Recording};
use crate::time::{Moment, Timestamp, short};

/// The historian tells how it is each second; this long without a word it hangs.
const SILENT_MAX: Duration = Duration::from_secs(5);
/// Both clocks may differ by this much from one tick to the next; more is a step.
const STEP_MIN_NANOS: i64 = 1_000_000_000;
/// Letters of a note.
const NOTE_MAX: usize = 500;

impl Engine {
    /// Takes the historian's word; a change between well and not well is journalled.
    pub(super) fn take_recording(&mut self, now: Moment, recording: Arc<Recording>, out: &mut Vec<Output>) {
        let before = self.recording.as_ref().map(|recording| Arc::clone(&recording.trouble));
        let before = before.unwrap_or_else(|| "".into());
        if before != recording.trouble {
            if before.is_empty() {
                self.recording_trouble_since = now;
            }
            let text = if recording.trouble.is_empty() {
                format!("recording goes on: {before}")
            } else {
                recording.trouble.to_string()
            };
            self.note(entry(now, EntryKind::System, "historian", &recording.folder, &text, []), out);
        }
        self.recording = Some(recording);
        self.recording_at = now;
        self.tell_own_tags(now, out);
    }

    /// What the operator must know about recording: that it does not work, or that its thread stands still.
    pub(super) fn recording_notice(&self, now: Moment) -> Option<Notice> {
        let (text, since) = self.recording_trouble(now)?;
        Some(Notice { kind: NoticeKind::Recording, text, since })
    }

    /// Why nothing is recorded now, and since when.
    pub(super) fn recording_trouble(&self, now: Moment) -> Option<(Arc<str>, Moment)> {
        let recording = self.recording.as_ref()?;
        let silent = now.steady.since(self.recording_at.steady);
        Some(if silent > SILENT_MAX {
            let folder = &recording.folder;
            let text = format!(
                "recording stands still: the disk of {folder} has not answered for {}",
                short(silent)
            );
            (text.into(), self.recording_at)
        } else if recording.trouble.is_empty() {
            return None;
        } else {
            (Arc::clone(&recording.trouble), self.recording_trouble_since)
        })
    }

    /// Tells when the machine's clock was stepped: every time stamp after it is read in that light.
    pub(super) fn watch_clock(&mut self, now: Moment, out: &mut Vec<Output>) {
        let before = std::mem::replace(&mut self.ticked, now);
        let passed = i64::try_from(now.steady.since(before.steady).as_nanos()).unwrap_or(i64::MAX);
        let step = now.utc.nanos().saturating_sub(before.utc.nanos()).saturating_sub(passed);
        if step.abs() < STEP_MIN_NANOS {
            return;
        }
        let size = short(Duration::from_nanos(step.unsigned_abs()));
        let way = if step > 0 { "forward" } else { "back" };
        let text = format!("the clock was stepped {way} by {size}");
        let details = [("step_ms", (step / 1_000_000).to_string())];
        self.note(entry(now, EntryKind::System, "clock", "", &text, details), out);
    }

    /// Pins a note to a time.
    pub(super) fn pin_note(&mut self, now: Moment, at: Timestamp, text: &str, out: &mut Vec<Output>) {
        let text: String = text.trim().chars().take(NOTE_MAX).collect();
        if text.is_empty() {
            return;
        }
        let note = entry(now, EntryKind::Note, "operator", "", &text, [("at", at.rfc3339())]);
        self.note(note, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Input, Options};
    use crate::message::Request;
    use crate::plant::Plant;
    use crate::time::Steady;

    fn at(seconds: u64) -> Moment {
        let utc = Timestamp::from_millis(1_800_000_000_000 + seconds as i64 * 1000);
        Moment { utc, steady: Steady::from_millis(seconds * 1000) }
    }

    fn told(engine: &mut Engine, now: Moment) -> Vec<String> {
        engine.snapshot(now).notices.iter().map(|notice| notice.text.to_string()).collect()
    }

    #[test]
    fn trouble_and_silence_of_the_historian_are_told_until_it_is_well() {
        let mut engine = Engine::new(Arc::new(Plant::default()), Options::default(), at(0));
        let mut out = Vec::new();
        let mut say = |engine: &mut Engine, now, trouble: &str| {
            let recording =
                Recording { trouble: trouble.into(), folder: "/data".into(), ..Recording::default() };
            engine.handle(now, Input::Request(Request::Recording(Arc::new(recording))), &mut out);
        };
        say(&mut engine, at(1), "the disk is full");
        assert_eq!(told(&mut engine, at(2)), ["the disk is full"]);
        say(&mut engine, at(3), "");
        assert_eq!(told(&mut engine, at(4)), [""; 0]);
        let silent = told(&mut engine, at(30));
        assert!(silent[0].starts_with("recording stands still: the disk of /data"), "{silent:?}");
        say(&mut engine, at(31), "");
        assert_eq!(told(&mut engine, at(32)), [""; 0]);
        let journal = engine.snapshot(at(33)).journal;
        let texts: Vec<_> = journal.iter().map(|entry| &*entry.text).collect();
        assert_eq!(texts, ["the disk is full", "recording goes on: the disk is full"]);
    }

    #[test]
    fn a_stepped_clock_is_journalled_with_its_size() {
        let mut engine = Engine::new(Arc::new(Plant::default()), Options::default(), at(0));
        let mut out = Vec::new();
        engine.handle(at(1), Input::Tick, &mut out);
        let back = Moment { utc: at(1).utc.before(Duration::from_secs(3600)), steady: at(2).steady };
        engine.handle(back, Input::Tick, &mut out);
        let journal = engine.snapshot(at(2)).journal;
        assert_eq!(&*journal[0].text, "the clock was stepped back by 60 min");
        assert_eq!(journal.len(), 1);
    }
}
