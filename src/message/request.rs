//! What an operator, or a script in their place, asks of the engine.

use std::sync::Arc;

use crate::alarm::{Action, Actor};
use crate::command::{CommandId, Draft};
use crate::message::{Recording, TrendToSave};
use crate::plant::Plant;
use crate::tag::TagIndex;
use crate::time::Timestamp;
use crate::trend::TrendQuery;

/// Operator to engine; bounded. A screen that finds it full says so and asks again.
#[derive(Clone, Debug)]
pub enum Request {
    /// Draft a command: the guard's checks are shown with live values; nothing is sent.
    Draft(Draft),
    /// Confirm a draft: the guard checks once more and one frame leaves.
    Confirm {
        /// Which.
        command: CommandId,
        /// Why, in the operator's words; needed by critical commands.
        reason: Arc<str>,
    },
    /// Take a draft back. A command that was sent cannot be taken back.
    Cancel(CommandId),
    /// Do something to alarms.
    Alarm {
        /// What.
        action: Action,
        /// Who asks.
        by: Actor,
    },
    /// Do something to alarms for a script, which is answered by its own id. To acknowledge occurrence 0, which
    /// no alarm ever has, is to acknowledge the present one.
    ScriptAlarm {
        /// What.
        action: Action,
        /// The id the script gave, as JSON.
        requester_id: Arc<str>,
    },
    /// Why the horn cannot be heard, in words; empty when it can.
    HornTrouble(Arc<str>),
    /// The tags on screen.
    Watch(Arc<[TagIndex]>),
    /// The trends on screen; replaces the ones asked for before.
    Trends(Arc<[TrendQuery]>),
    /// A changed layout that was checked and found good.
    Reload(Arc<Plant>),
    /// A changed layout that was refused: its findings, as text, to be shown until it is good again.
    ReloadRefused(Arc<[String]>),
    /// Switch a fault of the simulated plant.
    Fault {
        /// Its id.
        id: Arc<str>,
        /// On or off.
        active: bool,
    },
    /// The journal could or could not be written: in words, empty when it is well again.
    JournalTrouble(Arc<str>),
    /// How recording is getting on; about once a second.
    Recording(Arc<Recording>),
    /// Something about the store that must be known and told once, in words: a damaged or missing file.
    StoreRemark(Arc<str>),
    /// Pin a note to a time; it goes to the journal and to the trends.
    Note {
        /// The time it is about.
        at: Timestamp,
        /// In the operator's words, 1 to 500 letters.
        text: Arc<str>,
    },
    /// Save a trend in the layout, under a name.
    SaveTrend(TrendToSave),
    /// How saving a trend ended.
    TrendSaved {
        /// The name asked for.
        title: Arc<str>,
        /// The file below the layout's folder, or in words why there is none and what to do.
        result: Result<Arc<str>, Arc<str>>,
    },
}
