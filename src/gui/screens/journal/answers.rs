//! What is asked of the journal and what came back. An older answer stays until the newer one is there.

use std::sync::Arc;
use std::time::Duration;

use egui::Ui;

use crate::gui::app::View;
use crate::gui::screens::journal::recent::Recent;
use crate::gui::screens::journal::state::JournalState;
use crate::gui::screens::journal::table::ROW;
use crate::journal::{JournalReply, JournalRequest, Listed};

/// Rows asked for before and after those in sight, so that a little scrolling shows no empty row.
const SPARE: usize = 96;
/// The first row asked for is a multiple of this, so that not every notch of the wheel asks anew.
const STEP: usize = 48;
/// How soon the screen looks again for an answer that is still to come.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// What is known so far.
#[derive(Debug, Default)]
pub(super) struct Answers {
    sent: Option<JournalRequest>,
    shown: Option<Arc<JournalReply>>,
    /// The last entries, where there is no journal to ask.
    recent: Recent,
    /// So many rows came in above those in sight since the last frame.
    pub(super) pushed_down: usize,
    /// Whether the next frame begins at the newest row.
    pub(super) to_top: bool,
}

impl Answers {
    /// What is shown; `None` before the first answer.
    pub(super) const fn shown(&self) -> Option<&Arc<JournalReply>> {
        self.shown.as_ref()
    }

    /// Whether what is shown is the answer to what was asked last.
    pub(super) fn current(&self) -> bool {
        match (&self.sent, &self.shown) {
            (Some(sent), Some(shown)) => sent.serial == shown.serial && !shown.loading,
            (None, Some(_)) => true,
            (_, None) => false,
        }
    }

    /// A row by its place, if it was answered already.
    pub(super) fn row(&self, at: usize) -> Option<&Arc<Listed>> {
        let shown = self.shown.as_ref()?;
        shown.rows.get(at.checked_sub(shown.first)?)
    }
}

/// Takes over what came back since the last frame.
pub(super) fn take(view: &View<'_>, journal: &mut JournalState) {
    let query = journal.query(view.now.utc);
    let answers = &mut journal.answers;
    let Some(search) = view.journal else {
        answers.shown = Some(answers.recent.answer(view, &query));
        return;
    };
    let Some(reply) = search.answer() else { return };
    // An answer to an older question is worth nothing once the newer one is answered.
    let asked = answers.sent.as_ref().map_or(0, |sent| sent.serial);
    if let Some(shown) = &answers.shown {
        if Arc::ptr_eq(shown, &reply) || (reply.serial != asked && shown.serial == asked) {
            return;
        }
        if shown.serial == reply.serial {
            answers.pushed_down += reply.arrived.saturating_sub(shown.arrived) as usize;
        }
    }
    answers.shown = Some(reply);
}

/// Asks for what the screen shows now. Never waits.
pub(super) fn ask(ui: &Ui, view: &View<'_>, journal: &mut JournalState) {
    let Some(search) = view.journal else { return };
    let query = journal.query(view.now.utc);
    let (first, count) = journal.sight;
    let first = first.saturating_sub(SPARE) / STEP * STEP;
    let answers = &mut journal.answers;
    let before = answers.sent.as_ref();
    let same_query = before.is_some_and(|sent| sent.query == query);
    let serial = before.map_or(1, |sent| sent.serial + u64::from(!same_query));
    let request = JournalRequest { serial, query, first, count: (count + 3 * SPARE).next_multiple_of(STEP) };
    if before != Some(&request) {
        search.ask(request.clone());
        answers.sent = Some(request);
    }
    if !answers.current() {
        ui.ctx().request_repaint_after(LOOK_AGAIN);
    }
}

/// How far the table must be scrolled so that what is read stays where it is.
pub(super) fn anchored(journal: &mut JournalState) -> Option<f32> {
    let pushed = std::mem::take(&mut journal.answers.pushed_down);
    if std::mem::take(&mut journal.answers.to_top) {
        return Some(0.0);
    }
    // At the top the newest entries are what is read.
    (pushed > 0 && journal.scrolled > 0.0).then_some(journal.scrolled + pushed as f32 * ROW)
}
