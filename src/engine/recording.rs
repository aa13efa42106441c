//! What the engine knows about recording: its troubles are told and journalled, notes are pinned.

use std::sync::Arc;

use crate::engine::{Engine, Output, entry};
use crate::journal::EntryKind;
use crate::message::Recording;
use crate::time::{Moment, Timestamp};

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
