//! A unit behind an endpoint: whether it answers, and how often it is tried while it does not.

use std::sync::Arc;
use std::time::Duration;

use crate::device::{Backoff, RETRY_PAUSE_MAX, UnitId, UnitState};
use crate::time::{Moment, Steady};

/// A unit that answered before is given up after so many timeouts in a row; one that never did, after one.
const TIMEOUTS_MAX: u8 = 2;

/// The longest pause between attempts while nothing else on the endpoint answers: trying costs nobody.
const PAUSE_ALONE_MAX: Duration = Duration::from_secs(2);

/// A unit and its blocks.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    /// Whether it answers.
    pub(crate) state: UnitState,
    /// Its blocks.
    pub(crate) blocks: Vec<usize>,
    /// Which of its pieces was tried last while it did not answer.
    pub(crate) tried: usize,
    backoff: Backoff,
    timeouts: u8,
    heard: bool,
    /// Whether a gateway said that it does not answer; then the line itself lives.
    told_by_gateway: bool,
}

impl Unit {
    /// Not asked yet.
    pub(crate) fn new(device: &str, unit: UnitId) -> Self {
        Self {
            state: UnitState::Unknown,
            blocks: Vec::new(),
            tried: 0,
            backoff: Backoff::seeded(device, Some(unit.0)),
            timeouts: 0,
            heard: false,
            told_by_gateway: false,
        }
    }

    /// Goes on where the same unit of the layout before stood.
    pub(crate) fn inherit(&mut self, before: &Self) {
        self.state = before.state.clone();
        self.backoff = before.backoff.clone();
        self.timeouts = before.timeouts;
    }

    /// Whether it answers.
    pub(crate) fn online(&self) -> bool {
        self.state == UnitState::Online
    }

    /// Whether it does not answer.
    pub(crate) fn offline(&self) -> bool {
        matches!(self.state, UnitState::Offline { .. })
    }

    /// Whether it answers or is known to a gateway that does.
    pub(crate) fn answers(&self) -> bool {
        self.online() || self.told_by_gateway
    }

    /// The link is down: tells whether its state changed to unknown. One that did not answer stays so.
    pub(crate) fn forget(&mut self) -> bool {
        self.timeouts = 0;
        let online = self.online();
        if online {
            self.state = UnitState::Unknown;
        }
        online
    }

    /// It answered: tells whether it did not before.
    pub(crate) fn answered(&mut self) -> bool {
        self.timeouts = 0;
        self.backoff.reset();
        self.told_by_gateway = false;
        let before = std::mem::replace(&mut self.state, UnitState::Online);
        before != UnitState::Online
    }

    /// An answer came too late to be used: it lives, however slow.
    pub(crate) fn heard(&mut self) {
        self.heard = true;
        self.timeouts = 0;
        self.backoff.reset();
    }

    /// No answer in time: tells whether it is now given up.
    pub(crate) fn timed_out(&mut self) -> bool {
        self.timeouts = self.timeouts.saturating_add(1);
        match self.state {
            _ if std::mem::take(&mut self.heard) => false,
            UnitState::Online => self.timeouts >= TIMEOUTS_MAX,
            UnitState::Unknown | UnitState::Offline { .. } => true,
        }
    }

    /// Does not answer, as its gateway or its silence says; `others` on the endpoint do. Tells when it is
    /// tried again.
    pub(crate) fn give_up(
        &mut self,
        reason: Arc<str>,
        by_gateway: bool,
        others: bool,
        now: Moment,
    ) -> Steady {
        self.told_by_gateway = by_gateway;
        let longest = if others { RETRY_PAUSE_MAX } else { PAUSE_ALONE_MAX };
        let retry_at = now.after(self.backoff.next_pause(longest));
        self.state = UnitState::Offline { retry_at, reason };
        retry_at.steady
    }
}
