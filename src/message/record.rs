//! What the engine hands to files and headless streams.

use std::sync::Arc;

use crate::command::{CommandId, Stage};
use crate::journal::Entry;
use crate::plant::Plant;
use crate::tag::{Sample, TagIndex};
use crate::time::Moment;

/// Engine to recorder; bounded, and what does not fit is counted and told.
#[derive(Clone, Debug)]
pub enum Record {
    /// Samples as the engine took them over, stale ones included.
    Samples(Arc<[(TagIndex, Sample)]>),
    /// A link or unit changed.
    Link {
        /// Device id.
        device: Arc<str>,
        /// Unit id, for a unit's change.
        unit: Option<u8>,
        /// Stable word.
        state: &'static str,
        /// In words.
        detail: Arc<str>,
        /// When.
        at: Moment,
    },
    /// A command changed its stage.
    Command {
        /// The id the requester gave, or the station's own.
        requester_id: Arc<str>,
        /// Which.
        command: CommandId,
        /// To what.
        stage: Stage,
        /// In words.
        detail: Arc<str>,
        /// When.
        at: Moment,
    },
    /// So many samples could not be handed on, since the recorder was behind: a counted gap.
    SamplesLost(u64),
    /// From now on tags are numbered by this layout.
    Reloaded(Arc<Plant>),
    /// A script's line that was not taken.
    LineRefused {
        /// The id the script gave, as JSON.
        requester_id: Arc<str>,
        /// Why, in words.
        why: Arc<str>,
        /// When.
        at: Moment,
    },
    /// A script's line about alarms was carried out.
    LineDone {
        /// The id the script gave, as JSON.
        requester_id: Arc<str>,
        /// How many alarms it changed.
        changes: usize,
        /// When.
        at: Moment,
    },
    /// Nothing follows: the station stops.
    End,
    /// A journal entry, to be appended and chained.
    Journal(Entry),
}
